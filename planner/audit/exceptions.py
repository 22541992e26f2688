"""« sauf …» behind a rhythm: what is understood is applied, the rest is kept as text and said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from planner.audit.cell_errors import CellError
from planner.audit.french_dates import DATE_WORD, find_months, set_dates_apart

_START: Final = re.compile(
    r"[\s,;:(]*\b(?:sauf|hors|except[ée]e?s?|hormis|à l['’]exception d[eu]s?)\b", re.IGNORECASE
)
_SCHOOL_HOLIDAYS: Final = re.compile(r"\b(?:vacances(?: scolaires?)?|conges scolaires)\b")
_HOLIDAYS: Final = re.compile(r"\b(?:les )?(?:jours? )?feries?\b")
_FILLER_WORDS: Final = (
    "le la les l du de des d et en au aux mois pendant pas jour jours sauf hors ni"
)
_FILLERS: Final = frozenset(_FILLER_WORDS.split())

Period = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """Days on which a rhythm makes a break."""

    periods: tuple[Period, ...] = ()
    months: tuple[int, ...] = ()
    in_school_holidays: bool = False
    not_applied: str = ""
    """Words that are not understood, as written."""

    def contains(self, day: date, school_holidays: Sequence[Period]) -> bool:
        """Whether a day is left out; ``school_holidays`` are those of the territory."""
        periods = [*self.periods, *(school_holidays if self.in_school_holidays else ())]
        return day.month in self.months or any(first <= day <= last for first, last in periods)


NO_EXCEPTIONS: Final = Exceptions()


def split_exceptions(text: str) -> tuple[str, str]:
    """A rhythm, and what stands behind its « sauf »; brackets end with their bracket."""
    match = _START.search(text)
    if match is None:
        return text, ""
    before, after = text[: match.start()], text[match.end() :]
    if "(" in match[0] and ")" in after:
        inside, _, rest = after.partition(")")
        return f"{before} {rest}", inside.strip()
    return before, after.strip(" .")


def parse_exceptions(text: str, *, first_day: date, last_day: date) -> Exceptions:
    """Understand dates, periods, months, school and public holidays.

    Where one word is not understood, nothing of the exception is applied. Public holidays need
    nothing: a rhythm never falls on one.
    """
    if not text:
        return NO_EXCEPTIONS
    try:
        found = set_dates_apart(text, first_day=first_day, last_day=last_day)
    except CellError:
        return Exceptions(not_applied=text)  # which the audit tells
    rest = found.folded
    period = rf"\bdu {DATE_WORD}(\d+) au {DATE_WORD}(\d+)\b"
    single = rf"\b{DATE_WORD}(\d+)\b"
    bounds = [(int(first), int(last)) for first, last in re.findall(period, rest)]
    rest = re.sub(period, " ", rest)
    bounds += [(int(number), int(number)) for number in re.findall(single, rest)]
    rest = _HOLIDAYS.sub(" ", re.sub(single, " ", rest))
    rest, num_school = _SCHOOL_HOLIDAYS.subn(" ", rest)
    months, rest = find_months(rest) if not re.search(r"\b(?:a|au)\b", rest) else ((), rest)
    if not all(word in _FILLERS for word in rest.split()):
        return Exceptions(not_applied=text)
    return Exceptions(
        periods=tuple((found.dates[first], found.dates[last]) for first, last in bounds),
        months=months,
        in_school_holidays=num_school > 0,
    )
