"""How an audit names rules, lines and dates in French."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from planner.audit.records import Rule
from planner.wording import MINUS_SIGN, NO_BREAK_SPACE, format_number, join_words

RULE_TITLES: Final = {
    Rule.PUBLIC_HOLIDAY: "Jour férié",
    Rule.NOT_IN_POST: "Conseiller hors contrat",
    Rule.ABSENCE: "Conseiller absent",
    Rule.CLOSURE: "Fermeture exceptionnelle",
    Rule.OPENING_HOURS: "Heures d'ouverture",
    Rule.UNKNOWN_HOURS: "Horaires inconnus",
    Rule.FORBIDDEN_VENUE: "Lieu interdit",
    Rule.REQUIRED_VENUE: "Lieu obligatoire",
    Rule.EXCLUSION: "Conseiller exclu de ce lieu",
    Rule.SECTOR: "Hors secteur",
    Rule.WORKING_DAY: "Jour non travaillé",
    Rule.SESSION_WINDOW: "Plage horaire",
    Rule.SESSION_LENGTH: "Durée de permanence",
    Rule.TWO_AT_ONCE: "Deux permanences à la fois",
    Rule.ROOM_TWICE: "Lieu pris deux fois",
    Rule.NO_ROAD: "Pas de route",
    Rule.TIME_TO_DRIVE: "Trajet impossible",
    Rule.LUNCH: "Pause de midi",
    Rule.DRIVING: "Trajet par jour",
    Rule.SPAN: "Amplitude",
    Rule.DAY_WORK: "Travail par jour",
    Rule.BREAK: "Travail sans pause",
    Rule.BACK_OFFICE: "Travail administratif",
    Rule.CONTRACT: "Heures du contrat",
    Rule.VENUE_SESSIONS: "Permanences par lieu",
    Rule.AREA_SESSIONS: "Permanences par territoire",
    Rule.AREA_COVERAGE: "Couverture par territoire",
}
_MAX_DATES_SHOWN: Final = 3
_MAX_LINES_SHOWN: Final = 6


def say_lines(lines: Sequence[int]) -> str:
    """Name lines of the sheet, the first ones where they are many: « lignes 4, 7 et 12 autres »."""
    shown = [str(line) for line in lines[:_MAX_LINES_SHOWN]]
    more = len(lines) - len(shown)
    noun = "ligne" if len(lines) == 1 else "lignes"
    if more <= 0:
        return f"{noun} {join_words(shown)}"
    return f"{noun} {', '.join(shown)} et {more} {'autre' if more == 1 else 'autres'}"


def say_rows(rows: Sequence[int]) -> str:
    """Name lines that are to blame, or none."""
    if not rows:
        return "ensemble"
    return say_lines(rows)


def say_days(days: Sequence[date]) -> str:
    """Name dates, the first ones where they are many: « 07/01, 21/01 et 4 autres »."""
    if not days:
        return ""
    shown = [f"{day:%d/%m/%Y}" for day in days[:_MAX_DATES_SHOWN]]
    more = len(days) - len(shown)
    if more <= 0:
        return join_words(shown)
    return f"{', '.join(shown)} et {more} {'autre' if more == 1 else 'autres'}"


def count(number: int, noun: str, *, plural: str = "") -> str:
    """Count things: « 1 anomalie », « 2 anomalies »; none is singular in French."""
    word = noun if abs(number) < 2 else plural or f"{noun}s"  # noqa: PLR2004 - two begin the plural
    return f"{format_number(number)}{NO_BREAK_SPACE}{word}"


def signed(value: float, *, decimals: int = 0) -> str:
    """Write a difference with its sign: « +12 », « −3 »; one that rounds to nothing has none."""
    rounded = round(value, decimals)
    if rounded == 0:
        return format_number(0, decimals=decimals)
    sign = "+" if rounded > 0 else MINUS_SIGN
    return f"{sign}{format_number(abs(rounded), decimals=decimals)}"
