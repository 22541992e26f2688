"""The roads of a week's tours, light enough for a browser."""

from itertools import islice

from maps.geometry import simplify_lines
from planner.app.desk.ground import DeskGround
from planner.app.desk.week import WeekView
from planner.figures.tour_lines import find_lines

RoadLine = list[tuple[float, float]]
"""Latitudes and longitudes, as Leaflet wants them."""


def find_roads(view: WeekView, ground: DeskGround) -> tuple[list[RoadLine], ...]:
    """Find what each tour of a week drives along, in the order of the view.

    A leg that no road leads along has no line: the checker says why the draft is not right.
    """
    tours = find_lines(view.tours, ground.territory, settings=ground.settings)
    simple = iter(simplify_lines([leg for tour in tours for leg in tour]))
    return tuple(
        [
            [(lat, lon) for lon, lat in line.coords]
            for line in islice(simple, len(tour))
            if line is not None
        ]
        for tour in tours
    )
