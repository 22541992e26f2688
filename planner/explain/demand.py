"""Access values as the problem's arrays hold them: the one module of this package that reads them.

A demand point is a row of ``Problem.need``; several may belong to one commune.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from planner.model import Problem

SAME_VALUE = 1e-9
"""Access values nearer than this are equal."""

FloatArray = npt.NDArray[np.float64]


def points_of_communes(problem: Problem) -> dict[str, npt.NDArray[np.int64]]:
    """Positions of the demand points of each commune, by its code."""
    return {code: np.array([row]) for row, code in enumerate(problem.commune_codes)}


def values_of_visits(problem: Problem, visits: Sequence[tuple[int, int]]) -> FloatArray:
    """(num_points, num_visits) access value of venues, each visited so many times a cycle.

    Parameters
    ----------
    visits
        (venue, sessions a cycle)
    """
    worth = dict(problem.value_by_sessions)
    venues = [venue for venue, _ in visits]
    factor = problem.access_factor[:, venues]
    value: FloatArray = factor * np.array([worth[sessions] for _, sessions in visits])
    return value


def values_of_plan(problem: Problem, frequency: Mapping[int, int]) -> FloatArray:
    """(num_points,) access value with the offer and these visits: everybody's best option."""
    planned = values_of_visits(problem, list(frequency.items()))
    best: FloatArray = np.maximum(problem.value_before, planned.max(axis=1, initial=0.0))
    return best


def values_of_communes(problem: Problem, frequency: Mapping[int, int]) -> dict[str, float]:
    """Access value of each commune: that of its demand points, weighted by people in need."""
    value = values_of_plan(problem, frequency)
    found = {}
    for code, points in points_of_communes(problem).items():
        need = problem.need[points]
        weights = need if need.sum() > 0 else np.ones_like(need)
        found[code] = float(np.average(value[points], weights=weights))
    return found
