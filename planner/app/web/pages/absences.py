"""Absences: who is away, whom it concerns, what can be done, what to send."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.desk.absences import Affected, Event, known_events
from planner.app.desk.desk import Desk
from planner.app.web.absences.form import draw_form
from planner.app.web.absences.proposals import draw_proposals
from planner.app.web.absences.wording import describe_event, session_rows, summarise
from planner.app.web.feedback import blocking, patient
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.app.web.redrawing import keep_drawn
from planner.app.web.registry import Page
from planner.app.web.tables import plain_table
from planner.app.web.watching import on_change

_CSS: Final = (Path(__file__).parents[1] / "assets" / "week.css").read_text(encoding="utf-8")


async def build(visit: Visit) -> None:
    """Draw the form; below, whom an absence concerns and what can be done."""
    ui.add_css(_CSS)
    desk = await blocking(visit.desk.open)

    async def show(event: Event) -> None:
        result.clear()
        with result:
            look_at_event = keep_drawn(
                partial(_read_affected, visit, event),
                lambda found: _draw_affected(visit, *found, event),
            )
        async with patient("Recherche des permanences…"):
            await look_at_event()

    with ui.element("div").classes("absences"):
        with panel("Qui est absent, et quand"):
            draw_form(desk, show)
        with panel("Absences et fermetures connues du planning"):
            look = keep_drawn(partial(_read_known, visit), _draw_known)
    with ui.element("div").classes("result") as result:
        pass
    on_change(visit.watch, ("plans",), look)
    await look()


def _read_affected(visit: Visit, event: Event) -> tuple[Desk, Affected]:
    desk = visit.desk.open()
    return desk, desk.affected(event)


def _draw_affected(visit: Visit, desk: Desk, affected: Affected, event: Event) -> None:
    with panel(f"Qui est concerné : {describe_event(event, desk.labels)}"):
        if not affected.num_sessions:
            ui.label("Aucune permanence ces jours-là : il n’y a rien à changer.")
            return
        ui.label(summarise(affected, desk.plan))
        plain_table(
            ("Date", "Demi-journée", "Lieu", "Conseiller", "Personnes attendues"),
            session_rows(affected, desk.labels),
            caption="Permanences qui ne peuvent pas avoir lieu",
            numeric=frozenset({4}),
        ).classes("tall")
    with panel("Que faire"):
        draw_proposals(visit, desk, event)


def _read_known(visit: Visit) -> list[str]:
    desk = visit.desk.open()
    return [describe_event(event, desk.labels) for event in known_events(desk.ground.territory)]


def _draw_known(events: Sequence[str]) -> None:
    if not events:
        ui.label("Aucune.").classes("hint")
        return
    with ui.element("ul").classes("steps"):
        for event in events:
            with ui.element("li"):
                ui.label(event)


PAGE = Page(path="/absences", title="Absences", order=40, build=build)
