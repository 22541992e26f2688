"""Demand as the problem has it: residents of one commune who have the same access to everything."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geodata.resident_travel import ResidentTravel
from planner.need import Need


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MergedDemand:
    """Demand points of which no two of one commune are alike."""

    commune: npt.NDArray[np.int64]
    """(n,) position of the point's commune in the territory, ascending."""
    need: npt.NDArray[np.float64]
    """(n,) people in need."""
    value_before: npt.NDArray[np.float64]
    """(n,) access value of the existing offer."""
    access_factor: csr_array
    """(n, num_places) value of a weekly session where that can better the existing offer."""


def need_by_point(residents: ResidentTravel, need: Need) -> npt.NDArray[np.float64]:
    """(num_points,) people in need at each demand point: the commune's need by share of residents.

    Nobody knows who of a commune's residents need help: each is taken to need it as much.
    """
    people: npt.NDArray[np.float64] = need.people[residents.commune] * residents.share
    return people


def merge_points(
    residents: ResidentTravel,
    need: Need,
    *,
    value_before: npt.NDArray[np.float64],
    access_factor: csr_array,
    best_value: float,
) -> MergedDemand:
    """Merge the demand points of a commune that have the same access; no covered need changes.

    Steps of minutes make many points alike. Places that cannot better the existing offer, however
    often they are visited, make no difference; points without any other have only a sum of covered
    need, and keep it as a mean.

    Parameters
    ----------
    value_before
        (num_points,) access value of the existing offer.
    access_factor
        (num_points, num_places) value of a weekly session.
    best_value
        The value of the most frequent sessions.
    """
    num_points = residents.num_points
    row = np.repeat(np.arange(num_points), np.diff(access_factor.indptr))
    is_better = best_value * access_factor.data > value_before[row]
    start = np.concatenate([[0], np.cumsum(np.bincount(row[is_better], minlength=num_points))])
    place, factor = access_factor.indices[is_better], access_factor.data[is_better]
    group = np.empty(num_points, dtype=np.int64)
    first: list[int] = []
    known: dict[tuple[int, float, bytes, bytes], int] = {}
    for point, commune in enumerate(residents.commune.tolist()):
        own = slice(start[point], start[point + 1])
        before = float(value_before[point]) if own.stop > own.start else 0.0
        key = commune, before, place[own].tobytes(), factor[own].tobytes()
        group[point] = known.setdefault(key, len(first))
        if group[point] == len(first):
            first.append(point)
    shares = np.bincount(group, weights=residents.share)
    before_sums = np.bincount(group, weights=residents.share * value_before)
    better = csr_array((factor, place, start), shape=access_factor.shape)
    people = np.bincount(group, weights=need_by_point(residents, need))
    return MergedDemand(
        commune=residents.commune[first],
        need=people.astype(np.float64),
        value_before=before_sums / shares,
        access_factor=better[first],
    )
