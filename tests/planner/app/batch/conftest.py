"""A territory as small as they come, and batches of it in processes of their own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from planner.app.demo import write_demo

ROOT = Path(__file__).resolve().parents[4]
BATCH = "import sys; from planner.app.main import main; main()"
NUM_SCENARIOS = 40
PATIENCE_S = 480


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten communes, an adviser and two weeks; not to be changed."""
    folder = tmp_path_factory.mktemp("tiny") / "canton"
    folder.mkdir()
    write_demo(folder, num_communes=10, num_advisers=1, seed=3)
    (folder / "survey.csv").unlink()
    settings = folder / "itinerance.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("num_weeks = 12", "num_weeks = 2"),
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def tiny(tiny_folder: Path, tmp_path: Path) -> Path:
    """A copy of it that may be changed."""
    return copy_of(tiny_folder, tmp_path / "canton")


def copy_of(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def write_grid(folder: Path) -> Path:
    """Write a batch file of forty scenarios of a territory folder beside it."""
    path = folder.parent / "lot.toml"
    path.write_text(
        f'territories = ["{folder.name}"]\n[grid]\n'
        "access.standard_minutes = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15]\n"
        'need.scenario = ["mean", "high"]\nwork.lunch_minutes = [45, 60]\n',
        encoding="utf-8",
    )
    return path


def start_batch(path: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", BATCH, "batch", str(path), "--json", "--quiet", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def environment() -> dict[str, str]:
    """Environment in which a process finds this very code."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def finish(batch: subprocess.Popen[str]) -> tuple[int, list[dict[str, Any]]]:
    """Wait for a batch; its exit code, and the record of each scenario."""
    out, _ = batch.communicate(timeout=PATIENCE_S)
    return batch.returncode, [json.loads(line) for line in out.splitlines()]


def wait_for(
    condition: Callable[[], bool], *, while_runs: subprocess.Popen[str] | None = None
) -> None:
    """Wait until a condition holds."""
    end_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert while_runs is None or while_runs.poll() is None, "the batch ended before"
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.02)


def finished_plans(folder: Path) -> dict[str, list[Path]]:
    """Plan folders of each scenario of a territory."""
    found: dict[str, list[Path]] = {}
    for plan in sorted(folder.glob("scenarios/*/plans/[!.]*")):
        found.setdefault(plan.parent.parent.name, []).append(plan)
    return found


def content_of(plans: Sequence[Path]) -> list[dict[str, bytes]]:
    """Every byte of some plans, their records left out: these say when they were written."""
    return [
        {
            path.relative_to(plan).as_posix(): path.read_bytes()
            for path in sorted(plan.rglob("*"))
            if path.is_file() and path.name != "version.json"
        }
        for plan in plans
    ]
