"""The command ``itinerance charts``: a plan in figures, as one page."""

import json
from pathlib import Path

import click

from geodata.files import write_atomically
from maps.charts import render_charts
from maps.language import LanguageCode, load_language
from planner.app import reports
from planner.app.commands.options import AS_JSON, LANGUAGE, PLAN, TERRITORY
from planner.app.writing import CHARTS_FILE
from planner.frontier.record import find_frontier
from planner.plan.file import PLAN_FILE, read_plan
from planner.settings.file import SETTINGS_FILE, read_settings


@click.command()
@PLAN
@TERRITORY
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write; by default charts.html beside PLAN.",
)
@LANGUAGE
@AS_JSON
def charts(
    *,
    plan_path: Path,
    folder: Path | None,
    output: Path | None,
    language: LanguageCode,
    as_json: bool,
) -> None:
    """Draw a plan's charts, each beside its numbers, on one page.

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
        language=load_language(language),
    )
    destination = output or path.parent / CHARTS_FILE
    write_atomically(destination, page)
    if as_json:
        click.echo(json.dumps({"files": [str(destination)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"Graphiques : {destination}")
