"""Opening hours in OSM syntax: is the expression sound, and when is the place open.

Public holidays are not looked up: ``PH`` rules never apply here, the calendar deals with them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from opening_hours import (  # type: ignore[attr-defined]  # its stub leaves the error out
    OpeningHours,
    ParserError,
    State,
)

MINUTES_PER_DAY: Final = 24 * 60
Intervals = Mapping[date, tuple[tuple[int, int], ...]]
"""Opening and closing minutes of each day."""
_QUOTED: Final = re.compile(r'"[^"]*"')
_SPAN: Final = re.compile(r"\b(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_STOP: Final = re.compile(r"-->\s*1:(\d+)")


def hours_fault(expression: str) -> str | None:
    """What is wrong with an expression, in French; ``None`` when it can be used.

    Beyond the syntax, a span that ends before it begins (``14:00-12:00``) is refused: OSM would
    keep the place open until noon of the next day. Past midnight is written ``22:00-26:00``.
    """
    try:
        OpeningHours(expression)
    except ParserError as error:
        stop = _STOP.search(str(error))
        rest = expression[int(stop[1]) - 1 :].strip() if stop else ""
        where = f", à partir de « {rest} »" if rest and rest != expression.strip() else ""
        return f"« {expression} » n'est pas un horaire lisible{where}"
    for span in _SPAN.finditer(_QUOTED.sub("", expression)):
        start = 60 * int(span[1]) + int(span[2])
        end = 60 * int(span[3]) + int(span[4])
        if end <= start and end != 0:
            return f"« {span[0]} » finit avant d'avoir commencé"
    return None


def open_intervals(
    expression: str, first_day: date, last_day: date
) -> dict[date, tuple[tuple[int, int], ...]]:
    """When a place is open, day by day.

    Parameters
    ----------
    expression
        OSM ``opening_hours``; local time. « unknown » counts as closed.
    first_day, last_day
        Both included.

    Returns
    -------
    dict
        For every day the (start, end) minutes since midnight, ascending, apart from each other,
        within 0 to 1440; an empty tuple on a day without any.

    Raises
    ------
    ValueError
        The expression is empty or not OSM syntax.
    """
    spans: dict[date, list[tuple[int, int]]] = {
        first_day + timedelta(days=offset): [] for offset in range((last_day - first_day).days + 1)
    }
    for start, end in _open_spans(expression, first_day, last_day):
        day = start.date()
        while day <= last_day and datetime.combine(day, datetime.min.time()) < end:
            midnight = datetime.combine(day, datetime.min.time())
            opens = max(0, int((start - midnight).total_seconds()) // 60)
            closes = min(MINUTES_PER_DAY, int((end - midnight).total_seconds()) // 60)
            _append_merged(spans[day], opens, closes)
            day += timedelta(days=1)
    return {day: tuple(found) for day, found in spans.items()}


@lru_cache(maxsize=4096)
def read_hours(expression: str, first_day: date, last_day: date) -> Intervals:
    """Return the same, worked out once for each expression and not to be changed.

    Raises
    ------
    ValueError
        The expression is empty or not OSM syntax.
    """
    return MappingProxyType(open_intervals(expression, first_day, last_day))


def _open_spans(
    expression: str, first_day: date, last_day: date
) -> Iterator[tuple[datetime, datetime]]:
    try:
        hours = OpeningHours(expression)
    except ParserError as error:
        raise ValueError(f"not OSM opening hours: {expression!r}") from error
    window_start = datetime.combine(first_day, datetime.min.time())
    window_end = datetime.combine(last_day, datetime.min.time()) + timedelta(days=1)
    for start, end, state, _ in hours.intervals(window_start, window_end):
        if state == State.OPEN:
            yield start, window_end if end is None else end


def _append_merged(spans: list[tuple[int, int]], opens: int, closes: int) -> None:
    if spans and opens <= spans[-1][1]:
        spans[-1] = (spans[-1][0], max(closes, spans[-1][1]))
    elif closes > opens:
        spans.append((opens, closes))
