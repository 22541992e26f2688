"""A bar chart as SVG, drawn by a template: legible in grey, labels and numbers as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

from jinja2 import Environment, StrictUndefined

Look = Literal["dark", "middle", "light"]

WIDTH: Final = 620
LABEL_WIDTH: Final = 226
NUMBER_WIDTH: Final = 74
ROW_HEIGHT: Final = 22
BAR_HEIGHT: Final = 14
HEAD: Final = 30
MAX_LABEL: Final = 28
LEGEND_LETTER: Final = 8.6
"""Width of a letter of the legend, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of every bar, from left to right."""

    label: str
    look: Look
    values: Sequence[float]


def draw_bars(
    title: str,
    labels: Sequence[str],
    parts: Sequence[Part],
    *,
    numbers: Sequence[str],
    largest: float | None = None,
    marks: Sequence[float] = (),
    mark_label: str = "",
) -> str:
    """Draw a bar a row, its parts behind each other.

    Parameters
    ----------
    numbers
        What stands at the end of each bar.
    largest
        Value at the right edge; by default the longest bar.
    marks
        A value to mark on each bar, e.g. the hours of the contract.
    """
    totals = [sum(part.values[row] for part in parts) for row in range(len(labels))]
    scale = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH) / max(largest or 0.0, *totals, *marks, 1e-9)
    rows = []
    for row, label in enumerate(labels):
        left, pieces = 0.0, []
        for part in parts:
            width = max(0.0, part.values[row]) * scale
            pieces.append(
                {"x": round(LABEL_WIDTH + left, 1), "width": round(width, 1), "look": part.look}
            )
            left += width
        rows.append(
            {
                "y": HEAD + row * ROW_HEIGHT,
                "label": label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 1]}…",
                "pieces": pieces,
                "number": numbers[row],
                "mark": round(LABEL_WIDTH + marks[row] * scale, 1) if marks else None,
            }
        )
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        resources.files("maps.charts").joinpath("bars.svg.j2").read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        width=WIDTH,
        height=HEAD + len(labels) * ROW_HEIGHT + 4,
        label_width=LABEL_WIDTH,
        right=WIDTH - NUMBER_WIDTH,
        bar_height=BAR_HEIGHT,
        rows=rows,
        legend=_legend(parts, mark_label if marks else ""),
    )


def _legend(parts: Sequence[Part], mark_label: str) -> list[dict[str, object]]:
    """Place the legend above the bars, each entry behind the one before."""
    x, entries = float(LABEL_WIDTH), []
    looks = [(part.label, str(part.look)) for part in parts]
    for label, look in [*looks, *([(mark_label, "mark")] if mark_label else [])]:
        entries.append({"x": round(x, 1), "label": label, "look": look})
        x += 32 + LEGEND_LETTER * len(label)
    return entries if len(entries) > 1 else []
