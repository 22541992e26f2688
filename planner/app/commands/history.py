"""Commands about the versions of a plan: history, diff, restore."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

from geodata.errors import Fault, TerritoryError, ViolationError
from geodata.files import write_atomically
from geodata.folder_lock import lock_folder
from planner.app.commands.options import (
    AS_JSON,
    AUTHOR,
    FOLDER,
    PROGRESS,
    QUIET,
    REASON,
    provenance_of,
)
from planner.app.console import ProgressStyle, show_progress
from planner.app.replan_situation import prepare_as_planned
from planner.app.restoring import check_restorable, remeasure
from planner.app.writing import write_outputs
from planner.history import list_versions
from planner.history.difference import compare_plans
from planner.history.formats import difference_as_json, format_difference_csv, versions_as_json
from planner.history.wording import describe_difference, describe_versions
from planner.plan import Plan
from planner.plan.file import plan_file, read_plan
from planner.plan.store import PLANS_FOLDER, latest_plan, list_plans
from planner.preparation import CACHE_FOLDER, Prepared, prepare, read_inputs

PATH = click.Path(path_type=Path)
_MAX_VIOLATIONS: Final = 15
"""A plan made of other tables differs in every commune."""
_MAX_NAMED: Final = 5


@click.command()
@click.argument("folder", type=FOLDER)
@AS_JSON
def history(*, folder: Path, as_json: bool) -> None:
    """List the plans of FOLDER: who made each, when and why.

    \b
    Example:  itinerance history my-departement
    """
    if not folder.is_dir():
        message, remedy = "le dossier n'existe pas", "vérifiez le chemin"
        raise TerritoryError((Fault(file=folder.name, message=message, remedy=remedy),))
    versions = list_versions(folder)
    if as_json:
        click.echo(json.dumps(versions_as_json(versions), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(describe_versions(versions)))


@click.command()
@click.argument("before_path", type=PATH, metavar="BEFORE")
@click.argument("after_path", type=PATH, metavar="AFTER")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write every changed session to this CSV file.",
)
@AS_JSON
def diff(*, before_path: Path, after_path: Path, output: Path | None, as_json: bool) -> None:
    """Show what changes from one plan to another.

    BEFORE and AFTER are each a plan.json or the folder of one. Sessions are compared on the days
    that both plans date.

    \b
    Example:  itinerance diff my-departement/plans/2027-01-04-1 my-departement/plans/2027-01-04-2
    """
    before, after = (read_plan(plan_file(path)) for path in (before_path, after_path))
    found = compare_plans(before, after)
    if output is not None:
        write_atomically(output, format_difference_csv(before, after, found))
    if as_json:
        click.echo(json.dumps(difference_as_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(describe_difference(before, after, found)))


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("plan_path", type=PATH, metavar="PLAN")
@click.option(
    "--remeasure",
    "is_remeasured",
    is_flag=True,
    help="Keep the visits only; date and measure them with today's tables and settings.",
)
@AUTHOR
@REASON
@AS_JSON
@PROGRESS
@QUIET
def restore(
    *,
    folder: Path,
    plan_path: Path,
    is_remeasured: bool,
    author: str | None,
    reason: str,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Put an earlier plan in force again, as a new version.

    PLAN is the name of a plan of FOLDER, or a path. The checker holds it against today's tables and
    refuses it, with its reasons, if it does not fit them any more.

    \b
    Example:  itinerance restore my-departement 2027-01-04-1 --why "Retour à l'ancien rythme"
    """
    path = _find_plan(folder, plan_path)
    provenance = provenance_of("restore", author=author, reason=reason, parent=path.parent)
    with (
        show_progress(quiet=quiet, style=progress_style) as progress,
        lock_folder(folder, doing=provenance.command),
    ):
        old = read_plan(path)
        territory, settings = read_inputs(folder)
        prepared = (
            prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=progress)
            if is_remeasured
            else prepare_as_planned(old, territory, folder=folder, progress=progress)
        )
        progress("Vérification indépendante du planning")
        plan = remeasure(prepared, old) if is_remeasured else _checked(prepared, old)
        written = write_outputs(
            folder, plan, prepared.territory, provenance=provenance, progress=progress
        )
    in_force = latest_plan(folder)
    if as_json:
        record = {
            "path": str(written),
            "is_same_plan": plan == old,
            "is_in_force": in_force == written,
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    what = "égal à" if plan == old else "avec les visites de"
    click.echo(f"Planning rétabli : {written}, {what} {path.parent.name}.")
    if in_force is not None and in_force != written:
        click.echo(f"Reste en vigueur {in_force.name}, dont le premier jour est plus tardif.")
    if plan != old:
        click.echo("\n".join(["", *describe_difference(old, plan, compare_plans(old, plan))]))


def _find_plan(folder: Path, plan_path: Path) -> Path:
    """Find the plan.json that a name among the folder's plans, or a path, means."""
    named = folder / PLANS_FOLDER / plan_path
    if not named.is_dir() and not plan_path.exists():
        known = [path.name for path in list_plans(folder)]
        message = "aucun planning du dossier ne porte ce nom"
        near = get_close_matches(plan_path.name, known, n=_MAX_NAMED, cutoff=0)
        remedy = f"choisissez parmi : {', '.join(near)}" if near else "le dossier n'en a aucun"
        raise TerritoryError((Fault(file=str(plan_path), message=message, remedy=remedy),))
    return plan_file(named if named.is_dir() else plan_path)


def _checked(prepared: Prepared, plan: Plan) -> Plan:
    """Return the plan if the checker has nothing against it, with what to try if it has."""
    try:
        check_restorable(prepared, plan)
    except ViolationError as error:
        shown = error.violations[:_MAX_VIOLATIONS]
        more = len(error.violations) - len(shown)
        advice = (
            "Pour garder ses visites, datées et mesurées avec les tables d'aujourd'hui : "
            "ajoutez --remeasure."
        )
        raise ViolationError(
            (*shown, *([f"… et {more} autres écarts."] if more else []), advice)
        ) from error
    return plan
