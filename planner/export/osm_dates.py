"""Sessions as OSM opening hours that say exactly when somebody is there, and nothing more.

No week numbers: ``week 1-53/2`` breaks where a year has 53 weeks, as 2026 has. Rules are bounded
by dates, so that they promise nothing beyond the plan, and are read back before they are used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from geodata.hours import open_intervals
from geodata.weekdays import OSM_WEEKDAYS
from planner.plan import Session

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_YEAR: Final = timedelta(days=366)
_MIN_WEEKS: Final = 4
"""Fewer dates are listed one by one."""
_MAX_MISSING: Final = 0.25
"""Share of a weekly series that may be missing for it to be written as one."""

Spans = tuple[tuple[int, int], ...]


def format_osm_dates(sessions: Iterable[Session]) -> str:
    """Write when sessions are held as OSM opening hours; empty where there is none.

    Weekly sessions become one rule from the first to the last, with the days off; all others
    are listed date by date.

    Raises
    ------
    ValueError
        Read back, the hours are not those of the sessions.
    """
    spans = _spans_by_day(sessions)
    if not spans:
        return ""
    for hours in (_compact(spans), _listed(spans)):
        if _reads_back(hours, spans):
            return hours
    raise ValueError("sessions cannot be written as opening hours")


def _spans_by_day(sessions: Iterable[Session]) -> dict[date, Spans]:
    by_day: dict[date, set[tuple[int, int]]] = defaultdict(set)
    for session in sessions:
        by_day[session.day].add((session.start_minute, session.end_minute))
    return {day: _merged(found) for day, found in sorted(by_day.items())}


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans that touch or overlap as one: two advisers may hold sessions at the same hours."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _compact(spans: Mapping[date, Spans]) -> str:
    """Weekly series first, then their days off, then the other dates: later rules prevail."""
    weekly, off, listed = [], [], []
    for (weekday, hours), days in _groups(spans).items():
        num_weeks = (days[-1] - days[0]).days // 7 + 1
        missing = num_weeks - len(days)
        if num_weeks < _MIN_WEEKS or missing > _MAX_MISSING * num_weeks:
            listed.append(_rule(days, hours))
            continue
        period = f"{_date(days[0])}-{_date(days[-1])}"
        weekly.append(f"{period} {OSM_WEEKDAYS[weekday]} {_hours(hours)}")
        foreseen = (days[0] + timedelta(weeks=n) for n in range(num_weeks))
        off += [day for day in foreseen if day not in days]
    closed = [f"{','.join(map(_date, sorted(off)))} off"] if off else []
    return "; ".join([*weekly, *closed, *listed])


def _listed(spans: Mapping[date, Spans]) -> str:
    return "; ".join(_rule(days, hours) for (_, hours), days in _groups(spans).items())


def _groups(spans: Mapping[date, Spans]) -> dict[tuple[int, Spans], list[date]]:
    """Days by weekday and hours, in order."""
    groups: dict[tuple[int, Spans], list[date]] = defaultdict(list)
    for day, hours in spans.items():
        groups[day.weekday(), hours].append(day)
    return dict(sorted(groups.items()))


def _reads_back(hours: str, spans: Mapping[date, Spans]) -> bool:
    """Whether a reader of OSM hours finds these sessions, and none in the years around."""
    days = list(spans)
    found = open_intervals(hours, days[0] - _YEAR, days[-1] + _YEAR)
    return {day: tuple(open_) for day, open_ in found.items() if open_} == dict(spans)


def _rule(days: Sequence[date], hours: Spans) -> str:
    return f"{','.join(map(_date, days))} {_hours(hours)}"


def _date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _hours(spans: Spans) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
