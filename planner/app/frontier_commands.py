"""The command ``itinerance frontier``: coverage against the means."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import click

from geodata.files import write_atomically
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.app.console import mute_solver, show_progress
from planner.app.drawing import FRONTIER_FOLDER
from planner.app.options import AS_JSON, FOLDER, QUIET, SEED
from planner.app.pipeline import CACHE_FOLDER, Prepared, prepare, read_inputs
from planner.app.travel_settings import access_leg
from planner.calendar import calendar_holidays
from planner.formulation import formulate
from planner.frontier.chart import draw_frontier
from planner.frontier.losses import Loss, list_losses
from planner.frontier.points import Point, SolveOptions
from planner.frontier.record import By, format_frontier_json
from planner.frontier.recording import record_frontier
from planner.frontier.search import (
    Frontier,
    Present,
    Progress,
    frontier_by_advisers,
    frontier_by_half_days,
    frontier_by_minutes,
)
from planner.frontier.wording import (
    describe_frontier,
    describe_losses,
    format_frontier_csv,
    format_losses_csv,
)
from planner.model import Problem
from planner.settings import Settings
from planner.wording import one_line

NEXT_HALF_DAYS: Final = 10
STANDARDS: Final = (5, 10, 15, 20, 25, 30)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--by",
    type=click.Choice(["advisers", "half-days", "minutes"]),
    default="advisers",
    show_default=True,
    help="What to vary.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    help="Advisers at most (twice as many as now), or half-days more (10).",
)
@click.option(
    "--output",
    type=FOLDER,
    help="Folder to write to; by default FOLDER/frontier.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=5),
    default=300,
    show_default=True,
    help="Seconds after which points are less well proven.",
)
@SEED
@AS_JSON
@QUIET
def frontier(
    *,
    folder: Path,
    by: str,
    most: int | None,
    output: Path | None,
    time_limit: int,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show the need covered by more or fewer means, each with its proven bound.

    Writes a table (CSV), a chart (SVG) and a record (JSON); maps drawn afterwards show the one by
    advisers. By advisers also the communes that lose with one fewer.

    \b
    Example:  itinerance frontier my-departement
              itinerance frontier my-departement --by half-days
    """
    kind = cast("By", by)
    if most is not None and kind == "minutes":
        raise click.UsageError("--most goes with --by advisers or --by half-days.")
    with mute_solver(), show_progress(quiet=quiet) as progress:
        territory, settings = read_inputs(folder)
        prepared = prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=progress)
        found = _search(prepared, kind, most, time_limit=time_limit, seed=seed, progress=progress)
    fewer = _one_fewer(found) if kind == "advisers" else None
    losses = () if fewer is None else _losses(prepared, found.present, fewer)
    written = _write(
        prepared, found, kind, losses, folder=output or folder / FRONTIER_FOLDER, seed=seed
    )
    need = float(prepared.need.people.sum())
    if as_json:
        record = _as_json(found, kind, losses, need=need, written=written)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(describe_frontier(found, kind, need=need)))
    if fewer is not None:
        click.echo("\n".join(describe_losses(losses, fewer)))
    click.echo(f"Fichiers : {', '.join(map(str, written))}")


def _search(
    prepared: Prepared,
    by: By,
    most: int | None,
    *,
    time_limit: int,
    seed: int,
    progress: Progress,
) -> Frontier:
    present = Present(
        territory=prepared.territory,
        travel=prepared.travel,
        settings=prepared.settings,
        problem=prepared.problem,
        reformulate=partial(_formulate, prepared, prepared.residents),
    )
    options = SolveOptions(
        gap=prepared.settings.optimisation.coverage_gap, time_limit_s=time_limit, seed=seed
    )
    match by:
        case "advisers":
            count = 2 * len(prepared.problem.advisers)
            return frontier_by_advisers(
                present, max_advisers=most or count, options=options, progress=progress
            )
        case "half-days":
            return frontier_by_half_days(
                present, num_more=most or NEXT_HALF_DAYS, options=options, progress=progress
            )
        case "minutes":
            widest_s = 60 * max(*STANDARDS, prepared.settings.access.standard_minutes)
            progress("Habitants : trajets jusqu'à la norme la plus large")
            residents = compute_resident_travel(
                prepared.territory, access=access_leg(prepared.settings), limit_s=widest_s
            )
            present = replace(present, reformulate=partial(_formulate, prepared, residents))
            return frontier_by_minutes(
                present, minutes=STANDARDS, options=options, progress=progress
            )


def _formulate(
    prepared: Prepared,
    residents: ResidentTravel,
    territory: Territory,
    travel: TravelTimes,
    settings: Settings,
) -> Problem:
    """Formulate the problem of other advisers, places or settings, all else as prepared."""
    return formulate(
        territory,
        travel,
        residents,
        prepared.need,
        preferences=prepared.preferences,
        settings=settings,
        holidays=calendar_holidays(settings.calendar),
    )


def _one_fewer(found: Frontier) -> Point | None:
    return next((point for point in found.points if point.x == found.present.x - 1), None)


def _losses(prepared: Prepared, present: Point, fewer: Point) -> tuple[Loss, ...]:
    need = dict(zip(prepared.need.commune_codes, map(float, prepared.need.people), strict=True))
    return list_losses(prepared.territory, need, present=present, fewer=fewer)


def _write(
    prepared: Prepared,
    found: Frontier,
    by: By,
    losses: tuple[Loss, ...],
    *,
    folder: Path,
    seed: int,
) -> list[Path]:
    """Write the sheet, the chart and the record, and the communes that lose if there are any."""
    settings, need = prepared.settings.territory, float(prepared.need.people.sum())
    name = one_line(settings.name)
    if settings.notice:
        name = f"{name} ({one_line(settings.notice)})"
    chart = draw_frontier(found, by, need=need, territory=name)
    record = record_frontier(
        found,
        by,
        need=need,
        settings=prepared.settings,
        fingerprints=dict(prepared.territory.fingerprints),
        seed=seed,
    )
    contents = {
        f"{by}.csv": format_frontier_csv(found, by, need=need),
        f"{by}.svg": chart.encode(),
        f"{by}.json": format_frontier_json(record),
    }
    if losses:
        contents["un-conseiller-de-moins.csv"] = format_losses_csv(losses)
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in contents.items():
        write_atomically(folder / file_name, content)
    return [folder / file_name for file_name in contents]


def _as_json(
    found: Frontier, by: By, losses: tuple[Loss, ...], *, need: float, written: list[Path]
) -> dict[str, Any]:
    """Give a frontier to scripts; keys are stable."""
    return {
        "by": by,
        "need_people": need,
        "points": [
            {
                "x": point.x,
                "change": point.change,
                "covered_need_people": point.covered_need,
                "bound_people": point.bound,
                "is_present": point.is_present,
                "hit_time_limit": point.hit_time_limit,
                "num_venues": len(point.frequency),
            }
            for point in found.points
        ],
        "losses_with_one_adviser_fewer": [
            {
                "commune_code": loss.commune_code,
                "commune_name": loss.commune_name,
                "epci_name": loss.epci_name,
                "need_people": loss.need,
                "covered_share": loss.value,
                "covered_share_after": loss.value_after,
                "lost_people": loss.people,
            }
            for loss in losses
        ],
        "assumptions": list(found.assumptions),
        "files": [str(path) for path in written],
    }
