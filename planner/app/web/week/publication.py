"""« Publier ce brouillon »: why, the full check, the new plan and the messages to send."""

from nicegui import ui

from planner.app.web.dialogs import leave_with
from planner.app.web.messages import draw_messages
from planner.app.web.week.progress_dialog import run_showing
from planner.app.web.week.screen import Screen


async def publish(screen: Screen) -> None:
    """Ask why, make and check the plan, show what to send."""
    steps = screen.desk.describe_steps()
    with ui.dialog() as dialog, ui.card().classes("question"):
        ui.label("Publier ce brouillon").classes("question-text")
        ui.label(
            "Le planning est assemblé, contrôlé en entier, puis entre en vigueur ; les calendriers "
            "déjà abonnés suivent. Le planning d’avant reste dans l’historique."
        )
        with ui.element("ol").classes("steps"):
            for step in steps:
                with ui.element("li"):
                    ui.label(step)
        reason = ui.input("Motif, gardé dans l’historique").props("maxlength=200").classes("wide")
        with ui.row().classes("actions"):
            ui.button("Annuler", on_click=lambda: dialog.submit(False)).props("outline")
            ui.button("Publier", on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = "Publier ce brouillon"
    leave_with(dialog)
    if not await dialog:
        return
    revision = screen.revision
    published = await run_showing(
        "Publication",
        lambda progress: screen.desk.publish(
            expected_revision=revision,
            author=screen.visit.user,
            reason=reason.value,
            progress=progress,
        ),
    )
    await screen.visit.watch.look()
    await screen.look()
    if published is not None:
        draw_messages(
            f"Planning {published.folder.name} en vigueur",
            published.messages,
            file_name=f"changements-{published.folder.name}.txt",
        )
