"""Every way in which visits can stand in the week: adviser, weekday, half-day and weeks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.problem.model import (
    AM,
    PM,
    PlannedVisit,
    Problem,
    num_weekly_visits,
    week_patterns,
)
from planner.solver.day_tours import BoolArray, DayTours
from planner.solver.visit_program import visit_frequencies

Slot = tuple[int, int, int, int]
"""(adviser, weekday, half-day, week of the cycle): holds one session, or a pair of short ones."""
Entry = tuple[int, int, int, tuple[int, ...], tuple[int, ...]]
"""(venue, adviser, weekday, half-days, weeks): a visit as people are told of it, hours apart."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SlotOption:
    """What an adviser does on one weekday in some weeks; a full day takes both of its halves."""

    stop: int
    """A venue, or a pair of short sessions: a position of the problem with pairs."""
    adviser: int
    weekday: int
    halves: tuple[int, ...]
    weeks: tuple[int, ...]

    @property
    def slots(self) -> Iterator[Slot]:
        """Every half-day that the sessions take."""
        for half in self.halves:
            for week in self.weeks:
                yield self.adviser, self.weekday, half, week

    def entries(self, problem: Problem) -> tuple[Entry, ...]:
        """The visits that it holds, one for each venue."""
        return tuple(
            (venue, self.adviser, self.weekday, self.halves, self.weeks)
            for venue in problem.members(self.stop)
        )

    def planned(self) -> Iterator[PlannedVisit]:
        """The sessions as a solution of the problem with pairs holds them."""
        for half in self.halves:
            yield PlannedVisit(
                venue=self.stop,
                adviser=self.adviser,
                weekday=self.weekday,
                half=half,
                weeks=self.weeks,
            )


def list_options(problem: Problem, week: Mapping[int, Mapping[int, DayTours]]) -> list[SlotOption]:
    """List every option that some day tour could hold.

    Parameters
    ----------
    week
        Day tours by adviser and weekday.
    """
    return [
        SlotOption(stop=stop, adviser=adviser, weekday=weekday, halves=halves, weeks=weeks)
        for adviser, own in week.items()
        for weekday, tours in own.items()
        for stop, can_stand in zip(tours.venues.tolist(), _can_stand(tours), strict=True)
        for halves in _possible_halves(can_stand, is_full_day=bool(problem.is_full_day[stop]))
        for weeks in _possible_weeks(problem, stop, adviser)
    ]


def entries_of(problem: Problem, visits: Iterable[PlannedVisit]) -> tuple[Entry, ...]:
    """The visits of a plan as entries, by venue; the halves of a full day become one."""
    halves: dict[tuple[int, int, int, tuple[int, ...]], set[int]] = {}
    for visit in visits:
        key = visit.venue, visit.adviser, visit.weekday, visit.weeks
        halves.setdefault(key, set()).add(visit.half)
    return tuple(
        sorted(
            (venue, adviser, weekday, group, weeks)
            for (venue, adviser, weekday, weeks), own in halves.items()
            for group in _groups(own, is_full_day=bool(problem.is_full_day[venue]))
        )
    )


def weeks_and_weekdays(problem: Problem, sessions: int) -> tuple[int, int]:
    """In how many weeks of a cycle, and on how many weekdays, that many sessions are held."""
    weekdays = num_weekly_visits(problem.cycle_weeks, sessions)
    return sessions // weekdays, weekdays


def _groups(halves: set[int], *, is_full_day: bool) -> list[tuple[int, ...]]:
    return [tuple(sorted(halves))] if is_full_day else [(half,) for half in sorted(halves)]


def _possible_weeks(problem: Problem, stop: int, adviser: int) -> Sequence[tuple[int, ...]]:
    """Equally spaced weeks in which a venue may be visited, or both venues of a pair."""
    numbers = set.intersection(
        *(
            {
                weeks_and_weekdays(problem, sessions)[0]
                for sessions in visit_frequencies(problem, venue, adviser)
            }
            for venue in problem.members(stop)
        )
    )
    return [
        weeks for number in sorted(numbers) for weeks in week_patterns(problem.cycle_weeks, number)
    ]


def _can_stand(tours: DayTours) -> BoolArray:
    """(n, 2) morning, afternoon: whether some tour of the day has a stop there."""
    with_another = np.column_stack(
        [tours.pair_is_allowed.any(axis=1), tours.pair_is_allowed.any(axis=0)]
    )
    return np.logical_or(tours.single_is_allowed, with_another)


def _possible_halves(can_stand: BoolArray, *, is_full_day: bool) -> list[tuple[int, ...]]:
    if is_full_day:
        return [(AM, PM)] if can_stand.all() else []
    return [(half,) for half in (AM, PM) if can_stand[half]]
