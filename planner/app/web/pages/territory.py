"""Territoire: the files of the folder and what is wrong with them, settings, survey, sources."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.web.feedback import blocking
from planner.app.web.office import Visit
from planner.app.web.redrawing import Look, keep_drawn
from planner.app.web.registry import Page
from planner.app.web.territory.counter import Counter, Dropped
from planner.app.web.territory.drop_panel import DropPanel
from planner.app.web.territory.files_panel import FilesState, draw_files, read_files
from planner.app.web.territory.replaced_panel import draw_replaced
from planner.app.web.territory.settings_panel import draw_settings
from planner.app.web.territory.sources_panel import draw_sources, draw_start
from planner.app.web.territory.survey_panel import SurveyPanel
from planner.app.web.watching import on_change
from planner.intake.drops import finish_interrupted, list_replaced
from planner.settings.file import SETTINGS_FILE

_CSS: Final = Path(__file__).parents[1] / "assets" / "territory.css"
_FILES, _SURVEY = "Fichiers", "Enquête"
_SETTINGS, _SOURCES = "Réglages", "Sources publiques"


async def build(visit: Visit) -> None:
    """Draw the page."""
    ui.add_css(_CSS.read_text(encoding="utf-8"))
    await blocking(partial(finish_interrupted, visit.folder))
    counter = Counter(folder=visit.folder)

    def discard(file: Dropped) -> None:
        counter.discard(file)
        drop.redraw()

    survey = SurveyPanel(visit=visit, on_close=discard)

    async def open_survey(file: Dropped) -> None:
        await survey.open(file)
        tabs.set_value(_SURVEY)

    drop = DropPanel(visit=visit, counter=counter, on_survey=open_survey)
    for forget in (counter.forget, survey.forget):  # what a closed tab had dropped is not kept
        ui.context.client.on_delete(forget)
    parts = 'align="left" no-caps aria-label="Parties du territoire"'
    with ui.tabs().props(parts).classes("parts-tabs") as tabs:
        for name in (_FILES, _SETTINGS, _SURVEY, _SOURCES):
            ui.tab(name)
    with ui.tab_panels(tabs, value=_FILES, animated=False, keep_alive=True).classes("parts"):
        with ui.tab_panel(_FILES):
            look_at_files = _draw_files(visit, drop)
        with ui.tab_panel(_SETTINGS):
            look_at_settings = draw_settings(visit)
        with ui.tab_panel(_SURVEY):
            survey.draw()
        with ui.tab_panel(_SOURCES):
            draw_sources(visit)
    await look_at_settings()  # read in no time; the folder is checked as a whole
    await look_at_files()


@dataclass(frozen=True, slots=True, kw_only=True)
class _FolderState:
    has_settings: bool
    files: FilesState
    replaced: tuple[tuple[datetime, Path], ...]


def _read_folder(folder: Path) -> _FolderState:
    return _FolderState(
        has_settings=(folder / SETTINGS_FILE).exists(),
        files=read_files(folder),
        replaced=list_replaced(folder),
    )


def _draw_files(visit: Visit, drop: DropPanel) -> Look:
    def draw(state: _FolderState) -> None:
        if not state.has_settings:
            draw_start(visit)
        draw_files(visit, state.files)
        draw_replaced(visit, state.replaced)

    with ui.element("div").classes("territory-files"):
        with ui.element("div").classes("side"):
            drop.draw()
        with ui.element("div").classes("side"):
            look = keep_drawn(partial(_read_folder, visit.folder), draw)
    on_change(visit.watch, ("tables",), look)
    return look


PAGE: Final = Page(path="/territoire", title="Territoire", order=10, build=build)
