from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from planner.export import export_files
from planner.export.calendars import file_names, format_calendars
from planner.plan import Plan
from tests.planner.small_plan import START, make_adviser, make_plan, make_venue

LEA = "calendriers/a-lea.ics"
TOM = "calendriers/a-tom.ics"


EVERYTHING = "calendriers/toutes-les-permanences.ics"


def _ids(events: list[Component]) -> list[str]:
    return sorted(str(event["uid"]) for event in events)


def _calendar(content: bytes) -> Component:
    return Calendar.from_ical(content)


def _events(content: bytes) -> list[Component]:
    return list(_calendar(content).walk("VEVENT"))


def test_every_adviser_and_every_venue_has_a_calendar_and_all_have_one(plan: Plan) -> None:
    assert list(format_calendars(plan)) == [
        LEA,
        TOM,
        "calendriers/lieux/v-aigre.ics",
        "calendriers/lieux/v-bors.ics",
        "calendriers/lieux/v-cozes.ics",
        EVERYTHING,
    ]


def test_the_calendars_of_advisers_of_venues_and_of_all_hold_the_same_events(plan: Plan) -> None:
    files = format_calendars(plan)
    by_venue = [event for path, one in files.items() if "/lieux/" in path for event in _events(one)]
    by_adviser = [event for path in (LEA, TOM) for event in _events(files[path])]
    assert _ids(by_venue) == _ids(by_adviser) == _ids(_events(files[EVERYTHING]))


def test_parsed_again_the_calendars_hold_the_same_sessions(plan: Plan) -> None:
    files = format_calendars(plan)
    names = {venue.id: venue.name for venue in plan.venues}
    for path, adviser_id in ((LEA, "a-lea"), (TOM, "a-tom")):
        found = {
            (str(event["summary"]), event.decoded("dtstart").replace(tzinfo=None))
            for event in _events(files[path])
        }
        assert found == {
            (
                f"Permanence – {names[session.venue_id]}",
                datetime.combine(session.day, time()) + timedelta(minutes=session.start_minute),
            )
            for session in plan.sessions
            if session.adviser_id == adviser_id
        }


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(plan: Plan) -> None:
    mornings = [
        event.decoded("dtstart")
        for event in _events(format_calendars(plan)[LEA])
        if "Aigre" in event["summary"]
    ]
    assert [start.hour for start in mornings] == [9, 9, 9]
    assert [start.astimezone(UTC).hour for start in mornings] == [8, 7, 7]
    assert [start.date() for start in mornings] == [
        date(2027, 3, 16),
        date(2027, 3, 30),
        date(2027, 4, 6),
    ]


def test_the_calendars_own_time_zone_agrees_with_paris_all_year(plan: Plan) -> None:
    [zone] = _calendar(format_calendars(plan)[LEA]).walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    paris = ZoneInfo("Europe/Paris")
    assert str(zone["tzid"]) == "Europe/Paris"
    for hour in range(0, 2 * 365 * 24, 7):
        local = datetime.combine(START, time()) + timedelta(hours=hour)
        assert local.replace(tzinfo=own).utcoffset() == local.replace(tzinfo=paris).utcoffset()


@pytest.mark.parametrize(("name", "local"), [("DAYLIGHT", "02:00:00"), ("STANDARD", "03:00:00")])
def test_the_time_zone_changes_at_the_hour_before_the_change(
    plan: Plan, name: str, local: str
) -> None:
    [zone] = _calendar(format_calendars(plan)[LEA]).walk("VTIMEZONE")
    [change] = zone.walk(name)
    assert change.decoded("dtstart").time().isoformat() == local


def test_a_lost_session_is_no_event(plan: Plan) -> None:
    days = [event.decoded("dtstart").date() for event in _events(format_calendars(plan)[LEA])]
    assert plan.lost_sessions[0].day not in days


def test_an_adviser_without_sessions_gets_an_empty_calendar(plan: Plan) -> None:
    sessions = tuple(s for s in plan.sessions if s.adviser_id == "a-lea")
    content = format_calendars(make_plan(sessions=sessions))[TOM]
    assert _events(content) == []
    assert str(_calendar(content)["x-wr-calname"]).startswith("Permanences – Tom Petit")


def test_dates_are_explicit(plan: Plan) -> None:
    for content in format_calendars(plan).values():
        assert all("rrule" not in event for event in _events(content))


def test_an_event_says_everything_the_adviser_needs(plan: Plan) -> None:
    event = next(e for e in _events(format_calendars(plan)[LEA]) if "Bors" in e["summary"])
    assert str(event["location"]) == "Mairie de Bors, Bors"
    assert event["geo"].to_ical() == "45.75;-0.625"
    assert str(event["status"]) == "TENTATIVE"
    assert event["sequence"] == 0
    assert str(event["description"]).replace("\u00a0", " ").split("\n") == [
        "Conseiller : Léa Martin",
        "De 13 h 30 à 16 h 30",
        "Rythme : un mardi après-midi sur deux (semaines 1 et 3 du cycle)",
        "Horaires d’ouverture inconnus : à confirmer auprès du lieu",
        "Pays d'essai (territoire de démonstration)",
    ]


