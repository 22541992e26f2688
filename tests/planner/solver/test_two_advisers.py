"""Sessions of two advisers: the search against every plan of small problems."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geodata.errors import InfeasibleError
from planner.problem.model import PlannedVisit, Problem, Solution
from planner.solver.rounds import EveningOut
from planner.solver.search import SearchOptions, solve
from tests.planner.solver.small_problems import (
    covered_by,
    drive_of,
    enumerate_plans,
    least_drive,
    random_problem,
)
from tests.planner.solver.test_search import EXACT

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one such venue": {"num_venues": 3, "num_advisers": 2, "max_sessions_per_week": 1},
    "two of them": {"num_venues": 3, "num_advisers": 2, "num_duos": 2, "cycle_weeks": 1},
    "three advisers": {"num_venues": 3, "num_advisers": 3, "cycle_weeks": 1, "num_duos": 2},
    "few opening hours": {"num_venues": 3, "num_advisers": 2, "share_open": 0.2, "num_duos": 2},
}

Case = tuple[Problem, list[tuple[float, int]], Solution]


def duo_problem(seed: int, *, num_duos: int = 1, **options: int) -> Problem:
    """A random problem whose first venues take two advisers, and matter most."""
    problem = random_problem(seed, **({"max_sessions_per_week": 2} | options))
    factor = problem.access_factor.toarray()
    factor[:2, 0] = 1.0
    return replace(problem, access_factor=factor, duos=frozenset(range(num_duos)))


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in range(3)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    """All plans of a small problem, and what the search found."""
    name, seed = request.param
    problem = duo_problem(seed, **CONFIGURATIONS[name])
    return problem, list(enumerate_plans(problem)), search(problem)


def search(problem: Problem, options: SearchOptions = EXACT) -> Solution:
    return solve(problem, options=options, progress=lambda _step: None)


def test_coverage_equals_the_best_of_all_plans(case: Case) -> None:
    _, plans, solution = case
    assert solution.bounds[0].value == pytest.approx(max(covered for covered, _ in plans))


def test_driving_is_the_least_of_the_plans_of_that_coverage(case: Case) -> None:
    _, plans, solution = case
    coverage, driving = solution.bounds
    assert driving.value == least_drive(plans, covered=coverage.value)


def test_the_coverage_bound_is_above_every_plan(case: Case) -> None:
    _, plans, solution = case
    assert solution.bounds[0].bound >= max(covered for covered, _ in plans) - 1e-6


def test_the_driving_bound_is_below_every_plan_of_that_coverage(case: Case) -> None:
    _, plans, solution = case
    coverage, driving = solution.bounds
    assert driving.bound is not None
    assert driving.bound <= least_drive(plans, covered=coverage.value) + 1e-3


def test_two_advisers_are_there_at_the_same_time(case: Case) -> None:
    problem, _, solution = case
    slots: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for visit in solution.visits:
        slots[visit.venue].add((visit.weekday, visit.half, visit.weeks))
    present = {venue: _advisers_at(solution, venue) for venue in slots}
    assert all(len(present[venue]) == problem.num_advisers_at(venue) for venue in slots)
    assert all(len(own) == 1 for own in slots.values())


def test_the_visits_found_are_what_the_search_says(case: Case) -> None:
    problem, _, solution = case
    visits: list[PlannedVisit] = list(solution.visits)
    assert drive_of(problem, visits) == solution.bounds[1].value
    assert covered_by(problem, visits) == pytest.approx(solution.bounds[0].value)


def test_some_plans_have_sessions_of_two_advisers() -> None:
    """Otherwise the above would prove little."""
    found = [search(duo_problem(seed, num_venues=3, num_advisers=2)) for seed in range(3)]
    assert sum(len(_advisers_at(solution, 0)) == 2 for solution in found) >= 2


def test_evening_out_counts_the_hours_of_both() -> None:
    problem = duo_problem(1, num_venues=3, num_advisers=2)
    allowance = EveningOut(coverage_tolerance=0.1, driving_tolerance=0.4)
    evened = search(problem, replace(EXACT, coverage_tolerance=0.15, evening_out=allowance))
    capacity = evened.bound_of("capacity")
    assert capacity is not None
    assert capacity.bound is not None
    assert capacity.bound <= capacity.value <= (evened.crowding_before or 0.0)


def test_one_adviser_alone_cannot_hold_a_required_session_of_two() -> None:
    problem = random_problem(1, num_venues=2, share_open=1.0)
    required = replace(problem, duos=frozenset({0}), is_required=np.array([True, False]))
    with pytest.raises(InfeasibleError, match="v0"):
        search(required)


def _advisers_at(solution: Solution, venue: int) -> set[int]:
    return {visit.adviser for visit in solution.visits if visit.venue == venue}
