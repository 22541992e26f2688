"""Questions that a page asks before it does something."""

from collections.abc import Sequence

from nicegui import ui


async def confirm(
    question: str, *, yes: str, details: Sequence[str] = (), no: str = "Annuler"
) -> bool:
    """Ask before something is done; ``Échap`` and a click beside it mean no.

    Parameters
    ----------
    yes
        What the button does, as a verb: « Rétablir ».
    details
        What the decision leads to, a paragraph each.
    """
    with ui.dialog() as dialog, ui.card().classes("question"):
        ui.label(question).classes("question-text")
        for line in details:
            ui.label(line)
        with ui.row().classes("actions"):
            ui.button(no, on_click=lambda: dialog.submit(False)).props("outline autofocus")
            ui.button(yes, on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = question
    leave_with(dialog)
    return bool(await dialog)


def leave_with(dialog: ui.dialog) -> None:
    """Remove a dialog once it is hidden: not before, or the focus does not find its way back."""
    dialog.on("hide", dialog.delete)
