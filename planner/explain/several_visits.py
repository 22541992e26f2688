"""Visits of two advisers together, or on several days of a week: few venues, weighed one by one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

import numpy as np

from planner.explain.cycle import IMPOSSIBLE_S, WHOLE_DAY, Cycle, Slot, weigh_visit
from planner.explain.gains import Target
from planner.explain.limits import find_half_days_over, measure_excess
from planner.explain.options import Place, Row, Timetables
from planner.explain.plain_visits import is_plain
from planner.explain.removals import Removal, remove
from planner.problem.model import AM, PM, PlannedVisit, num_weekly_visits, week_patterns

_ALLOWED: Final = np.ones(1, dtype=np.bool_)


def weigh_several_visits(
    timetables: Timetables,
    targets: Sequence[Target],
    rows: dict[Removal, Row],
    *,
    among: Collection[int] | None,
) -> None:
    """Weigh every place for every target that two advisers hold, or several days of a week."""
    problem = timetables.problem
    for position, target in enumerate(targets):
        if is_plain(problem, target) or len(problem.members(target.venue)) > 1:
            continue
        venue = _Venue(timetables, target)
        for group in venue.groups():
            if among is None or not set(among).isdisjoint(group):
                for removal in venue.removals(group):
                    row = rows.setdefault(removal, Row(len(targets)))
                    venue.try_all(group, removal, row, position)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """What a slot takes from an adviser."""

    drive_s: int
    work_s: int
    longest_s: int


class _Costs:
    """What each slot takes from one adviser after a removal, worked out when asked for."""

    def __init__(self, timetables: Timetables, venue: int, cycle: Cycle) -> None:
        self._timetables, self._venue = timetables, venue
        self._week = timetables.week(cycle.adviser)
        self._known: dict[Slot, _Cost | None] = {}
        self.cycle = cycle
        """Without the venue's own visits."""

    def of(self, slot: Slot) -> _Cost | None:
        """``None`` when the adviser cannot be there then."""
        if slot not in self._known:
            self._known[slot] = self._weigh(slot)
        return self._known[slot]

    def _weigh(self, slot: Slot) -> _Cost | None:
        problem, limits = self._timetables.problem, self._timetables.limits
        if slot.weekday not in self._week:
            return None
        half_days = dict.fromkeys(slot.weeks, len(slot.halves))
        if limits.office is None and find_half_days_over(problem, self.cycle, half_days):
            return None
        found = weigh_visit(
            problem, self.cycle, self._week[slot.weekday], slot, venues=np.array([self._venue])
        )
        if found is None or not found.is_allowed[0]:
            return None
        return _Cost(
            drive_s=int(found.drive_s[0]),
            work_s=int(found.work_s[0]),
            longest_s=int(found.longest_s[0]),
        )


