"""What residents get from a plan at each demand point, before it is summed by commune."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.nearest import NearestPlaces
from geodata.resident_travel import ResidentTravel
from geodata.territory import OfferPlace, Venue
from geodata.travel import UNREACHABLE_S
from planner.problem.access import (
    AccessStandard,
    compute_access_factors,
    compute_value_before,
    place_id,
)

SAME_VALUE: Final = 1e-9
"""Access values nearer than this are equal: the same products in another order."""
NO_VENUE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointAccess:
    """What the residents of each demand point get; arrays of (num_points,)."""

    value_before: npt.NDArray[np.float64]
    """Access value of the existing offer alone."""
    value: npt.NDArray[np.float64]
    """Access value with the plan: of the best option."""
    venue: npt.NDArray[np.int64]
    """Position, among the visited venues, of the one that betters the existing offer most, of
    equally good ones the nearest, then the first; NO_VENUE where none does."""
    venue_s: npt.NDArray[np.int64]
    """Seconds by road to that venue; UNREACHABLE_S without a road, and without a venue."""
    offer_s: npt.NDArray[np.int64]
    """Seconds to the nearest place of the existing offer."""
    offer: npt.NDArray[np.int64]
    """Position of that place in the existing offer; -1 where no road leads to any."""
    session_s: npt.NDArray[np.int64]
    """Seconds to the nearest visited venue."""
    session: npt.NDArray[np.int64]
    """Position of that venue among the visited ones; -1 where no road leads to any."""

    @property
    def is_improved(self) -> npt.NDArray[np.bool_]:
        """Whether a planned session is better than the existing offer."""
        return np.not_equal(self.venue, NO_VENUE)

    @property
    def nearest_s(self) -> npt.NDArray[np.int64]:
        """Seconds to the nearest visited venue or place of the existing offer."""
        nearest: npt.NDArray[np.int64] = np.minimum(self.offer_s, self.session_s)
        return nearest


def measure_points(
    residents: ResidentTravel,
    visited: Sequence[Venue],
    offer: Sequence[OfferPlace],
    *,
    worth: Mapping[str, float],
    standard: AccessStandard,
    value_weekly: float,
) -> PointAccess:
    """Find the best option and the nearest places of every demand point.

    Parameters
    ----------
    worth
        Value of the sessions at each visited venue, by its id, for residents of its commune.
    """
    value_before = compute_value_before(
        residents, offer, standard=standard, value_weekly=value_weekly
    )
    best, venue, venue_s = _find_best(
        residents, visited, worth=worth, standard=standard, value_before=value_before
    )
    offered = _find_nearest(residents, offer)
    planned = _find_nearest(residents, visited)
    return PointAccess(
        value_before=value_before,
        value=np.maximum(value_before, best),
        venue=venue,
        venue_s=venue_s,
        offer_s=offered.time_s,
        offer=offered.place,
        session_s=planned.time_s,
        session=planned.place,
    )


def _find_best(
    residents: ResidentTravel,
    visited: Sequence[Venue],
    *,
    worth: Mapping[str, float],
    standard: AccessStandard,
    value_before: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Value, position and seconds of the best visited venue of every point."""
    best = np.zeros(residents.num_points)
    venue = np.full(residents.num_points, NO_VENUE, dtype=np.int64)
    venue_s = np.full(residents.num_points, UNREACHABLE_S, dtype=np.int64)
    factors = compute_access_factors(residents, visited, standard=standard).tocoo()
    point, column = factors.row.astype(np.int64), factors.col.astype(np.int64)
    value = factors.data * np.array([worth[v.id] for v in visited], dtype=np.float64)[column]
    np.maximum.at(best, point, value)
    is_best = (value >= best[point] - SAME_VALUE) & (value > value_before[point] + SAME_VALUE)
    point, column = point[is_best], column[is_best]
    seconds = _seconds_of_pairs(residents, visited, point, column)
    order = np.lexsort((column, seconds, point))
    at, first = np.unique(point[order], return_index=True)
    venue[at], venue_s[at] = column[order][first], seconds[order][first]
    return best, venue, venue_s


def _seconds_of_pairs(
    residents: ResidentTravel,
    places: Sequence[Venue],
    point: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Seconds of known drives; UNREACHABLE_S of pairs of a commune that no road joins."""
    times = residents.time_s[:, residents.positions([place_id(p) for p in places])].tocoo()
    known = times.row.astype(np.int64) * len(places) + times.col
    order = np.argsort(known)
    known, known_s = known[order], times.data[order].astype(np.int64)
    wanted = point * len(places) + place
    seconds = np.full(len(wanted), UNREACHABLE_S, dtype=np.int64)
    is_known = np.isin(wanted, known)
    seconds[is_known] = known_s[np.searchsorted(known, wanted[is_known])]
    return seconds


def _find_nearest(residents: ResidentTravel, places: Sequence[Venue | OfferPlace]) -> NearestPlaces:
    """The nearest place of every point; ``place`` is a position in ``places``."""
    ids = [place_id(place) for place in places]
    found = residents.find_nearest(ids)
    own = np.full(len(residents.place_ids) + 1, -1, dtype=np.int64)
    own[residents.positions(ids)] = np.arange(len(ids))
    # Position -1, no place, is the last of these, which no place has.
    return NearestPlaces(time_s=found.time_s, place=own[found.place])
