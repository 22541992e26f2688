"""Which venues could serve a commune, and what keeps each of them from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.places import venue_place_id
from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.dates.calendar import calendar_holidays
from planner.explain.obstacles import (
    ORDER,
    Obstacle,
    OpenTimes,
    find_obstacle,
    longest_opening,
)
from planner.problem.model import Problem
from planner.problem.rules import may_go
from planner.problem.session_times import compute_session_times, list_openings
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The venues to look at for one commune: its own or, without one, those within the standard."""

    venues: tuple[Venue, ...]
    others: tuple[Venue, ...]
    """Venues within the standard beside its own."""


def list_candidates(
    territory: Territory, residents: ResidentTravel, *, standard_minutes: int
) -> dict[str, Candidates]:
    """List the candidate venues of every commune, by its code, nearest first.

    A venue is near a commune when some of its demand points is within the standard. The nearest is
    that with the least mean drive of the residents, longer drives counted as long as the standard.
    """
    time_s = residents.time_s[
        :, residents.positions([venue_place_id(venue.id) for venue in territory.venues])
    ].tocoo()
    standard_s = 60 * standard_minutes
    is_within = time_s.data <= standard_s
    point, column = time_s.row[is_within], time_s.col[is_within]
    pair = residents.commune[point], column
    shape = len(territory.communes), len(territory.venues)
    is_near = np.zeros(shape, dtype=np.bool_)
    is_near[pair] = True
    mean_s = np.full(shape, float(standard_s))
    np.subtract.at(mean_s, pair, residents.share[point] * (standard_s - time_s.data[is_within]))
    found = {}
    for position, commune in enumerate(territory.communes):
        order = np.argsort(mean_s[position], kind="stable").tolist()
        own = tuple(
            territory.venues[at]
            for at in order
            if territory.venues[at].commune_code == commune.code
        )
        near = tuple(
            territory.venues[at]
            for at in order
            if is_near[position, at] and territory.venues[at].commune_code != commune.code
        )
        found[commune.code] = Candidates(venues=own or near, others=near if own else ())
    return found


def find_obstacles(
    territory: Territory, travel: TravelTimes, problem: Problem, settings: Settings
) -> dict[str, Obstacle]:
    """Find what keeps every adviser from a venue, by id; venues that nothing does are left out."""
    times = _open_times(territory, problem, settings)
    in_post = {adviser.id for adviser in problem.advisers}
    advisers = [adviser for adviser in territory.advisers if adviser.id in in_post]
    allowed = may_go(advisers, territory)
    found = {}
    for position, venue in enumerate(territory.venues):
        going = zip(advisers, allowed[:, position].tolist(), strict=True)
        obstacle = find_obstacle(
            venue,
            times[venue.id],
            problem,
            travel,
            min_minutes=settings.sessions.minutes_at(is_short=venue.is_short)[0],
            allowed_ids={adviser.id for adviser, may_go_there in going if may_go_there},
        )
        if obstacle is not None:
            found[venue.id] = obstacle
    return found


def least_obstacle(
    venues: Sequence[Venue], obstacles: Mapping[str, Obstacle]
) -> tuple[Venue, Obstacle]:
    """Return the venue whose obstacle is lifted most easily, the nearest of equals."""
    venue = max(venues, key=lambda v: ORDER.index(obstacles[v.id].kind))
    return venue, obstacles[venue.id]


def _open_times(territory: Territory, problem: Problem, settings: Settings) -> dict[str, OpenTimes]:
    """When each venue can hold a session, and how long it opens at most."""
    calendar = settings.calendar
    start, end = compute_session_times(
        territory.venues,
        settings.sessions,
        first_day=calendar.start,
        num_weeks=calendar.num_weeks,
        holidays=calendar_holidays(calendar),
    )
    openings = list_openings(
        territory.venues,
        settings.sessions,
        first_day=calendar.start,
        num_weeks=calendar.num_weeks,
        holidays=calendar_holidays(calendar),
    )
    return {
        venue.id: OpenTimes(
            start=start[row], end=end[row], longest_minutes=longest_opening(own, problem)
        )
        for row, (venue, own) in enumerate(zip(territory.venues, openings, strict=True))
    }
