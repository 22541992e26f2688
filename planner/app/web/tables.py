"""Plain tables: one element for the browser's state, whatever the number of rows."""

from collections.abc import Sequence
from html import escape

from nicegui import ui


def plain_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    numeric: frozenset[int] = frozenset(),
    whole: frozenset[int] = frozenset(),
) -> ui.html:
    """Draw a table to be read; all cells are text.

    Parameters
    ----------
    caption
        For screen readers: what the table lists.
    numeric
        Positions of columns that are numbers, aligned on the right.
    whole
        Positions of columns that are never broken: dates, names of plans.
    """
    classes = ((numeric, "number"), (whole, "whole"))
    marks = [
        f'class="{" ".join(name for positions, name in classes if position in positions)}"'
        for position in range(len(columns))
    ]
    head = "".join(
        f'<th scope="col" {mark}>{escape(name)}</th>'
        for name, mark in zip(columns, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td {mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        ui.html(
            f'<table class="plain"><caption>{escape(caption)}</caption>'
            f"<thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>",
            sanitize=False,  # every cell is escaped here
        )
        .classes("table-scroll")
        .props(f'tabindex="0" role="region" aria-label="{escape(caption)}"')
    )
