"""Column generation over all day tours: a proven lower bound on driving, and the tours that matter.

The master program chooses visits (venue, adviser, days a cycle) and how many times a cycle each
day tour is driven, at least driving for a coverage not below a target. A tour belongs to an
adviser, not to a weekday, and the relaxation lets a venue's sessions fall on any days, so its value
bounds every plan of that coverage from below. (With a column for each weekday the bound was the
same on real data, and took two to five times as long.) Pricing looks at *every* pair of venues, so
the bound is that of the model with all columns.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError
from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.solver.day_tours import DayTours
from planner.solver.engine import Deadline
from planner.solver.levels import Level
from planner.solver.master import NOWHERE, DayTour, Master, Prices, days_of, make_day_tour
from planner.solver.visit_program import Visit

FloatArray = npt.NDArray[np.float64]
_NO_PAIR_S: Final = -(2**50)
"""Saving of a pair that is not allowed: below any other, and its negative does not overflow."""
_ABSENT: Final = 1e-6
_HALF: Final = 0.5
_PRICE_TOLERANCE_H: Final = 1e-6
_PAIRS_AT_START: Final = 700
"""Pairs that each table of day tours starts with; small problems start with all of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Prices that prove a bound: with them no visit and no tour of any column costs less than 0."""

    bound_h: float
    prices: Prices
    target_price_h: float
    """Of a person of the target."""

    def bound_at_s(self, *, missing: float) -> float:
        """Bound of plans that may miss so many people of the target, in seconds of driving.

        Prices of a program are prices of the same program with a lower target, which is only worth
        less by them.
        """
        return 3600 * max(0.0, self.bound_h - self.target_price_h * missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What column generation proved, and the reduced costs that tell which choices matter."""

    bound_s: float
    """No plan with at least the target's coverage drives fewer seconds a cycle."""
    target_price_h: float
    """Hours of driving that the last person of the target costs."""
    meets_target: bool
    """False when the last program solved did not reach the target's coverage: the relaxation itself
    cannot, unless time cut it short."""
    hit_time_limit: bool
    tours: tuple[DayTour, ...]
    tour_reduced_cost_h: npt.NDArray[np.float64]
    tour_value: npt.NDArray[np.float64]
    """Times a cycle that the relaxed program drives each tour."""
    visits: tuple[Visit, ...]
    visit_reduced_cost_h: npt.NDArray[np.float64]
    visit_value: npt.NDArray[np.float64]
    proof: Proof | None = None
    """What the bound rests on; ``None`` when nothing is proven."""

    def rounded(self, problem: Problem) -> tuple[Visit, ...]:
        """The visits that the relaxed plan makes at least by half, each venue's only once.

        Two halves are both more than half at times, by rounding: two orders of a pair of short
        sessions, say, that drive as far.
        """
        taken: Counter[int] = Counter()
        kept = []
        for visit, value in zip(self.visits, self.visit_value.tolist(), strict=True):
            venues = problem.members(visit[0])
            has_room = all(taken[venue] < problem.num_advisers_at(venue) for venue in venues)
            if value > _HALF and has_room:
                taken.update(venues)
                kept.append(visit)
        return tuple(kept)


