"""Day tours of real dates, where sessions were lost or moved and the cycle's tours do not hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geodata.travel import TravelTimes
from planner.figures.tours import build_legs
from planner.plan import DatedTour, Plan, Session, Tour
from planner.redating.records import Occurrence

AdviserDay = tuple[date, str]


def build_dated_tours(
    sessions: Sequence[Session], foreseen: Sequence[Occurrence], travel: TravelTimes
) -> tuple[DatedTour, ...]:
    """Build the tours of the days that are not as the cycle foresees, by date and adviser."""
    as_foreseen = _by_day(foreseen)
    return tuple(
        _build(key, own, travel)
        for key, own in _by_day(sessions).items()
        if list(map(_what, own)) != list(map(_what, as_foreseen.get(key, ())))
    )


class TourFinder:
    """The tour that an adviser really drives on a date."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._dated = {(tour.day, tour.adviser_id): tour for tour in plan.dated_tours}
        self._of_cycle = {
            (tour.adviser_id, tour.weekday, week): tour
            for tour in plan.tours
            for week in tour.weeks
        }
        self._held = {(session.day, session.adviser_id) for session in plan.sessions}

    def on(self, adviser_id: str, day: date) -> DatedTour | Tour | None:
        """Return the tour of a day; ``None`` on a day without a session."""
        if (day, adviser_id) not in self._held:
            return None
        dated = self._dated.get((day, adviser_id))
        if dated is not None:
            return dated
        settings = self._plan.settings
        week = (day - settings.calendar.start).days // 7 % settings.cycle.num_weeks + 1
        return self._of_cycle.get((adviser_id, day.weekday(), week))


def _build(
    key: AdviserDay, stops: Sequence[Session | Occurrence], travel: TravelTimes
) -> DatedTour:
    day, adviser_id = key
    venue_ids = tuple(stop.venue_id for stop in stops)
    legs = build_legs(adviser_id, venue_ids, travel)
    drive_s = sum(leg.drive_s for leg in legs)
    return DatedTour(
        adviser_id=adviser_id,
        day=day,
        venue_ids=venue_ids,
        legs=legs,
        # Begun minutes count: the adviser leaves early enough and is back late enough.
        leave_minute=stops[0].start_minute - -(-legs[0].drive_s // 60),
        return_minute=stops[-1].end_minute + -(-legs[-1].drive_s // 60),
        drive_s=drive_s,
        distance_m=sum(leg.distance_m for leg in legs),
        work_s=drive_s + sum(60 * (stop.end_minute - stop.start_minute) for stop in stops),
    )


def _by_day(
    sessions: Iterable[Session | Occurrence],
) -> Mapping[AdviserDay, list[Session | Occurrence]]:
    """Sessions of each day and adviser, in the order of the day."""
    days: defaultdict[AdviserDay, list[Session | Occurrence]] = defaultdict(list)
    for session in sessions:
        days[session.day, session.adviser_id].append(session)
    return {
        key: sorted(own, key=lambda session: (session.start_minute, session.venue_id))
        for key, own in sorted(days.items())
    }


def _what(session: Session | Occurrence) -> tuple[str, int, int]:
    return session.venue_id, session.start_minute, session.end_minute
