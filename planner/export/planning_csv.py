"""planning.csv: one row a dated session, as a French Excel opens it with a double click.

Lost sessions stand among the others with their reason, so that nothing disappears silently. Excel
shows an INSEE code as a number, so « 01004 » loses its zero on screen; the file holds it.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Final

from planner.export.visits import all_sessions, cycle_week, match_visits
from planner.plan import LostSession, Plan, PlanAdviser, PlanVenue, Session, Visit
from planner.wording import (
    HALVES,
    WEEKDAYS,
    format_reason,
    format_rhythm,
    format_slot,
    format_territory,
    one_line,
)

COLUMNS: Final = (
    "Date",
    "Jour",
    "Semaine",
    "Semaine du cycle",
    "Conseiller",
    "Demi-journée",
    "Début",
    "Fin",
    "Lieu",
    "Commune",
    "Code INSEE",
    "EPCI",
    "Rythme",
    "Statut",
    "Motif",
    "Remplacement",
    "Horaires à confirmer",
    "Remarque",
    "Vacances scolaires",
    "Territoire",
)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet takes for a formula (OWASP, "CSV Injection")."""


def format_planning_csv(plan: Plan) -> bytes:
    """Write the dated sessions of a plan as CSV: ``;``, CRLF, UTF-8 with a byte order mark."""
    advisers = {adviser.id: adviser for adviser in plan.advisers}
    venues = {venue.id: venue for venue in plan.venues}
    epci_names = {commune.commune_code: commune.epci_name for commune in plan.communes}
    visits = match_visits(plan)

    def order(session: Session | LostSession) -> tuple[date, str, str, str, int, str]:
        adviser, visit = advisers[session.adviser_id], visits[session]
        start = visit.start_minute if visit else 0
        name = adviser.name.casefold()
        return session.day, name, adviser.id, session.half, start, session.venue_id

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for session in sorted(all_sessions(plan), key=order):
        venue = venues[session.venue_id]
        row = _session_row(
            plan,
            session,
            visit=visits[session],
            advisers=advisers,
            venue=venue,
            epci_name=epci_names.get(venue.commune_code, ""),
        )
        writer.writerow([neutralise(one_line(cell)) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def neutralise(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _session_row(
    plan: Plan,
    session: Session | LostSession,
    *,
    visit: Visit | None,
    advisers: Mapping[str, PlanAdviser],
    venue: PlanVenue,
    epci_name: str,
) -> tuple[str, ...]:
    """Return the cells of a session, in the order of :data:`COLUMNS`."""
    iso_year, iso_week, _ = session.day.isocalendar()
    # A lost session has no hours of its own: those foreseen by the cycle tell what is missing.
    hours = visit if isinstance(session, LostSession) else session
    return (
        session.day.isoformat(),
        WEEKDAYS[session.day.weekday()],
        # With its year: 53 weeks in 2026, and 1 January often belongs to the year before.
        f"{iso_year}-S{iso_week:02}",
        str(cycle_week(plan, session.day)),
        advisers[session.adviser_id].name,
        HALVES[session.half],
        _clock_cell(hours.start_minute) if hours else "",
        _clock_cell(hours.end_minute) if hours else "",
        venue.name,
        venue.commune_name,
        venue.commune_code,
        epci_name,
        format_rhythm(visit, plan.settings.cycle.num_weeks),
        *what_becomes_of(session, advisers),
        "non" if venue.hours_known else "oui",
        venue.hours_note,
        # Of a lost session the reason tells it, if it is one.
        "" if isinstance(session, LostSession) else session.school_holiday,
        format_territory(plan),
    )


def what_becomes_of(
    session: Session | LostSession, advisers: Mapping[str, PlanAdviser]
) -> tuple[str, str, str]:
    """Return status, reason and replacement of a session."""
    if isinstance(session, Session):
        if session.replaces is None:
            return "prévue", "", ""
        return "remplacement", "", f"remplace le {format_slot(session.replaces)}"
    reason = format_reason(session)
    if session.replacement is None:
        return "supprimée", reason, session.no_replacement
    new = session.replacement
    who = "" if new.adviser_id == session.adviser_id else f", {advisers[new.adviser_id].name}"
    if session.is_replaced:
        return "remplacée", reason, f"remplacée le {format_slot(new)}{who}"
    return "supprimée", reason, f"remplacement proposé le {format_slot(new)}{who}"


def _clock_cell(minute: int) -> str:
    """Write a time of day that spreadsheets read as a time: 540 -> ``09:00``."""
    hours, minutes = divmod(minute, 60)
    return f"{hours:02}:{minutes:02}"
