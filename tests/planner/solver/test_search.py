"""The search against every plan of small problems."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import Problem, Solution
from planner.progress import Step
from planner.solver.engine import Interrupter
from planner.solver.search import SearchOptions, solve
from tests.planner.solver.small_problems import (
    drive_of,
    enumerate_plans,
    least_drive,
    random_problem,
)

EXACT = SearchOptions(
    coverage_gap=0.0,
    coverage_tolerance=0.0,
    driving_gap=0.0,
    driving_tolerance=0.0,
    time_limit_s=60,
    seed=1,
)
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one adviser": {},
    "a week": {"cycle_weeks": 1, "num_advisers": 2, "max_sessions_per_week": 2},
    "three weeks": {"cycle_weeks": 3, "num_venues": 3, "max_sessions_per_week": 2},
    "four weeks": {"cycle_weeks": 4, "num_venues": 3, "max_sessions_per_week": 1},
    "two advisers": {"num_venues": 3, "num_advisers": 2, "max_sessions_per_week": 1},
    "few opening hours": {"num_venues": 3, "share_open": 0.1},
    "one opening a week": {"cycle_weeks": 1, "num_advisers": 2, "share_open": 0.0},
    "required venues": {"num_venues": 3, "share_required": 0.4, "max_sessions_per_week": 2},
}
SEEDS = range(4)

Case = tuple[list[tuple[float, int]], Solution]


def search(problem: Problem, options: SearchOptions = EXACT) -> Solution:
    return solve(problem, options=options, progress=lambda _step: None)


@pytest.mark.parametrize("seed", range(6))
def test_a_search_that_is_cut_returns_no_start_without_a_required_venue(seed: int) -> None:
    problem = random_problem(seed, num_venues=6, share_required=0.4, max_sessions_per_week=3)
    required = set(np.flatnonzero(problem.is_required).tolist())
    kept = [visit for visit in search(problem).visits if visit.venue not in required]
    interrupter = Interrupter()

    def progress(step: Step) -> None:
        if isinstance(step, str) and step.startswith("Tournées"):
            interrupter.interrupt()

    try:
        found = solve(
            problem,
            options=EXACT,
            progress=progress,
            start=[(visit.venue, visit.adviser, len(visit.weeks)) for visit in kept],
            interrupter=interrupter,
        )
    except NoSolutionFoundError:
        return
    assert required <= {visit.venue for visit in found.visits}


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in SEEDS],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    """All plans of a small problem, and what the search found."""
    name, seed = request.param
    problem = random_problem(seed, **CONFIGURATIONS[name])
    return list(enumerate_plans(problem)), search(problem)


def test_coverage_equals_the_best_of_all_plans(case: Case) -> None:
    plans, solution = case
    assert solution.bounds[0].value == pytest.approx(max(covered for covered, _ in plans))


def test_the_coverage_bound_is_above_every_plan(case: Case) -> None:
    plans, solution = case
    assert solution.bounds[0].bound >= max(covered for covered, _ in plans) - 1e-6


def test_driving_is_the_least_of_the_plans_of_that_coverage(case: Case) -> None:
    plans, solution = case
    coverage, driving = solution.bounds
    assert driving.value == least_drive(plans, covered=coverage.value)


def test_the_driving_bound_is_below_every_plan_of_that_coverage(case: Case) -> None:
    plans, solution = case
    coverage, driving = solution.bounds
    assert driving.bound is not None
    assert driving.bound <= least_drive(plans, covered=coverage.value) + 1e-3


def test_two_advisers_cover_as_much_as_the_best_of_all_plans() -> None:
    problem = random_problem(3, num_venues=3, num_advisers=2, max_sessions_per_week=1)
    best = max(covered for covered, _ in enumerate_plans(problem))
    assert search(problem).bounds[0].value == pytest.approx(best)


def test_venues_open_on_one_half_day_alone_compete_for_it() -> None:
    """The models that know no weekday would visit both; the timetable cannot."""
    problem = random_problem(5, num_venues=3, num_communes=4, share_open=0.0)
    plans = list(enumerate_plans(problem))
    assert search(problem).bounds[0].value == pytest.approx(max(covered for covered, _ in plans))


def test_the_same_seed_gives_the_same_visits() -> None:
    problem = random_problem(2)
    assert search(problem).visits == search(problem).visits


def test_a_required_venue_is_visited_even_if_it_helps_nobody() -> None:
    problem = random_problem(1)
    factor = problem.access_factor.toarray()
    factor[:, 2] = 0.0
    required = replace_arrays(problem, access_factor=factor, is_required=np.arange(4) == 2)
    assert 2 in {visit.venue for visit in search(required).visits}


def test_more_required_venues_than_half_days_are_infeasible() -> None:
    problem = random_problem(1, max_sessions_per_week=1)
    required = replace_arrays(problem, is_required=np.ones(4, dtype=bool))
    with pytest.raises(InfeasibleError, match="lieu obligatoire v1"):
        search(required)


def replace_arrays(problem: Problem, **arrays: np.ndarray) -> Problem:
    fields = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    return Problem(**{**fields, **arrays})


def test_a_search_without_time_to_choose_still_has_a_plan() -> None:
    """Six venues and a hundred communes: the relaxed plan is rounded, and the plan says so."""
    problem = random_problem(3, num_venues=6, num_communes=100, num_advisers=2, share_open=1.0)
    hurried = solve(
        problem,
        options=replace(EXACT, time_limit_s=0.0),
        progress=lambda _step: None,
    )
    assert hurried.visits
    assert drive_of(problem, list(hurried.visits)) is not None
