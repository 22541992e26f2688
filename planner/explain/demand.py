"""Access values as the problem's arrays hold them: the one module of this package that reads them.

A demand point is a row of ``Problem.need``: residents of one commune with the same access.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from planner.problem.model import Problem

SAME_VALUE = 1e-9
"""Access values nearer than this are equal."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def points_of_communes(problem: Problem) -> dict[str, IntArray]:
    """Positions of the demand points of each commune, by its code."""
    order = np.argsort(problem.point_commune, kind="stable")
    count = np.bincount(problem.point_commune, minlength=len(problem.commune_codes))
    own = np.split(order, np.cumsum(count)[:-1])
    return dict(zip(problem.commune_codes, own, strict=True))


def values_of_visits(problem: Problem, visits: Sequence[tuple[int, int]]) -> FloatArray:
    """(num_points, num_visits) access value of venues, each visited so many times a cycle.

    Parameters
    ----------
    visits
        (venue, days with a session a cycle)
    """
    worth = dict(problem.value_by_sessions)
    value: FloatArray = problem.access_factor[:, [venue for venue, _ in visits]].toarray()
    value *= np.array([worth[sessions] for _, sessions in visits], dtype=np.float64)
    return value


def factors_by_venue(problem: Problem) -> csc_array:
    """(num_points, num_venues) value of a weekly session, quick to read venue by venue."""
    return problem.access_factor.tocsc()


def factors_of_points(factors: csc_array, venue: int, points: IntArray) -> FloatArray:
    """Value of a weekly session at a venue for some demand points."""
    own = slice(factors.indptr[venue], factors.indptr[venue + 1])
    rows, value = factors.indices[own], np.zeros(len(points))
    if len(rows):
        at = np.minimum(np.searchsorted(rows, points), len(rows) - 1)
        value = np.where(rows[at] == points, factors.data[own][at], 0.0)
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
