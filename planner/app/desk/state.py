"""What the edits of a draft make of its plan, worked out from the plan and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.app.desk.edits import (
    AddVisit,
    DropVisit,
    Edit,
    LockSession,
    LockVenue,
    MoveVisit,
    RuleVenue,
    SessionMove,
    VenueRule,
    VenueVisits,
    changes_of,
    moves_of,
)
from planner.plan import Plan, PlannedSlot, Replacement, Visit

SessionKey = tuple[str, PlannedSlot]
"""Venue and planned slot: what a session is known by for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """A plan's cycle after edits, and what was decided besides."""

    visits: tuple[Visit, ...]
    moves: Mapping[SessionKey, Replacement] = field(default_factory=dict)
    """Sessions that are held elsewhere on one date, or back where the cycle puts them."""
    rules: Mapping[str, VenueRule] = field(default_factory=dict)
    """By venue id, where the draft says something else than the tables."""
    locked_venues: frozenset[str] = frozenset()
    locked_sessions: frozenset[SessionKey] = frozenset()
    placed_venues: frozenset[str] = frozenset()
    """Venues whose visits were moved or added by hand: a repair leaves them there."""
    dropped_venues: frozenset[str] = frozenset()
    """Venues whose last visit was taken out by hand: a repair does not bring them back."""
    misfits: tuple[Edit, ...] = ()
    """Edits that find no more what they change."""

    @property
    def fixed_venues(self) -> frozenset[str]:
        """Venues whose visits stay to the minute: locked, or with a date that is."""
        return self.locked_venues | {venue_id for venue_id, _ in self.locked_sessions}

    def visits_of(self, venue_id: str) -> tuple[Visit, ...]:
        """The visits of one venue."""
        return tuple(visit for visit in self.visits if visit.venue_id == venue_id)


def work_out_state(plan: Plan, edits: Iterable[Edit]) -> DraftState:
    """Apply edits in order; one that does not fit is left out and listed."""
    state = _Builder(plan)
    for edit in edits:
        state.apply(edit)
    return state.result()


class _Builder:
    def __init__(self, plan: Plan) -> None:
        self._visits = list(plan.visits)
        self._replaced = {
            (one.venue_id, one.replaces) for one in plan.sessions if one.replaces is not None
        }
        self._moves: dict[SessionKey, Replacement] = {}
        self._rules: dict[str, VenueRule] = {}
        self._locked_venues: set[str] = set()
        self._locked_sessions: set[SessionKey] = set()
        self._placed: set[str] = set()
        self._dropped: set[str] = set()
        self._misfits: list[Edit] = []

    def apply(self, edit: Edit) -> None:
        changes = changes_of(edit)
        if not all(set(change.before) <= set(self._visits) for change in changes):
            self._misfits.append(edit)
            return
        for change in changes:
            self._change(change)
        for move in moves_of(edit):
            self._move(move)
        self._note(edit)

    def _change(self, change: VenueVisits) -> None:
        """Put the new visits where the first of the old ones was, so that the order stays."""
        at = min((self._visits.index(visit) for visit in change.before), default=len(self._visits))
        kept = [visit for visit in self._visits if visit not in change.before]
        before = [visit for visit in self._visits[:at] if visit not in change.before]
        self._visits = [*before, *change.after, *kept[len(before) :]]

    def _move(self, move: SessionMove) -> None:
        key = move.venue_id, move.planned
        slot = PlannedSlot(day=move.to.day, adviser_id=move.to.adviser_id, half=move.to.half)
        if slot == move.planned and key not in self._replaced:
            self._moves.pop(key, None)  # back where the plan has it
        else:
            self._moves[key] = move.to

    def _note(self, edit: Edit) -> None:
        """Remember what was decided, apart from where visits are."""
        match edit:
            case MoveVisit() | AddVisit():
                self._placed.add(edit.change.venue_id)
                self._dropped.discard(edit.change.venue_id)
            case DropVisit():
                venue_id = edit.change.venue_id
                if all(visit.venue_id != venue_id for visit in self._visits):
                    self._dropped.add(venue_id)
                    self._placed.discard(venue_id)
                else:
                    self._placed.add(venue_id)
            case LockVenue():
                self._locked_venues.discard(edit.venue_id)
                self._locked_venues |= {edit.venue_id} if edit.is_locked else set()
            case LockSession():
                key = edit.venue_id, edit.planned
                self._locked_sessions.discard(key)
                self._locked_sessions |= {key} if edit.is_locked else set()
            case RuleVenue():
                self._rules[edit.venue_id] = edit.rule
            case _:
                pass

    def result(self) -> DraftState:
        return DraftState(
            visits=tuple(self._visits),
            moves=dict(self._moves),
            rules=dict(self._rules),
            locked_venues=frozenset(self._locked_venues),
            locked_sessions=frozenset(self._locked_sessions),
            placed_venues=frozenset(self._placed),
            dropped_venues=frozenset(self._dropped),
            misfits=tuple(self._misfits),
        )
