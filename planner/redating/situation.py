"""What a replacement has to fit into: who works when, what is held, and how much room is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.territory import Adviser, Territory, Venue
from geodata.travel import TravelTimes
from planner.dates.calendar import calendar_holidays, is_day_off, why_nobody_works
from planner.plan import Half, Session
from planner.problem.rules import may_go
from planner.redating.days import DriveTable, Stop, in_order, tabulate_drives, work_s
from planner.redating.openings import Openings
from planner.redating.records import Occurrence
from planner.settings import Settings

AdviserDay = tuple[str, date]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """A calendar with its fixed sessions."""

    settings: Settings
    advisers: Mapping[str, Adviser]
    venues: Mapping[str, Venue]
    openings: Openings
    drives: DriveTable
    may_go: frozenset[tuple[str, str]]
    """(adviser, venue) that sectors and exclusions allow."""
    closed: frozenset[tuple[str, date]]
    """(venue, day) of closures."""
    workable: frozenset[AdviserDay]
    """Days of the calendar on which an adviser works and sessions take place."""
    days_off: frozenset[AdviserDay]
    """Working days of the calendar that an adviser has off: public holidays, absences, days
    before and after the post."""
    held: Mapping[AdviserDay, tuple[Stop, ...]]
    """In the order of the day."""
    foreseen: Mapping[AdviserDay, tuple[Stop, ...]]
    """What the cycle foresees, lost or not."""
    visited: frozenset[tuple[str, date]]
    """(venue, day) with a session."""

    def day_work_s(self, adviser_id: str, stops: Sequence[Stop]) -> int:
        """Seconds of sessions and driving of a day."""
        return work_s(stops, self.drives.legs_s(adviser_id, stops)) if stops else 0

    def week_of(self, day: date) -> int:
        """Week of the calendar, from 0."""
        return (day - self.settings.calendar.start).days // 7

    def cycle_of(self, day: date) -> int:
        """Cycle of the calendar, from 0."""
        return self.week_of(day) // self.settings.cycle.num_weeks

    def free_halves(self, adviser_id: str, day: date) -> tuple[Half, ...]:
        """Half-days of a working day without a session."""
        taken = {stop.half for stop in self.held.get((adviser_id, day), ())}
        halves: tuple[Half, ...] = ("am", "pm")
        return tuple(half for half in halves if half not in taken)


def survey_situation(
    territory: Territory,
    *,
    travel: TravelTimes,
    settings: Settings,
    held: Iterable[Session],
    foreseen: Iterable[Occurrence],
) -> Situation:
    """Put together what replacements have to fit into."""
    holidays = calendar_holidays(settings.calendar)
    days = [
        settings.calendar.start + timedelta(days=n) for n in range(7 * settings.calendar.num_weeks)
    ]
    own_days = [
        (adviser, day)
        for adviser in territory.advisers
        for day in days
        if day.weekday() in adviser.working_days
    ]
    venues = {venue.id: venue for venue in territory.venues}
    held = tuple(held)
    goes = may_go(territory.advisers, territory)
    return Situation(
        settings=settings,
        advisers={adviser.id: adviser for adviser in territory.advisers},
        venues=venues,
        openings=Openings(venues=venues, settings=settings),
        drives=tabulate_drives(travel),
        may_go=frozenset(
            (adviser.id, venue.id)
            for adviser, row in zip(territory.advisers, goes.tolist(), strict=True)
            for venue, goes_there in zip(territory.venues, row, strict=True)
            if goes_there and venue.rule != "forbidden"
        ),
        closed=frozenset(
            (closure.venue_id, day)
            for closure in territory.closures
            for day in days
            if closure.first_day <= day <= closure.last_day
        ),
        workable=frozenset(
            (adviser.id, day)
            for adviser, day in own_days
            if why_nobody_works(
                day, adviser, territory, settings=settings.calendar, holidays=holidays
            )
            is None
        ),
        days_off=frozenset(
            (adviser.id, day)
            for adviser, day in own_days
            if is_day_off(day, adviser, territory, holidays=holidays)
        ),
        held=_by_day(held),
        foreseen=_by_day(foreseen),
        visited=frozenset((session.venue_id, session.day) for session in held),
    )


def _by_day(sessions: Iterable[Session | Occurrence]) -> dict[AdviserDay, tuple[Stop, ...]]:
    """Put the sessions of each adviser and day together."""
    stops: defaultdict[AdviserDay, list[Stop]] = defaultdict(list)
    for session in sessions:
        stops[session.adviser_id, session.day].append(
            Stop(
                venue_id=session.venue_id,
                half=session.half,
                start_minute=session.start_minute,
                end_minute=session.end_minute,
            )
        )
    return {key: in_order(own) for key, own in stops.items()}
