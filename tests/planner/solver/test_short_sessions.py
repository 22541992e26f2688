"""Short sessions: the search against every plan of small problems."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.problem.model import CLOSED, Problem, Solution
from planner.problem.stops import with_pairs
from planner.solver.search import solve
from planner.solver.tour_columns import Relaxation
from tests.planner.solver.short_problems import (
    enumerate_short_plans,
    least_drive_of,
    random_short_problem,
)
from tests.planner.solver.small_problems import least_drive
from tests.planner.solver.test_search import EXACT

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "a week": {"cycle_weeks": 1, "num_venues": 5, "max_sessions_per_week": 2},
    "two weeks": {"num_venues": 3, "max_sessions_per_week": 1},
    "two advisers": {"num_venues": 3, "num_advisers": 2, "max_sessions_per_week": 1},
    "one long": {"cycle_weeks": 1, "num_venues": 4, "num_long": 1, "max_sessions_per_week": 2},
    "breaks": {
        "cycle_weeks": 1,
        "num_venues": 4,
        "max_sessions_per_week": 2,
        "max_minutes_without_break": 185,
    },
}

Case = tuple[Problem, list[tuple[float, int]], Solution]


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in range(4)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    """All plans of a small problem, and what the search found."""
    name, seed = request.param
    problem = random_short_problem(seed, **CONFIGURATIONS[name])
    return problem, list(enumerate_short_plans(problem)), search(problem)


def search(problem: Problem) -> Solution:
    return solve(problem, options=EXACT, progress=lambda _step: None)


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


def test_the_visits_found_drive_what_the_search_says(case: Case) -> None:
    problem, _, solution = case
    alone = [replace(visit, minutes=None) for visit in solution.visits]
    assert least_drive_of(problem, alone) == solution.bounds[1].value


def test_a_day_tour_has_four_sessions() -> None:
    """Eight venues of short sessions for one adviser with one day a week."""
    problem = random_short_problem(
        1, num_venues=8, num_communes=30, cycle_weeks=1, share_open=1.0, max_sessions_per_week=2
    )
    (adviser,) = problem.advisers
    problem = replace(problem, advisers=(replace(adviser, working_days=(0,)),))
    solution = search(problem)
    assert len(solution.visits) == 4
    assert len({visit.weekday for visit in solution.visits}) == 1


def test_nobody_visits_a_pair_that_opens_on_no_day_worked() -> None:
    problem = random_short_problem(1)
    shut = tuple(replace(pair, times=np.full_like(pair.times, CLOSED)) for pair in problem.pairs)
    whole = with_pairs(replace(problem, pairs=shut))
    assert shut
    assert not whole.can_visit[:, problem.num_venues :].any()


def test_a_relaxed_plan_that_halves_a_pair_both_ways_is_rounded_to_one_of_them() -> None:
    problem = with_pairs(random_short_problem(1, num_venues=3))
    first = problem.num_venues - 1
    members = problem.members(first)
    mirrored = next(
        pair for pair in range(problem.num_venues) if problem.members(pair) == members[::-1]
    )
    visits = ((first, 0, 2), (mirrored, 0, 2))
    relaxation = Relaxation(
        bound_s=0.0,
        target_price_h=0.0,
        meets_target=True,
        hit_time_limit=False,
        tours=(),
        tour_reduced_cost_h=np.zeros(0),
        tour_value=np.zeros(0),
        visits=visits,
        visit_reduced_cost_h=np.zeros(2),
        visit_value=np.full(2, 0.5 + 1e-12),
    )
    assert relaxation.rounded(problem) == visits[:1]
