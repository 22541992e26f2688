"""Which levels of access a changing set of visits reaches, and what one more would add."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.problem.model import Problem
from planner.solver.levels import Level


class ReachedLevels:
    """How many visits reach each level; local to one call."""

    def __init__(self, problem: Problem, levels: Sequence[Level]) -> None:
        self.covered = 0.0
        """People in need covered beyond the existing offer."""
        self._weight = np.array([level.weight for level in levels])
        self._num_visits = np.zeros(len(levels), dtype=np.int64)
        frequency = {sessions: at for at, (sessions, _) in enumerate(problem.value_by_sessions)}
        rarest: list[dict[int, int]] = [{} for _ in range(problem.num_venues)]
        for number, level in enumerate(levels):
            for venue, sessions in level.visits:
                at = frequency[sessions]
                rarest[venue][number] = min(at, rarest[venue].get(number, at))
        # What a frequency reaches, a higher one does: each venue has its levels in that order.
        self._levels: list[npt.NDArray[np.int64]] = []
        self._ends: list[npt.NDArray[np.int64]] = []
        for own in rarest:
            order = sorted(own, key=lambda number: (own[number], number))
            least = np.array([own[number] for number in order], dtype=np.int64)
            self._levels.append(np.array(order, dtype=np.int64))
            self._ends.append(np.searchsorted(least, np.arange(len(frequency)), side="right"))

    def gains(self, venue: int) -> npt.NDArray[np.float64]:
        """(frequencies,) people in need that a visit of the venue would add."""
        levels = self._levels[venue]
        total = np.zeros(len(levels) + 1)
        np.cumsum(self._weight[levels] * (self._num_visits[levels] == 0), out=total[1:])
        return total[self._ends[venue]]

    def add(self, venue: int, frequency: int) -> None:
        """Count a visit that is made."""
        levels = self._levels[venue][: self._ends[venue][frequency]]
        before = self._num_visits[levels]
        self.covered += float(self._weight[levels] @ (before == 0))
        self._num_visits[levels] = before + 1

    def remove(self, venue: int, frequency: int) -> None:
        """Count a visit that is made no longer."""
        levels = self._levels[venue][: self._ends[venue][frequency]]
        before = self._num_visits[levels]
        self.covered -= float(self._weight[levels] @ (before == 1))
        self._num_visits[levels] = before - 1
