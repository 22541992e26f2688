"""Access: what a session at a venue is worth to the residents of a commune.

Value of venue i, visited k times a cycle, for commune c, in [0, 1]::

    v(k)                      when i lies in c: people asked for help in *their* mairie
    a * delta(t_ci) * v(k)    elsewhere, within the access standard
    0                         beyond the access standard, or without a road

where v(k) falls with rarity, ``a`` is the share of people in need who accept another place than
their own, and delta(t) the share willing to travel t minutes or more. Residents take their best
option; the existing fixed offer counts as open every week.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.places import commune_place_id, offer_place_id, venue_place_id
from geodata.territory import Commune, OfferPlace, Venue
from geodata.travel import TravelTimes
from planner.need import AccessPreferences, share_willing


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
    communes: Sequence[Commune],
    places: Sequence[Venue | OfferPlace],
    travel: TravelTimes,
    *,
    standard: AccessStandard,
) -> npt.NDArray[np.float64]:
    """Value of a weekly session at each place for each commune.

    Returns
    -------
    ndarray
        (num_communes, num_places), in [0, 1].
    """
    factors = np.zeros((len(communes), len(places)))
    if not places:
        return factors
    time_s = travel.time_s[
        np.ix_(
            travel.positions([commune_place_id(c.code) for c in communes]),
            travel.positions([place_id(p) for p in places]),
        )
    ]
    within = time_s <= standard.standard_s
    willing = share_willing(standard.preferences, time_s[within] / 60)
    factors[within] = standard.acceptance_elsewhere * willing
    commune_code = np.array([c.code for c in communes])
    place_commune_code = np.array([p.commune_code for p in places])
    factors[commune_code[:, None] == place_commune_code[None, :]] = 1.0
    return factors


def compute_value_before(
    communes: Sequence[Commune],
    offer: Sequence[OfferPlace],
    travel: TravelTimes,
    *,
    standard: AccessStandard,
    value_weekly: float,
) -> npt.NDArray[np.float64]:
    """(num_communes,) access value of the existing offer, which counts as open every week."""
    factors = compute_access_factors(communes, offer, travel, standard=standard)
    best: npt.NDArray[np.float64] = factors.max(axis=1, initial=0.0)
    return value_weekly * best


def place_id(place: Venue | OfferPlace) -> str:
    """Id of a venue or of a place of the existing offer in a travel-time matrix."""
    return venue_place_id(place.id) if isinstance(place, Venue) else offer_place_id(place.id)
