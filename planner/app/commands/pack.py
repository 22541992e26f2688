"""The command ``itinerance pack``: everything that a plan can leave in, as one ZIP."""

import json
from pathlib import Path

import click

from geodata.files import write_atomically
from planner.app.commands.options import AS_JSON, PLAN, PROGRESS, QUIET, TERRITORY
from planner.app.console import ProgressStyle, error_console, show_progress
from planner.app.publishing import open_published, warn_of_changes, write_everything, write_zip


@click.command()
@PLAN
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The ZIP to write; one that is there is replaced.",
)
@TERRITORY
@AS_JSON
@PROGRESS
@QUIET
def pack(
    *,
    plan_path: Path,
    target: Path,
    folder: Path | None,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Pack every format and printed sheet of a plan into one ZIP.

    PLAN is a plan.json or the folder of one.

    \b
    Example:  itinerance pack my-departement/plans/2027-01-04-1 --to planning.zip
    """
    with show_progress(quiet=quiet, style=progress_style) as progress:
        published = open_published(plan_path, home=folder)
        files = write_everything(published, progress=progress)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, write_zip(files))
    for warning in warn_of_changes(published):
        error_console().print(f"Attention : {warning}", markup=False)
    if as_json:
        record = {"files": [str(target)], "num_files": len(files)}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(files)} fichiers dans {target}")
