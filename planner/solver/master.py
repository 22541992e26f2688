"""The master program of column generation: visits, and how often each day tour is driven.

It starts with the advisers nearest to each venue. Dual prices let every other pair of adviser and
venue be weighed without being in the program: a session there is priced at the most that no visit
of it would pay for, so that only a tour can ask for the pair.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from planner.problem.model import AM, PM, Problem
from planner.solver.day_tours import DayTours
from planner.solver.levels import Level
from planner.solver.visit_program import VisitProgram, visit_frequencies

NOWHERE: Final = -1
"""Stands for the venue of a half-day without a session."""
_ADVISERS_AT_START: Final = 4
_SHORTFALL_COST_H: Final = 1_000.0
"""Hours of driving rather than missing one part in a hundred of the target."""
_ABSENCE_COST_H: Final = 1_000_000.0
"""Hours of driving rather than leaving out a required venue, or missing the rule of an area by a
session or a person: more than any shortfall costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTour:
    """A day tour of one adviser; NOWHERE for a half-day without a session."""

    adviser: int
    morning: int
    afternoon: int
    drive_s: int
    session_s: int
    """Length of the sessions, on the day on which they are shortest if the table has no weekday."""

    @property
    def venues(self) -> tuple[int, ...]:
        """The venues visited, in order; one that has a full day stands twice."""
        return tuple(v for v in (self.morning, self.afternoon) if v != NOWHERE)


def make_day_tour(tours: DayTours, morning: int, afternoon: int) -> DayTour:
    """Return one tour of a table, of venues by their positions there."""
    session_s = 0
    if morning != NOWHERE:
        session_s += int(tours.session_s[morning, AM])
    if afternoon != NOWHERE:
        session_s += int(tours.session_s[afternoon, PM])
    if NOWHERE in {morning, afternoon}:
        drive_s = int(tours.single_drive_s[max(morning, afternoon)])
    else:
        drive_s = int(tours.pair_drive_s[morning, afternoon])
    return DayTour(
        adviser=tours.adviser,
        morning=_venue_at(tours, morning),
        afternoon=_venue_at(tours, afternoon),
        drive_s=drive_s,
        session_s=session_s,
    )


def _venue_at(tours: DayTours, position: int) -> int:
    return NOWHERE if position == NOWHERE else int(tours.venues[position])


def days_of(problem: Problem, adviser: int) -> int:
    """Working days of an adviser in a cycle: each has at most one tour."""
    return problem.cycle_weeks * len(problem.advisers[adviser].working_days)


def half_days_of(problem: Problem) -> npt.NDArray[np.int64]:
    """(num_venues, num_frequencies) half-days a cycle that visits take."""
    sessions = np.array([sessions for sessions, _ in problem.value_by_sessions], dtype=np.int64)
    each = np.where(problem.is_full_day, 2, 1)
    return np.multiply.outer(each, sessions)


