"""Absences and what they touch, in French."""

from planner.app.desk.absences import Affected, Event
from planner.app.desk.wording import Labels
from planner.events import AdviserAbsent
from planner.plan import Plan
from planner.wording import (
    HALVES,
    count_words,
    format_clock,
    format_date,
    format_number,
    one_line,
)


def describe_event(event: Event, labels: Labels) -> str:
    """Say who is away and when."""
    if isinstance(event, AdviserAbsent):
        who = f"{labels.adviser(event.adviser_id)} : absence"
    else:
        who = f"{labels.venue(event.venue_id)} : fermeture"
    if event.last_day is None:
        days = f"à partir du {event.first_day:%d/%m/%Y}"
    elif event.first_day == event.last_day:
        days = f"le {event.first_day:%d/%m/%Y}"
    else:
        days = f"du {event.first_day:%d/%m/%Y} au {event.last_day:%d/%m/%Y}"
    reason = one_line(event.reason)
    return f"{who} {days}{f' ({reason})' if reason else ''}"


def session_rows(affected: Affected, labels: Labels) -> list[tuple[str, str, str, str, str]]:
    """One row a session that cannot take place, by date."""
    rows = [
        (session, venue.visitors / len(venue.sessions))
        for venue in affected.venues
        for session in venue.sessions
    ]
    rows.sort(key=lambda row: (row[0].day, row[0].start_minute))
    return [
        (
            format_date(session.day),
            f"{HALVES[session.half]}, {format_clock(session.start_minute)}",
            labels.venue(session.venue_id),
            labels.adviser(session.adviser_id),
            format_number(visitors),
        )
        for session, visitors in rows
    ]


def summarise(affected: Affected, plan: Plan) -> str:
    """Sum up whom it concerns in one sentence."""
    visitors = sum(venue.visitors for venue in affected.venues)
    names = {row.commune_code: row.commune_name for row in plan.communes}
    communes = [one_line(names[code]) for code in affected.commune_codes]
    where = f" ; communes servies par ces lieux : {', '.join(communes)}" if communes else ""
    sessions = count_words(affected.num_sessions, "permanence")
    return f"{sessions} touchées, environ {format_number(visitors)} personnes attendues{where}."
