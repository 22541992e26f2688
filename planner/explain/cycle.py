"""One adviser's cycle as it stands, and what one visit more or less would change in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.model import AM, PM, PlannedVisit, Problem, week_patterns
from planner.solver.day_tours import DayTours, list_day_tours

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Week = Mapping[int, DayTours]
"""By weekday: every day tour that one adviser may drive."""
IMPOSSIBLE_S: Final = 2**50
"""Stands for the driving of what no rule allows; sums of it do not overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A visit that goes, or that keeps only some of its weeks; none at all with ``visit=None``."""

    visit: PlannedVisit | None = None
    kept_weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """An adviser's visits in their places."""

    adviser: int
    held: Mapping[tuple[int, int, int], int]
    """Venue by (weekday, AM or PM, week)."""
    sessions_in_week: Mapping[int, int]
    drive_s: int
    work_s: int
    """Sessions and driving of the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """What one more visit in given weeks of a half-day would take, venue by venue."""

    is_allowed: BoolArray
    drive_s: IntArray
    """More driving a cycle than without the visit."""
    longest_s: IntArray
    """Driving of the longest of the day tours that hold it."""


def list_week(problem: Problem, adviser: int) -> Week:
    """Weigh an adviser's day tours, weekday by weekday."""
    return {
        weekday: list_day_tours(problem, adviser, weekday)
        for weekday in problem.advisers[adviser].working_days
    }


def list_removals(problem: Problem, visits: Sequence[PlannedVisit]) -> Iterator[Removal]:
    """List no removal, then every visit gone or rarer; a required venue keeps a session.

    Venues with sessions on several days a week, of full days, of two advisers, or paired in a
    half-day, keep all of theirs.
    """
    yield Removal()
    num_visits = Counter(visit.venue for visit in visits)
    for visit in visits:
        is_bound = visit.venue in problem.duos or len(problem.members(visit.venue)) > 1
        if num_visits[visit.venue] > 1 or is_bound:
            continue
        if not problem.is_required[visit.venue]:
            yield Removal(visit=visit)
        for position, (sessions, _) in enumerate(problem.value_by_sessions):
            if sessions < len(visit.weeks) and problem.may_have[visit.venue, position]:
                for weeks in week_patterns(problem.cycle_weeks, sessions):
                    if set(weeks) <= set(visit.weeks):
                        yield Removal(visit=visit, kept_weeks=weeks)


def remove(visits: Sequence[PlannedVisit], removal: Removal) -> tuple[PlannedVisit, ...]:
    """Return the visits that are left."""
    rest = tuple(visit for visit in visits if visit != removal.visit)
    if removal.visit is None or not removal.kept_weeks:
        return rest
    return (*rest, replace(removal.visit, weeks=removal.kept_weeks))


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
        sessions_in_week=Counter(number for visit in visits for number in visit.weeks),
        drive_s=drive_s,
        work_s=work_s + drive_s,
    )


def weigh_visit(
    problem: Problem,
    cycle: Cycle,
    tours: DayTours,
    *,
    half: int,
    weeks: Sequence[int],
    venues: IntArray,
) -> Weighed | None:
    """Weigh one more visit at each venue in given weeks; ``None`` when the half-day is taken."""
    adviser = problem.advisers[cycle.adviser]
    is_full = any(
        cycle.sessions_in_week.get(number, 0) >= adviser.max_sessions_per_week for number in weeks
    )
    if is_full or any((tours.weekday, half, number) in cycle.held for number in weeks):
        return None
    is_allowed = problem.can_visit[cycle.adviser, venues].copy()
    drive_s = np.zeros(len(venues), dtype=np.int64)
    longest_s = np.zeros(len(venues), dtype=np.int64)
    for number in weeks:
        other = cycle.held.get((tours.weekday, 1 - half, number))
        if other is None:
            is_allowed &= tours.single_is_allowed[venues, half]
            tour_s, before_s = tours.single_drive_s[venues], 0
        else:
            pair = (venues, other) if half == AM else (other, venues)
            is_allowed &= tours.pair_is_allowed[pair]
            tour_s, before_s = tours.pair_drive_s[pair], int(tours.single_drive_s[other])
        drive_s += tour_s - before_s
        np.maximum(longest_s, tour_s, out=longest_s)
    work_s = cycle.work_s + drive_s + len(weeks) * tours.session_s[venues, half]
    return Weighed(
        is_allowed=is_allowed & (work_s <= adviser.tour_s_per_cycle),
        drive_s=drive_s,
        longest_s=longest_s,
    )
