"""What a full disk, a read-only folder or a killed process leaves of a plan store."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from planner.plan.file import format_plan, read_plan
from planner.plan.store import list_plans, write_plan_folder
from tests.planner.small_plan import make_plan

START = date(2027, 1, 4)
NUM_KILLS = 50


@pytest.fixture(scope="module")
def plan_bytes() -> bytes:
    return format_plan(make_plan()).encode()


@pytest.fixture
def store(tmp_path: Path, plan_bytes: bytes) -> Path:
    """A territory folder with one good plan."""
    write_plan_folder(tmp_path, START, files_of(plan_bytes))
    return tmp_path


def files_of(plan_bytes: bytes) -> dict[str, bytes]:
    return {"plan.json": plan_bytes, "map.html": b"m" * 50_000, "calendriers/a.ics": b"BEGIN"}


def is_whole(folder: Path, plan_bytes: bytes) -> bool:
    """Whether a plan folder holds every byte, and its plan can be read."""
    read_plan(folder / "plan.json")
    return all(
        (folder / name).read_bytes() == content for name, content in files_of(plan_bytes).items()
    )


def system_calls() -> Iterator[tuple[object, str]]:
    """Everything that writing a plan asks of the disk."""
    yield os, "fsync"
    yield Path, "mkdir"
    yield Path, "open"
    yield Path, "replace"
    yield Path, "rename"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS], ids=["disk-full", "read-only"])
def test_whichever_call_fails_the_last_good_plan_stays_and_no_other_appears(
    store: Path, plan_bytes: bytes, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    failing = -1

    def broken(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(number, os.strerror(number))
            return real(*args, **named)

        return call

    num_tried = 0
    while True:
        calls, failing = 0, num_tried + 1
        with monkeypatch.context() as patch:
            for place, name in system_calls():
                patch.setattr(place, name, broken(getattr(place, name)))
            try:
                write_plan_folder(store, START, files_of(plan_bytes))
            except OSError:
                num_tried += 1
            else:
                break
        # After the rename alone the plan is there although its name was not yet synced.
        seen = list_plans(store)
        assert all(is_whole(folder, plan_bytes) for folder in seen)
        assert seen[0].name == "2027-01-04-1"
    assert num_tried > 10


def test_a_disk_that_is_really_full_keeps_the_last_good_plan(
    tmp_path: Path, plan_bytes: bytes
) -> None:
    if shutil.which("mount") is None or os.name == "nt" or os.getuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=176k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - fixed
        pytest.skip("needs the right to mount a small disk")
    try:
        first = write_plan_folder(disk, START, files_of(plan_bytes))
        write_plan_folder(disk, START, files_of(plan_bytes))
        with pytest.raises(OSError, match="No space left"):
            write_plan_folder(disk, START, files_of(plan_bytes))
        assert all(is_whole(folder, plan_bytes) for folder in list_plans(disk))
        assert list_plans(disk)[0] == first
        assert not list((disk / "plans").glob(".*"))  # the half-written draft gave its room back
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607 - our own mount


WRITE_FOR_EVER = (
    "import sys\n"
    "from datetime import date\n"
    "from pathlib import Path\n"
    "from planner.plan.store import write_plan_folder\n"
    "folder, plan = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()\n"
    "files = {'plan.json': plan, 'map.html': b'm' * 50_000, 'calendriers/a.ics': b'BEGIN'}\n"
    "while True:\n"
    "    sys.stdin.readline()\n"
    "    pid = __import__('os').fork()\n"
    "    if pid == 0:\n"
    "        while True:\n"
    "            write_plan_folder(folder, date(2027, 1, 4), files)\n"
    "    print(pid, flush=True)\n"
    "    __import__('os').waitpid(pid, 0)\n"
)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_writer_killed_at_any_moment_leaves_only_whole_plans(
    store: Path, plan_bytes: bytes
) -> None:
    source = store / "plan-to-write.json"
    source.write_bytes(plan_bytes)
    moments = random.Random(7)  # noqa: S311 - moments to kill at
    with subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", WRITE_FOR_EVER, str(store), str(source)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        num_drafts = 0
        for _ in range(NUM_KILLS):
            parent.stdin.write("\n")
            parent.stdin.flush()
            writer = int(parent.stdout.readline())
            time.sleep(moments.uniform(0.0, 0.03))
            os.kill(writer, signal.SIGKILL)
            plans = list_plans(store)
            assert plans
            assert is_whole(plans[-1], plan_bytes)
            num_drafts += len(list((store / "plans").glob(".*.partial"))) > num_drafts
        parent.kill()
    assert all(is_whole(folder, plan_bytes) for folder in list_plans(store))
    assert num_drafts  # some writers did die in the middle


def test_drafts_of_killed_runs_are_cleared_away_a_day_later(store: Path, plan_bytes: bytes) -> None:
    old, fresh = (store / "plans" / f".2027-01-04-{name}.partial" for name in ("old", "fresh"))
    for draft in (old, fresh):
        draft.mkdir()
        (draft / "plan.json").write_bytes(b"{")
    two_days_ago = time.time() - 48 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    write_plan_folder(store, START, files_of(plan_bytes))
    assert fresh.exists()
    assert not old.exists()
