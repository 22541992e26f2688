"""The map beside the grid: communes, the venues of the week, and each adviser's tours."""

from typing import Any, Final

import numpy as np
import shapely
from nicegui import ui
from shapely.geometry import mapping

from geodata.territory import Territory
from maps.style import adviser_colour, adviser_dash
from planner.app.desk.week import WeekView
from planner.app.web.week.roads import RoadLine
from planner.app.web.week.screen import Screen
from planner.plan import DatedTour

_CORNER: Final = 0.004
"""Degrees, about 400 m: corners below its square are left out of what is but a background."""
_DECIMALS: Final = 4
_OUTLINE: Final = {"color": "#9aa6b1", "weight": 1, "fillColor": "#fbfaf7", "fillOpacity": 1.0}


def outlines(territory: Territory) -> dict[str, Any]:
    """Outlines of the communes as GeoJSON, without names; shared borders stay shared."""
    simple = shapely.coverage_simplify([one.geometry for one in territory.communes], _CORNER)
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": mapping(outline)}
            for outline in shapely.transform(simple, lambda points: points.round(_DECIMALS))
        ],
    }


class WeekMap:
    """The map of one tab; no tiles, so that no other server is asked."""

    def __init__(self, screen: Screen, background: dict[str, Any]) -> None:
        """Draw the background; :meth:`draw` puts the week on it."""
        boxes = np.array([one.geometry.bounds for one in screen.desk.ground.territory.communes])
        west, south = boxes[:, :2].min(axis=0).tolist()
        east, north = boxes[:, 2:].max(axis=0).tolist()
        self._screen = screen
        self._layers: list[Any] = []
        self.map = ui.leaflet(
            center=((south + north) / 2, (west + east) / 2),
            zoom=9,
            options={"zoomSnap": 0.25, "attributionControl": False, "scrollWheelZoom": False},
        ).classes("week-map")
        self.map.clear_layers()
        self.map.props('role="region" aria-label="Carte des tournées de la semaine"')
        self.map.generic_layer(name="geoJSON", args=[background, {"style": _OUTLINE}])
        self._bounds = [[south, west], [north, east]]

    async def fit(self) -> None:
        """Show the whole territory."""
        await self.map.initialized()
        self.map.run_map_method("fitBounds", self._bounds)

    def draw(self) -> None:
        """Draw the tours and venues of the week shown, the session selected on top."""
        for layer in self._layers:
            self.map.remove_layer(layer)
        view, plan = self._screen.view, self._screen.desk.now.on_dates
        self._layers = [
            self._tour(tour, roads, view)
            for tour, roads in zip(view.tours, self._screen.roads, strict=True)
        ]
        places = {venue.id: (venue.lat, venue.lon) for venue in plan.venues}
        selected = self._screen.session
        for venue_id in dict.fromkeys(one.venue_id for one in view.sessions):
            is_selected = selected is not None and selected.venue_id == venue_id
            self._layers.append(self._venue(places[venue_id], is_selected=is_selected))
        if selected is not None and selected.venue_id not in {
            one.venue_id for one in view.sessions
        }:
            self._layers.append(self._venue(places[selected.venue_id], is_selected=True))

    def _tour(self, tour: DatedTour, roads: list[RoadLine], view: WeekView) -> Any:  # noqa: ANN401 - a layer
        position = [adviser_id for adviser_id, _ in view.advisers].index(tour.adviser_id)
        selected = self._screen.session
        is_faint = selected is not None and (selected.adviser_id, selected.day) != (
            tour.adviser_id,
            tour.day,
        )
        style = {
            "color": adviser_colour(position),
            "dashArray": adviser_dash(position),
            "weight": 3,
            "opacity": 0.25 if is_faint else 0.9,
            "interactive": False,
        }
        return self.map.generic_layer(name="polyline", args=[roads, style])

    def _venue(self, at: tuple[float, float], *, is_selected: bool) -> Any:  # noqa: ANN401 - a layer
        style = {
            "radius": 9 if is_selected else 5,
            "color": "#1b2733",
            "weight": 3 if is_selected else 1.5,
            "fillColor": "#ffd166" if is_selected else "#ffffff",
            "fillOpacity": 1.0,
            "interactive": False,
        }
        return self.map.generic_layer(name="circleMarker", args=[at, style])
