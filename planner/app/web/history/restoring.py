"""Putting an earlier plan in force again, as `itinerance restore` does."""

from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import blocking, busy
from planner.app.web.layout import JOBS_PAGE
from planner.app.web.office import Visit
from planner.wording import one_line

TITLE = "Rétablissement"


async def restore(visit: Visit, name: str) -> None:
    """Ask why, then start; the page « Planifier » shows how it goes."""
    with ui.dialog() as dialog, ui.card().classes("question"):
        ui.label(f"Remettre en vigueur le planning {name} ?").classes("question-text")
        ui.label(
            "Le contrôle le compare aux tables d’aujourd’hui, puis il s’ajoute aux plannings comme "
            "une nouvelle version. Aucun autre n’est effacé."
        )
        reason = ui.input("Motif, gardé dans l’historique").props("maxlength=200 autofocus")
        reason.classes("wide")
        is_remeasured = ui.checkbox(
            "Garder seulement ses visites, datées et mesurées avec les tables d’aujourd’hui"
        )
        with ui.row().classes("actions"):
            ui.button("Annuler", on_click=lambda: dialog.submit(False)).props("outline")
            ui.button("Rétablir", on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = f"Remettre en vigueur le planning {name}"
    leave_with(dialog)
    if not await dialog:
        return
    given, remeasured = one_line(reason.value), is_remeasured.value
    arguments = restore_arguments(
        visit.folder, name, author=visit.user, reason=given, is_remeasured=remeasured
    )
    async with busy("Démarrage…"):
        await blocking(partial(visit.jobs.start, TITLE, arguments, author=visit.user, reason=given))
        ui.navigate.to(JOBS_PAGE)


def restore_arguments(
    folder: Path, name: str, *, author: str, reason: str, is_remeasured: bool
) -> list[str]:
    """Write the command that restores a plan of a folder."""
    arguments = ["restore", str(folder), name, "--progress=json", "--json"]
    arguments += [f"--author={author}", f"--why={reason}"]
    return [*arguments, "--remeasure"] if is_remeasured else arguments
