"""What a chart of the page is: a drawing, its numbers in a table, and how to read them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart and its table."""

    id: str
    title: str
    lead: str
    """One sentence: what the chart shows."""
    drawing: str
    """SVG, already escaped; empty when there is nothing to draw."""
    columns: tuple[str, ...]
    """Of the table; the first names the row, the others are numbers."""
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    """Last line of the table."""
    has_french_end: bool = False
    """Whether the last column is text of the plan: words, and French in every language."""
    notes: tuple[str, ...] = ()
