"""Day tours as the map shows them: those of the cycle, and those of single dates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from shapely import LineString

from maps.calendar_weeks import dates_words, find_driven_tours, week_of_calendar
from maps.figures import clock_words, duration_words, km_words
from maps.geometry import LINE_TOLERANCE_M, simplify_lines
from maps.language import FRENCH, Language
from maps.sentences import hours_words, place_name, weeks_words
from planner.plan import DatedTour, Leg, Plan, Session, Tour, Visit
from planner.wording import WEEKDAYS

Lines = Sequence[npt.NDArray[np.float64]]
"""(n, 2) longitudes and latitudes of each leg of a tour."""
_Stop = tuple[str, int, int]
"""Venue id, first and last minute of a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRow:
    """A day tour and the roads it takes."""

    adviser: int
    weekday: int
    weeks: tuple[int, ...]
    """Weeks of the cycle; empty for a tour of single dates."""
    held: tuple[int, ...]
    """Weeks of the calendar, from 0, in which it is driven."""
    when: str
    """« mardi, semaines 1 et 3 du cycle »."""
    steps: tuple[tuple[str, str], ...]
    """(time, what) of the day in order: departure, sessions, return."""
    total: str
    """« 1 h 12 de route, 64,0 km »."""
    venues: tuple[int, ...]
    """Positions of its stops in plan.venues."""
    drive_s: int
    distance_m: int
    lines: tuple[LineString, ...]


def make_tour_rows(
    plan: Plan,
    tour_lines: Sequence[Lines],
    dated_lines: Sequence[Lines] = (),
    *,
    tolerance_m: float = LINE_TOLERANCE_M,
    language: Language = FRENCH,
) -> tuple[TourRow, ...]:
    """List the day tours of the cycle in plan order, then those of single dates.

    A tour that is the same on several dates is one row.

    Parameters
    ----------
    tour_lines, dated_lines
        A line for each leg of each of ``plan.tours`` and of ``plan.dated_tours``; straight lines
        where there are none at all.
    tolerance_m
        How far a simplified line may be from the road.

    Raises
    ------
    ValueError
        When lines are given, but not one for every leg of every tour.
    """
    days = _days_of_tours(plan)
    lines = _simple_lines(plan, plan.tours, tour_lines, tolerance_m)
    rows = [
        _make_row(plan, tour, days[tour], _stops_of_cycle(plan, tour), lines=own, language=language)
        for tour, own in zip(plan.tours, lines, strict=True)
    ]
    lines = _simple_lines(plan, plan.dated_tours, dated_lines, tolerance_m)
    stops = _stops_by_day(plan)
    same: dict[tuple[DatedTour, tuple[_Stop, ...]], list[int]] = defaultdict(list)
    for at, tour in enumerate(plan.dated_tours):
        same[_on_first_weekday(tour), stops[tour.adviser_id, tour.day]].append(at)
    for (_, own_stops), positions in same.items():
        first = plan.dated_tours[positions[0]]
        driven = [day for at in positions for day in days[plan.dated_tours[at]]]
        rows.append(
            _make_row(plan, first, driven, own_stops, lines=lines[positions[0]], language=language)
        )
    return tuple(rows)


def _on_first_weekday(tour: DatedTour) -> DatedTour:
    """Make equal what differs by whole weeks only."""
    return tour.model_copy(update={"day": date.min + timedelta(days=tour.day.weekday())})


def _days_of_tours(plan: Plan) -> Mapping[Tour | DatedTour, list[date]]:
    """Days on which each tour is driven."""
    days: defaultdict[Tour | DatedTour, list[date]] = defaultdict(list)
    for (day, _), tour in find_driven_tours(plan).items():
        days[tour].append(day)
    return days


def _stops_of_cycle(plan: Plan, tour: Tour) -> tuple[_Stop, ...]:
    """Sessions of a tour of the cycle, in the order of the day."""
    own = [
        visit
        for visit in plan.visits
        if visit.adviser_id == tour.adviser_id
        and visit.weekday == tour.weekday
        and set(tour.weeks[:1]) & set(visit.weeks)
    ]
    return _as_stops(own)


