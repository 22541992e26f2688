"""The smallest exchange that brings a visit into a timetable as it stands.

An exchange puts one visit into a free half-day, taking away at most one other visit of the same
adviser, or some of its weeks. All exchanges of all venues asked for are weighed, by arrays over
these venues. A venue that is visited already keeps its adviser, weekday and half-day and gains
weeks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.explain.cycle import (
    IMPOSSIBLE_S,
    Cycle,
    IntArray,
    Removal,
    Week,
    lay_out,
    list_removals,
    list_week,
    remove,
    weigh_visit,
)
from planner.explain.demand import FloatArray, values_of_visits
from planner.model import AM, PM, PlannedVisit, Problem, Quota, days_by_venue, week_patterns

SAME_COVERAGE: Final = 5.0
"""People in need: exchanges nearer than this in coverage are told apart by their driving."""
ROUNDING: Final = 1e-9
EVEN: Final = 0.5
"""People in need: an exchange that gains less gains nothing; one that gains is never passed over
for one that does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A venue to be visited, or visited more often."""

    venue: int
    sessions: int
    """Sessions a cycle that the venue shall have."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exchange:
    """A visit that comes, what goes for it, and what both change."""

    visit: PlannedVisit
    removal: Removal
    drive_s: int
    """Change of driving a cycle."""
    longest_s: int
    """Driving of the longest day tour that holds the visit."""
    need_change: FloatArray
    """(num_points,) change of covered need, people x access value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Options:
    """The least driving of each target after one removal."""

    removal: Removal
    excess_s: IntArray
    """Seconds by which the adviser's true driving limit is passed, in whole minutes."""
    drive_s: IntArray
    longest_s: IntArray
    places: tuple[PlannedVisit | None, ...]


def find_exchanges(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    targets: Sequence[Target],
    *,
    limits_s: Sequence[int] | None = None,
) -> tuple[Exchange | None, ...]:
    """Find for each target the exchange that covers most, with the least driving.

    Parameters
    ----------
    limits_s
        Each adviser's true driving limit a day where the problem has a wider one; the exchange
        that passes it least, to the minute, comes first then.

    Returns
    -------
    tuple
        ``None`` for a target that no exchange of one visit brings in.
    """
    if not targets:
        return ()
    coverage = _Coverage(problem, visits, targets)
    options: list[_Options] = []
    for adviser in range(len(problem.advisers)):
        options += _weigh_adviser(problem, visits, targets, adviser=adviser, limits_s=limits_s)
    if not options:
        return (None,) * len(targets)
    excess_s = np.stack([option.excess_s for option in options])
    drive_s = np.stack([option.drive_s for option in options])
    covered = np.stack([coverage.change(option.removal) for option in options])
    # Least excess first; then the most coverage, nearly; then the least driving.
    for row, option in enumerate(options):
        drive_s[row, ~coverage.keeps_rules(option.removal)] = IMPOSSIBLE_S
    excess_s[drive_s >= IMPOSSIBLE_S] = IMPOSSIBLE_S
    covered[excess_s > excess_s.min(axis=0)] = -np.inf
    covered[drive_s >= IMPOSSIBLE_S] = -np.inf
    most = covered.max(axis=0)
    enough = np.where(most >= EVEN, np.maximum(most - SAME_COVERAGE, EVEN), most - SAME_COVERAGE)
    near_best = covered >= enough
    chosen = np.where(near_best, drive_s, 2 * IMPOSSIBLE_S).argmin(axis=0)
    return tuple(
        _exchange(options[row], position, coverage)
        if drive_s[row, position] < IMPOSSIBLE_S
        else None
        for position, row in enumerate(chosen.tolist())
    )


def _exchange(option: _Options, position: int, coverage: "_Coverage") -> Exchange | None:
    visit = option.places[position]
    if visit is None:
        return None
    return Exchange(
        visit=visit,
        removal=option.removal,
        drive_s=int(option.drive_s[position]),
        longest_s=int(option.longest_s[position]),
        need_change=coverage.change_by_point(option.removal, position),
    )


def _weigh_adviser(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    targets: Sequence[Target],
    *,
    adviser: int,
    limits_s: Sequence[int] | None,
) -> Iterator[_Options]:
    """Weigh every removal among an adviser's visits."""
    own = [visit for visit in visits if visit.adviser == adviser]
    week = list_week(problem, adviser)
    present = lay_out(adviser, own, week, num_weeks=problem.cycle_weeks)
    if present is None:
        raise ValueError(f"the visits of adviser {adviser} break a rule of the problem")
    by_venue = {visit.venue: visit for visit in visits}
    limit_s = IMPOSSIBLE_S if limits_s is None else limits_s[adviser]
    for removal in list_removals(problem, own):
        cycle = lay_out(adviser, remove(own, removal), week, num_weeks=problem.cycle_weeks)
        if cycle is not None:
            yield _Weighing(
                problem, targets, by_venue, removal, cycle, present_s=present.drive_s
            ).options(week, limit_s=limit_s)


