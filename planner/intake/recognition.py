"""Which file of the territory a dropped file is, by its name and by its columns."""

import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
import pyogrio

from geodata.commune_names import fold
from geodata.errors import TerritoryError
from geodata.survey_import import propose_mapping
from geodata.survey_import.mapping import REQUIRED_COLUMNS
from geodata.tables import SEPARATORS, TABLE_ENDINGS, read_table
from planner.intake.input_files import (
    KINDS,
    POPULATION_KIND,
    ROADS_KIND,
    InputKind,
)

_COPY_MARKS: Final = re.compile(r"\((?:\d+|copie?)\)|\b(?:copie|copy)\b|[-_ ]*\d{4}(?:-\d{2}){0,2}")
_ROADS_COLUMNS: Final = frozenset({"u", "v", "length_m", "time_s"})
_LARGE_BYTES: Final = 20_000_000
_LONGEST_LINE: Final = 100_000
_PEOPLE_COLUMNS: Final = frozenset({"ind", "ind_c"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a dropped file was taken for."""

    kind: InputKind | None
    """``None`` where it is for the coordinator to say."""
    candidates: tuple[InputKind, ...]
    """What it may be: all that are read in its format, those that fit first."""
    is_raw_survey: bool = False
    """An export of the survey whose columns have still to be chosen."""


def recognise(path: Path, *, name: str) -> Recognition:
    """Say which file of the territory a dropped file is.

    Parameters
    ----------
    path
        Where it lies, with the ending that it was given.
    name
        The name that it was given.
    """
    readable = [kind for kind in KINDS if path.suffix.lower() in kind.endings]
    by_name = _by_name(name, readable)
    by_columns = _by_columns(path, readable)
    is_table = path.suffix.lower() in TABLE_ENDINGS
    if is_table and not by_columns and _is_raw_survey(path):
        return Recognition(kind=None, candidates=tuple(readable), is_raw_survey=True)
    found = by_name if by_name in by_columns or not by_columns else None
    if found is None and len(by_columns) == 1 and by_name is None:
        found = by_columns[0]
    if found is None and len(readable) == 1:
        found = readable[0]
    first = [kind for kind in (found, *by_columns, by_name) if kind is not None]
    return Recognition(
        kind=found,
        candidates=tuple(dict.fromkeys([*first, *readable])),
    )


def _by_name(name: str, kinds: Collection[InputKind]) -> InputKind | None:
    """Kind that a name says, whatever a browser or a person has added to it."""
    plain = _COPY_MARKS.sub(" ", Path(name).stem.lower())
    words = fold(plain.replace("_", " "))
    return next(
        (kind for kind in kinds if words in (fold(kind.stem.replace("_", " ")), *kind.other_names)),
        None,
    )


def _by_columns(path: Path, kinds: Collection[InputKind]) -> list[InputKind]:
    """Kinds whose columns the file has, those of most columns; none when it cannot be read."""
    columns = _columns(path, kinds)
    scores = {kind.stem: _score(kind, columns) for kind in kinds}
    best = max(scores.values(), default=0)
    return [kind for kind in kinds if best and scores[kind.stem] == best]


def _score(kind: InputKind, columns: frozenset[str]) -> int:
    """How many columns of a kind there are; 0 when an obligatory one is missing."""
    if kind is ROADS_KIND:
        return len(_ROADS_COLUMNS) if columns >= _ROADS_COLUMNS else 0
    if kind is POPULATION_KIND:
        return int(bool(columns & _PEOPLE_COLUMNS))
    if kind.contract is None:
        return 0
    needed = {column.name for column in kind.contract.columns if not column.is_optional}
    known = {column.name for column in kind.contract.columns}
    return len(known & columns) if needed and needed <= columns else 0


def _columns(path: Path, kinds: Collection[InputKind]) -> frozenset[str]:
    """Names of the columns of a file, in small letters; none when it cannot be read."""
    try:
        match path.suffix.lower():
            case ".csv" | ".xlsx":
                contracts = [kind.contract for kind in kinds if kind.contract is not None]
                names = {column.name for contract in contracts for column in contract.columns}
                return _table_columns(path, names)
            case ".parquet":
                return frozenset(str(name).lower() for name in pq.read_schema(path).names)
            case ".geojson" | ".gpkg":
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # said again, as faults, by the reader
                    fields = pyogrio.read_info(path)["fields"]
                return frozenset(str(name).lower() for name in fields)
    except (TerritoryError, OSError, ValueError, RuntimeError):
        pass  # the reader will say what is wrong, once it is known which file this is to be
    return frozenset()


def _table_columns(path: Path, names: Collection[str]) -> frozenset[str]:
    """Columns of a table, even of one whose rows have faults."""
    is_text = path.suffix.lower() == ".csv"
    if is_text and path.stat().st_size > _LARGE_BYTES:
        return _first_line(path)
    try:
        table = read_table(path, names=names, may_be_empty=True)
    except TerritoryError:  # the reader will say what is wrong, as above
        return _first_line(path) if is_text else frozenset()
    return frozenset(str(name).lower() for name in table.columns)


def _first_line(path: Path) -> frozenset[str]:
    """Columns of a text too large to be read twice, or that cannot be read."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline(_LONGEST_LINE)
    return frozenset(cell.strip(' "\r\n').lower() for cell in re.split(f"[{SEPARATORS}]", header))


def _is_raw_survey(path: Path) -> bool:
    try:
        proposal = propose_mapping(read_table(path))
    except TerritoryError:
        return False  # recognised by its name then, or not at all
    return all(proposal.columns[name] for name in REQUIRED_COLUMNS)
