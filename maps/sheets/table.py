"""Tables of a document: wrapped cells, a header on every page, no row torn apart needlessly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from maps.sheets.document import DARK, MARGIN_MM, PALE, WIDTH_MM, Align, Document, Role

PADDING_MM: Final = 1.2
_HEADER_MM: Final = 12.0
MAX_ROW_LINES: Final = 40
"""A row taller than this is cut with « … »: it could be taller than a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its title and the share of the page's width that it takes."""

    title: str
    share: float
    align: Align = "left"
    bold: bool = False


def draw_table(
    document: Document,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    size: float = 9.5,
    french_cells: Mapping[tuple[int, int], str] = MappingProxyType({}),
) -> None:
    """Draw a table below what has been written; it goes on over as many pages as it needs.

    Parameters
    ----------
    french_cells
        (row, column) of text of the plan, which is French whatever the document's language; with
        what stands before it, on lines of its own, in the document's language.
    """
    total = sum(column.share for column in columns)
    widths = [WIDTH_MM * column.share / total for column in columns]
    with document.grouped("Table"):
        for number, cells in enumerate(rows):
            lines = _wrap_row(document, columns, widths, cells, size=size)
            tall = max(map(len, lines)) * document.use(size) + 2 * PADDING_MM
            # the header stands above the first row, never alone
            is_new = document.need_room(tall if number else tall + _HEADER_MM)
            if is_new or number == 0:
                # read aloud it is one table, whose header is said once
                _draw_header(document, columns, widths, size=size, is_read=number == 0)
            french = {
                column: _num_lines(document, columns[column], widths[column], own, size=size)
                for (row, column), own in french_cells.items()
                if row == number
            }
            with document.grouped("TR"):
                _draw_row(document, columns, widths, lines, size=size, role="TD", french=french)
            document.rule(grey=210)


def _draw_header(
    document: Document,
    columns: Sequence[Column],
    widths: Sequence[float],
    *,
    size: float,
    is_read: bool,
) -> None:
    height_mm = document.use(size - 0.5, bold=True)
    lines = [
        document.wrap(column.title, width - 2 * PADDING_MM)
        for column, width in zip(columns, widths, strict=True)
    ]
    tall = max(map(len, lines)) * height_mm + 2 * PADDING_MM
    with document.artifact(), document.local_context():
        document.set_fill_color(PALE)
        document.rect(MARGIN_MM, document.y, WIDTH_MM, tall, style="F")
    heads = [Column(title="", share=0, align=column.align, bold=True) for column in columns]
    if is_read:
        with document.grouped("TR"):
            _draw_row(document, heads, widths, lines, size=size - 0.5, role="TH")
    else:
        _draw_row(document, heads, widths, lines, size=size - 0.5, role=None)
    document.rule(grey=DARK, weight_mm=0.3)


def _wrap_row(
    document: Document,
    columns: Sequence[Column],
    widths: Sequence[float],
    cells: Sequence[str],
    *,
    size: float,
) -> list[list[str]]:
    lines = []
    for column, width, cell in zip(columns, widths, cells, strict=True):
        document.use(size, bold=column.bold)
        own = document.wrap(cell, width - 2 * PADDING_MM)
        if len(own) > MAX_ROW_LINES:
            own = [*own[: MAX_ROW_LINES - 1], f"{own[MAX_ROW_LINES - 1][:-1]}…"]
        lines.append(own)
    return lines


def _num_lines(
    document: Document, column: Column, width_mm: float, text: str, *, size: float
) -> int:
    if not text:
        return 0
    document.use(size, bold=column.bold)
    return len(document.wrap(text, width_mm - 2 * PADDING_MM))


def _draw_row(
    document: Document,
    columns: Sequence[Column],
    widths: Sequence[float],
    lines: Sequence[Sequence[str]],
    *,
    size: float,
    role: Role | None,
    french: Mapping[int, int] = MappingProxyType({}),
) -> None:
    """Draw a row whose lines are known; without a role it is not read aloud.

    ``french`` has the columns whose text is French from a line on, and that line.
    """
    top, left, bottom = document.y + PADDING_MM, MARGIN_MM, document.y
    for number, (column, width, own) in enumerate(zip(columns, widths, lines, strict=True)):
        height_mm = document.use(size, bold=column.bold)
        document.set_xy(MARGIN_MM, top)
        write = partial(
            document.write_lines,
            height_mm=height_mm,
            x=left + PADDING_MM,
            width_mm=width - 2 * PADDING_MM,
            align=column.align,
        )
        first_french = french.get(number, len(own))
        with document.artifact() if role is None else document.tagged(role):
            write(own[:first_french])
            if first_french < len(own):
                with document.in_french():
                    write(own[first_french:])
        left, bottom = left + width, max(bottom, document.y)
    document.set_xy(MARGIN_MM, bottom + PADDING_MM)
