"""What is on record of a job: ``.jobs/<id>/`` in the territory folder.

========================  ========================================================================
``job.json``              what was asked, by whom; written before the process starts
``progress.jsonl``        its standard error stream: what ``--progress json`` says
``result.json``           its standard output: what ``--json`` says
``stop.json``             who asked it to stop, and when
``end.json``              its exit code; ``null`` where the process was killed
``pid``                   of the process
``passing/``              its temporary files
========================  ========================================================================
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from geodata.errors import Fault
from planner.app.jobs.names import END_FILE, JOB_FILE, PROGRESS_FILE, RESULT_FILE, STOP_FILE
from planner.app.progress import ProgressEvent, event_from_json

JobState = Literal["running", "done", "failed", "killed"]


class Request(BaseModel):
    """What was asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    """French, for people: « Planification »."""
    arguments: tuple[str, ...]
    """Of the command ``itinerance``."""
    author: str
    reason: str
    started_at: AwareDatetime


class Stop(BaseModel):
    """Somebody will not wait for the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: str
    at: AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a job wrote no plan, in the terminal's words."""

    text: str
    exit_code: int
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as its record stands now."""

    folder: Path
    request: Request
    state: JobState
    stop: Stop | None
    events: tuple[ProgressEvent, ...]
    failure: Failure | None
    result: dict[str, Any] | None

    @property
    def id(self) -> str:
        """Name of its folder; later jobs have later names."""
        return self.folder.name

    @property
    def event(self) -> ProgressEvent | None:
        """Where it stands, or stood at its end."""
        return self.events[-1] if self.events else None

    def event_at(self, now: datetime) -> ProgressEvent | None:
        """Where it stands at a moment."""
        if self.event is None or self.state != "running":
            return self.event
        return self.event.at((now - self.request.started_at).total_seconds())

    @property
    def plan_name(self) -> str | None:
        """Name of the plan that it wrote."""
        if self.result is None:
            return None
        if "path" in self.result:
            return Path(self.result["path"]).name
        files = [Path(path) for path in self.result.get("files", [])]
        plans = [path.parent.name for path in files if path.name == "plan.json"]
        return plans[0] if plans else None


def read_job(folder: Path, *, is_running: bool) -> Job | None:
    """Read the record of a job; ``None`` where there is none, or it cannot be read."""
    try:
        request = Request.model_validate_json((folder / JOB_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    events, failure = _read_progress(folder / PROGRESS_FILE)
    end = _read_json(folder / END_FILE)
    state: JobState = "running" if is_running else "killed"
    if not is_running and end is not None and end.get("exit_code") is not None:
        state = "done" if end.get("exit_code") == 0 else "failed"
    return Job(
        folder=folder,
        request=request,
        state=state,
        stop=_read_stop(folder / STOP_FILE),
        events=events,
        failure=failure,
        result=_read_json(folder / RESULT_FILE) if state == "done" else None,
    )


def _read_progress(path: Path) -> tuple[tuple[ProgressEvent, ...], Failure | None]:
    """Read what a job said so far; a line that is not yet whole, or not ours, is left out."""
    events: list[ProgressEvent] = []
    failure = None
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return (), None
    for line in lines:
        try:
            found = json.loads(line)
            if found["event"] == "progress":
                events.append(event_from_json(found))
            elif found["event"] == "failure":
                faults = tuple(Fault(**fault) for fault in found["faults"])
                failure = Failure(text=found["text"], exit_code=found["exit_code"], faults=faults)
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(events), failure


def _read_stop(path: Path) -> Stop | None:
    try:
        return Stop.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
