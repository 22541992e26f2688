"""What calendars were told: numbers that rise, and no session both held and cancelled."""

from collections import Counter
from collections.abc import Iterator

from planner.check.wording import say_day
from planner.plan import Plan, PlannedSlot


def check_calendar_record(plan: Plan) -> Iterator[str]:
    """Check the sequence numbers and the cancelled sessions of a plan.

    A session that a version changed has twice its number, one that it cancelled one less.
    """
    last = 2 * plan.calendar_revision
    if plan.calendar_revision < 0:
        yield "Agendas : numéro de version négatif."
    calendar, sought = plan.settings.calendar, plan.replacements_from
    if sought is not None and not 0 <= (sought - calendar.start).days < 7 * calendar.num_weeks:
        yield f"Remplacements cherchés à partir du {say_day(sought)}, hors du calendrier."
    for session in plan.sessions:
        if not 0 <= session.sequence <= last or session.sequence % 2:
            yield (
                f"Permanence du {say_day(session.day)} ({session.venue_id}) : numéro d'agenda "
                f"{session.sequence} impossible."
            )
    live = {
        (
            session.venue_id,
            session.replaces
            or PlannedSlot(day=session.day, adviser_id=session.adviser_id, half=session.half),
            session.adviser_id,
        )
        for session in plan.sessions
    }
    counts = Counter((one.venue_id, one.planned, one.adviser_id) for one in plan.cancelled_sessions)
    for one in plan.cancelled_sessions:
        key = one.venue_id, one.planned, one.adviser_id
        words = f"Permanence annulée du {say_day(one.day)} ({one.venue_name})"
        if not 0 < one.sequence < last or one.sequence % 2 == 0:
            yield f"{words} : numéro d'agenda {one.sequence} impossible."
        if key in live:
            yield f"{words} : elle est pourtant tenue."
        if counts[key] > 1:
            yield f"{words} : annulée {counts[key]} fois."
