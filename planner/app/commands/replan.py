"""The command ``itinerance replan``: the next plan, when something happened."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, get_args

import click

from geodata.folder_lock import lock_folder
from planner.app import reports
from planner.app.commands.options import (
    AS_JSON,
    AUTHOR,
    PLAN,
    PROGRESS,
    QUIET,
    REASON,
    SEED,
    TERRITORY,
    provenance_of,
)
from planner.app.console import ProgressStyle, mute_solver, show_progress
from planner.app.replan_situation import ReplanRequest
from planner.app.replanning import Replanned
from planner.app.replanning import replan as find_next_plan
from planner.app.summary import share_of_need, summarise_as_json
from planner.app.writing import list_written, write_outputs
from planner.events import ReplanMode
from planner.history.wording import Names, describe_change
from planner.plan import Plan
from planner.plan.file import plan_file
from planner.replan.adjusting import WORTH_A_CHANGE
from planner.replan.report import (
    CHANGES_CSV,
    CHANGES_TEXT,
    Succeeding,
    changed_communes,
    describe_count,
    format_changes_csv,
    format_changes_text,
)
from planner.wording import count_words, format_number, format_percent

_MAX_LISTED: Final = 8
_DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.command()
@PLAN
@click.option(
    "--events",
    "events_path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="What happened: CSV, XLSX or JSON, one row an event.",
)
@click.option(
    "--mode",
    type=click.Choice(get_args(ReplanMode)),
    default="repair",
    show_default=True,
    help="Other dates only; few other visits; or the whole search anew.",
)
@click.option(
    "--max-changes",
    type=click.IntRange(min=0),
    metavar="N",
    help="With --mode adjust: at most N changes of visits. Without: the trade-off is shown.",
)
@click.option(
    "--confirmed",
    "confirmed_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sessions that must not move: a list, or planning.csv with a column « Confirmée ».",
)
@click.option(
    "--from",
    "first_day",
    type=_DAY,
    metavar="DATE",
    help="First day that may change; by default the day after --today.",
)
@click.option(
    "--today",
    type=_DAY,
    metavar="DATE",
    help="Day of the replan; by default that of the clock. Nightly runs give it.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=5),
    metavar="SECONDS",
    help="Return the best found by then, instead of the settings' limit.",
)
@TERRITORY
@AUTHOR
@REASON
@SEED
@AS_JSON
@PROGRESS
@QUIET
def replan(
    *,
    plan_path: Path,
    events_path: Path,
    mode: ReplanMode,
    max_changes: int | None,
    confirmed_path: Path | None,
    first_day: datetime | None,
    today: datetime | None,
    time_limit: int | None,
    folder: Path | None,
    author: str | None,
    reason: str,
    seed: int,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Make the plan that follows PLAN when something happened.

    PLAN is a plan.json or the folder of one. Sessions before the first day that may change, and
    confirmed ones, never move. The new plan is a new folder, with what changes in changements.csv
    and, for people, changements.txt.

    \b
    Example:  itinerance replan my-departement/plans/2027-01-04-1 --events evenements.csv
              itinerance replan my-departement/plans/2027-01-04-1 --events depart.csv --mode adjust
    """
    if max_changes is not None and mode != "adjust":
        raise click.UsageError("--max-changes goes with --mode adjust.")
    day_after = (today.date() if today else date.today()) + timedelta(days=1)  # noqa: DTZ011 - the coordinator's day
    path = plan_file(plan_path)
    request = ReplanRequest(
        plan_path=plan_path,
        folder=folder,
        events_path=events_path,
        confirmed_path=confirmed_path,
        mode=mode,
        first_day=first_day.date() if first_day else day_after,
        max_changes=max_changes,
        time_limit_s=time_limit,
        seed=seed,
    )
    provenance = provenance_of("replan", author=author, reason=reason, parent=path.parent)
    where = folder or reports.territory_of(path)
    with (
        mute_solver(),
        show_progress(quiet=quiet, style=progress_style) as progress,
        lock_folder(where, doing=provenance.command),
    ):
        found = find_next_plan(request, progress=progress)
        sides = Succeeding(before=found.before, after=found.found.plan, changes=found.changes)
        written = write_outputs(
            where,
            found.found.plan,
            found.found.territory,
            provenance=provenance,
            progress=progress,
            extra_files={
                CHANGES_CSV: format_changes_csv(sides),
                CHANGES_TEXT: format_changes_text(sides),
            },
        )
    if as_json:
        record = _as_json(found, sides, mode=mode, written=written)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_describe(found, sides, written=written)))


