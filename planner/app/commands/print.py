"""The command ``itinerance print``: sheets for paper, as PDF."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import cast

import click

from geodata.files import write_atomically
from maps.language import Language, LanguageCode, load_language
from maps.sheets import SHEETS, Sheets, folder_names, make_sheets
from planner.app import reports
from planner.app.commands.options import AS_JSON, LANGUAGE, PLAN, QUIET, TERRITORY
from planner.app.console import error_console, show_progress, wrap_lines
from planner.app.publishing import SHEET_WORDS, open_press, open_published
from planner.settings import Settings


@click.command(name="print")
@PLAN
@click.option(
    "--to",
    "destination",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write to; sheets of the same name are replaced.",
)
@click.option(
    "--sheets",
    "kinds",
    type=click.Choice(SHEETS),
    multiple=True,
    help="What to print; may be given several times. By default everything.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    metavar="DATE",
    help="Leave out dates and weeks before this day; by default none.",
)
@TERRITORY
@LANGUAGE
@AS_JSON
@QUIET
def print_sheets(
    *,
    plan_path: Path,
    destination: Path,
    kinds: tuple[str, ...],
    since: datetime | None,
    folder: Path | None,
    language: LanguageCode,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print a plan on A4 sheets (PDF): posters, areas, routes.

    Areas are EPCIs and cantons. PLAN is a plan.json or the folder of one. Booking link and
    telephone are taken from the [publication] settings as they are now.

    \b
    Example:  itinerance print my-departement/plans/2027-01-04-1 --to out --sheets posters
    """
    with show_progress(quiet=quiet) as progress:
        published = open_published(plan_path, home=folder)
        press = open_press(
            published,
            since=None if since is None else since.date(),
            language=load_language(language),
            progress=progress,
        )
        chosen = cast("tuple[Sheets, ...]", kinds) or SHEETS
        written = []
        for name, content in make_sheets(press, chosen):
            progress(f"Impression : {name}")
            target = destination / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, content)
            written.append(target)
    for warning in reports.list_changes(published.plan, published.territory):
        error_console().print(warning, markup=False)
    if as_json:
        record = {"files": [str(target) for target in written]}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        lines = _describe(written, destination, published.settings, press.language)
        click.echo(wrap_lines(lines))


def _describe(
    written: list[Path], destination: Path, settings: Settings, language: Language
) -> list[str]:
    """Say what was written, and what the sheets leave blank."""
    counts = Counter(target.relative_to(destination).parts[0] for target in written)
    lines = [f"Feuilles à imprimer (A4, PDF) : {destination}"]
    folders = folder_names(language)
    for kind, what in SHEET_WORDS.items():
        name = folders[kind]
        if counts[name]:
            lines.append(f"  {name + '/':<19} {counts[name]:>4}  {what}")
    num_posters = counts[folders["posters"]]
    if num_posters and not settings.publication.booking_url:
        lines.append(
            "Affiches sans code QR : donnez la page de rendez-vous dans itinerance.toml "
            "([publication] booking_url)."
        )
    if num_posters and not settings.publication.phone:
        lines.append("Affiches sans téléphone : [publication] phone.")
    return lines
