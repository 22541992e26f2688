"""A dialog that shows how a computation of some seconds goes, and that it can be ended."""

from collections.abc import Callable
from time import monotonic
from typing import Final, TypeVar

from nicegui import context, ui

from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import FORESEEN, blocking, show_failure
from planner.progress import Progress

T = TypeVar("T")
_EVERY_S: Final = 0.2
_PATIENCE_S: Final = 2
"""What takes longer says for how long it has been under way."""


async def run_showing(
    title: str, work: Callable[[Progress], T], *, stop: Callable[[], None] | None = None
) -> T | None:
    """Run work in a thread and show its steps; ``None`` when it failed, which is then explained.

    Parameters
    ----------
    work
        Gets the function that tells its steps.
    stop
        Ends it before its time; ``None`` where it cannot be ended.
    """
    step = ["Un instant…"]
    with ui.dialog(value=True).props("persistent") as dialog, ui.card().classes("question"):
        ui.label(title).classes("question-text")
        with ui.row().props('role="status"'):
            ui.spinner(size="1.5rem")
            shown = ui.label(step[0])
        began = monotonic()
        ui.timer(_EVERY_S, lambda: shown.set_text(_told(step[0], monotonic() - began)))
        if stop is not None:
            _draw_stop(stop)
    dialog.props["aria-label"] = title
    leave_with(dialog)
    if stop is not None:
        context.client.on_delete(stop)  # nobody is left to be shown what it finds

    def tell(event: object) -> None:
        if isinstance(event, str):
            step[0] = event

    try:
        return await blocking(lambda: work(tell))
    except FORESEEN as error:
        dialog.close()
        show_failure(error)
        return None
    finally:
        dialog.close()


def _draw_stop(stop: Callable[[], None]) -> None:
    """Draw the button that ends the work; what is being solved is left in a moment, not at once."""
    asked = ui.label("Arrêt demandé : ce qui est trouvé jusqu’ici, un instant…").classes("hint")
    asked.set_visibility(False)

    def end() -> None:
        stop()
        button.disable()
        asked.set_visibility(True)

    button = ui.button("Arrêter", on_click=end).props("outline")


def _told(step: str, elapsed_s: float) -> str:
    return step if elapsed_s < _PATIENCE_S else f"{step} (depuis {elapsed_s:.0f}\u00a0s)"
