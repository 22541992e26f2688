"""Evening out the shortage: the search against every plan of small problems."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from planner.figures.capacity import measure_crowding, people_turning_to
from planner.problem.model import CLOSED, PlannedVisit, Problem, Solution
from planner.solver.rounds import EveningOut
from planner.solver.search import SearchOptions, solve
from tests.planner.solver.small_problems import (
    covered_by,
    drive_of,
    enumerate_visits,
    random_problem,
)
from tests.planner.solver.test_search import EXACT

TOLERANT = replace(EXACT, coverage_tolerance=0.15)
EVENED = replace(TOLERANT, evening_out=EveningOut(coverage_tolerance=0.1, driving_tolerance=0.4))
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "two weeks": {"num_venues": 4},
    "four weeks": {"cycle_weeks": 4, "num_venues": 3, "max_sessions_per_week": 2},
    "two advisers": {"num_venues": 3, "num_advisers": 2, "max_sessions_per_week": 1},
}

Case = tuple[Problem, Solution, Solution, float]
"""A problem, its plan, its plan evened out, and the least crowding there is."""


def search(problem: Problem, options: SearchOptions) -> Solution:
    return solve(problem, options=options, progress=lambda _step: None)


def crowding_of(problem: Problem, visits: list[PlannedVisit]) -> float:
    """Every session lasts three hours."""
    people = people_turning_to(problem, sorted({visit.venue for visit in visits}))
    return measure_crowding(people, {v.venue: 3.0 * len(v.weeks) for v in visits})


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in range(5)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    name, seed = request.param
    problem = random_problem(seed, **CONFIGURATIONS[name])
    plain = search(problem, TOLERANT)
    least = min(crowding_of(problem, visits) for visits in alternatives(problem, plain))
    return problem, plain, search(problem, EVENED), least


def alternatives(problem: Problem, plain: Solution) -> Iterator[list[PlannedVisit]]:
    """Every plan with the same venues and advisers, the coverage asked for, and the driving."""
    who = {(visit.venue, visit.adviser) for visit in plain.visits}
    best = search(problem, EXACT).bounds[0].value
    covered = plain.bounds[0].value
    floor = min(0.85 * best, covered) - 0.1 * covered - 1e-3
    for visits in enumerate_visits(only_held(problem, who)):
        if {(visit.venue, visit.adviser) for visit in visits} == who:
            drive_s = drive_of(problem, visits)
            if (
                drive_s is not None
                and drive_s <= plain.bounds[1].value * 1.4 + 1
                and covered_by(problem, visits) >= floor
            ):
                yield visits


def only_held(problem: Problem, who: set[tuple[int, int]]) -> Problem:
    """No venue can be visited but those, so that few plans have to be listed."""
    start = problem.start_minute.copy()
    start[sorted(set(range(problem.num_venues)) - {venue for venue, _ in who})] = CLOSED
    return replace(problem, start_minute=start)


def test_no_plan_with_the_same_venues_is_less_crowded(case: Case) -> None:
    problem, _, evened, least = case
    assert crowding_of(problem, list(evened.visits)) == pytest.approx(least)


def test_the_bound_holds_for_all_of_them(case: Case) -> None:
    _, _, evened, least = case
    capacity = evened.bound_of("capacity")
    assert capacity is not None
    assert capacity.value == pytest.approx(least)
    assert capacity.bound is None or capacity.bound <= least + 1e-6


def test_the_crowding_before_is_that_of_the_plan_without(case: Case) -> None:
    problem, plain, evened, _ = case
    assert evened.crowding_before == pytest.approx(crowding_of(problem, list(plain.visits)))


def test_some_of_these_plans_are_evened_out() -> None:
    """Otherwise the above would prove little."""
    relieved = 0
    for seed in range(5):
        evened = search(random_problem(seed, **CONFIGURATIONS["two weeks"]), EVENED)
        capacity = evened.bound_of("capacity")
        assert capacity is not None
        relieved += capacity.value < 0.99 * (evened.crowding_before or 0.0)
    assert relieved >= 2


def test_people_of_one_commune_with_two_equal_venues_are_shared_between_them() -> None:
    problem = random_problem(1, num_venues=2, num_communes=1)
    factor = problem.access_factor.toarray() * 0 + 0.5
    problem = replace(problem, access_factor=factor, value_before=problem.value_before * 0)
    half = float(problem.need[0]) * 0.5 / 2
    assert people_turning_to(problem, [0, 1]) == {0: pytest.approx(half), 1: pytest.approx(half)}


def test_whoever_has_the_existing_offer_at_hand_does_not_come() -> None:
    problem = random_problem(1, num_venues=1, num_communes=1)
    factor = problem.access_factor.toarray() * 0 + 0.5
    problem = replace(problem, access_factor=factor, value_before=problem.value_before * 0 + 0.5)
    assert people_turning_to(problem, [0]) == {0: 0.0}
