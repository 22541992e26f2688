"""Few changes of short sessions and of sessions of two advisers, against every plan there is."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from geodata.errors import InfeasibleError
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.solver.adjustment import AdjustmentProgram
from planner.solver.closeness import shorten_drives, stay_close
from planner.solver.engine import Deadline
from planner.solver.known_venues import keep_to_known_venues
from planner.solver.levels import covered_need
from tests.planner.solver.short_problems import least_drive_of, random_short_problem
from tests.planner.solver.small_problems import covered_by, drive_of, enumerate_visits
from tests.planner.solver.test_two_advisers import duo_problem

Plan = list[PlannedVisit]


@dataclass(frozen=True)
class Kind:
    """Random problems of one kind, and what a plan of them drives."""

    make: Callable[..., Problem]
    options: dict[str, Any]
    drive_of: Callable[[Problem, Plan], int | None]


KINDS = {
    "short": Kind(
        random_short_problem,
        {"cycle_weeks": 1, "num_venues": 4, "max_sessions_per_week": 2},
        least_drive_of,
    ),
    "short, two weeks": Kind(
        random_short_problem, {"num_venues": 3, "max_sessions_per_week": 2}, least_drive_of
    ),
    "short, two advisers": Kind(
        random_short_problem,
        {"cycle_weeks": 1, "num_venues": 3, "num_advisers": 2, "max_sessions_per_week": 1},
        least_drive_of,
    ),
    "short and long": Kind(
        random_short_problem,
        {"cycle_weeks": 1, "num_venues": 4, "num_long": 1, "max_sessions_per_week": 2},
        least_drive_of,
    ),
    "breaks": Kind(
        random_short_problem,
        {
            "cycle_weeks": 1,
            "num_venues": 4,
            "max_sessions_per_week": 2,
            "max_minutes_without_break": 185,
        },
        least_drive_of,
    ),
    "of two": Kind(
        duo_problem, {"num_venues": 3, "num_advisers": 2, "cycle_weeks": 1, "num_duos": 2}, drive_of
    ),
    "of two, two weeks": Kind(duo_problem, {"num_venues": 3, "num_advisers": 2}, drive_of),
    "of two among three": Kind(
        duo_problem, {"num_venues": 3, "num_advisers": 3, "cycle_weeks": 1, "num_duos": 2}, drive_of
    ),
}


@dataclass(frozen=True)
class Case:
    """All plans of a small problem, and a draft that breaks rules or does not."""

    problem: Problem
    plans: list[Plan]
    draft: Plan
    drive_of: Callable[[Problem, Plan], int | None]

    @property
    def program(self) -> AdjustmentProgram:
        return AdjustmentProgram(self.problem, self.draft, num_gone=0)

    def fewest(self, *, holding: frozenset[int] = frozenset()) -> int | None:
        held = Counter(visit for visit in self.draft if visit.venue in holding)
        stay = [
            num_changes(self.draft, plan)
            for plan in self.plans
            if Counter(visit for visit in plan if visit.venue in holding) == held
        ]
        return min(stay, default=None)


def num_changes(before: Plan, after: Plan) -> int:
    """Visits that a venue loses or gains, whichever is more."""
    lost = Counter(visit.venue for visit in {*before} - {*after})
    gained = Counter(visit.venue for visit in {*after} - {*before})
    return (lost | gained).total()


def in_slots(visits: tuple[PlannedVisit, ...]) -> Plan:
    """Visits without the hours that short sessions have in their half-day."""
    return [replace(visit, minutes=None) for visit in visits]


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in KINDS for seed in range(4)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    name, seed = request.param
    kind = KINDS[name]
    problem = kind.make(seed, **kind.options)
    tried = list(enumerate_visits(problem))
    plans = [visits for visits in tried if kind.drive_of(problem, visits) is not None]
    chance = np.random.default_rng(seed)
    full = max(map(len, tried))
    drafts = [visits for visits in tried if len(visits) >= full - 1]
    draft = drafts[int(chance.integers(len(drafts)))]
    return Case(problem=problem, plans=plans, draft=draft, drive_of=kind.drive_of)


def test_no_plan_needs_fewer_changes_and_that_is_proven(case: Case) -> None:
    found = case.program.least_changes_possible(deadline=Deadline.after(60), seed=1)
    assert (found.num_changes, found.bound) == (case.fewest(), case.fewest())
    assert found.is_proven
    assert num_changes(case.draft, in_slots(found.visits)) == found.num_changes
    assert case.drive_of(case.problem, in_slots(found.visits)) is not None


def test_without_new_venues_no_plan_of_the_known_ones_needs_fewer_changes(case: Case) -> None:
    draft = [visit for visit in case.draft if visit.venue != case.draft[0].venue]
    known = {visit.venue for visit in draft} | {*np.flatnonzero(case.problem.is_required).tolist()}
    problem = keep_to_known_venues(case.problem, draft)
    found = AdjustmentProgram(problem, draft, num_gone=0).least_changes_possible(
        deadline=Deadline.after(60), seed=1
    )
    fewest = min(
        num_changes(draft, plan) for plan in case.plans if {v.venue for v in plan} <= known
    )
    assert (found.num_changes, found.bound) == (fewest, fewest)


def test_no_plan_with_so_few_changes_covers_more(case: Case) -> None:
    program, fewest = case.program, case.fewest()
    assert fewest is not None
    for most in range(fewest, fewest + 3):
        found = program.solve(most, gap=0.0, deadline=Deadline.after(60), seed=1)
        by_force = max(
            covered_by(case.problem, plan)
            for plan in case.plans
            if num_changes(case.draft, plan) <= most
        )
        covered = covered_need(case.problem, days_by_venue(found.visits))
        # A change must bring a tenth of a person, other hours half of that, an hour of driving a
        # hundredth.
        assert covered >= by_force - 0.9
        assert found.bound >= by_force - 1e-6
        assert case.drive_of(case.problem, in_slots(found.visits)) is not None
        assert num_changes(case.draft, in_slots(found.visits)) == found.num_changes <= most


def test_a_venue_that_is_held_keeps_its_visits_or_it_is_said_that_it_cannot(case: Case) -> None:
    for venue in sorted({visit.venue for visit in case.draft}):
        held = frozenset({venue})
        fewest = case.fewest(holding=held)
        try:
            program = AdjustmentProgram(case.problem, case.draft, num_gone=0, frozen_venues=held)
            found = program.least_changes_possible(deadline=Deadline.after(60), seed=1)
        except InfeasibleError:
            assert fewest is None
        else:
            assert found.num_changes == fewest
            assert {visit for visit in case.draft if visit.venue == venue} <= {
                *in_slots(found.visits)
            }


def test_visits_of_two_stand_at_the_same_time(case: Case) -> None:
    found = case.program.least_changes_possible(deadline=Deadline.after(60), seed=1)
    slots: defaultdict[int, set[tuple[object, ...]]] = defaultdict(set)
    for visit in found.visits:
        slots[visit.venue].add((visit.weekday, visit.half, visit.weeks))
    number = Counter(visit.venue for visit in found.visits)
    assert all(number[venue] == case.problem.num_advisers_at(venue) for venue in slots)
    assert all(len(own) == 1 for own in slots.values())


def test_drives_get_shorter_without_touching_what_stays(case: Case) -> None:
    visits = case.program.least_changes_possible(deadline=Deadline.after(60), seed=1).visits
    shorter = shorten_drives(
        case.problem, visits, current=case.draft, deadline=Deadline.after(60), seed=1
    )
    assert {*in_slots(visits)} & {*case.draft} <= {*in_slots(shorter)}
    drive_s = case.drive_of(case.problem, in_slots(shorter))
    assert drive_s is not None
    assert drive_s <= (case.drive_of(case.problem, in_slots(visits)) or 0)


def test_equal_driving_leaves_every_visit_where_it_was(case: Case) -> None:
    visits = case.program.least_changes_possible(deadline=Deadline.after(60), seed=1).visits
    found = stay_close(
        case.problem,
        visits,
        current=visits,
        driving_tolerance=0.0,
        deadline=Deadline.after(60),
        seed=1,
    )
    assert {*found} == {*visits}


def test_some_drafts_break_rules_and_some_repairs_have_two_in_a_half_day() -> None:
    """Otherwise the above would prove little."""
    fewest: Counter[int | None] = Counter()
    shared = 0
    for name in ("short", "of two"):
        for seed in range(4):
            kind = KINDS[name]
            problem = kind.make(seed, **kind.options)
            tried = list(enumerate_visits(problem))
            plans = [visits for visits in tried if kind.drive_of(problem, visits) is not None]
            draft = max(tried, key=len)
            one = Case(problem=problem, plans=plans, draft=draft, drive_of=kind.drive_of)
            fewest[one.fewest()] += 1
            found = one.program.least_changes_possible(deadline=Deadline.after(60), seed=1)
            held = Counter((v.adviser, v.weekday, v.half) for v in found.visits)
            shared += any(number > 1 for number in held.values())
    assert fewest[0] < fewest.total()
    assert shared > 0
