"""Dates within a French text: « 05/01/2027 », « 5/1 », « 5, 12 et 19 janvier »."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from geodata.commune_names import fold
from planner.audit.cell_errors import CellError
from planner.wording import MONTHS

DATE_WORD: Final = "dat"
"""Each date of a text is replaced by this word and its number: « du dat0 au dat1 »."""
_REMEDY: Final = "écrivez les dates comme 05/01/2027"
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?(?!\d)")
_FIGURES: Final = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?![\d/])")
_FRACTION: Final = re.compile(r"1/[2-4]")
_MONTH_WORDS: Final = {fold(name): at for at, name in enumerate(MONTHS, start=1)} | {
    "janv": 1,
    "fev": 2,
    "fevr": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
MONTH_PATTERN: Final = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_DAY: Final = r"\d{1,2}(?:er)?"
_IN_WORDS: Final = re.compile(
    rf"\b({_DAY}(?:(?: et| le| puis|) {_DAY})*) ({MONTH_PATTERN})\b(?: (\d{{4}})\b)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedText:
    """A text whose dates are set apart."""

    folded: str
    """Folded text with a numbered word in the place of each date."""
    dates: tuple[date, ...]
    """By number."""


def set_dates_apart(text: str, *, first_day: date, last_day: date) -> DatedText:
    """Find the dates of a text; one without a year is of the year that puts it in the calendar.

    Raises
    ------
    CellError
        A date does not exist, or « 1/2 » may be a date or « une semaine sur deux ».
    """
    dates: list[date] = []

    def number(year: int | None, month: int, day: int, shown: str) -> str:
        dates.append(_make_date((year, month, day), shown, first_day=first_day, last_day=last_day))
        return f" {DATE_WORD}{len(dates) - 1} "

    def figures(match: re.Match[str]) -> str:
        if _FRACTION.fullmatch(match[0]):
            raise CellError(
                f"« {match[0]} » peut être une date ou une fraction",
                "écrivez « une semaine sur deux », ou la date avec son année",
            )
        return number(_year(match[3]), int(match[2]), int(match[1]), match[0])

    def in_words(match: re.Match[str]) -> str:
        month = _MONTH_WORDS[match[2]]
        days = [int(day) for day in re.findall(r"\d+", match[1])]
        return " ".join(number(_year(match[3]), month, day, match[0]) for day in days)

    text = _ISO.sub(lambda m: number(int(m[1]), int(m[2]), int(m[3]), m[0]), text)
    text = _FIGURES.sub(figures, text)
    folded = _IN_WORDS.sub(in_words, fold(text.replace("°", "e ")))
    return DatedText(folded=" ".join(folded.split()), dates=tuple(dates))


def parse_dates_only(text: str, *, first_day: date, last_day: date) -> tuple[date, ...]:
    """Dates of a cell that holds nothing else; empty when it does.

    Raises
    ------
    CellError
        See :func:`set_dates_apart`.
    """
    found = set_dates_apart(text, first_day=first_day, last_day=last_day)
    words = [word for word in found.folded.split() if word not in {"le", "les", "et", "puis"}]
    is_all = all(re.fullmatch(rf"{DATE_WORD}\d+", word) for word in words)
    return found.dates if is_all else ()


def find_months(folded: str) -> tuple[tuple[int, ...], str]:
    """Months that a folded text names, and the text without them."""
    found = re.findall(rf"\b({MONTH_PATTERN})\b", folded)
    return tuple(_MONTH_WORDS[word] for word in found), re.sub(
        rf"\b({MONTH_PATTERN})\b", " ", folded
    )


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004 - a year in full


def _make_date(
    parts: tuple[int | None, int, int], shown: str, *, first_day: date, last_day: date
) -> date:
    year, month, day = parts
    years = range(first_day.year, last_day.year + 1) if year is None else range(year, year + 1)
    found = []
    for candidate in years:
        try:
            found.append(date(candidate, month, day))
        except ValueError:
            continue  # 29 February exists in some of the years
    if not found:
        raise CellError(f"« {shown} » n'est pas une date du calendrier", _REMEDY)
    inside = [one for one in found if first_day <= one <= last_day]
    return (inside or found)[0]
