"""Every place that a visit could take in the advisers' cycles, and what it would add to driving.

The table is kept up to date half-day by half-day, so that the cheapest place of a visit is found
by looking at some thousand numbers. It knows visits of one half-day, at most once a week.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import AM, PM, PlannedVisit, Problem, week_patterns
from planner.solver.reach import FORBIDDEN_S, AdviserReach, FloatArray, Reach

_FREE: Final = -1
_OTHER_HALF: Final = np.array([[PM], [AM]])
_MOST_DAYS: Final = 4_000
"""Weighed days that are kept."""
IntArray = npt.NDArray[np.int64]
_Day = tuple[int, int, tuple[int, ...], tuple[int, ...]]
"""Adviser, day, and the venues that morning and afternoon hold, week by week."""


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
        self._weeks = [tuple(week - 1 for week in weeks) for _, weeks in self._patterns]
        self._has_week = np.zeros((problem.cycle_weeks, len(self._patterns)), dtype=np.float32)
        for position, weeks in enumerate(self._weeks):
            self._has_week[list(weeks), position] = 1
        num_advisers, num_days = len(problem.advisers), len(reach.weekdays)
        shape = (*reach.advisers.shape, num_days, 2, len(self._patterns))
        self._add_s = np.full(shape, FORBIDDEN_S, dtype=np.float32)
        self._session_s = np.zeros(shape, dtype=np.float32)
        self._held = [
            [
                ([_FREE] * problem.cycle_weeks, [_FREE] * problem.cycle_weeks)
                for _ in range(num_days)
            ]
            for _ in range(num_advisers)
        ]
        """By adviser, day, half and week: the venue that the half-day holds."""
        self._weighed: dict[_Day, FloatArray] = {}
        """What days were weighed at, by what they held: most steps are taken back."""
        self._position = [
            {venue: at for at, venue in enumerate(own.venues.tolist())} for own in reach.by_adviser
        ]
        self.drive_s = np.zeros(num_advisers)
        """(advisers,) driving a cycle."""
        self.work_s = np.zeros(num_advisers)
        """(advisers,) sessions and driving a cycle."""
        # One more for the adviser -1, whom no visit is ever considered for.
        self._limit_s = np.array([a.tour_s_per_cycle for a in problem.advisers], dtype=np.float64)
        self._slack_s = np.append(self._limit_s, -1.0).astype(np.float32)
        self._num_in_week = [[0] * problem.cycle_weeks for _ in range(num_advisers)]
        self._is_full = [[False] * problem.cycle_weeks for _ in range(num_advisers)]
        self._most_in_week = [a.max_sessions_per_week for a in problem.advisers]
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
        morning, afternoon = self._held[adviser][day]
        venues = self._reach.by_adviser[adviser].venues
        return [int(venues[at]) for at in sorted({*morning, *afternoon} - {_FREE})]

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
        at = self._position[adviser][place.venue]
        held, others = self._held[adviser][day][half], self._held[adviser][day][1 - half]
        num_in_week = self._num_in_week[adviser]
        sign = 1 if is_held else -1
        drive_s = 0.0
        # Few numbers, one by one: faster than arrays of one to four.
        for week in weeks:
            other = others[week]
            if other == _FREE:
                drive_s += own.single_s.item(day, half, at)
            else:
                drive_s += own.pair_s.item(half, at, other)
                drive_s -= own.single_s.item(day, 1 - half, other)
            held[week] = at if is_held else _FREE
            num_in_week[week] += sign
        self.drive_s[adviser] += sign * drive_s
        session_s = own.session_s.item(day, half, at)
        self.work_s[adviser] += sign * (drive_s + len(weeks) * session_s)
        self._slack_s[adviser] = self._limit_s[adviser] - self.work_s[adviser]
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
        morning, afternoon = self._held[adviser][day]
        key = adviser, day, tuple(morning), tuple(afternoon)
        weighed = self._weighed.get(key)
        if weighed is None:
            if len(self._weighed) >= _MOST_DAYS:
                self._weighed.clear()
            weighed = self._weighed[key] = self._weigh_day(own, day, np.array(key[2:]))
        self._add_s[own.venues, own.rank, day] = weighed

    def _weigh_day(self, own: AdviserReach, day: int, held: IntArray) -> FloatArray:
        """(venues, halves, patterns) of a day whose (halves, weeks) hold these venues."""
        others = held[::-1]
        # (halves, weeks, venues): beside what the other half-day holds, or alone
        rest_s = own.single_s[day, _OTHER_HALF, others]
        add_s = own.beside_s(day, others) - rest_s[..., None]
        is_alone = others == _FREE
        add_s[is_alone] = own.single_s[day, np.nonzero(is_alone)[0]]
        add_s[held != _FREE] = FORBIDDEN_S
        weighed: FloatArray = add_s.transpose(2, 0, 1) @ self._has_week
        return weighed

    def _forbid_full_weeks(self, adviser: int) -> None:
        """Weeks without a half-day left forbid their patterns."""
        most = self._most_in_week[adviser]
        is_full = [number >= most for number in self._num_in_week[adviser]]
        if is_full != self._is_full[adviser]:
            self._is_full[adviser] = is_full
            self._full_s[adviser] = FORBIDDEN_S * np.array(is_full) @ self._has_week
