"""Historique: the plans of the folder, what differs between two, an earlier one restored."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.web.feedback import blocking, patient
from planner.app.web.headings import panel
from planner.app.web.history.difference import draw_difference, read_difference
from planner.app.web.history.restoring import restore
from planner.app.web.history.versions import draw_versions
from planner.app.web.office import Visit
from planner.app.web.redrawing import keep_drawn
from planner.app.web.registry import Page
from planner.app.web.watching import on_change
from planner.history import list_versions
from planner.plan.store import PLANS_FOLDER, list_plans


async def build(visit: Visit) -> None:
    """Draw the list; below it, what can be done with its plans."""
    with panel("Plannings"):
        look = keep_drawn(partial(list_versions, visit.folder), draw_versions)
    names = await blocking(partial(_names, visit.folder))
    with panel("Comparer deux plannings"):
        with ui.element("div").classes("fields"):
            before = ui.select(names, value=_pick(names, 1), label="Avant")
            after = ui.select(names, value=_pick(names, 0), label="Après")
        with ui.row().classes("actions"):
            ui.button(
                "Comparer",
                icon="compare_arrows",
                on_click=lambda: _compare(visit, before.value, after.value, result),
            ).bind_enabled_from(before, "value", bool)
        result: ui.element = ui.element("div").classes("result")
    with panel("Rétablir un planning"):
        with ui.element("div").classes("fields"):
            old = ui.select(names, value=_pick(names, 1), label="Planning à remettre en vigueur")
        with ui.row().classes("actions"):
            ui.button(
                "Rétablir…", icon="restore", on_click=lambda: restore(visit, old.value)
            ).props("outline").bind_enabled_from(old, "value", bool)

    async def follow() -> None:
        """Show plans that came or went; what is chosen, or compared, stays."""
        now = await blocking(partial(_names, visit.folder))
        for select, place in ((before, 1), (after, 0), (old, 1)):
            kept = select.value if select.value in now else _pick(now, place)
            if select.options != now:
                select.set_options(now, value=kept)
        await look()

    on_change(visit.watch, ("plans",), follow)
    await look()


def _names(folder: Path) -> list[str]:
    """Names of the plans, that in force first."""
    return [path.name for path in reversed(list_plans(folder))]


def _pick(names: Sequence[str], place: int) -> str | None:
    """Choose a plan to begin with: the one at a place, or the last there is."""
    return names[min(place, len(names) - 1)] if names else None


async def _compare(visit: Visit, before: str, after: str, result: ui.element) -> None:
    plans = visit.folder / PLANS_FOLDER
    result.clear()
    with result:
        look = keep_drawn(
            partial(read_difference, plans / before, plans / after),
            lambda found: draw_difference(*found, names=(before, after)),
        )
    async with patient("Comparaison…"):
        await look()


PAGE = Page(path="/historique", title="Historique", order=70, build=build)
