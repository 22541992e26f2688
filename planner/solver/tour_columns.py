"""Column generation over all day tours: a proven lower bound on driving, and the tours that matter.

The master program chooses visits (venue, adviser, sessions a cycle) and how many times a cycle
each day tour is driven, at least driving for a coverage not below a target. A tour belongs to an
adviser, not to a weekday, and the relaxation lets a venue's sessions fall on any days, so its value
bounds every plan of that coverage from below. (With a column for each weekday the bound was the
same on real data, and took two to five times as long.) Pricing looks at *every* pair of venues, so
the bound is that of the model with all columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError
from planner.model import AM, PM, Problem
from planner.solver.coverage import add_coverage, allowed_visits, visit_each_venue_by_one_adviser
from planner.solver.day_tours import DayTours
from planner.solver.engine import Deadline
from planner.solver.levels import Level

NOWHERE: Final = -1
"""Stands for the venue of a half-day without a session."""
_SHORTFALL_COST_H: Final = 1_000.0
"""Hours of driving rather than missing one part in a hundred of the target."""
_ABSENCE_COST_H: Final = 1_000_000.0
"""Hours of driving rather than leaving out a required venue: more than any shortfall costs."""
_NO_PAIR_S: Final = -(2**50)
"""Saving of a pair that is not allowed: below any other, and its negative does not overflow."""
_ABSENT: Final = 1e-6
_PRICE_TOLERANCE_H: Final = 1e-6
_BOUND_TOLERANCE: Final = 1e-4
_PAIRS_AT_START: Final = 700
"""Pairs that each table of day tours starts with; small problems start with all of theirs."""


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
        """The venues visited, in order."""
        return tuple(v for v in (self.morning, self.afternoon) if v != NOWHERE)


def shortfall_cost_h(target: float) -> float:
    """Hours of driving rather than missing a target by one person in need."""
    return 100 * _SHORTFALL_COST_H / max(target, 1.0)


def days_of(problem: Problem, adviser: int) -> int:
    """Working days of an adviser in a cycle: each has at most one tour."""
    return problem.cycle_weeks * len(problem.advisers[adviser].working_days)


def make_day_tour(tours: DayTours, morning: int, afternoon: int) -> DayTour:
    """Return one tour of a table of day tours."""
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
        morning=morning,
        afternoon=afternoon,
        drive_s=drive_s,
        session_s=session_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What column generation proved, and the reduced costs that tell which choices matter."""

    bound_s: float
    """No plan with at least the target's coverage drives fewer seconds a cycle."""
    meets_target: bool
    """False when the relaxation itself cannot reach the target's coverage."""
    hit_time_limit: bool
    tours: tuple[DayTour, ...]
    tour_reduced_cost_h: npt.NDArray[np.float64]
    tour_value: npt.NDArray[np.float64]
    """Times a cycle that the relaxed program drives each tour."""
    visits: tuple[tuple[int, int, int], ...]
    """(venue, adviser, sessions a cycle)"""
    visit_reduced_cost_h: npt.NDArray[np.float64]
    visit_value: npt.NDArray[np.float64]


