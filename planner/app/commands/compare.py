"""The command ``itinerance compare``: two plans on one map."""

import json
from pathlib import Path

import click

from geodata.files import write_atomically
from maps.language import LanguageCode, load_language
from planner.app import reports
from planner.app.commands.options import AS_JSON, LANGUAGE, TERRITORY
from planner.app.comparing import draw_comparison
from planner.plan.file import PLAN_FILE

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("first", type=PATH, metavar="A")
@click.argument("second", type=PATH, metavar="B")
@click.option(
    "--names",
    nargs=2,
    metavar="NAME_A NAME_B",
    help="What to call the plans; by default the names of their folders.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write; by default comparison-A.html beside B.",
)
@TERRITORY
@LANGUAGE
@AS_JSON
def compare(
    *,
    first: Path,
    second: Path,
    names: tuple[str, str] | None,
    output: Path | None,
    folder: Path | None,
    language: LanguageCode,
    as_json: bool,
) -> None:
    """Draw two plans on one map: who gains, who loses, what moves.

    A and B are each a plan.json or the folder of one, both of the same communes. Outlines are
    taken from the territory that B lies in.

    \b
    Example:  itinerance compare plans/2027-01-04-1 plans/2027-01-04-2 --names Avant Après
    """
    paths = [path / PLAN_FILE if path.is_dir() else path for path in (first, second)]
    page = draw_comparison(
        paths[0],
        paths[1],
        folder=folder or reports.territory_of(paths[1]),
        names=names or (_name_of(paths[0]), _name_of(paths[1])),
        language=load_language(language),
    )
    destination = output or paths[1].parent / f"comparison-{_name_of(paths[0])}.html"
    write_atomically(destination, page)
    if as_json:
        click.echo(json.dumps({"files": [str(destination)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"Comparaison : {destination}")


def _name_of(path: Path) -> str:
    """Name of a plan: its folder's."""
    return path.resolve().parent.name if path.name == PLAN_FILE else path.stem
