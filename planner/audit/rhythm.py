"""A rhythm in French words: « 2ème et 4ème jeudi », « semaines impaires », « un lundi sur deux ».

The text is taken apart piece by piece; a rhythm is understood only when no word is left over.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from geodata.weekdays import FRENCH_WEEKDAYS, weekday_range
from planner.audit.cell_errors import CellError
from planner.audit.clock import take_halves
from planner.audit.exceptions import NO_EXCEPTIONS, Exceptions, parse_exceptions, split_exceptions
from planner.audit.french_dates import DATE_WORD, set_dates_apart
from planner.plan import Half

_NUMBERS: Final = {"deux": 2, "2": 2, "trois": 3, "3": 3, "quatre": 4, "4": 4}
_NUMBER: Final = "|".join(_NUMBERS)
_ORDINALS: Final = {
    **dict.fromkeys(("1er", "1ere", "1e", "premier", "premiere"), 1),
    **dict.fromkeys(("2e", "2eme", "2em", "2nd", "2nde", "deuxieme", "second", "seconde"), 2),
    **dict.fromkeys(("3e", "3eme", "3em", "troisieme"), 3),
    **dict.fromkeys(("4e", "4eme", "4em", "quatrieme"), 4),
    **dict.fromkeys(("5e", "5eme", "cinquieme"), 5),
    **dict.fromkeys(("avant dernier", "avant derniere"), -2),
    **dict.fromkeys(("dernier", "derniere"), -1),
}
_ORDINAL: Final = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DAY: Final = "|".join(FRENCH_WEEKDAYS)
_WEEKS: Final = r"(?:semaines?|sem|s)"
_SHORT_DAYS: Final = {name[:3]: name for name in FRENCH_WEEKDAYS}
_FILLER_WORDS: Final = "le la les l du de des d et en au aux a tous toutes permanence permanences"
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
_REMEDY: Final = (
    "écrivez par exemple « tous les lundis », « semaines paires », « 2e et 4e jeudi », « un lundi "
    "sur deux à partir du 11/01/2027 », ou les dates"
)
_WHICH_OF_THE_MONTH: Final = (
    "dites lequel : « 1er lundi », « dernier jeudi », ou « un lundi sur 4 »"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """On which days sessions recur; what is not said does not restrict."""

    weekdays: tuple[int, ...] = ()
    interval_weeks: int = 1
    parity: int | None = None
    """0 for even ISO weeks, 1 for odd ones."""
    nth_weekdays: tuple[tuple[int, int], ...] = ()
    """(which of the month, weekday); from the end when negative."""
    iso_weeks: tuple[int, ...] = ()
    cycle_weeks: tuple[int, ...] = ()
    """Weeks of the settings' cycle, from 1."""
    dates: tuple[date, ...] = ()
    """Explicit dates; then nothing but the exceptions applies beside them."""
    first_day: date | None = None
    last_day: date | None = None
    halves: tuple[Half, ...] = ()
    exceptions: Exceptions = NO_EXCEPTIONS
    is_stated: bool = True
    """False when only a weekday is told, which is taken as every week."""


def parse_rhythm(text: str, *, first_day: date, last_day: date) -> Rhythm:
    """Understand a rhythm, the words of its weekday included.

    Parameters
    ----------
    text
        Day and rhythm as written, one after the other.
    first_day, last_day
        The calendar, which gives dates without a year theirs.

    Raises
    ------
    CellError
        A part is not understood, or parts contradict each other.
    """
    main, excepted = split_exceptions(text)
    exceptions = parse_exceptions(excepted, first_day=first_day, last_day=last_day)
    found = set_dates_apart(main, first_day=first_day, last_day=last_day)
    halves, rest = take_halves(_plain_words(found.folded))
    rest = " ".join(rest.split())
    rhythm = Rhythm(halves=halves, exceptions=exceptions)
    rhythm, rest = _take_period(rhythm, rest, found.dates)
    rhythm, rest = _take_interval(rhythm, " ".join(rest.split()))
    rhythm, rest = _take_weeks(rhythm, " ".join(rest.split()), text)
    rhythm, rest = _take_nth_weekdays(rhythm, " ".join(rest.split()), text)
    rest, is_weekly = _take_weekly(rest)
    rhythm, rest = _take_dates(rhythm, rest, found.dates)
    rhythm, rest = _take_weekdays(rhythm, rest)
    left = [word for word in rest.split() if word not in _FILLERS]
    if left:
        raise CellError(f"« {text} » : « {' '.join(left)} » n'est pas compris", _REMEDY)
    _refuse_contradictions(rhythm, text, is_weekly=is_weekly)
    return replace(rhythm, is_stated=is_weekly or _num_kinds(rhythm) > 0)


