"""rdv-service-public.csv: the opening slots to type into RDV Service Public, one a line.

Its API reads slots but cannot write them (« plages d'ouverture »), so somebody has to. The columns
follow the form: title, place, first day, hours, recurrence. The form knows « every n weeks » from a
first day, hence no week numbers, and the New Year of a year with 53 weeks changes nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from planner.export.cells import clock_cell, format_french_csv, text_cell
from planner.export.series import format_interval, make_series
from planner.plan import Plan, PlanVenue
from planner.wording import format_territory

COLUMNS: Final = (
    "Agent",
    "Titre",
    "Lieu",
    "Commune",
    "Code INSEE",
    "Premier jour",
    "Heure de début",
    "Heure de fin",
    "Récurrence",
    "Jusqu’au",
    "Dates à retirer",
    "À vérifier",
    "Territoire",
)


def format_rdv_csv(plan: Plan) -> bytes:
    """Write the slots of a plan, by adviser and first day."""
    return format_french_csv(COLUMNS, list_rdv_rows(plan))


def list_rdv_rows(plan: Plan) -> list[tuple[str, ...]]:
    """Cells of every slot, in the order of :data:`COLUMNS`."""
    advisers = {adviser.id: adviser.name for adviser in plan.advisers}
    venues = {venue.id: venue for venue in plan.venues}
    territory = format_territory(plan)
    rows = []
    for series in make_series(plan):
        venue = venues[series.venue_id]
        cells = (
            advisers[series.adviser_id],
            slot_title(venue),
            venue.name,
            venue.commune_name,
            venue.commune_code,
            series.first_day.isoformat(),
            clock_cell(series.start_minute),
            clock_cell(series.end_minute),
            format_interval(series),
            series.last_day.isoformat() if series.interval_weeks else "",
            list_days(series.skipped),
            slot_remark(venue),
            territory,
        )
        rows.append(tuple(text_cell(cell) for cell in cells))
    return rows


def slot_title(venue: PlanVenue) -> str:
    """Title of a slot, as the agenda of the adviser shows it."""
    return f"Permanence – {venue.commune_name}"


def slot_remark(venue: PlanVenue) -> str:
    """What has to be checked before a slot is opened."""
    return "" if venue.hours_known else "horaires du lieu à confirmer"


def list_days(days: Sequence[date]) -> str:
    """Days in figures: « 05/04/2027, 17/05/2027 »."""
    return ", ".join(f"{day:%d/%m/%Y}" for day in days)
