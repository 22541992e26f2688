"""A batch as a sheet (CSV or Excel): one row a scenario, one column a setting."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from geodata.errors import Fault, InputError
from geodata.tables import read_table
from planner.app.batch.specification import (
    OWN_KEYS,
    Specification,
    build_specification,
    find_faults,
)
from planner.settings.changes import kind_of_setting
from planner.settings.file import SETTINGS_FILE

COLUMNS: Final = ("territory", "scenario", *OWN_KEYS)
"""Columns beside those of settings (``access.standard_minutes``)."""
_YES: Final = {"true": True, "vrai": True, "oui": True, "1": True}
_NO: Final = {"false": False, "faux": False, "non": False, "0": False}


def read_sheet(path: Path) -> tuple[Specification, ...]:
    """Read the scenarios of a sheet; an empty cell leaves the territory's own setting.

    Raises
    ------
    InputError
        With every fault, by row and column.
    """
    table = read_table(path, names=COLUMNS)
    if "territory" not in table:
        message = "la colonne « territory » est absente"
        remedy = "ajoutez une colonne avec le dossier de chaque territoire"
        raise InputError((Fault(file=path.name, message=message, remedy=remedy),))
    faults: list[Fault] = []
    found: list[Specification] = []
    for row, cells in table.to_dict(orient="index").items():
        texts = {str(key): str(cell).strip() for key, cell in cells.items() if str(cell).strip()}
        folder = path.parent / texts.pop("territory", "")
        name = texts.pop("scenario", "")
        keys = {key: _read_cell(key, text) for key, text in texts.items()}
        own = [*_find_folder_faults(folder, path), *find_faults(name, keys, file=path.name)]
        faults += [replace(fault, row=int(str(row))) for fault in own]
        if not own:
            found.append(replace(build_specification(name, keys), folder=folder))
    if faults:
        raise InputError(tuple(faults))
    return tuple(found)


def _find_folder_faults(folder: Path, path: Path) -> Iterator[Fault]:
    if not (folder / SETTINGS_FILE).is_file():
        yield Fault(
            file=path.name,
            column="territory",
            message=f"pas de territoire dans « {folder} »",
            remedy=f"donnez un dossier qui contient {SETTINGS_FILE}, relatif à ce fichier",
        )


def _read_cell(key: str, text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Read a cell as the kind of value its column holds; else as text, for the check to refuse."""
    if key.startswith("advisers."):
        return [part.strip() for part in text.split(",") if part.strip()]
    kind = "integer" if key == "seed" else kind_of_setting(key)
    with suppress(ValueError, KeyError):
        return _READERS[kind](text)
    return text


def _integer(text: str) -> int:
    number = float(text.replace(",", "."))
    if not number.is_integer():
        raise ValueError(text)
    return int(number)


def _day(text: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a date alone
    raise ValueError(text)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "integer": _integer,
    "number": lambda text: float(text.replace(",", ".")),
    "boolean": lambda text: (_YES | _NO)[text.casefold()],
    "array": lambda text: [_integer(part) for part in text.replace(";", ",").split(",")],
    "date": _day,
}
