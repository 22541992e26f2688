"""What the command finds on this machine: versions, optional parts, room, a territory's cache."""

import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import Final, Literal

from packaging.requirements import Requirement
from rich.filesize import pick_unit_and_suffix

from geodata.errors import InputError
from planner.plan.store import list_plans
from planner.preparation import CACHE_FOLDER
from planner.settings.file import SETTINGS_FILE, read_settings
from planner.settings.travel import travel_engine
from planner.wording import NO_BREAK_SPACE, count_words, format_number

DISTRIBUTION: Final = "itinerance"
LEAST_FREE_BYTES: Final = 1_000_000_000
"""Below this a large territory's road network and plans may not fit."""
SKIPPED_EXTRAS: Final = frozenset({"dev", "bench"})
"""For those who develop the product, not for those who use it."""

State = Literal["good", "absent", "bad"]
"""``absent`` for what is optional; ``bad`` for what keeps commands from working."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report."""

    topic: str
    name: str
    value: str
    state: State = "good"
    remedy: str = ""
    """French; empty unless something has to be done."""


def examine(folder: Path | None) -> tuple[Finding, ...]:
    """Examine the installation and, where one is given, a territory folder."""
    findings = [*_system(), *_packages(), *_disk(folder or Path.cwd())]
    if folder is not None:
        findings += [*_cache(folder), *_territory(folder)]
    return tuple(findings)


def _system() -> Iterable[Finding]:
    yield Finding(topic="système", name="itinerance", value=version(DISTRIBUTION))
    yield Finding(topic="système", name="Python", value=platform.python_version())
    yield Finding(topic="système", name="plateforme", value=platform.platform(terse=True))
    yield Finding(topic="système", name="processeurs", value=str(os.cpu_count() or "?"))


def _packages() -> Iterable[Finding]:
    """Versions installed of what the distribution asks for, extras included."""
    extras = metadata(DISTRIBUTION).get_all("Provides-Extra") or []
    offered = ["", *(extra for extra in sorted(extras) if extra not in SKIPPED_EXTRAS)]
    wanted = [Requirement(line) for line in requires(DISTRIBUTION) or ()]
    for extra in offered:
        for requirement in wanted:
            if _is_asked_by(requirement, extra) and requirement.name != DISTRIBUTION:
                yield _package(requirement, extra=extra)


def _package(requirement: Requirement, *, extra: str) -> Finding:
    topic = "options" if extra else "bibliothèques"
    name = f"{requirement.name} ({extra})" if extra else requirement.name
    wanted = f"{DISTRIBUTION}[{extra}]" if extra else DISTRIBUTION
    remedy = f"pip install '{wanted}'"
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return Finding(
            topic=topic,
            name=name,
            value="non installé",
            state="absent" if extra else "bad",
            remedy=remedy,
        )
    if not requirement.specifier.contains(found, prereleases=True):
        return Finding(
            topic=topic,
            name=name,
            value=f"{found}, il faut {requirement.specifier}",
            state="bad",
            remedy=remedy,
        )
    return Finding(topic=topic, name=name, value=found)


def _is_asked_by(requirement: Requirement, extra: str) -> bool:
    """Whether an extra, or for ``""`` every installation, needs a package."""
    marker = requirement.marker
    if marker is None or marker.evaluate({"extra": ""}):
        return extra == ""
    return extra != "" and marker.evaluate({"extra": extra})


def _disk(folder: Path) -> Iterable[Finding]:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    is_short = free < LEAST_FREE_BYTES
    yield Finding(
        topic="disque",
        name="place libre",
        value=_format_size(free),
        state="bad" if is_short else "good",
        remedy="libérez de la place" if is_short else "",
    )
    if not os.access(existing, os.W_OK):
        yield Finding(
            topic="disque",
            name="écriture",
            value=f"refusée dans « {existing} »",
            state="bad",
            remedy="choisissez un autre dossier, ou demandez-en le droit",
        )


def _cache(folder: Path) -> Iterable[Finding]:
    files = [path for path in (folder / CACHE_FOLDER).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    yield Finding(topic="cache", name="temps de trajet", value=_format_size(size))


def _territory(folder: Path) -> Iterable[Finding]:
    """Which engine gives the minutes of a territory, and how many plans it has."""
    topic = "territoire"
    if not (folder / SETTINGS_FILE).exists():
        return  # not yet a territory
    try:
        engine = travel_engine(read_settings(folder / SETTINGS_FILE))
    except InputError as error:
        number = len(error.faults)
        yield Finding(
            topic=topic,
            name=SETTINGS_FILE,
            value=count_words(number, "anomalie"),
            state="bad",
            remedy=f"« {DISTRIBUTION} check {folder} » les nomme",
        )
    else:
        source = f"serveur {engine.name} {engine.url}" if engine.is_server else "routes du dossier"
        yield Finding(topic=topic, name="minutes", value=source)
    yield Finding(topic=topic, name="plannings", value=str(len(list_plans(folder))))


def _format_size(num_bytes: int) -> str:
    """Size in the decimal units that file managers show, in French."""
    unit, suffix = pick_unit_and_suffix(num_bytes, ["octets", "ko", "Mo", "Go", "To"], 1000)
    return f"{format_number(num_bytes / unit, decimals=int(unit > 1))}{NO_BREAK_SPACE}{suffix}"