def _plain_words(folded: str) -> str:
    """Bring weekdays and ordinals to the singular, weekdays in full."""
    words = []
    for word in folded.split():
        single = word.removesuffix("s")
        is_known = single in FRENCH_WEEKDAYS or single in _ORDINALS
        words.append(single if is_known else _SHORT_DAYS.get(word, word))
    return " ".join(words)


def _take_period(rhythm: Rhythm, rest: str, dates: tuple[date, ...]) -> tuple[Rhythm, str]:
    """« à partir du … », « jusqu'au … », « du … au … »."""
    day = rf"(?:(?:{_DAY}) )?{DATE_WORD}(\d+)"
    match = re.search(rf"\b(?:a (?:partir|compter) )?du {day} (?:jusqu )?au {day}\b", rest)
    if match:
        start, end = dates[int(match[1])], dates[int(match[2])]
        if end < start:
            raise CellError(f"du {start:%d/%m/%Y} au {end:%d/%m/%Y} : la fin précède", _REMEDY)
        rest = rest.replace(match[0], " ", 1)
        return replace(rhythm, first_day=start, last_day=end), rest
    match = re.search(rf"\b(?:a (?:partir|compter) du|des le|depuis le) {day}\b", rest)
    if match:
        rhythm = replace(rhythm, first_day=dates[int(match[1])])
        rest = rest.replace(match[0], " ", 1)
    match = re.search(rf"\bjusqu au {day}\b", rest)
    if match:
        rhythm = replace(rhythm, last_day=dates[int(match[1])])
        rest = rest.replace(match[0], " ", 1)
    return rhythm, rest


def _take_interval(rhythm: Rhythm, rest: str) -> tuple[Rhythm, str]:
    """« un lundi sur deux », « toutes les 3 semaines », « tous les 15 jours », « quinzaine »."""
    patterns = (
        rf"\b(?:un|une|1) ({_DAY}|{_WEEKS}) (?:sur )?(?P<n>{_NUMBER})\b",
        rf"\b(?:tous|toutes) les (?P<n>{_NUMBER}) ({_DAY}|{_WEEKS})\b",
        rf"\b(?:un|une|1) (fois )?sur (?P<n>{_NUMBER})\b",
    )
    for pattern in patterns:
        match = re.search(pattern, rest)
        if match:
            unit = next((group for group in match.groups() if group not in _NUMBERS), None)
            kept = unit if unit in FRENCH_WEEKDAYS else " "
            rest = rest.replace(match[0], f" {kept} ", 1)
            return replace(rhythm, interval_weeks=_NUMBERS[match["n"]]), rest
    fortnight = r"\b(?:tous les )?(?:15|quinze) jours\b|\b(?:par |chaque )?quinzaine\b"
    for pattern, weeks in (
        (fortnight, 2),
        (r"\btous les 21 jours\b", 3),
        (r"\btous les 28 jours\b", 4),
    ):
        rest, count = re.subn(pattern, " ", rest)
        if count:
            return replace(rhythm, interval_weeks=weeks), rest
    return rhythm, rest


