"""The versions of a territory, read from its plan folders."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from planner.history.version import VERSION_FILE, Version
from planner.plan.file import PLAN_FILE
from planner.plan.store import list_plans

State = Literal[
    "sound",
    "altered",  # plan.json is not the one that was written
    "unreadable",  # plan.json or version.json cannot be read
    "unrecorded",  # stored before versions had a record
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """A plan folder and what its record says."""

    path: Path
    version: Version | None
    state: State

    @property
    def name(self) -> str:
        """Name of the plan folder."""
        return self.path.name


def list_versions(folder: Path) -> tuple[StoredVersion, ...]:
    """List the versions of a territory by first day, then number; the last one is in force."""
    return tuple(read_stored_version(path) for path in list_plans(folder))


def read_version(plan_folder: Path) -> Version | None:
    """Read the record of a plan; ``None`` where there is none that can be read."""
    return read_stored_version(plan_folder).version


def read_stored_version(plan_folder: Path) -> StoredVersion:
    """Read the record of a plan, and whether the plan is still the one recorded."""
    version, state = _read(plan_folder)
    return StoredVersion(path=plan_folder, version=version, state=state)


def _read(plan_folder: Path) -> tuple[Version | None, State]:
    try:
        plan = (plan_folder / PLAN_FILE).read_bytes()
    except OSError:
        return None, "unreadable"
    try:
        record = (plan_folder / VERSION_FILE).read_bytes()
        version = Version.model_validate_json(record, strict=True)
    except FileNotFoundError:
        return None, "unrecorded"
    except (OSError, ValidationError):
        return None, "unreadable"
    is_sound = hashlib.sha256(plan).hexdigest() == version.plan_sha256
    return version, "sound" if is_sound else "altered"
