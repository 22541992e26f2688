"""What a page says when something goes wrong that nobody foresaw, and where there is no page."""

import logging

from fastapi import Request
from nicegui import ui
from starlette.responses import HTMLResponse, Response

from geodata.errors import ItineranceError
from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import show_failure

_LOG = logging.getLogger("itinerance")
_SORRY = (
    "Erreur imprévue : ce que vous veniez de demander n’a pas abouti.",
    (
        "Ce qui était confirmé est sur le disque. Rechargez la page ; si l’erreur revient, "
        "transmettez à votre informaticien ce que « itinerance serve » a écrit dans son terminal."
    ),
)
_MISSING = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
    "<title>Page introuvable – itinerance</title></head><body><h1>Page introuvable</h1>"
    '<p><a href="/">Retour à la première page</a></p></body></html>'
)


def answer_to_failure(error: Exception) -> None:
    """Explain a failure of something done in a page; the server's log has it, too."""
    if isinstance(error, ItineranceError | OSError):
        show_failure(error)
        return
    with ui.dialog(value=True) as dialog, ui.card().classes("failure"):
        draw_unforeseen(error)
        ui.button("Fermer", on_click=dialog.close).props("autofocus")
    dialog.props["aria-label"] = _SORRY[0]
    leave_with(dialog)


def draw_unforeseen(error: Exception) -> None:
    """Say in place that something went wrong that nobody foresaw."""
    with ui.element("section").props('role="alert"'):
        for line in _SORRY:
            ui.label(line)
        ui.label(type(error).__name__).classes("hint")


def log_unforeseen(error: Exception) -> None:
    """Put a failure of a page's making into the server's log."""
    _LOG.error("a page failed", exc_info=error)


async def answer_missing(_request: Request, _error: Exception) -> Response:
    """Answer for an address that has no page."""
    return HTMLResponse(_MISSING, status_code=404)
