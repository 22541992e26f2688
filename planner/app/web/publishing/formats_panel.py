"""The files of a plan: those beside it as they are, the others written when they are asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.publishing import Published, write_format
from planner.app.reports import MAP_WORDS, PLAN_WORDS
from planner.app.web.downloads import download
from planner.app.web.feedback import blocking, busy
from planner.app.web.files import file_address
from planner.app.web.headings import panel
from planner.app.web.publishing.shelf import Shelf
from planner.app.writing import MAP_FILE
from planner.export import FORMATS, Format
from planner.plan.file import PLAN_FILE

_LINK = "flat dense no-caps"
_OF_SOME_PLANS = frozenset({"stress", "sources"})
"""Formats that say nothing of a plan without redraws of need, or without named sources."""


def draw_formats(shelf: Shelf) -> None:
    """List every format with what it is for."""
    folder = shelf.plan_folder
    with panel("Fichiers du planning"), ui.element("ul").classes("publications"):
        if (folder / MAP_FILE).is_file():
            with _line(MAP_FILE, MAP_WORDS):
                _link(folder, MAP_FILE, "Ouvrir", new_tab=True)
                _link(folder, MAP_FILE, "Télécharger")
        for one in FORMATS:
            _draw_format(shelf, one)
        with _line(PLAN_FILE, PLAN_WORDS):
            _link(folder, PLAN_FILE, "Télécharger")


def _draw_format(shelf: Shelf, one: Format) -> None:
    folder = shelf.plan_folder
    names = one.files.split(", ")
    if one.name in _OF_SOME_PLANS and not (folder / names[0]).is_file():
        return
    with _line(one.files, one.words):
        if all((folder / name).is_file() for name in names):
            for name in names:
                label = "Télécharger" if len(names) == 1 else f"Télécharger .{name.split('.')[-1]}"
                _link(folder, name, label)
            return
        kept = _list_files(folder, one)
        if kept:
            _choose_file(folder, one, kept)
        ui.button(
            "Télécharger (ZIP)" if one.files.endswith("/") else "Télécharger",
            on_click=partial(_write, shelf, one),
        ).props(_LINK).mark(f"format-{one.name}")


async def _write(shelf: Shelf, one: Format) -> None:
    async with busy(f"{one.files} : préparation…"):
        published: Published = await shelf.open()
        content = await blocking(partial(write_format, published, one))
        names = one.files.split(", ")
        is_single = len(names) == 1 and not one.files.endswith("/")
        name = names[0] if is_single else f"{one.name}.zip"
        download(content, f"{shelf.plan_folder.name}-{name}")


def _list_files(folder: Path, one: Format) -> list[str]:
    """Files of a format that is a folder, where they are beside the plan."""
    place = folder / one.files
    if not one.files.endswith("/") or not place.is_dir():
        return []
    return sorted(path.name for path in place.iterdir() if path.is_file())


def _choose_file(folder: Path, one: Format, names: list[str]) -> None:
    """Offer the files of a folder one by one."""

    def keep() -> None:
        ui.download.from_url(f"{file_address(folder.name, one.files + chosen.value)}?garder")

    chosen = (
        ui.select(names, value=names[0], label="Fichier")
        .props("outlined dense options-dense")
        .classes("one-of-many")
    )
    ui.button("Télécharger", on_click=keep).props(_LINK)


@contextmanager
def _line(name: str, words: str) -> Iterator[None]:
    """One publication: its name, what it is for, and what can be done with it."""
    with ui.element("li"):
        with ui.element("div"):
            ui.label(name).classes("publication-name")
            ui.label(words).classes("hint")
        with ui.element("div").classes("actions"):
            yield


def _link(folder: Path, name: str, label: str, *, new_tab: bool = False) -> None:
    address = file_address(folder.name, name)
    link = ui.link(label, address if new_tab else f"{address}?garder", new_tab=new_tab)
    link.props(f'aria-label="{label} : {name}"')
