"""Arguments and options that several commands share."""

from pathlib import Path
from typing import get_args

import click

from geodata.folder_lock import login_name
from maps.language import LanguageCode
from planner.app.console import ProgressStyle
from planner.history.version import Action, Provenance
from planner.wording import one_line

FOLDER = click.Path(path_type=Path, file_okay=False)
SEED = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Same input and seed, same output.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON summary.")
QUIET = click.option("--quiet", is_flag=True, help="Show no progress (for nightly runs).")
PROGRESS = click.option(
    "--progress",
    "progress_style",
    type=click.Choice(get_args(ProgressStyle)),
    default="text",
    show_default=True,
    help="Progress for people, or one JSON object a line on the standard error stream.",
)
PLAN = click.argument("plan_path", type=click.Path(path_type=Path), metavar="PLAN")
TERRITORY = click.option(
    "--territory",
    "folder",
    type=FOLDER,
    help="Territory folder; by default the one that PLAN lies in.",
)
LANGUAGE = click.option(
    "--lang",
    "language",
    type=click.Choice(get_args(LanguageCode)),
    default="fr",
    show_default=True,
    help="Language of pages and sheets.",
)
AUTHOR = click.option("--author", metavar="NAME", help="Who decides; by default your login name.")
REASON = click.option("--why", "reason", default="", metavar="TEXT", help="Kept with the plan.")


def provenance_of(
    action: Action, *, author: str | None, reason: str, parent: Path | None = None
) -> Provenance:
    """Say where the plan of the command that runs comes from; ``parent`` as in Provenance."""
    return Provenance(
        action=action,
        author=one_line(author or login_name()),
        reason=one_line(reason),
        command=click.get_current_context().command_path,
        parent=parent,
    )