class _Weighing:
    """All places for all targets after one removal; keeps the best place of each."""

    def __init__(
        self,
        problem: Problem,
        targets: Sequence[Target],
        by_venue: dict[int, PlannedVisit],
        removal: Removal,
        cycle: Cycle,
        *,
        present_s: int,
    ) -> None:
        self._problem, self._targets, self._by_venue = problem, targets, by_venue
        self._removal, self._cycle = removal, cycle
        self._freed_s = cycle.drive_s - present_s
        size = len(targets)
        self._excess_s = np.full(size, IMPOSSIBLE_S, dtype=np.int64)
        self._drive_s = np.full(size, IMPOSSIBLE_S, dtype=np.int64)
        self._longest_s = np.zeros(size, dtype=np.int64)
        self._places: list[PlannedVisit | None] = [None] * size

    def options(self, week: Week, *, limit_s: int) -> _Options:
        """Try every place."""
        new: dict[int, list[int]] = {}
        for position, target in enumerate(self._targets):
            visit = self._by_venue.get(target.venue)
            if visit is None:
                new.setdefault(target.sessions, []).append(position)
            elif visit.adviser == self._cycle.adviser and visit != self._removal.visit:
                self._try_more_weeks(week, visit, position, limit_s)
        for sessions, positions in new.items():
            for weeks in week_patterns(self._problem.cycle_weeks, sessions):
                for weekday in week:
                    for half in (AM, PM):
                        place = (weekday, half, weeks, weeks)
                        self._try(week, place, np.array(positions), limit_s)
        return _Options(
            removal=self._removal,
            excess_s=self._excess_s,
            drive_s=self._drive_s,
            longest_s=self._longest_s,
            places=tuple(self._places),
        )

    def _try_more_weeks(self, week: Week, visit: PlannedVisit, position: int, limit_s: int) -> None:
        """More weeks for a visit in the half-day it has."""
        sessions = self._targets[position].sessions
        for weeks in week_patterns(self._problem.cycle_weeks, sessions):
            added = tuple(number for number in weeks if number not in visit.weeks)
            if set(visit.weeks) < set(weeks):
                place = (visit.weekday, visit.half, weeks, added)
                self._try(week, place, np.array([position]), limit_s)

    def _try(
        self,
        week: Week,
        place: tuple[int, int, tuple[int, ...], tuple[int, ...]],
        positions: IntArray,
        limit_s: int,
    ) -> None:
        weekday, half, weeks, added = place
        venues = np.array([self._targets[position].venue for position in positions])
        found = weigh_visit(
            self._problem, self._cycle, week[weekday], half=half, weeks=added, venues=venues
        )
        if found is None:
            return
        drive_s = found.drive_s + self._freed_s
        excess_s = 60 * -(-np.maximum(found.longest_s - limit_s, 0) // 60)
        known_s = self._excess_s[positions]
        is_better = (excess_s < known_s) | (
            (excess_s == known_s) & (drive_s < self._drive_s[positions])
        )
        better = np.flatnonzero(found.is_allowed & is_better)
        at = positions[better]
        self._excess_s[at], self._drive_s[at] = excess_s[better], drive_s[better]
        self._longest_s[at] = found.longest_s[better]
        for position in at.tolist():
            self._places[position] = PlannedVisit(
                venue=self._targets[position].venue,
                adviser=self._cycle.adviser,
                weekday=weekday,
                half=half,
                weeks=weeks,
            )


class _Coverage:
    """Covered need after any removal and any target, by demand point."""

    def __init__(
        self, problem: Problem, visits: Sequence[PlannedVisit], targets: Sequence[Target]
    ) -> None:
        self._problem, self._targets = problem, targets
        self._frequency = days_by_venue(visits)
        self._venues = list(self._frequency)
        self._planned = values_of_visits(problem, list(self._frequency.items()))
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

    def _days_after(self, removal: Removal, target: Target, quota: Quota) -> int:
        """Days a cycle with a session at the venues of an area."""
        frequency = dict(self._frequency)
        if removal.visit is not None:
            frequency[removal.visit.venue] = len(removal.kept_weeks)
        frequency[target.venue] = target.sessions
        return self._problem.days_inside(quota, frequency)

    def change_by_point(self, removal: Removal, target: int) -> FloatArray:
        """(num_points,) change of covered need."""
        after = np.maximum(self._value_after(removal), self._added[:, target])
        change: FloatArray = self._problem.need * (after - self._value)
        return change

    def _value_after(self, removal: Removal) -> FloatArray:
        """(num_points,) access value after a removal alone."""
        if removal.visit is None:
            return self._value
        if removal not in self._after:
            column = self._venues.index(removal.visit.venue)
            # Only where the visit is somebody's best option does its going change anything.
            hit = np.flatnonzero(self._planned[:, column] >= self._value)
            rest = self._planned[hit]
            rest[:, column] = 0.0
            best = np.maximum(self._problem.value_before[hit], rest.max(axis=1, initial=0.0))
            if removal.kept_weeks:
                kept = [(removal.visit.venue, len(removal.kept_weeks))]
                best = np.maximum(best, values_of_visits(self._problem, kept)[hit, 0])
            after = self._value.copy()
            after[hit] = best
            self._after[removal] = after
        return self._after[removal]
