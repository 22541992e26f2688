"""Few changes, by force: on small problems every plan is enumerated."""

from itertools import islice

import pytest

from geodata.errors import InfeasibleError
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.solver.adjustment import Adjustment, AdjustmentProgram
from planner.solver.closeness import shorten_drives, stay_close
from planner.solver.engine import Deadline
from planner.solver.levels import covered_need
from tests.planner.solver.small_problems import (
    covered_by,
    drive_of,
    enumerate_visits,
    random_problem,
)

SEEDS = range(8)


def a_plan(problem: Problem) -> list[PlannedVisit]:
    """Some plan that obeys the rules and visits several venues."""
    feasible = (
        visits
        for visits in enumerate_visits(problem)
        if len(visits) >= 2 and drive_of(problem, visits) is not None
    )
    return list(islice(feasible, 40))[-1]


def num_changes(before: list[PlannedVisit], after: list[PlannedVisit]) -> int:
    old, new = ({visit.venue: visit for visit in visits} for visits in (before, after))
    return sum(old.get(venue) != new.get(venue) for venue in {*old, *new})


def best_by_force(problem: Problem, current: list[PlannedVisit], most: int) -> float:
    return max(
        covered_by(problem, visits)
        for visits in enumerate_visits(problem)
        if num_changes(current, visits) <= most and drive_of(problem, visits) is not None
    )


def adjust(
    problem: Problem, current: list[PlannedVisit], most: int, num_gone: int = 0
) -> Adjustment:
    program = AdjustmentProgram(problem, current, num_gone=num_gone)
    return program.solve(most, gap=0.0, deadline=Deadline.after(60), seed=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_with_so_few_changes_covers_more(seed: int) -> None:
    problem = random_problem(seed, num_venues=3)
    current = a_plan(problem)
    for most in range(3):
        found = adjust(problem, current, most)
        by_force = best_by_force(problem, current, most)
        # A change must bring a tenth of a person, an hour of driving a hundredth.
        assert covered_need(problem, days_by_venue(found.visits)) >= by_force - 0.7
        assert found.bound >= by_force - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_found_obeys_the_rules_and_counts_its_changes(seed: int) -> None:
    problem = random_problem(seed, num_venues=5, num_advisers=2)
    current = a_plan(problem)
    found = adjust(problem, current, 3)
    assert drive_of(problem, list(found.visits)) is not None
    assert found.num_changes == num_changes(current, list(found.visits)) <= 3


def test_without_a_change_the_plan_stays_as_it_is() -> None:
    problem = random_problem(2)
    current = a_plan(problem)
    assert set(adjust(problem, current, 0).visits) == set(current)


def test_a_visit_that_cannot_be_expressed_any_more_is_a_change() -> None:
    problem = random_problem(2)
    assert adjust(problem, a_plan(problem), 1, num_gone=1).num_changes == 1


def test_a_frozen_venue_keeps_its_visit_whatever_that_costs() -> None:
    problem = random_problem(2)
    current = a_plan(problem)
    frozen = frozenset(visit.venue for visit in current)
    program = AdjustmentProgram(problem, current, num_gone=0, frozen_venues=frozen)
    found = program.solve(9, gap=0.0, deadline=Deadline.after(60), seed=1)
    assert set(current) <= set(found.visits)


def test_too_few_changes_for_the_rules_are_refused() -> None:
    problem = random_problem(2)
    with pytest.raises(InfeasibleError, match="0 changement"):
        adjust(problem, a_plan(problem), 0, num_gone=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_drives_get_shorter_without_touching_what_stays(seed: int) -> None:
    problem = random_problem(seed, num_venues=5, num_advisers=2)
    current = a_plan(problem)
    visits = adjust(problem, current, 2).visits
    shorter = shorten_drives(problem, visits, current=current, deadline=Deadline.after(60), seed=1)
    assert set(visits) & set(current) <= set(shorter)
    assert (drive_of(problem, list(shorter)) or 0) <= (drive_of(problem, list(visits)) or 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_driving_leaves_every_visit_where_it_was(seed: int) -> None:
    problem = random_problem(seed, num_venues=5, num_advisers=2)
    current = a_plan(problem)
    found = stay_close(
        problem,
        current,
        current=current,
        driving_tolerance=0.0,
        deadline=Deadline.after(60),
        seed=1,
    )
    assert set(found) == set(current)
