"""Starting, finding, and stopping jobs of a territory folder."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from geodata.errors import FolderInUseError
from geodata.files import write_atomically
from geodata.folder_lock import lock_folder
from planner.app.folder_state import JOBS_FOLDER
from planner.app.jobs.names import (
    END_FILE,
    JOB_FILE,
    PASSING_FOLDER,
    PID_FILE,
    PROGRESS_FILE,
    RESULT_FILE,
    STOP_FILE,
)
from planner.app.jobs.record import Job, Request, Stop, read_job
from planner.wording import one_line

_KEPT: Final = 20
"""Records of jobs; older ones make room."""
_START_S: Final = 10
"""A process that was started so lately may not hold its lock yet."""


class JobKeeper:
    """The jobs of one folder: what is on disk, and the processes started from here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._turn = Lock()

    @property
    def _home(self) -> Path:
        return self._folder / JOBS_FOLDER

    def start(self, title: str, arguments: Sequence[str], *, author: str, reason: str) -> Job:
        """Start the command ``itinerance`` with these arguments, as a process that outlives us.

        Raises
        ------
        FolderInUseError
            When a job is under way already.
        """
        with self._turn:
            if (current := self.current()) is not None:
                raise FolderInUseError(
                    f"Un calcul est déjà en cours : {current.request.title}, demandé par "
                    f"{one_line(current.request.author)}. Attendez sa fin, ou arrêtez-le."
                )
            now = datetime.now(UTC)
            folder = self._home / f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
            passing = folder / PASSING_FOLDER
            passing.mkdir(parents=True)
            request = Request(
                title=title,
                arguments=tuple(arguments),
                author=author,
                reason=reason,
                started_at=now,
            )
            write_atomically(folder / JOB_FILE, request.model_dump_json(indent=1))
            with (
                (folder / PROGRESS_FILE).open("wb") as progress,
                (folder / RESULT_FILE).open("wb") as result,
            ):
                child = subprocess.Popen(  # noqa: S603 - our own command
                    [sys.executable, "-m", "planner.app.jobs.runner", str(folder), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=result,
                    stderr=progress,
                    start_new_session=True,  # Ctrl-C in the server's terminal is not for it
                    # What it leaves when it is killed goes with its record.
                    env={**os.environ, "TMPDIR": str(passing.resolve())},
                )
            self._children[folder.name] = child
            write_atomically(folder / PID_FILE, str(child.pid))
            self._clear_old()
        return Job(
            folder=folder,
            request=request,
            state="running",
            stop=None,
            events=(),
            failure=None,
            result=None,
        )

    def current(self) -> Job | None:
        """Return the job under way, whichever server started it."""
        latest = self.latest()
        return latest if latest is not None and latest.state == "running" else None

    def latest(self) -> Job | None:
        """Return the job under way or, if there is none, the one that was started last.

        Two servers may start one each at the same moment; the folder's lock refuses the second.
        """
        folders = self._list()
        under_way = (folder for folder in reversed(folders) if self._is_running(folder))
        last = next(under_way, folders[-1] if folders else None)
        return None if last is None else self._read(last)

    def stop(self, job: Job, *, author: str) -> None:
        """Ask a job to end with the best plan that it has found and had checked.

        Before there is any plan, it ends with none.
        """
        stop = Stop(author=author, at=datetime.now(UTC))
        write_atomically(job.folder / STOP_FILE, stop.model_dump_json())
        pid = _read_pid(job.folder)
        if pid is not None and self._is_running(job.folder):
            os.kill(pid, signal.SIGTERM)

    def _list(self) -> list[Path]:
        if not self._home.is_dir():
            return []
        return sorted(path for path in self._home.iterdir() if (path / JOB_FILE).is_file())

    def _read(self, folder: Path) -> Job | None:
        return read_job(folder, is_running=self._is_running(folder))

    def _is_running(self, folder: Path) -> bool:
        child = self._children.get(folder.name)
        if child is not None:
            return child.poll() is None
        if (folder / END_FILE).exists():
            return False
        try:
            with lock_folder(folder, doing="itinerance serve"):
                pass
        except FolderInUseError:
            return True
        if _is_starting(folder):
            return True
        write_atomically(folder / END_FILE, json.dumps({"exit_code": None}))
        return False

    def _clear_old(self) -> None:
        *before, _started = self._list()
        for folder in before:
            if not self._is_running(folder):
                shutil.rmtree(folder / PASSING_FOLDER, ignore_errors=True)
        for folder in self._list()[:-_KEPT]:
            shutil.rmtree(folder, ignore_errors=True)
            self._children.pop(folder.name, None)


def _read_pid(folder: Path) -> int | None:
    try:
        return int((folder / PID_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _is_starting(folder: Path) -> bool:
    """Whether a process was started so lately that it may not hold its lock yet."""
    pid = _read_pid(folder)
    if pid is None:
        return False
    try:
        age = datetime.now(UTC) - datetime.fromtimestamp((folder / PID_FILE).stat().st_mtime, UTC)
        os.kill(pid, 0)
    except OSError:
        return False
    return age < timedelta(seconds=_START_S)
