"""Themes by EPCI: what is shown rests on eleven people, and no subtraction says more."""

import numpy as np
import pytest

from planner.need import share_of_themes
from planner.need.themes import OTHERS, WHOLE
from tests.planner.need.small_surveys import TWO_EPCIS, make_commune, make_survey


def test_shares_are_of_those_who_want_help() -> None:
    survey = make_survey(
        ["17001"] * 80 + ["17003"] * 50,
        wants=[True] * 40 + [False] * 40 + [True] * 50,
        themes={"emploi": [True] * 12 + [False] * 28 + [True] * 40 + [True] * 25 + [False] * 25},
    )
    table = share_of_themes(TWO_EPCIS, survey)
    assert [(row.name, row.shares) for row in table.rows] == [
        ("EPCI E1", (0.3,)),
        ("EPCI E2", (0.5,)),
        (WHOLE, (0.41,)),
    ]


def test_small_epci_are_merged_until_they_may_be_shown() -> None:
    communes = tuple(make_commune(f"1700{n}", epci=f"E{n}") for n in range(1, 5))
    sizes = {"17001": 100, "17002": 60, "17003": 5, "17004": 4}
    codes = [code for code, size in sizes.items() for _ in range(size)]
    ticks = [i % 2 == 0 for i in range(len(codes))]
    table = share_of_themes(
        communes, make_survey(codes, wants=[True] * len(codes), themes={"emploi": ticks})
    )
    # 5 + 4 are too few still: the next smallest joins them, and only the largest stands alone.
    assert [row.name for row in table.rows] == ["EPCI E1", OTHERS, WHOLE]


def test_one_small_epci_never_stands_alone_among_the_others() -> None:
    communes = tuple(make_commune(f"1700{n}", epci=f"E{n}") for n in range(1, 4))
    codes = ["17001"] * 100 + ["17002"] * 60 + ["17003"] * 5
    survey = make_survey(
        codes, wants=[True] * 165, themes={"emploi": [i % 2 == 0 for i in range(165)]}
    )
    assert [row.name for row in share_of_themes(communes, survey).rows] == [
        "EPCI E1",
        OTHERS,
        WHOLE,
    ]


@pytest.mark.parametrize("seed", range(30))
def test_no_subtraction_brings_back_fewer_than_eleven(seed: int) -> None:
    rng = np.random.default_rng(seed)
    communes = tuple(make_commune(f"{17001 + n}", epci=f"E{n:02}") for n in range(12))
    size = int(rng.integers(20, 400))
    place = rng.choice(12, size, p=rng.dirichlet(np.ones(12)))
    ticks = {f"t{n}": (rng.random(size) < rng.random()).tolist() for n in range(4)}
    survey = make_survey([communes[i].code for i in place], wants=[True] * size, themes=ticks)
    table = share_of_themes(communes, survey)
    asked = {f"EPCI E{n:02}": int((place == n).sum()) for n in range(12)}
    own = [row for row in table.rows if row.name not in {OTHERS, WHOLE}]
    assert all(asked[row.name] >= 11 for row in own)
    for number, theme in enumerate(table.themes):
        ticked = np.array(ticks[theme])
        told = {row.name: row.shares[number] for row in own if row.shares[number] is not None}
        for name in told:
            mine = ticked[place == int(name[-2:])]
            assert min(mine.sum(), (~mine).sum()) >= 11
        whole = [row.shares[number] for row in table.rows if row.name == WHOLE]
        others = [row.shares[number] for row in table.rows if row.name == OTHERS]
        if whole and whole[0] is not None and (not others or others[0] is None):
            # the whole less what is told of the parts
            left = ticked[~np.isin(place, [int(name[-2:]) for name in told])]
            assert not left.size or min(left.sum(), (~left).sum()) >= 11


def test_too_few_answers_show_nothing() -> None:
    survey = make_survey(["17001"] * 10, wants=[True] * 10, themes={"emploi": [True] * 10})
    assert share_of_themes(TWO_EPCIS, survey).rows == ()


def test_a_survey_without_themes_has_none() -> None:
    assert share_of_themes(TWO_EPCIS, make_survey(["17001"] * 30, wants=[True] * 30)).rows == ()
