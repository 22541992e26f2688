"""Publier: everything that a plan can leave in, with what each file is for."""

from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.web.office import Visit
from planner.app.web.plan_choice import choose_plan
from planner.app.web.publishing.bundle_panel import draw_bundle
from planner.app.web.publishing.formats_panel import draw_formats
from planner.app.web.publishing.sheets_panel import draw_sheets
from planner.app.web.publishing.shelf import Shelf
from planner.app.web.registry import Page

_CSS: Final = Path(__file__).parents[1] / "assets" / "publishing.css"


async def build(visit: Visit) -> None:
    """Draw the page."""
    ui.add_css(_CSS.read_text(encoding="utf-8"))

    def show(plan_folder: Path) -> None:
        shelf = Shelf(plan_folder=plan_folder, home=visit.folder)
        with ui.element("div").classes("publishing"):
            draw_formats(shelf)
            with ui.element("div").classes("publishing-side"):
                draw_sheets(shelf)
                draw_bundle(visit, plan_folder)

    await choose_plan(visit, show)


PAGE: Final = Page(path="/publier", title="Publier", order=60, build=build)
