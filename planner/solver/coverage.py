"""M1: the most need that any plan can cover, with a proven bound.

The model knows venues, frequencies and advisers, but neither weekdays nor tours: it asks less
than a real plan must give, so its bound holds for every real plan.
"""

from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from planner.model import CLOSED, Problem
from planner.solver.engine import Deadline, solve_mip
from planner.solver.levels import Level, base_coverage, coverage_levels

VisitVariables = dict[tuple[int, int, int], mathopt.Variable]
"""By (venue, adviser, sessions a cycle): 1 when that adviser visits that venue that often."""


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
        When the required venues do not fit into the advisers' half-days.
    """
    model = mathopt.Model(name="coverage")
    visits = {key: model.add_binary_variable() for key in allowed_visits(problem)}
    visit_each_venue_by_one_adviser(model, problem, visits)
    _keep_to_half_days(model, problem, visits)
    _keep_to_contract(model, problem, visits)
    levels = coverage_levels(problem)
    covered = add_coverage(model, levels, visits)
    base = base_coverage(problem)
    model.maximize(covered + base)
    outcome = solve_mip(
        model,
        gap=gap,
        max_nodes=100_000,
        time_limit_s=deadline.remaining_s(share=0.4),
        seed=seed,
        infeasible_message="les lieux obligatoires ne tiennent pas dans les demi-journées "
        "et les heures des conseillers",
    )
    return CoverageResult(
        value=outcome.value,
        bound=max(outcome.bound, outcome.value),
        hit_time_limit=outcome.hit_time_limit,
        visits=tuple(key for key, variable in visits.items() if outcome.is_chosen(variable)),
    )


def allowed_visits(problem: Problem) -> list[tuple[int, int, int]]:
    """(venue, adviser, sessions a cycle) of every visit an adviser could make."""
    return [
        (venue, adviser, sessions)
        for venue in range(problem.num_venues)
        for adviser in range(len(problem.advisers))
        if problem.can_visit[adviser, venue]
        for sessions, _ in problem.value_by_sessions
    ]


def visit_each_venue_by_one_adviser(
    model: mathopt.Model, problem: Problem, visits: VisitVariables
) -> dict[int, mathopt.LinearConstraint]:
    """A venue has at most one adviser and one frequency; a required venue has one."""
    by_venue: dict[int, list[mathopt.Variable]] = {}
    for (venue, _, _), variable in visits.items():
        by_venue.setdefault(venue, []).append(variable)
    return {
        venue: model.add_linear_constraint(
            expr=mathopt.fast_sum(variables), lb=float(problem.is_required[venue]), ub=1.0
        )
        for venue, variables in by_venue.items()
    }


def add_coverage(
    model: mathopt.Model, levels: tuple[Level, ...], visits: VisitVariables
) -> mathopt.LinearBase:
    """Add the levels of access; the sum returned is the need covered beyond the existing offer."""
    by_visit: dict[tuple[int, int], list[mathopt.Variable]] = {}
    for (venue, _, sessions), variable in visits.items():
        by_visit.setdefault((venue, sessions), []).append(variable)
    terms = []
    for level in levels:
        reaching = [v for visit in level.visits for v in by_visit.get(visit, ())]
        if reaching:
            reached = model.add_variable(lb=0.0, ub=1.0)
            model.add_linear_constraint(reached <= mathopt.fast_sum(reaching))
            terms.append(level.weight * reached)
    return mathopt.fast_sum(terms)


def _keep_to_half_days(model: mathopt.Model, problem: Problem, visits: VisitVariables) -> None:
    """An adviser's sessions fit into the half-days not kept for the back office."""
    for position, adviser in enumerate(problem.advisers):
        model.add_linear_constraint(
            mathopt.fast_sum(
                float(sessions) * variable
                for (_, who, sessions), variable in visits.items()
                if who == position
            )
            <= float(adviser.max_sessions_per_week * problem.cycle_weeks)
        )


def _keep_to_contract(model: mathopt.Model, problem: Problem, visits: VisitVariables) -> None:
    """Sessions and driving fit into the contract hours of the cycle.

    A day tour is at least as long as the longer of its two round trips, hence at least half the
    sum of both: each session weighs at least half a round trip, less the rounding of the matrix.
    """
    for position, adviser in enumerate(problem.advisers):
        minutes = problem.end_minute - problem.start_minute
        is_open = problem.start_minute != CLOSED
        shortest_s = 60 * np.where(is_open, minutes, np.iinfo(np.int64).max // 60)[
            :, list(adviser.working_days)
        ].min(axis=(1, 2))
        half_trip_s = (problem.out_s[position] + problem.back_s[position]) / 2 - 2
        model.add_linear_constraint(
            mathopt.fast_sum(
                sessions * float(shortest_s[venue] + half_trip_s[venue]) / 3600 * variable
                for (venue, who, sessions), variable in visits.items()
                if who == position
            )
            <= adviser.tour_s_per_cycle / 3600
        )
