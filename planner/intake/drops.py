"""Files from the coordinator's hands into the territory folder, checked before anything changes.

A dropped file waits in ``desk/incoming/<token>/`` under a name of ours. It is checked in a copy of
the folder that already holds it, by the readers that every command uses. Only then does it take
its place; the file that was there goes to ``desk/replaced/<token>/``.

What is accepted is noted in the drop before the first file moves, so that a process that dies in
between leaves work to finish (:func:`finish_interrupted`), never half a folder.
"""

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geodata.errors import Fault, InputError, TerritoryError
from geodata.files import fingerprint, sync_folder, write_atomically
from geodata.folder import read_territory
from geodata.folder_lock import lock_folder
from geodata.territory import Territory
from planner.intake.input_files import KINDS, InputKind, find_files, kind_of
from planner.settings.file import SETTINGS_FILE, read_settings

DESK_FOLDER: Final = "desk"
INCOMING: Final = "incoming"
REPLACED: Final = "replaced"
_COPY: Final = "copy"
_ACCEPTED: Final = "accepted.json"
_ABANDONED_S: Final = 24 * 3600
_TOKEN: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}", re.ASCII)
_SAFE_ENDING: Final = re.compile(r"\.[a-z0-9]{1,8}")
_DOING: Final = "dépôt de fichiers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that waits in a drop, and what it is to become."""

    path: Path
    kind: InputKind

    @property
    def target(self) -> str:
        """Its name in the territory folder."""
        return f"{self.kind.stem}{self.path.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the folder would be with other files in it."""

    faults: tuple[Fault, ...]
    """Of the whole folder as it would be."""
    is_acceptable: bool
    seen: tuple[tuple[str, str], ...]
    """(file name, SHA-256) of the folder's files that it was judged with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCheck:
    """A territory folder as it is."""

    territory: Territory | None
    """``None`` where there are faults."""
    faults: tuple[Fault, ...]


def open_drop(folder: Path) -> Path:
    """Make the place where dropped files wait."""
    _clear_abandoned(folder)
    drop = folder / DESK_FOLDER / INCOMING / _new_token()
    drop.mkdir(parents=True)
    return drop


def reserve(drop: Path, name: str) -> Path:
    """Path in a drop for a file that was given any name; of that name only a known ending is kept.

    Raises
    ------
    TerritoryError
        Its ending is none that any reader knows.
    """
    ending = Path(name.replace("\\", "/")).suffix.lower()
    known = sorted({ending for kind in KINDS for ending in kind.endings})
    if not _SAFE_ENDING.fullmatch(ending) or ending not in known:
        message = "ce genre de fichier n'est pas lu"
        remedy = f"Donnez l'un de ces formats : {', '.join(known)}."
        raise TerritoryError((Fault(file=display_name(name), message=message, remedy=remedy),))
    return drop / f"{len(list(drop.iterdir())) + 1}-{secrets.token_hex(4)}{ending}"


def display_name(name: str) -> str:
    """Last part of a name that a browser gave, on one line and not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join(last.split())[:100] or "fichier sans nom"


def close_drop(drop: Path) -> None:
    """Forget what waits in a drop."""
    shutil.rmtree(drop, ignore_errors=True)


def check_folder(folder: Path) -> FolderCheck:
    """Read a territory folder with its settings; all faults at once."""
    faults: list[Fault] = []
    territory = None
    try:
        read_settings(folder / SETTINGS_FILE)
    except InputError as error:
        faults += error.faults
    try:
        territory = read_territory(folder)
    except InputError as error:
        faults += error.faults
    return FolderCheck(territory=None if faults else territory, faults=tuple(faults))


def review(
    folder: Path, drop: Path, files: Sequence[Incoming], *, without: Sequence[InputKind] = ()
) -> Review:
    """Judge a folder as it would be with these files in it, and some kinds left out.

    A folder without fault must stay without fault. One that has some, as every new folder does,
    may get any file that has none of its own.
    """
    seen = _fingerprints(folder)
    trial = drop / _COPY
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir()
    try:
        replaced = {one.kind.stem for one in files} | {kind.stem for kind in without}
        for kind in KINDS:
            if kind.stem not in replaced:
                for path in find_files(folder, kind):
                    _link(path, trial / path.name)
        for one in files:
            _link(one.path, trial / one.target)
        faults = check_folder(trial).faults
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    own = {one.target for one in files}
    is_acceptable = not faults or (
        not any(fault.file in own for fault in faults) and bool(check_folder(folder).faults)
    )
    return Review(
        faults=faults,
        is_acceptable=is_acceptable,
        seen=seen,
    )


