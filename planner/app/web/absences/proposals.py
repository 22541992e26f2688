"""What can be done about an absence: proposals, what each changes, the messages, confirmed."""

from functools import partial

from nicegui import ui

from planner.app.desk.absences import Event, Proposal
from planner.app.desk.desk import Desk
from planner.app.web.feedback import blocking, busy
from planner.app.web.headings import heading
from planner.app.web.messages import draw_messages, draw_text
from planner.app.web.office import Visit
from planner.app.web.tables import plain_table
from planner.app.web.week.progress_dialog import run_showing
from planner.events import ReplanMode
from planner.history.wording import Names, describe_change
from planner.replan.report import changed_communes, describe_count
from planner.wording import format_number, one_line

MODES: dict[ReplanMode, tuple[str, str]] = {
    "repair": (
        "D’autres dates",
        "Le cycle ne change pas : chaque permanence perdue cherche une autre date.",
    ),
    "adjust": (
        "Adapter le cycle",
        "Peu de lieux changent de rythme ou de conseiller, si l’absence dure.",
    ),
}
_ONE_PERSON = 0.5


def draw_proposals(visit: Visit, desk: Desk, event: Event) -> None:
    """Draw a button for each way of replanning, and what it finds."""
    ways = ui.element("div").classes("ways")
    box = ui.element("div").props('role="status"').classes("proposal")
    with ways:
        for mode, (words, hint) in MODES.items():
            with ui.element("div"):
                ui.button(words, on_click=partial(_propose, visit, desk, event, mode, box))
                ui.label(hint).classes("hint")


async def _propose(
    visit: Visit, desk: Desk, event: Event, mode: ReplanMode, box: ui.element
) -> None:
    found = await run_showing(
        MODES[mode][0], lambda progress: desk.propose(event, mode=mode, progress=progress)
    )
    box.clear()
    if found is not None:
        with box:
            _draw(visit, desk, found)


def _draw(visit: Visit, desk: Desk, found: Proposal) -> None:
    """Draw what a proposal changes, who is to be told, and the button that confirms it."""
    sides = found.sides
    names = Names(sides.before, sides.after)
    heading(f"Proposition : {MODES[found.mode][0].lower()}", level=3)
    for line in describe_count(sides.changes):
        ui.label(line)
    if sides.changes.sessions:
        plain_table(
            ("Permanence", "Pourquoi"),
            [(describe_change(one.change, names), one.reason) for one in sides.changes.sessions],
            caption="Permanences qui changent",
        ).classes("tall")
    communes = [
        (one_line(one.name), format_number(one.covered_before), format_number(one.covered_after))
        for one in changed_communes(sides)
        if abs(one.covered_after - one.covered_before) >= _ONE_PERSON
    ]
    if communes:
        plain_table(
            ("Commune", "Personnes couvertes avant", "après"),
            communes,
            caption="Communes dont la couverture change",
            numeric=frozenset({1, 2}),
        ).classes("tall")
    draw_text(found.messages, file_name="messages-a-envoyer.txt")
    reason = ui.input("Motif de la décision, gardé dans l’historique").props("maxlength=200")
    reason.classes("wide")
    if desk.draft.changes_plan:
        ui.label(
            "Le brouillon de « La semaine » garde ses modifications ; il faudra le reprendre sur "
            "le nouveau planning."
        ).classes("hint")
    ui.button(
        "Confirmer : nouveau planning", on_click=lambda: _confirm(visit, desk, found, reason.value)
    )


async def _confirm(visit: Visit, desk: Desk, found: Proposal, reason: str) -> None:
    written = await run_showing(
        "Nouveau planning",
        lambda progress: desk.confirm(found, author=visit.user, reason=reason, progress=progress),
    )
    if written is None:
        return
    async with busy("Lecture du nouveau planning…"):
        await blocking(visit.desk.open)
        await visit.watch.look()
    draw_messages(
        f"Planning {written.name} en vigueur",
        found.messages,
        file_name=f"changements-{written.name}.txt",
    )
