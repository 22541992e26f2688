"""The command ``itinerance compare``: two plans on one map."""

import json
from pathlib import Path

import click

from geodata.errors import Fault, PlanFileError
from geodata.files import write_atomically
from geodata.territory import Territory
from maps.comparison import render_comparison
from planner.app import reports
from planner.app.options import AS_JSON, TERRITORY
from planner.app.pipeline import read_inputs
from planner.plan import Plan
from planner.plan_file import PLAN_FILE, read_plan

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
@AS_JSON
def compare(
    *,
    first: Path,
    second: Path,
    names: tuple[str, str] | None,
    output: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Draw two plans on one map: who gains and who loses from A to B.

    A and B are each a plan.json or the folder of one, both of the same communes. Outlines are
    taken from the territory that B lies in.

    \b
    Example:  itinerance compare plans/2027-01-04-1 plans/2027-01-04-2 --names Avant Après
    """
    paths = [path / PLAN_FILE if path.is_dir() else path for path in (first, second)]
    before, after = map(read_plan, paths)
    territory, _ = read_inputs(folder or reports.territory_of(paths[1]))
    _check_communes((before, after), paths, territory)
    shown = names or (_name_of(paths[0]), _name_of(paths[1]))
    destination = output or paths[1].parent / f"comparison-{_name_of(paths[0])}.html"
    page = render_comparison(before, after, communes=territory.communes, names=shown)
    write_atomically(destination, page)
    if as_json:
        click.echo(json.dumps({"files": [str(destination)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"Comparaison : {destination}")


def _check_communes(plans: tuple[Plan, Plan], paths: list[Path], territory: Territory) -> None:
    """Make sure that both plans are of the territory's communes.

    Raises
    ------
    PlanFileError
        With one fault for each plan that is not.
    """
    known = {commune.code for commune in territory.communes}
    faults = []
    for plan, path in zip(plans, paths, strict=True):
        strange = known ^ {row.commune_code for row in plan.communes}
        if strange:
            faults.append(
                Fault(
                    file=str(path),
                    message=f"{len(strange)} communes de ce planning ou du territoire ne sont pas "
                    f"dans l'autre ({', '.join(sorted(strange)[:5])})",
                    remedy="comparez deux plannings du même territoire",
                )
            )
    if faults:
        raise PlanFileError(tuple(faults))


def _name_of(path: Path) -> str:
    """Name of a plan: its folder's."""
    return path.resolve().parent.name if path.name == PLAN_FILE else path.stem
