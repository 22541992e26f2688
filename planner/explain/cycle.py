"""One adviser's cycle as it stands, and what one visit more would change in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.solver.day_tours import DayTours, list_day_tours

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Week = Mapping[int, DayTours]
"""By weekday: every day tour that one adviser may drive."""
IMPOSSIBLE_S: Final = 2**50
"""Stands for the driving of what no rule allows; sums of it do not overflow."""
WHOLE_DAY: Final = (AM, PM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a visit stands: one half-day, or both of a day, in some weeks."""

    weekday: int
    halves: tuple[int, ...]
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """An adviser's visits in their places."""

    adviser: int
    held: Mapping[tuple[int, int, int], int]
    """Venue by (weekday, AM or PM, week)."""
    half_days_in_week: Mapping[int, int]
    drive_s: int
    work_s: int
    """Sessions and driving of the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """What one more visit in given weeks of a half-day would take, venue by venue."""

    is_allowed: BoolArray
    """Whether every day tour obeys the limits of a day."""
    drive_s: IntArray
    """More driving a cycle than without the visit."""
    longest_s: IntArray
    """Driving of the longest of the day tours that hold it."""
    work_s: IntArray
    """More sessions and driving a cycle than without the visit."""


def list_week(problem: Problem, adviser: int) -> Week:
    """Weigh an adviser's day tours, weekday by weekday."""
    return {
        weekday: list_day_tours(problem, adviser, weekday)
        for weekday in problem.advisers[adviser].working_days
    }


def lay_out(
    adviser: int, visits: Sequence[PlannedVisit], week: Week, *, num_weeks: int
) -> Cycle | None:
    """Put an adviser's visits in their places; ``None`` when a day breaks a rule."""
    held = {(v.weekday, v.half, number): v.venue for v in visits for number in v.weeks}
    if len(held) < sum(len(visit.weeks) for visit in visits):
        return None
    drive_s = work_s = 0
    for weekday, tours in week.items():
        for number in range(1, num_weeks + 1):
            morning = held.get((weekday, AM, number))
            afternoon = held.get((weekday, PM, number))
            if morning is None and afternoon is None:
                continue
            if morning is not None and afternoon is not None:
                is_allowed = tours.pair_is_allowed[morning, afternoon]
                drive_s += int(tours.pair_drive_s[morning, afternoon])
            else:
                venue, half = (afternoon, PM) if morning is None else (morning, AM)
                is_allowed = tours.single_is_allowed[venue, half]
                drive_s += int(tours.single_drive_s[venue])
            if not is_allowed:
                return None
            for venue, half in ((morning, AM), (afternoon, PM)):
                work_s += 0 if venue is None else int(tours.session_s[venue, half])
    return Cycle(
        adviser=adviser,
        held=held,
        half_days_in_week=Counter(number for visit in visits for number in visit.weeks),
        drive_s=drive_s,
        work_s=work_s + drive_s,
    )


def weigh_visit(
    problem: Problem, cycle: Cycle, tours: DayTours, slot: Slot, *, venues: IntArray
) -> Weighed | None:
    """Weigh one more visit at each venue in given weeks; ``None`` when a half-day is taken."""
    if any(
        (slot.weekday, half, number) in cycle.held for half in slot.halves for number in slot.weeks
    ):
        return None
    is_allowed = problem.can_visit[cycle.adviser, venues].copy()
    drive_s = np.zeros(len(venues), dtype=np.int64)
    longest_s = np.zeros(len(venues), dtype=np.int64)
    for number in slot.weeks:
        before_s = 0
        if slot.halves == WHOLE_DAY:
            is_allowed &= tours.pair_is_allowed[venues, venues]
            tour_s = tours.pair_drive_s[venues, venues]
        else:
            (half,) = slot.halves
            other = cycle.held.get((slot.weekday, 1 - half, number))
            if other is None:
                is_allowed &= tours.single_is_allowed[venues, half]
                tour_s = tours.single_drive_s[venues]
            else:
                pair = (venues, other) if half == AM else (other, venues)
                is_allowed &= tours.pair_is_allowed[pair]
                tour_s, before_s = tours.pair_drive_s[pair], int(tours.single_drive_s[other])
        drive_s += tour_s - before_s
        np.maximum(longest_s, tour_s, out=longest_s)
    session_s = tours.session_s[venues][:, list(slot.halves)].sum(axis=1)
    return Weighed(
        is_allowed=is_allowed,
        drive_s=drive_s,
        longest_s=longest_s,
        work_s=drive_s + len(slot.weeks) * session_s,
    )
