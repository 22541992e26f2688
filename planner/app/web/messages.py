"""Messages to send, ready to copy."""

from functools import partial

from nicegui import ui

from planner.app.web.dialogs import leave_with
from planner.app.web.downloads import download
from planner.app.web.feedback import notify


def draw_messages(title: str, text: str, *, file_name: str) -> None:
    """Show a text in a dialog, to be copied or kept as a file."""
    with ui.dialog(value=True) as dialog, ui.card().classes("move-card"):
        ui.label(title).classes("question-text")
        draw_text(text, file_name=file_name)
        ui.button("Fermer", on_click=dialog.close)
    dialog.props["aria-label"] = title
    leave_with(dialog)


def draw_text(text: str, *, file_name: str) -> None:
    """Show a text to be copied or kept as a file."""
    area = ui.textarea("Messages à envoyer", value=text).props("readonly outlined autogrow=false")
    area.classes("messages")
    with ui.row().classes("actions"):
        ui.button("Copier", on_click=partial(_copy, text)).props("outline")
        ui.button(
            "Garder en fichier", on_click=partial(download, text.encode("utf-8-sig"), file_name)
        ).props("outline")


def _copy(text: str) -> None:
    ui.clipboard.write(text)
    notify("Copié.")
