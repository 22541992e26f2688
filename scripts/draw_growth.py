"""Draw how time and memory of the search grow with communes, advisers and weeks.

    python -m scripts.draw_growth [--lines out/bench_plan.jsonl] [--to docs/img/growth.svg]

Reads what ``scripts.bench_plan --only communes --only advisers --only weeks`` measured, the last
measurement of a case; needs the ``bench`` extra. The same lines give the same bytes.
"""

import argparse
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geodata.files import write_atomically
from scripts.peers.tables import Line, first_plan_s

LINES: Final = Path("out/bench_plan.jsonl")
PICTURE: Final = Path("docs/img/growth.svg")
AXES: Final = (
    ("communes", "num_communes", "communes\n(an adviser for every 83)"),
    ("advisers", "num_advisers", "advisers\n(460 communes)"),
    ("weeks", "cycle_weeks", "weeks of the cycle\n(460 communes, 4 advisers)"),
)
"""Suite of the benchmark, what varies in it, and its name on the axis."""


def draw(lines: Sequence[Line]) -> Figure:
    """Draw two rows of charts, seconds above megabytes, a column for everything that grows."""
    figure = Figure(figsize=(10, 5.6), layout="constrained")
    charts = figure.subplots(2, len(AXES), sharey="row", squeeze=False)
    for column, (suite, varied, name) in enumerate(AXES):
        latest = {float(line[varied]): line for line in lines if line["suite"] == suite}
        sizes = sorted(size for size in latest if "cpu_s" in latest[size])
        measured = [latest[size] for size in sizes]
        above, below = charts[0, column], charts[1, column]
        _curve(
            above,
            sizes,
            measured,
            lambda line: float(line["wall_s"]),
            "end of the search, within its limit",
        )
        _curve(above, sizes, measured, first_plan_s, "first whole plan", style="--")
        _curve(below, sizes, measured, lambda line: float(line["peak_mb"]), "peak")
        _curve(
            below,
            sizes,
            measured,
            lambda line: float(line["peak_before_mb"]),
            "of which before the search",
            style="--",
        )
        for chart in (above, below):
            chart.set_xscale("log")
            chart.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
            chart.minorticks_off()
            chart.grid(alpha=0.3)
            chart.set_ylim(bottom=0)
        below.set_xlabel(name)
    charts[0, 0].set_ylabel("seconds")
    charts[1, 0].set_ylabel("megabytes")
    for chart in charts[:, 0]:
        chart.legend(frameon=False, fontsize="small")
    return figure


def _curve(
    chart: Axes,
    sizes: Sequence[float],
    lines: Sequence[Line],
    value: Callable[[Line], float],
    label: str,
    *,
    style: str = "-",
) -> None:
    chart.plot(sizes, [value(line) for line in lines], style, marker="o", color="C0", label=label)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=Path, default=LINES, help="file of JSON lines")
    parser.add_argument("--to", type=Path, default=PICTURE, help="SVG file to write")
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.lines.read_text(encoding="utf-8").splitlines()]
    with mpl.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none"}):
        picture = io.BytesIO()
        draw(lines).savefig(picture, format="svg", metadata={"Date": None})
    options.to.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(options.to, picture.getvalue())
    print(options.to)


if __name__ == "__main__":
    main()
