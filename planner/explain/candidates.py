"""Which venues could serve a commune, and what keeps each of them from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.places import commune_place_id, venue_place_id
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.calendar import calendar_holidays
from planner.explain.obstacles import (
    ORDER,
    Obstacle,
    OpenTimes,
    find_obstacle,
    longest_opening,
)
from planner.model import Problem
from planner.rules import may_go
from planner.session_times import compute_session_times
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The venues to look at for one commune: its own or, without one, those within the standard."""

    venues: tuple[Venue, ...]
    others: tuple[Venue, ...]
    """Venues within the standard beside its own."""


def list_candidates(
    territory: Territory, travel: TravelTimes, *, standard_minutes: int
) -> dict[str, Candidates]:
    """List the candidate venues of every commune, by its code, nearest first."""
    venue_at = travel.positions([venue_place_id(venue.id) for venue in territory.venues])
    home = travel.positions([commune_place_id(c.code) for c in territory.communes])
    time_s = travel.time_s[np.ix_(home, venue_at)]
    found = {}
    for commune, from_home_s in zip(territory.communes, time_s, strict=True):
        order = np.argsort(from_home_s, kind="stable").tolist()
        venues = [territory.venues[position] for position in order]
        own = tuple(venue for venue in venues if venue.commune_code == commune.code)
        near = tuple(
            territory.venues[position]
            for position in order
            if from_home_s[position] <= 60 * standard_minutes
            and territory.venues[position].commune_code != commune.code
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
            min_minutes=settings.sessions.min_minutes,
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
    rules = settings.sessions
    any_length = rules.model_copy(update={"min_minutes": 1})
    (start, end), (any_start, any_end) = (
        compute_session_times(
            territory.venues,
            sessions,
            first_day=settings.calendar.start,
            num_weeks=settings.calendar.num_weeks,
            holidays=calendar_holidays(settings.calendar),
        )
        for sessions in (rules, any_length)
    )
    return {
        venue.id: OpenTimes(
            start=start[row],
            end=end[row],
            longest_minutes=longest_opening(any_start[row], any_end[row], problem),
        )
        for row, venue in enumerate(territory.venues)
    }
