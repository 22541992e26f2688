"""What exports show of a territory beyond its plan: outlines, addresses, roads, residents."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.places import offer_place_id, venue_place_id
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.territory import Commune, Territory, Venue
from geodata.travel import AccessLeg
from planner.figures.tour_lines import TourLines
from planner.plan import Plan
from planner.settings.publication import PublicationSettings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AccessPoints:
    """Where residents live and how far they are from help; read-only arrays of (num_points,)."""

    lonlat: npt.NDArray[np.float64]
    """(num_points, 2) degrees."""
    commune_code: npt.NDArray[np.str_]
    share: npt.NDArray[np.float64]
    """Share of the commune's residents."""
    session_s: npt.NDArray[np.int64]
    """Seconds to the nearest venue of the plan; UNREACHABLE_S without a road."""
    offer_s: npt.NDArray[np.int64]
    """Seconds to the nearest place of the existing offer."""
    is_proxy: bool
    """Mairies and road nodes stand for people: a guess, not a count."""

    def __post_init__(self) -> None:
        for name in ("lonlat", "commune_code", "share", "session_s", "offer_s"):
            values = np.array(getattr(self, name))
            values.setflags(write=False)
            object.__setattr__(self, name, values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """The territory under a plan."""

    communes: tuple[Commune, ...]
    venues: tuple[Venue, ...]
    tour_lines: TourLines
    points: AccessPoints
    publication: PublicationSettings
    """As the folder's settings say today: a new telephone number needs no new plan."""


def make_ground(
    plan: Plan,
    territory: Territory,
    *,
    tour_lines: TourLines,
    access: AccessLeg,
    publication: PublicationSettings,
    residents: ResidentTravel | None = None,
) -> Ground:
    """Gather what exports show of the territory that a plan was made for.

    Parameters
    ----------
    access
        How the way between a place and its road is counted.
    residents
        Residents' travel where it is known already; else it is computed.
    """
    if residents is None:
        # Only the nearest places are asked for, so that no pair has to be known beforehand.
        residents = compute_resident_travel(territory, access=access, limit_s=0)
    visited = [venue_place_id(venue.id) for venue in plan.venues]
    fixed = [offer_place_id(place.id) for place in territory.existing_offer]
    return Ground(
        communes=territory.communes,
        venues=territory.venues,
        tour_lines=tour_lines,
        points=AccessPoints(
            lonlat=residents.cells.lonlat,
            commune_code=residents.cells.commune_code,
            share=residents.share,
            session_s=residents.find_nearest(visited).time_s,
            offer_s=residents.find_nearest(fixed).time_s,
            is_proxy=residents.cells.is_proxy,
        ),
        publication=publication,
    )