def _stops_by_day(plan: Plan) -> Mapping[tuple[str, date], tuple[_Stop, ...]]:
    """Sessions of each adviser and date, in the order of the day."""
    days: defaultdict[tuple[str, date], list[Session]] = defaultdict(list)
    for session in plan.sessions:
        days[session.adviser_id, session.day].append(session)
    return defaultdict(tuple, {key: _as_stops(own) for key, own in days.items()})


def _as_stops(own: Iterable[Visit | Session]) -> tuple[_Stop, ...]:
    stops = ((one.start_minute, one.venue_id, one.end_minute) for one in own)
    return tuple((venue_id, start, end) for start, venue_id, end in sorted(stops))


def _simple_lines(
    plan: Plan,
    tours: Sequence[Tour | DatedTour],
    given: Sequence[Lines],
    tolerance_m: float,
) -> list[tuple[LineString, ...]]:
    if not given:
        given = [[_straight(plan, tour.adviser_id, leg) for leg in tour.legs] for tour in tours]
    if [len(lines) for lines in given] != [len(tour.legs) for tour in tours]:
        raise ValueError("a tour needs one line for every leg")
    simple = iter(
        simplify_lines([line for lines in given for line in lines], tolerance_m=tolerance_m)
    )
    return [
        tuple(line for line in [next(simple) for _ in tour.legs] if line is not None)
        for tour in tours
    ]


def _straight(plan: Plan, adviser_id: str, leg: Leg) -> npt.NDArray[np.float64]:
    places = {venue.id: (venue.lon, venue.lat) for venue in plan.venues}
    bases = {adviser.id: (adviser.lon, adviser.lat) for adviser in plan.advisers}
    base = bases[adviser_id]
    ends = [
        base if venue_id is None else places[venue_id]
        for venue_id in (leg.from_venue_id, leg.to_venue_id)
    ]
    return np.array(ends, dtype=np.float64)


def _make_row(
    plan: Plan,
    tour: Tour | DatedTour,
    days: Sequence[date],
    stops: Sequence[_Stop],
    *,
    lines: tuple[LineString, ...],
    language: Language,
) -> TourRow:
    at = {venue.id: i for i, venue in enumerate(plan.venues)}
    advisers = [adviser.id for adviser in plan.advisers]
    if isinstance(tour, Tour):
        weekday, weeks = tour.weekday, tour.weeks
        name = language.say(WEEKDAYS[weekday])
        when = f"{name}, {weeks_words(weeks, plan.settings.cycle.num_weeks, language=language)}"
    else:
        weekday, weeks = tour.day.weekday(), ()
        when = dates_words(days, language=language)
    return TourRow(
        adviser=advisers.index(tour.adviser_id),
        weekday=weekday,
        weeks=weeks,
        held=tuple(week_of_calendar(plan, day) for day in days),
        when=when,
        steps=_steps(plan, tour, stops, language),
        total=language.say(
            "{duration} de route, {km}",
            duration=duration_words(tour.drive_s, language=language),
            km=km_words(tour.distance_m, language=language),
        ),
        venues=tuple(at[venue_id] for venue_id in tour.venue_ids),
        drive_s=tour.drive_s,
        distance_m=tour.distance_m,
        lines=lines,
    )


def _steps(
    plan: Plan, tour: Tour | DatedTour, stops: Sequence[_Stop], language: Language
) -> tuple[tuple[str, str], ...]:
    """Word the day: departure, the tour's sessions in the order of the stops, return."""
    venues = {venue.id: venue for venue in plan.venues}
    bases = {adviser.id: adviser.base_commune_name for adviser in plan.advisers}
    base = bases[tour.adviser_id]
    leave = language.say("Départ, {place}", place=base)
    steps = [(clock_words(tour.leave_minute, language=language), leave)]
    left = list(stops)
    for venue_id in tour.venue_ids:
        venue = venues[venue_id]
        stop = next((one for one in left if one[0] == venue_id), None)
        words = ""
        if stop is not None:
            left.remove(stop)  # a venue with a full day is a stop twice
            words = hours_words(*stop[1:], language=language)
        steps.append((words, place_name(venue.name, venue.commune_name)))
    back = language.say("Retour, {place}", place=base)
    steps.append((clock_words(tour.return_minute, language=language), back))
    return tuple(steps)
