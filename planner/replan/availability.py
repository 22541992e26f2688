"""What of a territory a cycle can count on, from the day on which it begins.

A cycle repeats: it knows no dates. A venue or an adviser that is missing on less than half of the
days left stays in it, and the sessions of those days are re-dated one by one; what is missing
longer is left out of the cycle. The plan is then as good as it can be while that lasts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from geodata.territory import Adviser, Exclusion, Territory
from planner.events import (
    AdviserAbsent,
    AdviserJoins,
    AdviserLeaves,
    Event,
    VenueClosed,
    VenueMoved,
    VenueOpened,
)
from planner.settings.calendar import CalendarSettings

SATURDAY: Final = 5
MOST_MISSED: Final = 0.5
"""Share of the days left that a venue or an adviser may be missing without leaving the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CycleGround:
    """The territory as a cycle of a replan sees it."""

    territory: Territory
    """Venues that are missing are forbidden, and missing advisers go to none."""
    advisers_left_out: frozenset[str]


def calendar_end(calendar: CalendarSettings) -> date:
    """Last day of the calendar."""
    return calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)


def first_cycle_day(first_day: date, events: Sequence[Event], calendar: CalendarSettings) -> date:
    """First day of a new cycle: a Monday, as cycles begin with whole weeks.

    The first one from ``first_day`` on or, where all events begin later, that of the week in which
    the first of them does.
    """
    effects = [first_effect(event) or first_day for event in events]
    first = min(effects, default=first_day)
    # An event of a weekend touches the week after.
    week = first - timedelta(days=first.weekday()) if first.weekday() < SATURDAY else first
    return max(calendar.start, _monday_from(first_day), _monday_from(week))


def first_effect(event: Event) -> date | None:
    """First day on which an event makes itself felt; ``None``: at once."""
    match event:
        case AdviserLeaves(last_day=last_day):
            return last_day + timedelta(days=1)
        case AdviserAbsent() | AdviserJoins() | VenueClosed() | VenueMoved() | VenueOpened():
            return event.first_day
        case _:
            return None


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def leave_out_missing(territory: Territory, *, first_day: date, last_day: date) -> CycleGround:
    """Leave out whatever is missing on more than half of the days from first to last.

    A required venue stays: the coordinator decided that, whatever happens to it.
    """
    days = list(_days(first_day, last_day))
    advisers = {
        adviser.id
        for adviser in territory.advisers
        if _is_missing(_days_away(adviser, territory, days), _days_of_work(adviser, days))
    }
    venues = {
        venue.id
        for venue in territory.venues
        if venue.rule != "required" and _is_missing(_days_closed(venue.id, territory, days), days)
    }
    excluded = {(one.adviser_id, one.venue_id) for one in territory.exclusions}
    exclusions = [
        Exclusion(adviser_id=adviser_id, venue_id=venue.id, reason="absent la plupart des jours")
        for adviser_id in sorted(advisers)
        for venue in territory.venues
        if (adviser_id, venue.id) not in excluded
    ]
    return CycleGround(
        territory=replace(
            territory,
            venues=tuple(
                replace(venue, rule="forbidden") if venue.id in venues else venue
                for venue in territory.venues
            ),
            exclusions=(*territory.exclusions, *exclusions),
        ),
        advisers_left_out=frozenset(advisers),
    )


def without_advisers(territory: Territory, left_out: frozenset[str]) -> Territory:
    """Return the territory with the other advisers only."""
    kept = tuple(adviser for adviser in territory.advisers if adviser.id not in left_out)
    return replace(territory, advisers=kept)


def _days(first_day: date, last_day: date) -> Iterator[date]:
    return (first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1))


def _is_missing(missed: Sequence[date], days: Sequence[date]) -> bool:
    return len(missed) > MOST_MISSED * len(days)


def _days_of_work(adviser: Adviser, days: Sequence[date]) -> list[date]:
    return [day for day in days if day.weekday() in adviser.working_days]


def _days_away(adviser: Adviser, territory: Territory, days: Sequence[date]) -> list[date]:
    absences = [one for one in territory.absences if one.adviser_id == adviser.id]
    return [
        day
        for day in _days_of_work(adviser, days)
        if (adviser.valid_from is not None and day < adviser.valid_from)
        or (adviser.valid_to is not None and day > adviser.valid_to)
        or any(one.first_day <= day <= one.last_day for one in absences)
    ]


def _days_closed(venue_id: str, territory: Territory, days: Sequence[date]) -> list[date]:
    closures = [one for one in territory.closures if one.venue_id == venue_id]
    return [day for day in days if any(c.first_day <= day <= c.last_day for c in closures)]
