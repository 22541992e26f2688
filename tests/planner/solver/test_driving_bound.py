"""The bound on driving is stated for the coverage that the plan has, and holds for every plan."""

from dataclasses import replace

import pytest

from planner.problem.model import Problem
from planner.solver.coverage import solve_coverage
from planner.solver.day_tours import list_merged_tours
from planner.solver.engine import Deadline
from planner.solver.levels import base_coverage, coverage_levels
from planner.solver.placement import place_visits
from planner.solver.proof import lower_target, state_driving
from planner.solver.round_trips import bound_driving
from planner.solver.rounds import SearchOptions, Task, found_of
from planner.solver.search import solve
from planner.solver.tour_columns import generate_tours
from tests.planner.solver.small_problems import enumerate_plans, random_problem

EXACT = SearchOptions(
    coverage_gap=0.0,
    coverage_tolerance=0.0,
    driving_gap=0.0,
    driving_tolerance=0.0,
    time_limit_s=60,
    seed=1,
)
AS_THE_PLAN = "à couverture au moins égale à celle du planning"
SEEDS = range(8)
ROUNDING_S = 0.01


def one_opening_a_week(seed: int) -> Problem:
    """Venues that all open on the same half-day: the covering program knows no half-day."""
    return random_problem(seed, num_venues=3, num_communes=4, share_open=0.0)


def least_s(problem: Problem, covered: float) -> int:
    """Seconds of driving of the plan that drives least of those that cover so much."""
    return min(drive for own, drive in enumerate_plans(problem) if own >= covered - 1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_no_timetable_reaches_the_promised_coverage_a_bound_is_stated(seed: int) -> None:
    coverage, driving = solve(
        one_opening_a_week(seed), options=EXACT, progress=lambda _step: None
    ).bounds
    assert driving.bound is not None
    assert 0 < driving.bound <= least_s(one_opening_a_week(seed), coverage.value) + ROUNDING_S


def test_some_of_these_plans_cover_less_than_was_promised_and_say_so() -> None:
    conditions = {
        solve(one_opening_a_week(seed), options=EXACT, progress=lambda _step: None)
        .bounds[1]
        .condition
        for seed in SEEDS
    }
    assert conditions == {AS_THE_PLAN, "à couverture d'au moins 100,0 % de la meilleure trouvée"}


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_bound_plans_of_any_lower_coverage(seed: int) -> None:
    """Whether any plan reaches the target, or none does."""
    problem = random_problem(seed, num_venues=3, cycle_weeks=1, max_sessions_per_week=2)
    deadline = Deadline.after(60)
    plans = list(enumerate_plans(problem))
    best = max(covered for covered, _ in plans)
    for share in (0.9, 1.0, 1.2):
        target = share * best - base_coverage(problem)
        proof = generate_tours(
            problem,
            list_merged_tours(problem),
            coverage_levels(problem),
            target=target,
            deadline=deadline,
            gap=1e-4,
        ).proof
        assert proof is not None
        for covered, drive_s in plans:
            missing = max(0.0, share * best - covered)
            assert proof.bound_at_s(missing=missing) <= drive_s + ROUNDING_S


@pytest.mark.parametrize("seed", SEEDS)
def test_so_do_those_of_round_trips(seed: int) -> None:
    problem = random_problem(seed, num_venues=3, cycle_weeks=1, max_sessions_per_week=2)
    plans = list(enumerate_plans(problem))
    best = max(covered for covered, _ in plans)
    trips = bound_driving(
        problem,
        coverage_levels(problem),
        target=best - base_coverage(problem),
        deadline=Deadline.after(60),
    )
    assert trips is not None
    for covered, drive_s in plans:
        assert trips.bound_at_s(missing=max(0.0, best - covered)) <= drive_s + ROUNDING_S


def task_beyond_reach(problem: Problem, *, deadline: Deadline) -> Task:
    """A task whose target is what the covering program promises."""
    best = solve_coverage(problem, gap=0.0, deadline=Deadline.after(60), seed=1)
    target = best.value - base_coverage(problem)
    relaxation = generate_tours(
        problem,
        list_merged_tours(problem),
        coverage_levels(problem),
        target=target,
        deadline=Deadline.after(60),
        gap=1e-4,
    )
    return Task(
        problem=problem,
        relaxation=relaxation,
        target=target,
        shortfall_cost_h=1.0,
        options=EXACT,
        deadline=deadline,
    )


@pytest.mark.parametrize("remaining_s", [0.0, 60.0], ids=["no time left", "time left"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_of_one_visit_has_a_bound_of_its_own(seed: int, remaining_s: float) -> None:
    problem = random_problem(seed, share_open=1.0, num_communes=4, num_venues=3)
    task = task_beyond_reach(problem, deadline=Deadline.after(remaining_s))
    visit = next((v, 0, 1) for v in range(problem.num_venues) if problem.can_visit[0, v])
    placed = place_visits(problem, [visit], deadline=Deadline.after(60), seed=1, may_give_up=False)
    lowered = lower_target(task, found_of(task, placed), list_merged_tours(problem))
    of_trips = bound_driving(
        problem, coverage_levels(problem), target=task.target, deadline=Deadline.after(60)
    )
    stated = state_driving(lowered, placed, tight=None, of_trips=of_trips, target=task.target)
    found = found_of(replace(task, target=0.0), placed)
    covered = base_coverage(problem) + task.target - found_of(task, placed).shortfall
    assert found.shortfall == 0
    assert stated.bound_s is not None
    assert stated.condition == AS_THE_PLAN
    assert stated.bound_s <= least_s(problem, covered) + ROUNDING_S
