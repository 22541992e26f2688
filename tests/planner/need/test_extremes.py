"""Extreme surveys and territories: an estimate with an honest interval, never NaN."""

import time
import tracemalloc

import numpy as np
import pytest

from geodata.territory import Commune, Survey
from planner.need import Need, estimate_need, summarise_areas
from tests.planner.need.small_surveys import TWO_EPCIS, KnownTruth, make_commune, make_survey


def shares(need: Need, communes: tuple[Commune, ...]) -> list[tuple[float, float, float]]:
    """(low, mean, high) share of every commune."""
    low, high = need.interval()
    residents = [max(1, sum(commune.residents_by_age)) for commune in communes]
    table = np.column_stack([low, need.people, high]) / np.array(residents)[:, None]
    assert np.isfinite(table).all()
    return [tuple(row) for row in table.tolist()]


def test_one_answer_leaves_the_interval_of_no_survey() -> None:
    one = estimate_need(TWO_EPCIS, make_survey(["17001"], wants=[True]))
    none = estimate_need(TWO_EPCIS, None)
    widths = [np.subtract(*need.interval()[::-1]) for need in (one, none)]
    assert widths[0] == pytest.approx(widths[1], rel=0.15)


def test_all_yes_leaves_room_below_one_hundred_percent() -> None:
    need = estimate_need(TWO_EPCIS, make_survey(["17001", "17003"] * 300, wants=[True] * 600))
    asked, silent, *_ = shares(need, TWO_EPCIS)
    assert 0.6 < asked[0] < asked[1] < asked[2] < 1
    assert silent[0] < asked[0]


def test_a_commune_of_ten_people_gets_a_wide_interval_within_ten() -> None:
    tiny = (*TWO_EPCIS, make_commune("17005", residents=(5, 3, 2)))
    survey = make_survey(["17001", "17002", "17003", "17004"] * 100, wants=[True, False] * 200)
    need = estimate_need(tiny, survey)
    low, high = need.interval()
    assert 0 < low[4] < need.people[4] < high[4] < 10
    assert (high[4] - low[4]) / 10 > 1.1 * (high[0] - low[0]) / 1000


def test_an_epci_without_answers_is_less_sure_than_one_with() -> None:
    survey = make_survey(["17001", "17002"] * 200, wants=[True, False, False, False] * 100)
    need = estimate_need(TWO_EPCIS, survey)
    silent, heard = sorted(
        summarise_areas(TWO_EPCIS, need, by="epci"), key=lambda area: area.code, reverse=True
    )
    assert silent.high_90 - silent.low_90 > 2 * (heard.high_90 - heard.low_90)
    assert silent.low_90 < 0.25 * silent.residents < silent.high_90


def test_answers_of_weight_zero_count_nowhere() -> None:
    counted = make_survey(["17001", "17003"] * 50, wants=[True, False] * 50)
    padded = make_survey(
        ["17001", "17003"] * 50 + ["17002"] * 40,
        wants=[True, False] * 50 + [True] * 40,
        weights=[1.0] * 100 + [0.0] * 40,
    )
    assert estimate_need(TWO_EPCIS, padded).people.tobytes() == (
        estimate_need(TWO_EPCIS, counted).people.tobytes()
    )


def test_a_survey_whose_weights_are_all_zero_is_no_survey_and_says_why() -> None:
    survey = make_survey(["17001"] * 30, wants=[True] * 30, weights=[0.0] * 30)
    need = estimate_need(TWO_EPCIS, survey)
    assert not need.has_survey
    assert "poids nul" in need.method
    assert need.people.tobytes() == estimate_need(TWO_EPCIS, None).people.tobytes()


def test_one_enormous_weight_does_not_decide_alone() -> None:
    wants = [False] * 299 + [True]
    heavy = make_survey(["17001"] * 300, wants=wants, weights=[1.0] * 299 + [1e9])
    (_, mean, _), *_ = shares(estimate_need(TWO_EPCIS, heavy), TWO_EPCIS)
    assert mean < 0.15
    assert "poids limités" in estimate_need(TWO_EPCIS, heavy).method


def test_unequal_weights_widen_the_interval() -> None:
    codes, wants = ["17001", "17002", "17003", "17004"] * 100, [True, False, False] * 133 + [True]
    equal = estimate_need(TWO_EPCIS, make_survey(codes, wants=wants))
    unequal = estimate_need(
        TWO_EPCIS, make_survey(codes, wants=wants, weights=[0.2, 0.2, 0.2, 0.2, 3.0] * 80)
    )
    assert unequal.standard_error.sum() > 1.1 * equal.standard_error.sum()


def test_the_scale_of_the_weights_changes_nothing() -> None:
    codes, wants = ["17001", "17003"] * 60, [True, False, False] * 40
    weights = [1.0, 2.0, 3.0, 4.0] * 30
    one = estimate_need(TWO_EPCIS, make_survey(codes, wants=wants, weights=weights))
    ten = estimate_need(
        TWO_EPCIS, make_survey(codes, wants=wants, weights=[10 * weight for weight in weights])
    )
    assert one.people == pytest.approx(ten.people, rel=1e-3)


def test_two_hundred_thousand_answers_cost_no_more_than_five_thousand() -> None:
    truth = KnownTruth(0)
    columns = {
        name: np.tile(getattr(truth.survey, name), 40)
        for name in Survey.__dataclass_fields__
        if name not in {"theme_names", "themes"}
    }
    large = Survey(**columns)
    assert len(large) == 200_000
    tracemalloc.start()
    begin = time.perf_counter()
    need = estimate_need(truth.communes, large)
    seconds = time.perf_counter() - begin
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 20
    assert peak_bytes < 500e6
    assert np.isfinite(need.people).all()


def test_one_commune_alone_gets_an_estimate() -> None:
    alone = (make_commune("17001"),)
    ((low, mean, high),) = shares(
        estimate_need(alone, make_survey(["17001"] * 200, wants=[True, False] * 100)), alone
    )
    assert low < 0.5 < high
    assert 0.4 < mean < 0.55
