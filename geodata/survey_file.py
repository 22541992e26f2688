"""A survey that lies outside its territory folder, such as an earlier wave."""

from collections.abc import Sequence
from pathlib import Path

from geodata.column_rules import commune_code
from geodata.contracts import SURVEY
from geodata.cross_checks import check_reference
from geodata.errors import Fault, TerritoryError
from geodata.records import build_survey
from geodata.table_contract import check_table
from geodata.tables import read_table
from geodata.territory import Commune, Survey


def read_survey(path: Path, communes: Sequence[Commune]) -> Survey:
    """Read and check the answers of a file in the form of ``survey.csv``.

    Raises
    ------
    TerritoryError
        With every fault: the file is not there, breaks its contract, names unknown communes or
        holds no answer.
    """
    if not path.is_file():
        raise _refusal(path, "le fichier est absent", "Vérifiez le chemin.")
    names = [column.name for column in SURVEY.columns]
    table, faults = check_table(
        read_table(path, names=names, may_be_empty=True), SURVEY, file=path.name
    )
    is_code = commune_code().holds(table["commune"])
    faults += check_reference(
        table[is_code],
        {commune.code for commune in communes},
        file=path.name,
        column="commune",
        noun="la commune",
        source="le fichier des communes",
    )
    if faults:
        raise TerritoryError(tuple(faults))
    if table.empty:
        raise _refusal(path, "le fichier ne contient aucune réponse", "Donnez une autre vague.")
    return build_survey(table)


def _refusal(path: Path, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=path.name, message=message, remedy=remedy),))
