"""The form that starts a planning: what `itinerance plan` asks for."""

from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.inside import inside
from planner.app.web.feedback import blocking, busy, notify
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.app.web.redrawing import Look
from planner.plan.store import PLANS_FOLDER, list_plans
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE, read_settings

_NO_START: Final = ""
_MIN_MINUTES: Final = 0.1
_MAX_MINUTES: Final = 24 * 60
TITLE: Final = "Planification"
PLAN_COMMAND: Final = "plan"


def draw_form(visit: Visit, *, on_start: Look) -> ui.element:
    """Draw the form; settings that cannot be read are explained in its place."""
    settings = read_settings(visit.folder / SETTINGS_FILE)
    with panel("Nouveau planning") as drawn:
        reason = ui.input("Motif, gardé dans l’historique").classes("wide").props("maxlength=200")
        with ui.element("div").classes("fields"):
            minutes, gap, start = _draw_limits(visit, settings)
        with ui.row().classes("actions"):
            ui.button(
                "Planifier",
                icon="play_arrow",
                on_click=lambda: _start(
                    visit,
                    arguments=plan_arguments(
                        visit.folder,
                        author=visit.user,
                        reason=reason.value,
                        time_limit_s=_seconds(minutes.value),
                        gap=None if gap.value is None else gap.value / 100,
                        start=start.value,
                    ),
                    reason=reason.value,
                    on_start=on_start,
                ),
            )
        ui.label("Un nouveau planning s’ajoute aux autres ; aucun n’est jamais écrasé.").classes(
            "hint"
        )
    return drawn


def _draw_limits(visit: Visit, settings: Settings) -> tuple[ui.number, ui.number, ui.select]:
    """Draw what ends the search, and what it begins with."""
    optimisation = settings.optimisation
    minutes = ui.number(
        "Durée de recherche au plus (minutes)",
        min=_MIN_MINUTES,
        max=_MAX_MINUTES,
        step=1,
        placeholder=f"{optimisation.time_limit_s / 60:g}".replace(".", ","),
    ).props(f'hint="réglages : {optimisation.time_limit_s / 60:g} min" stack-label')
    gap = ui.number("S’arrêter à cet écart des bornes (%)", min=0, max=100, step=0.1).props(
        'hint="vide : écarts des réglages" stack-label'
    )
    names = [path.name for path in reversed(list_plans(visit.folder))]
    start = ui.select(
        {_NO_START: "aucun", **{name: name for name in names}},
        value=_NO_START,
        label="Partir d’un planning",
    ).props('hint="ses rendez-vous d’agenda sont mis à jour"')
    return minutes, gap, start


def _seconds(minutes: float | None) -> int | None:
    return None if minutes is None else max(5, round(60 * minutes))


def plan_arguments(
    folder: Path,
    *,
    author: str,
    reason: str,
    time_limit_s: int | None = None,
    gap: float | None = None,
    start: str = _NO_START,
) -> list[str]:
    """Write the command that plans a folder; values never begin an option of their own."""
    arguments = [PLAN_COMMAND, str(folder), "--progress=json", "--json"]
    arguments += [f"--author={author}", f"--why={reason}"]
    if time_limit_s is not None:
        arguments.append(f"--time-limit={time_limit_s}")
    if gap is not None:
        arguments.append(f"--gap={gap}")
    if start != _NO_START:
        arguments.append(f"--from={inside(folder / PLANS_FOLDER, start)}")
    return arguments


async def _start(visit: Visit, *, arguments: list[str], reason: str, on_start: Look) -> None:
    async with busy("Démarrage du calcul…"):
        await blocking(
            partial(visit.jobs.start, TITLE, arguments, author=visit.user, reason=reason)
        )
        notify("Le calcul a commencé. Vous pouvez fermer la page : il continue.", kind="info")
    await on_start()
