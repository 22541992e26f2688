"""The command ``itinerance frontier``: coverage against the means."""

import json
from pathlib import Path
from typing import Any

import click

from planner.app.commands.options import AS_JSON, FOLDER, PROGRESS, QUIET, SEED
from planner.app.console import ProgressStyle, mute_solver, show_progress
from planner.app.frontiers import (
    DEFAULT_TIME_LIMIT_S,
    ComputedFrontier,
    compute_frontier,
    write_frontier,
)
from planner.frontier.record import FRONTIER_FOLDER, By
from planner.frontier.wording import describe_frontier, describe_losses


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
    default=DEFAULT_TIME_LIMIT_S,
    show_default=True,
    help="Seconds after which points are less well proven, or left out.",
)
@SEED
@AS_JSON
@PROGRESS
@QUIET
def frontier(
    *,
    folder: Path,
    by: By,
    most: int | None,
    output: Path | None,
    time_limit: int,
    seed: int,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Show the need covered by more or fewer means, with bounds.

    Writes a table (CSV), a chart (SVG) and a record (JSON); maps drawn afterwards show the one by
    advisers. By advisers also the communes that lose with one fewer. Ctrl-C ends the search with
    the points found so far.

    \b
    Example:  itinerance frontier my-departement
              itinerance frontier my-departement --by half-days
    """
    if most is not None and by == "minutes":
        raise click.UsageError("--most goes with --by advisers or --by half-days.")
    with mute_solver(), show_progress(quiet=quiet, style=progress_style) as progress:
        computed = compute_frontier(
            folder, by=by, most=most, time_limit_s=time_limit, seed=seed, progress=progress
        )
    written = write_frontier(computed, output or folder / FRONTIER_FOLDER, seed=seed)
    if as_json:
        record = _as_json(computed, written=written)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(describe_frontier(computed.found, computed.by, need=computed.need)))
    if computed.fewer is not None:
        click.echo("\n".join(describe_losses(computed.losses, computed.fewer)))
    click.echo(f"Fichiers : {', '.join(map(str, written))}")


def _as_json(computed: ComputedFrontier, *, written: list[Path]) -> dict[str, Any]:
    """Give a frontier to scripts; keys are stable."""
    return {
        "by": computed.by,
        "need_people": computed.need,
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
            for point in computed.found.points
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
            for loss in computed.losses
        ],
        "is_partial": bool(computed.found.missing),
        "missing_x": list(computed.found.missing),
        "assumptions": list(computed.found.assumptions),
        "files": [str(path) for path in written],
    }
