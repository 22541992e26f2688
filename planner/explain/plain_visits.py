"""Visits of one adviser once a week at most: a half-day, a whole day, or a half-day shared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from planner.explain.cycle import WHOLE_DAY, Cycle, IntArray, Slot, weigh_visit
from planner.explain.gains import Target
from planner.explain.limits import measure_excess
from planner.explain.options import After, Place, Row, Timetables
from planner.explain.removals import Removal
from planner.problem.model import AM, PM, PlannedVisit, Problem, week_patterns


def weigh_plain_visits(
    timetables: Timetables,
    targets: Sequence[Target],
    rows: dict[Removal, Row],
    *,
    among: Collection[int] | None,
) -> None:
    """Weigh every place for every target that one adviser holds, once a week at most."""
    kinds = _Kinds(timetables, targets)
    for adviser in range(len(timetables.problem.advisers)):
        if among is not None and adviser not in among:
            continue
        for removal in timetables.removals(adviser):
            after = timetables.after(removal, [adviser])
            if after is not None:
                row = rows.setdefault(removal, Row(len(targets)))
                weighing = _Weighing(
                    timetables, kinds, row, removal=removal, after=after, adviser=adviser
                )
                weighing.try_all()


def is_plain(problem: Problem, target: Target) -> bool:
    """Whether one adviser holds the sessions of a target, on one weekday."""
    return target.venue not in problem.duos and target.sessions <= problem.cycle_weeks


class _Kinds:
    """Targets by what has to be found for them; positions in the list of targets."""

    def __init__(self, timetables: Timetables, targets: Sequence[Target]) -> None:
        problem = timetables.problem
        present = {visit.venue for visit in timetables.visits}
        new: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
        self.more: list[int] = []
        """Visited, and more often then."""
        self.shared: defaultdict[int, list[int]] = defaultdict(list)
        """By venue whose half-day would be shared."""
        self.targets = targets
        self.venues = np.array([target.venue for target in targets], dtype=np.int64)
        for position, target in enumerate(targets):
            if not is_plain(problem, target):
                continue
            members = problem.members(target.venue)
            if target.venue in present:
                self.more.append(position)
            elif len(members) > 1:
                if not timetables.visited.issuperset(members):
                    for venue in members:
                        self.shared[venue].append(position)
            elif target.venue not in timetables.visited:
                new[target.sessions, bool(problem.is_full_day[target.venue])].append(position)
        self.new: Mapping[tuple[int, bool], IntArray] = {
            key: np.array(positions, dtype=np.int64) for key, positions in new.items()
        }
        """Not visited yet, by sessions a cycle and whether they take a whole day."""


class _Weighing:
    """All places with one adviser after one removal."""

    def __init__(
        self,
        timetables: Timetables,
        kinds: _Kinds,
        row: Row,
        *,
        removal: Removal,
        after: After,
        adviser: int,
    ) -> None:
        self._problem, self._limits = timetables.problem, timetables.limits
        self._timetables, self._kinds, self._row = timetables, kinds, row
        self._removal, self._after, self._adviser = removal, after, adviser
        self._week = timetables.week(adviser)
        self._cycle = after.cycles[adviser]

    def try_all(self) -> None:
        """Try new visits, more weeks of present ones, and half-days that may be shared."""
        cycle_weeks = self._problem.cycle_weeks
        for (sessions, is_full_day), positions in self._kinds.new.items():
            for weeks in week_patterns(cycle_weeks, sessions):
                for weekday in self._week:
                    for halves in (WHOLE_DAY,) if is_full_day else ((AM,), (PM,)):
                        slot = Slot(weekday=weekday, halves=halves, weeks=weeks)
                        self._try(self._cycle, slot, weeks, positions)
        for position in self._kinds.more:
            self._try_more_weeks(position)
        if self._kinds.shared:
            self._try_shared_half_days()

    def _try_more_weeks(self, position: int) -> None:
        """More weeks for a visit in the half-day, or the day, that it has."""
        target = self._kinds.targets[position]
        present = [v for v in self._timetables.visits if v.venue == target.venue]
        is_whole = all(visit not in self._removal.gone for visit in present)
        if present[0].adviser != self._adviser or not is_whole:
            return
        halves = tuple(sorted(visit.half for visit in present))
        held = set(present[0].weeks)
        for weeks in week_patterns(self._problem.cycle_weeks, target.sessions):
            if held < set(weeks):
                slot = Slot(weekday=present[0].weekday, halves=halves, weeks=weeks)
                added = tuple(number for number in weeks if number not in held)
                self._try(self._cycle, slot, added, np.array([position]))

    def _try_shared_half_days(self) -> None:
        """A second short session in a half-day that has one, in the same weeks."""
        own = [visit for visit in self._after.visits if visit.adviser == self._adviser]
        num_visits = Counter(visit.venue for visit in own)
        for host in own:
            positions = [
                position
                for position in self._kinds.shared.get(host.venue, ())
                if self._kinds.targets[position].sessions == len(host.weeks)
            ]
            if not positions or num_visits[host.venue] > 1 or host.venue == self._removal.venue:
                continue
            without = self._timetables.lay_out(self._adviser, [v for v in own if v != host])
            if without is not None:
                slot = Slot(weekday=host.weekday, halves=(host.half,), weeks=host.weeks)
                self._try(without, slot, host.weeks, np.array(positions), host=host)

    def _try(
        self,
        cycle: Cycle,
        slot: Slot,
        added: tuple[int, ...],
        positions: IntArray,
        host: PlannedVisit | None = None,
    ) -> None:
        """Weigh a place, of which the cycle holds all but the weeks added."""
        new = Slot(weekday=slot.weekday, halves=slot.halves, weeks=added)
        found = weigh_visit(
            self._problem,
            cycle,
            self._week[slot.weekday],
            new,
            venues=self._kinds.venues[positions],
        )
        if found is None:
            return
        excess = measure_excess(
            self._problem,
            self._limits,
            cycle,
            half_days=dict.fromkeys(added, len(slot.halves)),
            work_s=cycle.work_s + found.work_s,
            longest_s=found.longest_s,
            is_allowed=found.is_allowed,
        )
        if excess is not None:
            freed_s = self._after.drive_s + cycle.drive_s - self._cycle.drive_s
            self._row.offer(
                positions,
                Place(advisers=(self._adviser,), slots=(slot,), host=host),
                excess=excess,
                drive_s=found.drive_s + freed_s,
                longest_s=found.longest_s,
            )
