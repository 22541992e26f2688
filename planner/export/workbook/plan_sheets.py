"""Sheets of what the plan decides: sessions, communes, tours, advisers, slots to type in."""

from collections.abc import Mapping
from datetime import date

from planner.export.communes_csv import SITUATIONS
from planner.export.planning_csv import what_becomes_of
from planner.export.rdv_csv import list_days, slot_remark, slot_title
from planner.export.series import format_interval, make_series
from planner.export.visits import all_sessions, cycle_week, match_visits
from planner.export.workbook.tables import Column, Row, Table
from planner.plan import (
    CommuneAccess,
    LostSession,
    Plan,
    PlanAdviser,
    PlanVenue,
    Session,
    Tour,
    Visit,
)
from planner.wording import HALVES, WEEKDAYS, format_rhythm


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
    is_lost = isinstance(session, LostSession)
    # A lost session has no hours of its own: those foreseen tell what is missing.
    hours = visit if isinstance(session, LostSession) else session
    held = None if isinstance(session, LostSession) else session
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
        state="lost" if is_lost else "plain" if venue.hours_known else "unsure",
    )


def commune_sheet(plan: Plan) -> Table:
    """Every commune: its need, what it has, and why no more."""
    venues = {venue.id: venue.name for venue in plan.venues}
    return Table(
        name="Communes",
        title="Communes",
        columns=(
            Column(title="Code INSEE", width=10),
            Column(title="Commune", width=28),
            Column(title="EPCI", width=30),
            Column(title="Population", kind="whole", width=12, has_total=True),
            Column(title="Besoin estimé (personnes)", kind="decimal", width=13, has_total=True),
            Column(title="Besoin couvert avant", kind="percent", width=11),
            Column(title="Besoin couvert", kind="percent", width=11),
            Column(title="Besoin couvert (personnes)", kind="decimal", width=13, has_total=True),
            Column(title="Situation", width=32),
            Column(title="Explication", kind="wrapped", width=110),
            Column(title="Meilleur lieu", width=32),
            Column(title="Minutes jusqu’à ce lieu", kind="decimal", width=11),
            Column(title="Permanences par cycle", kind="whole", width=12),
            Column(title="Permanence la plus proche (min)", kind="decimal", width=13),
            Column(title="Lieu fixe le plus proche", width=32),
            Column(title="Lieu fixe (min)", kind="decimal", width=11),
            Column(title="Besoin, bas de fourchette", kind="decimal", width=12),
            Column(title="Besoin, haut de fourchette", kind="decimal", width=12),
            Column(title="Couvert après ce changement (écart)", kind="decimal", width=13),
            Column(title="Route après ce changement (min, écart)", kind="decimal", width=13),
            Column(title="Canton", width=24),
        ),
        rows=tuple(
            _commune_row(row, venues)
            for row in sorted(plan.communes, key=lambda row: row.commune_code)
        ),
        num_frozen=2,
        num_printed=10,
    )


def _commune_row(row: CommuneAccess, venues: dict[str, str]) -> Row:
    change = row.smallest_change
    return Row(
        values=(
            row.commune_code,
            row.commune_name,
            row.epci_name,
            row.population,
            row.need,
            row.value_before,
            row.value,
            row.need * row.value,
            SITUATIONS[row.status],
            row.explanation,
            venues.get(row.best_venue_id or "", ""),
            row.best_minutes,
            row.best_sessions_per_cycle,
            row.nearest_session_minutes,
            row.nearest_offer_name or "",
            row.nearest_offer_minutes,
            row.need_low,
            row.need_high,
            change.covered_need if change else None,
            change.drive_s / 60 if change else None,
            row.canton_name,
        )
    )


def tour_sheet(plan: Plan) -> Table:
    """Every day tour of the cycle."""
    return Table(
        name="Tournées",
        title="Tournées du cycle",
        columns=(
            Column(title="Conseiller", width=20),
            Column(title="Jour", width=10),
            Column(title="Semaines du cycle", width=11),
            Column(title="Fois par cycle", kind="whole", width=9, has_total=True),
            Column(title="Départ", kind="clock", width=8),
            Column(title="Base", width=20),
            Column(title="1re étape", width=28),
            Column(title="2e étape", width=28),
            Column(title="Retour", kind="clock", width=8),
            Column(title="Route", kind="duration", width=8),
            Column(title="Distance (km)", kind="decimal", width=10),
            Column(title="Travail (route et permanences)", kind="duration", width=13),
            Column(title="Route par cycle", kind="duration", width=10, has_total=True),
            Column(title="Distance par cycle (km)", kind="decimal", width=11, has_total=True),
        ),
        rows=tuple(_tour_row(plan, tour) for tour in plan.tours),
    )


def _tour_row(plan: Plan, tour: Tour) -> Row:
    adviser = next(one for one in plan.advisers if one.id == tour.adviser_id)
    names = {venue.id: venue.name for venue in plan.venues}
    stops = [names[venue_id] for venue_id in tour.venue_ids]
    times = len(tour.weeks)
    return Row(
        values=(
            adviser.name,
            WEEKDAYS[tour.weekday],
            ", ".join(map(str, tour.weeks)),
            times,
            tour.leave_minute,
            adviser.base_commune_name,
            stops[0] if stops else "",
            " ; ".join(stops[1:]),
            tour.return_minute,
            tour.drive_s,
            tour.distance_m / 1000,
            tour.work_s,
            times * tour.drive_s,
            times * tour.distance_m / 1000,
        )
    )


def adviser_sheet(plan: Plan) -> Table:
    """The work of every adviser over one cycle."""
    names = {adviser.id: adviser.name for adviser in plan.advisers}
    bases = {adviser.id: adviser.base_commune_name for adviser in plan.advisers}
    return Table(
        name="Conseillers",
        title=f"Charge par cycle de {plan.settings.cycle.num_weeks} semaines",
        columns=(
            Column(title="Conseiller", width=24),
            Column(title="Base", width=22),
            Column(title="Permanences", kind="whole", width=12, has_total=True),
            Column(title="Heures de permanence", kind="duration", width=12, has_total=True),
            Column(title="Route", kind="duration", width=10, has_total=True),
            Column(title="Distance (km)", kind="decimal", width=11, has_total=True),
            Column(
                title="Reste du contrat (préparation)", kind="duration", width=14, has_total=True
            ),
            Column(title="Contrat", kind="duration", width=10, has_total=True),
        ),
        rows=tuple(
            Row(
                values=(
                    names[load.adviser_id],
                    bases[load.adviser_id],
                    load.num_sessions,
                    load.session_s,
                    load.drive_s,
                    load.distance_m / 1000,
                    load.back_office_s,
                    load.contract_s,
                )
            )
            for load in plan.loads
        ),
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
