"""Every place that a visit could take in the advisers' cycles, and what it would add to driving.

The table is kept up to date half-day by half-day, so that the cheapest place of a visit is found
by looking at some thousand numbers. It knows visits of one half-day, at most once a week.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from planner.problem.model import AM, PM, PlannedVisit, Problem, week_patterns
from planner.solver.reach import FORBIDDEN_S, FloatArray, Reach

_FREE: Final = -1
_OTHER_HALF: Final = np.array([[PM], [AM]])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit stands; positions in the tables of :class:`Slots`."""

    venue: int
    adviser: int
    day: int
    half: int
    pattern: int
    """Frequency and weeks."""


class Slots:
    """The advisers' half-days, those taken and those free; local to one call."""

    def __init__(self, problem: Problem, reach: Reach) -> None:
        self.placed: dict[int, Place] = {}
        """By venue."""
        self._reach = reach
        self._patterns = [
            (number, weeks)
            for number, (sessions, _) in enumerate(problem.value_by_sessions)
            if sessions <= problem.cycle_weeks
            for weeks in week_patterns(problem.cycle_weeks, sessions)
        ]
        self.frequency_of = np.array([number for number, _ in self._patterns])
        """(patterns,) position of each pattern's frequency."""
        self._weeks = [np.array(weeks) - 1 for _, weeks in self._patterns]
        self._has_week = np.zeros((problem.cycle_weeks, len(self._patterns)), dtype=np.float32)
        for position, weeks in enumerate(self._weeks):
            self._has_week[weeks, position] = 1
        num_advisers, num_days = len(problem.advisers), len(reach.weekdays)
        shape = (*reach.advisers.shape, num_days, 2, len(self._patterns))
        self._add_s = np.full(shape, FORBIDDEN_S, dtype=np.float32)
        self._session_s = np.zeros(shape, dtype=np.float32)
        self._held = np.full((num_advisers, num_days, 2, problem.cycle_weeks), _FREE)
        self.drive_s = np.zeros(num_advisers)
        """(advisers,) driving a cycle."""
        self.work_s = np.zeros(num_advisers)
        """(advisers,) sessions and driving a cycle."""
        # One more for the adviser -1, whom no visit is ever considered for.
        self._limit_s = np.array([a.tour_s_per_cycle for a in problem.advisers], dtype=np.float64)
        self._slack_s = np.append(self._limit_s, -1.0).astype(np.float32)
        self._num_in_week = np.zeros((num_advisers, problem.cycle_weeks), dtype=np.int64)
        self._most_in_week = np.array([a.max_sessions_per_week for a in problem.advisers])
        self._full_s = np.zeros((num_advisers + 1, len(self._patterns)), dtype=np.float32)
        self._stale = set(product(range(num_advisers), range(num_days)))
        for own in reach.by_adviser:
            sessions_s = own.session_s[..., None] * self._has_week.sum(axis=0)
            self._session_s[own.venues, own.rank] = sessions_s.transpose(2, 0, 1, 3)

    def weigh(self, venue: int) -> FloatArray:
        """(ranks, days, 2, patterns) driving a cycle that a visit would add, or FORBIDDEN_S."""
        self._refresh()
        advisers = self._reach.advisers[venue]
        add_s: FloatArray = self._add_s[venue] + self._full_s[advisers][:, None, None, :]
        is_too_long = add_s + self._session_s[venue] > self._slack_s[advisers][:, None, None, None]
        add_s[is_too_long] = FORBIDDEN_S
        return add_s

    def place_at(self, venue: int, position: tuple[int, int, int, int]) -> Place:
        """Return the place at a position of what :meth:`weigh` returns."""
        rank, day, half, pattern = position
        return Place(venue, int(self._reach.advisers[venue, rank]), day, half, pattern)

    def add(self, place: Place) -> None:
        """Take the half-days of a place that is allowed."""
        self.placed[place.venue] = place
        self._hold(place, is_held=True)

    def remove(self, venue: int) -> Place:
        """Free the half-days of a visit."""
        place = self.placed.pop(venue)
        self._hold(place, is_held=False)
        return place

    def venues_of_day(self, adviser: int, day: int) -> list[int]:
        """Venues that an adviser visits on a weekday, in some week."""
        held = np.unique(self._held[adviser, day])
        return [int(venue) for venue in self._reach.by_adviser[adviser].venues[held[held != _FREE]]]

    def visits(self) -> tuple[PlannedVisit, ...]:
        """List the visits as they stand, by venue."""
        return tuple(
            PlannedVisit(
                venue=place.venue,
                adviser=place.adviser,
                weekday=self._reach.weekdays[place.day],
                half=place.half,
                weeks=self._patterns[place.pattern][1],
            )
            for _, place in sorted(self.placed.items())
        )

    def place_of(self, visit: PlannedVisit) -> Place | None:
        """Return the place of a visit, if it is one that is considered and still allowed."""
        ranks = np.flatnonzero(self._reach.advisers[visit.venue] == visit.adviser)
        weeks = [weeks for _, weeks in self._patterns]
        if not ranks.size or visit.venue in self.placed or visit.weeks not in weeks:
            return None
        day = self._reach.weekdays.index(visit.weekday)
        position = int(ranks[0]), day, visit.half, weeks.index(visit.weeks)
        is_allowed = self.weigh(visit.venue)[position] < FORBIDDEN_S / 2
        return self.place_at(visit.venue, position) if is_allowed else None

    def _hold(self, place: Place, *, is_held: bool) -> None:
        """Take or free the half-days of a place; the day is to be weighed anew."""
        adviser, day, half = place.adviser, place.day, place.half
        weeks = self._weeks[place.pattern]
        own = self._reach.by_adviser[adviser]
        at = own.position_of(place.venue)
        others = self._held[adviser, day, 1 - half, weeks]
        beside_s = own.pair_s[half, at, others] - own.single_s[day, 1 - half, others]
        drive_s = np.where(others == _FREE, own.single_s[day, half, at], beside_s).sum()
        sign = 1 if is_held else -1
        self.drive_s[adviser] += sign * drive_s
        self.work_s[adviser] += sign * (drive_s + len(weeks) * own.session_s[day, half, at])
        self._slack_s[adviser] = self._limit_s[adviser] - self.work_s[adviser]
        self._held[adviser, day, half, weeks] = at if is_held else _FREE
        self._num_in_week[adviser, weeks] += sign
        self._stale.add((adviser, day))

    def _refresh(self) -> None:
        """Weigh the days anew that have changed since."""
        for adviser, day in self._stale:
            self._weigh(adviser, day)
            self._forbid_full_weeks(adviser)
        self._stale.clear()

    def _weigh(self, adviser: int, day: int) -> None:
        """What each venue would add to the driving of a day, beside what that day holds."""
        own = self._reach.by_adviser[adviser]
        if not own.venues.size:
            return
        held = self._held[adviser, day]
        others = held[::-1]
        # (halves, weeks, venues): beside what the other half-day holds, or alone
        rest_s = own.single_s[day, _OTHER_HALF, others]
        add_s = own.beside_s(day, others) - rest_s[..., None]
        is_alone = others == _FREE
        add_s[is_alone] = own.single_s[day, np.nonzero(is_alone)[0]]
        add_s[held != _FREE] = FORBIDDEN_S
        self._add_s[own.venues, own.rank, day] = add_s.transpose(2, 0, 1) @ self._has_week

    def _forbid_full_weeks(self, adviser: int) -> None:
        """Weeks without a half-day left forbid their patterns."""
        is_full = self._num_in_week[adviser] >= self._most_in_week[adviser]
        self._full_s[adviser] = FORBIDDEN_S * (is_full @ self._has_week)
