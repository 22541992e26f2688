"""Classes and colours."""

import itertools

import pytest

from maps.style import (
    SERVED_RAMP,
    UNSERVED_RAMP,
    adviser_colour,
    adviser_dash,
    classify_gain,
    classify_minutes,
    classify_share,
    gain_classes,
    minute_classes,
    minute_limits,
    share_classes,
)


def lightness(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (1.0, "Plus de 75 %"),
        (0.75, "De 50 à 75 %"),
        (0.5, "De 25 à 50 %"),
        (0.1 + 0.15, "Jusqu’à 25 %"),
        (1e-6, "Jusqu’à 25 %"),
        (0.0, "Aucun accès"),
    ],
)
def test_an_upper_limit_belongs_to_its_class_and_only_zero_is_no_access(
    value: float, label: str
) -> None:
    drawn = share_classes()[classify_share(value, is_unreachable=False)]
    assert drawn.label.replace("\u00a0", " ") == label


def test_unreachable_is_a_class_only_without_access() -> None:
    assert classify_share(0.0, is_unreachable=True) == 5
    assert classify_share(0.4, is_unreachable=True) == 2


@pytest.mark.parametrize(
    ("before", "after", "position"),
    [(0, 0.6, 0), (0.2, 0.7, 1), (0.2, 0.45, 2), (0.3, 0.3, 3), (0, 0, 4)],
)
def test_gain_is_classed_by_points_won(before: float, after: float, position: int) -> None:
    assert classify_gain(before, after, is_unreachable=False) == position


def test_the_access_standard_is_a_limit_between_minutes() -> None:
    assert minute_limits((10, 20), standard_minutes=12) == (10, 12, 20)


def test_minutes_beyond_the_standard_are_hatched_and_those_within_are_not() -> None:
    classes = minute_classes((10, 15, 20), standard_minutes=15)
    by_minutes = {m: classes[classify_minutes(m, (10, 15, 20))] for m in (0, 10, 15, 15.1, 99)}
    assert [drawn.is_hatched for drawn in by_minutes.values()] == [False, False, False, True, True]
    assert classes[classify_minutes(None, (10, 15, 20))].is_crosshatched


@pytest.mark.parametrize("ramp", [SERVED_RAMP, UNSERVED_RAMP[::-1]])
def test_ramps_grow_lighter_step_by_step(ramp: tuple[str, ...]) -> None:
    for darker, lighter in itertools.pairwise(ramp):
        assert lightness(lighter) > 1.15 * lightness(darker)


def test_no_access_is_hatched_in_every_class_list() -> None:
    assert all(classes[4].is_hatched for classes in (share_classes(), gain_classes()))


def test_adviser_looks_are_distinct_for_two_dozen_and_differ_from_the_fills() -> None:
    looks = [(adviser_colour(i), adviser_dash(i)) for i in range(24)]
    assert len(set(looks)) == 24
    assert not {colour for colour, _ in looks} & {*SERVED_RAMP, *UNSERVED_RAMP}
