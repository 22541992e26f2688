"""The command ``itinerance batch``: many territories and scenarios, here or on a cluster."""

import os
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import click

from geodata.files import write_atomically
from geodata.folder_lock import login_name
from planner.app.batch.batch_file import Defaults, read_batch
from planner.app.batch.dask import run_on_dask
from planner.app.batch.driver import Engine, exit_code, look_ahead, run_batch
from planner.app.batch.local import run_locally
from planner.app.batch.page import draw_comparison
from planner.app.batch.records import Outcome, Scenario
from planner.app.batch.running import find_start
from planner.app.batch.summary import (
    count_outcomes,
    describe_outcome,
    format_summary_csv,
    outcome_as_json,
)
from planner.app.commands.options import AUTHOR, QUIET, REASON, SEED
from planner.app.console import error_console
from planner.app.failures import EXIT_GOOD, EXIT_INTERRUPTED
from planner.wording import one_line

RESULTS_FOLDER: Final = "resultats"
SUMMARY_FILE: Final = "resultats.csv"
PAGE_FILE: Final = "comparaison.html"
JOURNAL_FILE: Final = "scenarios.jsonl"


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FOLDER_OR_FILE")
@click.option(
    "--workers",
    "num_workers",
    type=click.IntRange(min=1),
    help="Processes on this machine; by default one a core.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Use this Dask cluster: tcp://HOST:8786.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the summary; by default resultats beside the file or in FOLDER.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be planned.")
@AUTHOR
@REASON
@SEED
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per scenario.")
@QUIET
def batch(
    *,
    path: Path,
    num_workers: int | None,
    scheduler: str | None,
    output: Path | None,
    dry_run: bool,
    author: str | None,
    reason: str,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """Plan many territories and scenarios; resume where it stopped.

    FOLDER_OR_FILE is a territory, a folder of territories, or a batch file (.toml, .csv, .xlsx).
    Scenarios whose inputs are as they were are not planned again. The plan of a territory follows
    the one in force, whose imported calendars it updates. Writes a sheet, a page that compares, and
    a line per scenario. Exit code 0: every scenario has its plan; 5: some; 1: none.

    \b
    Example:  itinerance batch departements --workers 2
              itinerance batch scenarios.toml --scheduler tcp://cluster:8786
    """
    if num_workers is not None and scheduler is not None:
        raise click.UsageError("--workers is for this machine, --scheduler for a cluster.")
    defaults = Defaults(seed=seed, author=one_line(author or login_name()), reason=one_line(reason))
    scenarios = read_batch(path, defaults=defaults)
    if dry_run:
        _show_plan(scenarios, today=date.today())  # noqa: DTZ011 - the operator's day
        return EXIT_GOOD
    results = output or (path if path.is_dir() else path.parent) / RESULTS_FOLDER
    results.mkdir(parents=True, exist_ok=True)
    engine: Engine = (
        partial(run_locally, num_workers=num_workers or os.cpu_count() or 1)
        if scheduler is None
        else partial(run_on_dask, address=scheduler)
    )
    today = date.today()  # noqa: DTZ011 - the operator's day
    report = _Report(
        results / JOURNAL_FILE, len(scenarios), today=today, as_json=as_json, quiet=quiet
    )
    try:
        outcomes = run_batch(scenarios, engine=engine, report=report.add)
    except KeyboardInterrupt:
        words = "Interrompu : ce qui est fini est gardé, la même commande reprend le reste."
        error_console().print(words)
        return EXIT_INTERRUPTED
    title = f"Comparaison des scénarios : {path.resolve().stem}"
    page = draw_comparison(outcomes, title=title, beside=results, today=today)
    sheet = format_summary_csv(outcomes, beside=results, today=today)
    write_atomically(results / SUMMARY_FILE, sheet)
    write_atomically(results / PAGE_FILE, page)
    if not as_json:
        click.echo(f"{count_outcomes(outcomes)}.")
        click.echo(f"Fichiers : {results / SUMMARY_FILE}, {results / PAGE_FILE}")
    return exit_code(outcomes)


class _Report:
    """Tells every outcome as it comes: to the journal, to scripts, to people."""

    def __init__(
        self, journal: Path, num_scenarios: int, *, today: date, as_json: bool, quiet: bool
    ) -> None:
        self._journal, self._num_scenarios, self._num_told = journal, num_scenarios, 0
        self._today = today
        self._as_json, self._quiet = as_json, quiet

    def add(self, outcome: Outcome) -> None:
        """Tell one outcome; its plan is on disk by now."""
        self._num_told += 1
        line = outcome_as_json(outcome, today=self._today)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        if self._as_json:
            click.echo(line)
        if not self._quiet:
            told = describe_outcome(outcome, today=self._today)
            words = f"[{self._num_told}/{self._num_scenarios}] {told}"
            error_console().print(words, markup=False)


def _show_plan(scenarios: Sequence[Scenario], *, today: date) -> None:
    """Say what a batch would do."""
    ahead = look_ahead(scenarios)
    for scenario, known in ahead:
        to_do = f"{one_line(scenario.label)} : à planifier{_after(scenario)}"
        click.echo(to_do if known is None else describe_outcome(known, today=today))
    click.echo(f"{sum(known is None for _, known in ahead)} à planifier sur {len(ahead)}.")


def _after(scenario: Scenario) -> str:
    """Say which plan a scenario is going to follow, if any."""
    before = find_start(scenario)
    return "" if before is None else f", à la suite de {before.name}"