def generate_tours(
    problem: Problem,
    day_tours: tuple[DayTours, ...],
    levels: tuple[Level, ...],
    *,
    target: float,
    deadline: Deadline,
    gap: float,
    known: Sequence[PlannedVisit] = (),
) -> Relaxation:
    """Solve the relaxed master program over all day tours.

    Parameters
    ----------
    day_tours
        One table an adviser, of any weekday.
    target
        People in need that must be covered beyond the existing offer.
    gap
        Share of the bound by which it may be lower than with all columns.
    known
        Visits of a plan, whose tours the program begins with.

    Raises
    ------
    InfeasibleError
        When the required venues do not fit into the advisers' days.
    """
    master = Master(problem, levels, target=target)
    for tours in day_tours:
        for pair in _tours_to_start_with(tours, master):
            master.add(make_day_tour(tours, *pair))
    for tours, morning, afternoon in _tours_of(known, day_tours):
        master.add(make_day_tour(tours, morning, afternoon))
    solver = mathopt.IncrementalSolver(master.model, mathopt.SolverType.GLOP)
    last: mathopt.SolveResult | None = None
    bound_h = 0.0
    proof: Proof | None = None
    is_proven = False
    while not is_proven:
        result = _solve(solver, deadline)
        if result is None:
            break
        last = result
        prices = master.read_prices(result.dual_values(), result.reduced_costs())
        below_h = [0.0] * len(problem.advisers)
        num_added = 0
        for tours in day_tours:
            found, lowest_h = _price(tours, prices)
            below_h[tours.adviser] = min(lowest_h, 0.0)
            num_added += sum(master.add(make_day_tour(tours, *pair)) for pair in found)
        value_h = result.objective_value()
        proven_h = value_h + sum(
            days_of(problem, adviser) * below for adviser, below in enumerate(below_h)
        )
        if proven_h > bound_h:
            bound_h = proven_h
            proof = Proof(
                bound_h=bound_h,
                prices=_with_dearer_days(prices, below_h),
                target_price_h=max(0.0, result.dual_values()[master.target_row]),
            )
        is_proven = num_added == 0 or value_h - bound_h <= gap * value_h
        if num_added == 0:
            values = result.variable_values()
            _refuse_absent_venues(problem, {v: values[x] for v, x in master.absent.items()})
        if deadline.is_over:
            break
    relaxation = _read(master, last, bound_h=bound_h, target=target, hit_time_limit=not is_proven)
    return replace(relaxation, proof=proof)


def _with_dearer_days(prices: Prices, below_h: Sequence[float]) -> Prices:
    """Prices at which an adviser's days cost so much more that no tour costs less than nothing.

    The price of a day is negative: it is what one more would save.
    """
    return replace(
        prices,
        day_h=[price + below for price, below in zip(prices.day_h, below_h, strict=True)],
    )


def _solve(solver: mathopt.IncrementalSolver, deadline: Deadline) -> mathopt.SolveResult | None:
    """Solve the program as it stands; ``None`` when there is no time for it."""
    limit = timedelta(seconds=deadline.remaining_s())
    result = solver.solve(
        params=mathopt.SolveParameters(presolve=mathopt.Emphasis.OFF, time_limit=limit),
        interrupter=deadline.interrupter,
    )
    # Presolved, a program that has grown would be solved from the beginning.
    is_solved = result.termination.reason == mathopt.TerminationReason.OPTIMAL
    return result if is_solved else None


def _read(
    master: Master,
    result: mathopt.SolveResult | None,
    *,
    bound_h: float,
    target: float,
    hit_time_limit: bool,
) -> Relaxation:
    """Read the last solution; without any, nothing is proven and all columns are alike."""
    if result is None:
        tours, visits = tuple(master.tours), tuple(master.visits)
        return Relaxation(
            bound_s=0.0,
            target_price_h=0.0,
            meets_target=False,
            hit_time_limit=True,
            tours=tours,
            tour_reduced_cost_h=np.zeros(len(tours)),
            tour_value=np.zeros(len(tours)),
            visits=visits,
            visit_reduced_cost_h=np.zeros(len(visits)),
            visit_value=np.zeros(len(visits)),
        )
    values, reduced = result.variable_values(), result.reduced_costs()
    # Columns that came after the last solution have no reduced cost yet: they rank last.
    return Relaxation(
        bound_s=3600 * bound_h,
        target_price_h=result.dual_values()[master.target_row],
        meets_target=values[master.shortfall] < 1e-6 * max(target, 1.0),
        hit_time_limit=hit_time_limit,
        tours=tuple(master.tours),
        tour_reduced_cost_h=np.array([reduced.get(v, np.inf) for v in master.tours.values()]),
        tour_value=np.array([values.get(v, 0.0) for v in master.tours.values()]),
        visits=tuple(master.visits),
        visit_reduced_cost_h=np.array([reduced.get(v, np.inf) for v in master.visits.values()]),
        visit_value=np.array([values.get(v, 0.0) for v in master.visits.values()]),
    )


def _tours_of(
    visits: Sequence[PlannedVisit], day_tours: Sequence[DayTours]
) -> Iterator[tuple[DayTours, int, int]]:
    """Day tours that visits make, each once, as a table and positions in it."""
    held: defaultdict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    for visit in visits:
        for week in visit.weeks:
            held[visit.adviser, visit.weekday, week][visit.half] = visit.venue
    table = {tours.adviser: tours for tours in day_tours}
    made = {(key[0], own.get(AM, NOWHERE), own.get(PM, NOWHERE)) for key, own in held.items()}
    for adviser, morning, afternoon in sorted(made):
        tours = table[adviser]
        row = {int(venue): at for at, venue in enumerate(tours.venues)}
        yield tours, row.get(morning, NOWHERE), row.get(afternoon, NOWHERE)


