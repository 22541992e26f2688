"""What residents get from dated sessions: an interval for each venue, then the plan's measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from geodata.resident_travel import ResidentTravel
from planner.audit.day_tours import DayTour
from planner.audit.ground import Ground
from planner.audit.records import DatedSession
from planner.figures.measures import Access, measure_access
from planner.need import AccessPreferences, Need
from planner.problem.formulation import access_standard
from planner.settings import CycleSettings

LONGEST_VALUED_WEEKS: Final = 4
"""Beyond it the value falls in proportion to the number of sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPerWeek:
    """Means over the calendar, lost sessions included, as those of a plan's cycle."""

    num_sessions: float
    drive_s: float
    distance_m: float


class _RankedCycle(CycleSettings):
    """A cycle in which the « sessions a cycle » of a venue are the rank of its interval.

    :func:`planner.figures.measures.measure_access` looks values up by whole sessions a cycle;
    intervals of any length become ranks, and each rank has the value of its interval.
    """

    value_by_rank: dict[int, float]

    def value_by_sessions(self) -> dict[int, float]:
        """Value by rank."""
        return self.value_by_rank

    def value_of(self, num_days: int) -> float:
        """Value of a rank."""
        return self.value_by_rank[num_days]


def mean_intervals(sessions: Iterable[DatedSession], ground: Ground) -> dict[str, float]:
    """Weeks from one session to the next at each venue, in the order of the venues.

    Weeks with a session count: two days in a week are no shorter interval, unless that is so every
    week. Regular weeks have their own interval; irregular ones the calendar's weeks by weeks with a
    session. Sessions that are lost to holidays count, as they do in a plan.
    """
    days = _days_by_venue(sessions)
    intervals = {}
    for venue in ground.territory.venues:
        if venue.id in days:
            weeks = sorted({ground.week_of(day) for day in days[venue.id]})
            interval = _interval(weeks, ground.settings.calendar.num_weeks)
            is_every_week = interval <= 1
            intervals[venue.id] = len(weeks) / len(days[venue.id]) if is_every_week else interval
    return intervals


def value_of_interval(weeks: float, cycle: CycleSettings) -> float:
    """Value of a session every so many weeks, between those of whole weeks on straight lines."""
    values = (
        cycle.value_twice_weekly,
        cycle.value_weekly,
        cycle.value_fortnightly,
        cycle.value_every_third_week,
        cycle.value_every_fourth_week,
    )
    value = float(np.interp(weeks, (1 / 2, 1, 2, 3, 4), values))
    return value * min(1.0, LONGEST_VALUED_WEEKS / weeks)


def measure_intervals(
    intervals: Mapping[str, float],
    ground: Ground,
    *,
    residents: ResidentTravel,
    need: Need,
    preferences: AccessPreferences,
) -> Access:
    """Measure access with a session every so many weeks at each venue.

    The sessions a cycle that the measures name are ranks of intervals and mean nothing outside.
    """
    settings = ground.settings
    ranks = {weeks: rank for rank, weeks in enumerate(sorted(set(intervals.values())), start=1)}
    cycle = _RankedCycle(
        **settings.cycle.model_dump(),
        value_by_rank={rank: value_of_interval(w, settings.cycle) for w, rank in ranks.items()},
    )
    return measure_access(
        ground.territory,
        residents,
        need,
        sessions_by_venue={venue_id: ranks[weeks] for venue_id, weeks in intervals.items()},
        standard=access_standard(settings, preferences),
        settings=settings.model_copy(update={"cycle": cycle}),
    )


def work_per_week(tours: Sequence[DayTour], ground: Ground) -> WorkPerWeek:
    """Mean sessions, driving and distance of a week of the calendar."""
    num_weeks = ground.settings.calendar.num_weeks
    return WorkPerWeek(
        num_sessions=sum(len(tour.stops) for tour in tours) / num_weeks,
        drive_s=sum(tour.drive_s for tour in tours if tour.is_drivable) / num_weeks,
        distance_m=sum(tour.distance_m for tour in tours if tour.is_drivable) / num_weeks,
    )


def _days_by_venue(sessions: Iterable[DatedSession]) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for session in sessions:
        days.setdefault(session.venue_id, set()).add(session.day)
    return days


def _interval(weeks: Sequence[int], num_weeks: int) -> float:
    gaps = {later - earlier for earlier, later in pairwise(weeks)}
    if len(gaps) == 1:
        gap = gaps.pop()
        if weeks[0] < gap and num_weeks - 1 - weeks[-1] < gap:
            return float(gap)
    return num_weeks / len(weeks)
