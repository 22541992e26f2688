"""Talking to a person at a terminal, or to the log of a nightly run."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from planner.solver.search import Progress


def error_console() -> Console:
    """Console of progress and error reports: the standard error stream, never cut to its width."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Progress]:
    """Show the step under way on a terminal; one line a step elsewhere; nothing when quiet."""
    console = error_console()
    if quiet:
        yield lambda _step: None
    elif console.is_terminal:
        with Status("…", console=console) as status:

            def advance(step: str) -> None:
                status.update(escape(step))

            yield advance
    else:
        yield lambda step: console.print(step, markup=False)


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
