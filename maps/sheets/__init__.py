"""Sheets for paper: posters of venues, sheets of EPCIs and cantons, routes of advisers."""

from maps.sheets.days import MeasureLeg
from maps.sheets.files import (
    SHEETS,
    Sheet,
    Sheets,
    folder_names,
    list_sheets,
    make_sheets,
)
from maps.sheets.press import Press

__all__ = [
    "SHEETS",
    "MeasureLeg",
    "Press",
    "Sheet",
    "Sheets",
    "folder_names",
    "list_sheets",
    "make_sheets",
]
