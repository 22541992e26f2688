"""A tighter bound on driving: whole visits in whole templates of the week.

Column generation leaves prices at which no column costs less than nothing. Any plan then drives at
least the bound and the reduced costs of all that it does, summed. So a plan either has a visit or a
template whose reduced cost reaches some margin, and drives at least the bound and that margin; or
it is a solution of a mixed-integer program over all the others, whose dual bound holds for it:

    no plan drives less than min(bound + margin, dual bound of the program)

The margin is as wide as the number of templates that the program can take. (Reduced-cost fixing, as
in Irnich, Desaulniers, Desrosiers and Hadjar, INFORMS Journal on Computing 22(2), 2010.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from planner.problem.model import Problem
from planner.solver.day_tours import DayTours
from planner.solver.engine import Deadline, prove_least
from planner.solver.levels import Level
from planner.solver.master import NOWHERE, DayTour, Prices, half_days_of, make_day_tour
from planner.solver.templates import (
    Template,
    by_adviser,
    driving_h,
    hold_visits_in_templates,
    keep_to_days,
    make_alone,
    make_shared,
    sessions_h,
    shared_days,
)
from planner.solver.tour_columns import Proof, weigh_tours
from planner.solver.visit_program import Visit, VisitProgram

_MOST_TEMPLATES: Final = 40_000
"""Templates of least reduced cost in the program; all of them where there are no more."""
_MAX_NODES: Final = 100
_GAP: Final = 1e-3
_ROUNDING: Final = 1e-6
"""Share of the target, and hours, that rounding may be worth: given away, so that bounds hold."""
_LEAST_GAIN: Final = 1e-3
"""Share of the bound that the margin must be for the program to be worth its time."""
_SAME_PEOPLE: Final = 1e-3
_S_PER_TEMPLATE: Final = 3e-4
"""Seconds a template with which the program is built, presolved, and has a first bound: with less
there is none."""
TIME_OF_LARGEST_S: Final = _S_PER_TEMPLATE * _MOST_TEMPLATES
"""Seconds that the largest program needs at least."""
_SOLVER_SHARE: Final = 0.85
"""Share of the time left that the solver is told: it looks at its clock every second or so."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateBound:
    """What whole visits in templates of the week prove, and the best of them found."""

    bound_s: float
    """No plan with at least the target's coverage drives fewer seconds a cycle."""
    visits: tuple[Visit, ...]
    """Visits that may be driven with little more than that; none where none were found."""
    hit_time_limit: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Family:
    """Templates of one adviser that are alike: one visit or two, with which rhythms."""

    tours: DayTours
    rhythms: tuple[int, ...]
    """Sessions a cycle of the visits."""
    days: int
    cost_h: FloatArray
    """Reduced cost of a template that stands once: (n,) or (n, n), by venues; infinite for those
    that another one stands for."""

    def below(self, margin_h: float, problem: Problem) -> Iterator[Template]:
        """The templates whose reduced cost is under a margin."""
        adviser = self.tours.adviser
        venues = self.tours.venues.tolist()
        for at in np.argwhere(self.cost_h < margin_h).tolist():
            visits = [(venues[v], adviser, k) for v, k in zip(at, self.rhythms, strict=True)]
            tour = _easiest_tour(self.tours, at)
            if len(visits) == 1:
                yield make_alone(tour, visits[0])
            else:
                yield make_shared(problem, tour, visits[0], visits[1], days=self.days)


def _easiest_tour(tours: DayTours, at: Sequence[int]) -> DayTour:
    """The tour to some venues in the order that is less driving, its sessions the shorter ones.

    In which half of the day a visit stands is left open, so that it asks no more than either.
    """
    if len(at) == 1:
        orders = [(at[0], NOWHERE), (NOWHERE, at[0])]
        is_allowed = tours.single_is_allowed[at[0]].tolist()
    else:
        orders = [(at[0], at[1]), (at[1], at[0])]
        is_allowed = [bool(tours.pair_is_allowed[order]) for order in orders]
    ways = [
        make_day_tour(tours, *order)
        for order, allowed in zip(orders, is_allowed, strict=True)
        if allowed
    ]
    easiest = min(ways, key=lambda tour: (tour.drive_s, tour.session_s))
    return replace(easiest, session_s=min(tour.session_s for tour in ways))


def can_tighten(
    problem: Problem,
    proof: Proof,
    day_tours: tuple[DayTours, ...],
    *,
    most_templates: int = _MOST_TEMPLATES,
) -> bool:
    """Whether the templates that a program can take leave a margin worth its time.

    The more advisers share the venues, the more templates are nearly as good as the best.
    """
    margin_h = _find_margin(problem, proof.prices, day_tours, most=most_templates)
    return margin_h >= _LEAST_GAIN * proof.bound_h


