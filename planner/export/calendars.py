"""iCalendar files (RFC 5545): one per adviser, one per venue, and one with every session.

Every date is explicit: a rule such as ``INTERVAL=2`` counts weeks from its first event, holidays
and absences would need exceptions that several calendar programs ignore, and a series changes its
id when a replan changes the rhythm, where single sessions keep theirs.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Final

from icalendar import Event

from planner.dates.tours import TourFinder
from planner.dates.versions import planned_slot
from planner.export.calendar_events import (
    cancelled_event,
    cancelled_travel_events,
    session_event,
    session_uid,
    travel_events,
)
from planner.export.calendar_format import format_calendar
from planner.export.visits import match_visits
from planner.plan import CancelledSession, Plan, Session
from planner.wording import format_rhythm

FOLDER: Final = "calendriers"
VENUES_FOLDER: Final = "lieux"
EVERYTHING: Final = "toutes-les-permanences"
MAX_SLUG_LENGTH: Final = 60
RESERVED_NAMES: Final = frozenset(
    ["con", "prn", "aux", "nul", EVERYTHING]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)],
)
"""File names that Windows refuses, whatever the extension, and our own."""


def format_calendars(plan: Plan) -> dict[str, bytes]:
    """Write every calendar of a plan: relative path -> content.

    An adviser without a session gets an empty calendar, so that a subscription stays valid, and one
    who left with cancelled sessions gets these. Lost sessions are no events.
    """
    venues = {venue.id: venue for venue in plan.venues}
    visits = match_visits(plan)
    present = {(session.adviser_id, _slot(session)) for session in plan.sessions}
    by_adviser: defaultdict[str, list[Event]] = defaultdict(list)
    by_venue: defaultdict[str, list[Event]] = defaultdict(list)
    everything = []
    for session in sorted(plan.sessions, key=lambda s: (s.day, s.start_minute, s.venue_id)):
        rhythm = format_rhythm(visits[session], plan.settings.cycle.num_weeks)
        event = session_event(
            plan,
            session,
            venue=venues[session.venue_id],
            rhythm=rhythm,
            partners=[
                adviser.name
                for adviser in plan.advisers
                if adviser.id != session.adviser_id and (adviser.id, _slot(session)) in present
            ],
        )
        by_adviser[session.adviser_id].append(event)
        by_venue[session.venue_id].append(event)
        everything.append(event)
    for cancelled, event, is_gone in _cancelled_events(plan):
        by_adviser[cancelled.adviser_id].append(event)
        if is_gone:
            by_venue[cancelled.venue_id].append(event)
            everything.append(event)
    if plan.settings.calendar.travel_events:
        _add_travel(plan, by_adviser)
    return {
        **_files(plan, FOLDER, _adviser_names(plan), by_adviser),
        **_files(plan, f"{FOLDER}/{VENUES_FOLDER}", _venue_names(plan), by_venue),
        f"{FOLDER}/{EVERYTHING}.ics": format_calendar(plan, "toutes", everything),
    }


def file_names(ids: Iterable[str], *, default: str = "conseiller") -> dict[str, str]:
    """Give every id a file name of its own: ``a-z 0-9 -`` only, so no path can escape.

    Ids that look alike get ``-2``, ``-3`` … in the order of the ids, not of the file.
    """
    names: dict[str, str] = {}
    taken = set(RESERVED_NAMES)
    for an_id in sorted(set(ids)):
        letters = unicodedata.normalize("NFKD", an_id).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", letters.lower())[:MAX_SLUG_LENGTH].strip("-")
        stem = slug = slug or default
        number = 1
        while stem in taken:
            number += 1
            stem = f"{slug}-{number}"
        taken.add(stem)
        names[an_id] = f"{stem}.ics"
    return names


def _files(
    plan: Plan, folder: str, names: Mapping[str, str], events: Mapping[str, list[Event]]
) -> dict[str, bytes]:
    """Write a calendar each; ``names`` of advisers or venues by id, in the order of the files."""
    paths = file_names(names, default="conseiller" if folder == FOLDER else "lieu")
    return {
        f"{folder}/{paths[an_id]}": format_calendar(plan, name, events.get(an_id, []))
        for an_id, name in names.items()
    }


def _adviser_names(plan: Plan) -> dict[str, str]:
    """Names of the advisers, then of those who left and have sessions to cancel."""
    gone = {one.adviser_id: one.adviser_name for one in plan.cancelled_sessions}
    return {adviser.id: adviser.name for adviser in plan.advisers} | {
        an_id: name
        for an_id, name in sorted(gone.items())
        if an_id not in {adviser.id for adviser in plan.advisers}
    }


def _slot(session: Session) -> tuple[str, date, int]:
    """Where and when a session is, whoever holds it."""
    return session.venue_id, session.day, session.start_minute


def _venue_names(plan: Plan) -> dict[str, str]:
    """Names of the venues, then of those that are visited no more."""
    gone = {one.venue_id: one.venue_name for one in plan.cancelled_sessions}
    return {venue.id: venue.name for venue in plan.venues} | {
        an_id: name
        for an_id, name in sorted(gone.items())
        if an_id not in {venue.id for venue in plan.venues}
    }


def _cancelled_events(plan: Plan) -> Iterable[tuple[CancelledSession, Event, bool]]:
    """Yield cancelled sessions, their events, and whether nobody else holds them.

    Of a session that went from adviser to adviser and then from the plan, the last cancellation
    stands in the calendars of venues.
    """
    live = {session_uid(plan, session.venue_id, planned_slot(session)) for session in plan.sessions}
    last: dict[str, CancelledSession] = {}
    for one in sorted(plan.cancelled_sessions, key=lambda one: one.sequence):
        last[session_uid(plan, one.venue_id, one.planned)] = one
    for one in plan.cancelled_sessions:
        uid = session_uid(plan, one.venue_id, one.planned)
        yield one, cancelled_event(plan, one), uid not in live and last[uid] is one


def _add_travel(plan: Plan, by_adviser: defaultdict[str, list[Event]]) -> None:
    """Put the drives of every day into the calendars of the advisers."""
    venues = {venue.id: venue for venue in plan.venues}
    tours = TourFinder(plan)
    in_order = sorted(plan.sessions, key=lambda s: (s.adviser_id, s.day, s.start_minute))
    for (adviser_id, day), own in groupby(in_order, key=lambda s: (s.adviser_id, s.day)):
        tour = tours.on(adviser_id, day)
        if tour is not None:
            by_adviser[adviser_id] += travel_events(plan, list(own), tour, venues=venues)
    for one in plan.cancelled_sessions:
        by_adviser[one.adviser_id] += cancelled_travel_events(plan, one)
