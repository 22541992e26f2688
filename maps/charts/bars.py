"""A bar chart as SVG, drawn by a template: legible in grey, labels and numbers as text."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

from jinja2 import Environment, StrictUndefined

Look = Literal["dark", "middle", "light"]

NUMBER_WIDTH: Final = 74
BAR_HEIGHT: Final = 14
LINE_HEIGHT: Final = 15
"""Of a label of 13 px."""
GAP: Final = 8
"""Between two bars, or a bar and the label of the next one."""
TOP: Final = 4
HEAD: Final = 30
"""Above the first bar, without a legend and with one."""
MAX_LINES: Final = 2
LETTER: Final = 7.4
"""Width of a letter, about, in the widest of the fonts that the page asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the labels of a drawing stand."""

    name: str
    """Class of the drawing in the page's style, which shows one layout at a time."""
    width: int
    label_width: int
    """Column of the labels, left of the bars; 0 where they stand above."""

    @property
    def line_letters(self) -> int:
        """Letters that a line of a label has room for."""
        return int(((self.label_width or self.width) - GAP) / LETTER)


WIDE: Final = Layout(name="wide", width=620, label_width=226)
NARROW: Final = Layout(name="narrow", width=340, label_width=0)
"""For a telephone: letters as large as on a desk, the labels above their bars."""


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
) -> str:
    """Draw a bar a row, its parts behind each other: for a desk, and again for a telephone.

    Parameters
    ----------
    numbers
        What stands at the end of each bar.
    largest
        Value at the right edge; by default the longest bar.
    """
    return "".join(
        _draw(title, labels, parts, numbers=numbers, largest=largest, layout=layout)
        for layout in (WIDE, NARROW)
    )


def _draw(
    title: str,
    labels: Sequence[str],
    parts: Sequence[Part],
    *,
    numbers: Sequence[str],
    largest: float | None,
    layout: Layout,
) -> str:
    totals = [sum(part.values[row] for part in parts) for row in range(len(labels))]
    room = layout.width - layout.label_width - NUMBER_WIDTH
    scale = room / max(largest or 0.0, *totals, 1e-9)
    legend = _legend(parts, layout)
    rows, y = [], HEAD if legend else TOP
    for row, label in enumerate(labels):
        left, pieces = 0.0, []
        for part in parts:
            width = max(0.0, part.values[row]) * scale
            pieces.append(
                {"x": round(layout.label_width + left, 1), "width": round(width, 1)}
                | {"look": part.look}
            )
            left += width
        lines = wrap_label(label, layout.line_letters)
        tall = LINE_HEIGHT * len(lines)
        beside = (tall - BAR_HEIGHT) // 2
        rows.append(
            {
                "label": label,
                "lines": [(y + 12 + LINE_HEIGHT * at, line) for at, line in enumerate(lines)],
                "bar": y + (beside if layout.label_width else tall + 1),
                "pieces": pieces,
                "number": numbers[row],
            }
        )
        y += GAP + (tall if layout.label_width else tall + 1 + BAR_HEIGHT)
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        resources.files("maps.charts").joinpath("bars.svg.j2").read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        layout=layout,
        height=y,
        gap=GAP,
        right=layout.label_width + room,
        bar_height=BAR_HEIGHT,
        rows=rows,
        legend=legend,
    )


def wrap_label(label: str, line_letters: int) -> list[str]:
    """Break a label into two lines at most, with « … » where something is left out."""
    return textwrap.wrap(label, line_letters, max_lines=MAX_LINES, placeholder="…") or [""]


def _legend(parts: Sequence[Part], layout: Layout) -> list[dict[str, object]]:
    """Place the legend above the bars, each entry behind the one before."""
    x, entries = float(layout.label_width), []
    for part in parts:
        entries.append({"x": round(x, 1), "label": part.label, "look": str(part.look)})
        x += 30 + LETTER * len(part.label)
    return entries if len(entries) > 1 else []
