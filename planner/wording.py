"""French wording that exports, maps and sheets share.

A number and its unit stay together: the spaces inside « 9 h 00 », « 12 min » or « 81,3 % » are
no-break spaces, the one between thousands is narrow (U+202F).
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from planner.plan import (
    Half,
    LossReason,
    LostSession,
    Plan,
    PlannedSlot,
    Replacement,
    Visit,
)

NO_BREAK_SPACE: Final = "\u00a0"
NARROW_NO_BREAK_SPACE: Final = "\u202f"
MINUS_SIGN: Final = "\u2212"
WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
HALVES: Final[dict[Half, str]] = {"am": "matin", "pm": "après-midi"}
OUTSIDE_CYCLE: Final = "date isolée, hors du cycle"
SMALL_NUMBERS: Final = {2: "deux", 3: "trois", 4: "quatre"}
REASONS: Final[dict[LossReason, str]] = {
    "public_holiday": "jour férié",
    "absence": "absence",
    "closure": "fermeture du lieu",
    "not_in_post": "hors période de contrat",
    "closed_that_day": "hors horaires d’ouverture",
    "school_holidays": "vacances scolaires",
    "moved": "déplacée",
}
_UNEXPLAINED: Final = ("", "conseiller absent", "lieu fermé")
"""Details of an absence or a closure for which the tables give no reason."""
_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """Put a text of the data on one line: control characters and line ends become one space."""
    return _CONTROL_CHARACTERS.sub(" ", text).strip()


def join_words(words: Sequence[str]) -> str:
    """Join as French lists do: « 1, 2 et 4 »."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def count_words(number: int, singular: str, plural: str = "") -> str:
    """Count things or what became of them: « 1 supprimée », « 3 supprimées »."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"  # noqa: PLR2004 - French plural


def format_number(value: float, *, decimals: int = 0) -> str:
    """Write a number with a decimal comma and thousands apart."""
    text = f"{value:z,.{decimals}f}"
    return text.translate(str.maketrans(",.-", f"{NARROW_NO_BREAK_SPACE},{MINUS_SIGN}"))


_WHOLE: Final = 1 - 1e-9
"""From this share on it is everybody: sums of shares are not exact."""


def format_percent(share: float, *, decimals: int = 1) -> str:
    """Write a share of 1 in per cent: 0.813 -> « 81,3 % »; all but all is never « 100 % »."""
    percent = 100 * share
    if share < _WHOLE:
        percent = min(percent, 100 - 10**-decimals)
    return f"{format_number(percent, decimals=decimals)}{NO_BREAK_SPACE}%"


def format_percent_up(share: float, *, decimals: int = 1) -> str:
    """Write a share rounded up, as a gap has to be: 0.0361 -> « 3,7 % »."""
    scale = 100 * 10**decimals
    return format_percent(math.ceil(share * scale - 1e-6) / scale, decimals=decimals)


def format_minutes(minutes: float, *, decimals: int = 0) -> str:
    """Write a travel time: 12.4 -> « 12 min »."""
    return f"{format_number(minutes, decimals=decimals)}{NO_BREAK_SPACE}min"


def format_km(distance_m: float, *, decimals: int = 1) -> str:
    """Write metres as kilometres: 12400 -> « 12,4 km »."""
    return f"{format_number(distance_m / 1000, decimals=decimals)}{NO_BREAK_SPACE}km"


def format_duration(duration_s: float) -> str:
    """Write seconds, to the minute: « 45 min » below the hour, « 3 h 05 » from there."""
    hours, minutes = divmod(round(duration_s / 60), 60)
    if hours == 0:
        return format_minutes(minutes)
    return f"{format_number(hours)}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{minutes:02}"


def format_clock(minute: int) -> str:
    """Write a time of day, from minutes since midnight: 540 -> « 9 h 00 »."""
    hours, minutes = divmod(minute, 60)
    return f"{hours}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{minutes:02}"


def format_date(day: date) -> str:
    """Write a date in full: « mardi 5 janvier 2027 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return (
        f"{WEEKDAYS[day.weekday()]} {number}{NO_BREAK_SPACE}{MONTHS[day.month - 1]}"
        f"{NO_BREAK_SPACE}{day.year}"
    )


def format_weeks(weeks: Sequence[int]) -> str:
    """Name weeks of the cycle: « semaine 2 du cycle », « semaines 1 et 3 du cycle »."""
    noun = "semaine" if len(weeks) == 1 else "semaines"
    return f"{noun} {join_words([str(week) for week in weeks])} du cycle"


def format_rhythm(visit: Visit | None, cycle_weeks: int) -> str:
    """Say how often a visit takes place: « chaque mardi matin », « un mardi matin sur deux (…) ».

    ``None`` is a session that belongs to no visit of the cycle.
    """
    if visit is None:
        return OUTSIDE_CYCLE
    when = f"{WEEKDAYS[visit.weekday]} {HALVES[visit.half]}"
    weeks = tuple(sorted(visit.weeks))
    if len(weeks) == cycle_weeks:
        return f"chaque {when}"
    interval = cycle_weeks // len(weeks)
    if weeks == tuple(range(weeks[0], cycle_weeks + 1, interval)) and interval in SMALL_NUMBERS:
        return f"un {when} sur {SMALL_NUMBERS[interval]} ({format_weeks(weeks)})"
    return f"le {when} ({format_weeks(weeks)})"


def format_reason(lost: LostSession) -> str:
    """Say why a session is lost: « jour férié : Toussaint »."""
    detail = one_line(lost.detail)
    reason = REASONS[lost.reason]
    return reason if detail in _UNEXPLAINED else f"{reason}{NO_BREAK_SPACE}: {detail}"


def format_slot(slot: PlannedSlot | Replacement) -> str:
    """Name a half-day of a date: « mardi 30 mars 2027 (matin) »."""
    return f"{format_date(slot.day)} ({HALVES[slot.half]})"


def format_territory(plan: Plan) -> str:
    """Name the territory with its notice, as every output has to: « Nom (notice) »."""
    name, notice = one_line(plan.territory_name), one_line(plan.notice)
    return f"{name} ({notice})" if notice else name
