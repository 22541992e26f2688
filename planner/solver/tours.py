"""M2: which venues to visit, how often and by whom, with the least driving for the coverage.

A mixed-integer program over the day tours that column generation found worth having. Visits are
whole, and tours must add up to them; that a venue keeps one weekday and half-day, and that no tour
is driven by halves, is left to the timetable, which answers with cuts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from planner.problem.model import Problem
from planner.solver.engine import Deadline, Outcome, solve_mip
from planner.solver.levels import Level
from planner.solver.master import DayTour, days_of
from planner.solver.tour_columns import Relaxation
from planner.solver.visit_program import Visit, VisitProgram

_TOURS_PER_ADVISER: Final = 750
_VISITS_PER_ADVISER: Final = 250
"""The search keeps so many tours and visits of least reduced cost, at least those of four advisers:
small problems keep all."""
_FEWEST_ADVISERS: Final = 4
_FEW_TOURS: Final = 200
"""With no more tours than this they are whole numbers: the program then promises what is true."""
_ROUNDING_H: Final = 1e-6
"""Reduced costs nearer than this are equal."""
_MISSED_RULE_COST_H: Final = 10_000.0
"""Hours of driving rather than missing the rule of an area by a session or a person."""
SAME_COVERAGE: Final = 1e-3
"""People in need; a difference in coverage below it is rounding."""
_BALANCE_NODES: Final = 100
_BALANCE_GAP: Final = 0.03
"""Evenness is the last of the objectives: a few parts in a hundred are not worth the wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a timetable taught: these visits of some advisers take at least so much driving."""

    advisers: tuple[int, ...]
    """One, or those whom visits together bind to each other."""
    visits: frozenset[Visit]
    drive_s: float | None
    """Seconds a cycle; ``None`` when no timetable can hold the visits together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Visits chosen for a cycle."""

    visits: tuple[Visit, ...]
    drive_s: float
    """Seconds of driving a cycle, before weekdays and half-days are fixed."""
    bonus_s: float
    """Seconds of driving that the preferred venues among them are worth."""
    shortfall: float
    """People in need by which the coverage misses the target; 0 when it can be met."""
    hit_time_limit: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChoiceModel:
    """The program and those of its parts that an objective or a reader needs."""

    model: mathopt.Model
    visits: Mapping[Visit, mathopt.Variable]
    driving_h: mathopt.LinearBase
    bonus_h: mathopt.LinearBase
    """Hours of driving that the preferred venues visited are worth."""
    missed: mathopt.LinearBase
    """Sessions and people by which the rules of areas are missed."""
    shortfall: mathopt.Variable
    """People in need by which the coverage may miss the target."""
    shortfall_cost_h: float
    """Hours of driving rather than missing the target by one person more."""
    highest_load: mathopt.Variable
    """Largest share of the contract that an adviser spends on sessions and driving."""


def choose_least_driving(
    program: ChoiceModel, *, gap: float, max_nodes: int, deadline: Deadline, seed: int
) -> Choice:
    """Choose visits with the least driving, a shortfall counted as driving.

    To ask first whether the target can be met at all is the harder question, and takes longer to
    answer than both together.

    Raises
    ------
    InfeasibleError
        When no visits obey the rules.
    """
    model = program.model
    model.minimize(
        program.driving_h
        - program.bonus_h
        + program.shortfall_cost_h * program.shortfall
        + _MISSED_RULE_COST_H * program.missed
    )
    return _read(program, _solve(model, gap=gap, max_nodes=max_nodes, deadline=deadline, seed=seed))


def choose_even_weeks(
    program: ChoiceModel,
    *,
    max_drive_s: float,
    max_shortfall: float,
    deadline: Deadline,
    seed: int,
) -> Choice:
    """Choose visits that even out the advisers' work, within limits on the other objectives."""
    program.shortfall.upper_bound = max_shortfall + SAME_COVERAGE
    program.model.add_linear_constraint(program.driving_h <= max_drive_s / 3600)
    program.model.minimize(program.highest_load + _MISSED_RULE_COST_H * program.missed)
    return _read(
        program,
        _solve(
            program.model, gap=_BALANCE_GAP, max_nodes=_BALANCE_NODES, deadline=deadline, seed=seed
        ),
    )


