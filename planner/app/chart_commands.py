"""The command ``itinerance charts``: a plan in figures, as one page."""

import json
from pathlib import Path
from typing import Final

import click

from geodata.files import write_atomically
from maps.charts import render_charts
from planner.app import reports
from planner.app.drawing import find_frontier
from planner.app.options import AS_JSON, PLAN, TERRITORY
from planner.app.pipeline import SETTINGS_FILE
from planner.plan_file import PLAN_FILE, read_plan
from planner.settings_file import read_settings

CHARTS_FILE: Final = "charts.html"


@click.command()
@PLAN
@TERRITORY
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write; by default charts.html beside PLAN.",
)
@AS_JSON
def charts(*, plan_path: Path, folder: Path | None, output: Path | None, as_json: bool) -> None:
    """Show a plan in charts, each beside its numbers: one page, also for paper.

    PLAN is a plan.json or the folder of one. The curve over the number of advisers is taken from
    the territory's frontier/advisers.json, if `itinerance frontier` has written it.

    \b
    Example:  itinerance charts my-departement/plans/2027-01-04-1
    """
    path = plan_path / PLAN_FILE if plan_path.is_dir() else plan_path
    stored = read_plan(path)
    home = folder or reports.territory_of(path)
    settings = read_settings(home / SETTINGS_FILE)
    page = render_charts(
        stored,
        documents=settings.documents,
        frontier=find_frontier(home),
    )
    destination = output or path.parent / CHARTS_FILE
    write_atomically(destination, page)
    if as_json:
        click.echo(json.dumps({"files": [str(destination)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"Graphiques : {destination}")
