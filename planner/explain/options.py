"""Places for visits that come: the timetables they come into, and the best place of each found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from planner.explain.cycle import IMPOSSIBLE_S, Cycle, IntArray, Slot, Week, lay_out, list_week
from planner.explain.limits import Limits
from planner.explain.removals import Removal, list_removals, remove
from planner.problem.model import PlannedVisit, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who comes when."""

    advisers: tuple[int, ...]
    slots: tuple[Slot, ...]
    host: PlannedVisit | None = None
    """The visit whose half-day is shared."""

    def visits(self, venue: int) -> tuple[PlannedVisit, ...]:
        """The visits of a venue, or of a pair, that stand there."""
        return tuple(
            PlannedVisit(
                venue=venue, adviser=adviser, weekday=slot.weekday, half=half, weeks=slot.weeks
            )
            for adviser in self.advisers
            for slot in self.slots
            for half in slot.halves
        )


class Row:
    """The best place of each target after one removal."""

    def __init__(self, num_targets: int) -> None:
        self.excess = np.full(num_targets, IMPOSSIBLE_S, dtype=np.int64)
        """How far limits are passed; 0 within them."""
        self.drive_s = np.full(num_targets, IMPOSSIBLE_S, dtype=np.int64)
        """Change of driving a cycle."""
        self.longest_s = np.zeros(num_targets, dtype=np.int64)
        self.places: list[Place | None] = [None] * num_targets

    def offer(
        self,
        positions: IntArray,
        place: Place,
        *,
        excess: IntArray,
        drive_s: IntArray,
        longest_s: IntArray,
    ) -> None:
        """Keep a place for those targets for which it is better than what is known."""
        known = self.excess[positions]
        is_better = (excess < known) | ((excess == known) & (drive_s < self.drive_s[positions]))
        better = np.flatnonzero((excess < IMPOSSIBLE_S) & is_better)
        at = positions[better]
        self.excess[at], self.drive_s[at] = excess[better], drive_s[better]
        self.longest_s[at] = longest_s[better]
        for position in at.tolist():
            self.places[position] = place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class After:
    """Timetables after a removal."""

    visits: tuple[PlannedVisit, ...]
    cycles: dict[int, Cycle]
    """Of the advisers looked at, and of those from whom something is taken."""
    drive_s: int
    """Change of driving a cycle by the removal alone."""


class Timetables:
    """Everybody's visits as they are, and as a removal leaves them."""

    def __init__(self, problem: Problem, visits: Sequence[PlannedVisit], limits: Limits) -> None:
        self.problem, self.visits, self.limits = problem, tuple(visits), limits
        self.visited = frozenset(m for visit in visits for m in problem.members(visit.venue))
        self._weeks: dict[int, Week] = {}
        self._present: dict[int, Cycle] = {}

    def week(self, adviser: int) -> Week:
        """An adviser's day tours."""
        if adviser not in self._weeks:
            self._weeks[adviser] = list_week(self.problem, adviser)
        return self._weeks[adviser]

    def lay_out(self, adviser: int, visits: Sequence[PlannedVisit]) -> Cycle | None:
        """An adviser's part of some visits, in their places; ``None`` when it breaks a rule."""
        own = [visit for visit in visits if visit.adviser == adviser]
        return lay_out(adviser, own, self.week(adviser), num_weeks=self.problem.cycle_weeks)

    def present(self, adviser: int) -> Cycle:
        """An adviser's timetable as it is.

        Raises
        ------
        ValueError
            When it breaks a rule of the problem.
        """
        if adviser not in self._present:
            cycle = self.lay_out(adviser, self.visits)
            if cycle is None:
                raise ValueError(f"the visits of adviser {adviser} break a rule of the problem")
            self._present[adviser] = cycle
        return self._present[adviser]

    def removals(self, adviser: int) -> list[Removal]:
        """What may be taken from an adviser; nothing where more working time makes room."""
        if self.limits.office is not None:
            return [Removal()]
        return list(list_removals(self.problem, self.visits, adviser))

    def after(self, removal: Removal, advisers: Collection[int]) -> After | None:
        """Timetables of some advisers after a removal; ``None`` when they break a rule."""
        left = remove(self.visits, removal)
        cycles = {}
        for adviser in sorted({*advisers, *removal.advisers}):
            cycle = (
                self.lay_out(adviser, left)
                if adviser in removal.advisers
                else self.present(adviser)
            )
            if cycle is None:
                return None
            cycles[adviser] = cycle
        drive_s = sum(cycle.drive_s - self.present(a).drive_s for a, cycle in cycles.items())
        return After(visits=left, cycles=cycles, drive_s=drive_s)
