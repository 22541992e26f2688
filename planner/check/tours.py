"""Day tours: base, the morning, lunch, the afternoon, base, and the limits of a day's work."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geodata.places import base_place_id, venue_place_id
from geodata.travel import UNREACHABLE_S
from geodata.weekdays import FRENCH_WEEKDAYS
from planner.check.facts import Facts
from planner.check.wording import check_listed_once, compare, say_clock, say_duration, say_weeks
from planner.plan import Leg, Tour, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedTour:
    """A day tour worked out from the visits."""

    adviser_id: str
    weekday: int
    stops: tuple[Visit, ...]
    """In order: the morning's visits, then the afternoon's."""
    weeks: tuple[int, ...]
    drives: tuple[tuple[int, int], ...]
    """Seconds and metres of each leg."""

    @property
    def drive_s(self) -> int:
        """Seconds of driving."""
        return sum(time_s for time_s, _ in self.drives)

    @property
    def distance_m(self) -> int:
        """Metres of driving."""
        return sum(length_m for _, length_m in self.drives)

    @property
    def session_s(self) -> int:
        """Seconds of sessions."""
        return 60 * sum(stop.end_minute - stop.start_minute for stop in self.stops)

    @property
    def leave_minute(self) -> int:
        """Departure from the base, the minute begun."""
        return (60 * self.stops[0].start_minute - self.drives[0][0]) // 60

    @property
    def return_minute(self) -> int:
        """Back at the base, the minute ended."""
        return -(-(60 * self.stops[-1].end_minute + self.drives[-1][0]) // 60)

    @property
    def is_drivable(self) -> bool:
        """Whether roads lead along the whole tour."""
        return all(time_s < UNREACHABLE_S for time_s, _ in self.drives)


def work_out_tours(facts: Facts) -> tuple[ExpectedTour, ...]:
    """Put the visits of each adviser and day together, week by week."""
    days: dict[tuple[str, int, int], list[Visit]] = defaultdict(list)
    for visit in facts.plan.visits:
        for week in sorted(set(visit.weeks)):
            days[visit.adviser_id, visit.weekday, week].append(visit)
    weeks_of: dict[tuple[str, int, tuple[Visit, ...]], list[int]] = defaultdict(list)
    for (adviser_id, weekday, week), visits in sorted(days.items(), key=lambda day: day[0]):
        stops = tuple(sorted(visits, key=lambda visit: (visit.half, visit.start_minute)))
        weeks_of[adviser_id, weekday, stops].append(week)
    return tuple(
        ExpectedTour(
            adviser_id=adviser_id,
            weekday=weekday,
            stops=stops,
            weeks=tuple(weeks),
            drives=_drives(facts, adviser_id, stops),
        )
        for (adviser_id, weekday, stops), weeks in weeks_of.items()
    )


def check_limits(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    """Check every tour against the limits of a day."""
    for tour in tours:
        if tour.is_drivable:
            yield from _check_limits(facts, tour)
        else:
            yield f"{_tour_words(facts, tour)} : aucune route pour au moins un des trajets."


def _drives(facts: Facts, adviser_id: str, stops: Sequence[Visit]) -> tuple[tuple[int, int], ...]:
    base = base_place_id(adviser_id)
    places = [base, *(venue_place_id(stop.venue_id) for stop in stops), base]
    return tuple(facts.drive(here, there) for here, there in pairwise(places))


def _tour_words(facts: Facts, tour: ExpectedTour) -> str:
    return (
        f"Tournée de {facts.adviser_words(tour.adviser_id)}, "
        f"{FRENCH_WEEKDAYS[tour.weekday]}, {say_weeks(tour.weeks)}"
    )


def _check_limits(facts: Facts, tour: ExpectedTour) -> Iterator[str]:
    words, work = _tour_words(facts, tour), facts.plan.settings.work
    adviser = facts.advisers.get(tour.adviser_id)
    if adviser is not None and tour.drive_s > adviser.max_drive_s_per_day:
        yield (
            f"{words} : {say_duration(tour.drive_s)} de trajet, plus que "
            f"{say_duration(adviser.max_drive_s_per_day, is_rest=True)}."
        )
    if tour.leave_minute < 0:
        yield f"{words} : départ avant minuit."
    span_minutes = tour.return_minute - tour.leave_minute
    if span_minutes > work.max_span_minutes:
        yield (
            f"{words} : amplitude de {say_duration(60 * span_minutes)} "
            f"({say_clock(tour.leave_minute)} - {say_clock(tour.return_minute)}), "
            f"plus que {say_duration(60 * work.max_span_minutes)}."
        )
    work_s = tour.drive_s + tour.session_s
    if work_s > 60 * work.max_day_minutes:
        yield (
            f"{words} : {say_duration(work_s)} de travail, plus que "
            f"{say_duration(60 * work.max_day_minutes)} par jour."
        )
    for stretch_s in _stretches_s(tour):
        if stretch_s > 60 * work.max_minutes_without_break:
            yield (
                f"{words} : {say_duration(stretch_s)} de travail sans pause, "
                f"plus que {say_duration(60 * work.max_minutes_without_break)}."
            )
    for (earlier, later), (time_s, _) in zip(pairwise(tour.stops), tour.drives[1:], strict=False):
        lunch_s = 60 * (later.start_minute - earlier.end_minute) - time_s
        if earlier.half != later.half and lunch_s < 60 * work.lunch_minutes:
            yield (
                f"{words} : {say_duration(max(0, lunch_s), is_rest=True)} de pause de midi hors "
                f"trajet, moins que {say_duration(60 * work.lunch_minutes)}."
            )


def _stretches_s(tour: ExpectedTour) -> list[int]:
    """Seconds of work without a break: each half-day with the drive to it, the last one's home.

    The free time at noon is taken before the drive to the afternoon's venue. On a day of one
    half-day the break is taken at the venue, before or after the session, whichever suits better.
    Two short sessions of a half-day follow each other, with the drive between.
    """
    home_s = tour.drives[-1][0]
    stretches_s: dict[str, int] = {}
    for (time_s, _), stop in zip(tour.drives, tour.stops, strict=False):
        work_s = time_s + 60 * (stop.end_minute - stop.start_minute)
        stretches_s[stop.half] = stretches_s.get(stop.half, 0) + work_s
    if len(stretches_s) == 1:
        out_s = tour.drives[0][0]
        (work_s,) = stretches_s.values()
        on_arrival, afterwards = [out_s, work_s - out_s + home_s], [work_s, home_s]
        return min(on_arrival, afterwards, key=max)
    *earlier, last = stretches_s.values()
    return [*earlier, last + home_s]


def check_written_tours(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    """Check that the plan lists these tours with these drives, and no others."""
    expected = {_key(tour): tour for tour in tours}
    written = {(tour.adviser_id, tour.weekday, tour.venue_ids): tour for tour in facts.plan.tours}
    yield from check_listed_once(
        "Tournées (conseiller, jour, lieux)",
        [(tour.adviser_id, tour.weekday, tour.venue_ids) for tour in facts.plan.tours],
        expected,
    )
    for key, tour in expected.items():
        if key in written:
            yield from _compare_tour(facts, written[key], tour)


def _key(tour: ExpectedTour) -> tuple[str, int, tuple[str, ...]]:
    return tour.adviser_id, tour.weekday, tuple(stop.venue_id for stop in tour.stops)


def _compare_tour(facts: Facts, given: Tour, expected: ExpectedTour) -> Iterator[str]:
    ids = [None, *(stop.venue_id for stop in expected.stops), None]
    legs = [
        (here, there, time_s, length_m)
        for (here, there), (time_s, length_m) in zip(pairwise(ids), expected.drives, strict=True)
    ]
    yield from compare(
        _tour_words(facts, expected),
        [
            ("semaines", given.weeks, expected.weeks),
            ("trajets", tuple(map(_leg_figures, given.legs)), tuple(legs)),
            ("départ (minute)", given.leave_minute, expected.leave_minute),
            ("retour (minute)", given.return_minute, expected.return_minute),
            ("trajet (s)", given.drive_s, expected.drive_s),
            ("distance (m)", given.distance_m, expected.distance_m),
            ("travail (s)", given.work_s, expected.drive_s + expected.session_s),
        ],
    )


def _leg_figures(leg: Leg) -> tuple[str | None, str | None, int, int]:
    return leg.from_venue_id, leg.to_venue_id, leg.drive_s, leg.distance_m
