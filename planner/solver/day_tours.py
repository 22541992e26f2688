"""Day tours an adviser may drive: base, morning venue, lunch, afternoon venue, base.

A "venue" may be a pair of short sessions (:mod:`planner.problem.stops`): the drive between the two
is part of its half-day, so that a tour has up to four stops.

All pairs of venues are weighed at once by array arithmetic. Each limit is one function whose
docstring is the rule in the domain's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import AM, CLOSED, PM, Problem, whole_minutes

MINUTES_PER_DAY: Final = 24 * 60
ANY_WEEKDAY: Final = -1
"""Stands for the weekday of a table that holds the tours of the whole week."""
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayTours:
    """Every day tour of one adviser on one weekday, or on any.

    A tour has a morning venue, an afternoon venue, or both; rows are morning venues, columns
    afternoon venues. The table holds n venues, usually those that the adviser may visit.
    """

    adviser: int
    weekday: int
    """0 = Monday, or ANY_WEEKDAY."""
    venues: IntArray
    """(n,) positions in the problem, ascending."""
    single_drive_s: IntArray
    """(n,) there and back."""
    single_is_allowed: BoolArray
    """(n, 2) morning only, afternoon only."""
    pair_drive_s: IntArray
    """(n, n)"""
    pair_is_allowed: BoolArray
    """(n, n)"""
    session_s: IntArray
    """(n, 2) length of a session in the morning, in the afternoon; 0 when closed."""


def list_day_tours(
    problem: Problem, adviser: int, weekday: int, *, venues: IntArray | None = None
) -> DayTours:
    """Weigh every day tour of an adviser on a weekday.

    Parameters
    ----------
    venues
        Only tours between these, ascending; between all without.
    """
    at = np.arange(problem.num_venues) if venues is None else venues
    out_s, back_s = problem.out_s[adviser, at], problem.back_s[adviser, at]
    between_s = problem.between_s if venues is None else problem.between_s[np.ix_(at, at)]
    is_full_day = problem.is_full_day[at]
    start = problem.start_minute[at, weekday]
    end = problem.end_minute[at, weekday]
    is_open = start != CLOSED
    inner_s = problem.inner_s()[at]
    single_drive_s = out_s + inner_s + back_s
    pair_drive_s = (out_s + inner_s)[:, None] + between_s + (inner_s + back_s)[None, :]
    leave = start - whole_minutes(out_s)[:, None]
    back = end + whole_minutes(back_s)[:, None]
    session_s = problem.session_s()[at, weekday]
    stay_s = session_s + inner_s[:, None]
    max_drive_s = problem.advisers[adviser].max_drive_s_per_day
    rules = problem.rules

    single = is_open & ~is_full_day[:, None]
    single &= (single_drive_s <= max_drive_s)[:, None]
    single &= _stays_within_the_day(leave, back)
    single &= back - leave <= rules.max_span_minutes
    single &= _has_break(problem, out_s[:, None], back_s[:, None], stay_s)
    single &= single_drive_s[:, None] + session_s <= 60 * rules.max_day_minutes

    pair = is_open[:, AM, None] & is_open[None, :, PM]
    pair &= _holds_full_days(is_full_day)
    pair &= pair_drive_s <= max_drive_s
    pair &= _stays_within_the_day(leave[:, AM, None], back[None, :, PM])
    pair &= back[None, :, PM] - leave[:, AM, None] <= rules.max_span_minutes
    pair &= _has_lunch(problem, between_s, start=start, end=end)
    pair &= (out_s + stay_s[:, AM] <= 60 * rules.max_minutes_without_break)[:, None]
    pair &= (
        between_s + stay_s[None, :, PM] + back_s[None, :] <= 60 * rules.max_minutes_without_break
    )
    pair &= (
        pair_drive_s + session_s[:, AM, None] + session_s[None, :, PM] <= 60 * rules.max_day_minutes
    )
    return DayTours(
        adviser=adviser,
        weekday=weekday,
        venues=at,
        single_drive_s=single_drive_s,
        single_is_allowed=single,
        pair_drive_s=pair_drive_s,
        pair_is_allowed=pair,
        session_s=session_s,
    )


def list_week(problem: Problem, adviser: int, venues: IntArray) -> dict[int, DayTours]:
    """Weigh an adviser's day tours between some venues, by weekday worked."""
    return {
        weekday: list_day_tours(problem, adviser, weekday, venues=venues)
        for weekday in problem.advisers[adviser].working_days
    }


def list_merged_tours(problem: Problem) -> tuple[DayTours, ...]:
    """Weigh every adviser's day tours between all venues that he or she may visit."""
    return tuple(
        merge_weekdays(
            list(list_week(problem, adviser, np.flatnonzero(problem.can_visit[adviser])).values())
        )
        for adviser in range(len(problem.advisers))
    )


def merge_weekdays(week: Sequence[DayTours]) -> DayTours:
    """Merge the tables of one adviser's weekdays: what some day of the week allows.

    Driving is the same on all days. A session counts as long as on the day on which it is
    shortest, so that whatever is asked of merged tours asks no more than a real week gives.
    """
    session_s = np.array([tours.session_s for tours in week])
    longest = session_s.max(axis=0)
    shortest = np.where(session_s > 0, session_s, longest).min(axis=0)
    return DayTours(
        adviser=week[0].adviser,
        weekday=ANY_WEEKDAY,
        venues=week[0].venues,
        single_drive_s=week[0].single_drive_s,
        single_is_allowed=np.logical_or.reduce([tours.single_is_allowed for tours in week]),
        pair_drive_s=week[0].pair_drive_s,
        pair_is_allowed=np.logical_or.reduce([tours.pair_is_allowed for tours in week]),
        session_s=shortest,
    )


def _holds_full_days(is_full_day: BoolArray) -> BoolArray:
    """A session of a full day has the day to itself; others come once a day."""
    half_day_pairs = ~is_full_day[:, None] & ~is_full_day[None, :]
    np.fill_diagonal(half_day_pairs, is_full_day)
    return half_day_pairs


def _stays_within_the_day(leave: IntArray, back: IntArray) -> BoolArray:
    """The adviser leaves and comes back on the same date."""
    return (leave >= 0) & (back <= MINUTES_PER_DAY)


def _has_break(problem: Problem, out_s: IntArray, back_s: IntArray, stay_s: IntArray) -> BoolArray:
    """A day of one half-day has its break on arrival or after the session, if it needs one."""
    limit_s = 60 * problem.rules.max_minutes_without_break
    break_on_arrival = (out_s <= limit_s) & (stay_s + back_s <= limit_s)
    break_after = (out_s + stay_s <= limit_s) & (back_s <= limit_s)
    return break_on_arrival | break_after


def _has_lunch(
    problem: Problem, between_s: IntArray, *, start: IntArray, end: IntArray
) -> BoolArray:
    """Between the two sessions there is time for the drive and for lunch."""
    noon_s = 60 * (start[None, :, PM] - end[:, AM, None])
    return noon_s - between_s >= 60 * problem.rules.lunch_minutes
