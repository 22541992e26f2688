"""What a table must hold, column by column, and its check with pandera."""

from dataclasses import dataclass, replace

import pandas as pd
import pandera.pandas as pa

from geodata.column_rules import Rule, row_faults
from geodata.errors import Fault
from geodata.tables import header_line, which_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnContract:
    """What one column must hold."""

    name: str
    rules: tuple[Rule, ...] = ()
    is_optional: bool = False
    """The column may be absent; it is then read as blank."""
    is_verbatim: bool = False
    """Text that people read: kept to the letter, spaces included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContract:
    """What one table must hold; other columns are tolerated and left out."""

    stem: str
    """File name without its ending."""
    columns: tuple[ColumnContract, ...]
    is_optional: bool = False
    """The file may be absent or hold no row."""
    families: tuple[ColumnContract, ...] = ()
    """Any number of columns whose names begin so, e.g. ``theme_``; the rules hold for each."""


def check_table(
    table: pd.DataFrame, contract: TableContract, *, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Hold a table of text against its contract.

    Parameters
    ----------
    table
        Text, ``""`` where blank, indexed by the line number that a spreadsheet shows.
    contract, file
        What it must hold, and the file name that faults show.

    Returns
    -------
    tuple
        The contract's columns in its order (absent ones blank, codes stripped), those of its
        families after them, and every fault.
    """
    contract = replace(contract, columns=(*contract.columns, *_members(table, contract)))
    names = [column.name for column in contract.columns]
    doubled = sorted(set(table.columns[table.columns.duplicated()]) & set(names))
    faults = [
        Fault(
            file=file,
            row=header_line(table),
            column=name,
            message=f"la colonne « {name} » figure plusieurs fois",
            remedy="Gardez une seule des colonnes de ce nom.",
        )
        for name in doubled
    ]
    known = table.loc[:, ~table.columns.duplicated() & table.columns.isin(names)].copy()
    for column in contract.columns:
        if column.name in known and not column.is_verbatim:
            known[column.name] = known[column.name].str.strip()
    faults += _pandera_faults(known, contract, file=file, source=table)
    return known.reindex(columns=names, fill_value=""), faults


def _members(table: pd.DataFrame, contract: TableContract) -> tuple[ColumnContract, ...]:
    """Contracts of the columns that belong to a family, by name."""
    return tuple(
        replace(family, name=str(name), is_optional=True)
        for family in contract.families
        for name in sorted(set(table.columns))
        if str(name).startswith(family.name)
    )


def _pandera_faults(
    known: pd.DataFrame, contract: TableContract, *, file: str, source: pd.DataFrame
) -> list[Fault]:
    try:
        _schema(contract).validate(known, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    found = f"(présentes : {', '.join(source.columns)}){which_sheet(source)}"
    is_absence = cases["check"] == "column_in_dataframe"
    faults = [
        Fault(
            file=file,
            row=header_line(source),
            column=str(name),
            message=f"la colonne obligatoire est absente {found}",
            remedy=f"Ajoutez une colonne nommée exactement « {name} ».",
        )
        for name in cases.loc[is_absence, "failure_case"]
    ]
    cases = cases[~is_absence]
    for column in contract.columns:
        for position, rule in enumerate(column.rules):
            failed = cases[(cases["column"] == column.name) & (cases["check_number"] == position)]
            faults += row_faults(
                (
                    (int(line), rule.message(str(value)))
                    for line, value in zip(failed["index"], failed["failure_case"], strict=True)
                ),
                file=file,
                column=column.name,
                remedy=rule.remedy,
            )
    return faults


def _schema(contract: TableContract) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                checks=[pa.Check(rule.holds) for rule in column.rules],
                required=not column.is_optional,
            )
            for column in contract.columns
        }
    )
