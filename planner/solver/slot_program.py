"""The program over slots: which options are taken, by every rule of visits, days and weeks.

Rules on who may share a day are learnt from solutions that break them; without them the program is
a relaxation.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.problem.stops import split_pairs, with_pairs
from planner.solver.day_tours import DayTours, list_week
from planner.solver.engine import Deadline, Outcome, Proven
from planner.solver.levels import coverage_levels
from planner.solver.slot_options import (
    Entry,
    Slot,
    SlotOption,
    list_options,
    weeks_and_weekdays,
)
from planner.solver.timetable import Conflict, solve_timetable
from planner.solver.visit_program import VisitProgram, visit_frequencies

_TIMETABLE_DETERMINISTIC_TIME: Final = 1.0
"""CP-SAT's deterministic seconds for the question whether visits fit into a contract at all."""


class SlotProgram:
    """Options as binary variables, and the rules on them; it learns, and is local to one plan."""

    def __init__(self, model: mathopt.Model, problem: Problem) -> None:
        """Set up the options and every rule but those on who may share a day."""
        self.stops = with_pairs(problem)
        """The problem with pairs of short sessions as venues."""
        self.chosen: dict[SlotOption, mathopt.Variable] = {}
        self.entries: dict[SlotOption, tuple[Entry, ...]] = {}
        """The visits that each option holds."""
        self.at_venue: defaultdict[int, list[SlotOption]] = defaultdict(list)
        self.holding: defaultdict[Entry, list[SlotOption]] = defaultdict(list)
        """The options that hold a visit: by itself, or with another in the half-day."""
        self._model = model
        self._problem = problem
        self._week = {
            adviser: list_week(self.stops, adviser, np.flatnonzero(self.stops.can_visit[adviser]))
            for adviser in range(len(problem.advisers))
        }
        self._visits = VisitProgram(
            model, problem, coverage_levels(problem), may_miss_area_rules=False
        )
        self._in_slot: defaultdict[Slot, list[SlotOption]] = defaultdict(list)
        self._of_adviser: defaultdict[int, list[SlotOption]] = defaultdict(list)
        self._known_pairs: set[tuple[int, int, int, int]] = set()
        self._add_options()
        self._make_visits_of_options()
        self._hold_sessions_of_two_at_once()
        self._hold_one_session_a_slot()
        self._keep_back_office_free()
        self.driving_h = self._keep_to_contract()
        """Hours of driving a cycle, at the least."""

    @property
    def covered(self) -> mathopt.LinearBase:
        """People in need covered beyond the existing offer."""
        return self._visits.covered

    def sum(self, options: Iterable[SlotOption]) -> mathopt.LinearBase:
        """How many of some options are taken."""
        return mathopt.fast_sum([self.chosen[option] for option in options])

    def read(self, outcome: Outcome | Proven) -> list[SlotOption]:
        """Read which options are taken."""
        return [option for option, taken in self.chosen.items() if outcome.is_chosen(taken)]

    def visits_of(self, options: Iterable[SlotOption]) -> tuple[PlannedVisit, ...]:
        """The visits that options hold, those of a pair one by one."""
        visits = [visit for option in sorted(options) for visit in option.planned()]
        return split_pairs(self.stops, visits)

    def learn(self, chosen: Sequence[SlotOption], *, deadline: Deadline, seed: int) -> bool:
        """Add the rules of day tours and contracts that a choice breaks; whether there are any."""
        is_new = False
        days = _days_of(chosen)
        for (adviser, weekday, _), halves in days.items():
            if not _is_tour(self._week[adviser][weekday], halves):
                for half, stop in halves.items():
                    is_new |= (adviser, weekday, half, stop) not in self._known_pairs
                    self._forbid_partners(adviser, weekday, half, stop)
        for adviser, workforce in enumerate(self._problem.advisers):
            work_s = sum(
                _work_s(self._week[adviser][weekday], halves)
                for (who, weekday, _), halves in days.items()
                if who == adviser
            )
            if work_s > workforce.tour_s_per_cycle:
                own = [option for option in chosen if option.adviser == adviser]
                self._forbid_too_much_work(adviser, own, deadline=deadline, seed=seed)
                is_new = True
        return is_new

    def forbid_partners(self, option: SlotOption) -> None:
        """Keep from the days of an option whatever no tour joins with it."""
        for half in option.halves:
            self._forbid_partners(option.adviser, option.weekday, half, option.stop)

    def _add_options(self) -> None:
        """One binary variable for each option."""
        for option in list_options(self.stops, self._week):
            self.chosen[option] = self._model.add_binary_variable()
            self.entries[option] = option.entries(self.stops)
            self._of_adviser[option.adviser].append(option)
            for entry in self.entries[option]:
                self.at_venue[entry[0]].append(option)
                self.holding[entry].append(option)
            for slot in option.slots:
                self._in_slot[slot].append(option)

    def _make_visits_of_options(self) -> None:
        """A visit has as many options as weekdays, each on a weekday of its own."""
        for venue, at_venue in self.at_venue.items():
            for adviser in sorted({option.adviser for option in at_venue}):
                own = [option for option in at_venue if option.adviser == adviser]
                self._make_visits(venue, adviser, own)

    def _make_visits(self, venue: int, adviser: int, own: Sequence[SlotOption]) -> None:
        """The visits that an adviser could make at a venue, of the options that there are."""
        frequencies = visit_frequencies(self._problem, venue, adviser)
        of_weeks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for sessions in frequencies:
            num_weeks, num_weekdays = weeks_and_weekdays(self._problem, sessions)
            of_weeks[num_weeks].append((sessions, num_weekdays))
        for num_weeks, visits in of_weeks.items():
            options = [option for option in own if len(option.weeks) == num_weeks]
            # With one weekday a whole option makes a whole visit; half of two weekdays would not.
            has_several = any(num_weekdays > 1 for _, num_weekdays in visits)
            made = [
                float(num_weekdays)
                * self._visits.add((venue, adviser, sessions), is_integer=has_several)
                for sessions, num_weekdays in visits
            ]
            self._model.add_linear_constraint(self.sum(options) == mathopt.fast_sum(made))
            if has_several:
                for weekday in {option.weekday for option in options}:
                    of_day = [option for option in options if option.weekday == weekday]
                    self._model.add_linear_constraint(self.sum(of_day) <= 1.0)

    def _hold_sessions_of_two_at_once(self) -> None:
        """Where a session takes two advisers, two are there on one half-day, or nobody is."""
        for venue in sorted(self._problem.duos):
            at_once: defaultdict[tuple[object, ...], list[SlotOption]] = defaultdict(list)
            for option in self.at_venue[venue]:
                at_once[option.weekday, option.halves, option.weeks].append(option)
            for options in at_once.values():
                are_there = self._model.add_binary_variable()
                self._model.add_linear_constraint(self.sum(options) == 2.0 * are_there)

    def _hold_one_session_a_slot(self) -> None:
        """An adviser is at one place at a time, or at the two of a pair."""
        for options in self._in_slot.values():
            self._model.add_linear_constraint(self.sum(options) <= 1.0)

    def _keep_back_office_free(self) -> None:
        """Every week leaves the half-days of the back office without a session."""
        for adviser, workforce in enumerate(self._problem.advisers):
            for week in range(1, self._problem.cycle_weeks + 1):
                row = self._model.add_linear_constraint(ub=float(workforce.max_sessions_per_week))
                for option in self._of_adviser[adviser]:
                    if week in option.weeks:
                        row.set_coefficient(self.chosen[option], float(len(option.halves)))

    def _keep_to_contract(self) -> mathopt.LinearBase:
        """Sessions and driving fit into the contract; return hours of driving, at the least.

        Each half-day weighs at least half a round trip: see :mod:`planner.solver.coverage`.
        """
        stops = self.stops
        trip_s = stops.out_s + stops.inner_s() + stops.back_s
        session_s = stops.session_s()
        every: list[mathopt.LinearBase] = []
        for adviser, workforce in enumerate(stops.advisers):
            half_trip_h = (trip_s[adviser] - 4) / 7200
            row = self._model.add_linear_constraint(ub=workforce.tour_s_per_cycle / 3600)
            for option in self._of_adviser[adviser]:
                own_s = session_s[option.stop, option.weekday, list(option.halves)].sum()
                drive_h = float(len(option.halves) * len(option.weeks) * half_trip_h[option.stop])
                session_h = float(len(option.weeks) * own_s) / 3600
                row.set_coefficient(self.chosen[option], drive_h + session_h)
                every.append(drive_h * self.chosen[option])
        return mathopt.fast_sum(every)

    def _forbid_too_much_work(
        self, adviser: int, own: Sequence[SlotOption], *, deadline: Deadline, seed: int
    ) -> None:
        """Forbid visits that no timetable fits into the contract; or these slots, where one does.

        A cut of logic-based Benders, as the search has them: see :mod:`planner.solver.placement`.
        """
        frequency: Counter[int] = Counter()
        for option in own:
            frequency[option.stop] += len(option.weeks)
        found = solve_timetable(
            self.stops,
            {adviser: list_week(self.stops, adviser, np.array(sorted(frequency), dtype=np.int64))},
            {adviser: frequency},
            max_deterministic_time=_TIMETABLE_DETERMINISTIC_TIME,
            deadline=deadline,
            seed=seed,
        )
        options: Sequence[SlotOption] = own
        if isinstance(found, Conflict) and found.is_proven:
            own = [option for option in own if option.stop in found.venues]
            visits = {(option.stop, len(option.weeks)) for option in own}
            options = [
                option
                for option in self._of_adviser[adviser]
                if (option.stop, len(option.weeks)) in visits
            ]
        self._model.add_linear_constraint(self.sum(options) <= float(len(own) - 1))

    def _forbid_partners(self, adviser: int, weekday: int, half: int, stop: int) -> None:
        """Keep from a stop's day whatever no tour joins with it."""
        if (adviser, weekday, half, stop) in self._known_pairs:
            return
        self._known_pairs.add((adviser, weekday, half, stop))
        tours = self._week[adviser][weekday]
        row = _row_of(tours, stop)
        goes = np.zeros(self.stops.num_venues, dtype=np.bool_)
        goes[tours.venues] = (
            tours.pair_is_allowed[row] if half == AM else tours.pair_is_allowed[:, row]
        )
        other = PM if half == AM else AM
        for week in range(1, self._problem.cycle_weeks + 1):
            here = [o for o in self._in_slot[adviser, weekday, half, week] if o.stop == stop]
            clashing = [o for o in self._in_slot[adviser, weekday, other, week] if not goes[o.stop]]
            if clashing:
                self._model.add_linear_constraint(self.sum([*here, *clashing]) <= 1.0)
            if here and not tours.single_is_allowed[row, half]:
                partners = [o for o in self._in_slot[adviser, weekday, other, week] if goes[o.stop]]
                self._model.add_linear_constraint(self.sum(here) <= self.sum(partners))


