"""A sheet that is a table: title, totals, a frozen header with filters, ready to print."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from planner.export.planning_csv import neutralise
from planner.export.workbook.formats import Formats, Kind, State
from planner.wording import one_line

A4: Final = 9
MAX_TEXT_LENGTH: Final = 32_000
"""Excel refuses longer cells."""
SECONDS_PER_DAY: Final = 86_400
MINUTES_PER_DAY: Final = 1_440
LINE_HEIGHT: Final = 14.5
"""Points of a line of text."""
_USED_WIDTH: Final = 0.95
"""Wide letters leave this share of a column's nominal characters."""
_TITLE_ROW, _TOTAL_ROW, _HEADER_ROW = 0, 1, 2
_SUM_OF_SHOWN: Final = 109
"""SUBTOTAL's code for a sum of the rows that a filter shows."""

Value = str | int | float | date | None
"""What a cell holds; ``None`` is an empty cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    title: str
    kind: Kind = "text"
    width: float = 12
    """In characters."""
    has_total: bool = False
    """The sum of the rows shown stands above the header."""
    is_reason: bool = False
    """Says why a row is struck out, hence is not struck out itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table."""

    values: tuple[Value, ...]
    state: State = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet that is a table."""

    name: str
    """Name of the tab."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    num_frozen: int = 1
    """Columns that stay in view."""
    num_printed: int | None = None
    """First columns that are printed; all by default."""


def write_table(workbook: Workbook, formats: Formats, table: Table, *, territory: str) -> None:
    """Write a table as a sheet of its own."""
    sheet = workbook.add_worksheet(table.name)
    write_text(sheet, formats, (_TITLE_ROW, 0), f"{table.title} – {territory}", state="title")
    first, last = _HEADER_ROW + 1, _HEADER_ROW + max(1, len(table.rows))
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
        write_text(sheet, formats, (_HEADER_ROW, position), column.title, state="header")
        if column.has_total:
            _write_total(sheet, formats, table, position, rows=(first, last))
    if any(column.has_total for column in table.columns):
        write_text(sheet, formats, (_TOTAL_ROW, 0), "Total des lignes affichées", state="note")
    for offset, row in enumerate(table.rows):
        for position, (column, value) in enumerate(zip(table.columns, row.values, strict=True)):
            cell = (first + offset, position)
            state: State = "hatched" if column.is_reason and row.state == "lost" else row.state
            write_value(sheet, formats, cell, value, kind=column.kind, state=state)
        wrapped = [
            (value, column.width)
            for column, value in zip(table.columns, row.values, strict=True)
            if column.kind == "wrapped" and isinstance(value, str)
        ]
        _fit_height(sheet, first + offset, wrapped)
    _fit_height(sheet, _HEADER_ROW, [(column.title, column.width) for column in table.columns])
    sheet.autofilter(_HEADER_ROW, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(first, table.num_frozen)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.print_area(0, 0, last, (table.num_printed or len(table.columns)) - 1)
    sheet.fit_to_pages(1, 0)
    prepare_page(sheet, table.title, territory=territory)


def prepare_page(sheet: Worksheet, title: str, *, territory: str) -> None:
    """Set A4 landscape, small margins, and a footer with the page's number."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    # An ampersand begins a code in a footer; 255 characters are all that Excel keeps.
    name = f"{title} – {territory}".replace("&", "&&")[:180]
    sheet.set_footer(f"&L{name}&RPage &P / &N")


def write_value(
    sheet: Worksheet,
    formats: Formats,
    cell: tuple[int, int],
    value: Value,
    *,
    kind: Kind,
    state: State = "plain",
) -> None:
    """Write one cell as what it is: a date, a time of day, a duration, a number or text."""
    look = formats.get(kind, state)
    match value:
        case None:
            sheet.write_blank(*cell, None, look)
        case date():
            sheet.write_datetime(*cell, value, look)
        case int() | float():
            sheet.write_number(*cell, stored_number(value, kind), look)
        case str():
            write_text(sheet, formats, cell, one_line(value), kind=kind, state=state)


def write_text(
    sheet: Worksheet,
    formats: Formats,
    cell: tuple[int, int],
    text: str,
    *,
    kind: Kind = "text",
    state: State = "plain",
) -> None:
    """Write text that is never taken for a formula or a link; line ends in it stay."""
    shown = "\n".join(one_line(line) for line in text.split("\n"))[:MAX_TEXT_LENGTH]
    look = formats.get(kind, state, is_quoted=neutralise(shown) != shown)
    sheet.write_string(*cell, shown, look)


def stored_number(value: float, kind: Kind) -> float:
    """Write minutes of a day and seconds as spreadsheets keep them: parts of a day."""
    match kind:
        case "clock":
            return value / MINUTES_PER_DAY
        case "duration":
            return value / SECONDS_PER_DAY
        case _:
            return value


def _fit_height(sheet: Worksheet, row: int, texts: Sequence[tuple[str, float]]) -> None:
    """Make a row as high as its wrapped texts need: not every program does so by itself."""
    highest = max((num_lines(text, width) for text, width in texts), default=1)
    if highest > 1:
        sheet.set_row(row, highest * LINE_HEIGHT)


def num_lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of that many characters, words kept whole."""
    room = max(1, int(_USED_WIDTH * width))
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text.split("\n"))


def _write_total(
    sheet: Worksheet, formats: Formats, table: Table, position: int, *, rows: tuple[int, int]
) -> None:
    """Write a sum that follows the filter, with its value for programs that do not compute."""
    kind = table.columns[position].kind
    values = [row.values[position] for row in table.rows]
    numbers = [stored_number(v, kind) for v in values if isinstance(v, int | float)]
    cells = xl_range(rows[0], position, rows[1], position)
    sheet.write_formula(
        _TOTAL_ROW,
        position,
        f"=SUBTOTAL({_SUM_OF_SHOWN},{cells})",
        formats.get(kind, "total"),
        math.fsum(numbers),
    )
