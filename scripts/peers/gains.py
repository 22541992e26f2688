"""What visits add to covered need, one by one, for methods that know prizes and no coverage."""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.problem.model import Problem
from planner.solver.levels import coverage_levels

Option = tuple[int, int]
"""(venue, days with a session a cycle)"""
_NOTHING = 1e-6
"""People in need; a smaller gain is rounding."""


class Coverage:
    """Levels of access that a growing set of options reaches; local to one call."""

    def __init__(self, problem: Problem) -> None:
        levels = coverage_levels(problem)
        self._weight = np.array([level.weight for level in levels])
        self._num_times = np.zeros(len(levels), dtype=np.int64)
        reached: defaultdict[Option, list[int]] = defaultdict(list)
        for position, level in enumerate(levels):
            for option in level.visits:
                reached[option].append(position)
        self._reached: dict[Option, npt.NDArray[np.int64]] = {
            option: np.array(positions) for option, positions in reached.items()
        }

    def gain(self, option: Option) -> float:
        """People in need x access value that an option adds to those that are in."""
        at = self._levels_of(option)
        return float(self._weight[at] @ (self._num_times[at] == 0))

    def loss(self, option: Option) -> float:
        """People in need x access value that are lost without an option that is in."""
        at = self._levels_of(option)
        return float(self._weight[at] @ (self._num_times[at] == 1))

    def add(self, option: Option) -> None:
        """Put an option in."""
        self._num_times[self._levels_of(option)] += 1

    def remove(self, option: Option) -> None:
        """Take an option out that is in."""
        self._num_times[self._levels_of(option)] -= 1

    def _levels_of(self, option: Option) -> npt.NDArray[np.int64]:
        return self._reached.get(option, np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Greedy:
    """The greedy choice of venues and frequencies, tours left out of account."""

    frequency: Mapping[int, int]
    """Days a cycle with a session, by venue chosen."""
    prize: Mapping[Option, float]
    """People in need x access value that an option adds to the venues chosen before its own."""


def choose_greedily(problem: Problem, *, num_half_days: int) -> Greedy:
    """Choose the options that add most a half-day, until the half-days are used up.

    Prizes of a sum of independent visits cannot say that neighbours share their people; in this
    order they nearly do, and those of the chosen add up to what they cover.
    """
    coverage = Coverage(problem)
    prize: dict[Option, float] = {}
    frequency: dict[int, int] = {}
    num_left = num_half_days
    heap = [
        (-coverage.gain(option) / half_days(problem, option), option)
        for venue in range(problem.num_venues)
        for option in allowed_options(problem, venue)
    ]
    heapq.heapify(heap)
    while heap and num_left > 0:
        stated, (venue, sessions) = heapq.heappop(heap)
        had = frequency.get(venue, 0)
        more = half_days(problem, (venue, sessions)) - half_days(problem, (venue, had))
        if more <= 0 or more > num_left:
            continue
        now = -coverage.gain((venue, sessions)) / more
        if now > stated + _NOTHING:  # others have taken a part of it since
            heapq.heappush(heap, (now, (venue, sessions)))
            continue
        if -now < _NOTHING:
            break
        if not had:
            prize |= {other: coverage.gain(other) for other in allowed_options(problem, venue)}
        else:
            coverage.remove((venue, had))
        coverage.add((venue, sessions))
        frequency[venue] = sessions
        num_left -= more
        for option in allowed_options(problem, venue):  # going on from here costs fewer half-days
            if option[1] > sessions:
                more = half_days(problem, option) - half_days(problem, (venue, sessions))
                heapq.heappush(heap, (-coverage.gain(option) / more, option))
    for venue in set(range(problem.num_venues)) - frequency.keys():
        prize |= {option: coverage.gain(option) for option in allowed_options(problem, venue)}
    return Greedy(frequency=frequency, prize=prize)


def allowed_options(problem: Problem, venue: int) -> list[Option]:
    """List how often a venue may be visited, the rarest first."""
    return [
        (venue, sessions)
        for (sessions, _), may_have in zip(
            problem.value_by_sessions, problem.may_have[venue], strict=True
        )
        if may_have
    ]


def half_days(problem: Problem, option: Option) -> int:
    """Half-days a cycle that an option takes."""
    venue, sessions = option
    return sessions * problem.half_days_per_session(venue)
