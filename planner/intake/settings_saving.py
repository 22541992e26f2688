"""itinerance.toml changed from a form: comments stay, and so does what others wrote meanwhile."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.items import Table

from geodata.files import write_atomically
from geodata.folder_lock import lock_folder
from planner.intake.drops import DESK_FOLDER
from planner.intake.settings_form import values_of
from planner.settings import Settings
from planner.settings.changes import change_settings
from planner.settings.file import (
    SETTINGS_FILE,
    find_paths,
    format_settings,
    read_settings,
    validate_settings,
)

_WAIT_S: Final = 5.0
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSettings:
    """Settings as a form shows them, and of which state of the file."""

    settings: Settings
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The file holds what was asked."""

    opened: OpenedSettings
    from_others: tuple[str, ...]
    """Settings that somebody else changed since the form was opened; they are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A setting that somebody else gave another value since the form was opened."""

    key: str
    before: Any
    theirs: Any
    ours: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSaved:
    """Nothing was written: the coordinator decides with the file as it is now before the eyes."""

    opened: OpenedSettings
    conflicts: tuple[Conflict, ...]


def open_settings(folder: Path) -> OpenedSettings:
    """Read the settings of a territory folder.

    Raises
    ------
    SettingsError
        With every fault of the file.
    """
    path = folder / SETTINGS_FILE
    settings = read_settings(path)  # first: it says what is wrong with a file that is not there
    sha256 = _sha256(path)
    if read_settings(path) != settings:  # somebody wrote between the two: once more
        return open_settings(folder)
    return OpenedSettings(settings=settings, sha256=sha256)


def save_settings(
    folder: Path, opened: OpenedSettings, changes: Mapping[str, Any]
) -> Saved | NotSaved:
    """Change some settings in the file of a territory folder.

    Parameters
    ----------
    opened
        What the form was filled from. What others changed since stays, unless they changed the
        same settings otherwise: then nothing is written.
    changes
        ``section.name`` to value, as JSON has it.

    Raises
    ------
    SettingsError
        With every impossible value and contradiction; nothing is written.
    """
    desk = folder / DESK_FOLDER
    desk.mkdir(exist_ok=True)
    path = folder / SETTINGS_FILE
    with lock_folder(desk, doing="réglages", wait_s=_WAIT_S):
        now = open_settings(folder)
        theirs = list_changes(opened.settings, now.settings)
        before, current = values_of(opened.settings), values_of(now.settings)
        conflicts = tuple(
            Conflict(key=key, before=before[key], theirs=current[key], ours=value)
            for key, value in changes.items()
            if key in theirs and value != current[key]
        )
        if conflicts:
            return NotSaved(opened=now, conflicts=conflicts)
        after = change_settings(now.settings, changes, file=SETTINGS_FILE)
        if after != now.settings:
            raw = path.read_bytes().decode()
            write_atomically(path, change_text(raw, now.settings, after))
        saved = OpenedSettings(settings=after, sha256=_sha256(path))
    return Saved(opened=saved, from_others=tuple(theirs))


def list_changes(before: Settings, after: Settings) -> dict[str, Any]:
    """Settings that differ, by ``section.name``, with their new values."""
    old = values_of(before)
    return {key: value for key, value in values_of(after).items() if value != old[key]}


def change_text(raw: str, before: Settings, after: Settings) -> str:
    """Change the text of a settings file as little as it takes; its line ends stay.

    A file as we write it is written anew. In another, only the lines of changed settings differ.
    """
    text = raw.removeprefix(_BOM).replace("\r\n", "\n")
    changed = (
        format_settings(after)
        if text == format_settings(before)
        else _edit(text, list_changes(before, after), after)
    )
    if validate_settings(tomllib.loads(changed)) != after:
        raise ValueError("the edited settings file does not say what was asked")
    kept_mark = _BOM if raw.startswith(_BOM) else ""
    return kept_mark + (changed.replace("\n", "\r\n") if "\r\n" in raw else changed)


def _edit(text: str, changes: Mapping[str, Any], after: Settings) -> str:
    for key in changes:
        section, _, name = key.partition(".")
        value = getattr(getattr(after, section), name)
        text = _uncomment(text, section, name)
        document = tomlkit.parse(text)
        if section not in document:
            document.add(section, tomlkit.table())
        table = document[section]
        if not isinstance(table, Table):
            raise TypeError(f"[{section}] is no table")
        if value is None:
            table.remove(name)
        else:
            table[name] = list(value) if isinstance(value, tuple) else value
        text = tomlkit.dumps(document)
    return text


def _uncomment(text: str, section: str, name: str) -> str:
    """Make the line ``# name =`` of a setting without a value an assignment to fill in."""
    lines = text.split("\n")
    here = ""
    rows = find_paths(text)
    if (section, name) in rows.values():
        return text
    for row, line in enumerate(lines, start=1):
        path = rows.get(row, ())
        here = path[0] if path else here
        if here == section and line.replace(" ", "") == f"#{name}=":
            lines[row - 1] = f"{name} = 0"
    return "\n".join(lines)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
