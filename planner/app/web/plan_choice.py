"""Which plan a page shows: the one in force, or another of the folder."""

from collections.abc import Callable
from pathlib import Path

from nicegui import ui

from planner.app.web.office import Visit
from planner.app.web.watching import on_change
from planner.plan.store import list_plans


def choose_plan(visit: Visit, show: Callable[[Path], None]) -> None:
    """Let the reader choose a plan; ``show`` draws it, anew whenever another is chosen or comes."""
    chosen: str | None = None

    @ui.refreshable
    def content() -> None:
        plans = {path.name: path for path in reversed(list_plans(visit.folder))}
        if not plans:
            with ui.element("p").classes("hint"):
                ui.label("Aucun planning dans ce dossier.")
                ui.link("Planifier", "/planifier")
            return
        name = chosen if chosen in plans else next(iter(plans))
        if len(plans) > 1:
            words = {
                name: f"{name} (en vigueur)" if not at else name for at, name in enumerate(plans)
            }
            ui.select(words, value=name, label="Planning", on_change=lambda e: take(e.value)).props(
                "outlined dense"
            ).classes("plan-choice")
        show(plans[name])

    def take(name: str) -> None:
        nonlocal chosen
        chosen = name
        content.refresh()

    content()
    on_change(visit.watch, ("plans",), content.refresh)
