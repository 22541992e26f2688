"""The feuille de route of an adviser and week."""

import pytest

from maps.sheets.days import WeekRoute, list_cancelled, list_weeks
from maps.sheets.routes import google_maps_link, make_route, waze_link
from tests.maps.sample_plan import PRIVATE_REASON
from tests.maps.sheets.paper import (
    NEW_DAY,
    REPLACED_DAY,
    cancelled_session,
    links_of,
    make_press,
    make_sheet_plan,
    measured_leg,
    read,
    text_of,
)

PLAN = make_sheet_plan()
ADVISER = PLAN.advisers[0]


@pytest.fixture(scope="module")
def weeks() -> tuple[WeekRoute, ...]:
    return list_weeks(PLAN, ADVISER.id, measure_leg=measured_leg)


def test_a_day_of_the_cycle_is_the_plans_own_tour(weeks: tuple[WeekRoute, ...]) -> None:
    (day,) = weeks[0].days
    tour = PLAN.tours[0]
    assert day.legs == tour.legs
    assert (day.leave_minute, day.return_minute) == (tour.leave_minute, tour.return_minute)
    assert (day.drive_s, day.distance_m) == (tour.drive_s, tour.distance_m)


def test_only_drives_that_no_tour_holds_are_measured() -> None:
    asked = []

    def measure(adviser_id: str, origin: str | None, end: str | None) -> object:
        asked.append((adviser_id, origin, end))
        return measured_leg(adviser_id, origin, end)

    list_weeks(PLAN, ADVISER.id, measure_leg=measure)  # type: ignore[arg-type]
    assert asked == [("a1", None, "v6")]


def test_a_week_shows_the_session_lost_and_the_one_instead(weeks: tuple[WeekRoute, ...]) -> None:
    lost, held = weeks[2].days
    assert (lost.day, held.day) == (REPLACED_DAY, NEW_DAY)
    assert [one.venue_id for one in lost.lost] == ["v6"]
    assert [one.venue_id for one in held.sessions] == ["v6"]
    assert held.leave_minute == 840 - 21  # begun minutes count
    text = text_of(make_route(make_press(PLAN), ADVISER, weeks[2]))
    assert "remplace le mardi 19 janvier" in text
    assert "reportée au mercredi 20 janvier" in text


def test_a_sheet_tells_stops_hours_minutes_and_kilometres(weeks: tuple[WeekRoute, ...]) -> None:
    text = text_of(make_route(make_press(PLAN), ADVISER, weeks[0]))
    for fact in (
        "Semaine du 4 janvier au 10 janvier 2027 (S01, semaine 1 du cycle)",
        "2 permanences, 31,0 km, 37 min de route",
        "8 h 45", "9 h 00–12 h 00", "14 h 00–17 h 00", "17 h 10",
        "15 min, 12,0 km", "12 min, 11,0 km", "10 min, 8,0 km",
        "Mairie, La Rochelle", "2 place de l’Église, 17002 La Rochelle (GPS : 45.55000, 0.15000)",
        "Mairie, Saintes", "17006 Saintes (GPS : 45.65000, 0.15000)",
    ):  # fmt: skip
        assert fact in text


def test_every_stop_and_the_way_back_have_links_to_navigation(
    weeks: tuple[WeekRoute, ...],
) -> None:
    (page,) = read(make_route(make_press(PLAN), ADVISER, weeks[0])).pages
    places = [(45.55, 0.15), (45.65, 0.15), (ADVISER.lat, ADVISER.lon)]
    assert links_of(page) == [
        link(*place) for place in places for link in (waze_link, google_maps_link)
    ]


def test_links_name_the_place_by_latitude_then_longitude() -> None:
    assert waze_link(46.2533, -1.02794) == "https://waze.com/ul?ll=46.25330%2C-1.02794&navigate=yes"
    assert "destination=46.25330%2C-1.02794" in google_maps_link(46.2533, -1.02794)


def test_a_session_of_an_earlier_version_is_said_to_be_cancelled(
    weeks: tuple[WeekRoute, ...],
) -> None:
    _, day = weeks[1].days
    assert [one.venue_id for one in day.cancelled] == ["v6"]
    text = text_of(make_route(make_press(PLAN), ADVISER, weeks[1]))
    assert "Mairie, Saintes : Annulé le mercredi 13 janvier" in text


def test_a_session_that_is_held_again_is_not_cancelled() -> None:
    held = next(session for session in PLAN.sessions if session.venue_id == "v6")
    again = PLAN.model_copy(update={"cancelled_sessions": (cancelled_session(held, held.day),)})
    assert list_cancelled(again) == ()


def test_a_day_that_lost_every_session_says_so(weeks: tuple[WeekRoute, ...]) -> None:
    text = text_of(make_route(make_press(PLAN), ADVISER, weeks[1]))
    assert "Aucune permanence ce jour." in text
    assert "(conseiller absent)" in text
    assert PRIVATE_REASON not in text
