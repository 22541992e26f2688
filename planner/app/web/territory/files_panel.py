"""The files of the territory folder: which are there, what is wrong with them, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nicegui import ui

from geodata.errors import Fault
from geodata.survey_import.report import MIN_SHOWN
from geodata.territory import Territory
from planner.app.web.dialogs import confirm
from planner.app.web.downloads import download
from planner.app.web.feedback import blocking, busy, draw_faults, notify
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.intake.drops import (
    accept,
    check_folder,
    close_drop,
    open_drop,
    review,
)
from planner.intake.input_files import KINDS, SURVEY_KIND, InputKind, find_files
from planner.intake.new_folder import empty_table
from planner.wording import format_number

_BUTTON = "flat dense no-caps"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesState:
    """What the panel shows of a folder."""

    names: dict[str, tuple[str, ...]]
    """Files that are there, by the stem of their kind."""
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    """Rows of each table, by its stem; none where there are faults."""


def read_files(folder: Path) -> FilesState:
    """Check a folder, and list what is there."""
    check = check_folder(folder)
    return FilesState(
        names={kind.stem: tuple(path.name for path in find_files(folder, kind)) for kind in KINDS},
        faults=check.faults,
        counts={} if check.territory is None else _counts(check.territory),
    )


def draw_files(visit: Visit, state: FilesState) -> None:
    """List the files with their state, and every fault."""
    _draw_faults(state.faults)
    with panel("Fichiers du territoire"), ui.element("ul").classes("input-files"):
        for kind in KINDS:
            _draw_kind(visit, kind, state)


def _draw_faults(faults: Sequence[Fault]) -> None:
    """Say whether the folder can be planned, and list what keeps it from that."""
    if not faults:
        ui.label("Aucune anomalie : le territoire peut être planifié.").classes("sound").props(
            'role="status"'
        )
        return
    number = len(faults)
    with panel("1 anomalie à corriger" if number == 1 else f"{number} anomalies à corriger"):
        draw_faults(faults)


def _draw_kind(visit: Visit, kind: InputKind, state: FilesState) -> None:
    present = state.names[kind.stem]
    with ui.element("li"):
        with ui.element("div").classes("input-what"):
            name = ", ".join(present) or _names(kind)
            ui.label(kind.title).classes("input-title")
            ui.label(name).classes("input-name")
            ui.label(kind.words).classes("hint")
        with ui.element("div").classes("actions"):
            _draw_state_of(kind, state)
            if present and not kind.is_required:
                ui.button("Retirer", on_click=lambda: _take_out(visit, kind)).props(
                    f'{_BUTTON} aria-label="Retirer : {kind.title}"'
                )
            contract = kind.contract
            if contract is not None and not present and ".csv" in kind.endings:
                ui.button(
                    "Modèle vide",
                    on_click=lambda: download(empty_table(contract), f"{kind.stem}.csv"),
                ).props(f'{_BUTTON} aria-label="Modèle vide : {kind.title}"')


async def _take_out(visit: Visit, kind: InputKind) -> None:
    if not await confirm(
        f"Retirer « {kind.title} » du territoire ?",
        yes="Retirer",
        details=["Le fichier sera gardé parmi les fichiers remplacés."],
    ):
        return
    async with busy("Vérification avec le reste du dossier…"):
        await blocking(partial(_accept_without, visit.folder, kind))
        notify(f"{kind.title} : retiré du dossier.")
    await visit.watch.look()


def _accept_without(folder: Path, kind: InputKind) -> None:
    drop = open_drop(folder)
    try:
        judged = review(folder, drop, [], without=[kind])
        accept(folder, drop, [], judged=judged, without=[kind])
    finally:
        close_drop(drop)


def _draw_state_of(kind: InputKind, state: FilesState) -> None:
    present = state.names[kind.stem]
    num_faults = sum(fault.file in present for fault in state.faults)
    if not present:
        words = "manque" if kind.is_required else "facultatif"
        mark = "missing" if kind.is_required else "optional"
    elif num_faults:
        words = "1 anomalie" if num_faults == 1 else f"{num_faults} anomalies"
        mark = "faulty"
    else:
        words, mark = _count_words(state.counts.get(kind.stem)), "there"
    ui.label(words).classes(f"input-state {mark}")


def _names(kind: InputKind) -> str:
    return " ou ".join(kind.file_names)


def _count_words(count: int | None) -> str:
    if count is None:
        return "présent"
    return "1 ligne" if count == 1 else f"{format_number(count)} lignes"


def _counts(territory: Territory) -> dict[str, int]:
    """Rows of each table, by its name; of answers only how many when they are many."""
    answers = 0 if territory.survey is None else len(territory.survey)
    counts = {
        "communes": len(territory.communes),
        "venues": len(territory.venues),
        "advisers": len(territory.advisers),
        "existing_offer": len(territory.existing_offer),
        "absences": len(territory.absences),
        "closures": len(territory.closures),
        "exclusions": len(territory.exclusions),
        "area_rules": len(territory.area_rules),
        "school_holidays": len(territory.school_holidays),
    }
    return counts | ({SURVEY_KIND.stem: answers} if answers >= MIN_SHOWN else {})
