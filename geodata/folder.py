"""The territory folder: read and checked as a whole, written as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.communes_file import Outlines, find_communes_file, read_communes
from geodata.contracts import (
    ABSENCES,
    ADVISERS,
    AREA_RULES,
    CLOSURES,
    COMMUNES,
    CSV_TABLES,
    EXCLUSIONS,
    EXISTING_OFFER,
    SCHOOL_HOLIDAYS,
    SURVEY,
    VENUES,
)
from geodata.errors import Fault, TerritoryError
from geodata.files import fingerprint
from geodata.folder_checks import check_together
from geodata.folder_writer import ROADS_FILE, write_territory
from geodata.places import locate_mairies
from geodata.population import PopulationCells
from geodata.population_squares import (
    POPULATION_FILES,
    find_population_file,
    read_population_cells,
)
from geodata.records import (
    build_absences,
    build_advisers,
    build_area_rules,
    build_closures,
    build_communes,
    build_exclusions,
    build_offer,
    build_school_holidays,
    build_survey,
    build_venues,
)
from geodata.roads import Roads, read_roads
from geodata.sources.manifest import SOURCES_FILE, SourceRecord, credit, read_sources
from geodata.table_contract import TableContract, check_table
from geodata.tables import find_table, read_table
from geodata.territory import Commune, Territory

__all__ = ["read_territory", "write_territory"]

_NO_OUTLINES: Final = np.empty(0, dtype=object)


def read_territory(folder: str | PathLike[str]) -> Territory:
    """Read and check every table of a territory folder.

    Returns
    -------
    Territory
        Frozen; longitudes and latitudes in EPSG:4326 degrees.

    Raises
    ------
    TerritoryError
        With every fault of every file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TerritoryError(
            (
                Fault(
                    file=folder.name,
                    message="le dossier du territoire n'existe pas",
                    remedy="Vérifiez le chemin, ou créez le dossier.",
                ),
            )
        )
    faults: list[Fault] = []
    paths: list[Path] = []
    communes, outlines = _read_communes(folder, faults, paths)
    tables = {
        contract.stem: _read_table(folder, contract, faults, paths) for contract in CSV_TABLES
    }
    roads = _read_roads(folder, faults, paths)
    sources = _read_sources(folder, faults)
    faults += check_together(
        communes, outlines, tables, files={path.stem: path.name for path in paths}
    )
    is_sound = not faults
    cells = _read_cells(
        folder,
        build_communes(communes, outlines) if is_sound and communes is not None else (),
        tables[VENUES.stem] if is_sound else None,
        faults,
        paths,
    )
    if faults or communes is None or roads is None:
        raise TerritoryError(tuple(sorted(faults, key=lambda fault: _rank(fault.file))))
    return _build(communes, outlines, tables, roads, paths, sources=sources, cells=cells)


