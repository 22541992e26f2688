"""Which short sessions may share a half-day, and at what time each is then held."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import Venue
from planner.problem.model import AM, CLOSED, NUM_WEEKDAYS, PM, SessionPair
from planner.problem.session_times import Interval, Openings, list_openings
from planner.settings import Settings

STEP_MINUTES: Final = 5
"""Sessions begin so many minutes apart: nobody remembers 10:23."""


def pair_short_sessions(
    venues: Sequence[Venue],
    between_s: npt.NDArray[np.int64],
    *,
    settings: Settings,
    holidays: Mapping[date, str],
) -> tuple[SessionPair, ...]:
    """List the pairs of short sessions that one half-day can hold, in the order of the venues.

    Whoever is forbidden or closed counts among the nearest all the same, so that a limit lifted
    elsewhere changes no pair; a venue that takes two advisers does not, for it shares no half-day.

    The second is held at one of the venues of short sessions that are nearest to the first, within
    the drive that the settings allow, and begins when the adviser has arrived.

    Parameters
    ----------
    between_s
        (num_venues, num_venues) drive from the first venue to the second.
    """
    rules = settings.sessions
    short = [
        position
        for position, venue in enumerate(venues)
        if venue.is_short and venue.num_advisers == 1
    ]
    openings = dict(
        zip(
            short,
            list_openings(
                [venues[position] for position in short],
                rules,
                first_day=settings.calendar.start,
                num_weeks=settings.calendar.num_weeks,
                holidays=holidays,
            ),
            strict=True,
        )
    )
    pairs = []
    for first in short:
        near = [other for other in short if other != first]
        near.sort(key=lambda other: (int(between_s[first, other]), venues[other].id))
        for second in near[: rules.short_neighbours]:
            drive_s = int(between_s[first, second])
            if drive_s > 60 * rules.short_drive_minutes:
                break
            gap_minutes = STEP_MINUTES * -(-drive_s // (60 * STEP_MINUTES))
            times = _times_of_pair(
                openings[first],
                openings[second],
                minutes=rules.short_minutes,
                gap_minutes=gap_minutes,
            )
            if (times != CLOSED).any():
                pairs.append(
                    SessionPair(
                        first=first,
                        second=second,
                        drive_s=drive_s,
                        gap_minutes=gap_minutes,
                        times=times,
                    )
                )
    return tuple(pairs)


def among_candidates(pairs: Sequence[SessionPair], kept: Sequence[int]) -> tuple[SessionPair, ...]:
    """Return the pairs whose venues are both kept, by their positions among those."""
    position = {venue: at for at, venue in enumerate(kept)}
    return tuple(
        replace(pair, first=position[pair.first], second=position[pair.second])
        for pair in pairs
        if pair.first in position and pair.second in position
    )


def _times_of_pair(
    first: Openings, second: Openings, *, minutes: int, gap_minutes: int
) -> npt.NDArray[np.int64]:
    """(2, 7, 2, 2) start and end of both sessions by weekday and half-day, the earliest there are.

    The sessions follow each other with the gap between and nothing else.
    """
    times = np.full((2, NUM_WEEKDAYS, 2, 2), CLOSED, dtype=np.int64)
    lag = minutes + gap_minutes
    for weekday in range(NUM_WEEKDAYS):
        for half in (AM, PM):
            starts = [
                start
                for a in first.get((weekday, half), ())
                for b in second.get((weekday, half), ())
                if (start := _earliest_start(a, b, minutes=minutes, lag=lag)) is not None
            ]
            if starts:
                start = min(starts)
                times[0, weekday, half] = start, start + minutes
                times[1, weekday, half] = start + lag, start + lag + minutes
    return times


def _earliest_start(first: Interval, second: Interval, *, minutes: int, lag: int) -> int | None:
    """Earliest start at the first venue if a session ``lag`` later fits at the second."""
    start = max(first[0], second[0] - lag)
    latest = min(first[1] - minutes, second[1] - lag - minutes)
    return start if start <= latest else None
