"""Excel workbooks, read as the text that a CSV of the same sheet would hold."""

import math
import warnings
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

import pandas as pd

from geodata.errors import Fault, TerritoryError

_ZIP_MARK: Final = b"PK\x03\x04"
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RECORD: Final = "Ouvrez-le dans le tableur et enregistrez-le au format « Classeur Excel (.xlsx) »."
_MAX_LISTED: Final = 20


def read_workbook(path: Path, *, sheet: str = "") -> tuple[pd.DataFrame, str]:
    """Read the sheet of that name, else the one named like the file, else the first to be seen.

    Dates become ``AAAA-MM-JJ`` (with the time of day where there is one), numbers the shortest
    text that reads back the same, whole ones without decimals, logical values ``oui``/``non``.
    Formulas give the value that the spreadsheet last saved with them.

    Returns
    -------
    tuple
        Cells as text, ``""`` where blank, rows indexed from 1 as the sheet numbers them; and words
        that say which sheet was read when there are several, else ``""``.

    Raises
    ------
    TerritoryError
        The file is no workbook, has a password, or cells hold an error such as ``#N/A``.
    """
    _refuse_foreign_content(path)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drop-down lists and styles, which hold no data.
            warnings.simplefilter("ignore")
            with pd.ExcelFile(path, engine="openpyxl") as workbook:
                sheets = [
                    str(sheet.title)
                    for sheet in workbook.book.worksheets
                    if sheet.sheet_state == "visible"
                ]
                if not sheets:
                    raise _refusal(path.name, "le classeur n'a aucune feuille", _RECORD)
                chosen = _choose_sheet(sheets, wanted=(sheet, path.stem))
                raw = workbook.parse(chosen, header=None, dtype=object, na_filter=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, ParseError) as error:
        if isinstance(error, TerritoryError):
            raise
        raise _refusal(path.name, "le fichier n'est pas un classeur Excel lisible", _RECORD) from (
            error
        )
    raw.index = pd.RangeIndex(1, len(raw) + 1, name="line")
    raw.columns = pd.RangeIndex(raw.shape[1])
    _refuse_error_cells(raw, file=path.name)
    which = f" (feuille lue : « {chosen} », parmi {', '.join(sheets)})" if len(sheets) > 1 else ""
    return raw.map(_write_cell).astype(str), which


def _choose_sheet(sheets: list[str], *, wanted: tuple[str, ...]) -> str:
    by_name = {sheet.strip().casefold(): sheet for sheet in reversed(sheets)}
    return next(
        (by_name[name.casefold()] for name in wanted if name.casefold() in by_name), sheets[0]
    )


def _refuse_foreign_content(path: Path) -> None:
    try:
        with path.open("rb") as file:
            mark = file.read(len(_OLE_MARK))
    except FileNotFoundError:
        raise _refusal(
            path.name, "le fichier est absent", "Ajoutez-le au dossier du territoire."
        ) from None
    except OSError as error:
        raise _refusal(
            path.name,
            f"le fichier ne peut pas être lu ({error.strerror})",
            "Vérifiez les droits du fichier et qu'aucun logiciel ne le bloque.",
        ) from error
    if mark == _OLE_MARK:  # what encryption wraps a workbook in, and what .xls files are
        raise _refusal(
            path.name,
            "le classeur est protégé par un mot de passe, ou dans l'ancien format .xls",
            f"Retirez le mot de passe. {_RECORD}",
        )
    if not mark:
        raise _refusal(path.name, "le fichier est vide", "Remplissez-le ou retirez-le du dossier.")
    if not mark.startswith(_ZIP_MARK):
        raise _refusal(
            path.name,
            "le fichier n'est pas un classeur Excel, malgré son nom",
            f"{_RECORD} Si c'est du texte, donnez-lui l'extension .csv.",
        )


def _refuse_error_cells(raw: pd.DataFrame, *, file: str) -> None:
    """Pandas reads an error cell as NaN and a blank one as "": no other cell gives NaN."""
    is_error = raw.map(lambda value: isinstance(value, float) and math.isnan(value)).to_numpy()
    places = [(int(row), int(column)) for row, column in zip(*is_error.nonzero(), strict=True)]
    if not places:
        return
    remedy = "Corrigez la formule, ou remplacez la case par sa valeur."
    faults = [
        Fault(
            file=file,
            row=row + 1,
            column=_column_letters(column),
            message="la case contient une erreur du tableur (#N/A, #REF!, #DIV/0!…)",
            remedy=remedy,
        )
        for row, column in places[:_MAX_LISTED]
    ]
    rest = len(places) - _MAX_LISTED
    if rest > 0:
        others = "1 autre case a" if rest == 1 else f"{rest} autres cases ont"
        faults.append(Fault(file=file, message=f"et {others} le même défaut", remedy=remedy))
    raise TerritoryError(tuple(faults))


def _column_letters(position: int) -> str:
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _write_cell(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(float(value))
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(sep=" ", timespec="seconds") if has_time else str(value.date())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return str(value)


def _refusal(file: str, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=file, message=message, remedy=remedy),))
