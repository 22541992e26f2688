"""Sheets of the work of a cycle: day tours, and what they make of everybody's contract."""

from planner.export.workbook.tables import Column, Row, Table
from planner.plan import Plan, Tour
from planner.wording import WEEKDAYS


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
