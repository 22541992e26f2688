"""stress.csv: how firmly each venue holds its place, most doubtful first."""

import csv
import io
from typing import Final

from planner.export.planning_csv import neutralise
from planner.plan import NeedStress, Plan
from planner.wording import format_territory, one_line

COLUMNS: Final = (
    "Lieu",
    "Commune",
    "Code INSEE",
    "Devancé (part des tirages)",
    "Tient à l'estimation",
    "Concurrent",
    "Tirages",
    "Territoire",
)


def format_stress_csv(plan: Plan, stress: NeedStress) -> bytes:
    """Write the venues of a plan as CSV: ``;``, CRLF, decimal comma, UTF-8 with a BOM."""
    places = {venue.id: venue for venue in plan.venues}
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(stress.venues, key=lambda row: (-row.outranked_share, row.venue_id)):
        venue = places[row.venue_id]
        cells = (
            venue.name,
            venue.commune_name,
            venue.commune_code,
            f"{row.outranked_share:.3f}".replace(".", ","),
            "oui" if row.depends_on_luck else "non",
            row.rival_name,
            str(stress.num_redraws),
            format_territory(plan),
        )
        writer.writerow([neutralise(one_line(cell)) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")
