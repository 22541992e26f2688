"""M3: advisers' timetables: weekday, half-day and weeks of every visit, with the least driving.

CP-SAT, one worker, with a limit on deterministic time: the same visits give the same timetable on
every machine.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ortools.sat.python import cp_model

from planner.problem.model import AM, PM, PlannedVisit, Problem, num_weekly_visits, week_patterns
from planner.solver.day_tours import DayTours
from planner.solver.engine import Deadline
from planner.solver.master import NOWHERE, make_day_tour

HalfDayOfWeek = tuple[int, int, int]
"""(weekday, AM or PM, week of the cycle)"""
_Slot = tuple[int, tuple[int, ...], tuple[int, ...]]
"""(weekday, half-days, weeks of the cycle)"""


Frequency = Mapping[int, int]
"""Sessions a cycle, by venue."""
Week = Mapping[int, DayTours]
"""Day tours by weekday, between the venues of a frequency at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Visits of one adviser, or of some whom visits together bind, in their places."""

    visits: tuple[PlannedVisit, ...]
    drive_s: Mapping[int, int]
    """Seconds of driving a cycle, by adviser."""
    min_drive_s: float
    """Proven: no timetable of these visits drives fewer seconds a cycle, all advisers together."""
    hit_time_limit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Venues that no timetable of the advisers can hold together."""

    venues: tuple[int, ...]
    is_proven: bool
    """False when the search merely ended before it found a timetable; the venues are then all."""
    hit_time_limit: bool


def solve_timetable(
    problem: Problem,
    weeks: Mapping[int, Week],
    frequencies: Mapping[int, Frequency],
    *,
    max_deterministic_time: float,
    deadline: Deadline,
    seed: int,
) -> Timetable | Conflict:
    """Place the visits of one adviser, or of several whom visits together bind to each other.

    Parameters
    ----------
    weeks
        By adviser: the day tours he or she may drive.
    frequencies
        By adviser: sessions a cycle by venue.
    """
    model = TimetableModel(problem, weeks, frequencies)
    limits = Limits(
        deterministic_time=max_deterministic_time, wall_s=deadline.remaining_s(), seed=seed
    )
    solver = make_solver(limits)
    solver.parameters.stop_after_first_solution = deadline.is_over
    with deadline.interrupter.interruption_callback(solver.stop_search):
        status = solver.solve(model.model)
    hit_time_limit = solver.wall_time >= limits.wall_s or deadline.interrupter.interrupted
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Timetable(
            visits=model.read(solver),
            drive_s=model.read_driving(solver),
            min_drive_s=solver.best_objective_bound,
            hit_time_limit=hit_time_limit,
        )
    all_venues = sorted({venue for own in frequencies.values() for venue in own})
    if status != cp_model.INFEASIBLE:
        return Conflict(venues=tuple(all_venues), is_proven=False, hit_time_limit=hit_time_limit)

    def can_stand(venues: Sequence[int]) -> bool:
        if deadline.is_over:
            return True  # not known: the venue in question stays in the conflict
        alone = {
            adviser: {venue: own[venue] for venue in venues if venue in own}
            for adviser, own in frequencies.items()
        }
        trial = make_solver(replace(limits, wall_s=deadline.remaining_s()))
        trial.parameters.stop_after_first_solution = True
        return trial.solve(TimetableModel(problem, weeks, alone).model) != cp_model.INFEASIBLE

    return Conflict(
        venues=_shrink(all_venues, can_stand), is_proven=True, hit_time_limit=hit_time_limit
    )


