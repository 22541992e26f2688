"""Capacity: who comes to which venue, how crowded its sessions are, and how many they can receive.

People turn to the place that suits them best, whatever its rhythm: rare sessions do not send them
elsewhere, they fill up. So the people who turn to a venue depend on which venues are visited and
not on how often, and every further hour at a venue relieves it.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

from planner.plan import Capacity, VenueCapacity, Visit
from planner.problem.model import Problem
from planner.settings import Settings

_VenueT = TypeVar("_VenueT", bound=Hashable)

_SAME_VALUE: Final = 1e-9
"""Access values nearer than this are equal: people are then shared out evenly."""


def people_turning_to(problem: Problem, venues: Sequence[int]) -> dict[int, float]:
    """People in need who would come to each of these venues if all had weekly sessions.

    Those who need help times the value of the place for them: the share that accepts it. Whoever
    is no better off there than with the existing offer stays with it.
    """
    factor = problem.access_factor[:, list(venues)].tocsr()
    weekly = dict(problem.value_by_sessions)[problem.cycle_weeks]
    row = np.repeat(np.arange(factor.shape[0]), np.diff(factor.indptr))
    best = np.zeros(factor.shape[0])
    np.maximum.at(best, row, factor.data)
    comes = factor.data >= best[row] - _SAME_VALUE
    comes &= weekly * factor.data > problem.value_before[row] + _SAME_VALUE
    row, column, share = row[comes], factor.indices[comes], factor.data[comes]
    equals = np.bincount(row, minlength=factor.shape[0])
    people = np.bincount(
        column, weights=problem.need[row] * share / equals[row], minlength=len(venues)
    )
    return dict(zip(venues, people.tolist(), strict=True))


def measure_crowding(people: Mapping[_VenueT, float], hours: Mapping[_VenueT, float]) -> float:
    """People in need per hour of session a cycle, as they meet it on average; 0 without anybody.

    Someone at a venue of ``p`` people and ``h`` hours shares an hour with ``p / h``. One hour more
    there lowers the sum over all people by ``(p / h) ** 2``: the most crowded venue first.
    """
    total = sum(people.values())
    if total <= 0:
        return 0.0
    return sum(p * p / hours[venue] for venue, p in people.items() if p > 0) / total


def measure_capacity(problem: Problem, visits: Sequence[Visit], settings: Settings) -> Capacity:
    """Measure, venue by venue, who comes in a cycle and who can be received."""
    position = {venue_id: at for at, venue_id in enumerate(problem.venue_ids)}
    minutes: defaultdict[str, int] = defaultdict(int)
    for visit in visits:
        minutes[visit.venue_id] += len(visit.weeks) * (visit.end_minute - visit.start_minute)
    venue_ids = sorted(minutes)
    turning = people_turning_to(problem, [position[venue_id] for venue_id in venue_ids])
    people = dict(zip(venue_ids, turning.values(), strict=True))
    sessions = settings.sessions
    venues = tuple(
        _measure_venue(
            venue_id,
            people=people[venue_id],
            hours=minutes[venue_id] / 60,
            expected_visitors=settings.capacity.uptake * people[venue_id],
            seats=sessions.people_per_session * minutes[venue_id] / max(1, sessions.max_minutes),
        )
        for venue_id in venue_ids
    )
    return Capacity(
        people_per_hour=measure_crowding(people, {row.venue_id: row.hours for row in venues}),
        expected_visitors=sum(row.expected_visitors for row in venues),
        seats=sum(row.seats for row in venues),
        unserved=sum(row.unserved for row in venues),
        venues=venues,
    )


def _measure_venue(
    venue_id: str, *, people: float, hours: float, expected_visitors: float, seats: float
) -> VenueCapacity:
    return VenueCapacity(
        venue_id=venue_id,
        people=people,
        hours=hours,
        expected_visitors=expected_visitors,
        seats=seats,
        unserved=max(0.0, expected_visitors - seats),
    )
