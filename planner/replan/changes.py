"""What changes from one plan to the next, for those who have to be told.

A change of a visit is a visit that is added, dropped, or has another adviser, weekday, half-day or
other weeks; the solver counts them in the same way. Sessions on dates are compared as everywhere
else: see :mod:`planner.history.sessions`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from planner.dates.slots import own_slot
from planner.dates.versions import planned_slot
from planner.history.sessions import MAX_DAYS_MOVED, SessionChange, compare_sessions
from planner.plan import LossReason, LostSession, Plan, PlannedSlot, Visit
from planner.wording import format_reason

_PRIVATE: Final[Mapping[LossReason, str]] = {
    "absence": "conseiller indisponible",
    "not_in_post": "conseiller indisponible",
}
"""Reasons that are nobody else's business, as others are told."""
Entry = tuple[str, int, tuple[str, ...], tuple[int, ...]]
"""Adviser, weekday, half-days and weeks of a visit; a full day is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChange:
    """The visits of one venue, before and after."""

    venue_id: str
    before: tuple[Visit, ...]
    after: tuple[Visit, ...]

    @property
    def num_changes(self) -> int:
        """Visits that come, go or move, whichever is more."""
        old, new = _entries(self.before), _entries(self.after)
        return max(len(old), len(new)) - len(old & new)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedChange:
    """A session on its date before and after, and why."""

    change: SessionChange
    reason: str
    """French; empty where the cycle itself is another."""
    public_reason: str
    """The same without what concerns an adviser alone, such as an illness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """Everything that is not as before."""

    visits: tuple[VisitChange, ...]
    """By venue; of the cycle."""
    sessions: tuple[DatedChange, ...]
    """By date."""

    @property
    def num_visit_changes(self) -> int:
        """Changes of visits, as the adjust mode counts them."""
        return sum(change.num_changes for change in self.visits)

    @property
    def num_lost(self) -> int:
        """Sessions that are dropped."""
        return sum(change.change.after is None for change in self.sessions)

    @property
    def num_moved(self) -> int:
        """Sessions that are on another date, half-day or hour, or with another adviser."""
        return sum(change.change.kind == "moved" for change in self.sessions)

    @property
    def num_added(self) -> int:
        """Sessions that were not planned before."""
        return sum(change.change.before is None for change in self.sessions)


def list_changes(before: Plan, after: Plan, *, first_day: date | None = None) -> ChangeList:
    """List what changes from a plan to the one that follows it.

    Parameters
    ----------
    first_day
        First day of the dates compared; ``None``: all that both plans date.
    """
    start = max(
        before.settings.calendar.start, after.settings.calendar.start, first_day or date.min
    )
    losses = {(lost.venue_id, own_slot(lost)): lost for lost in after.lost_sessions}
    told = {(lost.venue_id, own_slot(lost)) for lost in before.lost_sessions}
    changes = compare_sessions(
        [session for session in before.sessions if session.day >= start],
        [session for session in after.sessions if session.day >= start],
        # A replacement is a move, however far away replacements may be.
        max_days=max(MAX_DAYS_MOVED, 7 * after.settings.calendar.replacement_weeks + 6),
    )
    return ChangeList(
        visits=list_visit_changes(before.visits, after.visits),
        sessions=tuple(_explain(one, _find_loss(one, losses, told)) for one in changes),
    )


def list_visit_changes(before: Sequence[Visit], after: Sequence[Visit]) -> tuple[VisitChange, ...]:
    """List the venues whose visits are others than before, by id."""
    old, new = _by_venue(before), _by_venue(after)
    changes = (
        VisitChange(venue_id=venue_id, before=tuple(old[venue_id]), after=tuple(new[venue_id]))
        for venue_id in sorted({*old, *new})
    )
    return tuple(change for change in changes if change.num_changes)


def _find_loss(
    change: SessionChange,
    losses: dict[tuple[str, PlannedSlot], LostSession],
    told: set[tuple[str, PlannedSlot]],
) -> LostSession | None:
    """The loss behind a change; one that was told before is none."""
    for session in change.sessions:
        slot = session.venue_id, planned_slot(session)
        if slot in losses and slot not in told:
            return losses[slot]
    return None


def _explain(change: SessionChange, lost: LostSession | None) -> DatedChange:
    """Say why a session changes and, if it is dropped, why it gets no other date."""
    if lost is None:
        return DatedChange(change=change, reason="", public_reason="")
    public = _PRIVATE.get(lost.reason, format_reason(lost))
    no_date = f" ; {lost.no_replacement}" if lost.no_replacement else ""
    return DatedChange(
        change=change,
        reason=f"{format_reason(lost)}{no_date}",
        public_reason=f"{public}{no_date}",
    )


def _by_venue(visits: Sequence[Visit]) -> defaultdict[str, list[Visit]]:
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.venue_id].append(visit)
    return found


def _entries(visits: Sequence[Visit]) -> set[Entry]:
    """Visits as the solver counts them: morning and afternoon of one day together."""
    halves: defaultdict[tuple[str, int, tuple[int, ...]], list[str]] = defaultdict(list)
    for visit in visits:
        halves[visit.adviser_id, visit.weekday, visit.weeks].append(visit.half)
    return {
        (adviser_id, weekday, tuple(sorted(own)), weeks)
        for (adviser_id, weekday, weeks), own in halves.items()
    }
