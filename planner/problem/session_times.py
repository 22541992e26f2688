"""When a session can be held: opening hours of a venue, cut to the half-days of the settings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce

import numpy as np
import numpy.typing as npt

from geodata.hours import open_intervals
from geodata.territory import Venue
from planner.problem.model import CLOSED, NUM_WEEKDAYS
from planner.settings import SessionSettings, minute_of_day

Interval = tuple[int, int]
"""Start and end in minutes since midnight."""
Openings = Mapping[tuple[int, int], Sequence[Interval]]
"""By weekday and half-day: when a venue is open."""


def compute_session_times(
    venues: Sequence[Venue],
    settings: SessionSettings,
    *,
    first_day: date,
    num_weeks: int,
    holidays: Collection[date],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Start and end minute of a session at each venue, weekday and half-day.

    A half-day can be used when the venue is open long enough on *every* date of that weekday in
    the calendar (public holidays aside), so that a session keeps its hours all along. Hours that
    nobody knows are taken as open throughout, or as closed, as the settings say.

    Returns
    -------
    start, end
        (num_venues, 7, 2) minutes since midnight, or CLOSED.
    """
    shape = (len(venues), NUM_WEEKDAYS, 2)
    start = np.full(shape, CLOSED, dtype=np.int64)
    end = np.full(shape, CLOSED, dtype=np.int64)
    openings = list_openings(
        venues, settings, first_day=first_day, num_weeks=num_weeks, holidays=holidays
    )
    for position, (venue, own) in enumerate(zip(venues, openings, strict=True)):
        shortest, longest = settings.minutes_at(is_short=venue.is_short)
        for (weekday, half), intervals in own.items():
            session = _fit_session(intervals, shortest=shortest, longest=longest)
            if session is not None:
                start[position, weekday, half], end[position, weekday, half] = session
    return start, end


def list_openings(
    venues: Sequence[Venue],
    settings: SessionSettings,
    *,
    first_day: date,
    num_weeks: int,
    holidays: Collection[date],
) -> list[Openings]:
    """When each venue is open within the half-days, on every date of the calendar."""
    windows = half_day_windows(settings)
    days = [first_day + timedelta(days=n) for n in range(7 * num_weeks)]
    workable = [day for day in days if day not in holidays]
    return [
        {
            (weekday, half): _intersect(intervals, [window])
            for weekday, intervals in _weekly_intervals(venue, workable, settings).items()
            for half, window in enumerate(windows)
        }
        for venue in venues
    ]


def half_day_windows(settings: SessionSettings) -> tuple[Interval, Interval]:
    """Morning and afternoon of the settings, in minutes since midnight."""
    return (
        (minute_of_day(settings.morning_start), minute_of_day(settings.morning_end)),
        (minute_of_day(settings.afternoon_start), minute_of_day(settings.afternoon_end)),
    )


def _weekly_intervals(
    venue: Venue, days: Sequence[date], settings: SessionSettings
) -> dict[int, Sequence[Interval]]:
    """By weekday: the intervals in which a venue is open on all of these days."""
    if not venue.opening_hours:
        if not settings.assume_open_if_unknown:
            return {}
        return {weekday: [(0, 24 * 60)] for weekday in range(NUM_WEEKDAYS - 2)}
    by_date = open_intervals(venue.opening_hours, days[0], days[-1])
    by_weekday: dict[int, list[Sequence[Interval]]] = {}
    for day in days:
        by_weekday.setdefault(day.weekday(), []).append(by_date.get(day, ()))
    return {weekday: reduce(_intersect, same) for weekday, same in sorted(by_weekday.items())}


def _intersect(left: Sequence[Interval], right: Sequence[Interval]) -> Sequence[Interval]:
    if left == right:
        return left
    overlaps = [(max(a, c), min(b, d)) for a, b in left for c, d in right]
    return [(start, end) for start, end in overlaps if start < end]


def _fit_session(intervals: Sequence[Interval], *, shortest: int, longest: int) -> Interval | None:
    """The longest session that fits, the earliest if several do; ``None`` if all are too short."""
    fitting = [
        (start, min(end, start + longest)) for start, end in intervals if end - start >= shortest
    ]
    return max(fitting, key=lambda s: (s[1] - s[0], -s[0]), default=None)
