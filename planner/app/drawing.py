"""A plan drawn as a page: the roads, areas and results that it shows are gathered here."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.places import base_place_id, list_places, venue_place_id
from geodata.routes import find_route_lines
from geodata.territory import Territory
from geodata.travel import Place
from maps.areas import find_unreached_areas
from maps.language import FRENCH, Language
from maps.overview import is_overview
from maps.render import render_map
from planner.app.travel_settings import access_leg
from planner.frontier.record import FrontierRecord, read_frontier
from planner.plan import Plan

FRONTIER_FOLDER: Final = "frontier"
FRONTIER_BY_ADVISERS: Final = "advisers.json"


def draw_map(
    plan: Plan,
    territory: Territory,
    *,
    tour_lines: tuple[tuple[npt.NDArray[np.float64], ...], ...],
    frontier: FrontierRecord | None = None,
    language: Language = FRENCH,
) -> str:
    """Draw a plan as one HTML page that needs nothing else.

    Parameters
    ----------
    tour_lines
        Roads of every leg of every tour, as :func:`find_tour_lines` finds them.
    frontier
        Coverage by number of advisers, where it has been computed.
    """
    return render_map(
        plan,
        communes=territory.communes,
        offer=territory.existing_offer,
        tour_lines=tour_lines,
        areas=()
        if is_overview(len(plan.communes))
        else find_unreached_areas(
            plan,
            communes=territory.communes,
            offer=territory.existing_offer,
            roads=territory.roads,
            access=access_leg(plan.settings),
        ),
        frontier=frontier,
        language=language,
    )


def find_tour_lines(
    plan: Plan, territory: Territory
) -> tuple[tuple[npt.NDArray[np.float64], ...], ...]:
    """Find the roads of every leg of every tour: (n, 2) longitudes and latitudes."""
    places = {place.id: place for place in list_places(territory)}

    def stop(adviser_id: str, venue_id: str | None) -> Place:
        return places[base_place_id(adviser_id) if venue_id is None else venue_place_id(venue_id)]

    legs = [
        (stop(tour.adviser_id, leg.from_venue_id), stop(tour.adviser_id, leg.to_venue_id))
        for tour in plan.tours
        for leg in tour.legs
    ]
    lines = iter(find_route_lines(territory.roads, legs, access=access_leg(plan.settings)))
    return tuple(tuple(next(lines) for _ in tour.legs) for tour in plan.tours)


def find_frontier(folder: Path) -> FrontierRecord | None:
    """Return the frontier by advisers of a territory folder, if it has been computed.

    Raises
    ------
    PlanFileError
        The file is damaged.
    """
    path = folder / FRONTIER_FOLDER / FRONTIER_BY_ADVISERS
    return read_frontier(path) if path.exists() else None
