"""The days of an adviser as they come on the calendar: sessions that take place, drives, losses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from planner.plan import CancelledSession, DatedTour, Leg, LostSession, Plan, Session, Tour

MeasureLeg = Callable[[str, str | None, str | None], Leg]
"""(adviser id, venue id left, venue id reached) -> the drive; ``None`` is the adviser's base."""


_Dated = TypeVar("_Dated", Session, LostSession, CancelledSession)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRoute:
    """One day of one adviser."""

    day: date
    sessions: tuple[Session, ...]
    """In the order of the day; empty when all were lost."""
    lost: tuple[LostSession, ...]
    cancelled: tuple[CancelledSession, ...]
    """Announced by an earlier version of the plan, and in this one neither held nor lost."""
    legs: tuple[Leg, ...]
    """Base to first session … last session to base; empty without a session."""

    @property
    def drive_s(self) -> int:
        """Seconds on the road."""
        return sum(leg.drive_s for leg in self.legs)

    @property
    def distance_m(self) -> int:
        """Metres on the road."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def leave_minute(self) -> int:
        """Departure from the base; begun minutes count."""
        return self.sessions[0].start_minute - -(-self.legs[0].drive_s // 60)

    @property
    def return_minute(self) -> int:
        """Back at the base; begun minutes count."""
        return self.sessions[-1].end_minute + -(-self.legs[-1].drive_s // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRoute:
    """One week of one adviser: only the days with something to say."""

    monday: date
    days: tuple[DayRoute, ...]


def list_weeks(plan: Plan, adviser_id: str, *, measure_leg: MeasureLeg) -> tuple[WeekRoute, ...]:
    """List the weeks in which an adviser has sessions, or had and lost them.

    Drives are taken from the plan's tours. Only those that no tour holds are measured: in plans
    older than dated tours, of days with a lost session.
    """
    drives = _drives(plan, adviser_id)

    def drive(origin: str | None, end: str | None) -> Leg:
        if origin == end:
            return Leg(from_venue_id=origin, to_venue_id=end, drive_s=0, distance_m=0)
        if (origin, end) not in drives:
            drives[origin, end] = measure_leg(adviser_id, origin, end)
        return drives[origin, end]

    sessions = _by_day(plan.sessions, adviser_id)
    lost = _by_day(plan.lost_sessions, adviser_id)
    cancelled = _by_day(list_cancelled(plan), adviser_id)
    weeks: defaultdict[date, list[DayRoute]] = defaultdict(list)
    for day in sorted({*sessions, *lost, *cancelled}):
        own = sorted(sessions[day], key=lambda s: (s.start_minute, s.venue_id))
        stops = [None, *(session.venue_id for session in own), None]
        weeks[day - timedelta(days=day.weekday())].append(
            DayRoute(
                day=day,
                sessions=tuple(own),
                lost=tuple(sorted(lost[day], key=lambda loss: (loss.half, loss.venue_id))),
                cancelled=tuple(cancelled[day]),
                legs=tuple(drive(*ends) for ends in pairwise(stops)) if own else (),
            )
        )
    return tuple(WeekRoute(monday=monday, days=tuple(days)) for monday, days in weeks.items())


def list_cancelled(plan: Plan) -> tuple[CancelledSession, ...]:
    """List what earlier versions of the plan announced and this one does not speak of, by date.

    A session that is held or lost on that day at that venue, by whomever, speaks for itself.
    """
    told = {(one.venue_id, one.day) for one in plan.sessions}
    told |= {(one.venue_id, one.day) for one in plan.lost_sessions}
    return tuple(
        sorted(
            (one for one in plan.cancelled_sessions if (one.venue_id, one.day) not in told),
            key=lambda one: (one.day, one.start_minute, one.venue_id, one.adviser_id),
        )
    )


def next_sessions(
    plan: Plan, venue_id: str, *, since: date | None
) -> tuple[Sequence[Session], Sequence[LostSession]]:
    """List what takes place at a venue from a day on, and what does not."""
    first = since or plan.settings.calendar.start
    sessions = [s for s in plan.sessions if s.venue_id == venue_id and s.day >= first]
    lost = [s for s in plan.lost_sessions if s.venue_id == venue_id and s.day >= first]
    return (
        sorted(sessions, key=lambda s: (s.day, s.start_minute)),
        sorted(lost, key=lambda s: (s.day, s.half)),
    )


def _by_day(records: Iterable[_Dated], adviser_id: str) -> defaultdict[date, list[_Dated]]:
    """Sort an adviser's own records by their day."""
    own: defaultdict[date, list[_Dated]] = defaultdict(list)
    for record in records:
        if record.adviser_id == adviser_id:
            own[record.day].append(record)
    return own


def _drives(plan: Plan, adviser_id: str) -> dict[tuple[str | None, str | None], Leg]:
    """Drives of an adviser's tours, of the cycle and of single dates, by their ends."""
    tours: tuple[Tour | DatedTour, ...] = (*plan.tours, *plan.dated_tours)
    return {
        (leg.from_venue_id, leg.to_venue_id): leg
        for tour in tours
        if tour.adviser_id == adviser_id
        for leg in tour.legs
    }
