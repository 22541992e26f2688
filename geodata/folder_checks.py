"""All checks that need more than one table of a territory folder."""

from collections.abc import Mapping

import pandas as pd

from geodata.column_rules import commune_code, row_faults
from geodata.communes_file import Outlines
from geodata.contracts import (
    ABSENCES,
    ADVISERS,
    CLOSURES,
    EXISTING_OFFER,
    SCHOOL_HOLIDAYS,
    SURVEY,
    VENUES,
)
from geodata.cross_checks import check_one_zone, check_order, check_periods, check_reference
from geodata.errors import Fault
from geodata.location_checks import CommuneMap, check_locations
from geodata.rule_checks import check_rules
from geodata.table_contract import TableContract
from geodata.tables import parse_numbers

Tables = dict[str, pd.DataFrame | None]
"""Checked table of every CSV contract by its stem; ``None`` where it is absent or unreadable."""


def check_together(
    communes: pd.DataFrame | None, outlines: Outlines, tables: Tables, *, files: Mapping[str, str]
) -> list[Fault]:
    """Find what the tables contradict in each other; a table not there is passed over.

    ``files`` gives the file name of each table by its stem.
    """
    faults: list[Fault] = []
    if communes is not None:
        faults += _check_commune_codes(set(communes["code"]), tables, files)
        faults += _check_places(CommuneMap(communes, outlines), tables, files)
    faults += _check_events(ABSENCES, "adviser", ADVISERS, tables, files)
    faults += _check_events(CLOSURES, "venue", VENUES, tables, files)
    holidays = tables[SCHOOL_HOLIDAYS.stem]
    if holidays is not None:
        # Holidays may overlap, as a bridge day does; a date is in both then.
        faults += check_order(holidays, file=_file(SCHOOL_HOLIDAYS, files))
        faults += check_one_zone(holidays, file=_file(SCHOOL_HOLIDAYS, files))
    advisers = tables[ADVISERS.stem]
    if advisers is not None:
        file = _file(ADVISERS, files)
        faults += check_periods(
            advisers, file=file, owner="id", first="valid_from", last="valid_to"
        )
        faults += _check_bases(advisers, file=file)
    faults += check_rules(communes, tables, files=files)
    return faults


def _file(contract: TableContract, files: Mapping[str, str]) -> str:
    return files.get(contract.stem, f"{contract.stem}.csv")


def _check_commune_codes(codes: set[str], tables: Tables, files: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []
    for contract, column in ((VENUES, "commune"), (ADVISERS, "base_commune"), (SURVEY, "commune")):
        table = tables[contract.stem]
        if table is not None:
            is_code = commune_code().holds(table[column])  # others are refused as such already
            faults += check_reference(
                table[is_code],
                codes,
                file=_file(contract, files),
                column=column,
                noun="la commune",
                source="le fichier des communes",
            )
    return faults


def _check_places(commune_map: CommuneMap, tables: Tables, files: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []
    for contract in (VENUES, EXISTING_OFFER):
        table = tables[contract.stem]
        if table is not None:
            faults += check_locations(
                table,
                commune_map,
                file=_file(contract, files),
                may_lie_outside=contract is EXISTING_OFFER,
            )
    return faults


def _check_events(
    contract: TableContract,
    owner: str,
    owners: TableContract,
    tables: Tables,
    files: Mapping[str, str],
) -> list[Fault]:
    events, known = tables[contract.stem], tables[owners.stem]
    if events is None:
        return []
    faults = check_periods(events, file=_file(contract, files), owner=owner)
    if known is not None:
        faults += check_reference(
            events,
            set(known["id"]),
            file=_file(contract, files),
            column=owner,
            noun="l'identifiant",
            source=_file(owners, files),
        )
    return faults


def _check_bases(advisers: pd.DataFrame, *, file: str) -> list[Fault]:
    has_lon = parse_numbers(advisers["base_lon"]).notna()
    has_lat = parse_numbers(advisers["base_lat"]).notna()
    return row_faults(
        (
            (int(line), "la base n'a qu'une de ses deux coordonnées")
            for line in advisers.index[has_lon != has_lat]
        ),
        file=file,
        column="base_lon",
        remedy="Donnez base_lon et base_lat, ou aucune des deux (base à la mairie).",
    )
