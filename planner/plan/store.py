"""Where plans are kept: ``<territory folder>/plans/<start>-<n>/``, written once, never changed.

A plan appears with one rename, complete or not at all. What a killed run leaves behind has a name
that begins with a dot, which no reader here looks at; a later run clears it away.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from geodata.files import sync_folder, write_atomically
from planner.plan.file import PLAN_FILE

PLANS_FOLDER: Final = "plans"
_ABANDONED_S: Final = 24 * 3600
"""A draft that nobody has touched for so long is of a run that was killed."""
_PLAN_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-([1-9]\d*)", re.ASCII)


def write_plan_folder(folder: Path, start: date, files: Mapping[str, bytes]) -> Path:
    """Store a plan and its exports under the next free number of its first day.

    Parameters
    ----------
    folder
        The territory folder.
    start
        First day of the planning.
    files
        Relative path (with ``/``) -> content; ``plan.json`` must be among them.

    Returns
    -------
    Path
        The folder written. Writers at the same time get different ones.

    Raises
    ------
    ValueError
        When plan.json is missing or a path leaves the folder; nothing is written then.
    """
    if PLAN_FILE not in files:
        raise ValueError(f"a plan folder holds {PLAN_FILE}")
    for name in files:
        _check_name(name)
    plans = folder / PLANS_FOLDER
    plans.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(plans)
    # Beside its final place, hence on the same file system: only there a rename is one step.
    draft = plans / f".{start.isoformat()}-{secrets.token_hex(8)}.partial"
    draft.mkdir()
    try:
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        for written in sorted({draft, *(path for path in draft.rglob("*") if path.is_dir())}):
            sync_folder(written)
        final = _rename_to_next(draft, plans, start)
    except BaseException:
        # Also for Ctrl-C: a draft is of no use to anybody.
        shutil.rmtree(draft, ignore_errors=True)
        raise
    sync_folder(plans)
    return final


def list_plans(folder: Path) -> tuple[Path, ...]:
    """List the plan folders of a territory by first day, then number."""
    return tuple(path for _, _, path in sorted(_numbered(folder / PLANS_FOLDER)))


def latest_plan(folder: Path) -> Path | None:
    """Return the plan with the latest first day and, of these, the last written."""
    plans = list_plans(folder)
    return plans[-1] if plans else None


def _numbered(plans: Path) -> list[tuple[date, int, Path]]:
    """Find the plan folders: (first day, number, path)."""
    found = []
    if plans.is_dir():
        for path in plans.iterdir():
            match = _PLAN_NAME.fullmatch(path.name)
            if match and (path / PLAN_FILE).is_file():
                try:
                    found.append((date.fromisoformat(match[1]), int(match[2]), path))
                except ValueError:
                    continue  # a date that no calendar has: not one of ours
    return found


def _clear_abandoned(plans: Path) -> None:
    """Give back the room of drafts that killed runs left."""
    for draft in plans.glob(".*.partial"):
        with suppress(OSError):  # somebody else clears it, too
            if time.time() - draft.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(draft, ignore_errors=True)


def _rename_to_next(draft: Path, plans: Path, start: date) -> Path:
    """Give a finished draft the first number after all others of its first day."""
    # After the highest, not the first gap: a deleted plan's number would make a new plan look old.
    number = max((n for day, n, _ in _numbered(plans) if day == start), default=0) + 1
    while True:
        final = plans / f"{start.isoformat()}-{number}"
        # A rename replaces an *empty* folder without complaint, so existence is asked as well. A
        # concurrent writer's folder is never empty: there the rename itself fails.
        if not os.path.lexists(final):
            try:
                return draft.rename(final)
            except OSError:
                if not os.path.lexists(final):
                    raise
        number += 1


def _check_name(name: str) -> None:
    """Refuse a file name that could leave the plan folder, on any system."""
    windows = PureWindowsPath(name)
    parts = PurePosixPath(name).parts
    if not parts or "\\" in name or name[0] == "/" or windows.drive or ".." in parts:
        raise ValueError(f"not a path inside a plan folder: {name!r}")
