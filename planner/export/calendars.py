"""One iCalendar file (RFC 5545) per adviser, with every session on its own date.

Dates are explicit: a rule such as ``INTERVAL=2`` counts weeks from its first event, and holidays
and absences would need exceptions that several calendar programs ignore.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from planner.export.visits import match_visits
from planner.plan import Plan, PlanAdviser, PlanVenue, Session
from planner.wording import (
    NO_BREAK_SPACE,
    format_clock,
    format_rhythm,
    format_territory,
    one_line,
)

FOLDER: Final = "calendriers"
TIMEZONE: Final = "Europe/Paris"
MAX_SLUG_LENGTH: Final = 60
RESERVED_NAMES: Final = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)],
)
"""File names that Windows refuses, whatever the extension."""


def format_calendars(plan: Plan) -> dict[str, bytes]:
    """Write the calendar of every adviser: relative path -> content.

    An adviser without a session gets an empty calendar, so that a subscription stays valid.
    Lost sessions are no events.
    """
    names = file_names(adviser.id for adviser in plan.advisers)
    venues = {venue.id: venue for venue in plan.venues}
    visits = match_visits(plan)
    events: dict[str, list[Event]] = {adviser.id: [] for adviser in plan.advisers}
    for session in sorted(plan.sessions, key=lambda s: (s.day, s.start_minute, s.venue_id)):
        rhythm = format_rhythm(visits[session], plan.settings.cycle.num_weeks)
        event = _event(plan, session, venue=venues[session.venue_id], rhythm=rhythm)
        events[session.adviser_id].append(event)
    return {
        f"{FOLDER}/{names[adviser.id]}": _calendar(plan, adviser, events[adviser.id]).to_ical()
        for adviser in plan.advisers
    }


def file_names(adviser_ids: Iterable[str]) -> dict[str, str]:
    """Give every id a file name of its own: ``a-z 0-9 -`` only, so no path can escape.

    Ids that look alike get ``-2``, ``-3`` … in the order of the ids, not of the file.
    """
    names: dict[str, str] = {}
    taken = set(RESERVED_NAMES)
    for adviser_id in sorted(set(adviser_ids)):
        letters = unicodedata.normalize("NFKD", adviser_id).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", letters.lower())[:MAX_SLUG_LENGTH].strip("-")
        stem = slug = slug or "conseiller"
        number = 1
        while stem in taken:
            number += 1
            stem = f"{slug}-{number}"
        taken.add(stem)
        names[adviser_id] = f"{stem}.ics"
    return names


def session_uid(plan: Plan, session: Session) -> str:
    """Identify a session for good: a later plan with the same session updates the same event."""
    identity = [
        plan.territory_name,
        session.adviser_id,
        session.venue_id,
        session.day.isoformat(),
        session.half,
    ]
    digest = hashlib.sha256(json.dumps(identity).encode()).hexdigest()
    return f"{digest[:32]}@itinerance"


def _calendar(plan: Plan, adviser: PlanAdviser, events: Iterable[Event]) -> Calendar:
    """Build the calendar of one adviser."""
    calendar = Calendar()
    calendar.add("prodid", "-//itinerance//planning//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = f"Permanences – {one_line(adviser.name)} – {format_territory(plan)}"
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", TIMEZONE)
    calendar.add_component(_timezone())
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(plan: Plan, session: Session, *, venue: PlanVenue, rhythm: str) -> Event:
    """Build the event of one session."""
    name, commune = one_line(venue.name), one_line(venue.commune_name)
    event = Event()
    event.add("uid", session_uid(plan, session))
    # The format asks when the event was written. The clock would make two equal plans differ, so
    # the first day of the planning stands for it.
    event.add("dtstamp", datetime.combine(plan.settings.calendar.start, time(), tzinfo=UTC))
    event.add("sequence", 0)
    event.add("dtstart", _local_time(session.day, session.start_minute))
    event.add("dtend", _local_time(session.day, session.end_minute))
    event.add("summary", f"Permanence – {name}")
    event.add("location", f"{name}, {commune}")
    event.add("geo", (venue.lat, venue.lon))
    event.add("description", _description(plan, session, venue=venue, rhythm=rhythm))
    event.add("status", "CONFIRMED" if venue.hours_known else "TENTATIVE")
    return event


def _description(plan: Plan, session: Session, *, venue: PlanVenue, rhythm: str) -> str:
    """Say what the adviser has to know, one fact a line."""
    lines = [
        f"De {format_clock(session.start_minute)} à {format_clock(session.end_minute)}",
        f"Rythme{NO_BREAK_SPACE}: {rhythm}",
    ]
    if not venue.hours_known:
        lines.append(f"Horaires d’ouverture inconnus{NO_BREAK_SPACE}: à confirmer auprès du lieu")
    if venue.hours_note:
        lines.append(f"À savoir{NO_BREAK_SPACE}: {one_line(venue.hours_note)}")
    if session.school_holiday:
        lines.append(f"Vacances scolaires{NO_BREAK_SPACE}: {one_line(session.school_holiday)}")
    lines.append(format_territory(plan))
    return "\n".join(lines)


def _local_time(day: date, minute: int) -> datetime:
    """Return a time of day in Paris; adding minutes to a local time keeps the wall clock."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(TIMEZONE)) + timedelta(minutes=minute)


def _timezone() -> Timezone:
    """Build the VTIMEZONE of Paris from the rule of directive 2000/84/EC, in force since 1996.

    Two rules rather than ``Timezone.from_tzid``: that lists single changes up to a last year, and
    dates the change to summer time an hour late (03:00, where RFC 5545 counts in the offset
    before the change: 02:00).
    """
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    to_summer, to_winter = TimezoneDaylight(), TimezoneStandard()
    to_summer.add("dtstart", datetime(1996, 3, 31, 2))  # noqa: DTZ001 - local by definition
    to_summer.add("rrule", {"freq": "yearly", "bymonth": 3, "byday": "-1su"})
    to_winter.add("dtstart", datetime(1996, 10, 27, 3))  # noqa: DTZ001 - local by definition
    to_winter.add("rrule", {"freq": "yearly", "bymonth": 10, "byday": "-1su"})
    for change, before, after, name in (
        (to_summer, winter, summer, "CEST"),
        (to_winter, summer, winter, "CET"),
    ):
        change.add("tzname", name)
        change.add("tzoffsetfrom", before)
        change.add("tzoffsetto", after)
    paris = Timezone()
    paris.add("tzid", TIMEZONE)
    paris.add_component(to_summer)
    paris.add_component(to_winter)
    return paris
