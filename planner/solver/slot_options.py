"""Every way in which a visit can stand in the week: adviser, weekday, half-day and weeks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.problem.model import (
    AM,
    PM,
    PlannedVisit,
    Problem,
    num_weekly_visits,
    week_patterns,
)
from planner.solver.day_tours import DayTours
from planner.solver.visit_program import Visit, visit_frequencies

Slot = tuple[int, int, int, int]
"""(adviser, weekday, half-day, week of the cycle): holds one session."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SlotOption:
    """Sessions of a venue on one weekday; those of a full day take both of its halves."""

    venue: int
    adviser: int
    sessions: int
    """Days with a session a cycle that the venue has, those on other weekdays included."""
    weekday: int
    halves: tuple[int, ...]
    weeks: tuple[int, ...]

    @property
    def visit(self) -> Visit:
        """The visit that the sessions belong to."""
        return self.venue, self.adviser, self.sessions

    @property
    def slots(self) -> Iterator[Slot]:
        """Every half-day that the sessions take."""
        for half in self.halves:
            for week in self.weeks:
                yield self.adviser, self.weekday, half, week

    def planned(self) -> Iterator[PlannedVisit]:
        """The sessions as a solution holds them."""
        for half in self.halves:
            yield PlannedVisit(
                venue=self.venue,
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
        SlotOption(
            venue=venue,
            adviser=adviser,
            sessions=sessions,
            weekday=weekday,
            halves=halves,
            weeks=weeks,
        )
        for adviser in range(len(problem.advisers))
        for weekday, tours in week[adviser].items()
        for venue in range(problem.num_venues)
        for sessions in visit_frequencies(problem, venue, adviser)
        for halves in _possible_halves(problem, venue, tours)
        for weeks in week_patterns(problem.cycle_weeks, sessions)
    ]


def options_of(problem: Problem, visits: Iterable[PlannedVisit]) -> tuple[SlotOption, ...]:
    """The visits of a plan as options, by venue; the halves of a full day become one."""
    visits = tuple(visits)
    num_days: dict[int, set[tuple[int, int]]] = {}
    halves: dict[tuple[int, int, int, tuple[int, ...]], set[int]] = {}
    for visit in visits:
        days = num_days.setdefault(visit.venue, set())
        days.update((visit.weekday, week) for week in visit.weeks)
        key = visit.venue, visit.adviser, visit.weekday, visit.weeks
        halves.setdefault(key, set()).add(visit.half)
    options = []
    for (venue, adviser, weekday, weeks), own in halves.items():
        groups = [tuple(sorted(own))] if problem.is_full_day[venue] else [(h,) for h in sorted(own)]
        options += [
            SlotOption(
                venue=venue,
                adviser=adviser,
                sessions=len(num_days[venue]),
                weekday=weekday,
                halves=group,
                weeks=weeks,
            )
            for group in groups
        ]
    return tuple(sorted(options))


def num_options_chosen(problem: Problem, visit: Visit) -> int:
    """How many options a visit has: one a weekday."""
    return num_weekly_visits(problem.cycle_weeks, visit[2])


def _possible_halves(problem: Problem, venue: int, tours: DayTours) -> list[tuple[int, ...]]:
    if problem.is_full_day[venue]:
        return [(AM, PM)] if tours.pair_is_allowed[venue, venue] else []
    can_stand = {
        AM: tours.single_is_allowed[venue, AM] or tours.pair_is_allowed[venue].any(),
        PM: tours.single_is_allowed[venue, PM] or tours.pair_is_allowed[:, venue].any(),
    }
    return [(half,) for half in (AM, PM) if can_stand[half]]
