"""communes.csv: one row a commune, with why it has no weekly session and what would change that."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from planner.export.planning_csv import neutralise
from planner.plan import AccessStatus, CommuneAccess, Plan
from planner.wording import format_reason, format_territory, one_line

COLUMNS: Final = (
    "Code INSEE",
    "Commune",
    "EPCI",
    "Canton",
    "Population",
    "Besoin estimé (personnes)",
    "Besoin couvert avant (%)",
    "Besoin couvert (%)",
    "Situation",
    "Meilleur lieu",
    "Minutes",
    "Permanences par cycle",
    "Permanences remplacées",
    "Permanences supprimées",
    "Explication",
    "Besoin couvert après ce changement (personnes, écart)",
    "Route après ce changement (minutes par cycle, écart)",
    "Visiteurs attendus par cycle (lieux de la commune)",
    "Places par cycle",
    "Sans place",
    "Territoire",
)
SITUATIONS: Final[dict[AccessStatus, str]] = {
    "served_here": "permanence dans la commune",
    "served_nearby": "permanence dans une commune voisine",
    "existing_offer": "offre fixe existante",
    "not_served": "sans accès",
    "unreachable": "sans route",
}


def format_communes_csv(plan: Plan) -> bytes:
    """Write the communes of a plan as CSV: ``;``, CRLF, decimal commas, UTF-8 with a mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    venues = {venue.id: venue.name for venue in plan.venues}
    territory = format_territory(plan)
    replaced, dropped = _lost_by_commune(plan)
    capacity = _capacity_by_commune(plan)
    for row in sorted(plan.communes, key=lambda row: row.commune_code):
        best_venue = venues.get(row.best_venue_id or "", "")
        lost = replaced.get(row.commune_code, ""), dropped.get(row.commune_code, "")
        at_home = capacity.get(row.commune_code, ("", "", ""))
        writer.writerow([*_cells(row, best_venue, lost), *at_home, _text(territory)])
    return buffer.getvalue().encode("utf-8-sig")


def _lost_by_commune(plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """What becomes of the sessions lost in each commune: replaced at which date, dropped why."""
    communes = {venue.id: venue.commune_code for venue in plan.venues}
    replaced: defaultdict[str, list[str]] = defaultdict(list)
    dropped: defaultdict[str, list[str]] = defaultdict(list)
    for lost in sorted(plan.lost_sessions, key=lambda lost: (lost.day, lost.half)):
        commune = communes[lost.venue_id]
        if lost.replacement is not None and lost.is_replaced:
            new = f"{lost.day:%d/%m/%Y} remplacée le {lost.replacement.day:%d/%m/%Y}"
            replaced[commune].append(new)
        else:
            dropped[commune].append(f"{lost.day:%d/%m/%Y} supprimée ({format_reason(lost)})")
    return (
        {code: " ; ".join(texts) for code, texts in replaced.items()},
        {code: " ; ".join(texts) for code, texts in dropped.items()},
    )


def _capacity_by_commune(plan: Plan) -> dict[str, tuple[str, str, str]]:
    """Visitors, seats and those without one at the venues of each commune that has some."""
    commune_of = {venue.id: venue.commune_code for venue in plan.venues}
    sums: dict[str, list[float]] = {}
    for row in () if plan.capacity is None else plan.capacity.venues:
        own = sums.setdefault(commune_of[row.venue_id], [0.0, 0.0, 0.0])
        for at, people in enumerate((row.expected_visitors, row.seats, row.unserved)):
            own[at] += people
    return {
        code: (_decimal(visitors, 1), _decimal(seats, 1), _decimal(unserved, 1))
        for code, (visitors, seats, unserved) in sums.items()
    }


def _cells(row: CommuneAccess, best_venue: str, lost: tuple[str, str]) -> Sequence[str]:
    change = row.smallest_change
    return (
        _text(row.commune_code),
        _text(row.commune_name),
        _text(row.epci_name),
        _text(row.canton_name),
        str(row.population),
        _decimal(row.need, 1),
        _decimal(100 * row.value_before, 1),
        _decimal(100 * row.value, 1),
        SITUATIONS[row.status],
        _text(best_venue),
        "" if row.best_minutes is None else _decimal(row.best_minutes, 1),
        "" if row.best_sessions_per_cycle is None else str(row.best_sessions_per_cycle),
        *map(_text, lost),
        _text(row.explanation),
        "" if change is None else _decimal(change.covered_need, 1),
        "" if change is None else _decimal(change.drive_s / 60, 1),
    )


def _text(cell: str) -> str:
    """Put a text on one line, and make it no formula; numbers below zero are none either."""
    return neutralise(one_line(cell))


def _decimal(value: float, decimals: int) -> str:
    """Write a number as a French spreadsheet reads it: « 12,5 », « -3,0 »."""
    return f"{value:z.{decimals}f}".replace(".", ",")
