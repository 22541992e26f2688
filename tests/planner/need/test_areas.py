"""Areas, scenarios, change between waves, and where to ask."""

import numpy as np
import pytest

from planner.need import (
    Need,
    choose_scenario,
    compare_waves,
    estimate_need,
    summarise_areas,
    where_to_ask,
)
from tests.planner.need.small_surveys import TWO_EPCIS, KnownTruth, make_commune, make_survey

CODES = tuple(commune.code for commune in TWO_EPCIS)


def make_need(draws: list[list[float]]) -> Need:
    sample = np.array(draws)
    return Need(
        commune_codes=CODES,
        people=sample.mean(axis=0),
        standard_error=sample.std(axis=0),
        method="m",
        draws=sample.astype(np.float32),
    )


def test_errors_that_cancel_out_leave_the_sum_certain() -> None:
    need = make_need([[100, 300, 50, 50], [300, 100, 50, 50]] * 10)
    area, _ = summarise_areas(TWO_EPCIS, need, by="epci")
    assert (area.low_90, area.people, area.high_90) == (400, 400, 400)


def test_errors_that_are_shared_add_up() -> None:
    need = make_need([[100, 100, 50, 50], [300, 300, 50, 50]] * 10)
    area, _ = summarise_areas(TWO_EPCIS, need, by="epci")
    assert (area.low_90, area.people, area.high_90) == (200, 400, 600)


def test_areas_of_every_kind_sum_to_the_same_people(known_need: Need) -> None:
    for by in ("commune", "epci", "canton", "whole"):
        areas = summarise_areas(TRUTH.communes, known_need, by=by)
        assert sum(area.people for area in areas) == pytest.approx(known_need.people.sum())


def test_the_whole_is_known_better_than_the_sum_of_its_parts(known_need: Need) -> None:
    (whole,) = summarise_areas(TRUTH.communes, known_need, by="whole")
    low, high = known_need.interval()
    assert whole.high_90 - whole.low_90 < 0.3 * (high - low).sum()


def test_an_eighty_percent_interval_lies_inside_the_ninety(known_need: Need) -> None:
    for area in summarise_areas(TRUTH.communes, known_need, by="epci"):
        assert area.low_90 <= area.low_80 <= area.people <= area.high_80 <= area.high_90


def test_communes_in_another_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        summarise_areas(TWO_EPCIS[::-1], make_need([[1, 2, 3, 4]]), by="epci")


def test_scenarios_are_the_tenth_and_ninetieth_percentile_of_each_commune() -> None:
    need = make_need([[float(n), 2.0 * n, 5, 5] for n in range(101)])
    assert choose_scenario(need, "low").people == pytest.approx([10, 20, 5, 5])
    assert choose_scenario(need, "high").people == pytest.approx([90, 180, 5, 5])
    assert choose_scenario(need, "mean") is need


def test_a_scenario_says_what_it_is_and_keeps_the_draws() -> None:
    need = make_need([[float(n), 2.0 * n, 5, 5] for n in range(101)])
    low = choose_scenario(need, "low")
    assert "10e centile" in low.method
    assert low.draws is not None
    assert need.draws is not None
    assert low.draws.tobytes() == need.draws.tobytes()


def test_a_clear_change_between_waves_is_found_and_none_is_not() -> None:
    codes = list(CODES) * 300
    before = estimate_need(
        TWO_EPCIS, make_survey(codes, wants=[i // 4 % 4 == 0 for i in range(1200)])
    )
    after = estimate_need(
        TWO_EPCIS, make_survey(codes, wants=[i // 4 % 2 == 0 for i in range(1200)])
    )
    (same,) = compare_waves(TWO_EPCIS, before, before, by="whole")
    (risen,) = compare_waves(TWO_EPCIS, before, after, by="whole")
    assert same.change == 0
    assert not same.is_clear
    assert same.change_high - same.change_low > 0.02
    assert risen.is_clear
    assert risen.change_low < 0.25 < risen.change_high


def test_answers_go_where_nobody_has_answered() -> None:
    equal = tuple(make_commune(code) for code in CODES)
    survey = make_survey(["17001", "17002", "17003"] * 200, wants=[True, False, False] * 200)
    plan = where_to_ask(equal, estimate_need(equal, survey), num_answers=20)
    assert [row.code for row in plan.allocations] == ["17004"]
    assert sum(row.num_answers for row in plan.allocations) == 20
    assert 0 < plan.reduction < 1


def test_more_answers_take_more_of_the_variance_away(known_need: Need) -> None:
    gains = [
        where_to_ask(TRUTH.communes, known_need, num_answers=number).reduction
        for number in (10, 100, 400)
    ]
    assert 0 < gains[0] < gains[1] < gains[2] < 1


def test_nobody_is_asked_twice() -> None:
    small = tuple(make_commune(code, residents=(30, 12, 8)) for code in CODES)
    plan = where_to_ask(small, estimate_need(small, None), num_answers=1000)
    assert all(row.num_answers <= 10 for row in plan.allocations)


def test_the_promised_fall_of_the_variance_is_that_of_the_normal_update() -> None:
    share, spread, batch = 0.3, 0.06, 5
    covariance = spread**2 * np.array(
        [[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 0.5, 0], [0, 0, 0, 0.5]]
    )
    rng = np.random.default_rng(2)
    sample = 1000 * rng.multivariate_normal([share] * 4, covariance, size=20_000)
    plan = where_to_ask(TWO_EPCIS, make_need(sample.tolist()), num_answers=batch)
    observed = spread**2 + share * (1 - share) / batch
    fall = (spread**4 + (0.5 * spread**2) ** 2) / observed
    assert plan.reduction == pytest.approx(fall / np.trace(covariance), rel=0.05)


TRUTH = KnownTruth(1)


@pytest.fixture(scope="module")
def known_need() -> Need:
    return estimate_need(TRUTH.communes, TRUTH.survey)
