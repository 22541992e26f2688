"""Cells of CSV exports as a French spreadsheet reads them."""

import csv
import io
from collections.abc import Iterable, Sequence

from planner.export.planning_csv import neutralise
from planner.wording import one_line


def text_cell(cell: str) -> str:
    """Put a text of the data on one line, and make it no formula."""
    return neutralise(one_line(cell))


def clock_cell(minute: int) -> str:
    """Write a time of day that spreadsheets read as a time: 540 -> ``09:00``."""
    hours, minutes = divmod(minute, 60)
    return f"{hours:02}:{minutes:02}"


def format_french_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as a French Excel opens it: ``;``, CRLF, UTF-8 with a byte order mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")
