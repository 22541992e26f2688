"""What a timetable may give up for a visit that comes: one venue's sessions, or some of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from planner.problem.model import PlannedVisit, Problem, num_weekly_visits, week_patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Visits that go, and what stands in their place; nothing at all without a venue."""

    venue: int | None = None
    """The venue that gives up sessions; never a pair."""
    gone: tuple[PlannedVisit, ...] = ()
    put: tuple[PlannedVisit, ...] = ()
    """Some of its visits or weeks; or the other session of a half-day that it shared."""

    @property
    def advisers(self) -> frozenset[int]:
        """Whose timetable it changes."""
        return frozenset(visit.adviser for visit in self.gone)


def list_removals(
    problem: Problem, visits: Sequence[PlannedVisit], adviser: int
) -> Iterator[Removal]:
    """List no removal, then whatever venues of an adviser may give up.

    A venue gives up all of its sessions, or so many that it keeps a number that it may have: fewer
    weeks, or fewer weekdays of several. A required venue keeps a session. What two advisers hold
    together both give up, and what takes a whole day its morning and its afternoon.
    """
    yield Removal()
    by_venue: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in visits:
        by_venue[visit.venue].append(visit)
    for venue, own in by_venue.items():
        if any(visit.adviser == adviser for visit in own):
            if len(problem.members(venue)) > 1:
                yield from _list_of_pair(problem, venue, own)
            else:
                yield from _list_of_venue(problem, venue, own)


def remove(visits: Sequence[PlannedVisit], removal: Removal) -> tuple[PlannedVisit, ...]:
    """Return the visits that are left."""
    gone = set(removal.gone)
    return (*(visit for visit in visits if visit not in gone), *removal.put)


def _list_of_venue(problem: Problem, venue: int, own: Sequence[PlannedVisit]) -> Iterator[Removal]:
    gone = tuple(own)
    weekdays = sorted({visit.weekday for visit in own})
    days = len({(visit.weekday, week) for visit in own for week in visit.weeks})
    if not problem.is_required[venue]:
        yield Removal(venue=venue, gone=gone)
    for position, (sessions, _) in enumerate(problem.value_by_sessions):
        if sessions >= days or not problem.may_have[venue, position]:
            continue
        num_weekdays = num_weekly_visits(problem.cycle_weeks, sessions)
        for kept in combinations(weekdays, num_weekdays):
            for weeks in week_patterns(problem.cycle_weeks, sessions):
                left = [visit for visit in own if visit.weekday in kept]
                if all(set(weeks) <= set(visit.weeks) for visit in left):
                    put = tuple(replace(visit, weeks=weeks) for visit in left)
                    yield Removal(venue=venue, gone=gone, put=put)


def _list_of_pair(problem: Problem, pair: int, own: Sequence[PlannedVisit]) -> Iterator[Removal]:
    """One of two venues that share half-days goes; the other has them for itself."""
    first, second = problem.members(pair)
    for venue, other in ((first, second), (second, first)):
        if not problem.is_required[venue]:
            put = tuple(replace(visit, venue=other) for visit in own)
            yield Removal(venue=venue, gone=tuple(own), put=put)
