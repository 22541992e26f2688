"""One point of a frontier: how much need is covered at most, proven, and by which visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.explain.demand import values_of_communes
from planner.problem.model import Problem
from planner.problem.stops import with_pairs
from planner.solver.coverage import solve_coverage
from planner.solver.engine import Deadline
from planner.solver.levels import base_coverage, covered_need


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """How far each point is searched."""

    gap: float
    """Relative, between a point's value and its bound."""
    time_limit_s: float
    """Guard of the wall clock for the whole frontier."""
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Best coverage that was found for one choice of means, and the bound on any."""

    x: int
    """Advisers, half-days a week, or minutes of the standard."""
    change: str
    """French: what is other than in the point before; empty for the present."""
    covered_need: float
    bound: float
    """No plan with these means covers more people in need."""
    frequency: Mapping[str, int]
    """Sessions a cycle of each venue visited, by id."""
    value_by_commune: Mapping[str, float]
    is_present: bool = False
    hit_time_limit: bool = False


def solve_point(
    problem: Problem,
    x: int,
    *,
    change: str,
    smaller: Point | None,
    options: SolveOptions,
    deadline: Deadline,
) -> Point:
    """Find the best coverage of a problem, no less than that of a point of fewer means.

    Parameters
    ----------
    smaller
        A point whose visits this problem allows as well; ``None`` when there is none.

    Raises
    ------
    InfeasibleError
        When the required venues do not fit.
    """
    paired = with_pairs(problem)
    result = solve_coverage(paired, gap=options.gap, deadline=deadline, seed=options.seed)
    frequency = {
        problem.venue_ids[venue]: sessions
        for stop, _, sessions in result.visits
        for venue in paired.members(stop)
    }
    value = result.value
    if smaller is not None:
        with_smaller = _covered(problem, smaller.frequency)
        if with_smaller > value:
            value, frequency = with_smaller, dict(smaller.frequency)
    return Point(
        x=x,
        change=change,
        covered_need=value,
        bound=max(result.bound, value),
        frequency=frequency,
        value_by_commune=values_of_communes(problem, _positions(problem, frequency)),
        hit_time_limit=result.hit_time_limit,
    )


def point_without_sessions(problem: Problem, x: int, *, change: str) -> Point:
    """Return the point of the existing offer alone, which needs no search."""
    value = base_coverage(problem)
    return Point(
        x=x,
        change=change,
        covered_need=value,
        bound=value,
        frequency={},
        value_by_commune=values_of_communes(problem, {}),
    )


def tighten_bounds(points: Sequence[Point]) -> tuple[Point, ...]:
    """Lower each bound to that of any point with more means: fewer never cover more."""
    found: list[Point] = []
    for point in reversed(points):
        bound = min([point.bound, *(better.bound for better in found[-1:])])
        found.append(replace(point, bound=max(bound, point.covered_need)))
    return tuple(reversed(found))


def _positions(problem: Problem, frequency: Mapping[str, int]) -> dict[int, int]:
    venue_at = {venue: position for position, venue in enumerate(problem.venue_ids)}
    return {venue_at[venue]: sessions for venue, sessions in frequency.items()}


def _covered(problem: Problem, frequency: Mapping[str, int]) -> float:
    """Covered need with these visits, those to venues that the problem does not have left out."""
    known = set(problem.venue_ids)
    kept = {venue: sessions for venue, sessions in frequency.items() if venue in known}
    return covered_need(problem, _positions(problem, kept))
