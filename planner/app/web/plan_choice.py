"""Which plan a page shows: the one in force, or another of the folder."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.web.office import Visit
from planner.app.web.redrawing import keep_drawn
from planner.app.web.watching import on_change
from planner.plan.store import list_plans


async def choose_plan(visit: Visit, show: Callable[[Path], None]) -> None:
    """Let the reader choose a plan; ``show`` draws it, and anew when another is shown."""
    chosen: str | None = None

    def find_shown() -> Path | None:
        plans = list_plans(visit.folder)
        return next((path for path in plans if path.name == chosen), plans[-1] if plans else None)

    def draw_choice(plans: tuple[Path, ...]) -> None:
        names = [path.name for path in reversed(plans)]
        if len(names) > 1:
            words = {
                name: f"{name} (en vigueur)" if not at else name for at, name in enumerate(names)
            }
            ui.select(
                words,
                value=chosen if chosen in names else names[0],
                label="Planning",
                on_change=lambda e: take(e.value),
            ).props("outlined dense").classes("plan-choice")

    def draw_shown(plan_folder: Path | None) -> None:
        if plan_folder is not None:
            show(plan_folder)
            return
        with ui.element("p").classes("hint"):
            ui.label("Aucun planning dans ce dossier.")
            ui.link("Planifier", "/planifier")

    async def take(name: str) -> None:
        nonlocal chosen
        chosen = name
        await look_at_shown()

    async def look() -> None:
        await look_at_choice()
        await look_at_shown()

    look_at_choice = keep_drawn(partial(list_plans, visit.folder), draw_choice)
    look_at_shown = keep_drawn(find_shown, draw_shown)
    on_change(visit.watch, ("plans",), look)
    await look()
