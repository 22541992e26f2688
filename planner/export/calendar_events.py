"""The events of calendars: sessions on their dates, what was cancelled, and drives on request.

A session is one event with an id of its own for good: that of the slot where the cycle puts it. A
replacement keeps the id of the session that it stands for, so that a calendar moves the event.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from icalendar import Event

from planner.dates.versions import planned_slot
from planner.export.calendar_format import local_time
from planner.plan import (
    CancelledSession,
    DatedTour,
    Leg,
    Plan,
    PlannedSlot,
    PlanVenue,
    Session,
    Tour,
)
from planner.wording import (
    NO_BREAK_SPACE,
    format_clock,
    format_duration,
    format_km,
    format_slot,
    format_territory,
    one_line,
)

DRIVES: Final = ("aller", "retour")
"""Ends of the ids of the drive to a session and of the drive home after it."""


def session_uid(plan: Plan, venue_id: str, planned: PlannedSlot) -> str:
    """Identify a session for good: a later plan with the same session updates the same event."""
    identity = [
        plan.territory_name,
        planned.adviser_id,
        venue_id,
        planned.day.isoformat(),
        planned.half,
    ]
    digest = hashlib.sha256(json.dumps(identity).encode()).hexdigest()
    return f"{digest[:32]}@itinerance"


def session_event(
    plan: Plan, session: Session, *, venue: PlanVenue, rhythm: str, partners: Sequence[str] = ()
) -> Event:
    """Build the event of one session; ``partners`` are the names of who holds it, too."""
    name, commune = one_line(venue.name), one_line(venue.commune_name)
    uid = session_uid(plan, venue.id, planned_slot(session))
    event = _event(plan, uid, sequence=session.sequence)
    event.add("dtstart", local_time(session.day, session.start_minute))
    event.add("dtend", local_time(session.day, session.end_minute))
    event.add("summary", f"Permanence – {name}")
    event.add("location", f"{name}, {commune}")
    event.add("geo", (venue.lat, venue.lon))
    event.add(
        "description", _description(plan, session, venue=venue, rhythm=rhythm, partners=partners)
    )
    event.add("status", "CONFIRMED" if venue.hours_known else "TENTATIVE")
    return event


def cancelled_event(plan: Plan, cancelled: CancelledSession) -> Event:
    """Build the event that deletes a session which an earlier version held."""
    name, commune = one_line(cancelled.venue_name), one_line(cancelled.commune_name)
    uid = session_uid(plan, cancelled.venue_id, cancelled.planned)
    event = _cancelled(plan, uid, cancelled)
    event.add("summary", f"Permanence annulée – {name}")
    event.add("location", f"{name}, {commune}")
    return event


def travel_events(
    plan: Plan, sessions: list[Session], tour: Tour | DatedTour, *, venues: dict[str, PlanVenue]
) -> list[Event]:
    """Build the drives of one adviser's day, as time that stays free for others to see.

    They are known by the session that they lead to, and the last by the session that it follows. In
    a later version of a plan, a session that another one follows cancels the drive home.
    """
    events = []
    for session, leg in zip(sessions, tour.legs, strict=False):
        uid = _travel_uid(plan, session, DRIVES[0])
        end = local_time(session.day, session.start_minute)
        events.append(_travel_event(plan, uid, leg, start=_earlier(end, leg), venues=venues))
    for session in sessions[:-1] if plan.calendar_revision else ():
        event = _event(plan, _travel_uid(plan, session, DRIVES[1]), sequence=_latest(plan))
        _add_cancellation(event, session)
        events.append(event)
    last, home = sessions[-1], tour.legs[-1]
    start = local_time(last.day, last.end_minute)
    uid = _travel_uid(plan, last, DRIVES[1])
    return [*events, _travel_event(plan, uid, home, start=start, venues=venues)]


def cancelled_travel_events(plan: Plan, cancelled: CancelledSession) -> list[Event]:
    """Build the events that delete the drives of a cancelled session."""
    uid = session_uid(plan, cancelled.venue_id, cancelled.planned)
    return [
        _cancelled(plan, _drive_uid(uid, cancelled.adviser_id, end), cancelled) for end in DRIVES
    ]


def _event(plan: Plan, uid: str, *, sequence: int) -> Event:
    """Begin an event.

    The format asks when it was written. The clock would make two equal plans differ, so the first
    day of the planning stands for it, and a minute more for every number.
    """
    event = Event()
    event.add("uid", uid)
    first_day = datetime.combine(plan.settings.calendar.start, time(), tzinfo=UTC)
    event.add("dtstamp", first_day + timedelta(minutes=sequence))
    event.add("sequence", sequence)
    return event


def _cancelled(plan: Plan, uid: str, cancelled: CancelledSession) -> Event:
    event = _event(plan, uid, sequence=cancelled.sequence)
    _add_cancellation(event, cancelled)
    return event


def _add_cancellation(event: Event, of: Session | CancelledSession) -> None:
    event.add("dtstart", local_time(of.day, of.start_minute))
    event.add("dtend", local_time(of.day, of.end_minute))
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")


def _travel_event(
    plan: Plan, uid: str, leg: Leg, *, start: datetime, venues: dict[str, PlanVenue]
) -> Event:
    """Build one drive; ``start`` is its departure."""
    target = None if leg.to_venue_id is None else venues[leg.to_venue_id]
    event = _event(plan, uid, sequence=_latest(plan))
    event.add("dtstart", start)
    # Begun minutes count, as in the tours of the plan.
    event.add("dtend", start + timedelta(minutes=-(-leg.drive_s // 60)))
    place = "retour" if target is None else one_line(target.name)
    event.add("summary", f"Trajet – {place}")
    event.add(
        "description",
        f"{format_duration(leg.drive_s)}, {format_km(leg.distance_m)}\n{format_territory(plan)}",
    )
    if target is not None:
        event.add("location", f"{one_line(target.name)}, {one_line(target.commune_name)}")
        event.add("geo", (target.lat, target.lon))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _earlier(end: datetime, leg: Leg) -> datetime:
    return end - timedelta(minutes=-(-leg.drive_s // 60))


def _latest(plan: Plan) -> int:
    """Number of the drives: they depend on the whole day and are written anew each time."""
    return 2 * plan.calendar_revision


def _travel_uid(plan: Plan, session: Session, end: str) -> str:
    uid = session_uid(plan, session.venue_id, planned_slot(session))
    return _drive_uid(uid, session.adviser_id, end)


def _drive_uid(uid: str, adviser_id: str, end: str) -> str:
    """Identify a drive; two advisers who hold a session in turn drive different ways."""
    digest = hashlib.sha256(json.dumps([uid, adviser_id, end]).encode()).hexdigest()
    return f"{digest[:32]}@itinerance"


def _description(
    plan: Plan, session: Session, *, venue: PlanVenue, rhythm: str, partners: Sequence[str]
) -> str:
    """Say what the adviser has to know, one fact a line."""
    adviser = next(one.name for one in plan.advisers if one.id == session.adviser_id)
    lines = [
        f"Conseiller{NO_BREAK_SPACE}: {one_line(adviser)}",
        f"De {format_clock(session.start_minute)} à {format_clock(session.end_minute)}",
        f"Rythme{NO_BREAK_SPACE}: {rhythm}",
    ]
    if partners:
        lines.append(f"Avec {', '.join(one_line(name) for name in partners)}")
    if session.replaces is not None:
        lines.append(f"Remplace la permanence du {format_slot(session.replaces)}")
    if not venue.hours_known:
        lines.append(f"Horaires d’ouverture inconnus{NO_BREAK_SPACE}: à confirmer auprès du lieu")
    if venue.hours_note:
        lines.append(f"À savoir{NO_BREAK_SPACE}: {one_line(venue.hours_note)}")
    if session.school_holiday:
        lines.append(f"Vacances scolaires{NO_BREAK_SPACE}: {one_line(session.school_holiday)}")
    lines.append(format_territory(plan))
    return "\n".join(lines)
