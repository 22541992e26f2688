"""Couverture: the officials' map, the communes left out, and what one adviser would change."""

from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.summary import summarise
from planner.app.web.coverage.staffing_panel import draw_staffing
from planner.app.web.coverage.uncovered_panel import draw_uncovered
from planner.app.web.files import file_address
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.app.web.plan_choice import choose_plan
from planner.app.web.redrawing import keep_drawn
from planner.app.web.registry import Page
from planner.app.writing import MAP_FILE
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan

_CSS: Final = Path(__file__).parents[1] / "assets" / "coverage.css"


async def build(visit: Visit) -> None:
    """Draw the map at once, and the figures when the plan has been read."""
    ui.add_css(_CSS.read_text(encoding="utf-8"))

    def show(plan_folder: Path) -> None:
        _draw_map(plan_folder)
        with ui.element("div").classes("coverage-figures"):
            look = keep_drawn(partial(read_plan, plan_folder / PLAN_FILE), draw)
        ui.timer(0.05, look, once=True)

    def draw(plan: Plan) -> None:
        _draw_summary(summarise(plan))
        draw_staffing(visit, plan)
        draw_uncovered(plan)

    await choose_plan(visit, show)


def _draw_map(plan_folder: Path) -> None:
    if not (plan_folder / MAP_FILE).is_file():
        ui.label("Ce planning n’a pas de carte.").classes("hint")
        return
    address = file_address(plan_folder.name, MAP_FILE)
    frame = ui.element("iframe").classes("coverage-map")
    frame.props["src"] = address
    frame.props["title"] = f"Carte du planning {plan_folder.name}"
    # Also said by the answer itself: the map has no part in the origin of the page.
    frame.props["sandbox"] = "allow-scripts allow-popups allow-downloads allow-modals"
    ui.link("Ouvrir la carte dans un onglet", address, new_tab=True).classes("coverage-link")


def _draw_summary(lines: list[str]) -> None:
    with panel("En bref"), ui.element("ul").classes("summary"):
        for line in lines:
            with ui.element("li"):
                ui.label(line)


PAGE: Final = Page(path="/couverture", title="Couverture", order=50, build=build)
