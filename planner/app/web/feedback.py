"""What a page says back: done, under way, refused. Texts of failures are those of the terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, Literal, TypeVar

from nicegui import context, ui

from geodata.errors import Fault, InputError, ItineranceError, ViolationError
from planner.app.failures import explain
from planner.app.web.dialogs import leave_with
from planner.app.web.tables import plain_table
from planner.intake.input_files import SURVEY_KIND
from planner.intake.secrecy import hide_answers

FORESEEN: Final = (ItineranceError, OSError)
"""Failures that are explained; any other is a fault of ours."""
_PATIENCE_S: Final = 0.2
"""An action that takes longer says that it is under way."""
_WHERE: Final = "bottom"
"""Of notes: the navigation and the tools above stay in reach."""
_CLOSE: Final = [{"label": "Fermer", "color": "white"}]
T = TypeVar("T")


def notify(message: str, *, kind: Literal["positive", "info", "warning"] = "positive") -> None:
    """Say something short that needs no answer; screen readers read it out."""
    ui.notify(message, type=kind, position=_WHERE, multi_line=True, actions=_CLOSE)


async def blocking(work: Callable[[], T]) -> T:
    """Run what reads, writes or computes in a thread, so that other pages answer meanwhile."""
    return await asyncio.to_thread(work)


@asynccontextmanager
async def busy(doing: str) -> AsyncIterator[None]:
    """Show that something is under way; explain a failure that ends it.

    What stands in the ``async with`` block after the failure is left out; what stands after the
    block runs in any case.
    """
    async with patient(doing):
        try:
            yield
        except FORESEEN as error:
            show_failure(error)


@asynccontextmanager
async def patient(doing: str = "Un instant…") -> AsyncIterator[None]:
    """Show that something is under way, if it is not done at once."""
    client = context.client
    sign: list[ui.notification] = []

    async def appear() -> None:
        await asyncio.sleep(_PATIENCE_S)
        with client:
            sign.append(ui.notification(doing, spinner=True, timeout=None, position=_WHERE))

    waiting = asyncio.create_task(appear())
    try:
        yield
    finally:
        waiting.cancel()
        for shown in sign:
            shown.dismiss()


def show_failure(error: ItineranceError | OSError) -> None:
    """Explain in a dialog why something was not done."""
    with ui.dialog(value=True) as dialog, ui.card().classes("failure"):
        draw_failure(error)
        ui.button("Fermer", on_click=dialog.close).props("autofocus")
    dialog.props('aria-label="Ce n’a pas été possible"')
    leave_with(dialog)


def draw_failure(error: ItineranceError | OSError) -> None:
    """Explain in place why something is not possible: faults as a table."""
    text, _ = explain(error)
    heading, *lines = text.splitlines()
    with ui.element("section").classes("failure-text").props('role="alert"'):
        ui.label(heading).classes("failure-heading")
        if isinstance(error, InputError):
            draw_faults(error.faults)
        elif isinstance(error, ViolationError):
            with ui.element("ol"):
                for violation in error.violations:
                    with ui.element("li"):
                        ui.label(violation)
        else:
            for line in lines:
                ui.label(line)


def draw_faults(faults: Sequence[Fault]) -> None:
    """List faults of the input: where, what, and how to mend each.

    Nobody's answer to the survey can be read in them.
    """
    plain_table(
        ("Fichier", "Ligne", "Colonne", "Anomalie", "Que faire"),
        [
            (
                fault.file,
                "" if fault.row is None else str(fault.row),
                fault.column or "",
                fault.message,
                fault.remedy,
            )
            for fault in hide_answers(faults, files=SURVEY_KIND.file_names)
        ],
        caption="Anomalies",
    )
