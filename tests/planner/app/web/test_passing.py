"""What passes through the server leaves nothing behind, least of all where others can read it."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.app.web.passing import pass_inside
from tests.planner.app.web.serving import PATIENCE_MS, ROOT, Server, open_tab

expect.set_options(timeout=PATIENCE_MS)
LEAVE_A_FILE = """
import os, signal, sys, tempfile
from pathlib import Path
from planner.app.web.passing import pass_inside
with pass_inside(Path(sys.argv[1])):
    tempfile.NamedTemporaryFile(delete=False).write(b"answers")
    print("written", flush=True)
    sys.stdin.read()
"""


def left_in(folder: Path) -> list[Path]:
    """Files that are passing, apart from locks."""
    return [
        path
        for path in (folder / "desk" / ".passing").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    ]


def start_writer(folder: Path) -> subprocess.Popen[str]:
    """Another process that has written a file, and waits."""
    process = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", LEAVE_A_FILE, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_temporary_files_are_written_in_the_folder_and_cleared(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with pass_inside(tmp_path) as own:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            assert Path(file.name).parent == own
        assert own.parent.stat().st_mode & 0o077 == 0
    assert left_in(tmp_path) == []
    assert tempfile.gettempdir() == before


def test_what_a_killed_server_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    end(start_writer(tmp_path))
    assert len(left_in(tmp_path)) == 1
    with pass_inside(tmp_path):
        assert left_in(tmp_path) == []


def test_what_another_server_is_at_stays(tmp_path: Path) -> None:
    other = start_writer(tmp_path)
    with pass_inside(tmp_path):
        assert len(left_in(tmp_path)) == 1
    end(other)


@pytest.mark.browser
def test_an_export_of_the_survey_never_reaches_the_systems_folder(
    own_office: Path, serve_office: Callable[..., Server], browser: Browser, tmp_path: Path
) -> None:
    system = tmp_path / "system"
    system.mkdir()
    server = serve_office(own_office, environment={"TMPDIR": str(system)})
    tab = open_tab(browser, server)
    page = tab.open("/territoire")
    export = b"Age;Besoin d'aide\n" + b"42;oui\n" * 300_000
    page.locator('input[type="file"]').set_input_files(
        {"name": "export.csv", "mimeType": "text/csv", "buffer": export}
    )
    page.locator(".dropped", has_text="export.csv").wait_for()
    server.kill()
    assert list(system.iterdir()) == []
    serve_office(own_office, environment={"TMPDIR": str(system)})
    assert left_in(own_office) == []
    page.context.close()
