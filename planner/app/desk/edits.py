"""What a coordinator can do to a plan by hand, as records that a draft keeps.

An edit holds what was there and what comes in its place, hours included, so that a draft reads on
its own and an edit whose ground has changed is noticed.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from planner.plan import PlannedSlot, Record, Replacement, Visit

VenueRule = Literal["candidate", "preferred", "required", "forbidden"]


class VenueVisits(Record):
    """Visits of one venue in the cycle that give way to others."""

    venue_id: str
    before: tuple[Visit, ...] = ()
    after: tuple[Visit, ...] = ()


class SessionMove(Record):
    """A session on one date: where the cycle puts it, and where it is held instead."""

    venue_id: str
    planned: PlannedSlot
    to: Replacement
    """Equal to the planned slot: the session goes back to it."""


class MoveVisit(Record):
    """A visit of the cycle gets another adviser, weekday, half-day or other weeks."""

    kind: Literal["move_visit"] = "move_visit"
    change: VenueVisits
    others: tuple[VenueVisits, ...] = ()
    """Short sessions of the half-day that get other hours for it."""


class AddVisit(Record):
    """A venue is visited that was not, or on one more weekday."""

    kind: Literal["add_visit"] = "add_visit"
    change: VenueVisits
    others: tuple[VenueVisits, ...] = ()
    """As of a visit that is moved."""


class DropVisit(Record):
    """A visit leaves the cycle, and no repair brings it back."""

    kind: Literal["drop_visit"] = "drop_visit"
    change: VenueVisits


class MoveSession(Record):
    """One date only; both halves of a session of a full day."""

    kind: Literal["move_session"] = "move_session"
    moves: tuple[SessionMove, ...] = Field(min_length=1)


class LockVenue(Record):
    """The visits of a venue stay as they are, or may change again."""

    kind: Literal["lock_venue"] = "lock_venue"
    venue_id: str
    is_locked: bool = True


class LockSession(Record):
    """A session stays on its date, or may move again."""

    kind: Literal["lock_session"] = "lock_session"
    venue_id: str
    planned: PlannedSlot
    is_locked: bool = True


class RuleVenue(Record):
    """A venue must be visited, must not be, or as the search finds."""

    kind: Literal["rule_venue"] = "rule_venue"
    venue_id: str
    rule: VenueRule


class Repair(Record):
    """What a repair changes, as one step."""

    kind: Literal["repair"] = "repair"
    changes: tuple[VenueVisits, ...] = ()
    moves: tuple[SessionMove, ...] = ()


Edit = Annotated[
    MoveVisit | AddVisit | DropVisit | MoveSession | LockVenue | LockSession | RuleVenue | Repair,
    Field(discriminator="kind"),
]
Key = tuple[str, ...]


def venues_of(edit: Edit) -> tuple[str, ...]:
    """Ids of the venues that an edit is about, the one that it is named after first."""
    match edit:
        case MoveVisit() | AddVisit():
            return (edit.change.venue_id, *(other.venue_id for other in edit.others))
        case DropVisit():
            return (edit.change.venue_id,)
        case MoveSession():
            return tuple(dict.fromkeys(move.venue_id for move in edit.moves))
        case Repair():
            changed = [change.venue_id for change in edit.changes]
            return tuple(dict.fromkeys([*changed, *(move.venue_id for move in edit.moves)]))
        case LockVenue() | LockSession() | RuleVenue():
            return (edit.venue_id,)


def changes_of(edit: Edit) -> tuple[VenueVisits, ...]:
    """What an edit changes in the cycle."""
    match edit:
        case MoveVisit() | AddVisit():
            return (edit.change, *edit.others)
        case DropVisit():
            return (edit.change,)
        case Repair():
            return edit.changes
        case _:
            return ()


def moves_of(edit: Edit) -> tuple[SessionMove, ...]:
    """What an edit changes on single dates."""
    return edit.moves if isinstance(edit, MoveSession | Repair) else ()


def touches(edit: Edit) -> frozenset[Key]:
    """What an edit lays hands on: venues, and half-days that it takes or leaves.

    Two edits that touch nothing in common can be made in either order.
    """
    return frozenset(_keys(edit))


def _keys(edit: Edit) -> Iterator[Key]:
    for venue_id in venues_of(edit):
        yield "venue", venue_id
    for change in changes_of(edit):
        for visit in (*change.before, *change.after):
            for week in visit.weeks:
                yield "slot", visit.adviser_id, str(visit.weekday), visit.half, str(week)
    for move in moves_of(edit):
        for slot in (move.planned, move.to):
            yield "day", slot.adviser_id, slot.day.isoformat(), slot.half