def _take_weeks(rhythm: Rhythm, rest: str, text: str) -> tuple[Rhythm, str]:
    """« semaines paires », « semaines 1 et 3 du cycle », « semaines 6, 10 et 14 »."""
    parities = {
        word: re.subn(rf"(?:\b{_WEEKS} )?\b{word}e?s?\b", " ", rest) for word in ("impair", "pair")
    }
    is_odd, is_even = parities["impair"][1] > 0, parities["pair"][1] > 0
    if is_odd or is_even:
        for word in ("impair", "pair"):
            rest = re.sub(rf"(?:\b{_WEEKS} )?\b{word}e?s?\b", " ", rest)
        if is_odd and is_even:
            return rhythm, f"{rest} hebdomadaire"
        return replace(rhythm, parity=int(is_odd)), rest
    numbers = r"s?\d{1,2}(?:(?: et| puis|) s?\d{1,2})*"
    match = re.search(rf"\b{_WEEKS} (iso )?({numbers})( du cycle)?\b", rest) or re.search(
        r"\b(\d{4} )?(s\d{1,2}(?:(?: et| puis|) s\d{1,2})*)( du cycle)?\b", rest
    )
    if not match:
        return rhythm, rest
    weeks = tuple(sorted({int(number) for number in re.findall(r"\d+", match[2])}))
    rest = rest.replace(match[0], " ", 1)
    if match[3]:
        return replace(rhythm, cycle_weeks=weeks), rest
    if not match[1] and max(weeks) <= 4:  # noqa: PLR2004 - the longest cycle
        raise CellError(
            f"« {text} » : semaines du cycle, ou semaines de l'année ?",
            "ajoutez « du cycle », ou écrivez « semaines ISO 1 et 3 »",
        )
    if not 1 <= min(weeks) <= max(weeks) <= 53:  # noqa: PLR2004 - the longest ISO year
        raise CellError(f"« {text} » : il n'y a pas de telle semaine", _REMEDY)
    return replace(rhythm, iso_weeks=weeks), rest


def _take_nth_weekdays(rhythm: Rhythm, rest: str, text: str) -> tuple[Rhythm, str]:
    """« 1er lundi », « 2ème et 4ème jeudi du mois », « dernier mardi et mercredi »."""
    rest = re.sub(rf"\b([1-5]) (?=(?:et )?(?:{_ORDINAL})\b)", r"\1e ", rest)  # « 2 et 4ème »
    rest, num_monthly = re.subn(
        r"\b(?:bi)?mensuel(?:le)?(?:ment)?\b|\b(?:(?:une|1|deux|2) fois )?par mois\b"
        r"|\b(?:de )?chaque mois\b|\btous les mois\b|\bdu mois\b",
        " ",
        rest,
    )
    nths = rf"(?:{_ORDINAL})(?:(?: et| ou|)(?: le|) (?:{_ORDINAL}))*"
    group = rf"\b({nths})(?: ((?:{_DAY})(?: et (?:{_DAY}))*))?\b"
    found: list[tuple[int, int]] = []
    alone: list[int] = []
    for match in re.finditer(group, rest):
        which = [_ORDINALS[word] for word in re.findall(rf"\b(?:{_ORDINAL})\b", match[1])]
        days = [FRENCH_WEEKDAYS.index(day) for day in re.findall(_DAY, match[2] or "")]
        found += [(nth, day) for nth in which for day in days]
        alone += [] if days else which
    rest = re.sub(group, " ", rest)
    if alone:  # the weekday stands elsewhere: « Jeudi » in one column, « 2e et 4e » in the next
        days = [FRENCH_WEEKDAYS.index(day) for day in re.findall(rf"\b(?:{_DAY})\b", rest)]
        if not days:
            raise CellError(f"« {text} » ne dit pas quel jour de la semaine", _REMEDY)
        found += [(nth, day) for nth in alone for day in days]
    if num_monthly and not found:
        raise CellError(f"« {text} » ne dit pas quelle semaine du mois", _WHICH_OF_THE_MONTH)
    return replace(rhythm, nth_weekdays=tuple(sorted(set(found)))), rest