class TimetableModel:
    """Timetables of some advisers in one model: where two are together, they are so at once."""

    def __init__(
        self, problem: Problem, weeks: Mapping[int, Week], frequencies: Mapping[int, Frequency]
    ) -> None:
        self.model = cp_model.CpModel()
        self._parts = {
            adviser: _AdviserModel(self.model, problem, weeks[adviser], own, adviser=adviser)
            for adviser, own in frequencies.items()
        }
        for venue in sorted(problem.duos):
            self._hold_sessions_together(venue)
        self.options = {
            option: chosen
            for part in self._parts.values()
            for option, chosen in part.options.items()
        }
        """Whether a visit stands there, by how it would."""
        self.driving_s = sum(part.driven for part in self._parts.values())
        """Seconds of driving a cycle, of all the advisers."""
        self.model.minimize(self.driving_s)

    def _hold_sessions_together(self, venue: int) -> None:
        """Two advisers at one venue have the same weekday, half-day and weeks."""
        slots = [part.slots_of(venue) for part in self._parts.values()]
        pair = [own for own in slots if own]
        for one, other in pairwise(pair):
            for slot in sorted(one.keys() | other.keys()):
                self.model.add(one.get(slot, 0) == other.get(slot, 0))

    def read(self, solver: cp_model.CpSolver) -> tuple[PlannedVisit, ...]:
        """Read the visits placed, adviser by adviser."""
        return tuple(visit for part in self._parts.values() for visit in part.read(solver))

    def read_driving(self, solver: cp_model.CpSolver) -> dict[int, int]:
        """Read the seconds of driving a cycle of each adviser."""
        return {adviser: int(solver.value(part.driven)) for adviser, part in self._parts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a search ends."""

    deterministic_time: float
    wall_s: float
    seed: int


def make_solver(limits: Limits) -> cp_model.CpSolver:
    """Return a solver that gives the same answer on every machine, the wall clock permitting."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed % 2**31
    solver.parameters.max_deterministic_time = limits.deterministic_time
    solver.parameters.max_time_in_seconds = limits.wall_s
    solver.parameters.linearization_level = 2
    return solver


def _shrink(venues: Sequence[int], can_stand: Callable[[Sequence[int]], bool]) -> tuple[int, ...]:
    """Drop venues from a conflict as long as the rest is still one (deletion filter).

    Chinneck and Dravnieks, ORSA Journal on Computing 3(2), 1991.
    """
    conflict = list(venues)
    for venue in venues:
        rest = [other for other in conflict if other != venue]
        if rest and not can_stand(rest):
            conflict = rest
    return tuple(conflict)


def _positions(day_tours: Week, venues: Sequence[int]) -> dict[int, int]:
    """Rows of the venues in the tables of the week, which all hold the same."""
    rows = {int(venue): at for at, venue in enumerate(next(iter(day_tours.values())).venues)}
    return {venue: rows[venue] for venue in venues}


class _AdviserModel:
    """One adviser's part of a constraint model; each method below is one rule."""

    def __init__(
        self,
        model: cp_model.CpModel,
        problem: Problem,
        day_tours: Week,
        frequency: Frequency,
        *,
        adviser: int,
    ) -> None:
        self.model = model
        self._problem = problem
        self._adviser = adviser
        self._venues = sorted(frequency)
        self._at = _positions(day_tours, self._venues)
        self.options: dict[PlannedVisit, cp_model.IntVar] = {}
        """Whether a visit stands there, by how it would."""
        self._held: defaultdict[tuple[int, HalfDayOfWeek], list[cp_model.IntVar]] = defaultdict(
            list
        )
        self._slots: defaultdict[int, dict[_Slot, cp_model.IntVar]] = defaultdict(dict)
        self._add_options(day_tours, frequency)
        self.driven = self._add_tours(day_tours)
        """Seconds of driving a cycle."""
        self._keep_back_office_free()

    def _add_options(self, day_tours: Week, frequency: Frequency) -> None:
        """A visit keeps one weekday, one half-day and equally spaced weeks.

        With more sessions than weeks it has so many of each, on different weekdays.
        """
        for venue in self._venues:
            sessions = frequency[venue]
            patterns = week_patterns(self._problem.cycle_weeks, sessions)
            options = []
            for weekday, tours in day_tours.items():
                of_day = [
                    self._add_option(venue, weekday, halves, weeks)
                    for halves in self._possible_halves(venue, tours)
                    for weeks in patterns
                ]
                self.model.add_at_most_one(of_day)
                options += of_day
            num_weekdays = num_weekly_visits(self._problem.cycle_weeks, sessions)
            self.model.add(sum(options) == num_weekdays)

    def _possible_halves(self, venue: int, tours: DayTours) -> list[tuple[int, ...]]:
        """Half-days that a session at a venue can take on a weekday: one of them, or both."""
        open_halves = [half for half in (AM, PM) if tours.session_s[self._at[venue], half]]
        if not self._problem.is_full_day[venue]:
            return [(half,) for half in open_halves]
        return [(AM, PM)] if len(open_halves) == len((AM, PM)) else []

    def _add_option(
        self, venue: int, weekday: int, halves: tuple[int, ...], weeks: tuple[int, ...]
    ) -> cp_model.IntVar:
        """One way to place a session, and the half-days that it holds."""
        chosen = self.model.new_bool_var("")
        self._slots[venue][weekday, halves, weeks] = chosen
        for half in halves:
            option = PlannedVisit(
                venue=venue, adviser=self._adviser, weekday=weekday, half=half, weeks=weeks
            )
            self.options[option] = chosen
            for week in weeks:
                self._held[venue, (weekday, half, week)].append(chosen)
        return chosen

    def slots_of(self, venue: int) -> Mapping[_Slot, cp_model.IntVar]:
        """Ways to place the sessions of a venue; none where this adviser does not go."""
        return self._slots.get(venue, {})

    def _add_tours(self, day_tours: Week) -> cp_model.LinearExprT:
        """Each day has at most one tour, and the tours hold exactly the sessions placed."""
        driven = []
        worked = []
        for weekday, tours in day_tours.items():
            pairs = self._possible_pairs(tours)
            for week in range(1, self._problem.cycle_weeks + 1):
                of_venue: defaultdict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
                of_day = []
                for morning, afternoon in pairs:
                    tour = make_day_tour(
                        tours, self._at.get(morning, NOWHERE), self._at.get(afternoon, NOWHERE)
                    )
                    is_driven = self.model.new_bool_var("")
                    of_day.append(is_driven)
                    driven.append(tour.drive_s * is_driven)
                    worked.append((tour.drive_s + tour.session_s) * is_driven)
                    if morning != NOWHERE:
                        of_venue[morning, AM].append(is_driven)
                    if afternoon != NOWHERE:
                        of_venue[afternoon, PM].append(is_driven)
                self.model.add_at_most_one(of_day)
                for venue in self._venues:
                    for half in (AM, PM):
                        held = self._held[venue, (weekday, half, week)]
                        self.model.add(sum(of_venue[venue, half]) == sum(held))
        limit_s = self._problem.advisers[self._adviser].tour_s_per_cycle
        self.model.add(sum(worked) <= limit_s)
        return sum(driven)

    def _possible_pairs(self, tours: DayTours) -> list[tuple[int, int]]:
        """List the tours among this adviser's venues that obey every limit of a day."""
        at = self._at
        pairs = [(v, NOWHERE) for v in self._venues if tours.single_is_allowed[at[v], AM]]
        pairs += [(NOWHERE, v) for v in self._venues if tours.single_is_allowed[at[v], PM]]
        pairs += [
            (morning, afternoon)
            for morning in self._venues
            for afternoon in self._venues
            if tours.pair_is_allowed[at[morning], at[afternoon]]
        ]
        return pairs

    def _keep_back_office_free(self) -> None:
        """Every week leaves the half-days of the back office without a session."""
        limit = self._problem.advisers[self._adviser].max_sessions_per_week
        for week in range(1, self._problem.cycle_weeks + 1):
            sessions = [chosen for option, chosen in self.options.items() if week in option.weeks]
            self.model.add(sum(sessions) <= limit)

    def read(self, solver: cp_model.CpSolver) -> tuple[PlannedVisit, ...]:
        """Read the visits placed, by venue."""
        return tuple(
            option for option, chosen in self.options.items() if solver.boolean_value(chosen)
        )