def _describe(found: Replanned, sides: Succeeding, *, written: Path) -> list[str]:
    """Sum up a replan on one screen."""
    after, names = sides.after, Names(sides.before, sides.after)
    lines = [f"Planning d'avant : {len(sides.before.sessions)} permanences datées"]
    lines += describe_count(sides.changes)
    shown = sides.changes.sessions[:_MAX_LISTED]
    for one in shown:
        reason = f" ({one.reason})" if one.reason else ""
        lines.append(f"  {describe_change(one.change, names)}{reason}")
    rest = len(sides.changes.sessions) - len(shown)
    if rest > 0:
        lines.append(f"  … et {rest} autres dans {CHANGES_TEXT}")
    lines += _curve_lines(found)
    lines += _coverage_lines(found, sides)
    lines += [
        _count_after(after),
        "",
        f"Écrit dans : {written}",
        f"À lire et à transmettre : {written / CHANGES_TEXT} ; tableau : {CHANGES_CSV}",
    ]
    return lines


def _count_after(after: Plan) -> str:
    dropped = sum(not lost.is_replaced for lost in after.lost_sessions)
    return (
        f"Nouveau planning : {len(after.sessions)} permanences datées, "
        f"{count_words(dropped, 'supprimée')} en tout"
    )


def _curve_lines(found: Replanned) -> list[str]:
    """Show what each number of changes is worth, and which was taken."""
    curve, plan = found.found.curve, found.found.plan
    if not curve:
        return []
    lines = ["Changements de visites -> besoin couvert (aucun planning ne couvre plus que…) :"]
    lines += [
        f"  {point.max_changes:>3} : "
        f"{format_percent(share_of_need(plan, point.covered_need), decimals=2)} "
        f"({format_percent(share_of_need(plan, point.bound), decimals=2)})"
        f"{' <- retenu' if point is found.found.chosen else ''}"
        for point in curve
    ]
    people = format_number(WORTH_A_CHANGE * plan.whole.need)
    lines.append(
        "Règle : le meilleur compromis si chaque changement doit regagner "
        f"{format_percent(WORTH_A_CHANGE)} du besoin ({people} personnes)."
    )
    return lines


def _coverage_lines(found: Replanned, sides: Succeeding) -> list[str]:
    before, after = sides.before, sides.after
    is_same = before.whole.covered_need == after.whole.covered_need
    if found.found.covered_if_unchanged is None and is_same:
        return ["Couverture du cycle : inchangée (seules des dates changent)"]
    line = f"Besoin couvert : {format_percent(share_of_need(before, before.whole.covered_need))}"
    if found.found.covered_if_unchanged is not None:
        left = share_of_need(after, found.found.covered_if_unchanged)
        line += f" -> {format_percent(left)} si rien n'était fait"
    line += f" -> {format_percent(share_of_need(after, after.whole.covered_need))}"
    lines = [line]
    if found.found.cycle_day is not None:
        lines.append(f"Le nouveau cycle commence le {found.found.cycle_day:%d/%m/%Y}")
    return lines


def _as_json(
    found: Replanned, sides: Succeeding, *, mode: ReplanMode, written: Path
) -> dict[str, Any]:
    """Sum up a replan for scripts; keys are stable, units in their names."""
    curve = [
        {
            "max_changes": point.max_changes,
            "num_changes": point.num_changes,
            "covered_need_people": point.covered_need,
            "bound_people": point.bound,
            "is_proven": not point.hit_time_limit,
        }
        for point in found.found.curve
    ]
    changes = sides.changes
    return {
        "mode": mode,
        "cycle_from": None if found.found.cycle_day is None else found.found.cycle_day.isoformat(),
        "num_sessions_moved": changes.num_moved,
        "num_sessions_lost": changes.num_lost,
        "num_sessions_added": changes.num_added,
        "num_visit_changes": changes.num_visit_changes,
        "covered_need_people_before": sides.before.whole.covered_need,
        "covered_need_people_if_unchanged": found.found.covered_if_unchanged,
        "trade_off": curve,
        "communes_changed": [
            {
                "code": one.code,
                "name": one.name,
                "covered_before_people": one.covered_before,
                "covered_after_people": one.covered_after,
            }
            for one in changed_communes(sides)
        ],
        "plan": summarise_as_json(sides.after, list_written(written)),
    }
