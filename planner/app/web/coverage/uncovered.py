"""Communes by the need that a plan leaves without an answer."""

from typing import Final

from planner.export.communes_csv import SITUATIONS
from planner.plan import CommuneAccess, Plan
from planner.wording import format_number, format_percent, one_line

COLUMNS: Final = (
    "Commune",
    "Intercommunalité",
    "Besoin non couvert",
    "Couvert",
    "Situation",
    "Explication",
)
NUMERIC: Final = frozenset({2, 3})
_ONE_PERSON: Final = 0.5


def list_uncovered(plan: Plan) -> list[CommuneAccess]:
    """List the communes where somebody's need is not covered, the most people first."""
    rows = [row for row in plan.communes if _people(row) >= _ONE_PERSON]
    return sorted(rows, key=lambda row: (-_people(row), row.commune_code))


def describe_uncovered(plan: Plan) -> list[tuple[str, ...]]:
    """Cells of :data:`COLUMNS` for each of these communes."""
    return [
        (
            one_line(row.commune_name),
            one_line(row.epci_name),
            format_number(round(_people(row))),
            format_percent(row.value),
            SITUATIONS[row.status],
            one_line(row.explanation),
        )
        for row in list_uncovered(plan)
    ]


def _people(row: CommuneAccess) -> float:
    return row.need * (1 - row.value)