class _Venue:
    """One target, and everybody who may hold its sessions."""

    def __init__(self, timetables: Timetables, target: Target) -> None:
        self._timetables, self._target = timetables, target
        self._problem = problem = timetables.problem
        self._present = [v for v in timetables.visits if v.venue == target.venue]
        self._costs: dict[tuple[int, Removal | None], _Costs | None] = {}
        self._num_days = num_weekly_visits(problem.cycle_weeks, target.sessions)
        whole = bool(problem.is_full_day[target.venue])
        days = sorted({day for adviser in problem.advisers for day in adviser.working_days})
        held: defaultdict[int, set[int]] = defaultdict(set)
        for visit in self._present:
            held[visit.weekday].add(visit.half)
        self._held = {day: tuple(sorted(halves)) for day, halves in held.items()}
        """Half-days that the venue has already, by weekday."""
        weeks_held = {week for visit in self._present for week in visit.weeks}
        self._slots = [
            Slot(weekday=day, halves=halves, weeks=weeks)
            for weeks in week_patterns(problem.cycle_weeks, target.sessions)
            if weeks_held <= set(weeks)
            for day in days
            for halves in ((WHOLE_DAY,) if whole else ((AM,), (PM,)))
            if self._held.get(day, halves) == halves
        ]

    def groups(self) -> list[tuple[int, ...]]:
        """Those who may hold the sessions together; those who do already, where some do."""
        if self._present:
            return [tuple(sorted({visit.adviser for visit in self._present}))]
        venue = self._target.venue
        able = np.flatnonzero(self._problem.can_visit[:, venue]).tolist()
        return list(combinations(able, self._problem.num_advisers_at(venue)))

    def removals(self, group: Sequence[int]) -> list[Removal]:
        """What may be taken from one of a group, or from all at once."""
        every = (one for adviser in group for one in self._timetables.removals(adviser))
        return [one for one in dict.fromkeys(every) if one.venue != self._target.venue]

    def try_all(self, group: Sequence[int], removal: Removal, row: Row, position: int) -> None:
        """Try every choice of slots for a group after a removal."""
        # Those from whom nothing is taken come first: their costs are known from other removals.
        order = sorted(group, key=lambda adviser: adviser in removal.advisers)
        costs = [self._costs_of(adviser, removal) for adviser in order]
        freed_s = self._freed_s(group, removal)
        if freed_s is None:
            return
        able = [one for one in costs if one is not None]
        if len(able) < len(costs):
            return
        free: defaultdict[int, list[Slot]] = defaultdict(list)
        for slot in self._slots:
            if all(one.of(slot) is not None for one in able):
                free[slot.weekday].append(slot)
        for slots in self._choices(free):
            self._offer(able, slots, row, position, freed_s=freed_s)

    def _choices(self, free: dict[int, list[Slot]]) -> Iterator[tuple[Slot, ...]]:
        """As many weekdays as the sessions take, among them those that the venue has already."""
        for days in combinations(sorted(free), self._num_days):
            if set(self._held) <= set(days):
                yield from product(*(free[day] for day in days))

    def _offer(
        self,
        costs: Sequence[_Costs],
        slots: tuple[Slot, ...],
        row: Row,
        position: int,
        *,
        freed_s: int,
    ) -> None:
        half_days = Counter(week for slot in slots for week in slot.weeks for _ in slot.halves)
        excess, drive_s, longest_s = np.zeros(1, dtype=np.int64), freed_s, 0
        for of_adviser in costs:
            own = [cost for slot in slots if (cost := of_adviser.of(slot)) is not None]
            longest = max(cost.longest_s for cost in own)
            over = measure_excess(
                self._problem,
                self._timetables.limits,
                of_adviser.cycle,
                half_days=half_days,
                work_s=np.array([of_adviser.cycle.work_s + sum(cost.work_s for cost in own)]),
                longest_s=np.array([longest]),
                is_allowed=_ALLOWED,
            )
            if over is None:
                return
            excess = np.minimum(excess + over, IMPOSSIBLE_S)
            drive_s += sum(cost.drive_s for cost in own)
            longest_s = max(longest_s, longest)
        row.offer(
            np.array([position]),
            Place(advisers=tuple(sorted(one.cycle.adviser for one in costs)), slots=slots),
            excess=excess,
            drive_s=np.array([drive_s]),
            longest_s=np.array([longest_s]),
        )

    def _costs_of(self, adviser: int, removal: Removal) -> _Costs | None:
        key = adviser, removal if adviser in removal.advisers else None
        if key not in self._costs:
            cycle = self._timetables.lay_out(adviser, self._others(removal))
            self._costs[key] = (
                None if cycle is None else _Costs(self._timetables, self._target.venue, cycle)
            )
        return self._costs[key]

    def _freed_s(self, group: Sequence[int], removal: Removal) -> int | None:
        """Driving that goes, or comes, before the venue's sessions are put in."""
        drive_s = 0
        for adviser in {*group, *removal.advisers}:
            costs = self._costs_of(adviser, removal)
            if costs is None:
                return None
            drive_s += costs.cycle.drive_s - self._timetables.present(adviser).drive_s
        return drive_s

    def _others(self, removal: Removal) -> list[PlannedVisit]:
        left = remove(self._timetables.visits, removal)
        return [visit for visit in left if visit.venue != self._target.venue]
