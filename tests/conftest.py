"""Fixtures shared by all tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
)
SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """Folder of the real data of Charente-Maritime, which is not part of the repository."""
    folder = SHARED_FOLDER / "charente-maritime"
    if not folder.is_dir():
        pytest.skip(f"real data not found beside the repository: {folder.name}")
    return folder


@pytest.fixture(scope="session")
def bench_folder() -> Path:
    """Folder of published benchmark instances, which is not part of the repository."""
    folder = SHARED_FOLDER / "bench"
    if not folder.is_dir():
        pytest.skip(f"benchmark instances not found beside the repository: {folder.name}")
    return folder


@pytest.hookimpl(tryfirst=True)  # before the distributor reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's tests on the real data in one process: they share what is slow to make."""
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, started once."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as engine:
        instance = engine.chromium.launch(executable_path=chromium, args=list(BROWSER_FLAGS))
        yield instance
        instance.close()
