"""The command that judges a planning made by hand: audit."""

import json
from pathlib import Path

import click

from geodata.errors import InfeasibleError
from geodata.files import write_atomically
from geodata.territory import Territory
from planner.app import reports
from planner.app.commands.options import AS_JSON, FOLDER, QUIET, SEED
from planner.app.console import error_console, mute_solver, show_progress
from planner.audit.audit import audit_planning
from planner.audit.exports import FAULTS_FILE, SESSIONS_FILE, audit_as_json, format_audit_files
from planner.audit.ground import survey_ground
from planner.audit.reading import read_planning
from planner.audit.report import describe_audit
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.planning import make_plan
from planner.preparation import CACHE_FOLDER, Prepared, prepare, read_inputs
from planner.progress import Progress
from planner.settings import Settings

EXIT_BREACHES = 1


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="Compare with this plan.json or plan folder instead of planning anew.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Also write {FAULTS_FILE} and {SESSIONS_FILE} into this folder.",
)
@SEED
@AS_JSON
@QUIET
def audit(
    *,
    folder: Path,
    file: Path,
    against: Path | None,
    output: Path | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Judge a planning made by hand and compare it with a plan.

    FILE is a CSV or XLSX sheet, one line a session with its rhythm or one line a date. The exit
    code is 1 when it breaks rules.

    \b
    Example:  itinerance audit my-departement planning-2027.xlsx --output audit
    """
    with mute_solver(), show_progress(quiet=quiet) as progress:
        territory, settings = read_inputs(folder)
        ground = survey_ground(
            territory,
            settings,
            school_holidays=[(one.first_day, one.last_day) for one in territory.school_holidays],
        )
        progress("Planning à la main : lecture")
        planning = read_planning(file, ground)
        stored = None if against is None else _read_stored(against, territory, settings)
        prepared = prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=progress)
        if stored is None:
            plan, words = _plan_anew(prepared, seed=seed, progress=progress)
        else:
            plan, words = stored, f"le planning {against}"
        progress("Planning à la main : règles et mesures")
        found = audit_planning(
            planning,
            ground,
            travel=prepared.travel,
            residents=prepared.residents,
            need=prepared.need,
            preferences=prepared.preferences,
            plan=plan,
            against=words,
        )
    files = format_audit_files(found) if output is not None else {}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomically(output / name, content)
    if as_json:
        written = [str(output / name) for name in files] if output is not None else []
        click.echo(json.dumps(audit_as_json(found, written), ensure_ascii=False, indent=2))
    else:
        table = f"ajoutez --output DOSSIER ({FAULTS_FILE}, {SESSIONS_FILE})"
        if output is not None:
            table = f"{output / FAULTS_FILE} et {output / SESSIONS_FILE}"
        click.echo("\n".join(describe_audit(found, table=table)))
    if found.breaches:
        click.get_current_context().exit(EXIT_BREACHES)


def _read_stored(path: Path, territory: Territory, settings: Settings) -> Plan:
    """Read the plan to compare with; warn where it rests on other tables or settings."""
    file = path / PLAN_FILE if path.is_dir() else path
    plan = read_plan(file)
    reports.check_same_territory(plan, territory, file)
    now = dict(territory.fingerprints)
    changed = [name for name, sha in plan.fingerprints.items() if now.get(name) != sha]
    changed += [
        f"[{name}] d'itinerance.toml"
        for name in ("cycle", "access", "sessions", "work", "travel")
        if getattr(plan.settings, name) != getattr(settings, name)
    ]
    if changed:
        error_console().print(
            f"Attention : depuis ce planning, ont changé : {', '.join(changed)}. La comparaison "
            "en tient compte pour le planning à la main seulement ; sans --against, un planning "
            "est calculé avec les données d'aujourd'hui.",
            markup=False,
        )
    return plan


def _plan_anew(prepared: Prepared, *, seed: int, progress: Progress) -> tuple[Plan | None, str]:
    """Search for a plan; without one, the planning by hand is judged all the same."""
    try:
        plan = make_plan(prepared, seed=seed, progress=progress)
    except InfeasibleError as error:
        return None, f"aucun planning possible, {error}"
    return plan, "un planning calculé à l'instant avec les mêmes conseillers et les mêmes règles"
