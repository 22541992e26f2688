"""What an adviser may work: the limits as they are, or how far a visit would pass them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.explain.cycle import IMPOSSIBLE_S, BoolArray, Cycle, IntArray
from planner.problem.model import Problem

HALF_DAY: Final = 10**6
"""Weight of a half-day of the back office against a minute a week: no minutes outweigh one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTime:
    """What every adviser keeps for the back office."""

    half_days_per_week: int
    half_day_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Which limits of the problem may be passed, as little as possible; none without any."""

    drive_s: Sequence[int] | None = None
    """Each adviser's true driving limit a day, where the problem has a wider one."""
    office: OfficeTime | None = None
    """Working time may be passed: half-days of the back office, then minutes of contract."""


STRICT: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtime:
    """What an adviser works too much."""

    half_days_by_week: Mapping[int, int]
    """Half-days of the back office given up; weeks without are left out."""
    minutes_per_week: int

    @property
    def excess(self) -> int:
        """One number to compare by."""
        return HALF_DAY * sum(self.half_days_by_week.values()) + self.minutes_per_week


def measure_excess(
    problem: Problem,
    limits: Limits,
    cycle: Cycle,
    *,
    half_days: Mapping[int, int],
    work_s: IntArray,
    longest_s: IntArray,
    is_allowed: BoolArray,
) -> IntArray | None:
    """By how much visits would pass the limits: 0 within them, ``IMPOSSIBLE_S`` where nothing may.

    Parameters
    ----------
    half_days
        Half-days more, by week.
    work_s
        Sessions and driving of the cycle, with each visit.

    Returns
    -------
    array
        ``None`` when no visit may be.
    """
    adviser = problem.advisers[cycle.adviser]
    over = find_half_days_over(problem, cycle, half_days)
    if limits.office is None:
        if over:
            return None
        excess = np.zeros(len(work_s), dtype=np.int64)
        if limits.drive_s is not None:
            excess = 60 * -(-np.maximum(longest_s - limits.drive_s[cycle.adviser], 0) // 60)
        is_allowed = is_allowed & (work_s <= adviser.tour_s_per_cycle)
    else:
        if any(number > limits.office.half_days_per_week for number in over.values()):
            return None
        given = sum(over.values())
        excess = HALF_DAY * given + _minutes_over(problem, limits.office, cycle, work_s, given)
    return np.where(is_allowed, excess, IMPOSSIBLE_S)


def find_half_days_over(
    problem: Problem, cycle: Cycle, half_days: Mapping[int, int]
) -> dict[int, int]:
    """Half-days by week beyond those that the back office leaves."""
    most = problem.advisers[cycle.adviser].max_sessions_per_week
    after = {
        week: cycle.half_days_in_week.get(week, 0) + number for week, number in half_days.items()
    }
    return {week: number - most for week, number in after.items() if number > most}


def measure_overtime(problem: Problem, office: OfficeTime, cycle: Cycle) -> Overtime:
    """What an adviser works too much in a cycle."""
    weeks = dict.fromkeys(range(1, problem.cycle_weeks + 1), 0)
    over = find_half_days_over(problem, cycle, weeks)
    minutes = _minutes_over(problem, office, cycle, np.array([cycle.work_s]), sum(over.values()))
    return Overtime(half_days_by_week=over, minutes_per_week=int(minutes[0]))


def _minutes_over(
    problem: Problem, office: OfficeTime, cycle: Cycle, work_s: IntArray, given: int
) -> IntArray:
    """Minutes a week, those begun included, that the contract lacks."""
    weeks = problem.cycle_weeks
    kept_s = office.half_day_s * (office.half_days_per_week * weeks - given)
    over_s = work_s + kept_s - problem.advisers[cycle.adviser].contract_s_per_cycle
    minutes: IntArray = -(-np.maximum(over_s, 0) // (60 * weeks))
    return minutes
