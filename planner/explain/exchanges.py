"""The smallest exchange that brings a visit into a timetable as it stands.

An exchange brings one venue the sessions that it shall have, and takes away at most one other visit
of those who come, or some of its sessions. All exchanges of all venues asked for are weighed, by
arrays over these venues. A venue that is visited already keeps its advisers, weekdays and half-days
and gains weeks, or weekdays.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.explain.cycle import IMPOSSIBLE_S
from planner.explain.demand import FloatArray
from planner.explain.gains import Coverage, Target
from planner.explain.limits import STRICT, Limits
from planner.explain.options import Row, Timetables
from planner.explain.plain_visits import weigh_plain_visits
from planner.explain.removals import Removal
from planner.explain.several_visits import weigh_several_visits
from planner.problem.model import PlannedVisit, Problem

SAME_COVERAGE: Final = 5.0
"""People in need: exchanges nearer than this in coverage are told apart by their driving."""
EVEN: Final = 0.5
"""People in need: an exchange that gains less gains nothing; one that gains is never passed over
for one that does not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exchange:
    """Visits that come, what goes for them, and what both change."""

    visits: tuple[PlannedVisit, ...]
    """All visits of the target, at a venue or at a pair."""
    host: PlannedVisit | None
    """The visit that shares its half-day from then on, as one of a pair."""
    removal: Removal
    drive_s: int
    """Change of driving a cycle."""
    longest_s: int
    """Driving of the longest day tour that holds a visit that comes."""
    need_change: FloatArray
    """(num_points,) change of covered need, people x access value."""


def find_exchanges(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    targets: Sequence[Target],
    *,
    limits: Limits = STRICT,
    among: Collection[int] | None = None,
) -> tuple[Exchange | None, ...]:
    """Find for each target the exchange that covers most, with the least driving.

    Parameters
    ----------
    limits
        Which limits may be passed; the exchange that passes them least, to the minute, comes first
        then. With more working time nothing is taken away.
    among
        The advisers of whom one at least comes; anybody by default.

    Returns
    -------
    tuple
        ``None`` for a target that no exchange brings in.
    """
    if not targets:
        return ()
    coverage = Coverage(problem, visits, targets)
    timetables = Timetables(problem, visits, limits)
    rows: dict[Removal, Row] = {}
    weigh_plain_visits(timetables, targets, rows, among=among)
    weigh_several_visits(timetables, targets, rows, among=among)
    if not rows:
        return (None,) * len(targets)
    removals = list(rows)
    excess = np.stack([row.excess for row in rows.values()])
    drive_s = np.stack([row.drive_s for row in rows.values()])
    covered = np.stack([coverage.change(removal) for removal in removals])
    # Least excess first; then the most coverage, nearly; then the least driving.
    for at, removal in enumerate(removals):
        drive_s[at, ~coverage.keeps_rules(removal)] = IMPOSSIBLE_S
    excess[drive_s >= IMPOSSIBLE_S] = IMPOSSIBLE_S
    covered[excess > excess.min(axis=0)] = -np.inf
    covered[drive_s >= IMPOSSIBLE_S] = -np.inf
    most = covered.max(axis=0)
    enough = np.where(most >= EVEN, np.maximum(most - SAME_COVERAGE, EVEN), most - SAME_COVERAGE)
    near_best = covered >= enough
    chosen = np.where(near_best, drive_s, 2 * IMPOSSIBLE_S).argmin(axis=0)
    return tuple(
        _exchange(removals[at], rows[removals[at]], targets, position, coverage)
        if drive_s[at, position] < IMPOSSIBLE_S
        else None
        for position, at in enumerate(chosen.tolist())
    )


def _exchange(
    removal: Removal, row: Row, targets: Sequence[Target], position: int, coverage: Coverage
) -> Exchange | None:
    place = row.places[position]
    if place is None:
        return None
    return Exchange(
        visits=place.visits(targets[position].venue),
        host=place.host,
        removal=removal,
        drive_s=int(row.drive_s[position]),
        longest_s=int(row.longest_s[position]),
        need_change=coverage.change_by_point(removal, position),
    )
