"""The commands of ``itinerance``: options in, one library call, output."""

import json
from pathlib import Path

import click

from geodata.errors import InputError
from geodata.files import write_atomically
from planner.app import reports
from planner.app.console import mute_solver, show_progress
from planner.app.demo import write_demo
from planner.app.pipeline import (
    CACHE_FOLDER,
    MAP_FILE,
    SETTINGS_FILE,
    draw_map,
    list_written,
    plan_folder,
    prepare,
    read_inputs,
)
from planner.app.summary import summarise, summarise_as_json
from planner.need import estimate_need
from planner.plan import Plan
from planner.plan_file import PLAN_FILE, read_plan
from planner.settings import Settings
from planner.settings_file import write_settings

FOLDER = click.Path(path_type=Path, file_okay=False)
SEED = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Same input and seed, same output.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON summary.")
QUIET = click.option("--quiet", is_flag=True, help="Show no progress (for nightly runs).")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itinerance")
def cli() -> None:
    r"""Plan the routes of itinerant public services, and show who has help within reach.

    \b
    A first try:       itinerance demo out/demo
    A new territory:   itinerance init my-departement
                       itinerance check my-departement
                       itinerance plan my-departement
    """


@cli.command()
@click.argument("folder", type=FOLDER, default=Path("out/demo"))
@click.option(
    "--communes",
    type=click.IntRange(10, 35_000),
    default=460,
    show_default=True,
    help="Number of communes.",
)
@click.option(
    "--advisers",
    type=click.IntRange(1, 200),
    default=4,
    show_default=True,
    help="Number of advisers.",
)
@SEED
@AS_JSON
@QUIET
def demo(
    *, folder: Path, communes: int, advisers: int, seed: int, as_json: bool, quiet: bool
) -> None:
    r"""Make up a whole département in FOLDER, plan it, and show where the files are.

    \b
    Example:  itinerance demo out/demo --communes 200 --seed 7
    """
    with mute_solver(), show_progress(quiet=quiet) as progress:
        progress("Territoire de démonstration : création")
        write_demo(folder, num_communes=communes, num_advisers=advisers, seed=seed)
        plan, written = plan_folder(folder, seed=seed, progress=progress)
    _report_plan(plan, written, as_json=as_json)


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option("--name", default="Mon territoire", show_default=True, help="Name shown everywhere.")
def init(*, folder: Path, name: str) -> None:
    r"""Write a commented itinerance.toml into FOLDER and list the tables it needs.

    An existing itinerance.toml is left alone.

    \b
    Example:  itinerance init my-departement --name "Charente-Maritime"
    """
    path = folder / SETTINGS_FILE
    if path.exists():
        raise InputError((reports.fault_of_existing(path),))
    defaults = Settings()
    settings = defaults.model_copy(
        update={"territory": defaults.territory.model_copy(update={"name": name})}
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(settings, path)
    click.echo(reports.describe_new_folder(path))


@cli.command()
@click.argument("folder", type=FOLDER)
@AS_JSON
@QUIET
def check(*, folder: Path, as_json: bool, quiet: bool) -> None:
    r"""Check every table of FOLDER and report all faults at once.

    \b
    Example:  itinerance check my-departement
    """
    with show_progress(quiet=quiet) as progress:
        territory, settings = read_inputs(folder)
        prepared = prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=progress)
    if as_json:
        click.echo(json.dumps(reports.territory_as_json(prepared), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(reports.describe_territory(prepared)))


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the table of communes to this CSV file.",
)
@AS_JSON
def need(*, folder: Path, output: Path | None, as_json: bool) -> None:
    r"""Estimate how many residents of each commune of FOLDER want help.

    \b
    Example:  itinerance need my-departement --output besoin.csv
    """
    territory, _ = read_inputs(folder)
    estimate = estimate_need(territory.communes, territory.survey)
    if output is not None:
        write_atomically(output, reports.format_need_csv(territory.communes, estimate))
    if as_json:
        click.echo(
            json.dumps(
                reports.need_as_json(territory.communes, estimate), ensure_ascii=False, indent=2
            )
        )
    else:
        click.echo("\n".join(reports.describe_need(territory.communes, estimate)))


@cli.command()
@click.argument("folder", type=FOLDER)
@SEED
@AS_JSON
@QUIET
def plan(*, folder: Path, seed: int, as_json: bool, quiet: bool) -> None:
    r"""Plan FOLDER and write a new, numbered plan below FOLDER/plans.

    \b
    Example:  itinerance plan my-departement --json --quiet
    """
    with mute_solver(), show_progress(quiet=quiet) as progress:
        found, written = plan_folder(folder, seed=seed, progress=progress)
    _report_plan(found, written, as_json=as_json)


@cli.command(name="map")
@click.argument("plan_path", type=click.Path(path_type=Path), metavar="PLAN")
@click.option(
    "--territory",
    "folder",
    type=FOLDER,
    help="Territory folder; by default the one that PLAN lies in.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write; by default map.html beside PLAN.",
)
def draw(*, plan_path: Path, folder: Path | None, output: Path | None) -> None:
    r"""Draw the coverage map of PLAN, a plan.json or the folder of one.

    \b
    Example:  itinerance map my-departement/plans/2027-01-04-1
    """
    path = plan_path / PLAN_FILE if plan_path.is_dir() else plan_path
    stored = read_plan(path)
    territory, _ = read_inputs(folder or path.resolve().parents[2])
    reports.check_same_territory(stored, territory, path)
    destination = output or path.parent / MAP_FILE
    write_atomically(destination, draw_map(stored, territory))
    click.echo(f"Carte : {destination}")


def _report_plan(found: Plan, written: Path, *, as_json: bool) -> None:
    """Print what was found and where it is."""
    files = list_written(written)
    if as_json:
        click.echo(json.dumps(summarise_as_json(found, files), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*summarise(found), "", *reports.describe_files(written)]))
