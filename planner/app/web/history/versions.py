"""The plans of the folder as a table: who, when, why, and the figures."""

from collections.abc import Sequence

from nicegui import ui

from planner.app.web.tables import plain_table
from planner.history.reading import StoredVersion
from planner.history.wording import ACTIONS, STATES, figures_row
from planner.wording import join_words, one_line

COLUMNS = (
    *("Planning", "Comment", "Quand", "Par", "Motif", "Après"),
    *("Besoin couvert", "Trajets par cycle", "Permanences par cycle", "Lieux", "Conseillers"),
)
_NUMERIC = frozenset(range(6, 11))


def draw_versions(versions: Sequence[StoredVersion]) -> ui.html | ui.label:
    """Draw the list, the plan in force first."""
    if not versions:
        return ui.label("Aucun planning dans ce dossier.")
    return plain_table(
        COLUMNS,
        [_row(stored, is_in_force=stored is versions[-1]) for stored in reversed(versions)],
        caption="Plannings du dossier, celui en vigueur d’abord",
        numeric=_NUMERIC,
        whole=frozenset({2, 5}),
    )


def _row(stored: StoredVersion, *, is_in_force: bool) -> tuple[str, ...]:
    marks = ["en vigueur"] if is_in_force else []
    if STATES[stored.state]:
        marks.append(STATES[stored.state])
    name = f"{stored.name} ({join_words(marks)})" if marks else stored.name
    version = stored.version
    if version is None:
        return (name, *[""] * (len(COLUMNS) - 1))
    return (
        name,
        ACTIONS[version.action],
        f"{version.written_at.astimezone():%d/%m/%Y %H:%M}",
        one_line(version.author),
        one_line(version.reason),
        "" if version.parent is None else one_line(version.parent),
        *figures_row(version.figures),
    )
