"""The frame of an iCalendar file (RFC 5545): its name, its time zone, local times."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from planner.plan import Plan
from planner.wording import format_territory, one_line

TIMEZONE: Final = "Europe/Paris"


def format_calendar(plan: Plan, subject: str, events: Iterable[Event]) -> bytes:
    """Write a calendar of events; ``subject`` is whose or what calendar it is."""
    calendar = Calendar()
    calendar.add("prodid", "-//itinerance//planning//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"Permanences – {one_line(subject)} – {format_territory(plan)}")
    calendar.add("x-wr-timezone", TIMEZONE)
    calendar.add_component(_timezone())
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def local_time(day: date, minute: int) -> datetime:
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
