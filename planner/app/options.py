"""Arguments and options that several commands share."""

from pathlib import Path

import click

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
PLAN = click.argument("plan_path", type=click.Path(path_type=Path), metavar="PLAN")
TERRITORY = click.option(
    "--territory",
    "folder",
    type=FOLDER,
    help="Territory folder; by default the one that PLAN lies in.",
)
