"""The commands ``itinerance draft``: what coordinators prepare on the page, shown and published."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from geodata.folder_lock import login_name
from planner.app.commands.options import AS_JSON, AUTHOR, FOLDER, PROGRESS, QUIET, REASON
from planner.app.console import ProgressStyle, mute_solver, show_progress, wrap_lines
from planner.app.desk.desk import Desk, Refused, open_desk
from planner.app.desk.errors import DeskError
from planner.app.desk.into_force import publish_draft
from planner.app.desk.kept import first_day_after
from planner.app.writing import list_written
from planner.wording import count_words, one_line

_TODAY = click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]),
    metavar="DATE",
    help="Day up to which nothing changes any more; by default that of the clock.",
)
_REVISION = click.option(
    "--revision",
    type=click.IntRange(min=0),
    metavar="N",
    help="Refuse when others have changed the draft since this revision (see `draft show`).",
)


@click.group()
def draft() -> None:
    """Show, publish or give up the draft of the page La semaine."""


@draft.command()
@click.argument("folder", type=FOLDER)
@_TODAY
@AS_JSON
def show(*, folder: Path, today: datetime | None, as_json: bool) -> None:
    """Show the draft of FOLDER: its revision, its edits, the rules that it breaks.

    \b
    Example:  itinerance draft show my-departement
    """
    with mute_solver():
        desk = open_desk(folder, today=lambda: _day(today))
        violations = desk.now.violations
    has_moved = desk.has_base_moved()
    if as_json:
        record = {
            "plan": desk.draft.base.plan,
            "is_on_plan_in_force": not has_moved,
            "revision": desk.draft.revision,
            "edits": [
                {"author": step.author, "text": text}
                for step, text in zip(desk.draft.steps, desk.describe_steps(), strict=False)
            ],
            "violations": list(violations),
            "can_be_published": desk.draft.changes_plan and desk.now.is_right and not has_moved,
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    click.echo(wrap_lines(_describe(desk, violations, has_moved=has_moved)))


@draft.command()
@click.argument("folder", type=FOLDER)
@_REVISION
@_TODAY
@AUTHOR
@REASON
@AS_JSON
@PROGRESS
@QUIET
def publish(
    *,
    folder: Path,
    revision: int | None,
    today: datetime | None,
    author: str | None,
    reason: str,
    as_json: bool,
    progress_style: ProgressStyle,
    quiet: bool,
) -> None:
    """Make the next plan of the draft of FOLDER: checked in full, then in force.

    Nothing is written when the checker refuses it, or when somebody else undoes some of it
    meanwhile; what others add to it meanwhile goes on as the next draft.

    \b
    Example:  itinerance draft publish my-departement --why "Marché du mardi"
    """
    with mute_solver(), show_progress(quiet=quiet, style=progress_style) as progress:
        published = publish_draft(
            folder,
            expected_revision=revision,
            author=author or login_name(),
            reason=reason,
            command=click.get_current_context().command_path,
            first_day=first_day_after(_day(today)),
            progress=progress,
        )
    if as_json:
        record = {
            "path": str(published.folder),
            "files": [str(path) for path in list_written(published.folder)],
            "messages": published.messages,
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    click.echo(f"Planning en vigueur : {published.folder}\n\n{published.messages}", nl=False)


@draft.command()
@click.argument("folder", type=FOLDER)
@_REVISION
@AUTHOR
def discard(*, folder: Path, revision: int | None, author: str | None) -> None:
    """Give up all edits of the draft of FOLDER; the plan in force stays as it is.

    \b
    Example:  itinerance draft discard my-departement --revision 3
    """
    with mute_solver():
        desk = open_desk(folder)
    gone = desk.describe_steps()
    result = desk.discard(
        expected_revision=desk.draft.revision if revision is None else revision,
        author=author or login_name(),
    )
    if isinstance(result, Refused):
        raise DeskError("\n".join((result.reason, *result.others)))
    click.echo(wrap_lines([f"Brouillon abandonné : {_count(gone)}.", *gone]))


def _describe(desk: Desk, violations: tuple[str, ...], *, has_moved: bool) -> list[str]:
    steps = desk.describe_steps()
    base, revision = desk.draft.base.plan, desk.draft.revision
    lines = [f"Brouillon du planning {base}, révision {revision} : {_count(steps)}."]
    lines += [
        f"{number}. {text} ({one_line(step.author)})"
        for number, (step, text) in enumerate(zip(desk.draft.steps, steps, strict=False), start=1)
    ]
    if violations:
        lines += ["Règles enfreintes, à réparer avant de publier :", *violations]
    if has_moved:
        lines.append(
            "Un autre planning est entré en vigueur depuis : reprenez le brouillon dans la page "
            "La semaine, ou abandonnez-le."
        )
    return lines


def _count(steps: tuple[str, ...]) -> str:
    return count_words(len(steps), "modification") if steps else "aucune modification"


def _day(today: datetime | None) -> date:
    return date.today() if today is None else today.date()  # noqa: DTZ011 - the coordinator's day
