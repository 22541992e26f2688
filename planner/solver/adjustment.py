"""The most coverage with at most so many changes of a plan's visits, and its proven bound.

A program over slots: each visit chooses its adviser, weekday, half-day and weeks, and a current
visit that stays in its slot is no change. Which two venues may share a day is asked where it
matters: rules are added when a solution breaks them, until none is broken. What is left out
meanwhile makes the program a relaxation, so that its bound holds for every plan with that few
changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError
from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.solver.day_tours import DayTours, list_week
from planner.solver.engine import Deadline, Outcome, solve_mip
from planner.solver.levels import base_coverage, coverage_levels
from planner.solver.slot_options import (
    Slot,
    SlotOption,
    list_options,
    num_options_chosen,
    options_of,
)
from planner.solver.visit_program import VisitProgram

_CHANGE_COST: Final = 0.1
"""People in need that a change must bring, lest visits move for nothing."""
_HOUR_COST: Final = 0.01
"""People in need that an hour of driving a cycle must bring, to choose among equals."""
_MAX_NODES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """The best that was found with at most so many changes."""

    max_changes: int
    num_changes: int
    visits: tuple[PlannedVisit, ...]
    bound: float
    """No plan with ``max_changes`` or fewer covers more people in need."""
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
            Venues whose current visits stay as they are.
        """
        self._problem = problem
        self._current = options_of(problem, current)
        self._num_gone = num_gone
        every_venue = np.arange(problem.num_venues)
        self._week = {
            adviser: list_week(problem, adviser, every_venue)
            for adviser in range(len(problem.advisers))
        }
        self._model = mathopt.Model(name="adjustment")
        self._visits = VisitProgram(
            self._model, problem, coverage_levels(problem), may_miss_area_rules=False
        )
        self._chosen: dict[SlotOption, mathopt.Variable] = {}
        self._in_slot: defaultdict[Slot, list[SlotOption]] = defaultdict(list)
        self._of_adviser: defaultdict[int, list[SlotOption]] = defaultdict(list)
        self._known_pairs: set[tuple[int, int, int, int]] = set()
        self._add_options()
        self._hold_one_session_a_slot()
        self._keep_back_office_free()
        self._driving_h = self._keep_to_contract()
        self._num_changes = self._count_changes()
        self._freeze(frozen_venues)
        self._budget = self._model.add_linear_constraint(self._num_changes <= np.inf)
        self._start_with_known_pairs()

    @property
    def least_changes(self) -> int:
        """Changes that no plan avoids: visits whose slot cannot be held any more."""
        return self._num_gone + sum(option not in self._chosen for option in self._current)

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
            self._visits.covered - _CHANGE_COST * self._num_changes - _HOUR_COST * self._driving_h
        )
        hit_time_limit = False
        while True:
            outcome = solve_mip(
                self._model,
                gap=gap,
                max_nodes=_MAX_NODES,
                deadline=deadline,
                share=0.6,
                seed=seed,
                presolve=False,
                infeasible_message=f"aucun planning ne respecte les règles avec {max_changes} "
                f"changement(s) de visites au plus ({self.least_changes} sont inévitables)",
            )
            hit_time_limit |= outcome.hit_time_limit
            chosen = [o for o, variable in self._chosen.items() if outcome.is_chosen(variable)]
            if not self._learn(chosen):
                break
        return Adjustment(
            max_changes=max_changes,
            num_changes=self._num_gone + self._changes_of(chosen),
            visits=tuple(visit for option in sorted(chosen) for visit in option.planned()),
            bound=self._coverage_bound(outcome, max_changes),
            hit_time_limit=hit_time_limit,
        )

    def least_changes_possible(self, *, deadline: Deadline, seed: int) -> int:
        """Fewest changes of any plan that obeys the rules.

        Raises
        ------
        InfeasibleError
            When no plan does.
        """
        self._budget.upper_bound = np.inf
        self._model.minimize(self._num_changes)
        while True:
            outcome = solve_mip(
                self._model,
                gap=0.0,
                max_nodes=_MAX_NODES,
                deadline=deadline,
                share=0.6,
                seed=seed,
                presolve=False,
                infeasible_message="aucun planning ne respecte les règles après ces évènements",
            )
            chosen = [o for o, variable in self._chosen.items() if outcome.is_chosen(variable)]
            if not self._learn(chosen):
                return self._num_gone + self._changes_of(chosen)

    def _coverage_bound(self, outcome: Outcome, max_changes: int) -> float:
        """Bound on coverage alone, from that on coverage less what changes and driving cost."""
        spared = _CHANGE_COST * max(0, max_changes - self._num_gone)
        hours = sum(adviser.tour_s_per_cycle for adviser in self._problem.advisers) / 3600
        return outcome.bound + spared + _HOUR_COST * hours + base_coverage(self._problem)

    def _add_options(self) -> None:
        """A visit has as many options as weekdays, each on a weekday of its own."""
        of_visit: defaultdict[tuple[int, int, int], list[SlotOption]] = defaultdict(list)
        for option in list_options(self._problem, self._week):
            of_visit[option.visit].append(option)
        for visit, options in of_visit.items():
            is_made = self._visits.add(visit, is_integer=False)
            for option in options:
                self._chosen[option] = self._model.add_binary_variable()
                self._of_adviser[option.adviser].append(option)
                for slot in option.slots:
                    self._in_slot[slot].append(option)
            count = num_options_chosen(self._problem, visit)
            self._model.add_linear_constraint(self._sum(options) == float(count) * is_made)
            if count > 1:
                for weekday in {option.weekday for option in options}:
                    of_day = [option for option in options if option.weekday == weekday]
                    self._model.add_linear_constraint(self._sum(of_day) <= 1.0)

    def _hold_one_session_a_slot(self) -> None:
        """An adviser is at one place at a time."""
        for options in self._in_slot.values():
            self._model.add_linear_constraint(self._sum(options) <= 1.0)

    def _keep_back_office_free(self) -> None:
        """Every week leaves the half-days of the back office without a session."""
        for adviser, workforce in enumerate(self._problem.advisers):
            for week in range(1, self._problem.cycle_weeks + 1):
                row = self._model.add_linear_constraint(ub=float(workforce.max_sessions_per_week))
                for option in self._of_adviser[adviser]:
                    if week in option.weeks:
                        row.set_coefficient(self._chosen[option], float(len(option.halves)))

    def _keep_to_contract(self) -> mathopt.LinearBase:
        """Sessions and driving fit into the contract; return hours of driving, at the least.

        Each half-day weighs at least half a round trip: see :mod:`planner.solver.coverage`.
        """
        problem = self._problem
        every: list[mathopt.LinearBase] = []
        for adviser, workforce in enumerate(problem.advisers):
            half_trip_h = (problem.out_s[adviser] + problem.back_s[adviser] - 4) / 7200
            row = self._model.add_linear_constraint(ub=workforce.tour_s_per_cycle / 3600)
            for option in self._of_adviser[adviser]:
                session_s = self._week[adviser][option.weekday].session_s[option.venue]
                drive_h = float(len(option.halves) * len(option.weeks) * half_trip_h[option.venue])
                session_h = float(len(option.weeks) * session_s[list(option.halves)].sum()) / 3600
                row.set_coefficient(self._chosen[option], drive_h + session_h)
                every.append(drive_h * self._chosen[option])
        return mathopt.fast_sum(every)

    def _count_changes(self) -> mathopt.LinearBase:
        """A venue has as many changes as entries that it loses or gains, whichever is more."""
        own: defaultdict[int, list[SlotOption]] = defaultdict(list)
        for option in self._current:
            own[option.venue].append(option)
        of_venue: defaultdict[int, list[SlotOption]] = defaultdict(list)
        for option in self._chosen:
            of_venue[option.venue].append(option)
        changes: list[mathopt.LinearBase] = []
        for venue in sorted({*of_venue, *own}):
            kept = self._sum([option for option in own[venue] if option in self._chosen])
            if not own[venue]:
                changes.append(self._sum(of_venue[venue]))
                continue
            changed = self._model.add_variable(lb=0.0)
            self._model.add_linear_constraint(changed >= float(len(own[venue])) - kept)
            self._model.add_linear_constraint(changed >= self._sum(of_venue[venue]) - kept)
            changes.append(changed)
        return mathopt.fast_sum(changes)

    def _changes_of(self, chosen: Sequence[SlotOption]) -> int:
        before: defaultdict[int, set[SlotOption]] = defaultdict(set)
        after: defaultdict[int, set[SlotOption]] = defaultdict(set)
        for option in self._current:
            before[option.venue].add(option)
        for option in chosen:
            after[option.venue].add(option)
        return sum(
            max(len(before[venue]), len(after[venue])) - len(before[venue] & after[venue])
            for venue in {*before, *after}
        )

    def _freeze(self, venues: frozenset[int]) -> None:
        """A confirmed visit stays in its slot.

        Raises
        ------
        InfeasibleError
            When it cannot.
        """
        for option in self._current:
            if option.venue not in venues:
                continue
            if option not in self._chosen:
                raise InfeasibleError(
                    f"les permanences confirmées à {self._problem.venue_words(option.venue)} ne "
                    "peuvent plus se tenir"
                )
            self._chosen[option].lower_bound = 1.0

    def _start_with_known_pairs(self) -> None:
        """Rows for the current visits: whoever joins their days must go with them."""
        for option in self._current:
            if option in self._chosen:
                for half in option.halves:
                    self._forbid_partners(option.adviser, option.weekday, half, option.venue)

    def _forbid_partners(self, adviser: int, weekday: int, half: int, venue: int) -> None:
        """Keep from a venue's day whatever no tour joins with it."""
        if (adviser, weekday, half, venue) in self._known_pairs:
            return
        self._known_pairs.add((adviser, weekday, half, venue))
        tours = self._week[adviser][weekday]
        goes = tours.pair_is_allowed[venue] if half == AM else tours.pair_is_allowed[:, venue]
        other = PM if half == AM else AM
        for week in range(1, self._problem.cycle_weeks + 1):
            here = [o for o in self._in_slot[adviser, weekday, half, week] if o.venue == venue]
            clashing = [
                o for o in self._in_slot[adviser, weekday, other, week] if not goes[o.venue]
            ]
            if clashing:
                self._model.add_linear_constraint(self._sum([*here, *clashing]) <= 1.0)
            if here and not tours.single_is_allowed[venue, half]:
                partners = [
                    o for o in self._in_slot[adviser, weekday, other, week] if goes[o.venue]
                ]
                self._model.add_linear_constraint(self._sum(here) <= self._sum(partners))

    def _learn(self, chosen: Sequence[SlotOption]) -> bool:
        """Add the rules of day tours and contracts that a choice breaks; whether there are any."""
        is_new = False
        days = _days_of(chosen)
        for (adviser, weekday, _), halves in days.items():
            if not _is_tour(self._week[adviser][weekday], halves):
                for half, venue in halves.items():
                    is_new |= (adviser, weekday, half, venue) not in self._known_pairs
                    self._forbid_partners(adviser, weekday, half, venue)
        for adviser, workforce in enumerate(self._problem.advisers):
            work_s = sum(
                _work_s(self._week[adviser][weekday], halves)
                for (who, weekday, _), halves in days.items()
                if who == adviser
            )
            if work_s > workforce.tour_s_per_cycle:
                own = [option for option in chosen if option.adviser == adviser]
                self._model.add_linear_constraint(self._sum(own) <= float(len(own) - 1))
                is_new = True
        return is_new

    def _sum(self, options: Sequence[SlotOption]) -> mathopt.LinearBase:
        return mathopt.fast_sum([self._chosen[option] for option in options])


def _days_of(chosen: Iterable[SlotOption]) -> dict[tuple[int, int, int], dict[int, int]]:
    """Venue by half-day, of every (adviser, weekday, week) with a session."""
    days: dict[tuple[int, int, int], dict[int, int]] = {}
    for option in chosen:
        for adviser, weekday, half, week in option.slots:
            days.setdefault((adviser, weekday, week), {})[half] = option.venue
    return days


def _is_tour(tours: DayTours, halves: Mapping[int, int]) -> bool:
    """Whether a day's venues make a tour that obeys every limit."""
    if len(halves) > 1:
        return bool(tours.pair_is_allowed[halves[AM], halves[PM]])
    ((half, venue),) = halves.items()
    return bool(tours.single_is_allowed[venue, half])


def _work_s(tours: DayTours, halves: Mapping[int, int]) -> int:
    """Seconds of sessions and driving of a day."""
    session_s = sum(int(tours.session_s[venue, half]) for half, venue in halves.items())
    if len(halves) > 1:
        return session_s + int(tours.pair_drive_s[halves[AM], halves[PM]])
    return session_s + int(tours.single_drive_s[next(iter(halves.values()))])
