"""Access: what a session at a venue is worth to residents, wherever in their commune they live.

Value of venue i, visited k times a cycle, for demand point p of commune c, in [0, 1]::

    w(i) * v(k)                      when i lies in c: people asked for help in *their* mairie
    a * delta(t_pi) * w(i) * v(k)    elsewhere, within the access standard
    0                                beyond the access standard, or without a road

where v(k) falls with rarity, w(i) is the weight of the kind of venue, 1 for the kind most wanted
and for every place of the existing offer, which is there already whatever its kind; ``a`` is the
share of people in need who accept another place than their own, and delta(t) the share willing to
travel t minutes or more. Residents take their best option; the existing fixed offer counts as open
every week. The value of a commune is the mean over its demand points, each with its share of the
residents.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from geodata.places import offer_place_id, venue_place_id
from geodata.resident_travel import ResidentTravel, pairs_at_home
from geodata.territory import OfferPlace, Venue
from planner.need import AccessPreferences, share_willing, weight_of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessStandard:
    """Within how many minutes help counts, and how its value falls on the way."""

    standard_minutes: int
    acceptance_elsewhere: float
    preferences: AccessPreferences

    @property
    def standard_s(self) -> int:
        """The standard in seconds; a drive of exactly that long still counts."""
        return 60 * self.standard_minutes


def compute_access_factors(
    residents: ResidentTravel,
    places: Sequence[Venue | OfferPlace],
    *,
    standard: AccessStandard,
) -> csr_array:
    """Value of a weekly session at each place for each demand point.

    Returns
    -------
    csr_array
        (num_points, num_places), in [0, 1]; what is not stored is 0.

    Raises
    ------
    ValueError
        The drives stop short of the access standard.
    """
    if residents.limit_s < standard.standard_s:
        raise ValueError(f"drives are known up to {residents.limit_s} s, not to the standard")
    shape = residents.num_points, len(places)
    columns = residents.positions([place_id(place) for place in places])
    times = residents.time_s[:, columns].tocoo()
    of_point = residents.cells.commune_code
    of_place = np.array([place.commune_code for place in places], dtype=np.str_)
    is_elsewhere = of_point[times.row] != of_place[times.col]
    is_counted = is_elsewhere & (times.data <= standard.standard_s)
    willing = share_willing(standard.preferences, times.data[is_counted] / 60)
    factor = standard.acceptance_elsewhere * willing
    # Those at home come from the communes, not from the drives: there may be no road.
    point, place = pairs_at_home(of_point, of_place.tolist())
    row = np.concatenate([times.row[is_counted], point])
    column = np.concatenate([times.col[is_counted], place])
    weight = np.array([_weight(each, standard.preferences) for each in places], dtype=np.float64)
    value = np.concatenate([factor, np.ones(len(point))]) * weight[column]
    is_worth = value > 0
    factors = coo_array((value[is_worth], (row[is_worth], column[is_worth])), shape=shape).tocsr()
    factors.sort_indices()
    return factors


def _weight(place: Venue | OfferPlace, preferences: AccessPreferences) -> float:
    """Weight of the kind of a venue; a place of the existing offer counts in full."""
    return weight_of_kind(preferences, place.kind) if isinstance(place, Venue) else 1.0


def compute_value_before(
    residents: ResidentTravel,
    offer: Sequence[OfferPlace],
    *,
    standard: AccessStandard,
    value_weekly: float,
) -> npt.NDArray[np.float64]:
    """(num_points,) access value of the existing offer, which counts as open every week."""
    factors = compute_access_factors(residents, offer, standard=standard)
    best = np.zeros(residents.num_points)
    np.maximum.at(best, factors.tocoo().row, factors.data)
    return value_weekly * best


def place_id(place: Venue | OfferPlace) -> str:
    """Id of a venue or of a place of the existing offer in a travel-time matrix."""
    return venue_place_id(place.id) if isinstance(place, Venue) else offer_place_id(place.id)
