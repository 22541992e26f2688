"""The button that ends a job before its time, for those that keep what they have found."""

from functools import partial
from typing import Final

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.web.feedback import blocking, busy
from planner.app.web.office import Visit

_KEPT: Final = {"frontier": "Arrêt demandé : les points déjà trouvés sont gardés."}
"""By command, what becomes of what it has found; « plan » has a button of its own."""


def draw_stop(visit: Visit, job: Job) -> None:
    """Draw the button of a job under way; nothing for one that would only be lost."""
    kept = _KEPT.get(job.request.arguments[0]) if job.request.arguments else None
    if kept is None:
        return
    with ui.element("div").classes("actions"):
        button: ui.button = ui.button(
            "Arrêter", icon="stop", on_click=lambda: _stop(visit, job, button, asked)
        )
        button.props("outline")
        asked: ui.label = ui.label(kept).props('role="status"').classes("hint")
    button.set_enabled(job.stop is None)
    asked.set_visibility(job.stop is not None)


async def _stop(visit: Visit, job: Job, button: ui.button, asked: ui.label) -> None:
    button.disable()
    async with busy("Arrêt demandé…"):
        await blocking(partial(visit.jobs.stop, job, author=visit.user))
        asked.set_visibility(True)
