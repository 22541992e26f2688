"""Calendars after a replan, imported by a small client."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
import vobject
from icalendar import Calendar

from geodata.territory import Absence, Closure
from planner.check.calendar_record import check_calendar_record
from planner.dates.tours import TourFinder
from planner.dates.versions import continue_calendar
from planner.export.calendars import format_calendars
from planner.plan import Plan, Session
from planner.redating.repair import repair_plan
from tests.planner.export.calendar_client import EVERYTHING, Client, Entry
from tests.planner.redating.years import Year, as_plan, date_year, make_year
from tests.planner.villages import START, Villages

CAMILLE = "calendriers/camille.ics"
DOMINIQUE = "calendriers/dominique.ics"


def as_entries(plan: Plan, sessions: Iterable[Session]) -> list[Entry]:
    """Sessions as a calendar shows them; of the wall clock, without time zone."""
    venues = {venue.id: venue for venue in plan.venues}
    return sorted(
        (
            f"{venues[one.venue_id].name}, {venues[one.venue_id].commune_name}",
            _at(one.day, one.start_minute),
            _at(one.day, one.end_minute),
        )
        for one in sessions
    )


def naive(entries: Iterable[Entry]) -> list[Entry]:
    return [(w, a.replace(tzinfo=None), b.replace(tzinfo=None)) for w, a, b in entries]


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)


@pytest.fixture(scope="module")
def year(villages: Villages) -> Year:
    return make_year(villages, num_weeks=8)


@pytest.fixture(scope="module")
def versions(year: Year) -> tuple[Plan, Plan, Plan]:
    """A plan; Dominique falls ill and Camille stands in; later Brissac closes for good."""
    first = as_plan(year, date_year(year))
    monday = START + timedelta(days=14)
    away = Absence(adviser_id="dominique", first_day=monday, last_day=monday + timedelta(days=40))
    ill = year.with_territory(absences=(away,))
    travel = year.villages.travel
    second = continue_calendar(repair_plan(first, ill.territory, travel=travel), first)
    end = date(2027, 12, 31)
    closed = replace(
        ill.territory,
        closures=(Closure(venue_id="mairie-b", first_day=monday, last_day=end),),
    )
    third = continue_calendar(repair_plan(second, closed, travel=travel), second)
    return first, second, third


def test_a_client_that_follows_shows_the_last_version_and_no_session_twice(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    client = Client()
    for plan in versions:
        client.take(format_calendars(plan)[EVERYTHING])
        assert naive(client.shown()) == as_entries(plan, plan.sessions)


def test_a_version_may_be_missed(versions: tuple[Plan, Plan, Plan]) -> None:
    first, _, third = versions
    client = Client().take(format_calendars(first)[EVERYTHING])
    client.take(format_calendars(third)[EVERYTHING])
    assert naive(client.shown()) == as_entries(third, third.sessions)


def test_an_older_file_imported_late_changes_nothing(versions: tuple[Plan, Plan, Plan]) -> None:
    first, second, _ = versions
    client = Client().take(format_calendars(second)[EVERYTHING])
    client.take(format_calendars(first)[EVERYTHING])
    assert naive(client.shown()) == as_entries(second, second.sessions)


def test_both_advisers_in_one_calendar_end_with_every_session_in_any_order(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    first, second, _ = versions
    assert any(s.replaces and s.adviser_id != s.replaces.adviser_id for s in second.sessions)
    for order in permutations((CAMILLE, DOMINIQUE)):
        client = Client()
        for plan in (first, second):
            for path in order:
                client.take(format_calendars(plan)[path])
        assert naive(client.shown()) == as_entries(second, second.sessions)


@pytest.mark.parametrize(("path", "adviser_id"), [(CAMILLE, "camille"), (DOMINIQUE, "dominique")])
def test_each_adviser_ends_with_his_or_her_own_sessions(
    versions: tuple[Plan, Plan, Plan], path: str, adviser_id: str
) -> None:
    client = Client()
    for plan in versions:
        client.take(format_calendars(plan)[path])
        own = [one for one in plan.sessions if one.adviser_id == adviser_id]
        assert naive(client.shown()) == as_entries(plan, own)


def test_a_replaced_session_is_the_same_event_with_a_higher_number(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    first, second, _ = versions
    before, after = (Client().take(format_calendars(p)[EVERYTHING]).events for p in (first, second))
    assert set(before) == set(after)
    renewed = {uid for uid in after if after[uid][0] == 2}
    newly = {one.replaces for one in second.sessions} - {one.replaces for one in first.sessions}
    assert len(renewed) == len(newly) > 0
    assert all(after[uid] == before[uid] for uid in set(after) - renewed)


def test_a_dropped_session_is_cancelled_with_a_higher_number(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    _, second, third = versions
    before, after = (Client().take(format_calendars(p)[EVERYTHING]).events for p in (second, third))
    cancelled = {uid for uid, (_, status, _) in after.items() if status == "CANCELLED"}
    assert cancelled
    assert cancelled <= set(before)
    assert all(after[uid][0] > before[uid][0] for uid in cancelled)


def test_what_calendars_were_told_holds_together(versions: tuple[Plan, Plan, Plan]) -> None:
    assert [list(check_calendar_record(plan)) for plan in versions] == [[], [], []]
    assert [plan.calendar_revision for plan in versions] == [0, 1, 2]


def test_the_same_plan_again_raises_no_number_of_a_session(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    _, _, third = versions
    again = continue_calendar(third, third)
    assert again.sessions == third.sessions
    assert again.cancelled_sessions == third.cancelled_sessions


def test_back_to_the_first_version_the_client_shows_it_again(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    first, _, third = versions
    restored = continue_calendar(first, third)
    client = Client()
    for plan in (*versions, restored):
        client.take(format_calendars(plan)[EVERYTHING])
    assert naive(client.shown()) == as_entries(first, first.sessions)


def test_a_second_parser_reads_the_same_sessions(versions: tuple[Plan, Plan, Plan]) -> None:
    _, _, third = versions
    for content in format_calendars(third).values():
        ours = Calendar.from_ical(content).walk("VEVENT")
        theirs = vobject.readOne(content.decode()).contents.get("vevent", [])
        assert sorted(
            (str(e["uid"]), str(e["status"]), e.decoded("dtstart"), e.decoded("dtend"))
            for e in ours
        ) == sorted((e.uid.value, e.status.value, e.dtstart.value, e.dtend.value) for e in theirs)


def with_travel(plan: Plan) -> Plan:
    calendar = plan.settings.calendar.model_copy(update={"travel_events": True})
    settings = plan.settings.model_copy(update={"calendar": calendar})
    return plan.model_copy(update={"settings": settings})


def test_drives_are_events_that_leave_the_time_free(versions: tuple[Plan, Plan, Plan]) -> None:
    plan = with_travel(versions[0])
    day = START + timedelta(days=1)
    drives = [
        (event.decoded("dtstart").strftime("%H:%M"), event.decoded("dtend").strftime("%H:%M"))
        for event in Calendar.from_ical(format_calendars(plan)[CAMILLE]).walk("VEVENT")
        if event.get("transp") == "TRANSPARENT" and event.decoded("dtstart").date() == day
    ]
    # 5 min to Brissac for 9:00, 5 min to Corme for 14:00, 10 min home from 17:00.
    assert sorted(drives) == [("08:55", "09:00"), ("13:55", "14:00"), ("17:00", "17:10")]


def test_after_a_replan_the_drives_are_those_of_the_days_as_they_are(
    versions: tuple[Plan, Plan, Plan],
) -> None:
    client = Client()
    for plan in map(with_travel, versions):
        client.take(format_calendars(plan)[CAMILLE])
        tours = TourFinder(plan)
        days = {one.day for one in plan.sessions if one.adviser_id == "camille"}
        legs = sum(len(tour.legs) for day in days if (tour := tours.on("camille", day)))
        own = sum(one.adviser_id == "camille" for one in plan.sessions)
        assert len(client.shown()) == legs + own
