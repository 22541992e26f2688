"""Numbers, times, dates and rhythms in the language of the page.

In French exactly as :mod:`planner.wording` writes them, which exports and sheets share.
"""

from collections.abc import Sequence
from datetime import date

from maps.language import FRENCH, Language
from planner import wording
from planner.plan import Visit


def number_words(value: float, *, decimals: int = 0, language: Language = FRENCH) -> str:
    """Write a number: « 1 234,5 », “1,234.5”."""
    text = wording.format_number(value, decimals=decimals)
    return text.translate(language.number_signs)


def percent_words(share: float, *, decimals: int = 1, language: Language = FRENCH) -> str:
    """Write a share of 1 in per cent; all but all is never 100 %."""
    return _percent(wording.format_percent(share, decimals=decimals), language)


def percent_words_up(share: float, *, decimals: int = 1, language: Language = FRENCH) -> str:
    """Write a share rounded up, as a gap has to be."""
    return _percent(wording.format_percent_up(share, decimals=decimals), language)


def _percent(text: str, language: Language) -> str:
    number = text.removesuffix(f"{wording.NO_BREAK_SPACE}%").translate(language.number_signs)
    return language.say("{number}\u00a0%", number=number)


def minutes_of_travel(minutes: float, *, language: Language = FRENCH) -> str:
    """Write a travel time: « 12 min »."""
    return wording.format_minutes(minutes).translate(language.number_signs)


def km_words(distance_m: float, *, decimals: int = 1, language: Language = FRENCH) -> str:
    """Write metres as kilometres: « 12,4 km »."""
    return wording.format_km(distance_m, decimals=decimals).translate(language.number_signs)


def duration_words(duration_s: float, *, language: Language = FRENCH) -> str:
    """Write seconds, to the minute: « 45 min », « 3 h 05 »."""
    return wording.format_duration(duration_s).translate(language.number_signs)


def clock_words(minute: int, *, language: Language = FRENCH) -> str:
    """Write a time of day, from minutes since midnight: « 9 h 00 », “9:00”."""
    hours, minutes = divmod(minute, 60)
    return language.say("{hour}\u00a0h\u00a0{minute}", hour=hours, minute=f"{minutes:02}")


def date_words(day: date, *, language: Language = FRENCH) -> str:
    """Write a date in full: « mardi 5 janvier 2027 », “Tuesday 5 January 2027”."""
    return language.say(
        "{weekday} {day}\u00a0{month}\u00a0{year}",
        weekday=language.say(wording.WEEKDAYS[day.weekday()]),
        day=language.say("1er") if day.day == 1 else day.day,
        month=language.say(wording.MONTHS[day.month - 1]),
        year=day.year,
    )


def join_in_words(words: Sequence[str], *, language: Language = FRENCH) -> str:
    """Join as a list does: « 1, 2 et 4 »."""
    if len(words) <= 1:
        return "".join(words)
    return language.say("{first} et {last}", first=", ".join(words[:-1]), last=words[-1])


def weeks_of_cycle(weeks: Sequence[int], *, language: Language = FRENCH) -> str:
    """Name weeks of the cycle: « semaines 1 et 3 du cycle »."""
    numbers = join_in_words([str(week) for week in weeks], language=language)
    return language.say_count(
        len(weeks), "semaine {weeks} du cycle", "semaines {weeks} du cycle", weeks=numbers
    )


def rhythm_words(visit: Visit, cycle_weeks: int, *, language: Language = FRENCH) -> str:
    """Say how often a visit takes place: « un mardi matin sur deux (semaines 1 et 3 du cycle) »."""
    when = language.say(
        "{weekday} {half}",
        weekday=language.say(wording.WEEKDAYS[visit.weekday]),
        half=language.say(wording.HALVES[visit.half]),
    )
    weeks = tuple(sorted(visit.weeks))
    if len(weeks) == cycle_weeks:
        return language.say("chaque {when}", when=when)
    interval = cycle_weeks // len(weeks)
    words = weeks_of_cycle(weeks, language=language)
    if weeks == tuple(range(weeks[0], cycle_weeks + 1, interval)):
        match interval:
            case 2:
                return language.say("un {when} sur deux ({weeks})", when=when, weeks=words)
            case 3:
                return language.say("un {when} sur trois ({weeks})", when=when, weeks=words)
            case 4:
                return language.say("un {when} sur quatre ({weeks})", when=when, weeks=words)
    return language.say("le {when} ({weeks})", when=when, weeks=words)
