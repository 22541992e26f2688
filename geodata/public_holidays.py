"""French public holidays."""

from datetime import date
from typing import Final

import holidays

MOSELLE: Final = "57"
"""Subdivision whose holidays are those of all Alsace-Moselle."""


def public_holidays(first_day: date, last_day: date, *, alsace_moselle: bool) -> dict[date, str]:
    """Public holidays from the first to the last day, both included, with their French names.

    ``alsace_moselle`` adds Good Friday and 26 December.
    """
    found = holidays.country_holidays(
        "FR",
        subdiv=MOSELLE if alsace_moselle else None,
        years=range(first_day.year, last_day.year + 1),
        language="fr",
    )
    return {day: found[day] for day in sorted(found) if first_day <= day <= last_day}
