"""Command that writes a plan in the formats that people already use: export."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import click

from geodata.files import write_atomically
from planner.app import reports
from planner.app.commands.options import AS_JSON, FOLDER, PLAN, QUIET, TERRITORY
from planner.app.console import error_console, show_progress
from planner.app.publishing import lay_ground, open_published, warn_of_changes
from planner.export import FORMATS, Format, export_files
from planner.export.mednum import list_gaps
from planner.export.postgis import DEFAULT_SCHEMA, write_postgis
from planner.plan.file import PLAN_FILE, read_plan

_LIST = "\n".join(["\b", "Formats:", *(f"  {one.name:<9} {one.files}" for one in FORMATS)])


@click.command(epilog=_LIST)
@PLAN
@click.option("--to", "destination", type=FOLDER, metavar="DIR", help="Folder to write in.")
@click.option(
    "--format",
    "names",
    type=click.Choice([one.name for one in FORMATS]),
    multiple=True,
    help="Write this format only; may be given several times. All by default.",
)
@TERRITORY
@click.option(
    "--updated",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day that published data are of (date_maj); by default the first day of the plan.",
)
@click.option(
    "--postgis",
    "url",
    metavar="URL",
    help="Also write the layers to this database (needs the extra itinerance[postgis]).",
)
@click.option(
    "--schema",
    default=DEFAULT_SCHEMA,
    show_default=True,
    help="Schema of the database that is ours alone.",
)
@AS_JSON
@QUIET
def export(
    *,
    plan_path: Path,
    destination: Path | None,
    names: tuple[str, ...],
    folder: Path | None,
    updated: datetime | None,
    url: str | None,
    schema: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write a plan in the formats that people already use.

    PLAN is a plan.json or the folder of one. Files of an earlier export are replaced.

    \b
    Example:  itinerance export my-departement/plans/2027-01-04-1 --to envoi
              itinerance export my-departement/plans/2027-01-04-1 --to envoi --format xlsx
    """
    if destination is None and url is None:
        raise click.UsageError("Give --to DIR, --postgis URL, or both.")
    path = plan_path / PLAN_FILE if plan_path.is_dir() else plan_path
    formats = [one for one in FORMATS if not names or one.name in names]
    warnings: list[str] = []
    with show_progress(quiet=quiet) as progress:
        plan = read_plan(path)
        ground = None
        if url is not None or any(one.needs_ground for one in formats):
            progress("Territoire : contours, routes et habitants")
            published = open_published(path, home=folder)
            plan, ground = published.plan, lay_ground(published)
            warnings = warn_of_changes(published)
        written: list[Path] = []
        if destination is not None:
            progress("Fichiers")
            day = None if updated is None else updated.date()
            files = export_files(plan, ground, formats=formats, updated=day)
            warnings += _stale_files(destination, files)
            written = _write_files(destination, files)
        tables: Sequence[str] = ()
        if url is not None and ground is not None:
            progress("Base PostGIS")
            tables = write_postgis(plan, ground, url=url, schema=schema)
    if destination is None:
        formats = []
    if ground is not None and any(one.name == "mednum" for one in formats):
        warnings += [f"permanences.csv : {gap}" for gap in list_gaps(plan, ground)]
    _report(
        formats=formats,
        destination=destination,
        written=written,
        tables=[f"{schema}.{name}" for name in tables],
        warnings=warnings,
        as_json=as_json,
    )


def _write_files(destination: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write every file; all are complete on disk before the first of them takes its place."""
    destination.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".export-", dir=destination))
    try:
        for name, content in files.items():
            draft = staging / PurePosixPath(name)
            draft.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(draft, content)
        written = []
        for name in files:
            target = destination / PurePosixPath(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            written.append((staging / PurePosixPath(name)).replace(target))
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return written


def _stale_files(destination: Path, files: Mapping[str, bytes]) -> list[str]:
    """Name what an earlier export left in the folders that are written: it may mislead."""
    folders = {PurePosixPath(name).parent for name in files} - {PurePosixPath()}
    stale = sorted(
        (folder / path.name).as_posix()
        for folder in folders
        if (destination / folder).is_dir()
        for path in (destination / folder).iterdir()
        if path.is_file() and (folder / path.name).as_posix() not in files
    )
    if not stale:
        return []
    return [f"restes d'un export précédent, à supprimer s'ils ne servent plus : {', '.join(stale)}"]


def _report(
    *,
    formats: Sequence[Format],
    destination: Path | None,
    written: Sequence[Path],
    tables: Sequence[str],
    warnings: Sequence[str],
    as_json: bool,
) -> None:
    if as_json:
        record: dict[str, Any] = {
            "files": [str(path) for path in written],
            "tables": list(tables),
            "warnings": list(warnings),
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for warning in warnings:
        error_console().print(f"Attention : {warning}", markup=False)
    lines = [] if destination is None else reports.describe_export(destination, formats)
    if tables:
        lines.append(f"Tables : {', '.join(tables)}")
    click.echo("\n".join(lines))