def _solve(
    model: mathopt.Model, *, gap: float, max_nodes: int, deadline: Deadline, seed: int
) -> Outcome:
    return solve_mip(
        model,
        gap=gap,
        max_nodes=max_nodes,
        deadline=deadline,
        share=0.4,
        seed=seed,
        infeasible_message="aucun choix de lieux ne respecte à la fois les lieux obligatoires, "
        "les horaires d'ouverture et le temps de travail des conseillers",
    )


def _read(program: ChoiceModel, outcome: Outcome) -> Choice:
    return Choice(
        visits=tuple(v for v, variable in program.visits.items() if outcome.is_chosen(variable)),
        drive_s=3600 * mathopt.evaluate_expression(program.driving_h, outcome.values),
        bonus_s=3600 * mathopt.evaluate_expression(program.bonus_h, outcome.values),
        shortfall=max(0.0, outcome.values[program.shortfall]),
        hit_time_limit=outcome.hit_time_limit,
    )


def build_choice_model(
    problem: Problem,
    relaxation: Relaxation,
    levels: tuple[Level, ...],
    *,
    target: float,
    shortfall_cost_h: float,
    cuts: Sequence[Cut],
) -> ChoiceModel:
    """Build the program.

    Parameters
    ----------
    target
        People in need to cover beyond the existing offer.
    shortfall_cost_h
        Hours of driving rather than missing the target by one person more.
    """
    model = mathopt.Model(name="choice")
    program = VisitProgram(model, problem, levels, may_miss_area_rules=True)
    for visit in _visits_worth_having(problem, relaxation):
        program.add(visit, is_integer=True)
    visits = program.visits
    shortfall = model.add_variable(lb=0.0)
    model.add_linear_constraint(program.covered + shortfall >= target)

    tours = _tours_worth_having(problem, relaxation, visits)
    times = {
        tour: model.add_variable(
            lb=0.0,
            ub=float(days_of(problem, tour.adviser)),
            is_integer=len(tours) <= _FEW_TOURS,
        )
        for tour in tours
    }
    _hold_sessions_in_tours(model, problem, visits, times)
    _drive_one_tour_a_day(model, problem, times)
    driving_h = [model.add_variable(lb=0.0) for _ in problem.advisers]
    _drive_all_tours(model, times, driving_h)
    highest_load = _keep_to_working_time(model, problem, times, driving_h)
    for cut in cuts:
        driven_h = mathopt.fast_sum(driving_h[adviser] for adviser in cut.advisers)
        _obey_cut(model, visits, driven_h, cut)
    return ChoiceModel(
        model=model,
        visits=visits,
        driving_h=mathopt.fast_sum(driving_h),
        bonus_h=mathopt.fast_sum(
            float(problem.bonus_s[venue]) / problem.num_advisers_at(venue) / 3600 * variable
            for (venue, _, _), variable in visits.items()
            if problem.bonus_s[venue]
        ),
        missed=program.missed,
        shortfall=shortfall,
        shortfall_cost_h=shortfall_cost_h,
        highest_load=highest_load,
    )


def _visits_worth_having(problem: Problem, relaxation: Relaxation) -> list[Visit]:
    """Visits of least reduced cost, those of the relaxed plan first; and of required venues."""
    order = _by_worth(relaxation.visit_value, relaxation.visit_reduced_cost_h)
    chosen = set(order[: _VISITS_PER_ADVISER * _num_shares(problem)].tolist())
    return [
        visit
        for position, visit in enumerate(relaxation.visits)
        if position in chosen or problem.is_required[visit[0]]
    ]


def _tours_worth_having(
    problem: Problem, relaxation: Relaxation, visits: Mapping[Visit, mathopt.Variable]
) -> list[DayTour]:
    """Tours between the visits kept, chosen as these are."""
    pairs = {(venue, adviser) for venue, adviser, _ in visits}
    order = _by_worth(relaxation.tour_value, relaxation.tour_reduced_cost_h)
    most = _TOURS_PER_ADVISER * _num_shares(problem)
    kept: list[DayTour] = []
    for position in order.tolist():
        tour = relaxation.tours[position]
        if any((venue, tour.adviser) not in pairs for venue in tour.venues):
            continue
        if len(kept) < most or problem.is_required[list(tour.venues)].any():
            kept.append(tour)
    return kept


