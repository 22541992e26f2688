"""A territory from nothing: its settings, and what public sources know of a département."""

from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.web.feedback import blocking, busy, notify
from planner.app.web.headings import panel
from planner.app.web.job_line import draw_job
from planner.app.web.office import Visit
from planner.intake.new_folder import start_folder
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE
from planner.wording import one_line

FETCH_TITLE: Final = "Sources publiques"


def draw_start(visit: Visit) -> None:
    """Offer the settings file to a folder that has none."""

    async def start() -> None:
        async with busy("Écriture des réglages…"):
            await blocking(
                partial(start_folder, visit.folder, name=one_line(name.value or default))
            )
            notify(f"{SETTINGS_FILE} est écrit, avec ses explications.")
        await visit.watch.look()

    default = Settings().territory.name
    with panel("Commencer ce territoire"):
        ui.label("Ce dossier n’a pas encore de réglages.").classes("hint")
        with ui.element("div").classes("actions"):
            name = ui.input("Nom du territoire", placeholder=default).props(
                "outlined dense maxlength=100"
            )
            ui.button("Créer les réglages", on_click=start)


def draw_sources(visit: Visit) -> None:
    """Offer to fetch a département."""
    with panel("Chercher un département dans les sources publiques"):
        ui.label(
            "Communes, mairies et horaires, offre existante, routes, vacances scolaires. Il faut "
            "l’internet ; les fichiers modifiés à la main sont gardés."
        ).classes("hint")
        code = ui.input("Code du département", placeholder="17, 2A, 974…").props(
            "outlined dense maxlength=3"
        )
        draw_job(
            visit,
            title=FETCH_TITLE,
            button="Chercher",
            arguments=lambda: fetch_arguments(visit.folder, code.value or ""),
            on_done=_draw_report,
        )


def fetch_arguments(folder: Path, code: str) -> list[str]:
    """Write the command that fetches a département; what is typed is never an option."""
    return ["fetch", "--progress=json", "--json", "--", code.strip(), str(folder)]


def _draw_report(job: Job) -> None:
    """Say what a fetch wrote, and what is still needed."""
    result = job.result or {}
    for key, title in (
        ("files", "Écrits"),
        ("kept", "Gardés tels quels, car modifiés à la main"),
        ("notes", "À savoir"),
        ("missing", "À ajouter"),
        ("useful", "Utile"),
    ):
        lines = result.get(key, [])
        if lines:
            ui.label(title).classes("input-title")
            with ui.element("ul"):
                for line in lines:
                    with ui.element("li"):
                        ui.label(str(line))
