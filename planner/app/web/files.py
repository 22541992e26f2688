"""Files of plans, to be opened or kept: nothing else of the folder leaves it this way."""

import asyncio
import mimetypes
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from geodata.errors import ItineranceError
from planner.app.comparing import draw_comparison
from planner.app.failures import explain
from planner.app.inside import OutsideError, inside
from planner.plan.file import PLAN_FILE
from planner.plan.store import PLANS_FOLDER

FILES_PATH: Final = "/fichiers"
COMPARISON_PATH: Final = "/comparaison"
_SHOWN: Final = {".html": "text/html", ".pdf": "application/pdf", ".svg": "image/svg+xml"}
"""Opened in the browser; all else is kept as a file."""
_POLICIES: Final = {
    # An origin of its own: whatever a map runs cannot act in the name of who looks at it.
    ".html": "sandbox allow-scripts allow-popups allow-downloads allow-modals; "
    "frame-ancestors 'self'",
    ".svg": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
}
_OTHER_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def file_address(plan_name: str, file: str) -> str:
    """Return the address of a file of a plan, for links and frames of our pages."""
    return f"{FILES_PATH}/{plan_name}/{file}"


def add_files(shell: FastAPI, folder: Path) -> None:
    """Hand out the files of the plans of a territory folder."""
    shell.add_route(f"{FILES_PATH}/{{name:path}}", partial(_send, folder / PLANS_FOLDER))
    shell.add_route(f"{COMPARISON_PATH}/{{a}}/{{b}}", partial(_compare, folder))


async def _send(plans: Path, request: Request) -> Response:
    """Send a file; ``?garder`` asks for it as a download."""
    try:
        path = inside(plans, request.path_params["name"])
    except OutsideError:
        path = plans
    if not path.is_file():
        return _missing()
    is_shown = path.suffix in _SHOWN and "garder" not in request.query_params
    guessed = _SHOWN.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return FileResponse(
        path,
        filename=path.name,
        media_type=guessed or "application/octet-stream",
        content_disposition_type="inline" if is_shown else "attachment",
        headers={"Content-Security-Policy": _POLICIES.get(path.suffix, _OTHER_POLICY)},
    )


def comparison_address(before: str, after: str) -> str:
    """Return the address of the map of two plans."""
    return f"{COMPARISON_PATH}/{before}/{after}"


async def _compare(folder: Path, request: Request) -> Response:
    """Draw two plans on one map."""
    plans, names = folder / PLANS_FOLDER, (request.path_params["a"], request.path_params["b"])
    try:
        first, second = (inside(plans, name) / PLAN_FILE for name in names)
    except OutsideError:
        return _missing()
    if not (first.is_file() and second.is_file()):
        return _missing()
    draw = partial(draw_comparison, first, second, folder=folder, names=names)
    try:
        page = await asyncio.to_thread(draw)
    except (ItineranceError, OSError) as error:
        text, _ = explain(error)
        return PlainTextResponse(text, status_code=409)
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICIES[".html"]})


def _missing() -> Response:
    return PlainTextResponse("Fichier introuvable.", status_code=404)
