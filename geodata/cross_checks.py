"""What the tables of a territory say of each other: references and periods.

Checks work on text and pass over cells that a column contract already refused, so that one
report names every fault. Tables are those of :func:`geodata.table_contract.check_table`.
"""

from collections.abc import Collection, Iterator

import pandas as pd

from geodata.column_rules import row_faults, shown
from geodata.errors import Fault
from geodata.suggestions import suggest
from geodata.tables import parse_dates


def check_reference(
    table: pd.DataFrame, known: Collection[str], *, file: str, column: str, noun: str, source: str
) -> list[Fault]:
    """Find references to something that no table defines.

    ``noun`` is what is referred to (« la commune »), ``source`` the file that should define it.
    """
    texts, words = table[column], sorted(known)
    unknown = texts[~texts.isin(known) & (texts != "")]
    return row_faults(
        (
            (line, f"{noun} {shown(code)} ne figure pas dans {source}{suggest(code, words)}")
            for line, code in zip(unknown.index.tolist(), unknown.tolist(), strict=True)
        ),
        file=file,
        column=column,
        remedy=f"Corrigez la valeur, ou ajoutez la ligne dans {source}.",
    )


def check_periods(
    table: pd.DataFrame, *, file: str, owner: str, first: str = "first_day", last: str = "last_day"
) -> list[Fault]:
    """Find periods that end before they begin, and periods of one owner that overlap."""
    periods = pd.DataFrame(
        {
            "owner": table[owner],
            "first": parse_dates(table[first]),
            "last": parse_dates(table[last]),
        }
    ).dropna()
    is_reversed = periods["last"] < periods["first"]
    return check_order(table, file=file, first=first, last=last) + row_faults(
        _overlaps(periods[~is_reversed]),
        file=file,
        column=first,
        remedy="Fusionnez les deux lignes, ou corrigez leurs dates.",
    )


def check_order(
    table: pd.DataFrame, *, file: str, first: str = "first_day", last: str = "last_day"
) -> list[Fault]:
    """Find periods that end before they begin."""
    is_reversed = parse_dates(table[last]) < parse_dates(table[first])
    texts = table.loc[is_reversed]
    return row_faults(
        (
            (
                int(line),
                f"la fin {shown(str(end))} précède le début {shown(str(start))}",
            )
            for line, start, end in zip(texts.index, texts[first], texts[last], strict=True)
        ),
        file=file,
        column=last,
        remedy="Corrigez l'une des deux dates : le dernier jour est compris.",
    )


def check_one_zone(holidays: pd.DataFrame, *, file: str) -> list[Fault]:
    """Find school holidays of another zone than the first row's: a territory lies in one."""
    zones = holidays["zone"].str.strip()
    other = zones[zones != zones.iloc[0]] if len(zones) else zones
    return row_faults(
        (
            (line, f"la zone {shown(zone)} n'est pas celle de la première ligne")
            for line, zone in zip(other.index.tolist(), other.tolist(), strict=True)
        ),
        file=file,
        column="zone",
        remedy="Gardez les vacances d'une seule zone, celle du territoire.",
    )


def _overlaps(periods: pd.DataFrame) -> Iterator[tuple[int, str]]:
    for owner, own in periods.sort_values(["first", "last"], kind="stable").groupby("owner"):
        latest_line, latest_end = None, pd.Timestamp.min
        for line, first, last in zip(own.index, own["first"], own["last"], strict=True):
            if latest_line is not None and first <= latest_end:
                lower, upper = max(line, latest_line), min(line, latest_line)
                yield (
                    int(lower),
                    f"la période de {shown(str(owner))} recouvre celle de la ligne {upper}",
                )
            if last >= latest_end:
                latest_line, latest_end = line, last