def _refuse_absent_venues(problem: Problem, absence: Mapping[int, float]) -> None:
    """Even the relaxed program leaves these required venues out: no plan can hold them all."""
    names = [problem.venue_words(venue) for venue, share in absence.items() if share > _ABSENT]
    if names:
        raise InfeasibleError(
            "les lieux obligatoires ne tiennent pas tous dans les jours, les demi-journées et les "
            f"heures des conseillers ; il faudrait renoncer à une partie de : {', '.join(names)}"
        )


def _tours_to_start_with(tours: DayTours, master: Master) -> list[tuple[int, int]]:
    """Every tour to one venue, and for each morning venue its cheapest afternoon venues."""
    num_venues = max(1, len(tours.venues))
    is_in = np.array(
        [master.has(venue, tours.adviser) for venue in tours.venues.tolist()], dtype=np.bool_
    )
    pairs = [(int(v), NOWHERE) for v in np.flatnonzero(tours.single_is_allowed[:, AM] & is_in)]
    pairs += [(NOWHERE, int(v)) for v in np.flatnonzero(tours.single_is_allowed[:, PM] & is_in)]
    saving_s = np.where(
        tours.pair_is_allowed & is_in & is_in[:, None],
        tours.single_drive_s[:, None] + tours.single_drive_s[None, :] - tours.pair_drive_s,
        _NO_PAIR_S,
    )
    num_neighbours = 1 + _PAIRS_AT_START // num_venues
    best = np.argsort(-saving_s, axis=1, kind="stable")[:, :num_neighbours]
    pairs += [
        (morning, int(afternoon))
        for morning, row in enumerate(best)
        for afternoon in row
        if saving_s[morning, afternoon] > _NO_PAIR_S
    ]
    return pairs


def _price(tours: DayTours, prices: Prices) -> tuple[list[tuple[int, int]], float]:
    """Find tours worth adding, and the lowest reduced cost of any tour, in hours.

    For each morning venue its best afternoon venue and the reverse, and every tour to one venue,
    when they pay.
    """
    if not tours.venues.size:
        return [], 0.0
    single_h, pair_h = weigh_tours(tours, prices)
    venues = np.arange(len(pair_h))
    best_afternoon, best_morning = pair_h.argmin(axis=1), pair_h.argmin(axis=0)
    pays_after = pair_h[venues, best_afternoon] < -_PRICE_TOLERANCE_H
    pays_before = pair_h[best_morning, venues] < -_PRICE_TOLERANCE_H
    pairs = [(int(v), int(best_afternoon[v])) for v in venues[pays_after]]
    pairs += [(int(best_morning[v]), int(v)) for v in venues[pays_before]]
    pairs += [(int(v), NOWHERE) for v in np.flatnonzero(single_h[:, AM] < -_PRICE_TOLERANCE_H)]
    pairs += [(NOWHERE, int(v)) for v in np.flatnonzero(single_h[:, PM] < -_PRICE_TOLERANCE_H)]
    lowest_h = min(float(pair_h.min()), float(single_h.min()))
    return pairs, lowest_h if np.isfinite(lowest_h) else 0.0


def weigh_tours(tours: DayTours, prices: Prices) -> tuple[FloatArray, FloatArray]:
    """Reduced cost of every tour of a table, in hours; infinite where it is not allowed.

    Returns
    -------
    (n, 2) of the tours to one venue, morning or afternoon; (n, n) of those to two.
    """
    contract_h = prices.contract_h[tours.adviser]
    day_h = prices.day_h[tours.adviser]
    visit_h = prices.visit_h[tours.adviser][tours.venues]
    half_h = -visit_h[:, None] - prices.session_h[tours.adviser]
    half_h = half_h - contract_h * tours.session_s / 3600
    pair_h = tours.pair_drive_s / 3600 * (1 - contract_h)
    pair_h = pair_h + half_h[:, AM, None] + half_h[None, :, PM] - day_h
    single_h = tours.single_drive_s[:, None] / 3600 * (1 - contract_h) + half_h - day_h
    return (
        np.where(tours.single_is_allowed, single_h, np.inf),
        np.where(tours.pair_is_allowed, pair_h, np.inf),
    )