def shortfall_cost_h(target: float) -> float:
    """Hours of driving rather than missing a target by one person in need."""
    return 100 * _SHORTFALL_COST_H / max(target, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """Dual values of the master program, in hours."""

    visit_h: npt.NDArray[np.float64]
    """(num_advisers, num_venues) of one half-day; minus infinity where the adviser may not go."""
    earned_h: npt.NDArray[np.float64]
    """(num_venues, num_frequencies) what a visit earns in the rows that it has beside its
    half-days, whoever makes it; minus infinity for one that nobody may make."""
    day_h: list[float]
    session_h: list[float]
    contract_h: list[float]


class Master:
    """The growing master program; the only mutable thing here, and local to one call."""

    def __init__(self, problem: Problem, levels: tuple[Level, ...], *, target: float) -> None:
        self.model = mathopt.Model(name="tours")
        self.tours: dict[DayTour, mathopt.Variable] = {}
        self._problem = problem
        self._program = VisitProgram(self.model, problem, levels, may_miss_area_rules=True)
        # So that the first columns, too few for every required venue, still have a solution.
        self.absent = {
            venue: self.model.add_variable(lb=0.0)
            for venue in self._program.venue_rows
            if problem.is_required[venue]
        }
        self.shortfall = self.model.add_variable(lb=0.0)
        self.model.minimize(
            shortfall_cost_h(target) * self.shortfall
            + _ABSENCE_COST_H * mathopt.fast_sum([*self.absent.values(), self._program.missed])
        )
        for venue, variable in self.absent.items():
            self._program.venue_rows[venue].set_coefficient(variable, 1.0)
        self.target_row = self.model.add_linear_constraint(
            self._program.covered + self.shortfall >= target
        )
        self._sessions: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        self._days = [
            self.model.add_linear_constraint(ub=float(days_of(problem, adviser)))
            for adviser in range(len(problem.advisers))
        ]
        self._half_days = [
            self.model.add_linear_constraint(
                ub=float(problem.cycle_weeks * adviser.max_sessions_per_week)
            )
            for adviser in problem.advisers
        ]
        self._contracts = [
            self.model.add_linear_constraint(ub=adviser.tour_s_per_cycle / 3600)
            for adviser in problem.advisers
        ]
        for adviser, venue in _nearest_pairs(problem):
            self._open(venue, adviser)

    @property
    def visits(self) -> Mapping[tuple[int, int, int], mathopt.Variable]:
        """Visits in the program so far."""
        return self._program.visits

    def has(self, venue: int, adviser: int) -> bool:
        """Whether visits of a venue by an adviser are in the program."""
        return (venue, adviser) in self._sessions

    def add(self, tour: DayTour) -> bool:
        """Add a column, with the visits that it could serve, unless the program has it."""
        if tour in self.tours:
            return False
        variable = self.model.add_variable(lb=0.0)
        self.tours[tour] = variable
        self.model.objective.set_linear_coefficient(variable, tour.drive_s / 3600)
        stops = Counter(tour.venues)
        for venue, num_stops in stops.items():
            self._open(venue, tour.adviser)
            self._sessions[venue, tour.adviser].set_coefficient(variable, float(num_stops))
        self._days[tour.adviser].set_coefficient(variable, 1.0)
        self._half_days[tour.adviser].set_coefficient(variable, float(stops.total()))
        self._contracts[tour.adviser].set_coefficient(
            variable, (tour.drive_s + tour.session_s) / 3600
        )
        return True

    def read_prices(
        self,
        duals: Mapping[mathopt.LinearConstraint, float],
        reduced_costs: Mapping[mathopt.Variable, float],
    ) -> Prices:
        """Arrange the dual values for pricing."""
        earned_h = self._read_earnings_h(duals, reduced_costs)
        visit_h = np.where(self._problem.can_visit, self._idle_price_h(earned_h), -np.inf)
        for (venue, adviser), row in self._sessions.items():
            visit_h[adviser, venue] = duals[row]
        return Prices(
            visit_h=visit_h,
            earned_h=earned_h,
            day_h=[duals[row] for row in self._days],
            session_h=[duals[row] for row in self._half_days],
            contract_h=[duals[row] for row in self._contracts],
        )

    def _read_earnings_h(
        self,
        duals: Mapping[mathopt.LinearConstraint, float],
        reduced_costs: Mapping[mathopt.Variable, float],
    ) -> npt.NDArray[np.float64]:
        """(num_venues, num_frequencies) what visits earn beside their half-days.

        The reduced cost of a visit is the price of its half-days less what the visit earns, which
        is the same whoever makes it; where two go together, the most that it is for one of them.
        """
        problem = self._problem
        at = {sessions: number for number, (sessions, _) in enumerate(problem.value_by_sessions)}
        earned_h = np.full((problem.num_venues, len(at)), -np.inf)
        for (venue, adviser, sessions), variable in self.visits.items():
            half_days = sessions * problem.half_days_per_session(venue)
            price_h = half_days * duals[self._sessions[venue, adviser]]
            own_h = price_h - reduced_costs[variable]
            earned_h[venue, at[sessions]] = max(earned_h[venue, at[sessions]], own_h)
        return earned_h

    def _idle_price_h(self, earned_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(num_venues,) lowest price of a half-day at which no visit of a venue would pay."""
        idle_h: npt.NDArray[np.float64] = (earned_h / half_days_of(self._problem)).max(axis=1)
        return idle_h

    def _open(self, venue: int, adviser: int) -> None:
        """Let an adviser visit a venue: the visits, and the tours that must hold them."""
        if self.has(venue, adviser):
            return
        row = self.model.add_linear_constraint(lb=0.0, ub=0.0)
        self._sessions[venue, adviser] = row
        half_days = self._problem.half_days_per_session(venue)
        for sessions in visit_frequencies(self._problem, venue, adviser):
            variable = self._program.add((venue, adviser, sessions), is_integer=False)
            row.set_coefficient(variable, -float(sessions * half_days))


def _nearest_pairs(problem: Problem) -> list[tuple[int, int]]:
    """(adviser, venue) of the advisers nearest to each venue, of those who may go there.

    All of them where two are needed together: their visits then share more rows than one venue's.
    """
    trip_s = np.where(problem.can_visit, problem.out_s + problem.back_s, np.iinfo(np.int64).max)
    nearest = np.argsort(trip_s, axis=0, kind="stable")[:_ADVISERS_AT_START]
    pairs = {
        (int(adviser), venue)
        for row in nearest
        for venue, adviser in enumerate(row)
        if problem.can_visit[adviser, venue]
    }
    for venue in problem.duos:
        able = np.flatnonzero(problem.can_visit[:, venue]).tolist()
        pairs.update((adviser, venue) for adviser in able)
    return sorted(pairs)