def _num_shares(problem: Problem) -> int:
    """Advisers by whom the visits and tours kept are counted."""
    return max(_FEWEST_ADVISERS, len(problem.advisers))


def _by_worth(
    value: npt.NDArray[np.float64], reduced_cost_h: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Order of variables: those of the relaxed plan, then by reduced cost."""
    is_unused = value < _ROUNDING_H
    cost_h = reduced_cost_h.clip(min=0).round(6)
    return np.lexsort((-value, cost_h, is_unused))


def _hold_sessions_in_tours(
    model: mathopt.Model,
    problem: Problem,
    visits: Mapping[Visit, mathopt.Variable],
    times: Mapping[DayTour, mathopt.Variable],
) -> None:
    """An adviser's tours stop at a venue for exactly as many half-days as the visit says."""
    balance: dict[tuple[int, int], list[mathopt.LinearBase]] = {}
    for (venue, adviser, sessions), variable in visits.items():
        half_days = float(sessions * problem.half_days_per_session(venue))
        balance.setdefault((venue, adviser), []).append(-half_days * variable)
    for tour, n in times.items():
        for venue in tour.venues:
            balance[venue, tour.adviser].append(1.0 * n)
    for terms in balance.values():
        model.add_linear_constraint(mathopt.fast_sum(terms) == 0.0)


def _drive_one_tour_a_day(
    model: mathopt.Model, problem: Problem, times: Mapping[DayTour, mathopt.Variable]
) -> None:
    """An adviser drives at most one tour on each working day of the cycle."""
    driven: dict[int, list[mathopt.Variable]] = {}
    for tour, n in times.items():
        driven.setdefault(tour.adviser, []).append(n)
    for adviser, own in driven.items():
        model.add_linear_constraint(mathopt.fast_sum(own) <= float(days_of(problem, adviser)))


def _drive_all_tours(
    model: mathopt.Model,
    times: Mapping[DayTour, mathopt.Variable],
    driving_h: Sequence[mathopt.Variable],
) -> None:
    """An adviser drives at least the tours chosen; a timetable may have shown that it is more."""
    for adviser, hours in enumerate(driving_h):
        model.add_linear_constraint(
            mathopt.fast_sum(
                tour.drive_s / 3600 * n for tour, n in times.items() if tour.adviser == adviser
            )
            <= hours
        )


def _keep_to_working_time(
    model: mathopt.Model,
    problem: Problem,
    times: Mapping[DayTour, mathopt.Variable],
    driving_h: Sequence[mathopt.Variable],
) -> mathopt.Variable:
    """Sessions and driving stay within the half-days and hours; return the highest load."""
    highest_load = model.add_variable(lb=0.0, ub=1.0)
    for adviser, workforce in enumerate(problem.advisers):
        own = [(tour, n) for tour, n in times.items() if tour.adviser == adviser]
        worked_h = driving_h[adviser] + mathopt.fast_sum(
            tour.session_s / 3600 * n for tour, n in own
        )
        model.add_linear_constraint(worked_h <= workforce.tour_s_per_cycle / 3600)
        contract_h = workforce.contract_s_per_cycle / 3600
        model.add_linear_constraint(worked_h <= contract_h * highest_load)
        model.add_linear_constraint(
            mathopt.fast_sum(float(len(tour.venues)) * n for tour, n in own)
            <= float(workforce.max_sessions_per_week * problem.cycle_weeks)
        )
    return highest_load


def _obey_cut(
    model: mathopt.Model,
    visits: Mapping[Visit, mathopt.Variable],
    driving_h: mathopt.LinearBase,
    cut: Cut,
) -> None:
    """With all visits of a cut, and perhaps more, the advisers drive at least that long."""
    chosen = [visits[visit] for visit in sorted(cut.visits) if visit in visits]
    if len(chosen) < len(cut.visits):
        return
    num_missing = float(len(chosen)) - mathopt.fast_sum(chosen)
    if cut.drive_s is None:
        model.add_linear_constraint(num_missing >= 1.0)
        return
    model.add_linear_constraint(driving_h >= cut.drive_s / 3600 * (1.0 - num_missing))
