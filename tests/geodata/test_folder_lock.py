import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.errors import FolderInUseError, TerritoryError
from geodata.folder_lock import HOLDER_FILE, LOCK_FILE, lock_folder

HOLD = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from geodata.folder_lock import lock_folder\n"
    "with lock_folder(Path(sys.argv[1]), doing='itinerance plan'):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.readline()\n"
)


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds a folder until its standard input ends."""
    holder = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_who_holds_a_folder_since_when_and_what_to_do_is_said(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        with pytest.raises(FolderInUseError) as caught, lock_folder(tmp_path, doing="x"):
            pass
        holder.communicate("\n")
    told = str(caught.value)
    assert "« itinerance plan »" in told
    assert f"processus {holder.pid}" in told
    assert "depuis le" in told
    assert "Attendez la fin" in told


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert (tmp_path / HOLDER_FILE).exists()  # what it said of itself is still there
    with lock_folder(tmp_path, doing="itinerance restore"):
        assert json.loads((tmp_path / HOLDER_FILE).read_text())["pid"] == os.getpid()


def test_whoever_waits_gets_the_folder_when_the_holder_is_done(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        assert holder.stdin is not None
        holder.stdin.close()
        with lock_folder(tmp_path, doing="x", wait_s=30):
            pass
        holder.stdin = None  # closed already


def test_a_holder_that_has_not_said_who_it_is_holds_all_the_same(tmp_path: Path) -> None:
    with lock_folder(tmp_path, doing="x"):
        (tmp_path / HOLDER_FILE).write_text("{")
        with (
            pytest.raises(FolderInUseError, match="par un autre processus"),
            lock_folder(tmp_path, doing="y"),
        ):
            pass


def test_a_folder_is_free_after_a_failure_inside(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock_folder(tmp_path, doing="x"):
        raise KeyError
    with lock_folder(tmp_path, doing="y"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_FILE]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with (
        pytest.raises(TerritoryError, match="n'existe pas"),
        lock_folder(tmp_path / "absent", doing="x"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
