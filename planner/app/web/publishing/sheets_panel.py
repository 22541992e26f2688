"""Sheets for paper: chosen one by one, or all of a kind in one ZIP."""

from functools import partial
from pathlib import PurePosixPath
from typing import Final

from nicegui import ui

from maps.language import FRENCH
from maps.sheets import SHEETS, Sheet, Sheets, folder_names
from planner.app.publishing import SHEET_WORDS, write_zip
from planner.app.web.downloads import download
from planner.app.web.feedback import FORESEEN, blocking, busy, draw_failure
from planner.app.web.headings import panel
from planner.app.web.publishing.shelf import Shelf

_TITLES: Final[dict[Sheets, tuple[str, str]]] = {
    "posters": ("Affiches", "Lieu"),
    "areas": ("Feuilles de territoire", "Territoire"),
    "routes": ("Feuilles de route", "Conseiller et semaine"),
}
"""What each kind of sheet is called, and what one of them is chosen by."""


def draw_sheets(shelf: Shelf) -> None:
    """Offer the sheets; the list comes when the territory has been read."""
    with panel("À imprimer (A4, PDF)"):
        place = ui.element("ul").classes("publications")
        with place, ui.element("li"):
            ui.label("Lecture du planning…").classes("hint")

    async def fill() -> None:
        try:
            sheets = await shelf.sheets()
        except FORESEEN as error:
            place.clear()
            with place, ui.element("li"):
                draw_failure(error)
            return
        place.clear()
        with place:
            for kind in SHEETS:
                own = {sheet.path: sheet for sheet in sheets if sheet.kind == kind}
                if own:
                    _draw_kind(shelf, kind, own)

    ui.timer(0.05, fill, once=True)


def _draw_kind(shelf: Shelf, kind: Sheets, sheets: dict[str, Sheet]) -> None:
    title, chosen_by = _TITLES[kind]
    with ui.element("li"):
        with ui.element("div"):
            ui.label(title).classes("publication-name")
            ui.label(f"{SHEET_WORDS[kind]} ({len(sheets)})").classes("hint")
        with ui.element("div").classes("actions"):
            choice = (
                ui.select(
                    {path: sheet.title for path, sheet in sheets.items()},
                    value=next(iter(sheets)),
                    label=chosen_by,
                    with_input=True,
                )
                .props("outlined dense options-dense")
                .classes("one-of-many")
                .mark(f"sheet-{kind}")
            )
            ui.button("PDF", on_click=lambda: _make_one(sheets[choice.value])).props(
                f'flat dense no-caps aria-label="PDF : {title}"'
            )
            ui.button(
                "Toutes (ZIP)", on_click=lambda: _make_all(shelf, kind, list(sheets.values()))
            ).props(f'flat dense no-caps aria-label="Toutes (ZIP) : {title}"')


async def _make_one(sheet: Sheet) -> None:
    async with busy(f"{sheet.title} : impression…"):
        content = await blocking(sheet.make)
        download(content, PurePosixPath(sheet.path).name)


async def _make_all(shelf: Shelf, kind: Sheets, sheets: list[Sheet]) -> None:
    async with busy(f"{len(sheets)} feuilles : impression…"):
        content = await blocking(partial(_pack, sheets))
        download(content, f"{shelf.plan_folder.name}-{folder_names(FRENCH)[kind]}.zip")


def _pack(sheets: list[Sheet]) -> bytes:
    return write_zip({sheet.path: sheet.make() for sheet in sheets})
