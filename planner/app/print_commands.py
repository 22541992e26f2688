"""The command ``itinerance print``: sheets for paper, as PDF."""

import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, cast

import click

from geodata.errors import Fault, SettingsError
from geodata.files import write_atomically
from geodata.places import base_place_id, venue_place_id
from geodata.territory import Territory
from geodata.travel import TravelTimes
from maps.sheets import SHEETS, MeasureLeg, Press, Sheets, make_sheets
from planner.app import reports
from planner.app.console import error_console, show_progress
from planner.app.options import AS_JSON, PLAN, QUIET, TERRITORY
from planner.app.pipeline import CACHE_FOLDER, SETTINGS_FILE, find_travel, read_inputs
from planner.plan import Leg
from planner.plan_file import PLAN_FILE, read_plan
from planner.settings import Settings
from planner.solver.search import Progress

MAX_LINK_LENGTH: Final = 200


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
    type=click.DateTime(["%Y-%m-%d"]),
    help="Leave out dates and weeks before this day; by default none.",
)
@TERRITORY
@AS_JSON
@QUIET
def print_sheets(
    *,
    plan_path: Path,
    destination: Path,
    kinds: tuple[str, ...],
    since: datetime | None,
    folder: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print a plan on A4 sheets (PDF): posters, sheets of EPCIs and cantons, routes.

    PLAN is a plan.json or the folder of one. Booking link and telephone are taken from the
    [publication] settings as they are now.

    \b
    Example:  itinerance print my-departement/plans/2027-01-04-1 --to out --sheets posters
    """
    path = plan_path / PLAN_FILE if plan_path.is_dir() else plan_path
    stored = read_plan(path)
    home = folder or reports.territory_of(path)
    with show_progress(quiet=quiet) as progress:
        territory, settings = read_inputs(home)
        reports.check_same_territory(stored, territory, path)
        _check_link(settings.publication.booking_url)
        press = Press(
            plan=stored,
            communes=territory.communes,
            venues=territory.venues,
            offer=territory.existing_offer,
            documents=settings.documents,
            publication=settings.publication,
            measure_leg=measure_lazily(
                territory, stored.settings, folder=home / CACHE_FOLDER, progress=progress
            ),
            since=None if since is None else since.date(),
        )
        chosen = cast("tuple[Sheets, ...]", kinds) or SHEETS
        written = []
        for name, content in make_sheets(press, chosen):
            progress(f"Impression : {name}")
            target = destination / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, content)
            written.append(target)
    for warning in reports.list_changes(stored, territory):
        error_console().print(warning, markup=False)
    if as_json:
        record = {"files": [str(target) for target in written]}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_describe(written, destination, settings)))


def _check_link(url: str) -> None:
    """Refuse a link so long that its QR code could not be read from a wall.

    Raises
    ------
    SettingsError
    """
    if len(url) > MAX_LINK_LENGTH:
        fault = Fault(
            file=SETTINGS_FILE,
            column="publication.booking_url",
            message=f"cette adresse a {len(url)} caractères : son code QR serait illisible",
            remedy=f"donnez une adresse de {MAX_LINK_LENGTH} caractères au plus",
        )
        raise SettingsError((fault,))


def measure_lazily(
    territory: Territory, settings: Settings, *, folder: Path, progress: Progress
) -> MeasureLeg:
    """Give a function that measures drives, and computes travel times at its first call."""

    @cache
    def times() -> TravelTimes:
        return find_travel(territory, settings, cache=folder, progress=progress)

    def measure(adviser_id: str, origin: str | None, end: str | None) -> Leg:
        start, finish = times().positions(
            [base_place_id(adviser_id) if v is None else venue_place_id(v) for v in (origin, end)]
        )
        return Leg(
            from_venue_id=origin,
            to_venue_id=end,
            drive_s=int(times().time_s[start, finish]),
            distance_m=int(times().length_m[start, finish]),
        )

    return measure


def _describe(written: list[Path], destination: Path, settings: Settings) -> list[str]:
    """Say what was written, and what the sheets leave blank."""
    counts = Counter(target.relative_to(destination).parts[0] for target in written)
    lines = [f"Feuilles à imprimer (A4, PDF) : {destination}"]
    for name, what in (
        ("affiches", "une par lieu de permanence"),
        ("territoires", "une par intercommunalité et par canton"),
        ("feuilles-de-route", "une par conseiller et par semaine"),
    ):
        if counts[name]:
            lines.append(f"  {name + '/':<19} {counts[name]:>4}  {what}")
    if counts["affiches"] and not settings.publication.booking_url:
        lines.append(
            "Affiches sans code QR : donnez la page de rendez-vous dans itinerance.toml "
            "([publication] booking_url)."
        )
    if counts["affiches"] and not settings.publication.phone:
        lines.append("Affiches sans téléphone : [publication] phone.")
    return lines
