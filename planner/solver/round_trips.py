"""Bounds for territories too large for the exact programs: round trips in the place of tours.

A day tour is at least as long as the longer of its two round trips, hence at least half the sum of
both: each half-day at a venue takes at least half the round trip of whoever goes there. The nearest
advisers are told apart and keep to their half-days and hours; all others go as if each were the
next nearest, within the half-days and hours of all advisers together. What is left is a linear
program of the size of the territory, not of the team, and contains every plan.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError
from planner.problem.model import Problem
from planner.solver.conflicts import find_conflict
from planner.solver.coverage import describe_conflict
from planner.solver.engine import Deadline
from planner.solver.levels import Level, base_coverage
from planner.solver.visit_program import VisitProgram

_ANYBODY: Final = -1
_NUM_TOLD_APART: Final = 2
"""Advisers of a venue, the nearest, who keep to their own time."""
_ROUNDING_S: Final = 2
"""By so much the rounding of the matrix may make a tour shorter than half its round trips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivingBound:
    """What round trips prove about driving."""

    bound_s: float
    """No plan with at least the target's coverage drives fewer seconds a cycle."""
    target_price_s: float
    """Seconds of driving that the last person of the target costs there."""

    def bound_at_s(self, *, missing: float) -> float:
        """Bound of plans that may miss so many people of the target, in seconds of driving."""
        return max(0.0, self.bound_s - self.target_price_s * missing)


def bound_coverage(problem: Problem, levels: tuple[Level, ...], *, deadline: Deadline) -> float:
    """Prove how much need can be covered at most.

    Raises
    ------
    InfeasibleError
        When the rules do not fit into the time of all advisers together.
    """
    model, program, _ = _build(problem, levels)
    model.maximize(program.covered)
    result = _solve(model, deadline)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        raise InfeasibleError(_describe_conflict(problem, levels, deadline))
    if not _is_solved(
        result
    ):  # everybody on the highest level: true of every plan, and no more than that
        return base_coverage(problem) + sum(level.weight for level in levels)
    return base_coverage(problem) + float(result.objective_value())


def bound_driving(
    problem: Problem, levels: tuple[Level, ...], *, target: float, deadline: Deadline
) -> DrivingBound | None:
    """Prove how much driving a coverage takes at least; ``None`` when there is no time for it."""
    model, program, driving_h = _build(problem, levels)
    row = model.add_linear_constraint(program.covered >= target)
    model.minimize(driving_h)
    result = _solve(model, deadline)
    if not _is_solved(result):
        return None
    return DrivingBound(
        bound_s=3600 * result.objective_value(),
        target_price_s=max(0.0, 3600 * result.dual_values()[row]),
    )


def _build(
    problem: Problem, levels: tuple[Level, ...]
) -> tuple[mathopt.Model, VisitProgram, mathopt.LinearBase]:
    """Visits by anybody, within the half-days and the hours of all; and their driving in hours."""
    model = mathopt.Model(name="round trips")
    program = VisitProgram(model, problem, levels, may_miss_area_rules=False)
    session_h = _least_session_s(problem) / 3600
    half_days: defaultdict[int, list[mathopt.LinearBase]] = defaultdict(list)
    hours: defaultdict[int, list[mathopt.LinearBase]] = defaultdict(list)
    driving_h = []
    for venue, adviser, trip_h in _goers(problem):
        for (sessions, _), may_have in zip(
            problem.value_by_sessions, problem.may_have[venue].tolist(), strict=True
        ):
            if may_have:
                number = float(sessions * problem.half_days_per_session(venue))
                visit = program.add((venue, adviser, sessions), is_integer=False)
                half_days[adviser].append(number * visit)
                hours[adviser].append(number * (float(session_h[venue]) + trip_h) * visit)
                driving_h.append(number * trip_h * visit)
    most = [float(problem.cycle_weeks * one.max_sessions_per_week) for one in problem.advisers]
    longest_h = [one.tour_s_per_cycle / 3600 for one in problem.advisers]
    for terms, limits in ((half_days, most), (hours, longest_h)):
        for adviser, limit in enumerate(limits):
            model.add_linear_constraint(mathopt.fast_sum(terms[adviser]) <= limit)
        everybody = mathopt.fast_sum(term for own in terms.values() for term in own)
        model.add_linear_constraint(everybody <= sum(limits))
    return model, program, mathopt.fast_sum(driving_h)


def _goers(problem: Problem) -> Iterator[tuple[int, int, float]]:
    """(venue, adviser or ANYBODY, hours of half a round trip) of all who may go to a venue."""
    trip_s = np.where(problem.can_visit, problem.out_s + problem.inner_s() + problem.back_s, np.inf)
    nearest = np.argsort(trip_s, axis=0, kind="stable")[: _NUM_TOLD_APART + 1]
    half_trip_h = np.maximum(0.0, np.take_along_axis(trip_s, nearest, axis=0) / 2 - _ROUNDING_S)
    half_trip_h /= 3600
    for venue in range(problem.num_venues):
        for rank, adviser in enumerate(nearest[:, venue].tolist()):
            if problem.can_visit[adviser, venue]:
                who = adviser if rank < _NUM_TOLD_APART else _ANYBODY
                yield venue, who, float(half_trip_h[rank, venue])


def _least_session_s(problem: Problem) -> npt.NDArray[np.float64]:
    """(num_venues,) the shortest session on any day."""
    seconds = problem.session_s().astype(np.float64)
    least_s: npt.NDArray[np.float64] = np.where(problem.is_open(), seconds, np.inf).min(axis=(1, 2))
    return least_s


def _describe_conflict(problem: Problem, levels: tuple[Level, ...], deadline: Deadline) -> str:
    def can_stand(other: Problem) -> bool:
        model, program, _ = _build(other, levels)
        model.maximize(program.covered)
        reason = _solve(model, deadline).termination.reason
        return bool(reason != mathopt.TerminationReason.INFEASIBLE)

    return describe_conflict(problem, find_conflict(problem, can_stand=can_stand))


def _solve(model: mathopt.Model, deadline: Deadline) -> mathopt.SolveResult:
    """Solve a linear program, unless time or somebody ends it before."""
    return mathopt.solve(
        model,
        mathopt.SolverType.GLOP,
        params=mathopt.SolveParameters(time_limit=timedelta(seconds=deadline.remaining_s())),
        interrupter=deadline.interrupter,
    )


def _is_solved(result: mathopt.SolveResult) -> bool:
    return bool(result.termination.reason == mathopt.TerminationReason.OPTIMAL)
