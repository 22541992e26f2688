"""Day tours of a plan: who drives where on a weekday, and how long the day is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from geodata.places import base_place_id, venue_place_id
from geodata.travel import TravelTimes
from planner.plan import AdviserLoad, Leg, Tour, Visit
from planner.settings import Settings


def build_tours(visits: Sequence[Visit], travel: TravelTimes) -> tuple[Tour, ...]:
    """Build the day tours of a cycle, by adviser, weekday and first week.

    Weeks in which an adviser visits the same venues on a weekday share one tour.
    """
    stops: defaultdict[tuple[str, int, int], list[Visit]] = defaultdict(list)
    for visit in visits:
        for week in visit.weeks:
            stops[visit.adviser_id, visit.weekday, week].append(visit)
    weeks_of: defaultdict[tuple[str, int, tuple[Visit, ...]], list[int]] = defaultdict(list)
    for (adviser_id, weekday, week), of_day in sorted(stops.items(), key=lambda item: item[0]):
        in_order = tuple(sorted(of_day, key=lambda visit: visit.start_minute))
        weeks_of[adviser_id, weekday, in_order].append(week)
    return tuple(
        _build_tour(adviser_id, weekday, weeks, of_day, travel)
        for (adviser_id, weekday, of_day), weeks in weeks_of.items()
    )


def _build_tour(
    adviser_id: str,
    weekday: int,
    weeks: Sequence[int],
    visits: Sequence[Visit],
    travel: TravelTimes,
) -> Tour:
    """Build one tour: base, the day's venues in order, base."""
    legs = build_legs(adviser_id, [visit.venue_id for visit in visits], travel)
    drive_s = sum(leg.drive_s for leg in legs)
    session_s = sum(60 * (visit.end_minute - visit.start_minute) for visit in visits)
    return Tour(
        adviser_id=adviser_id,
        weekday=weekday,
        weeks=tuple(weeks),
        venue_ids=tuple(visit.venue_id for visit in visits),
        legs=legs,
        # Begun minutes count: the adviser leaves early enough and is back late enough.
        leave_minute=visits[0].start_minute - -(-legs[0].drive_s // 60),
        return_minute=visits[-1].end_minute + -(-legs[-1].drive_s // 60),
        drive_s=drive_s,
        distance_m=sum(leg.distance_m for leg in legs),
        work_s=drive_s + session_s,
    )


def build_legs(adviser_id: str, venue_ids: Sequence[str], travel: TravelTimes) -> tuple[Leg, ...]:
    """Drives of a day: from the base, from venue to venue, and back to the base."""
    stops = [None, *venue_ids, None]
    positions = travel.positions(
        [base_place_id(adviser_id) if stop is None else venue_place_id(stop) for stop in stops]
    )
    return tuple(
        Leg(
            from_venue_id=origin,
            to_venue_id=destination,
            drive_s=int(travel.time_s[start, end]),
            distance_m=int(travel.length_m[start, end]),
        )
        for (origin, destination), (start, end) in zip(
            pairwise(stops), pairwise(positions), strict=True
        )
    )


def compute_loads(
    tours: Sequence[Tour], weekly_minutes: Mapping[str, int], *, settings: Settings
) -> tuple[AdviserLoad, ...]:
    """Sum each adviser's work over one cycle; ``weekly_minutes`` of contract by adviser id."""
    loads = []
    for adviser_id, minutes in weekly_minutes.items():
        own = [(tour, len(tour.weeks)) for tour in tours if tour.adviser_id == adviser_id]
        drive_s = sum(times * tour.drive_s for tour, times in own)
        session_s = sum(times * (tour.work_s - tour.drive_s) for tour, times in own)
        contract_s = 60 * minutes * settings.cycle.num_weeks
        loads.append(
            AdviserLoad(
                adviser_id=adviser_id,
                num_sessions=sum(times * len(tour.venue_ids) for tour, times in own),
                session_s=session_s,
                drive_s=drive_s,
                distance_m=sum(times * tour.distance_m for tour, times in own),
                back_office_s=contract_s - session_s - drive_s,
                contract_s=contract_s,
            )
        )
    return tuple(loads)
