"""The server of the page: the frame and its pages behind the guard."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date
from functools import partial
from inspect import isawaitable
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI, Request
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp

from geodata.errors import Fault, SettingsError
from planner.app.desk.keeper import DeskKeeper
from planner.app.jobs.keeper import JobKeeper
from planner.app.web.door import Door
from planner.app.web.feedback import FORESEEN, draw_failure
from planner.app.web.files import add_files
from planner.app.web.guard import USER, Guard
from planner.app.web.headers import Hardened
from planner.app.web.layout import frame
from planner.app.web.login import Login
from planner.app.web.office import Office, Visit
from planner.app.web.passing import pass_inside
from planner.app.web.registry import Page, list_pages
from planner.app.web.sessions import Sessions
from planner.app.web.unforeseen import (
    answer_missing,
    answer_to_failure,
    draw_unforeseen,
    log_unforeseen,
)
from planner.app.web.watching import FolderWatch

HOME: Final = "/"
_BUILD_LIMIT_S: Final = 60.0
_RECONNECT_S: Final = 30.0
"""A computer that wakes up finds its page as it was."""
_SHUTDOWN_S: Final = 2


def make_app(office: Office, door: Door) -> ASGIApp:
    """Put the pages of a territory folder behind the guard."""
    shell = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_watching(office))
    add_files(shell, office.folder)
    pages = list_pages()
    for page in pages:
        _register(page, office)
    if all(page.path != HOME for page in pages):
        shell.add_route(HOME, partial(_go_to, pages[0].path))
    # Quasar's bar for requests under way has no name for screen readers; pages say what they do.
    nicegui_app.config.quasar_config["loadingBar"]["skipHijack"] = True
    ui.run_with(
        shell,
        title="itinerance",
        language="fr",
        tailwind=False,
        reconnect_timeout=_RECONNECT_S,
        gzip_middleware_factory=None,  # the nonce comes first
        show_welcome_message=False,
    )
    nicegui_app.exception_handler(404)(answer_missing)
    sessions = Sessions()
    return Guard(
        app=GZipMiddleware(Hardened(shell), minimum_size=1000),
        door=door,
        sessions=sessions,
        login=Login(door=door, sessions=sessions),
    )


def serve(
    folder: Path,
    *,
    door: Door,
    listener: socket.socket,
    on_start: Callable[[], None],
    today: Callable[[], date] = date.today,
) -> None:
    """Serve the page of a folder until a signal ends it; ``today`` is the coordinator's day."""
    office = Office(
        folder=folder,
        watch=FolderWatch(folder),
        jobs=JobKeeper(folder),
        desk=DeskKeeper(folder, today=today),
    )
    nicegui_app.on_startup(on_start)
    config = uvicorn.Config(
        make_app(office, door),
        log_level="warning",
        server_header=False,
        proxy_headers=door.public_url is not None,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    with pass_inside(folder):
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes any that is free.

    Raises
    ------
    SettingsError
        When another program has it, or this computer has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # now: whoever reads the address may come at once
    except OSError as error:
        listener.close()
        raise SettingsError(
            (
                Fault(
                    file="itinerance serve",
                    message=f"{host}, port {port} : adresse prise par un autre programme, ou "
                    "inconnue de cet ordinateur",
                    remedy="choisissez un autre port avec --port (0 : n'importe lequel de libre)",
                ),
            )
        ) from error
    return listener


def _register(page: Page, office: Office) -> None:
    async def show(request: Request) -> None:
        visit = Visit(office=office, user=request.scope[USER])
        ui.on_exception(answer_to_failure)
        with frame(page, visit, pages=list_pages()):
            try:
                built = page.build(visit)
                if isawaitable(built):
                    await built
            except FORESEEN as error:
                draw_failure(error)
            except Exception as error:  # noqa: BLE001 - the frame, and its other pages, still work
                log_unforeseen(error)
                draw_unforeseen(error)

    ui.page(page.path, title=f"{page.title} – itinerance", response_timeout=_BUILD_LIMIT_S)(show)


async def _go_to(path: str, _request: Request) -> RedirectResponse:
    return RedirectResponse(path, status_code=303)


def _watching(office: Office) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(_app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(office.watch.run())
        office.desk.open_ahead()
        try:
            yield
        finally:
            office.desk.stop_repair()  # or the process would wait for its thread
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return run
