"""Files that others took the place of: each can come back, checked like any other."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.web.dialogs import confirm
from planner.app.web.feedback import blocking, busy, notify
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.intake.drops import accept, close_drop, open_drop, review, take_back

_MAX_LISTED = 30


def draw_replaced(visit: Visit, kept: Sequence[tuple[datetime, Path]]) -> None:
    """List replaced files and when that was, the latest first."""
    if not kept:
        return
    with panel("Fichiers remplacés"), ui.element("ul").classes("input-files"):
        for when, path in kept[:_MAX_LISTED]:
            with ui.element("li"):
                with ui.element("div").classes("input-what"):
                    ui.label(path.name).classes("input-name")
                    ui.label(f"remplacé le {when.astimezone():%d/%m/%Y à %H:%M}").classes("hint")
                ui.button(
                    "Remettre", on_click=partial(_restore, visit, path.parent.name, path.name)
                ).props(f'flat dense no-caps aria-label="Remettre {path.name}"')


async def _restore(visit: Visit, token: str, name: str) -> None:
    if not await confirm(
        f"Remettre {name} ?",
        yes="Remettre",
        details=["Le fichier d’aujourd’hui sera gardé parmi les fichiers remplacés."],
    ):
        return
    async with busy("Vérification avec le reste du dossier…"):
        await blocking(partial(_put_back, visit, token, name))
        notify(f"{name} est de nouveau dans le dossier.")
    await visit.watch.look()


def _put_back(visit: Visit, token: str, name: str) -> None:
    drop = open_drop(visit.folder)
    try:
        file = take_back(visit.folder, drop, token=token, name=name)
        accept(visit.folder, drop, [file], judged=review(visit.folder, drop, [file]))
    finally:
        close_drop(drop)
