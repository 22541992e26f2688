"""A small territory folder, planned once for all tests of the command."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planner.app.demo import write_demo
from planner.app.main import run


@dataclass(frozen=True)
class PlannedFolder:
    """A territory folder and what planning it printed."""

    folder: Path
    summary: dict[str, Any]

    @property
    def plan(self) -> Path:
        return self.folder / "plans" / "2027-01-04-1"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic territory of 60 communes, not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "territoire"
    folder.mkdir()
    write_demo(folder, num_communes=60, num_advisers=2, seed=3)
    return folder


@pytest.fixture(scope="session")
def planned(demo_folder: Path) -> PlannedFolder:
    """The same, planned through the command."""
    output = demo_folder.parent / "summary.json"
    exit_code = run_to_file(output, "plan", str(demo_folder), "--quiet", "--json")
    assert exit_code == 0
    return PlannedFolder(folder=demo_folder, summary=json.loads(output.read_text()))


@pytest.fixture(scope="session")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planned territory of 14 communes and 2 advisers; copy it before writing in it."""
    folder = tmp_path_factory.mktemp("office") / "territoire"
    folder.mkdir()
    write_demo(folder, num_communes=14, num_advisers=2, seed=1)
    assert run(["plan", str(folder), "--quiet", "--why", "Premier planning"]) == 0
    return folder


def run_to_file(output: Path, *arguments: str) -> int:
    """Run the command in this process with its standard output in a file."""
    import contextlib  # noqa: PLC0415 - a session fixture cannot use capsys

    with output.open("w") as file, contextlib.redirect_stdout(file):
        return run(arguments)
