"""What a territory folder looks like from outside: tokens that change when somebody writes in it.

Pages ask for them often, so nothing is opened: names, sizes and times of change are enough, since
every file of ours is written under another name and renamed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from planner.plan.store import PLANS_FOLDER

JOBS_FOLDER: Final = ".jobs"
Part = Literal["tables", "plans", "jobs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """One token for each part of a folder."""

    tables: str
    """Tables and settings: the files of the folder itself."""
    plans: str
    jobs: str

    def token(self, parts: tuple[Part, ...]) -> tuple[str, ...]:
        """Gather the tokens of some parts, to be compared with later ones."""
        return tuple(getattr(self, part) for part in parts)


def read_state(folder: Path) -> FolderState:
    """Look at a folder; what vanishes meanwhile counts as gone."""
    return FolderState(
        tables=_token(seen for seen, is_folder in _list(folder, depth=0) if not is_folder),
        plans=_token(seen for seen, _ in _list(folder / PLANS_FOLDER, depth=0)),
        jobs=_token(seen for seen, _ in _list(folder / JOBS_FOLDER, depth=1)),
    )


def _list(folder: Path, *, depth: int) -> Iterator[tuple[tuple[str, int, int], bool]]:
    """List (name, time of change, size) of what a folder shows, so many folders deep.

    With each, whether it is a folder: what is written in one changes the time of the folder, too.
    """
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.startswith("."):
                    continue  # locks, and files under way
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and depth > 0:
                    yield from _list(Path(entry.path), depth=depth - 1)
                else:
                    seen = entry.stat(follow_symlinks=False)
                    size = 0 if is_folder else seen.st_size
                    yield (entry.path, seen.st_mtime_ns, size), is_folder
    except OSError:
        return


def _token(found: Iterable[tuple[str, int, int]]) -> str:
    return hashlib.sha256(repr(list(found)).encode()).hexdigest()
