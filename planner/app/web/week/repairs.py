"""« Réparer »: how, how it goes, what it would change; saved only when confirmed."""

from functools import partial

from nicegui import ui

from planner.app.desk.proof import describe_proof
from planner.app.desk.repairing import Repaired, RepairMode, RepairOptions
from planner.app.desk.wording import describe_visit_changes
from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import blocking
from planner.app.web.tables import plain_table
from planner.app.web.week.progress_dialog import run_showing
from planner.app.web.week.screen import Screen
from planner.app.web.week.verdicts import draw_verdict
from planner.history.wording import Names, describe_change
from planner.replan.report import describe_count
from planner.solver.engine import Interrupter

MODES: dict[RepairMode, str] = {
    "adjust": "Le moins de changements possible",
    "repair": "D’autres dates seulement",
    "rebuild": "Tout recalculer autour de ce qui est verrouillé ou placé (deux minutes au plus)",
}
_MOST_LISTED = 60


async def repair(screen: Screen) -> None:
    """Ask how, search, show the changes, save them if they are confirmed."""
    with ui.dialog() as dialog, ui.card().classes("question"):
        ui.label("Réparer le brouillon").classes("question-text")
        ui.label(
            "Ce qui est verrouillé, et ce que vous avez placé à la main, ne bouge pas. Rien n’est "
            "enregistré avant que vous ayez vu les changements."
        )
        mode = ui.radio(MODES, value="adjust").props('aria-label="Comment réparer"')
        most = ui.number("Changements de visites au plus (vide : aussi peu que possible)", min=0)
        most.props("step=1").classes("wide")
        most.bind_visibility_from(mode, "value", lambda value: value == "adjust")
        with ui.row().classes("actions"):
            ui.button("Annuler", on_click=lambda: dialog.submit(False)).props("outline")
            ui.button("Chercher", on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = "Réparer le brouillon"
    leave_with(dialog)
    if not await dialog:
        return
    limit = int(most.value) if mode.value == "adjust" and most.value is not None else None
    options = RepairOptions(mode=mode.value, max_changes=limit)
    interrupter = Interrupter()
    revision = screen.revision
    found = await run_showing(
        "Réparation",
        lambda progress: screen.desk.repair(options, progress=progress, interrupter=interrupter),
        stop=interrupter.interrupt,
    )
    if found is not None and await _is_accepted(screen, found):
        result = await blocking(
            partial(
                screen.desk.save,
                found.edit,
                expected_revision=revision,
                author=screen.visit.user,
            )
        )
        await screen.tell(result, done="Réparation enregistrée dans le brouillon.")


async def _is_accepted(screen: Screen, found: Repaired) -> bool:
    plan = screen.desk.plan
    names = Names(plan, found.after)
    sessions = [describe_change(one.change, names) for one in found.changes.sessions]
    with ui.dialog() as dialog, ui.card().classes("move-card"):
        ui.label("Changements proposés").classes("question-text")
        ui.label("Du planning en vigueur au brouillon réparé :")
        for line in describe_count(found.changes):
            ui.label(line)
        visits = describe_visit_changes(found.changes.visits, screen.desk.labels)
        if visits:
            plain_table(("Lieu", "Avant", "Après"), visits, caption="Visites du cycle qui changent")
        ui.label("Cette réparation, par rapport au brouillon :")
        draw_verdict(found.verdict, plan)
        for sentence in () if found.proof is None else describe_proof(found.proof):
            ui.label(sentence)
        if sessions:
            with ui.expansion(f"Permanences datées ({len(sessions)})").classes("wide"):
                plain_table(
                    ("Changement",),
                    [(line,) for line in sessions[:_MOST_LISTED]],
                    caption="Permanences datées qui changent",
                ).classes("tall")
                if len(sessions) > _MOST_LISTED:
                    ui.label(
                        f"… et {len(sessions) - _MOST_LISTED} autres, listées à la publication."
                    )
        with ui.row().classes("actions"):
            ui.button("Abandonner", on_click=lambda: dialog.submit(False)).props("outline")
            ui.button("Garder ces changements", on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = "Changements proposés"
    leave_with(dialog)
    return bool(await dialog)
