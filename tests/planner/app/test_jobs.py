"""Jobs: processes of their own, on record in the folder, found again by any server."""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from geodata.errors import FolderInUseError
from planner.app.jobs.keeper import JobKeeper
from planner.app.jobs.names import END_FILE, JOB_FILE, PID_FILE, PROGRESS_FILE
from planner.app.jobs.record import Job, Request, read_job
from planner.app.progress import Timeline, event_as_json
from planner.progress import Known, SearchBegins
from tests.planner.app.conftest import PlannedFolder

PATIENCE_S = 60


def wait_for_end(keeper: JobKeeper) -> Job:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        job = keeper.latest()
        if job is not None and job.state != "running":
            return job
        time.sleep(0.1)
    raise AssertionError("the job did not end")


@pytest.fixture(autouse=True)
def modules_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


def test_a_job_ends_with_the_answer_of_its_command(planned: PlannedFolder, tmp_path: Path) -> None:
    keeper = JobKeeper(tmp_path)
    arguments = ["history", str(planned.folder), "--json"]
    started = keeper.start("Historique", arguments, author="Camille", reason="voir")
    with pytest.raises(FolderInUseError, match="demandé par Camille"):
        keeper.start("Historique", arguments, author="Dominique", reason="")
    refused = record_of(tmp_path / ".jobs" / "99991231T000000-a")  # by the folder's lock
    (refused / END_FILE).write_text('{"exit_code": 4}')
    other_server = JobKeeper(tmp_path).current()
    assert other_server is not None
    assert other_server.id == started.id
    shutil.rmtree(refused)
    job = wait_for_end(keeper)
    assert (job.id, job.state, job.request.reason) == (started.id, "done", "voir")
    assert read_job(job.folder, is_running=False) == JobKeeper(tmp_path).latest()


def test_a_job_that_fails_says_why_in_the_words_of_the_terminal(tmp_path: Path) -> None:
    keeper = JobKeeper(tmp_path)
    keeper.start("Planification", ["plan", str(tmp_path), "--progress=json"], author="C", reason="")
    job = wait_for_end(keeper)
    assert job.state == "failed"
    assert job.failure is not None
    assert {fault.file for fault in job.failure.faults} >= {"communes.geojson", "venues.csv"}


def test_a_killed_job_is_known_to_be_dead_and_another_may_start(tmp_path: Path) -> None:
    keeper = JobKeeper(tmp_path)
    started = keeper.start("Planification", ["plan", str(tmp_path)], author="C", reason="")
    os.kill(int((started.folder / PID_FILE).read_text()), signal.SIGKILL)
    assert wait_for_end(keeper).state == "killed"
    other = JobKeeper(tmp_path)
    os.utime(started.folder / PID_FILE, (0, 0))
    assert other.current() is None
    assert json.loads((started.folder / END_FILE).read_text()) == {"exit_code": None}


def record_of(folder: Path, *lines: str) -> Path:
    folder.mkdir(parents=True)
    request = Request(
        title="Planification",
        arguments=("plan",),
        author="C",
        reason="",
        started_at="2027-01-04T08:00:00Z",
    )
    (folder / JOB_FILE).write_text(request.model_dump_json())
    (folder / PROGRESS_FILE).write_text("\n".join(lines))
    return folder


def test_a_line_half_written_or_not_ours_is_left_out(tmp_path: Path) -> None:
    timeline = Timeline()
    timeline.advance(SearchBegins(limit_s=60, need=100.0))
    event = timeline.advance(Known(objective="coverage", value=80.0, bound=90.0))
    line = json.dumps(event_as_json(event))
    folder = record_of(tmp_path / "j", "Warning: something", line, line[: len(line) // 2])
    job = read_job(folder, is_running=True)
    assert job is not None
    assert job.events == (event,)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"title": 3}'])
def test_a_record_that_cannot_be_read_is_no_job(tmp_path: Path, content: str) -> None:
    (tmp_path / JOB_FILE).write_text(content)
    assert read_job(tmp_path, is_running=False) is None
