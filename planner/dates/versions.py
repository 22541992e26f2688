"""One version of a plan after another, as calendars see it: what is new, changed or cancelled.

A session is known for good by its venue and by where the cycle put it: moved, it stays the same
event. Numbers rise by two with every version: what version r changed has 2r, what it cancelled
2r - 1. So whoever imports, in any order, the calendar of the adviser who gave a session up and that
of the one who took it over, ends with the session.
"""

from collections.abc import Callable
from datetime import timedelta

from planner.dates.slots import own_slot
from planner.plan import CancelledSession, Plan, PlannedSlot, Session

Identity = tuple[str, PlannedSlot, str]
"""Venue, planned slot, and the adviser in whose calendar a session stands."""
UNSEEN = {"sequence"}
"""Fields of a session that no event shows."""


def continue_calendar(plan: Plan, earlier: Plan) -> Plan:
    """Return a plan as the version after an earlier one.

    Sessions that calendars show as before keep their number, changed and new ones get the new one.
    What the earlier version held within the dates of this one, and this one does not, is listed as
    cancelled, as is what was cancelled before and is not held again. Sessions before the first day
    and after the last one are not this plan's to delete.
    """
    revision = earlier.calendar_revision + 1
    before = {_identity(session): session for session in earlier.sessions}
    shown, shown_before = _looks(plan), _looks(earlier)
    sessions = tuple(
        session.model_copy(
            update={
                "sequence": before[key].sequence
                if key in before and shown(session) == shown_before(before[key])
                else 2 * revision
            }
        )
        for session in plan.sessions
        for key in [_identity(session)]
    )
    live = {_identity(session) for session in sessions}
    cancelled = {
        (one.venue_id, one.planned, one.adviser_id): one for one in earlier.cancelled_sessions
    }
    cancelled |= {
        key: _cancel(session, earlier, sequence=2 * revision - 1)
        for key, session in before.items()
        if key not in live
    }
    calendar = plan.settings.calendar
    last_day = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    gone = [
        one
        for key, one in cancelled.items()
        if key not in live and calendar.start <= one.day <= last_day
    ]
    return plan.model_copy(
        update={
            "calendar_revision": revision,
            "sessions": sessions,
            "cancelled_sessions": tuple(
                sorted(gone, key=lambda one: (one.day, one.adviser_id, one.start_minute))
            ),
        }
    )


def planned_slot(session: Session) -> PlannedSlot:
    """Where the cycle put a session."""
    return session.replaces or own_slot(session)


def _identity(session: Session) -> Identity:
    return session.venue_id, planned_slot(session), session.adviser_id


def _looks(plan: Plan) -> Callable[[Session], tuple[object, ...]]:
    """Return the function that says what an event shows of a session."""
    venues = {venue.id: venue for venue in plan.venues}
    names = {adviser.id: adviser.name for adviser in plan.advisers}

    def look(session: Session) -> tuple[object, ...]:
        shown = session.model_dump(exclude=UNSEEN)
        return shown, venues[session.venue_id], names[session.adviser_id]

    return look


def _cancel(session: Session, plan: Plan, *, sequence: int) -> CancelledSession:
    """Note a session of an earlier version as cancelled, with the names it had."""
    venue = next(venue for venue in plan.venues if venue.id == session.venue_id)
    adviser = next(adviser for adviser in plan.advisers if adviser.id == session.adviser_id)
    return CancelledSession(
        planned=planned_slot(session),
        venue_id=venue.id,
        venue_name=venue.name,
        commune_name=venue.commune_name,
        adviser_id=adviser.id,
        adviser_name=adviser.name,
        day=session.day,
        start_minute=session.start_minute,
        end_minute=session.end_minute,
        sequence=sequence,
    )
