"""French public holidays."""

from datetime import date
from functools import lru_cache
from typing import Final

import holidays

MOSELLE: Final = "57"
"""Subdivision whose holidays are those of all Alsace-Moselle."""


def public_holidays(first_day: date, last_day: date, *, alsace_moselle: bool) -> dict[date, str]:
    """Public holidays from the first to the last day, both included, with their French names.

    ``alsace_moselle`` adds Good Friday and 26 December.
    """
    found = _holidays_of(first_day.year, last_day.year, alsace_moselle=alsace_moselle)
    return {day: name for day, name in found if first_day <= day <= last_day}


@lru_cache(maxsize=64)
def _holidays_of(
    first_year: int, last_year: int, *, alsace_moselle: bool
) -> tuple[tuple[date, str], ...]:
    """Days and names of whole years, in order; drafts are judged with them again and again."""
    found = holidays.country_holidays(
        "FR",
        subdiv=MOSELLE if alsace_moselle else None,
        years=range(first_year, last_year + 1),
        language="fr",
    )
    return tuple(sorted(found.items()))
