"""Commands that make or show a plan: demo, plan, map."""

import json
from pathlib import Path
from typing import get_args

import click

from geodata.files import write_atomically
from geodata.folder_lock import lock_folder
from maps.drawing import draw_page
from maps.language import LanguageCode, load_language
from planner.app import reports
from planner.app.commands.options import (
    AS_JSON,
    AUTHOR,
    FOLDER,
    LANGUAGE,
    PLAN,
    PROGRESS,
    QUIET,
    REASON,
    SEED,
    TERRITORY,
    provenance_of,
)
from planner.app.console import ProgressStyle, error_console, mute_solver, show_progress, wrap_lines
from planner.app.demo import write_demo
from planner.app.pipeline import PlanOptions, plan_folder
from planner.app.progress import DURATIONS_FILE
from planner.app.summary import summarise, summarise_as_json
from planner.app.writing import MAP_FILE, list_written
from planner.figures.tour_lines import find_tour_lines
from planner.frontier.record import find_frontier
from planner.need import NeedScenario
from planner.plan import Plan
from planner.plan.file import plan_file, read_plan
from planner.preparation import CACHE_FOLDER, read_inputs
from planner.replan.reading import ground_as_planned


@click.command()
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
    """Make up a whole département in FOLDER and plan it.

    The last lines say what was found and which files to open.

    \b
    Example:  itinerance demo out/demo --communes 200 --seed 7
    """
    with mute_solver(), show_progress(quiet=quiet) as progress:
        progress("Territoire de démonstration : création")
        folder.mkdir(parents=True, exist_ok=True)
        with lock_folder(folder, doing="itinerance demo"):
            write_demo(folder, num_communes=communes, num_advisers=advisers, seed=seed)
        plan, written = plan_folder(
            folder,
            options=PlanOptions(seed=seed),
            provenance=provenance_of("plan", author=None, reason=""),
            progress=progress,
        )
    _report_plan(plan, written, as_json=as_json)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--need-scenario",
    type=click.Choice(get_args(NeedScenario)),
    help="Need of each commune: the estimate, or its 10th or 90th percentile.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=5),
    metavar="SECONDS",
    help="Return the best plan found by then, instead of the settings' limit.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Stop at this distance from the proven bounds (0.01 is 1 %).",
)
@click.option(
    "--from",
    "start_path",
    type=click.Path(path_type=Path, exists=True),
    metavar="PLAN",
    help="Start the search from an earlier plan.",
)
@AUTHOR
@REASON
@LANGUAGE
@SEED
@AS_JSON
@PROGRESS
@QUIET
def plan(
    *,
    folder: Path,
    time_limit: int | None,
    gap: float | None,
    start_path: Path | None,
    need_scenario: NeedScenario | None,
    author: str | None,
    reason: str,
    language: LanguageCode,
    seed: int,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Plan FOLDER; write a new, numbered plan.

    It goes to FOLDER/plans; earlier plans stay as they are. Ctrl-C ends the search with the best
    plan found so far.

    \b
    Example:  itinerance plan my-departement --json --quiet
    """
    durations = folder / CACHE_FOLDER / DURATIONS_FILE
    with (
        mute_solver(),
        show_progress(quiet=quiet, style=progress_style, memory=durations) as progress,
    ):
        start_file = None if start_path is None else plan_file(start_path)
        options = PlanOptions(
            seed=seed,
            time_limit_s=time_limit,
            gap=gap,
            start=None if start_file is None else read_plan(start_file),
            need_scenario=need_scenario,
            language=language,
        )
        provenance = provenance_of(
            "plan",
            author=author,
            reason=reason,
            parent=None if start_file is None else start_file.parent,
        )
        found, written = plan_folder(
            folder, options=options, provenance=provenance, progress=progress
        )
    _report_plan(found, written, as_json=as_json)


@click.command(name="map")
@PLAN
@TERRITORY
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write; by default map.html beside PLAN.",
)
@LANGUAGE
@AS_JSON
def draw(
    *,
    plan_path: Path,
    folder: Path | None,
    output: Path | None,
    language: LanguageCode,
    as_json: bool,
) -> None:
    """Draw the coverage map of a plan.

    It shows what one adviser more or fewer would change once `itinerance frontier` has found it.
    PLAN is a plan.json or the folder of one.

    \b
    Example:  itinerance map my-departement/plans/2027-01-04-1
    """
    path = plan_file(plan_path)
    stored = read_plan(path)
    home = folder or reports.territory_of(path)
    territory, _ = read_inputs(home)
    reports.check_same_territory(stored, territory, path)
    for warning in reports.list_changes(stored, territory):
        error_console().print(warning, markup=False)
    as_planned = ground_as_planned(stored, territory, folder=home)
    destination = output or path.parent / MAP_FILE
    drawn = draw_page(
        stored,
        as_planned.territory,
        tour_lines=find_tour_lines(stored, as_planned.territory),
        frontier=find_frontier(home),
        language=load_language(language),
    )
    write_atomically(destination, drawn)
    if as_json:
        click.echo(json.dumps({"files": [str(destination)]}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"Carte : {destination}")


def _report_plan(found: Plan, written: Path, *, as_json: bool) -> None:
    """Print what was found and where it is."""
    files = list_written(written)
    if as_json:
        click.echo(json.dumps(summarise_as_json(found, files), ensure_ascii=False, indent=2))
    else:
        click.echo(wrap_lines([*summarise(found), "", *reports.describe_files(written)]))
