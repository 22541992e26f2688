"""What differs between two plans, in the terminal's words, and on one map."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from nicegui import ui

from planner.app.web.downloads import download
from planner.app.web.files import comparison_address
from planner.app.web.headings import heading
from planner.app.web.tables import plain_table
from planner.history.difference import PlanDifference, compare_plans
from planner.history.formats import format_difference_csv
from planner.history.wording import (
    Names,
    count_changes,
    describe_change,
    describe_circumstances,
    figure_rows,
)
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.wording import format_date, format_number, one_line

_ONE_PERSON = 0.5


def read_difference(before: Path, after: Path) -> tuple[Plan, Plan, PlanDifference]:
    """Read two plan folders and compare them."""
    plans = read_plan(before / PLAN_FILE), read_plan(after / PLAN_FILE)
    return (*plans, compare_plans(*plans))


def draw_difference(
    before: Plan, after: Plan, found: PlanDifference, *, names: tuple[str, str]
) -> None:
    """Draw figures, circumstances, sessions and communes of two plans side by side."""
    plain_table(
        ("Chiffre", names[0], names[1], "Écart"),
        figure_rows(found),
        caption=f"Chiffres de {names[0]} et de {names[1]}",
        numeric=frozenset({1, 2, 3}),
    )
    with ui.row().classes("actions"):
        ui.link("Voir sur la carte", comparison_address(*names), new_tab=True).classes("button")
        ui.button(
            "Garder les changements (CSV)",
            icon="download",
            on_click=partial(
                download,
                format_difference_csv(before, after, found),
                f"changements-{names[0]}-{names[1]}.csv",
            ),
        ).props("outline")
    for title, items in _sections(describe_circumstances(before, after, found)):
        heading(title, level=3)
        _draw_list(items)
    _draw_sessions(before, after, found)
    _draw_communes(found)


def _sections(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Part the terminal's lines into headings and what stands indented below each."""
    title, items = "", list[str]()
    for line in lines:
        if line.startswith("  "):
            items.append(line.strip())
        elif line:
            if title:
                yield title, items
            title, items = line, []
    if title:
        yield title, items


def _draw_list(items: Iterable[str]) -> None:
    shown = list(items)
    if shown:
        with ui.element("ul").classes("summary"):
            for item in shown:
                with ui.element("li"):
                    ui.label(item)


def _draw_sessions(before: Plan, after: Plan, found: PlanDifference) -> None:
    if not found.has_common_days:
        heading("Permanences : les deux plannings n’ont aucun jour en commun", level=3)
        return
    heading(f"Permanences : {count_changes(found.sessions)}", level=3)
    period = f"Du {format_date(found.first_day)} au {format_date(found.last_day)}"
    ui.label(period).classes("hint")
    if found.sessions:
        words = Names(before, after)
        plain_table(
            ("Changement",),
            [(describe_change(change, words),) for change in found.sessions],
            caption="Permanences qui changent",
        ).classes("tall")


def _draw_communes(found: PlanDifference) -> None:
    rows = [
        (one_line(c.name), c.covered_before, c.covered_after, c.covered_after - c.covered_before)
        for c in found.communes
        if abs(c.covered_after - c.covered_before) >= _ONE_PERSON
    ]
    if not rows:
        return
    heading("Personnes en besoin couvertes, par commune", level=3)
    plain_table(
        ("Commune", "Avant", "Après", "Écart"),
        [(name, *(format_number(value) for value in values)) for name, *values in rows],
        caption="Communes, des plus perdantes aux plus gagnantes",
        numeric=frozenset({1, 2, 3}),
    ).classes("tall")
