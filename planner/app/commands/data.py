"""Commands about where data come from: fetch, survey import, calibrate."""

import json
from dataclasses import fields
from pathlib import Path

import click

from geodata.calibration import PAIRS_AT_ONCE, describe_calibration, read_reference_pairs
from geodata.calibration import calibrate as calibrate_times
from geodata.folder_lock import lock_folder
from geodata.sources.fetch import FetchOptions, fetch_territory
from geodata.sources.http import HttpOptions
from geodata.sources.manifest import SOURCES_FILE
from geodata.sources.routing_server import PLACES_PER_SIDE
from geodata.sources.step import SourceUrls
from geodata.sources.steps import OTHER_STEPS
from geodata.survey_import import format_report, import_survey
from geodata.travel_engines import SERVER_CACHE, TravelOrigin, open_engine
from planner.app.commands.options import AS_JSON, FOLDER, PROGRESS, QUIET
from planner.app.console import ProgressStyle, show_progress, wrap_lines
from planner.app.reports import describe_fetch, fetch_as_json
from planner.preparation import CACHE_FOLDER, read_inputs
from planner.settings import Settings, TerritorySettings
from planner.settings.file import SETTINGS_FILE, write_settings
from planner.settings.travel import access_leg, travel_engine

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
SOURCES = tuple(field.name for field in fields(SourceUrls))


@click.command()
@click.argument("departement")
@click.argument("folder", type=FOLDER)
@click.option("--ages", type=FILE, help="Census table: code, residents_15_59, residents_60_74, …")
@click.option("--roads-pbf", type=FILE, help="Roads from this OSM extract instead of Overpass.")
@click.option("--mednum", type=FILE, help="Existing offer from this LA-MEDNUM file.")
@click.option("--france-services", type=FILE, help="CSV of France services to join with it.")
@click.option(
    "--skip",
    multiple=True,
    type=click.Choice([step.id for step in OTHER_STEPS]),
    help="Leave out a source; may be repeated.",
)
@click.option(
    "--url",
    "urls",
    multiple=True,
    type=(click.Choice(SOURCES), str),
    metavar="SOURCE URL",
    help=f"Ask a mirror: SOURCE is one of {', '.join(SOURCES)}.",
)
@click.option("--offline", is_flag=True, help="Use only what earlier runs have in the cache.")
@click.option("--refresh", is_flag=True, help="Ask every source anew.")
@click.option("--overwrite", is_flag=True, help="Replace files that were edited by hand, too.")
@AS_JSON
@PROGRESS
@QUIET
def fetch(
    *,
    departement: str,
    folder: Path,
    ages: Path | None,
    roads_pbf: Path | None,
    mednum: Path | None,
    france_services: Path | None,
    skip: tuple[str, ...],
    urls: tuple[tuple[str, str], ...],
    offline: bool,
    refresh: bool,
    overwrite: bool,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Make a territory folder from public sources.

    DEPARTEMENT is a code such as 17, 2A or 974. A run that was interrupted is started again with
    the same words. Licences and vintages are written to sources.json.

    \b
    Example:  itinerance fetch 17 my-departement
    """
    options = FetchOptions(
        urls=SourceUrls(**dict(urls)),
        ages=ages,
        roads_pbf=roads_pbf,
        mednum=mednum,
        france_services=france_services,
        skip=frozenset(skip),
        overwrite=overwrite,
        http=HttpOptions(cache_folder=folder / CACHE_FOLDER, offline=offline, refresh=refresh),
    )
    settings_path = folder / SETTINGS_FILE
    try:
        with show_progress(quiet=quiet, style=progress_style) as progress:
            report = fetch_territory(departement, folder, options=options, progress=progress)
    finally:
        # Even when a source is down: what has come can be checked and completed meanwhile.
        if (folder / SOURCES_FILE).exists() and not settings_path.exists():
            name = TerritorySettings(name=f"Département {departement}")
            write_settings(Settings(territory=name), settings_path)
    if as_json:
        click.echo(json.dumps(fetch_as_json(report), ensure_ascii=False, indent=2))
    else:
        click.echo(wrap_lines(describe_fetch(report, folder)))


@click.group()
def survey() -> None:
    """Bring a residents' survey into a territory folder."""


@survey.command(name="import")
@click.argument("export", type=FILE)
@click.option("--into", "folder", type=FOLDER, required=True, help="Territory folder.")
@click.option("--overwrite", is_flag=True, help="Replace a survey.csv that differs.")
def import_(*, export: Path, folder: Path, overwrite: bool) -> None:
    """Turn a raw export (LimeSurvey, form) into survey.csv.

    The columns are recognised and the mapping saved as survey_mapping.toml, which may be edited and
    is applied again next time. What became of every answer is written to survey_import.csv.

    \b
    Example:  itinerance survey import export.csv --into my-departement
    """
    with lock_folder(folder, doing="itinerance survey import"):
        report = import_survey(export, folder, overwrite=overwrite)
    click.echo(format_report(report))


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("pairs", type=FILE)
@QUIET
def calibrate(*, folder: Path, pairs: Path, quiet: bool) -> None:
    """Compare the minutes used with reference times.

    PAIRS is a CSV with columns X1, Y1, X2, Y2 (Lambert-93, metres) and osrm_min (minutes).

    \b
    Example:  itinerance calibrate my-departement reference.csv
    """
    territory, settings = read_inputs(folder)
    access, engine = access_leg(settings), travel_engine(settings)
    reference = read_reference_pairs(pairs)
    with (
        show_progress(quiet=quiet) as progress,
        open_engine(
            territory.roads,
            access=access,
            engine=engine,
            http=HttpOptions(cache_folder=folder / CACHE_FOLDER / SERVER_CACHE),
        ) as find_times,
    ):
        progress("Temps de référence : comparaison")
        found = calibrate_times(
            find_times,
            reference,
            access=access,
            # A server is asked for both ends of these pairs in one request.
            pairs_at_once=PLACES_PER_SIDE // 2 if engine.is_server else PAIRS_AT_ONCE,
        )
    origin = TravelOrigin(engine=engine)
    click.echo("\n".join([f"{origin.clause}.", *describe_calibration(found)]))
