"""Commands about a territory folder: init, check, need."""

import json
from pathlib import Path

import click

from geodata.files import write_atomically
from geodata.survey_file import read_survey
from planner.app import need_reports, reports
from planner.app.commands.options import AS_JSON, FOLDER, QUIET
from planner.app.console import show_progress, wrap_lines
from planner.intake.new_folder import start_folder
from planner.need import compare_waves, estimate_need, share_of_themes, where_to_ask
from planner.preparation import CACHE_FOLDER, prepare, read_inputs


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
    path = start_folder(folder, name=name)
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
        click.echo(wrap_lines(reports.describe_territory(prepared)))


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the table of communes to this CSV file.",
)
@click.option(
    "--where-to-ask",
    "num_answers",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Say where N more answers would help most.",
)
@click.option("--themes", "with_themes", is_flag=True, help="Show what help is wanted with.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Earlier survey (CSV): show what changed since.",
)
@AS_JSON
def need(
    *,
    folder: Path,
    output: Path | None,
    num_answers: int | None,
    with_themes: bool,
    previous: Path | None,
    as_json: bool,
) -> None:
    """Estimate how many residents want help, by commune.

    With --themes, --output also writes a second table beside the first.

    \b
    Example:  itinerance need my-departement --output besoin.csv --where-to-ask 100
    """
    territory, _ = read_inputs(folder)
    communes = territory.communes
    earlier = None if previous is None else read_survey(previous, communes)
    estimate = estimate_need(communes, territory.survey)
    lines = need_reports.describe_need(communes, estimate)
    record = need_reports.need_as_json(communes, estimate)
    files = {} if output is None else {output: need_reports.format_need_csv(communes, estimate)}
    if num_answers is not None:
        answers = where_to_ask(communes, estimate, num_answers=num_answers)
        lines += ["", *need_reports.describe_answer_plan(answers)]
        record["where_to_ask"] = need_reports.answer_plan_as_json(answers)
    if with_themes:
        themes = share_of_themes(communes, territory.survey)
        lines += ["", *need_reports.describe_themes(themes)]
        record["themes"] = need_reports.themes_as_json(themes)
        if output is not None:
            beside = output.with_name(f"{output.stem}-themes{output.suffix}")
            files[beside] = need_reports.format_themes_csv(themes)
    if earlier is not None:
        before = estimate_need(communes, earlier)
        changes = [
            *compare_waves(communes, before, estimate, by="epci"),
            *compare_waves(communes, before, estimate, by="whole"),
        ]
        lines += ["", *need_reports.describe_change(changes)]
        record["change"] = need_reports.changes_as_json(changes)
    for path, content in files.items():
        write_atomically(path, content)
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines))
