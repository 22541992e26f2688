"""Who may serve a venue, the nearest first, and what a day with two of an adviser's venues takes.

Everything that the search for places knows of tours stands here, adviser by adviser and for the
venues within reach only: memory grows with what an adviser can reach, not with the whole territory.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import AM, PM, Problem
from planner.solver.day_tours import list_day_tours

FORBIDDEN_S: Final = 1_000_000
"""Stands for the driving of what no rule allows: far above a cycle's driving to any venue, and
small enough for its sums to be exact in single precision."""
FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AdviserReach:
    """The venues that one adviser is considered for, and the day tours between them."""

    venues: npt.NDArray[np.int64]
    """(n,) positions in the problem, ascending."""
    rank: npt.NDArray[np.int64]
    """(n,) how many advisers are nearer to each of them."""
    single_s: FloatArray
    """(days, 2, n) driving of a day with this venue alone, or FORBIDDEN_S."""
    pair_s: FloatArray
    """(2, n, n) driving of a day with the first venue in that half and the second in the other."""
    is_allowed: npt.NDArray[np.bool_]
    """(days, 2, n, n) whether that day breaks no rule."""
    session_s: FloatArray
    """(days, 2, n) length of a session."""

    def position_of(self, venue: int) -> int:
        """Where a venue stands among those within reach."""
        return int(np.searchsorted(self.venues, venue))

    def beside_s(self, day: int, others: npt.NDArray[np.int64]) -> FloatArray:
        """(2, weeks, n) driving of days with each venue in one half and others in the other.

        Parameters
        ----------
        others
            (2, weeks) venues held in the afternoon, and in the morning.
        """
        half = np.array([[PM], [AM]])
        return np.where(
            self.is_allowed[day, half, others], self.pair_s[half, others], np.float32(FORBIDDEN_S)
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """Venues and the advisers considered for them."""

    advisers: npt.NDArray[np.int64]
    """(num_venues, ranks) the nearest advisers, in that order; -1 where there are fewer."""
    weekdays: tuple[int, ...]
    """Those on which somebody works."""
    by_adviser: tuple[AdviserReach, ...]


def find_reach(problem: Problem, *, most_advisers: int) -> Reach:
    """List the nearest advisers of every venue, and their day tours."""
    advisers = _nearest_advisers(problem, most_advisers)
    weekdays = tuple(sorted({day for one in problem.advisers for day in one.working_days}))
    return Reach(
        advisers=advisers,
        weekdays=weekdays,
        by_adviser=tuple(
            _reach_of(problem, adviser, advisers, weekdays)
            for adviser in range(len(problem.advisers))
        ),
    )


def _nearest_advisers(problem: Problem, most: int) -> npt.NDArray[np.int64]:
    most = min(most, int(problem.can_visit.sum(axis=0).max()))
    far = np.iinfo(np.int64).max
    trip_s = np.where(problem.can_visit, problem.out_s + problem.back_s, far)
    order = np.argsort(trip_s, axis=0, kind="stable")[:most].T
    is_able = np.take_along_axis(problem.can_visit.T, order, axis=1)
    return np.where(is_able, order, -1)


def _reach_of(
    problem: Problem, adviser: int, advisers: npt.NDArray[np.int64], weekdays: tuple[int, ...]
) -> AdviserReach:
    venues, rank = np.nonzero(advisers == adviser)
    num_venues, num_days = len(venues), len(weekdays)
    single_s = np.full((num_days, 2, num_venues), FORBIDDEN_S, dtype=np.float32)
    session_s = np.zeros((num_days, 2, num_venues), dtype=np.float32)
    pair_s = np.zeros((2, num_venues, num_venues), dtype=np.float32)
    is_allowed = np.zeros((num_days, 2, num_venues, num_venues), dtype=np.bool_)
    for day, weekday in enumerate(weekdays):
        if weekday not in problem.advisers[adviser].working_days:
            continue
        tours = list_day_tours(problem, adviser, weekday, venues=venues)
        single_s[day] = np.where(
            tours.single_is_allowed, tours.single_drive_s[:, None], FORBIDDEN_S
        ).T
        session_s[day] = tours.session_s.T
        pair_s[:] = tours.pair_drive_s, tours.pair_drive_s.T
        # When one of the two visits goes, the other must be able to stay.
        single = tours.single_is_allowed
        pair = tours.pair_is_allowed & single[:, AM, None] & single[None, :, PM]
        is_allowed[day] = pair, pair.T
    return AdviserReach(
        venues=venues,
        rank=rank,
        single_s=single_s,
        pair_s=pair_s,
        is_allowed=is_allowed,
        session_s=session_s,
    )