def _days_of(chosen: Iterable[SlotOption]) -> dict[tuple[int, int, int], dict[int, int]]:
    """Stop by half-day, of every (adviser, weekday, week) with a session."""
    days: dict[tuple[int, int, int], dict[int, int]] = {}
    for option in chosen:
        for adviser, weekday, half, week in option.slots:
            days.setdefault((adviser, weekday, week), {})[half] = option.stop
    return days


def _row_of(tours: DayTours, stop: int) -> int:
    """Row of a stop in the tables of a day."""
    return int(np.searchsorted(tours.venues, stop))


def _is_tour(tours: DayTours, halves: Mapping[int, int]) -> bool:
    """Whether a day's stops make a tour that obeys every limit."""
    at = {half: _row_of(tours, stop) for half, stop in halves.items()}
    if len(at) > 1:
        return bool(tours.pair_is_allowed[at[AM], at[PM]])
    ((half, row),) = at.items()
    return bool(tours.single_is_allowed[row, half])


def _work_s(tours: DayTours, halves: Mapping[int, int]) -> int:
    """Seconds of sessions and driving of a day."""
    at = {half: _row_of(tours, stop) for half, stop in halves.items()}
    session_s = sum(int(tours.session_s[row, half]) for half, row in at.items())
    if len(at) > 1:
        return session_s + int(tours.pair_drive_s[at[AM], at[PM]])
    return session_s + int(tours.single_drive_s[next(iter(at.values()))])
