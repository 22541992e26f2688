"""Short sessions that keep their hours: their venues are open then, and at no other time."""

from dataclasses import replace

import pytest

from geodata.territory import Territory, Venue
from planner.plan import Visit
from planner.replan.held_hours import hold_hours
from planner.settings import Settings
from tests.planner.test_villages_short import with_short_sessions
from tests.planner.villages import make_villages

VILLAGES = with_short_sessions(make_villages())


def visit_of(venue_id: str, weekday: int, start_minute: int) -> Visit:
    return Visit(
        venue_id=venue_id,
        adviser_id="camille",
        weekday=weekday,
        half="am" if start_minute < 720 else "pm",
        weeks=(1, 3),
        start_minute=start_minute,
        end_minute=start_minute + 75,
    )


def held(territory: Territory, *visits: Visit, settings: Settings = VILLAGES.settings) -> Venue:
    """Aubigny, held."""
    after = hold_hours(territory, visits, {"mairie-a"}, settings=settings)
    return after.venues[0]


@pytest.mark.parametrize(
    ("visits", "hours"),
    [
        ([visit_of("mairie-a", 1, 620)], "Tu 10:20-11:35"),
        (
            [visit_of("mairie-a", 3, 545), visit_of("mairie-a", 3, 840)],
            "Th 09:05-10:20,14:00-15:15",
        ),
        ([visit_of("mairie-a", 1, 620), visit_of("mairie-a", 6, 620)], "Tu 10:20-11:35"),
        ([visit_of("mairie-a", 1, 660)], "off"),
    ],
    ids=["as it is", "twice a day", "shut on Sundays", "beyond noon"],
)
def test_a_venue_is_open_at_the_hours_of_its_visits_as_far_as_it_is_open_then(
    visits: list[Visit], hours: str
) -> None:
    assert held(VILLAGES.territory, *visits).opening_hours == hours


def test_other_venues_and_long_sessions_keep_their_opening_hours() -> None:
    visit = visit_of("mairie-b", 1, 620)
    assert held(VILLAGES.territory, visit) == VILLAGES.territory.venues[0]
    long = replace(VILLAGES.territory.venues[0], is_short=False)
    territory = replace(VILLAGES.territory, venues=(long, *VILLAGES.territory.venues[1:]))
    assert held(territory, visit_of("mairie-a", 1, 620)) == long