def tighten_bound(
    problem: Problem,
    proof: Proof,
    day_tours: tuple[DayTours, ...],
    levels: tuple[Level, ...],
    *,
    target: float,
    known_s: float,
    deadline: Deadline,
    seed: int,
    most_templates: int = _MOST_TEMPLATES,
) -> TemplateBound:
    """Prove how much driving a coverage takes at least, visits and templates being whole.

    Parameters
    ----------
    day_tours
        One table an adviser, of any weekday.
    target
        People in need that must be covered beyond the existing offer.
    known_s
        Seconds of driving of a plan with that coverage, infinite without one: templates that only
        worse plans have are not looked at.
    """
    margin_h = _find_margin(problem, proof.prices, day_tours, most=most_templates)
    margin_h = min(margin_h, max(0.0, known_s / 3600 - proof.bound_h) + _ROUNDING)
    templates = [
        template
        for tours in day_tours
        for family in _weigh_templates(problem, tours, proof.prices)
        for template in family.below(margin_h, problem)
    ]
    if not deadline.has_time(_S_PER_TEMPLATE * len(templates)):
        return TemplateBound(bound_s=3600 * proof.bound_h, visits=(), hit_time_limit=True)
    model = mathopt.Model(name="templates")
    program = VisitProgram(model, problem, levels, may_miss_area_rules=False)
    for visit in sorted({visit for template in templates for visit in template.visits}):
        program.add(visit, is_integer=True)
    model.add_linear_constraint(program.covered >= target - min(_SAME_PEOPLE, _ROUNDING * target))
    stands = hold_visits_in_templates(model, problem, program.visits, templates)
    keep_to_days(model, problem, stands)
    for adviser, own in by_adviser(stands).items():
        limit_h = problem.advisers[adviser].tour_s_per_cycle / 3600
        model.add_linear_constraint(driving_h(own) + sessions_h(own) <= limit_h)
    model.minimize(driving_h(stands))
    least = prove_least(
        model,
        gap=_GAP,
        max_nodes=_MAX_NODES,
        deadline=deadline.part(_SOLVER_SHARE),
        seed=seed,
    )
    bound_h = min(least.bound, proof.bound_h + margin_h) - _ROUNDING
    return TemplateBound(
        bound_s=3600 * max(bound_h, proof.bound_h),
        visits=tuple(v for v, variable in program.visits.items() if least.is_chosen(variable)),
        hit_time_limit=least.hit_time_limit,
    )


def _find_margin(
    problem: Problem, prices: Prices, day_tours: tuple[DayTours, ...], *, most: int
) -> float:
    """Widest margin below which there are no more than so many templates; infinite for all."""
    least_h = np.zeros(0)
    for tours in day_tours:
        for family in _weigh_templates(problem, tours, prices):
            least_h = np.concatenate([least_h, family.cost_h[np.isfinite(family.cost_h)]])
            if least_h.size > most:
                least_h = np.partition(least_h, most)[: most + 1]
    return float(least_h.max()) if least_h.size > most else np.inf


def _weigh_templates(problem: Problem, tours: DayTours, prices: Prices) -> Iterator[_Family]:
    """Weigh every template of an adviser: its tours, and the visits that it needs."""
    if not tours.venues.size:
        return
    single_h, pair_h = (np.maximum(0.0, cost_h) for cost_h in weigh_tours(tours, prices))
    alone_h, both_h = single_h.min(axis=1), np.minimum(pair_h, pair_h.T)
    visit_h = _weigh_visits(problem, tours, prices)
    is_itself = np.eye(len(both_h), dtype=np.bool_)
    rhythms = [sessions for sessions, _ in problem.value_by_sessions]
    for number, one in enumerate(rhythms):
        own_h = visit_h[:, number]
        yield _Family(tours=tours, rhythms=(one,), days=1, cost_h=alone_h + own_h)
        for other_number, other in enumerate(rhythms[: number + 1]):
            cost_h = own_h[:, None] + visit_h[None, :, other_number]
            if one == other:
                # One visit of full days fills the morning and the afternoon: it is needed once.
                cost_h = np.where(is_itself, own_h[:, None], cost_h)
                is_new = np.triu(np.ones_like(is_itself))
            else:
                is_new = ~is_itself
            for days in shared_days(problem.cycle_weeks, one, other):
                yield _Family(
                    tours=tours,
                    rhythms=(one, other),
                    days=days,
                    cost_h=np.where(is_new, days * both_h + cost_h, np.inf),
                )


def _weigh_visits(problem: Problem, tours: DayTours, prices: Prices) -> FloatArray:
    """(n, num_frequencies) reduced cost of visits, in hours; infinite for those not allowed."""
    price_h = prices.visit_h[tours.adviser][tours.venues, None]
    cost_h = half_days_of(problem)[tours.venues] * price_h - prices.earned_h[tours.venues]
    may_have = problem.may_have[tours.venues]
    cost_h = np.where(np.isfinite(cost_h), np.maximum(0.0, cost_h), 0.0)
    return np.where(may_have, cost_h, np.inf)