def _take_weekly(rest: str) -> tuple[str, bool]:
    rest, count = re.subn(
        r"\btoutes les (?:semaines|sem)\b|\bchaque (?:semaine|sem)\b|\bhebdo(?:madaire)?s?\b"
        r"|\b(?:une|1) fois par semaine\b|\btous les\b|\bchaque\b",
        " ",
        rest,
    )
    return rest, count > 0


def _take_dates(rhythm: Rhythm, rest: str, dates: tuple[date, ...]) -> tuple[Rhythm, str]:
    """Dates that no period has taken are the sessions' own, and fit the weekday beside them."""
    numbers = [int(number) for number in re.findall(rf"\b{DATE_WORD}(\d+)\b", rest)]
    for weekday, number in re.findall(rf"\b({_DAY}) {DATE_WORD}(\d+)\b", rest):
        _check_weekday(dates[int(number)], FRENCH_WEEKDAYS.index(weekday))
    rest = re.sub(rf"\b{DATE_WORD}\d+\b", " ", rest)
    return replace(rhythm, dates=tuple(sorted({dates[number] for number in numbers}))), rest


def _take_weekdays(rhythm: Rhythm, rest: str) -> tuple[Rhythm, str]:
    """« lundi », « mardi et jeudi », « du lundi au jeudi »."""
    days: set[int] = set()
    for match in re.finditer(rf"\b(?:du |de |)({_DAY}) (?:au|a) ({_DAY})\b", rest):
        first, last = (FRENCH_WEEKDAYS.index(match[at]) for at in (1, 2))
        days.update(weekday_range(first, last))
    days.update(FRENCH_WEEKDAYS.index(day) for day in re.findall(rf"\b(?:{_DAY})\b", rest))
    return replace(rhythm, weekdays=tuple(sorted(days))), re.sub(rf"\b(?:{_DAY})\b", " ", rest)


def _check_weekday(day: date, weekday: int) -> None:
    if day.weekday() != weekday:
        raise CellError(
            f"le {day:%d/%m/%Y} est un {FRENCH_WEEKDAYS[day.weekday()]}, "
            f"pas un {FRENCH_WEEKDAYS[weekday]}",
            "corrigez la date ou le jour",
        )


def _num_kinds(rhythm: Rhythm) -> int:
    """How many kinds of rhythm are told; « un lundi sur deux, semaines paires » is one."""
    names_weeks = rhythm.parity is not None or bool(rhythm.iso_weeks or rhythm.cycle_weeks)
    return sum(
        (
            rhythm.interval_weeks > 1 and not names_weeks,
            rhythm.parity is not None,
            bool(rhythm.nth_weekdays),
            bool(rhythm.iso_weeks),
            bool(rhythm.cycle_weeks),
            bool(rhythm.dates),
        )
    )


def _refuse_contradictions(rhythm: Rhythm, text: str, *, is_weekly: bool) -> None:
    is_half_as_often = rhythm.interval_weeks not in (1, 2) and rhythm.parity is not None
    if _num_kinds(rhythm) > 1 or is_half_as_often:
        raise CellError(f"« {text} » dit deux rythmes à la fois", _REMEDY)
    if is_weekly and rhythm.dates:
        raise CellError(f"« {text} » dit à la fois un rythme et des dates", _REMEDY)
    for day in rhythm.dates:
        if rhythm.weekdays and day.weekday() not in rhythm.weekdays:
            _check_weekday(day, rhythm.weekdays[0])
    others = {day for _, day in rhythm.nth_weekdays}
    if rhythm.nth_weekdays and not set(rhythm.weekdays) <= others:
        raise CellError(f"« {text} » nomme deux jours différents", _REMEDY)
    if not rhythm.dates and not rhythm.weekdays and not rhythm.nth_weekdays:
        raise CellError(f"« {text} » ne dit pas quel jour de la semaine", _REMEDY)