def fingerprint_inputs(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that :func:`read_territory` may look at, by name, without reading any.

    Empty where there is no such folder.
    """
    if not folder.is_dir():
        return {}
    tables = (contract.stem for contract in CSV_TABLES)
    others = (ROADS_FILE, SOURCES_FILE, *POPULATION_FILES)
    stems = {COMMUNES.stem, *tables, *(Path(name).stem for name in others)}
    return {
        path.name: fingerprint(path)
        for path in sorted(folder.iterdir())
        if path.stem in stems and path.is_file()
    }


def _build(
    communes_table: pd.DataFrame,
    outlines: Outlines,
    tables: dict[str, pd.DataFrame | None],
    roads: Roads,
    paths: list[Path],
    *,
    sources: Sequence[SourceRecord],
    cells: PopulationCells | None,
) -> Territory:
    blank = {
        contract.stem: pd.DataFrame(
            {column.name: pd.Series(dtype=str) for column in contract.columns}
        )
        for contract in CSV_TABLES
    }
    present = blank | {stem: table for stem, table in tables.items() if table is not None}
    communes = build_communes(communes_table, outlines)
    venues = build_venues(present[VENUES.stem])
    survey = tables[SURVEY.stem]
    return Territory(
        communes=communes,
        venues=venues,
        advisers=build_advisers(present[ADVISERS.stem], communes, venues),
        roads=roads,
        existing_offer=build_offer(present[EXISTING_OFFER.stem]),
        absences=build_absences(present[ABSENCES.stem]),
        closures=build_closures(present[CLOSURES.stem]),
        exclusions=build_exclusions(present[EXCLUSIONS.stem]),
        area_rules=build_area_rules(present[AREA_RULES.stem]),
        survey=None if survey is None or survey.empty else build_survey(survey),
        fingerprints=tuple(sorted((path.name, fingerprint(path)) for path in paths)),
        credits=tuple(credit(record) for record in sources),
        source_notes=tuple(note for record in sources for note in record.notes),
        population_cells=cells,
        school_holidays=build_school_holidays(present[SCHOOL_HOLIDAYS.stem]),
    )


def _read_cells(
    folder: Path,
    communes: Sequence[Commune],
    venues: pd.DataFrame | None,
    faults: list[Fault],
    paths: list[Path],
) -> PopulationCells | None:
    """Read where residents live; without sound communes the file is checked alone."""
    try:
        path = find_population_file(folder)
        if path is None:
            return None
        paths.append(path)
        homes = {} if venues is None else locate_mairies(build_venues(venues))
        return read_population_cells(path, communes, homes=homes)
    except TerritoryError as error:
        faults += error.faults
        return None


def _read_sources(folder: Path, faults: list[Fault]) -> tuple[SourceRecord, ...]:
    """Read where the tables came from; a folder made by hand says nothing of it."""
    try:
        return read_sources(folder)
    except TerritoryError as error:
        faults += error.faults
        return ()


def _rank(file: str) -> int:
    """Place of a file in the report; faults of one file stay together, in their own order."""
    stems = [COMMUNES.stem, *(contract.stem for contract in CSV_TABLES)]
    stem = Path(file).stem
    return stems.index(stem) if stem in stems else len(stems)


def _read_communes(
    folder: Path, faults: list[Fault], paths: list[Path]
) -> tuple[pd.DataFrame | None, Outlines]:
    try:
        path = find_communes_file(folder)
        paths.append(path)
        table, outlines, outline_faults = read_communes(path)
    except TerritoryError as error:
        faults += error.faults
        return None, _NO_OUTLINES
    checked, column_faults = check_table(table, COMMUNES, file=path.name)
    faults += [_naming_commune(fault, checked) for fault in column_faults + outline_faults]
    return checked, outlines


def _naming_commune(fault: Fault, communes: pd.DataFrame) -> Fault:
    """Add which commune a fault is about: maps show no line numbers."""
    if fault.row is None or fault.row not in communes.index:
        return fault
    code, name = communes.loc[fault.row, ["code", "name"]].astype(str)
    return replace(fault, message=f"{fault.message} [commune {code} {name}]")


def _read_table(
    folder: Path, contract: TableContract, faults: list[Fault], paths: list[Path]
) -> pd.DataFrame | None:
    try:
        path = find_table(folder, contract.stem)
        if path is None:
            if contract.is_optional:
                return None
            needed = ", ".join(c.name for c in contract.columns if not c.is_optional)
            faults.append(
                Fault(
                    file=f"{contract.stem}.csv",
                    message="le fichier est absent",
                    remedy=f"Ajoutez-le au dossier du territoire, avec les colonnes {needed}.",
                )
            )
            return None
        paths.append(path)
        names = [column.name for column in contract.columns]
        table = read_table(path, names=names, may_be_empty=contract.is_optional)
    except TerritoryError as error:
        faults += error.faults
        return None
    checked, column_faults = check_table(table, contract, file=path.name)
    faults += column_faults
    return checked


def _read_roads(folder: Path, faults: list[Fault], paths: list[Path]) -> Roads | None:
    path = folder / ROADS_FILE
    if not path.is_file():
        faults.append(
            Fault(
                file=ROADS_FILE,
                message="le fichier des routes est absent",
                remedy="Ajoutez-le au dossier du territoire, ou lancez « itinerance fetch ».",
            )
        )
        return None
    paths.append(path)
    try:
        return read_roads(path)
    except TerritoryError as error:
        faults += error.faults
        return None
