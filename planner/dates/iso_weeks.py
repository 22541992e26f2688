"""Years of 53 ISO weeks: where odd and even weeks, and all that counts by them, part ways.

After week 53 comes week 1, and both are odd. A session every other week keeps its rhythm of
fourteen days, so it goes from odd weeks to even ones, or back.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from geodata.territory import Venue
from planner.plan import Visit
from planner.settings import CycleSettings
from planner.settings.calendar import CalendarSettings
from planner.wording import format_date, join_words

LONG_YEAR_WEEK: Final = 53
MAX_NAMES: Final = 5


def parity_changes(calendar: CalendarSettings) -> tuple[date, ...]:
    """Mondays within the calendar that follow a week 53 within the calendar."""
    mondays = [calendar.start + timedelta(weeks=week) for week in range(1, calendar.num_weeks)]
    return tuple(
        monday
        for monday in mondays
        if (monday - timedelta(days=1)).isocalendar().week == LONG_YEAR_WEEK
    )


def describe_parity_changes(
    visits: Sequence[Visit],
    venues: Sequence[Venue],
    *,
    calendar: CalendarSettings,
    cycle: CycleSettings,
) -> list[str]:
    """Announce in French every change of parity that rhythms or opening hours feel."""
    is_felt = any(len(visit.weeks) < cycle.num_weeks for visit in visits)
    visited = {visit.venue_id for visit in visits}
    by_week = [v.name for v in venues if v.id in visited and "week" in v.opening_hours.lower()]
    sentences = []
    for monday in parity_changes(calendar):
        year = (monday - timedelta(days=1)).isocalendar().year
        if is_felt:
            sentences.append(
                f"L'année {year} compte 53 semaines : à partir du {format_date(monday)}, une "
                "permanence d'une semaine sur deux passe des semaines paires aux semaines "
                "impaires, ou l'inverse. Seules les dates écrites font foi, non la parité des "
                "semaines."
            )
        if by_week:
            names = join_words(by_week[:MAX_NAMES])
            more = len(by_week) - MAX_NAMES
            others = f" et {more} autres" if more > 0 else ""
            sentences.append(
                f"Horaires écrits par numéro de semaine ({names}{others}) : ils changent de "
                f"parité le {format_date(monday)}, le rythme des permanences non ; chaque date "
                "est vérifiée."
            )
    return sentences