def accept(
    folder: Path,
    drop: Path,
    files: Sequence[Incoming],
    *,
    judged: Review,
    without: Sequence[InputKind] = (),
) -> Path:
    """Let reviewed files take their places; return where the files that they replace are kept.

    The review is made anew when the folder has changed since.

    Raises
    ------
    TerritoryError
        With every fault, where the files are not acceptable; the folder is as before.
    FolderInUseError
        Another process is working on the folder.
    """
    with lock_folder(folder, doing=_DOING):
        if _fingerprints(folder) != judged.seen:
            judged = review(folder, drop, files, without=without)
        if not judged.is_acceptable:
            raise TerritoryError(judged.faults)
        moves = {
            "place": [[one.path.relative_to(drop).as_posix(), one.kind.stem] for one in files],
            "remove": [kind.stem for kind in without],
        }
        write_atomically(drop / _ACCEPTED, json.dumps(moves))
        return _carry_out(folder, drop)


def finish_interrupted(folder: Path) -> int:
    """Finish what a process that died had accepted; return how many drops that concerned."""
    drops = [drop for drop in _list_tokens(folder, INCOMING) if (drop / _ACCEPTED).is_file()]
    if drops:
        with lock_folder(folder, doing=_DOING):
            for drop in drops:
                if (drop / _ACCEPTED).is_file():
                    _carry_out(folder, drop)
    return len(drops)


def list_replaced(folder: Path) -> tuple[tuple[datetime, Path], ...]:
    """List the files that others took the place of, the latest first, and when that was (UTC)."""
    found = [
        (datetime.strptime(kept.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC), path)
        for kept in _list_tokens(folder, REPLACED)
        for path in sorted(kept.iterdir())
        if path.is_file()
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].name), reverse=True))


def take_back(folder: Path, drop: Path, *, token: str, name: str) -> Incoming:
    """Put a copy of a replaced file into a drop, to be reviewed like any other.

    Raises
    ------
    TerritoryError
        There is no such file.
    """
    for _, path in list_replaced(folder):
        if (path.parent.name, path.name) == (token, name):
            copied = reserve(drop, name)
            shutil.copyfile(path, copied)
            kinds = {file: kind for kind in KINDS for file in kind.file_names}
            return Incoming(path=copied, kind=kinds[name])
    message, remedy = "ce fichier n'est plus là", "Rechargez la page."
    raise TerritoryError((Fault(file=display_name(name), message=message, remedy=remedy),))


def _carry_out(folder: Path, drop: Path) -> Path:
    """Move what was accepted; started again after an interruption, it does what is left."""
    moves = json.loads((drop / _ACCEPTED).read_bytes())
    kept = folder / DESK_FOLDER / REPLACED / drop.name
    for name, stem in moves["place"]:
        staged, kind = drop / name, kind_of(stem)
        if staged.is_file():
            old = list(find_files(folder, kind))
            _keep(old, kept)
            target = folder / f"{stem}{staged.suffix}"
            staged.replace(target)
            _unlink(path for path in old if path != target)
    for stem in moves["remove"]:
        old = list(find_files(folder, kind_of(stem)))
        _keep(old, kept)
        _unlink(old)
    sync_folder(folder)
    close_drop(drop)
    return kept


def _keep(paths: Iterable[Path], kept: Path) -> None:
    for path in paths:
        kept.mkdir(parents=True, exist_ok=True)
        if not (kept / path.name).exists():
            write_atomically(kept / path.name, path.read_bytes())


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink()


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk knows no links."""
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)


def _fingerprints(folder: Path) -> tuple[tuple[str, str], ...]:
    paths = (path for kind in KINDS for path in find_files(folder, kind))
    return tuple(sorted((path.name, fingerprint(path)) for path in paths))


def _new_token() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def _list_tokens(folder: Path, name: str) -> list[Path]:
    place = folder / DESK_FOLDER / name
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if _TOKEN.fullmatch(path.name))


def _clear_abandoned(folder: Path) -> None:
    """Drop what nobody accepted for a day: dropped files may hold answers of people."""
    for drop in _list_tokens(folder, INCOMING):
        with suppress(OSError):  # somebody else clears it, too
            is_old = time.time() - drop.stat().st_mtime > _ABANDONED_S
            if is_old and not (drop / _ACCEPTED).exists():
                shutil.rmtree(drop, ignore_errors=True)
