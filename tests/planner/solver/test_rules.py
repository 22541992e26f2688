"""The coordinator's rules against every plan of small problems."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from geodata.errors import InfeasibleError
from planner.problem.model import (
    AM,
    PM,
    CoverageFloor,
    PlannedVisit,
    Problem,
    Quota,
    Solution,
    days_by_venue,
)
from planner.solver.search import solve
from tests.planner.solver.small_problems import (
    covered_by,
    drive_of,
    enumerate_visits,
    random_problem,
)
from tests.planner.solver.test_search import EXACT

Plans = list[tuple[float, int, list[PlannedVisit]]]


def search(problem: Problem) -> Solution:
    return solve(problem, options=EXACT, progress=lambda _step: None)


def all_plans(problem: Problem) -> Iterator[tuple[float, int, list[PlannedVisit]]]:
    for visits in enumerate_visits(problem):
        drive_s = drive_of(problem, visits)
        if drive_s is not None:
            yield covered_by(problem, visits), drive_s, visits


def area_quota(*, least: int, most: int | None) -> Quota:
    return Quota(area_name="Aunis", venues=frozenset({0, 1}), min_sessions=least, max_sessions=most)


def sessions_in_area(visits: list[PlannedVisit]) -> int:
    return sum(days for venue, days in days_by_venue(visits).items() if venue in {0, 1})


@pytest.mark.parametrize("seed", range(4))
def test_at_most_so_many_sessions_in_an_area_is_kept_at_the_best_coverage(seed: int) -> None:
    problem = replace(random_problem(seed, num_venues=3), quotas=(area_quota(least=0, most=1),))
    solution = search(problem)
    kept = [covered for covered, _, visits in all_plans(problem) if sessions_in_area(visits) <= 1]
    assert sessions_in_area(list(solution.visits)) <= 1
    assert solution.bounds[0].value == pytest.approx(max(kept))


@pytest.mark.parametrize("seed", range(4))
def test_at_least_so_many_sessions_in_an_area_cost_as_little_coverage_as_possible(
    seed: int,
) -> None:
    problem = replace(
        random_problem(seed, num_venues=3, max_sessions_per_week=1),
        quotas=(area_quota(least=2, most=None),),
    )
    kept = [covered for covered, _, visits in all_plans(problem) if sessions_in_area(visits) >= 2]
    solution = search(problem)
    assert sessions_in_area(list(solution.visits)) >= 2
    assert solution.bounds[0].value == pytest.approx(max(kept))


@pytest.mark.parametrize("seed", range(4))
def test_an_area_gets_its_least_coverage(seed: int) -> None:
    problem = random_problem(seed, num_venues=3, max_sessions_per_week=1)
    inside = np.arange(6) < 3
    within = replace(problem, need=np.where(inside, problem.need, 0.0))
    reachable = max(covered_by(within, visits) for _, _, visits in all_plans(problem))
    floor = CoverageFloor(area_name="Aunis", is_inside=inside, min_people=reachable)
    solution = search(replace(problem, floors=(floor,)))
    assert covered_by(within, list(solution.visits)) == pytest.approx(reachable)


def test_a_quota_beyond_all_half_days_is_infeasible() -> None:
    problem = random_problem(1, max_sessions_per_week=1)
    with pytest.raises(InfeasibleError, match="au moins 5 permanences par cycle pour Aunis"):
        search(replace(problem, quotas=(area_quota(least=5, most=None),)))


def test_of_two_equal_venues_the_preferred_one_is_visited() -> None:
    problem = random_problem(0, num_venues=2, share_open=0.0, max_sessions_per_week=1)
    factor = np.ones(problem.access_factor.shape)
    alike = replace(
        problem,
        access_factor=factor,
        out_s=np.array([[600, 900]]),
        back_s=np.array([[600, 900]]),
        can_visit=np.ones((1, 2), dtype=bool),
    )
    preferred = replace(alike, bonus_s=np.array([0, 3600]))
    assert {visit.venue for visit in search(alike).visits} == {0}
    assert {visit.venue for visit in search(preferred).visits} == {1}


def test_a_full_day_takes_the_morning_and_the_afternoon_of_one_day() -> None:
    problem = random_problem(0, num_venues=1, share_open=1.0)
    visits = search(replace(problem, is_full_day=np.array([True]))).visits
    assert len({(visit.weekday, visit.weeks) for visit in visits}) == 1
    assert {visit.half for visit in visits} == {AM, PM}


def test_a_full_day_needs_a_venue_that_opens_all_day() -> None:
    problem = random_problem(0, num_venues=2, share_open=0.0)
    visits = search(replace(problem, is_full_day=np.array([True, False]))).visits
    assert 0 not in {visit.venue for visit in visits}


def test_two_sessions_a_week_fall_on_two_weekdays() -> None:
    problem = random_problem(0, num_venues=1, share_open=1.0, max_sessions_per_week=2)
    twice = replace(
        problem,
        value_by_sessions=(*problem.value_by_sessions, (4, 1.0)),
        may_have=np.array([[False, False, True]]),
        is_required=np.array([True]),
    )
    visits = search(twice).visits
    assert sorted((visit.weekday, visit.weeks) for visit in visits) == [(0, (1, 2)), (1, (1, 2))]


def test_a_venue_that_may_not_be_weekly_is_not() -> None:
    problem = random_problem(0, num_venues=1, share_open=1.0)
    visits = search(replace(problem, may_have=np.array([[True, False]]))).visits
    assert [len(visit.weeks) for visit in visits] == [1]


def test_only_the_rules_that_clash_are_named() -> None:
    """Two venues fit into the two weeks' half-days; a third, or four sessions, do not."""
    problem = random_problem(1, num_venues=3, max_sessions_per_week=1)
    clash = replace(
        problem,
        is_required=np.array([True, False, False]),
        quotas=(area_quota(least=0, most=3), area_quota(least=4, most=None)),
    )
    with pytest.raises(InfeasibleError) as error:
        search(clash)
    assert "au moins 4 permanences" in str(error.value)
    assert "au plus" not in str(error.value)
    assert "obligatoire" not in str(error.value)
