"""Sheets of what has a date: sessions, and the slots to type into RDV Service Public."""

from collections.abc import Mapping
from datetime import date

from planner.export.planning_csv import what_becomes_of
from planner.export.rdv_csv import list_days, slot_remark, slot_title
from planner.export.series import format_interval, make_series
from planner.export.visits import all_sessions, cycle_week, match_visits
from planner.export.workbook.tables import Column, Row, Table
from planner.plan import LostSession, Plan, PlanAdviser, PlanVenue, Session, Visit
from planner.wording import HALVES, format_rhythm


def session_sheet(plan: Plan) -> Table:
    """Every dated session, lost ones with their reason."""
    advisers = {adviser.id: adviser for adviser in plan.advisers}
    venues = {venue.id: venue for venue in plan.venues}
    epcis = {commune.commune_code: commune.epci_name for commune in plan.communes}
    visits = match_visits(plan)

    def order(session: Session | LostSession) -> tuple[date, str, str, str, str]:
        name = advisers[session.adviser_id].name.casefold()
        return session.day, name, session.adviser_id, session.half, session.venue_id

    return Table(
        name="Permanences",
        title="Permanences",
        columns=(
            Column(title="Date", kind="date", width=17),
            Column(title="Semaine", width=10),
            Column(title="Semaine du cycle", kind="rank", width=10),
            Column(title="Conseiller", width=20),
            Column(title="Demi-journée", width=13),
            Column(title="Début", kind="clock", width=8),
            Column(title="Fin", kind="clock", width=8),
            Column(title="Durée", kind="duration", width=9, has_total=True),
            Column(title="Commune", width=26),
            Column(title="Lieu", width=32),
            Column(title="Statut", width=12, is_reason=True),
            Column(title="Motif", kind="wrapped", width=28, is_reason=True),
            Column(title="Remplacement", kind="wrapped", width=34, is_reason=True),
            Column(title="Horaires à confirmer", width=12),
            Column(title="Rythme", width=58),
            Column(title="Remarque", kind="wrapped", width=30),
            Column(title="Vacances scolaires", width=20),
            Column(title="Code INSEE", width=10),
            Column(title="EPCI", width=36),
            Column(title="Identifiant du conseiller", width=13),
            Column(title="Identifiant du lieu", width=13),
        ),
        rows=tuple(
            _session_row(
                plan,
                session,
                visit=visits[session],
                advisers=advisers,
                venue=venues[session.venue_id],
                epci_name=epcis.get(venues[session.venue_id].commune_code, ""),
            )
            for session in sorted(all_sessions(plan), key=order)
        ),
        num_printed=14,
    )


def _session_row(
    plan: Plan,
    session: Session | LostSession,
    *,
    visit: Visit | None,
    advisers: Mapping[str, PlanAdviser],
    venue: PlanVenue,
    epci_name: str,
) -> Row:
    year, week, _ = session.day.isocalendar()
    held = session if isinstance(session, Session) else None
    # A lost session has no hours of its own: those foreseen tell what is missing.
    hours = held or visit
    return Row(
        values=(
            session.day,
            f"{year}-S{week:02}",
            cycle_week(plan, session.day),
            advisers[session.adviser_id].name,
            HALVES[session.half],
            hours.start_minute if hours else None,
            hours.end_minute if hours else None,
            60 * (held.end_minute - held.start_minute) if held else None,
            venue.commune_name,
            venue.name,
            *what_becomes_of(session, advisers),
            "non" if venue.hours_known else "oui",
            format_rhythm(visit, plan.settings.cycle.num_weeks),
            venue.hours_note,
            held.school_holiday if held else "",
            venue.commune_code,
            epci_name,
            session.adviser_id,
            venue.id,
        ),
        state="lost" if held is None else "plain" if venue.hours_known else "unsure",
    )


def rdv_sheet(plan: Plan) -> Table:
    """Slots to type into RDV Service Public, one a row."""
    advisers = {adviser.id: adviser.name for adviser in plan.advisers}
    venues = {venue.id: venue for venue in plan.venues}
    return Table(
        name="RDV Service Public",
        title="Plages à saisir dans RDV Service Public",
        columns=(
            Column(title="Agent", width=20),
            Column(title="Titre", width=42),
            Column(title="Lieu", width=32),
            Column(title="Premier jour", kind="date", width=17),
            Column(title="Heure de début", kind="clock", width=10),
            Column(title="Heure de fin", kind="clock", width=10),
            Column(title="Récurrence", width=32),
            Column(title="Jusqu’au", kind="date", width=17),
            Column(title="Dates à retirer", kind="wrapped", width=34),
            Column(title="À vérifier", kind="wrapped", width=32),
        ),
        rows=tuple(
            Row(
                values=(
                    advisers[series.adviser_id],
                    slot_title(venues[series.venue_id]),
                    venues[series.venue_id].name,
                    series.first_day,
                    series.start_minute,
                    series.end_minute,
                    format_interval(series),
                    series.last_day if series.interval_weeks else None,
                    list_days(series.skipped),
                    slot_remark(venues[series.venue_id]),
                )
            )
            for series in make_series(plan)
        ),
    )
