"""Edits, and what others did meanwhile, in French."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from geodata.territory import Territory
from planner.app.desk.draft import Entry, Operation
from planner.app.desk.edits import (
    AddVisit,
    DropVisit,
    Edit,
    LockSession,
    LockVenue,
    MoveSession,
    MoveVisit,
    Repair,
    RuleVenue,
    VenueRule,
    VenueVisits,
    venues_of,
)
from planner.plan import PlannedSlot, Replacement, Visit
from planner.replan.changes import VisitChange
from planner.wording import (
    count_words,
    format_clock,
    format_rhythm,
    format_slot,
    join_words,
    one_line,
)

RULES: Final[Mapping[VenueRule, str]] = {
    "required": "rendre obligatoire",
    "forbidden": "interdire",
    "preferred": "préférer",
    "candidate": "laisser au choix",
}
OPERATIONS: Final[Mapping[Operation, str]] = {
    "edit": "",
    "undo": "annulé : ",
    "redo": "rétabli : ",
    "publish": "brouillon publié",
    "rebase": "brouillon repris sur le planning en vigueur",
    "discard": "brouillon abandonné",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names of a territory, for sentences."""

    venues: Mapping[str, str]
    advisers: Mapping[str, str]
    cycle_weeks: int

    def venue(self, venue_id: str) -> str:
        """Name of a venue; its id where nobody knows it any more."""
        return one_line(self.venues.get(venue_id, venue_id))

    def adviser(self, adviser_id: str) -> str:
        """Name of an adviser; the id where nobody knows it any more."""
        return one_line(self.advisers.get(adviser_id, adviser_id))


def label_territory(territory: Territory, *, cycle_weeks: int) -> Labels:
    """Name what sentences speak of."""
    return Labels(
        venues={venue.id: venue.name for venue in territory.venues},
        advisers={adviser.id: adviser.name for adviser in territory.advisers},
        cycle_weeks=cycle_weeks,
    )


def describe_edit(edit: Edit, labels: Labels) -> str:
    """Say an edit in one line."""
    match edit:
        case Repair(changes=changes, moves=moves):
            return (
                f"réparation : {count_words(len(changes), 'lieu', 'lieux')} du cycle, "
                f"{count_words(len(moves), 'date déplacée', 'dates déplacées')}"
            )
        case MoveSession(moves=moves):
            what = f"{_slot(moves[0].planned, labels)} → {_slot(moves[0].to, labels)}"
        case MoveVisit() | AddVisit() | DropVisit():
            what = _describe_change(edit, labels)
        case LockVenue() | LockSession():
            what = "verrouiller" if edit.is_locked else "déverrouiller"
            if isinstance(edit, LockSession):
                what += f" la permanence du {format_slot(edit.planned)}"
        case RuleVenue(rule=rule):
            what = RULES[rule]
    return f"{labels.venue(venues_of(edit)[0])} : {what}"


def _describe_change(edit: MoveVisit | AddVisit | DropVisit, labels: Labels) -> str:
    before, after = (_rhythms(own, labels) for own in (edit.change.before, edit.change.after))
    match edit:
        case AddVisit():
            return f"ajouter {after}{_describe_others(edit.others, labels)}"
        case DropVisit():
            return f"retirer {before}"
        case MoveVisit():
            return f"{before} → {after}{_describe_others(edit.others, labels)}"


def _describe_others(others: Iterable[VenueVisits], labels: Labels) -> str:
    """Say which sessions only get other hours."""
    names = [
        f"{labels.venue(other.venue_id)} à {join_words(_starts(other.after))}" for other in others
    ]
    return f" ; autres heures pour {join_words(names)}" if names else ""


def _starts(visits: Iterable[Visit]) -> list[str]:
    return sorted({format_clock(visit.start_minute) for visit in visits})


def describe_entries(entries: Iterable[Entry], labels: Labels) -> tuple[str, ...]:
    """Say what was done to a draft, one line an operation."""
    return tuple(_describe_entry(entry, labels) for entry in entries)


def describe_visit_changes(
    changes: Iterable[VisitChange], labels: Labels
) -> list[tuple[str, str, str]]:
    """Name each venue whose visits change, with its rhythm before and after."""
    return [
        (
            labels.venue(change.venue_id),
            _rhythms(change.before, labels),
            _rhythms(change.after, labels),
        )
        for change in changes
    ]


def _describe_entry(entry: Entry, labels: Labels) -> str:
    what = "" if entry.edit is None else describe_edit(entry.edit, labels)
    return f"{one_line(entry.author)} : {OPERATIONS[entry.operation]}{what}"


def _rhythms(visits: Iterable[Visit], labels: Labels) -> str:
    words = dict.fromkeys(
        f"{format_rhythm(visit, labels.cycle_weeks)} ({labels.adviser(visit.adviser_id)})"
        for visit in visits
    )
    return join_words(list(words)) or "aucune permanence"


def _slot(slot: PlannedSlot | Replacement, labels: Labels) -> str:
    return f"{format_slot(slot)}, {labels.adviser(slot.adviser_id)}"
