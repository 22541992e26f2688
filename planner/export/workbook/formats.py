"""How cells look: one format a combination, in French, readable without colour.

States are told by words, strike-through and hatching; colour only helps.
"""

from typing import Any, Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

Kind = Literal[
    "text", "wrapped", "date", "day", "clock", "duration", "rank", "whole", "decimal", "percent"
]
"""What a column holds: text; a date; minutes since midnight; seconds; numbers; a share of 1."""
State = Literal[
    "plain", "faded", "lost", "hatched", "unsure", "total", "title", "header", "band", "note"
]

_FRENCH: Final = "[$-40C]"
_NUMBER_FORMATS: Final[dict[Kind, str]] = {
    "date": f"{_FRENCH}ddd d mmm yyyy",
    "day": f"{_FRENCH}dddd d mmmm",
    "clock": "hh:mm",
    "duration": "[h]:mm",
    "rank": "0",
    "whole": "#,##0",
    "decimal": "#,##0.0",
    "percent": "0.0%",
}
_ALIGNED: Final[dict[Kind, str]] = {
    "date": "left",
    "day": "left",
    "clock": "center",
    "rank": "center",
}
"""Other numbers stand on the right."""
_LIGHT_DIAGONAL: Final = 14
_SPARSE_DOTS: Final = 18
_STATES: Final[dict[State, dict[str, Any]]] = {
    "plain": {},
    "faded": {"font_color": "#767676"},
    "lost": {"font_strikeout": True, "pattern": _LIGHT_DIAGONAL, "fg_color": "#9A9A9A"},
    "hatched": {"pattern": _LIGHT_DIAGONAL, "fg_color": "#9A9A9A"},
    "unsure": {"italic": True, "pattern": _SPARSE_DOTS, "fg_color": "#8A6D00"},
    "total": {"bold": True, "top": 1},
    "title": {"bold": True, "font_size": 14},
    "header": {"bold": True, "bg_color": "#D9E4E6", "border": 1, "text_wrap": True},
    "band": {"bold": True, "bg_color": "#E6E6E6", "top": 2, "bottom": 1},
    "note": {"italic": True, "font_color": "#444444"},
}


class Formats:
    """Formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._known: dict[tuple[Kind, State, bool], Format] = {}

    def get(self, kind: Kind, state: State = "plain", *, is_quoted: bool = False) -> Format:
        """Return the format of a cell.

        Parameters
        ----------
        is_quoted
            The text begins as a formula does: it stays text when somebody edits the cell.
        """
        key = (kind, state, is_quoted)
        if key not in self._known:
            properties: dict[str, Any] = {"valign": "top", "font_name": "Calibri"}
            if kind in _NUMBER_FORMATS:
                properties |= {
                    "num_format": _NUMBER_FORMATS[kind],
                    "align": _ALIGNED.get(kind, "right"),
                }
            if kind in {"text", "wrapped", "date", "day"} and state not in {"title", "note"}:
                properties |= {"align": "left", "indent": 1}
            if kind == "wrapped":
                properties["text_wrap"] = True
            if state not in {"title", "note"}:
                properties |= {"border": 1, "border_color": "#BFBFBF"}
            if is_quoted:
                properties["quote_prefix"] = True
            self._known[key] = self._workbook.add_format(properties | _STATES[state])
        return self._known[key]
