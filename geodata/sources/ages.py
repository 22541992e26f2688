"""Residents by age band: from a census file that the user has, else estimated from the total."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.column_rules import commune_code, filled, not_negative, number, unique, whole
from geodata.errors import Fault, TerritoryError
from geodata.table_contract import ColumnContract, TableContract, check_table
from geodata.tables import parse_numbers, read_table

NATIONAL_SHARES: Final = (0.56, 0.17, 0.095)
"""Shares of 15-59, 60-74 and 75 and over in France (INSEE, census 2021, rounded)."""
ESTIMATE_NOTE: Final = (
    "Habitants par âge estimés : parts nationales du recensement 2021 appliquées à la population "
    "de chaque commune (56 % de 15-59 ans, 17 % de 60-74 ans, 9,5 % de 75 ans et plus). "
    "Les écarts d'âge entre communes sont donc ignorés ; "
    "donnez un fichier du recensement pour les connaître."
)
UNKNOWN_CANTON: Final = ("inconnu", "Canton inconnu")
_BANDS: Final = ("residents_15_59", "residents_60_74", "residents_75_plus")
_AGES: Final = TableContract(
    stem="ages",
    columns=(
        ColumnContract(name="code", rules=(filled(), commune_code(), unique())),
        *(
            ColumnContract(name=name, rules=(filled(), number(), not_negative(), whole()))
            for name in _BANDS
        ),
        ColumnContract(name="canton_code", is_optional=True),
        ColumnContract(name="canton_name", is_optional=True, is_verbatim=True),
        ColumnContract(name="fragility_index", rules=(number(), not_negative()), is_optional=True),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneFigures:
    """What the census says of a commune beside its population."""

    residents_by_age: tuple[int, int, int]
    canton_code: str = UNKNOWN_CANTON[0]
    canton_name: str = UNKNOWN_CANTON[1]
    fragility_index: float | None = None


def estimate_figures(population: int) -> CommuneFigures:
    """Spread a population over the age bands as France's is; :data:`ESTIMATE_NOTE` says so."""
    young, middle, old = (round(population * share) for share in NATIONAL_SHARES)
    return CommuneFigures(residents_by_age=(young, middle, old))


def read_ages(path: Path) -> dict[str, CommuneFigures]:
    """Read a table with ``code`` and a column a band, by commune.

    Columns ``canton_code``, ``canton_name`` and ``fragility_index`` are read when they are there.

    Raises
    ------
    TerritoryError
        With every fault found.
    """
    table, faults = check_table(read_table(path), _AGES, file=path.name)
    if faults:
        raise TerritoryError(tuple(faults))
    counts = [parse_numbers(table[name]).astype(int).tolist() for name in _BANDS]
    fragility = parse_numbers(table["fragility_index"])
    return {
        code: CommuneFigures(
            residents_by_age=(young, middle, old),
            canton_code=canton_code or UNKNOWN_CANTON[0],
            canton_name=canton_name or canton_code or UNKNOWN_CANTON[1],
            fragility_index=None if index != index else index,  # noqa: PLR0124 - NaN alone
        )
        for code, young, middle, old, canton_code, canton_name, index in zip(
            table["code"],
            *counts,
            table["canton_code"],
            table["canton_name"],
            fragility.tolist(),
            strict=True,
        )
    }


def check_ages(figures: Collection[str], codes: Collection[str], *, file: str) -> None:
    """Refuse a census file that lacks communes.

    Raises
    ------
    TerritoryError
        Naming the communes that are missing.
    """
    missing = sorted(set(codes) - set(figures))
    if missing:
        raise TerritoryError(
            (
                Fault(
                    file=file,
                    column="code",
                    message=f"communes absentes : {', '.join(missing)}",
                    remedy="Ajoutez-les, ou retirez ce fichier : les âges seront estimés.",
                ),
            )
        )
