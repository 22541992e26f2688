"""Weeks as they really are: sessions and tours that the cycle does not have."""

from datetime import date

import pytest
from playwright.sync_api import Browser

from maps.calendar_weeks import list_calendar_weeks
from maps.payload import make_payload
from maps.render import render_map
from maps.tour_rows import make_tour_rows
from maps.venue_rows import make_venue_rows
from planner.dates.tours import TourFinder
from planner.plan import Plan
from tests.maps.browsing import open_page
from tests.maps.redated_plan import make_redated_plan
from tests.maps.sample_plan import make_communes, make_plan

WEEK = 2
"""That of 18 January, the third: one session lost, one held on another day."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_redated_plan()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def km_driven(plan: Plan, week: int) -> float:
    """Of the days of a week, by what calendars and feuilles de route go by."""
    finder = TourFinder(plan)
    start = plan.settings.calendar.start
    days = {(s.adviser_id, s.day) for s in plan.sessions if (s.day - start).days // 7 == week}
    return sum(tour.distance_m for one in days if (tour := finder.on(*one)) is not None) / 1000


def test_weeks_with_lost_or_other_sessions_are_changed(plan: Plan) -> None:
    weeks = list_calendar_weeks(plan)
    assert [week.cycle_week for week in weeks] == [1, 2, 3, 4, 1, 2, 3, 4]
    # a session is lost on 12 January; on the 19th another, held on the 20th
    assert [week.monday for week in weeks if week.is_changed] == [
        date(2027, 1, 11),
        date(2027, 1, 18),
    ]


def test_a_tour_of_one_date_is_a_row_beside_those_of_the_cycle(plan: Plan) -> None:
    rows = make_tour_rows(plan, ())
    assert [row.weeks for row in rows] == [(1, 3), (2, 4), (2,), (), ()]
    one_off = rows[-1]
    assert (one_off.weekday, one_off.held) == (2, (WEEK,))
    assert plain(one_off.when) == "mercredi 20 janvier 2027"
    assert [(plain(time), what) for time, what in one_off.steps] == [
        ("9 h 05", "Départ, Échillais"),
        ("9 h 15–12 h 15", "Mairie, Saintes"),
        ("12 h 25", "Retour, Échillais"),
    ]


def test_tours_of_the_cycle_know_the_weeks_in_which_they_are_driven(plan: Plan) -> None:
    # the first is driven in weeks 1 and 3 of the cycle, but on 19 January another is
    assert make_tour_rows(plan, ())[0].held == (0, 4, 6)


def test_the_kilometres_of_every_week_are_those_of_its_dates(plan: Plan) -> None:
    rows = make_tour_rows(plan, ())
    for week in range(plan.settings.calendar.num_weeks):
        shown = sum(row.distance_m for row in rows if week in row.held)
        assert shown / 1000 == km_driven(plan, week)


def test_a_session_on_another_day_is_a_visit_of_one_date(plan: Plan) -> None:
    fortnightly = make_venue_rows(plan)[1]
    assert [visit.held for visit in fortnightly.visits] == [(0, 4, 6)]
    (other,) = fortnightly.one_off
    assert (other.weekday, other.weeks, other.held) == (2, (), (WEEK,))
    assert plain(other.words) == "mercredi 20 janvier 2027, 9 h 15–12 h 15"


def test_a_plan_that_lacks_the_tours_of_moved_dates_says_so(plan: Plan) -> None:
    """Plans older than tours of single dates do: those of the cycle are then not what is driven."""

    def notes(one: Plan) -> str:
        data = make_payload(one, communes=make_communes(), offer=(), tour_lines=())
        return " ".join(data["summary"]["notes"])

    assert "tournées des dates modifiées" not in notes(plan)
    assert "tournées des dates modifiées" in notes(make_plan())


@pytest.mark.browser
def test_a_week_of_the_calendar_shows_its_own_tours_and_kilometres(
    browser: Browser, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("redated") / "map.html"
    file.write_text(render_map(plan, communes=make_communes(), offer=(), tour_lines=()), "utf-8")
    reader = open_page(browser, file.as_uri(), today="2027-01-21")
    label = "18 janvier 2027 · S3 · cette semaine · modifiée"
    options = reader.page.locator("#dates option").all_text_contents()
    assert label in [plain(text) for text in options]
    reader.page.select_option("#dates", index=WEEK + 1)
    assert reader.count("path.tour") == 2
    assert reader.count("path.venue") == 2
    assert (
        f"2 permanences, 2 tournées, {km_driven(plan, WEEK):.0f} km et 1 h de route sur la carte "
        "la semaine du 18 janvier 2027" in reader.text("#shown")
    )
    assert "date=2027-01-18" in reader.page.url
    other = open_page(browser, reader.page.url)
    assert other.text("#shown") == reader.text("#shown")
    other.page.close()
    reader.page.click("#weeks >> text=S3")
    assert reader.count("path.tour") == 1
    assert reader.page.input_value("#dates") == ""
    assert reader.errors == []
    reader.page.close()
