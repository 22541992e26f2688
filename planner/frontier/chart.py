"""The chart of a frontier as one SVG file, drawn by a template: no drawing library is needed."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from planner.frontier.record import By
from planner.frontier.search import Frontier
from planner.frontier.wording import AXES, PARTIAL, TITLES, TODAY, describe_missing
from planner.wording import format_number, format_percent

WIDTH: Final = 960
HEIGHT: Final = 540
LEFT, RIGHT, TOP, BOTTOM = 84, 920, 100, 460
"""Edges of the drawing itself."""
INSET: Final = 36
"""Room for the labels of the first and last point."""
STEPS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Distances between lines of the grid, as shares of the need."""
MAX_GRID_LINES: Final = 7
MAX_LABELS: Final = 13
"""More points than this are labelled at every other or every n-th only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartWords:
    """What the chart says, and how it writes numbers."""

    title: str
    subtitle: str = "Part du besoin d’aide estimé qui est couverte"
    axis: str
    best: str = "meilleure couverture trouvée"
    bound: str = "borne : aucun planning ne couvre plus"
    today: str = TODAY
    partial: str = PARTIAL
    """With a place for the numbers of the points that are missing."""
    format_number: Callable[[float], str] = field(default=format_number, repr=False)
    format_percent: Callable[..., str] = field(default=format_percent, repr=False)
    """Takes a share of 1 and, as ``decimals``, how many."""


FRENCH_WORDS: Final[dict[By, ChartWords]] = {
    by: ChartWords(title=title, axis=AXES[by]) for by, title in TITLES.items()
}


def draw_frontier(
    frontier: Frontier, by: By, *, need: float, territory: str, words: ChartWords | None = None
) -> str:
    """Draw covered need and its bound against the means.

    Parameters
    ----------
    need
        All people in need.
    territory
        Name of the territory with its notice.
    words
        In another language; by default in French.
    """
    words = words or FRENCH_WORDS[by]
    shares = [_share(point.covered_need, need) for point in frontier.points]
    bounds = [_share(point.bound, need) for point in frontier.points]
    grid = _grid(min(shares), max(bounds))
    first, last = frontier.points[0].x, frontier.points[-1].x

    def across(x: int) -> float:
        return round(
            LEFT + INSET + (RIGHT - LEFT - 2 * INSET) * (x - first) / max(1, last - first), 1
        )

    def up(share: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (share - grid[0]) / (grid[-1] - grid[0]), 1)

    every = -(-len(shares) // MAX_LABELS)
    points: list[dict[str, Any]] = [
        {
            "x": across(point.x),
            "y": up(share),
            "x_label": words.format_number(point.x),
            "y_label": words.format_percent(share, decimals=1),
            "shows_x": number % every == 0 or point.is_present,
            "shows_y": number % every == 0 or point.is_present,
            "is_present": point.is_present,
        }
        for number, (point, share) in enumerate(zip(frontier.points, shares, strict=True))
    ]
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        files("planner.frontier").joinpath("chart.svg.j2").read_text(encoding="utf-8")
    )
    return (
        template.render(
            width=WIDTH,
            height=HEIGHT,
            left=LEFT,
            right=RIGHT,
            bottom=BOTTOM,
            words=words,
            territory=territory,
            note=describe_missing(frontier.missing, words.partial) if frontier.missing else "",
            description="; ".join(
                f"{words.format_number(point.x)} : {label['y_label']}"
                for point, label in zip(frontier.points, points, strict=True)
            ),
            points=points,
            value_line=_line(points, [point["y"] for point in points]),
            bound_line=_line(points, [up(bound) for bound in bounds]),
            y_ticks=[
                {"at": up(share), "label": words.format_percent(share, decimals=_decimals(grid))}
                for share in grid
            ],
        )
        + "\n"
    )


def _share(people: float, need: float) -> float:
    return people / need if need > 0 else 0.0


def _line(points: list[dict[str, Any]], heights: list[float]) -> str:
    return " ".join(f"{point['x']},{y}" for point, y in zip(points, heights, strict=True))


def _grid(low: float, high: float) -> list[float]:
    """Shares of the grid's lines: round ones, that hold all values."""
    step = next((s for s in STEPS if (high - low) / s <= MAX_GRID_LINES - 2), STEPS[-1])
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(number * step, 6) for number in range(first, last + 1)]


def _decimals(grid: list[float]) -> int:
    """Decimals that tell the grid's lines apart."""
    return 0 if grid[1] - grid[0] >= 0.01 - 1e-9 else 1
