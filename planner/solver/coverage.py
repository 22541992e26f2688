"""M1: the most need that any plan can cover, with a proven bound.

The model knows venues, frequencies and advisers, but neither weekdays nor tours: it asks less
than a real plan must give, so its bound holds for every real plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import Problem
from planner.solver.conflicts import NamedRule, find_conflict
from planner.solver.engine import Deadline, Outcome, solve_mip
from planner.solver.levels import base_coverage, coverage_levels
from planner.solver.visit_program import Visit, VisitProgram, allowed_visits

_MANY_VISITS: Final = 15_000
"""Above this, who visits a venue may be shared: only venues and frequencies stay whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageResult:
    """Best covered need of the relaxed model."""

    value: float
    bound: float
    """No plan covers more people in need than this."""
    hit_time_limit: bool
    visits: tuple[tuple[int, int, int], ...] = ()
    """(venue, adviser, sessions a cycle) of that best."""


def solve_coverage(
    problem: Problem, *, gap: float, deadline: Deadline, seed: int
) -> CoverageResult:
    """Find how much need can be covered at most.

    Raises
    ------
    InfeasibleError
        When required venues and the rules of areas do not fit into the advisers' half-days; the
        message names the smallest set of rules that already clash.
    """
    try:
        return _solve(problem, gap=gap, deadline=deadline, seed=seed)
    except NoSolutionFoundError:
        raise
    except InfeasibleError as error:
        conflict = find_conflict(
            problem, can_stand=lambda other: _can_stand(other, deadline=deadline, seed=seed)
        )
        raise InfeasibleError(describe_conflict(problem, conflict)) from error


def _can_stand(problem: Problem, *, deadline: Deadline, seed: int) -> bool:
    """Whether the covering model has any plan; one that was not found in time counts as none."""
    try:
        _solve(problem, gap=1.0, deadline=deadline, seed=seed)
    except InfeasibleError:
        return False
    return True


def describe_conflict(problem: Problem, conflict: Sequence[NamedRule]) -> str:
    """Name the rules that clash, and what they have to fit into."""
    half_days = problem.cycle_weeks * sum(a.max_sessions_per_week for a in problem.advisers)
    hours = sum(adviser.tour_s_per_cycle for adviser in problem.advisers) // 3600
    time = f"{half_days} demi-journées et {hours} heures de permanences et de trajets par cycle"
    if not conflict:
        return f"les conseillers n'ont pas assez de temps ({time})"
    rules = " ; ".join(rule.sentence for rule in conflict)
    noun = (
        "cette règle ne tient pas" if len(conflict) == 1 else "ces règles ne tiennent pas ensemble"
    )
    return f"{noun} dans le temps des conseillers ({time}) : {rules}"


def _solve(problem: Problem, *, gap: float, deadline: Deadline, seed: int) -> CoverageResult:
    model = mathopt.Model(name="coverage")
    program = VisitProgram(model, problem, coverage_levels(problem), may_miss_area_rules=False)
    choices = allowed_visits(problem)
    is_shared = len(choices) > _MANY_VISITS
    for visit in choices:
        program.add(visit, is_integer=not is_shared)
    if is_shared:
        _keep_frequencies_whole(model, problem, program)
    _keep_to_half_days(model, problem, program)
    _keep_to_contract(model, problem, program)
    model.maximize(program.covered + base_coverage(problem))
    outcome = solve_mip(
        model,
        gap=gap,
        max_nodes=100_000,
        deadline=deadline,
        share=0.4,
        seed=seed,
        infeasible_message="les règles ne tiennent pas ensemble",
    )
    return CoverageResult(
        value=outcome.value,
        bound=max(outcome.bound, outcome.value),
        hit_time_limit=outcome.hit_time_limit,
        visits=_read_visits(program, outcome),
    )


def _read_visits(program: VisitProgram, outcome: Outcome) -> tuple[Visit, ...]:
    """Read the venues and frequencies chosen; of several advisers who share one, the chief."""
    shares: dict[tuple[int, int], dict[int, float]] = {}
    for (venue, adviser, sessions), variable in program.visits.items():
        shares.setdefault((venue, sessions), {})[adviser] = outcome.values[variable]
    return tuple(
        (venue, max(own, key=lambda adviser: own[adviser]), sessions)
        for (venue, sessions), own in shares.items()
        if sum(own.values()) > 0.5  # noqa: PLR2004 - half way between no and yes
    )


def _keep_frequencies_whole(model: mathopt.Model, problem: Problem, program: VisitProgram) -> None:
    """A venue has one frequency, whoever shares its sessions."""
    shares: dict[tuple[int, int], list[mathopt.Variable]] = {}
    for (venue, _, sessions), variable in program.visits.items():
        shares.setdefault((venue, sessions), []).append(variable)
    for (venue, _), variables in shares.items():
        is_chosen = model.add_binary_variable()
        number = float(problem.num_advisers_at(venue))
        model.add_linear_constraint(mathopt.fast_sum(variables) == number * is_chosen)


def _by_adviser(
    problem: Problem, program: VisitProgram
) -> list[list[tuple[Visit, mathopt.Variable]]]:
    own: list[list[tuple[Visit, mathopt.Variable]]] = [[] for _ in problem.advisers]
    for visit, variable in program.visits.items():
        own[visit[1]].append((visit, variable))
    return own


def _keep_to_half_days(model: mathopt.Model, problem: Problem, program: VisitProgram) -> None:
    """An adviser's sessions fit into the half-days not kept for the back office."""
    for adviser, own in zip(problem.advisers, _by_adviser(problem, program), strict=True):
        model.add_linear_constraint(
            mathopt.fast_sum(
                float(sessions * problem.half_days_per_session(venue)) * variable
                for (venue, _, sessions), variable in own
            )
            <= float(adviser.max_sessions_per_week * problem.cycle_weeks)
        )


def _keep_to_contract(model: mathopt.Model, problem: Problem, program: VisitProgram) -> None:
    """Sessions and driving fit into the contract hours of the cycle.

    A day tour is at least as long as the longer of its two round trips, hence at least half the
    sum of both: each half-day weighs at least half a round trip, less the rounding of the matrix.
    """
    open_s = np.where(problem.is_open(), problem.session_s(), np.iinfo(np.int64).max)
    inner_s = problem.inner_s()
    for position, own in enumerate(_by_adviser(problem, program)):
        adviser = problem.advisers[position]
        shortest_s = open_s[:, list(adviser.working_days)].min(axis=(1, 2))
        half_trip_s = (problem.out_s[position] + inner_s + problem.back_s[position]) / 2 - 2
        model.add_linear_constraint(
            mathopt.fast_sum(
                sessions
                * problem.half_days_per_session(venue)
                * float(shortest_s[venue] + half_trip_s[venue])
                / 3600
                * variable
                for (venue, _, sessions), variable in own
            )
            <= adviser.tour_s_per_cycle / 3600
        )
