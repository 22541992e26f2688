"""What an edit may not touch: what is locked, and what is over."""

from datetime import date

from planner.app.desk.edits import (
    DropVisit,
    Edit,
    MoveVisit,
    Repair,
    RuleVenue,
    moves_of,
    venues_of,
)
from planner.app.desk.errors import DeskError
from planner.app.desk.state import DraftState
from planner.app.desk.wording import Labels
from planner.wording import format_slot


def refuse_locked(edit: Edit, state: DraftState, labels: Labels, *, first_day: date) -> None:
    """Refuse an edit of what is locked or over.

    Parameters
    ----------
    first_day
        First day that may change.

    Raises
    ------
    DeskError
    """
    for move in moves_of(edit):
        if (move.venue_id, move.planned) in state.locked_sessions:
            raise DeskError(
                f"{labels.venue(move.venue_id)}, permanence du {format_slot(move.planned)} : "
                "verrouillée. Déverrouillez-la d'abord."
            )
        present = state.moves.get((move.venue_id, move.planned))
        if min(move.planned.day if present is None else present.day, move.to.day) < first_day:
            raise DeskError(
                f"Rien ne change plus avant le {first_day:%d/%m/%Y} : choisissez une date plus "
                "tardive."
            )
    if not _changes_visits(edit):
        return
    sessions_at = {venue_id for venue_id, _ in state.locked_sessions}
    for venue_id in venues_of(edit):
        if venue_id in state.locked_venues:
            raise DeskError(
                f"{labels.venue(venue_id)} : verrouillé. Déverrouillez ce lieu d'abord."
            )
        if venue_id in sessions_at:
            raise DeskError(
                f"{labels.venue(venue_id)} : une de ses permanences est verrouillée ; "
                "déverrouillez-la, ou changez d'autres dates une par une."
            )


def _changes_visits(edit: Edit) -> bool:
    if isinstance(edit, RuleVenue):
        return edit.rule == "forbidden"
    return isinstance(edit, MoveVisit | DropVisit) or (
        isinstance(edit, Repair) and bool(edit.changes)
    )
