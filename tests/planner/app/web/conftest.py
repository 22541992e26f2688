"""A served territory folder and signed-in browser tabs for the tests of the page."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.planner.app.web.serving import PATIENCE_MS, Server, Tab, open_tab, start_server

pytest.importorskip("nicegui", reason="the extra itinerance[web] is not installed")
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)  # before the distributor reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process: they share a folder, a server and a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("web"))


@pytest.fixture
def own_office(small_office: Path, tmp_path: Path) -> Path:
    """The same for one test alone, to be written in."""
    return shutil.copytree(small_office, tmp_path / "territoire")


@pytest.fixture(scope="session")
def server(small_office: Path) -> Iterator[Server]:
    """A server on the small territory, for tests that write nothing."""
    running = start_server(small_office)
    yield running
    running.stop()


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """A signed-in tab of the shared server."""
    opened = open_tab(browser, server)
    yield opened
    opened.page.context.close()


@pytest.fixture
def serve_office() -> Iterator[Callable[..., Server]]:
    """Start servers of the test's own; they end with it."""
    running: list[Server] = []

    def start(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Server:
        running.append(start_server(folder, *options, environment=environment))
        return running[-1]

    yield start
    for server in running:
        server.stop()
