"""Plans by local search, and the bounds of round trips, on problems that can be enumerated."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from geodata.errors import InfeasibleError
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.solver.engine import Deadline
from planner.solver.large import solve_large
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.local_search import is_plain, search_places
from planner.solver.placement import Placement
from planner.solver.reach import find_reach
from planner.solver.round_trips import bound_coverage, bound_driving
from planner.solver.rounds import SearchOptions
from planner.solver.slots import Slots
from tests.planner.solver.small_problems import drive_of, enumerate_plans, random_problem

SEEDS = range(4)
FEW_SEEDS = range(3)


def find(
    problem: Problem,
    *,
    target: float,
    num_steps: int = 400,
    start: tuple[PlannedVisit, ...] = (),
    seed: int = 1,
) -> Placement:
    return search_places(
        problem,
        find_reach(problem, most_advisers=9),
        coverage_levels(problem),
        target=target,
        price_s=1_000.0,
        shortfall_cost_s=1_000_000.0,
        num_steps=num_steps,
        deadline=Deadline.after(60),
        seed=seed,
        start=start,
    )


def all_need(problem: Problem) -> float:
    return float(problem.need.sum())


def medium(seed: int) -> Problem:
    return random_problem(seed, num_venues=12, num_advisers=3, num_communes=16, cycle_weeks=4)


@pytest.mark.parametrize("seed", SEEDS)
def test_places_found_obey_every_rule_and_are_counted_as_they_are_driven(seed: int) -> None:
    problem = medium(seed)
    found = find(problem, target=all_need(problem))
    assert found.visits
    assert drive_of(problem, list(found.visits)) == found.drive_s
    assert all(problem.is_open()[v.venue, v.weekday, v.half] for v in found.visits)
    held = [(v.adviser, v.weekday, v.half, week) for v in found.visits for week in v.weeks]
    assert len(set(held)) == len(held)


@cache
def tiny(seed: int) -> tuple[Problem, tuple[tuple[float, int], ...]]:
    """A problem, and covered need and driving of all its plans."""
    problem = random_problem(seed, num_venues=3, num_advisers=2, num_communes=6)
    return problem, tuple(enumerate_plans(problem))


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_on_small_problems_driving_is_near_the_least_of_its_coverage(seed: int) -> None:
    problem, plans = tiny(seed)
    floor = 0.9 * max(covered for covered, _ in plans)
    least_s = min(drive_s for covered, drive_s in plans if covered >= floor)
    found = find(problem, target=floor - base_coverage(problem))
    assert covered_need(problem, days_by_venue(found.visits)) >= floor - 1e-3
    assert least_s <= found.drive_s <= 1.1 * least_s


def test_the_same_seed_gives_the_same_places() -> None:
    problem = medium(0)
    assert find(problem, target=all_need(problem)) == find(problem, target=all_need(problem))


def test_a_plan_to_begin_with_is_kept_when_nothing_more_can_be_gained() -> None:
    problem = medium(1)
    found = find(problem, target=50.0)
    assert find(problem, target=0.0, num_steps=0, start=found.visits).visits == found.visits


def test_a_required_venue_is_visited_although_it_helps_nobody_more() -> None:
    problem = medium(2)
    is_required = np.zeros(problem.num_venues, dtype=bool)
    is_required[3] = problem.can_visit[:, 3].any()
    found = find(replace(problem, is_required=is_required), target=0.0)
    assert [visit.venue for visit in found.visits] == [3]


def test_a_plan_without_all_required_venues_is_not_complete() -> None:
    problem = random_problem(
        0, num_venues=6, share_open=1.0, max_sessions_per_week=1, cycle_weeks=1
    )
    problem = replace(problem, is_required=problem.can_visit.any(axis=0))
    assert not find(problem, target=0.0, num_steps=50).is_complete
    assert find(medium(2), target=0.0, num_steps=50).is_complete


def test_areas_with_rules_are_not_left_to_local_search() -> None:
    problem = medium(0)
    is_full_day = np.ones(problem.num_venues, dtype=bool)
    required = np.ones(problem.num_venues, dtype=bool)
    assert is_plain(problem)
    assert not is_plain(replace(problem, is_full_day=is_full_day, is_required=required))


def test_what_a_place_would_add_is_what_it_adds() -> None:
    problem = medium(3)
    slots = Slots(problem, find_reach(problem, most_advisers=9))
    rng = np.random.default_rng(5)
    for _ in range(60):
        venue = int(rng.integers(problem.num_venues))
        if venue in slots.placed:
            slots.remove(venue)
        add_s = slots.weigh(venue)
        position = tuple(int(at) for at in np.unravel_index(rng.integers(add_s.size), add_s.shape))
        if add_s[position] < 100_000:
            before_s = drive_of(problem, list(slots.visits()))
            slots.add(slots.place_at(venue, position))
            after_s = drive_of(problem, list(slots.visits()))
            assert after_s - before_s == add_s[position]


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_no_plan_is_beyond_the_bounds_of_round_trips(seed: int) -> None:
    problem, plans = tiny(seed)
    levels = coverage_levels(problem)
    deadline = Deadline.after(60)
    best = max(covered for covered, _ in plans)
    assert best <= bound_coverage(problem, levels, deadline=deadline) + 1e-6
    for share in (0.7, 1.0):
        target = share * best - base_coverage(problem)
        least_s = min(drive_s for covered, drive_s in plans if covered >= share * best - 1e-9)
        driving = bound_driving(problem, levels, target=target, deadline=deadline)
        assert driving.bound_s <= least_s + 1e-6


def test_a_large_territory_gets_a_plan_with_both_gaps() -> None:
    problem = medium(4)
    options = SearchOptions(
        coverage_gap=0.001,
        coverage_tolerance=0.002,
        driving_gap=0.01,
        driving_tolerance=0.02,
        time_limit_s=3,
        seed=1,
    )
    solution = solve_large(
        problem, options=options, deadline=Deadline.after(3), progress=lambda _step: None
    )
    assert drive_of(problem, list(solution.visits)) is not None
    coverage, driving = solution.bounds
    assert coverage.bound >= coverage.value
    assert driving.bound <= driving.value
    assert "recherche locale" in solution.notes[0]


def test_a_large_territory_names_the_required_venues_that_do_not_fit() -> None:
    problem = random_problem(
        0, num_venues=6, share_open=1.0, max_sessions_per_week=1, share_required=1.0
    )
    problem = replace(problem, is_required=problem.can_visit.any(axis=0))
    with pytest.raises(InfeasibleError, match="lieu obligatoire"):
        bound_coverage(problem, coverage_levels(problem), deadline=Deadline.after(60))
