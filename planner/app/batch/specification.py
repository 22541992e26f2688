"""One scenario as a batch file writes it, and what may be wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast, get_args

from geodata.errors import Fault
from planner.app.batch.records import ALL_ADVISERS, AdviserChoice, Start
from planner.settings.changes import find_change_faults

OWN_KEYS: Final = ("seed", "start", "why", "advisers.only", "advisers.without")
"""Keys of a scenario beside settings."""
MAX_NAME: Final = 100
_NAME: Final = re.compile(r"[\w][\w .,+=()\-]*", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One planning that is asked for."""

    folder: Path
    name: str = ""
    settings: tuple[tuple[str, Any], ...] = ()
    advisers: AdviserChoice = ALL_ADVISERS
    seed: int | None = None
    start: Start | None = None
    """``None``: not said."""
    reason: str = ""


def build_specification(name: str, keys: Mapping[str, Any]) -> Specification:
    """Build what flat, checked keys say, for a territory still to be named."""
    return Specification(
        folder=Path(),
        name=name,
        settings=tuple((key, value) for key, value in keys.items() if key not in OWN_KEYS),
        advisers=AdviserChoice(
            only=tuple(keys.get("advisers.only", ())),
            without=tuple(keys.get("advisers.without", ())),
        ),
        seed=keys.get("seed"),
        start=cast("Start | None", keys.get("start")),
        reason=keys.get("why", ""),
    )


def find_faults(name: str, keys: Mapping[str, Any], *, file: str) -> Iterator[Fault]:
    """Find what is wrong with a scenario; columns are its keys, rows are left to the caller."""
    if name and (len(name) > MAX_NAME or not _NAME.fullmatch(name) or name.endswith(".")):
        yield Fault(
            file=file,
            message=f"« {name[:40]} » ne peut pas nommer un scénario : il nomme aussi un dossier",
            remedy=f"{MAX_NAME} lettres, chiffres, espaces, tirets ou points au plus",
        )
    seed, start, why = keys.get("seed"), keys.get("start"), keys.get("why", "")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
        yield _fault(file, "seed", seed, "un nombre entier, 0 au moins")
    if start is not None and start not in get_args(Start):
        yield _fault(
            file, "start", start, "« none » (de rien) ou « current » (planning en vigueur)"
        )
    if not isinstance(why, str):
        yield _fault(file, "why", why, "un texte entre guillemets")
    for key in ("advisers.only", "advisers.without"):
        ids = keys.get(key, [])
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
            yield _fault(file, key, ids, 'une liste d\'identifiants, par exemple ["CN1", "CN2"]')
    changes = {key: value for key, value in keys.items() if key not in OWN_KEYS}
    for fault in find_change_faults(changes, file=file):
        yield replace(fault, row=None)


def _fault(file: str, key: str, given: object, wanted: str) -> Fault:
    message = f"valeur refusée : {str(given)[:40]}"
    return Fault(file=file, column=key, message=message, remedy=f"écrivez {wanted}")
