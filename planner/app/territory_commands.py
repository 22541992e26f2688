"""Commands about a territory folder: init, check, need."""

import json
from pathlib import Path

import click

from geodata.errors import InputError
from geodata.files import write_atomically
from planner.app import reports
from planner.app.console import show_progress
from planner.app.options import AS_JSON, FOLDER, QUIET
from planner.app.pipeline import CACHE_FOLDER, SETTINGS_FILE, prepare, read_inputs
from planner.need import estimate_need
from planner.settings import Settings
from planner.settings_file import write_settings


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--name", default="Mon territoire", show_default=True, help="Name shown everywhere.")
@AS_JSON
def init(*, folder: Path, name: str, as_json: bool) -> None:
    """Start a territory folder with commented settings.

    Writes itinerance.toml and lists the tables needed. An existing file is left alone.

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
    if as_json:
        click.echo(json.dumps({"files": [str(path)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(reports.describe_new_folder(path))


@click.command()
@click.argument("folder", type=FOLDER)
@AS_JSON
@QUIET
def check(*, folder: Path, as_json: bool, quiet: bool) -> None:
    """Check the tables of FOLDER; report all faults at once.

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


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the table of communes to this CSV file.",
)
@AS_JSON
def need(*, folder: Path, output: Path | None, as_json: bool) -> None:
    """Estimate how many residents want help, by commune.

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