def generate_tours(
    problem: Problem,
    day_tours: tuple[DayTours, ...],
    levels: tuple[Level, ...],
    *,
    target: float,
    deadline: Deadline,
) -> Relaxation:
    """Solve the relaxed master program over all day tours.

    Parameters
    ----------
    day_tours
        One table an adviser, of any weekday.
    target
        People in need that must be covered beyond the existing offer.

    Raises
    ------
    InfeasibleError
        When the required venues do not fit into the advisers' days.
    """
    master = _Master(problem, levels, target=target)
    for tours in day_tours:
        for morning, afternoon in _tours_to_start_with(tours):
            master.add(make_day_tour(tours, morning, afternoon))
    solver = mathopt.IncrementalSolver(master.model, mathopt.SolverType.GLOP)
    bound_h = 0.0
    while True:
        result = solver.solve()
        duals = result.dual_values()
        prices = master.read_prices(duals)
        worst_h = 0.0
        num_added = 0
        for tours in day_tours:
            found, lowest_h = _price(problem, tours, prices)
            worst_h += days_of(problem, tours.adviser) * min(lowest_h, 0.0)
            num_added += sum(master.add(make_day_tour(tours, *pair)) for pair in found)
        value_h = result.objective_value()
        bound_h = max(bound_h, value_h + worst_h)
        if num_added == 0 or value_h - bound_h <= _BOUND_TOLERANCE * value_h or deadline.is_over:
            break
    values = result.variable_values()
    if num_added == 0:
        _refuse_absent_venues(problem, {v: values[x] for v, x in master.absent.items()})
    reduced = result.reduced_costs()
    # Columns that came after the last solution have no reduced cost yet: they rank last.
    return Relaxation(
        bound_s=3600 * bound_h,
        meets_target=values[master.shortfall] < 1e-6 * max(target, 1.0),
        hit_time_limit=deadline.is_over and num_added > 0,
        tours=tuple(master.tours),
        tour_reduced_cost_h=np.array([reduced.get(v, np.inf) for v in master.tour_variables]),
        tour_value=np.array([values.get(v, 0.0) for v in master.tour_variables]),
        visits=tuple(master.visits),
        visit_reduced_cost_h=np.array([reduced[v] for v in master.visits.values()]),
        visit_value=np.array([values[v] for v in master.visits.values()]),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Prices:
    """Dual values of the master program, in hours."""

    visit_h: npt.NDArray[np.float64]
    """(num_advisers, num_venues) of one session."""
    day_h: list[float]
    session_h: list[float]
    contract_h: list[float]


class _Master:
    """The growing master program; the only mutable thing here, and local to one call."""

    def __init__(self, problem: Problem, levels: tuple[Level, ...], *, target: float) -> None:
        self.model = mathopt.Model(name="tours")
        self.model.objective.is_maximize = False
        self.tours: dict[DayTour, None] = {}
        self.tour_variables: list[mathopt.Variable] = []
        self.visits = {
            key: self.model.add_variable(lb=0.0, ub=1.0) for key in allowed_visits(problem)
        }
        rows = visit_each_venue_by_one_adviser(self.model, problem, self.visits)
        # So that the first columns, too few for every required venue, still have a solution.
        self.absent = {
            venue: self.model.add_variable(lb=0.0) for venue in rows if problem.is_required[venue]
        }
        for venue, variable in self.absent.items():
            rows[venue].set_coefficient(variable, 1.0)
            self.model.objective.set_linear_coefficient(variable, _ABSENCE_COST_H)
        self.shortfall = self.model.add_variable(lb=0.0)
        self.model.objective.set_linear_coefficient(self.shortfall, shortfall_cost_h(target))
        covered = add_coverage(self.model, levels, self.visits)
        self.model.add_linear_constraint(covered + self.shortfall >= target)
        self._num_venues = problem.num_venues
        self._sessions: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        for (venue, adviser, sessions), variable in self.visits.items():
            row = self._sessions.get((venue, adviser))
            if row is None:
                row = self.model.add_linear_constraint(lb=0.0, ub=0.0)
                self._sessions[venue, adviser] = row
            row.set_coefficient(variable, -float(sessions))
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

    def add(self, tour: DayTour) -> bool:
        """Add a column unless the program has it or its adviser may not visit its venues."""
        keys = [(venue, tour.adviser) for venue in tour.venues]
        if tour in self.tours or any(key not in self._sessions for key in keys):
            return False
        rows = [self._sessions[key] for key in keys]
        self.tours[tour] = None
        variable = self.model.add_variable(lb=0.0)
        self.tour_variables.append(variable)
        self.model.objective.set_linear_coefficient(variable, tour.drive_s / 3600)
        for row in rows:
            row.set_coefficient(variable, 1.0)
        self._days[tour.adviser].set_coefficient(variable, 1.0)
        self._half_days[tour.adviser].set_coefficient(variable, float(len(rows)))
        self._contracts[tour.adviser].set_coefficient(
            variable, (tour.drive_s + tour.session_s) / 3600
        )
        return True

    def read_prices(self, duals: dict[mathopt.LinearConstraint, float]) -> _Prices:
        """Arrange the dual values for pricing."""
        visit_h = np.full((len(self._half_days), self._num_venues), -np.inf)
        for (venue, adviser), row in self._sessions.items():
            visit_h[adviser, venue] = duals[row]
        return _Prices(
            visit_h=visit_h,
            day_h=[duals[row] for row in self._days],
            session_h=[duals[row] for row in self._half_days],
            contract_h=[duals[row] for row in self._contracts],
        )


def _refuse_absent_venues(problem: Problem, absence: Mapping[int, float]) -> None:
    """Even the relaxed program leaves these required venues out: no plan can hold them all."""
    names = [problem.venue_ids[venue] for venue, share in absence.items() if share > _ABSENT]
    if names:
        raise InfeasibleError(
            "les lieux obligatoires ne tiennent pas tous dans les jours, les demi-journées et les "
            f"heures des conseillers ; il faudrait renoncer à une partie de : {', '.join(names)}"
        )


def _tours_to_start_with(tours: DayTours) -> list[tuple[int, int]]:
    """Every single-venue tour, and for each morning venue its cheapest afternoon venues."""
    pairs = [(int(v), NOWHERE) for v in np.flatnonzero(tours.single_is_allowed[:, AM])]
    pairs += [(NOWHERE, int(v)) for v in np.flatnonzero(tours.single_is_allowed[:, PM])]
    saving_s = np.where(
        tours.pair_is_allowed,
        tours.single_drive_s[:, None] + tours.single_drive_s[None, :] - tours.pair_drive_s,
        _NO_PAIR_S,
    )
    num_neighbours = 1 + _PAIRS_AT_START // len(saving_s)
    best = np.argsort(-saving_s, axis=1, kind="stable")[:, :num_neighbours]
    pairs += [
        (morning, int(afternoon))
        for morning, row in enumerate(best)
        for afternoon in row
        if tours.pair_is_allowed[morning, afternoon]
    ]
    return pairs


def _price(
    problem: Problem, tours: DayTours, prices: _Prices
) -> tuple[list[tuple[int, int]], float]:
    """Find tours worth adding, and the lowest reduced cost of any tour, in hours.

    For each morning venue its best afternoon venue and the reverse, when they pay.
    """
    contract_h = prices.contract_h[tours.adviser]
    session_h = prices.session_h[tours.adviser]
    visit_h = prices.visit_h[tours.adviser]
    drive_h = tours.pair_drive_s / 3600
    half_h = -visit_h[:, None] - session_h - contract_h * tours.session_s / 3600
    cost_h = drive_h * (1 - contract_h) + half_h[:, AM, None] + half_h[None, :, PM]
    cost_h = np.where(tours.pair_is_allowed, cost_h, np.inf)
    cost_h -= prices.day_h[tours.adviser]
    if not np.isfinite(cost_h).any():
        return [], 0.0
    venues = np.arange(problem.num_venues)
    best_afternoon = cost_h.argmin(axis=1)
    best_morning = cost_h.argmin(axis=0)
    pays_after = cost_h[venues, best_afternoon] < -_PRICE_TOLERANCE_H
    pays_before = cost_h[best_morning, venues] < -_PRICE_TOLERANCE_H
    pairs = [(int(v), int(best_afternoon[v])) for v in venues[pays_after]]
    pairs += [(int(best_morning[v]), int(v)) for v in venues[pays_before]]
    return pairs, float(cost_h.min())
