"""Everything in one ZIP: made by a job, kept as long as it is still true."""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Final

from nicegui import ui

from geodata.files import fingerprint
from geodata.folder import fingerprint_inputs
from planner.app.jobs.record import Job
from planner.app.web.headings import panel
from planner.app.web.job_line import draw_job
from planner.app.web.office import Visit
from planner.plan.file import PLAN_FILE
from planner.preparation import CACHE_FOLDER
from planner.settings.file import SETTINGS_FILE

TITLE: Final = "Dossier complet"
_FOLDER: Final = "publier"


def bundle_path(plan_folder: Path, home: Path) -> Path:
    """Where the ZIP of a plan is kept; another one when the plan or the folder changed."""
    parts = [version("itinerance"), fingerprint(plan_folder / PLAN_FILE)]
    settings = home / SETTINGS_FILE
    parts += [fingerprint(settings)] if settings.is_file() else []
    parts += [digest for _, digest in sorted(fingerprint_inputs(home).items())]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return home / CACHE_FOLDER / _FOLDER / f"{plan_folder.name}-{key}.zip"


def draw_bundle(visit: Visit, plan_folder: Path) -> None:
    """Offer the ZIP of everything."""
    with panel("Tout en un fichier"):
        ui.label("Tous les fichiers et toutes les feuilles à imprimer, dans un seul ZIP.").classes(
            "hint"
        )
        place = ui.element("div").classes("actions")

        def offer(_job: Job | None = None) -> None:
            path = bundle_path(plan_folder, visit.folder)
            place.clear()
            if path.is_file():
                with place:
                    ui.button(
                        "Télécharger le ZIP",
                        icon="download",
                        on_click=lambda: ui.download.file(path, f"{plan_folder.name}.zip"),
                    )

        offer()
        draw_job(
            visit,
            title=TITLE,
            button="Préparer le ZIP",
            arguments=lambda: [
                "pack",
                str(plan_folder),
                f"--to={bundle_path(plan_folder, visit.folder)}",
                "--progress=json",
                "--json",
            ],
            on_done=offer,
        )
