"""Whether an edit can be made although others saved theirs meanwhile."""

from collections.abc import Sequence

from planner.app.desk.draft import Entry
from planner.app.desk.edits import Edit, touches


def find_conflict(edit: Edit, entries: Sequence[Entry] | None) -> str:
    """Say in French why an edit cannot follow what others did; empty when it can.

    Parameters
    ----------
    entries
        What others did since the draft was looked at; ``None``: too much to be known.
    """
    if entries is None:
        return "Le brouillon a trop changé depuis que cette page l'a lu : relisez-le."
    mine = touches(edit)
    for entry in entries:
        if entry.edit is None:
            return (
                f"Le brouillon n'est plus le même : {entry.author or 'quelqu’un'} l'a publié, "
                "repris ou abandonné entre-temps."
            )
        if not mine.isdisjoint(touches(entry.edit)):
            return (
                f"{entry.author or 'Quelqu’un'} a changé entre-temps la même permanence ou le même "
                "créneau : regardez le brouillon, puis recommencez."
            )
    return ""
