"""Coverage as a sum of levels, the form in which a linear model can take everybody's best option.

The access value of a demand point climbs from what it has already through the distinct values that
some visit would give it. A level is reached when at least one visit at or above it is planned, so
that

    covered need = base + sum over levels of weight * min(1, number of visits that reach it)

which equals the textbook model with one variable per demand point, venue and frequency, and has the
same linear relaxation, in far fewer rows (the "radius" formulation of location models: García,
Labbé and Marín, INFORMS Journal on Computing 23(4), 2011). Levels of different points that the same
visits reach are one, with the sum of their weights: that is exact, too, and makes tens of thousands
of demand points affordable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import Problem

SAME_VALUE: Final = 1e-9
"""Access values nearer than this are one level."""

MANY_LEVELS: Final = 3000
"""Up to so many levels the programs that choose visits are exact."""
LIGHT_SHARE: Final = 0.02
"""Share of the weight of all levels that they may take for less beyond that, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of access value that the same visits reach for some demand points."""

    weight: float
    """People in need x the height of the step, summed."""
    visits: tuple[tuple[int, int], ...]
    """(venue, sessions a cycle) of every visit that reaches the step."""


def base_coverage(problem: Problem) -> float:
    """People in need x access value of the existing offer, summed."""
    return float(problem.need @ problem.value_before)


def coverage_levels(problem: Problem) -> tuple[Level, ...]:
    """List the levels of all demand points, those reached by the same visits as one."""
    worth = np.array([value for _, value in problem.value_by_sessions])
    pairs = [(v, k) for v in range(problem.num_venues) for k, _ in problem.value_by_sessions]
    weight_by_visits: dict[bytes, float] = {}
    for (venues, factors, before), need in _distinct_rows(problem).items():
        values = np.multiply.outer(np.frombuffer(factors), worth).ravel()
        venue = np.frombuffer(venues, dtype=np.int64)
        numbers = (venue[:, None] * len(worth) + np.arange(len(worth))).ravel()
        for height, is_reaching in _steps(values, before):
            key = numbers[is_reaching].tobytes()
            weight_by_visits[key] = weight_by_visits.get(key, 0.0) + need * height
    return tuple(
        Level(
            weight=weight,
            visits=tuple(pairs[number] for number in np.frombuffer(key, dtype=np.int64).tolist()),
        )
        for key, weight in weight_by_visits.items()
    )


def levels_for_choice(problem: Problem) -> tuple[Level, ...]:
    """Levels for the programs that choose visits, fewer where there are very many.

    The lightest levels, at most :data:`LIGHT_SHARE` of the weight, are taken for heavier ones that
    fewer visits reach, or left out: a plan covers at least what these levels say. No bound rests
    on them, and what a plan covers is measured on the demand points. On Charente-Maritime with
    40,000 squares 10,855 levels become 3,000; a plan counts for 0.06 % less there than it covers.
    """
    levels = coverage_levels(problem)
    if len(levels) <= MANY_LEVELS:
        return levels
    ranked = sorted(levels, key=lambda level: (-level.weight, level.visits))
    total = np.cumsum([level.weight for level in ranked])
    num_heavy = max(MANY_LEVELS, int(np.searchsorted(total, (1 - LIGHT_SHARE) * total[-1])) + 1)
    weights = [level.weight for level in ranked[:num_heavy]]
    members = [frozenset(level.visits) for level in ranked[:num_heavy]]
    by_visit: dict[tuple[int, int], list[int]] = {}
    for number, visits in enumerate(members):
        by_visit.setdefault(min(visits), []).append(number)
    for level in ranked[num_heavy:]:
        own = frozenset(level.visits)
        narrower = [n for visit in own for n in by_visit.get(visit, ()) if members[n] <= own]
        if narrower:
            weights[max(narrower, key=lambda n: (len(members[n]), -n))] += level.weight
    return tuple(
        Level(weight=weight, visits=level.visits)
        for weight, level in zip(weights, ranked[:num_heavy], strict=True)
    )


def is_choice_exact(problem: Problem) -> bool:
    """Whether :func:`levels_for_choice` are all levels."""
    return len(coverage_levels(problem)) <= MANY_LEVELS


def access_values(problem: Problem, frequency: Mapping[int, int]) -> npt.NDArray[np.float64]:
    """(num_points,) access value when each venue is visited so often a cycle."""
    frequency_value = dict(problem.value_by_sessions)
    worth = np.zeros(problem.num_venues)
    for venue, num_sessions in frequency.items():
        worth[venue] = frequency_value[num_sessions]
    factor = problem.access_factor
    value = np.array(problem.value_before)
    row = np.repeat(np.arange(len(value)), np.diff(factor.indptr))
    np.maximum.at(value, row, factor.data * worth[factor.indices])
    return value


def covered_need(problem: Problem, frequency: Mapping[int, int]) -> float:
    """People in need x access value, summed, when each venue is visited so often a cycle."""
    return float(problem.need @ access_values(problem, frequency))


def _distinct_rows(problem: Problem) -> dict[tuple[bytes, bytes, float], float]:
    """People in need by (venues, factors, value before) of demand points that are alike."""
    factor = problem.access_factor
    need: dict[tuple[bytes, bytes, float], float] = {}
    indices = factor.indices.astype(np.int64)
    for point, (people, before) in enumerate(
        zip(problem.need.tolist(), problem.value_before.tolist(), strict=True)
    ):
        own = slice(factor.indptr[point], factor.indptr[point + 1])
        if own.start < own.stop and people > 0:
            key = indices[own].tobytes(), factor.data[own].tobytes(), before
            need[key] = need.get(key, 0.0) + people
    return need


def _steps(
    values: npt.NDArray[np.float64], before: float
) -> list[tuple[float, npt.NDArray[np.bool_]]]:
    """Heights of the steps from ``before`` through all values, and which values reach each."""
    steps = []
    reached = before
    for value in np.unique(values[values > before + SAME_VALUE]).tolist():
        if value > reached + SAME_VALUE:
            steps.append((value - reached, values >= value - SAME_VALUE))
            reached = value
    return steps
