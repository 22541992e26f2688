"""The need layer: classes of the share in need, hatched where the estimate is unsure."""

import pytest

from maps.layers import make_commune_layer
from maps.need_style import classify_need, is_wide, need_classes, need_limits
from maps.payload import make_payload
from maps.sentences import people_between, share_between
from maps.style import SERVED_RAMP
from tests.maps.sample_plan import make_communes, make_plan

SPACES = str.maketrans("\u00a0\u202f", "  ")


def test_limits_are_whole_percents_near_the_fifths() -> None:
    assert need_limits([0.10, 0.20, 0.30, 0.40, 0.50]) == (18, 26, 34, 42)


def test_communes_all_alike_leave_one_limit() -> None:
    assert need_limits([0.33] * 8) == (33,)


@pytest.mark.parametrize(
    ("share", "position"), [(0.5, 0), (0.35, 0), (0.349, 1), (0.30, 1), (0.1, 2)]
)
def test_a_limit_belongs_to_the_class_above_it(share: float, position: int) -> None:
    assert classify_need(share, is_wide=False, limits=(30, 35)) == position


def test_every_class_has_its_hatched_twin_of_the_same_colour() -> None:
    limits = (27, 30, 32, 35)
    classes = need_classes(limits)
    sure = classify_need(0.31, is_wide=False, limits=limits)
    unsure = classify_need(0.31, is_wide=True, limits=limits)
    assert classes[sure].fill == classes[unsure].fill
    assert (classes[sure].is_unsure, classes[unsure].is_unsure) == (False, True)


def test_hatching_is_explained_once() -> None:
    assert [c.label for c in need_classes((20, 30)) if c.is_unsure] == [
        "Hachures\u00a0: marge d’un tiers ou plus",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("low", "high", "wide"), [(67.0, 133.0, False), (66.0, 134.0, True), (None, None, True)]
)
def test_an_interval_of_a_third_either_way_is_wide(
    low: float | None, high: float | None, *, wide: bool
) -> None:
    assert is_wide(100.0, low, high) is wide


def test_need_has_no_colour_of_coverage() -> None:
    assert {c.fill for c in need_classes((20, 25, 30, 35))}.isdisjoint(SERVED_RAMP)


def test_people_are_told_with_their_interval_rounded_outwards() -> None:
    words = people_between(118.0, 91.0, 158.0).translate(SPACES)
    assert words == "environ 120 habitants (entre 90 et 160)"


def test_without_an_interval_none_is_told() -> None:
    assert people_between(118.0, None, None).translate(SPACES) == "environ 120 personnes"


def test_a_handful_is_told_without_digits() -> None:
    assert people_between(3.3, 2.0, 5.0).translate(SPACES) == "moins de 5 personnes"


def test_the_share_is_told_with_the_same_interval() -> None:
    plan = make_plan()
    assert share_between(plan.communes[3]).translate(SPACES) == "4 % (entre 2 et 6 %)"


def test_an_unsure_commune_is_hatched_in_the_need_layer_alone() -> None:
    plan = make_plan()
    modes = make_payload(plan, communes=make_communes(), offer=(), tour_lines=())["modes"]
    need = next(mode for mode in modes if mode["id"] == "need")
    layer = make_commune_layer(plan, make_communes()).set_index("code")
    hatched = {
        code for code, row in layer.iterrows() if need["classes"][row["class_need"]]["hatch"]
    }
    assert hatched == {"99004"}


def test_the_legend_counts_hatched_communes_with_their_colour_and_once_more_together() -> None:
    modes = make_payload(make_plan(), communes=make_communes(), offer=(), tour_lines=())["modes"]
    classes = next(mode for mode in modes if mode["id"] == "need")["classes"]
    num_plain = sum(not drawn["hatch"] for drawn in classes)
    assert [drawn["of"] for drawn in classes[:num_plain]] == [
        [position, position + num_plain] for position in range(num_plain)
    ]
    assert classes[num_plain]["label"] == "Hachures\u00a0: marge d’un tiers ou plus"
    assert classes[num_plain]["of"] == list(range(num_plain, 2 * num_plain))
