"""The trade-off between the number of changes and coverage, and which point of it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.solver.adjustment import Adjustment, AdjustmentProgram
from planner.solver.engine import Deadline
from planner.solver.levels import covered_need

WORTH_A_CHANGE: Final = 0.001
"""Share of all need that a change must regain to be worth telling people."""
STEPS: Final = (0, 1, 2, 3, 4, 6)
"""Changes tried, beyond those that nothing avoids."""
GAP: Final = 1e-4
POINT_LIMIT_S: Final = 60.0

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What so many changes are worth."""

    max_changes: int
    num_changes: int
    """Changes that the best plan found really makes."""
    covered_need: float
    bound: float
    """No plan with ``max_changes`` or fewer covers more people in need."""
    visits: tuple[PlannedVisit, ...]
    hit_time_limit: bool


def trade_off(
    program: AdjustmentProgram,
    problem: Problem,
    *,
    deadline: Deadline,
    seed: int,
    progress: Progress,
) -> tuple[CurvePoint, ...]:
    """Find the best coverage for rising numbers of changes, from the fewest that nothing avoids.

    Raises
    ------
    InfeasibleError
        When no plan obeys the rules.
    """
    least = program.least_changes
    points: list[CurvePoint] = []
    for step in STEPS:
        if points and deadline.is_over:
            break
        progress(f"Ajustement : au plus {least + step} changement(s)")
        try:
            point = best_with(
                program, problem, max_changes=least + step, deadline=deadline, seed=seed
            )
        except NoSolutionFoundError:
            break  # out of time: the points so far stand
        except InfeasibleError:
            continue  # more changes may be what it takes
        points.append(_no_less(point, points))
    if not points:
        least = program.least_changes_possible(deadline=deadline, seed=seed).num_changes
        points = [best_with(program, problem, max_changes=least, deadline=deadline, seed=seed)]
    return _tightened(points)


def best_with(
    program: AdjustmentProgram, problem: Problem, *, max_changes: int, deadline: Deadline, seed: int
) -> CurvePoint:
    """Find the best coverage with at most so many changes.

    Raises
    ------
    InfeasibleError
        When no plan with so few obeys the rules.
    NoSolutionFoundError
        When time ended the search before there was one.
    """
    limit_s = min(POINT_LIMIT_S, deadline.remaining_s())
    found: Adjustment = program.solve(
        max_changes,
        gap=GAP,
        deadline=Deadline.after(limit_s, interrupter=deadline.interrupter),
        seed=seed,
    )
    covered = covered_need(problem, days_by_venue(found.visits))
    return CurvePoint(
        max_changes=max_changes,
        num_changes=found.num_changes,
        covered_need=covered,
        bound=max(found.bound, covered),
        visits=found.visits,
        hit_time_limit=found.hit_time_limit,
    )


def choose_point(points: Sequence[CurvePoint], *, need: float) -> CurvePoint:
    """Return the best point if every change has to regain a share of all need; fewest first.

    That is the point where coverage less :data:`WORTH_A_CHANGE` x need for each change is most.
    """
    return max(
        points,
        key=lambda point: (
            point.covered_need - WORTH_A_CHANGE * need * point.num_changes,
            -point.num_changes,
        ),
    )


def _no_less(point: CurvePoint, before: Sequence[CurvePoint]) -> CurvePoint:
    """More changes never cover less: an earlier point's visits are allowed as well."""
    if not before or before[-1].covered_need <= point.covered_need:
        return point
    best = before[-1]
    return replace(
        point,
        num_changes=best.num_changes,
        covered_need=best.covered_need,
        bound=max(point.bound, best.covered_need),
        visits=best.visits,
    )


def _tightened(points: Sequence[CurvePoint]) -> tuple[CurvePoint, ...]:
    """Lower each bound to that of any point with more changes."""
    found: list[CurvePoint] = []
    for point in reversed(points):
        bound = min([point.bound, *(later.bound for later in found[-1:])])
        found.append(replace(point, bound=max(bound, point.covered_need)))
    return tuple(reversed(found))