def test_what_the_source_says_of_a_venue_reaches_the_adviser(plan: Plan) -> None:
    [event] = _events(format_calendars(plan)[TOM])
    assert "À savoir\u00a0: Salle à l'étage" in event["description"]


def test_the_name_of_a_calendar_carries_territory_and_notice(plan: Plan) -> None:
    name = str(_calendar(format_calendars(plan)[LEA])["x-wr-calname"])
    assert name == "Permanences – Léa Martin – Pays d'essai (territoire de démonstration)"


def test_the_stamp_is_the_first_day_of_the_planning(plan: Plan) -> None:
    for event in _events(format_calendars(plan)[LEA]):
        assert event.decoded("dtstamp") == datetime(2027, 3, 15, tzinfo=UTC)


def test_every_event_has_an_id_of_its_own(plan: Plan) -> None:
    events = _events(format_calendars(plan)[EVERYTHING])
    assert len(events) == len(plan.sessions)
    assert len({str(event["uid"]) for event in events}) == len(plan.sessions)


def test_a_session_keeps_its_id_when_hours_names_and_neighbours_change(plan: Plan) -> None:
    moved = plan.sessions[0].model_copy(update={"start_minute": 570})
    venues = tuple(venue.model_copy(update={"name": "Autre nom"}) for venue in plan.venues)
    changed = make_plan(sessions=(moved,), venues=venues)
    [event] = _events(format_calendars(changed)[LEA])
    assert event["uid"] == _events(format_calendars(plan)[LEA])[0]["uid"]


@pytest.mark.parametrize(
    "change", [{"day": date(2027, 3, 17)}, {"venue_id": "v-bors"}, {"half": "pm"}]
)
def test_another_session_has_another_id(plan: Plan, change: dict[str, Any]) -> None:
    other = make_plan(sessions=(plan.sessions[0].model_copy(update=change),))
    [event] = _events(format_calendars(other)[LEA])
    assert event["uid"] != _events(format_calendars(plan)[LEA])[0]["uid"]


def test_equal_plans_give_the_same_bytes(plan: Plan) -> None:
    turned = make_plan(sessions=plan.sessions[::-1])
    assert format_calendars(turned) == format_calendars(plan)


def test_lines_are_folded_and_end_as_the_standard_asks(plan: Plan) -> None:
    for content in format_calendars(plan).values():
        assert content.count(b"\n") == content.count(b"\r\n")
        assert max(map(len, content.split(b"\r\n"))) <= 75


def test_hostile_names_stay_text() -> None:
    hostile = "Salle;A,\\B\r\nEND:VEVENT\nBEGIN:VEVENT\x00"
    plan = make_plan(
        advisers=(make_adviser("a-lea", hostile), make_adviser("a-tom", "Tom")),
        venues=tuple(make_venue(v.id, hostile, commune=hostile) for v in make_plan().venues),
        notice="x\nATTENDEE:mailto:nobody@example.org",
    )
    content = format_calendars(plan)[LEA]
    calendar = _calendar(content)
    assert b"\nATTENDEE" not in content
    assert len(calendar.walk("VEVENT")) == 5
    assert str(calendar.walk("VEVENT")[0]["summary"]) == (
        "Permanence – Salle;A,\\B END:VEVENT BEGIN:VEVENT"
    )


@pytest.mark.parametrize(
    ("adviser_id", "name"),
    [
        ("../../etc/passwd", "etc-passwd.ics"),
        ("C:\\Windows\\x", "c-windows-x.ics"),
        ("Zoé Lefèvre", "zoe-lefevre.ics"),
        ("..", "conseiller.ics"),
        ("", "conseiller.ics"),
        ("李", "conseiller.ics"),
        ("CON", "con-2.ics"),
        ("a\x00b", "a-b.ics"),
        (200 * "x", f"{60 * 'x'}.ics"),
    ],
)
def test_an_id_becomes_a_harmless_file_name(adviser_id: str, name: str) -> None:
    assert file_names([adviser_id]) == {adviser_id: name}


def test_ids_that_look_alike_get_different_files_in_any_order() -> None:
    ids = ["a b", "a-b", "A B", "a-b-2", "é", "e"]
    names = file_names(ids)
    assert len(set(names.values())) == len(ids)
    assert file_names(ids[::-1]) == names


def test_no_export_leaves_its_folder() -> None:
    plan = make_plan()
    ids = {"a-lea": "../../etc/passwd", "a-tom": "/tmp/x"}  # noqa: S108 - a hostile id, not a file
    changed = make_plan(
        advisers=tuple(make_adviser(ids[a.id], a.name) for a in plan.advisers),
        sessions=tuple(
            s.model_copy(update={"adviser_id": ids[s.adviser_id]}) for s in plan.sessions
        ),
        lost_sessions=(),
        visits=(),
        tours=(),
        loads=(),
    )
    for path in export_files(changed):
        assert ".." not in PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()
    assert "calendriers/etc-passwd.ics" in export_files(changed)


def test_a_session_at_known_hours_is_confirmed(plan: Plan) -> None:
    known = {venue.name for venue in plan.venues if venue.hours_known}
    states = {
        str(event["status"])
        for content in format_calendars(plan).values()
        for event in _events(content)
        if any(name in event["summary"] for name in known)
    }
    assert states == {"CONFIRMED"}
