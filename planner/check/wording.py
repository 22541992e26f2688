"""How the checks say that a figure is wrong, in French."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from geodata.weekdays import FRENCH_WEEKDAYS

HALF_WORDS: Final = {"am": "matin", "pm": "après-midi"}
RELATIVE_TOLERANCE: Final = 1e-9
ABSOLUTE_TOLERANCE: Final = 1e-6
"""Sums of the same figures in another order differ by less."""

Figure = tuple[str, object, object]
"""What it is called, what the plan says, what was worked out."""


def is_same(given: object, expected: object) -> bool:
    """Compare two figures; fractions within the tolerances, and NaN equals nothing."""
    if isinstance(given, float | int) and isinstance(expected, float | int):
        return math.isclose(given, expected, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    return given == expected


def compare(subject: str, figures: Iterable[Figure]) -> Iterator[str]:
    """Say every figure of a subject that is not what was worked out."""
    for name, given, expected in figures:
        if not is_same(given, expected):
            yield f"{subject} : {name} : {say(given)} au lieu de {say(expected)}."


def check_listed_once(
    subject: str, listed: Iterable[object], expected: Iterable[object]
) -> Iterator[str]:
    """Say what is missing, repeated or too much in a list of ids."""
    counts = Counter(listed)
    wanted = dict.fromkeys(expected)
    for item in wanted:
        if item not in counts:
            yield f"{subject} : {say(item)} manque."
    for item, count in counts.items():
        if item not in wanted:
            yield f"{subject} : {say(item)} n'y a pas sa place."
        elif count > 1:
            yield f"{subject} : {say(item)} figure {count} fois."


def say(value: object) -> str:
    """Write a value as a French sentence shows it."""
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.9g}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(map(say, value)) + ")"
    return f"« {value} »"


def say_day(day: date) -> str:
    """Write a date: « lundi 29/03/2027 »."""
    return f"{FRENCH_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def say_clock(minute: int) -> str:
    """Write a time of day: « 9 h 05 »."""
    return f"{minute // 60}\u00a0h\u00a0{minute % 60:02d}"


def say_duration(seconds: int, *, is_rest: bool = False) -> str:
    """Write a duration: « 2 h 38 », « 45 min »; the minute begun counts, of a rest it does not.

    So what passes a limit by seconds does not read like the limit.
    """
    minutes = seconds // 60 if is_rest else -(-seconds // 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes}\u00a0min"
    return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02d}"


def say_weeks(weeks: Iterable[int]) -> str:
    """Write weeks of the cycle: « semaines 1, 3 »."""
    numbers = list(map(str, weeks))
    return f"semaine{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
