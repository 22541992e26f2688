"""Covered need after any removal and any visit that comes, demand point by demand point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.explain.demand import FloatArray, values_of_visits
from planner.explain.removals import Removal, remove
from planner.problem.model import PlannedVisit, Problem, Quota, days_by_venue

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A venue to be visited, or visited more often: by itself, or as one of a pair."""

    venue: int
    """A position of the problem: the venue, or a pair that it belongs to."""
    sessions: int
    """Sessions a cycle that it shall have."""


class Coverage:
    """Covered need after any removal and any target, by demand point."""

    def __init__(
        self, problem: Problem, visits: Sequence[PlannedVisit], targets: Sequence[Target]
    ) -> None:
        self._problem, self._visits, self._targets = problem, visits, targets
        frequency = days_by_venue(visits)
        self._column = {venue: at for at, venue in enumerate(frequency)}
        self._planned = values_of_visits(problem, list(frequency.items()))
        self._value: FloatArray = np.maximum(
            problem.value_before, self._planned.max(axis=1, initial=0.0)
        )
        self._added = values_of_visits(problem, [(t.venue, t.sessions) for t in targets])
        more = self._added - self._value[:, None]
        self._gain: FloatArray = problem.need @ np.maximum(more, 0.0, out=more)
        self._after: dict[Removal, FloatArray] = {}

    def change(self, removal: Removal) -> FloatArray:
        """(num_targets,) people in need covered more, or fewer, over the whole territory."""
        after = self._value_after(removal)
        hit = np.flatnonzero(after < self._value)
        if not hit.size:
            return np.array(self._gain)
        added, need = self._added[hit], self._problem.need[hit]
        lost = np.maximum(self._value[hit, None], added) - np.maximum(after[hit, None], added)
        change: FloatArray = self._gain - need @ lost
        return change

    def keeps_rules(self, removal: Removal) -> npt.NDArray[np.bool_]:
        """(num_targets,) whether quotas and floors of areas stand after a removal and a target."""
        keeps = np.ones(len(self._targets), dtype=np.bool_)
        for quota in self._problem.quotas:
            days = np.array([self._days_after(removal, t, quota) for t in self._targets])
            keeps &= days >= quota.min_sessions
            if quota.max_sessions is not None:
                keeps &= days <= quota.max_sessions
        for floor in self._problem.floors:
            inside = floor.is_inside
            after = np.maximum(self._value_after(removal)[inside, None], self._added[inside])
            keeps &= self._problem.need[inside] @ after >= floor.min_people * (1 - ROUNDING)
        return keeps

    def change_by_point(self, removal: Removal, target: int) -> FloatArray:
        """(num_points,) change of covered need."""
        after = np.maximum(self._value_after(removal), self._added[:, target])
        change: FloatArray = self._problem.need * (after - self._value)
        return change

    def _days_after(self, removal: Removal, target: Target, quota: Quota) -> int:
        """Days a cycle with a session at the venues of an area."""
        problem = self._problem
        coming = set(problem.members(target.venue))
        frequency = {
            venue: days
            for venue, days in days_by_venue(remove(self._visits, removal)).items()
            if coming.isdisjoint(problem.members(venue))
        }
        frequency[target.venue] = target.sessions
        return problem.days_inside(quota, frequency)

    def _value_after(self, removal: Removal) -> FloatArray:
        """(num_points,) access value after a removal alone."""
        if removal.venue is None:
            return self._value
        if removal not in self._after:
            columns = sorted({self._column[visit.venue] for visit in removal.gone})
            # Only where the visit is somebody's best option does its going change anything.
            hit = np.flatnonzero((self._planned[:, columns] >= self._value[:, None]).any(axis=1))
            rest = self._planned[hit]
            rest[:, columns] = 0.0
            best = np.maximum(self._problem.value_before[hit], rest.max(axis=1, initial=0.0))
            if removal.put:
                put = values_of_visits(self._problem, list(days_by_venue(removal.put).items()))
                best = np.maximum(best, put[hit].max(axis=1))
            after = self._value.copy()
            after[hit] = best
            self._after[removal] = after
        return self._after[removal]
