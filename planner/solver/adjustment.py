"""The most coverage with at most so many changes of a plan's visits, and its proven bound.

A program over slots: each visit chooses its adviser, weekday, half-day and weeks, and a current
visit that stays in its slot is no change. Which two venues may share a day is asked where it
matters: rules are added when a solution breaks them, until none is broken. What is left out
meanwhile makes the program a relaxation, so that its bound holds for every plan with that few
changes.

Two short sessions of a half-day are one option, of both venues at once; a session of two advisers
is two options that stand at the same time or not at all. A visit that only gets other hours,
because what it shares its half-day with comes or goes, is no change, but costs a little.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import PlannedVisit, Problem
from planner.solver.engine import Deadline, Outcome, Proven, prove_least, solve_mip
from planner.solver.levels import base_coverage
from planner.solver.slot_options import Entry, SlotOption, entries_of
from planner.solver.slot_program import SlotProgram

_CHANGE_COST: Final = 0.1
"""People in need that a change must bring, lest visits move for nothing."""
_HOUR_COST: Final = 0.01
"""People in need that an hour of driving a cycle must bring, to choose among equals."""
_HOURS_COST: Final = 0.05
"""People in need that other hours of a visit which stays must bring."""
_MAX_NODES: Final = 20_000
_SHARE_OF_FEWEST: Final = 0.6
"""Share of the time left in which the fewest changes are sought, before what they can cover."""
_SAME_NUMBER: Final = 1e-6
"""By which a bound may exceed a whole number that it does not prove wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """The best that was found with at most so many changes."""

    max_changes: int
    num_changes: int
    visits: tuple[PlannedVisit, ...]
    bound: float
    """No plan with ``max_changes`` or fewer covers more people in need."""
    hit_time_limit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FewestChanges:
    """The fewest changes that were found to obey the rules."""

    num_changes: int
    bound: int
    """No plan that obeys the rules has fewer."""
    visits: tuple[PlannedVisit, ...]
    hit_time_limit: bool

    @property
    def is_proven(self) -> bool:
        """Whether no plan has fewer changes than the one found."""
        return self.num_changes == self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A choice of which every day holds, and what the search said of it."""

    bound: float
    """Of the objective."""
    chosen: list[SlotOption]
    hit_time_limit: bool


class AdjustmentProgram:
    """The program for one plan and problem; rules that it learns serve later calls as well."""

    def __init__(
        self,
        problem: Problem,
        current: Iterable[PlannedVisit],
        *,
        num_gone: int,
        frozen_venues: frozenset[int] = frozenset(),
    ) -> None:
        """Set up the program.

        Parameters
        ----------
        current
            Visits of the plan as it stands, in positions of the problem.
        num_gone
            Visits of the plan that the problem cannot express any more: each is a change.
        frozen_venues
            Venues whose current visits stay in their slots, and that get no others.
        """
        self._problem = problem
        current = tuple(current)
        self._current = frozenset(entries_of(problem, current))
        self._hours = {_place_of(visit): visit.minutes for visit in current if visit.minutes}
        self._num_gone = num_gone
        self._model = mathopt.Model(name="adjustment")
        self._slots = SlotProgram(self._model, problem)
        self._num_changes = self._count_changes()
        self._num_other_hours = self._count_other_hours()
        self._freeze(frozen_venues)
        self._known: Mapping[mathopt.Variable, float] = {}
        """A solution to begin the next search with."""
        self._budget = self._model.add_linear_constraint(self._num_changes <= np.inf)
        self._start_with_known_pairs()

    @property
    def least_changes(self) -> int:
        """Changes that no plan avoids: visits whose slot cannot be held any more."""
        return self._num_gone + sum(entry not in self._slots.holding for entry in self._current)

    def solve(self, max_changes: int, *, gap: float, deadline: Deadline, seed: int) -> Adjustment:
        """Cover as much need as at most so many changes allow.

        Raises
        ------
        InfeasibleError
            When no plan with so few changes obeys the rules.
        NoSolutionFoundError
            When time ended the search before there was one.
        """
        self._budget.upper_bound = float(max_changes - self._num_gone)
        self._model.maximize(
            self._slots.covered
            - _CHANGE_COST * self._num_changes
            - _HOURS_COST * self._num_other_hours
            - _HOUR_COST * self._slots.driving_h
        )

        def search() -> Outcome:
            return solve_mip(
                self._model,
                gap=gap,
                max_nodes=_MAX_NODES,
                deadline=deadline,
                share=0.6,
                seed=seed,
                presolve=False,
                hint=self._known,
                infeasible_message=f"aucun planning ne respecte les règles avec {max_changes} "
                f"changement(s) de visites au plus ({self.least_changes} sont inévitables)",
            )

        found = self._solve_until_days_hold(search, deadline=deadline, seed=seed)
        return Adjustment(
            max_changes=max_changes,
            num_changes=self._num_gone + self._changes_of(found.chosen),
            visits=self._slots.visits_of(found.chosen),
            bound=self._coverage_bound(found.bound, max_changes),
            hit_time_limit=found.hit_time_limit,
        )

    def least_changes_possible(self, *, deadline: Deadline, seed: int) -> FewestChanges:
        """Find the fewest changes of any plan that obeys the rules.

        Raises
        ------
        InfeasibleError
            When no plan does.
        NoSolutionFoundError
            When time ended the search before there was one.
        """
        self._budget.upper_bound = np.inf
        self._model.minimize(self._num_changes)

        def search() -> Proven:
            proven = prove_least(
                self._model,
                gap=0.0,
                max_nodes=_MAX_NODES,
                deadline=deadline.part(_SHARE_OF_FEWEST),
                seed=seed,
            )
            if math.isinf(proven.bound):
                raise InfeasibleError("aucun planning ne respecte les règles")
            if not proven.values:
                raise NoSolutionFoundError(
                    "aucun planning trouvé avant la fin de la recherche",
                    hit_time_limit=proven.hit_time_limit,
                )
            return proven

        found = self._solve_until_days_hold(search, deadline=deadline, seed=seed)
        proven = self._num_gone + math.ceil(found.bound - _SAME_NUMBER)
        return FewestChanges(
            num_changes=self._num_gone + self._changes_of(found.chosen),
            bound=max(proven, self.least_changes),
            visits=self._slots.visits_of(found.chosen),
            hit_time_limit=found.hit_time_limit,
        )

    def _solve_until_days_hold(
        self, search: Callable[[], Outcome | Proven], *, deadline: Deadline, seed: int
    ) -> _Found:
        """Search, and again with the rules that the days of the solution break, until none does."""
        hit_time_limit = False
        while True:
            outcome = search()
            hit_time_limit |= outcome.hit_time_limit
            chosen = self._slots.read(outcome)
            if not self._slots.learn(chosen, deadline=deadline, seed=seed):
                self._known = outcome.values
                return _Found(bound=outcome.bound, chosen=chosen, hit_time_limit=hit_time_limit)

    def _coverage_bound(self, bound: float, max_changes: int) -> float:
        """Bound on coverage alone, from that on coverage less what changes and driving cost."""
        spared = _CHANGE_COST * max(0, max_changes - self._num_gone)
        spared += _HOURS_COST * len(self._hours)
        hours = sum(adviser.tour_s_per_cycle for adviser in self._problem.advisers) / 3600
        return bound + spared + _HOUR_COST * hours + base_coverage(self._problem)

    def _count_changes(self) -> mathopt.LinearBase:
        """A venue has as many changes as entries that it loses or gains, whichever is more."""
        own: defaultdict[int, list[Entry]] = defaultdict(list)
        for entry in sorted(self._current):
            own[entry[0]].append(entry)
        changes: list[mathopt.LinearBase] = []
        for venue in sorted({*self._slots.at_venue, *own}):
            held = self._slots.sum(self._slots.at_venue.get(venue, []))
            if not own[venue]:
                changes.append(held)
                continue
            kept = self._slots.sum(
                option for entry in own[venue] for option in self._slots.holding.get(entry, ())
            )
            changed = self._model.add_variable(lb=0.0)
            self._model.add_linear_constraint(changed >= float(len(own[venue])) - kept)
            self._model.add_linear_constraint(changed >= held - kept)
            changes.append(changed)
        return mathopt.fast_sum(changes)

    def _changes_of(self, chosen: Iterable[SlotOption]) -> int:
        after = {entry for option in chosen for entry in self._slots.entries[option]}
        lost, gained = (
            Counter(venue for venue, *_ in entries)
            for entries in (self._current - after, after - self._current)
        )
        return (lost | gained).total()

    def _count_other_hours(self) -> mathopt.LinearBase:
        """Visits that stay in their slots and begin at another time."""
        counted: list[mathopt.LinearBase] = []
        for option, entries in self._slots.entries.items():
            if self._current.isdisjoint(entries):
                continue
            moved = [
                visit
                for visit in self._slots.visits_of([option])
                if (known := self._hours.get(_place_of(visit)))
                and known != (visit.minutes or self._own_hours(visit))
            ]
            if moved:
                counted.append(float(len(moved)) * self._slots.chosen[option])
        return mathopt.fast_sum(counted)

    def _own_hours(self, visit: PlannedVisit) -> tuple[int, int]:
        """Hours of a session that has its half-day to itself."""
        slot = visit.venue, visit.weekday, visit.half
        return int(self._problem.start_minute[slot]), int(self._problem.end_minute[slot])

    def _freeze(self, venues: frozenset[int]) -> None:
        """A visit that stays keeps its slot, and its venue gets no other.

        Raises
        ------
        InfeasibleError
            When it cannot.
        """
        for entry in sorted(self._current):
            if entry[0] not in venues:
                continue
            if entry not in self._slots.holding:
                raise InfeasibleError(
                    f"les permanences à garder à {self._problem.venue_words(entry[0])} ne peuvent "
                    "plus se tenir"
                )
            self._model.add_linear_constraint(self._slots.sum(self._slots.holding[entry]) == 1.0)
        for venue in venues:
            for option in self._slots.at_venue.get(venue, ()):
                own = [entry for entry in self._slots.entries[option] if entry[0] == venue]
                if self._current.isdisjoint(own):
                    self._slots.chosen[option].upper_bound = 0.0

    def _start_with_known_pairs(self) -> None:
        """Rows for the current visits: whoever joins their days must go with them."""
        for option, entries in self._slots.entries.items():
            if self._current.issuperset(entries):
                self._slots.forbid_partners(option)


def _place_of(visit: PlannedVisit) -> tuple[object, ...]:
    """Where a visit stands, its hours apart."""
    return visit.venue, visit.adviser, visit.weekday, visit.half, visit.weeks
