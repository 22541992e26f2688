"""The sheet of the communes: what they need, what they have, why no more."""

from collections.abc import Mapping

from planner.export.communes_csv import SITUATIONS
from planner.export.workbook.tables import Column, Row, Table
from planner.plan import CommuneAccess, Plan


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


def _commune_row(row: CommuneAccess, venues: Mapping[str, str]) -> Row:
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
