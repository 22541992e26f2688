"""The roads that a plan's tours take."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geodata.places import base_place_id, list_places, venue_place_id
from geodata.routes import find_route_lines
from geodata.territory import Territory
from geodata.travel import Place
from planner.plan import DatedTour, Leg, Plan, Tour
from planner.settings import Settings
from planner.settings.travel import access_leg

TourLines = tuple[tuple[npt.NDArray[np.float64], ...], ...]
"""By tour, then by leg: (n, 2) longitudes and latitudes; (0, 2) where no road leads."""


def find_tour_lines(plan: Plan, territory: Territory) -> TourLines:
    """Find the roads of every leg of every tour of the cycle, in the plan's order.

    Raises
    ------
    ValueError
        The plan stops at places that the territory does not have.
    """
    return find_lines(plan.tours, territory, settings=plan.settings)


def find_lines(
    tours: Sequence[Tour | DatedTour], territory: Territory, *, settings: Settings
) -> TourLines:
    """Find the roads of every leg of some tours; a drive that several share is searched once.

    Raises
    ------
    ValueError
        A tour stops at places that the territory does not have.
    """
    if not tours:
        return ()
    places = {place.id: place for place in list_places(territory)}

    def stop(adviser_id: str, venue_id: str | None) -> Place:
        place_id = base_place_id(adviser_id) if venue_id is None else venue_place_id(venue_id)
        if place_id not in places:
            raise ValueError(f"the plan stops at a place that its territory lacks: {place_id}")
        return places[place_id]

    def ends(tour: Tour | DatedTour, leg: Leg) -> tuple[Place, Place]:
        return stop(tour.adviser_id, leg.from_venue_id), stop(tour.adviser_id, leg.to_venue_id)

    drives = list(dict.fromkeys(ends(tour, leg) for tour in tours for leg in tour.legs))
    lines = find_route_lines(territory.roads, drives, access=access_leg(settings))
    line_of = dict(zip(drives, lines, strict=True))
    return tuple(tuple(line_of[ends(tour, leg)] for leg in tour.legs) for tour in tours)
