"""The roads beside the grid of the week."""

from datetime import date
from pathlib import Path

import pytest

from planner.app.desk.desk import open_desk
from planner.app.desk.week import mondays
from planner.app.web.week.roads import find_roads


def test_every_tour_is_drawn_leg_by_leg_from_place_to_place(small_office: Path) -> None:
    desk = open_desk(small_office, today=lambda: date(2026, 12, 1))
    view = desk.week(mondays(desk.plan)[0])
    at = {venue.id: (venue.lat, venue.lon) for venue in desk.plan.venues}
    tours = find_roads(view, desk.ground)
    assert len(tours) == len(view.tours) > 0
    for tour, lines in zip(view.tours, tours, strict=True):
        stops = [line[-1] for line in lines[:-1]]
        assert [place for stop in stops for place in stop] == pytest.approx(
            [place for venue_id in tour.venue_ids for place in at[venue_id]], abs=1e-5
        )
