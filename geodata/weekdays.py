"""Weekdays in words: OSM's abbreviations, and French as people write it."""

import re
from typing import Final

OSM_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH_WEEKDAYS: Final = (
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
)
_POSITIONS: Final = {
    word: day
    for day, (osm, french) in enumerate(zip(OSM_WEEKDAYS, FRENCH_WEEKDAYS, strict=True))
    for word in (osm.lower(), french, french[:3], french[:2])
}


def parse_weekday(word: str) -> int:
    """Weekday of one word, 0 = Monday: ``Mo``, ``lu``, ``lun`` or ``lundi``, in any case.

    Raises
    ------
    ValueError
        The word is no weekday.
    """
    day = _POSITIONS.get(word.strip().rstrip(".").lower())
    if day is None:
        raise ValueError(f"not a weekday: {word!r}")
    return day


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Weekdays of a list such as ``Mo-Fr``, ``Mo,Tu,Th`` or ``lu-ma, ve``, in order.

    A range may run over the weekend (``Sa-Mo``), as it does in OSM.

    Raises
    ------
    ValueError
        A word is no weekday, or there is none.
    """
    days: set[int] = set()
    for part in re.split(r"[,;/]", text):
        first, dash, last = re.sub(r"[‐-―]", "-", part).partition("-")  # typographic dashes too
        days.update(weekday_range(parse_weekday(first), parse_weekday(last if dash else first)))
    return tuple(sorted(days))


def weekday_range(first: int, last: int) -> tuple[int, ...]:
    """Weekdays from the first to the last, both included, over the weekend if need be."""
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def write_weekdays(days: tuple[int, ...]) -> str:
    """Weekdays in OSM's words; three or more in a row become a range: ``Mo-Th,Sa``."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{OSM_WEEKDAYS[run[0]]}-{OSM_WEEKDAYS[run[-1]]}"
        if len(run) > 2  # noqa: PLR2004 - two days read better as a pair
        else ",".join(OSM_WEEKDAYS[day] for day in run)
        for run in runs
    )
