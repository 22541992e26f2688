"""Talking to a person at a terminal, to the log of a nightly run, or to another program."""

import json
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import click
from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from geodata.errors import Fault, InputError, ItineranceError
from planner.app.failures import EXIT_INTERRUPTED, explain
from planner.app.progress import Timeline, describe_event, event_as_json
from planner.progress import Progress, Step

ProgressStyle = Literal["text", "json"]
_REFRESH_PER_S = 4

SCREEN_COLUMNS: Final = 80


def error_console() -> Console:
    """Console of progress and error reports: the standard error stream, never cut to its width."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def wrap_lines(lines: Iterable[str]) -> str:
    """Join lines for a screen of 80 columns; what a line continues on is indented."""
    return "\n".join(
        textwrap.fill(
            line,
            width=SCREEN_COLUMNS,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


@contextmanager
def show_progress(
    *, quiet: bool, style: ProgressStyle = "text", memory: Path | None = None
) -> Iterator[Progress]:
    """Show the step under way on a terminal; one line a step elsewhere; nothing when quiet.

    Parameters
    ----------
    style
        ``json``: one JSON object a line on the standard error stream, a failure among them.
    memory
        File in which the duration of each step is kept, to estimate the time left the next time.
    """
    timeline = Timeline(memory=memory)
    if quiet:
        yield timeline.advance_silently
    elif style == "json":
        with _failures_as_json():
            yield lambda step: _print_json(event_as_json(timeline.advance(step)))
    else:
        with _show_text(timeline) as advance:
            yield advance
    timeline.finish()


@contextmanager
def _show_text(timeline: Timeline) -> Iterator[Progress]:
    """Show a line that lives, or one line a step where nobody looks on."""
    console = error_console()
    if console.is_terminal:
        spinner = Spinner("dots")
        with Live(
            get_renderable=lambda: _draw_line(timeline, spinner, width=console.width),
            console=console,
            refresh_per_second=_REFRESH_PER_S,
            transient=True,
        ):
            yield timeline.advance_silently
        return

    def say(step: Step) -> None:
        timeline.advance(step)
        if isinstance(step, str):
            console.print(step, markup=False)

    yield say


def _draw_line(timeline: Timeline, spinner: Spinner, *, width: int) -> Spinner:
    """Draw where the computation stands now; cut to the terminal's width."""
    line = Text(describe_event(timeline.event.at(timeline.elapsed_s)), no_wrap=True)
    line.truncate(max(1, width - 3), overflow="ellipsis")
    spinner.update(text=line)
    return spinner


@contextmanager
def _failures_as_json() -> Iterator[None]:
    """Tell a foreseen failure as one more object, with the command's exit code."""
    try:
        yield
    except (ItineranceError, OSError) as error:
        text, exit_code = explain(error)
        faults = error.faults if isinstance(error, InputError) else ()
        _print_json(_failure_as_json(text, exit_code, faults))
        raise click.exceptions.Exit(exit_code) from error
    except (click.Abort, KeyboardInterrupt) as error:
        _print_json(_failure_as_json("Interrompu : rien n'a été écrit.", EXIT_INTERRUPTED, ()))
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from error


def _failure_as_json(text: str, exit_code: int, faults: tuple[Fault, ...]) -> dict[str, Any]:
    return {
        "event": "failure",
        "text": text,
        "exit_code": exit_code,
        "faults": [
            {
                "file": fault.file,
                "row": fault.row,
                "column": fault.column,
                "message": fault.message,
                "remedy": fault.remedy,
            }
            for fault in faults
        ],
    }


def _print_json(record: dict[str, Any]) -> None:
    """Write one object a line, at once: somebody waits for it."""
    sys.stderr.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stderr.flush()


@contextmanager
def mute_solver() -> Iterator[None]:
    """Keep what HiGHS prints by itself, below Python, out of the standard output.

    Its debug lines would otherwise stand in front of a JSON summary.
    """
    sys.stdout.flush()
    stdout = os.dup(1)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path of ours
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)
