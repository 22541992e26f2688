"""CSV tables as spreadsheets write them, read as plain text with their line numbers."""

import csv
import io
import math
import re
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.errors import Fault, TerritoryError

SEPARATORS: Final = ";,\t"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_ZIP_MARK: Final = b"PK\x03\x04"
_EXCEL_HINT: Final = re.compile(r'"?sep=.?"?[;,\t]*\r?\n', re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]*)?(?:[eE][-+]?[0-9]+)?")
_SAVE_AS_CSV: Final = "Enregistrez-le depuis le tableur au format « CSV UTF-8 »."


def read_table(path: Path, *, may_be_empty: bool = False) -> pd.DataFrame:
    """Read a CSV file whatever separator and encoding its spreadsheet chose.

    Separators ``;``, ``,`` or tab; UTF-8 with or without BOM, UTF-16 with BOM, or cp1252. Empty
    rows are dropped. Cells are kept as written, column names are stripped.

    Parameters
    ----------
    path
        The file; its name is what faults call it.
    may_be_empty
        Accept a table that holds a header and nothing else.

    Returns
    -------
    DataFrame
        Strings only, ``""`` for an empty cell; the index is the line number as a spreadsheet
        shows it, so the row below the header is 2.

    Raises
    ------
    TerritoryError
        The file is missing, unreadable or empty, or rows have more cells than the header.
    """
    text = _decode(path)
    hint = _EXCEL_HINT.match(text)  # Excel's own first line, which it shows to nobody
    cells = _parse(text[hint.end() :] if hint else text, file=path.name)
    cells = cells.loc[(cells != "").any(axis=1)]
    if cells.empty:
        raise _refusal(path.name, "le fichier est vide", "Remplissez-le ou retirez-le du dossier.")
    header, body = cells.iloc[0].str.strip(), cells.iloc[1:]
    width = int((header != "").to_numpy().nonzero()[0].max()) + 1
    _refuse_overlong_rows(body.iloc[:, width:], file=path.name)
    if body.empty and not may_be_empty:
        raise _refusal(
            path.name,
            "le fichier ne contient que l'en-tête, aucune ligne",
            "Ajoutez au moins une ligne sous l'en-tête.",
        )
    table = body.iloc[:, :width].copy()
    table.columns = pd.Index(header.iloc[:width])
    return table


def parse_numbers(texts: pd.Series) -> pd.Series:
    """Convert text to floats: decimal comma or point, spaces between thousands; else NaN."""
    return pd.Series([_parse_number(text) for text in texts], index=texts.index, dtype=float)


def parse_dates(texts: pd.Series) -> pd.Series:
    """Convert ``AAAA-MM-JJ`` or ``JJ/MM/AAAA`` to timestamps; NaT where it is no date."""
    iso = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    french = pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce")
    return iso.fillna(french)


def _parse_number(text: str) -> float:
    tight = "".join(text.split())  # no-break spaces too
    return float(tight.replace(",", ".")) if _NUMBER.fullmatch(tight) else math.nan


def _refusal(file: str, message: str, remedy: str, *, row: int | None = None) -> TerritoryError:
    return TerritoryError((Fault(file=file, row=row, message=message, remedy=remedy),))


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
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
    if content.startswith(_ZIP_MARK):
        raise _refusal(path.name, "le fichier est un classeur de tableur, pas un CSV", _SAVE_AS_CSV)
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refusal(path.name, "le fichier n'est pas du texte lisible", _SAVE_AS_CSV)


def _parse(text: str, *, file: str) -> pd.DataFrame:
    """Cut the text into cells; the index counts rows from 1, empty ones included."""
    first_line = next((line for line in text.splitlines() if line.strip(f"{SEPARATORS} ")), "")
    try:
        separator = csv.Sniffer().sniff(first_line, delimiters=SEPARATORS).delimiter
    except csv.Error:  # one column alone, or too little to tell: the most frequent sign it is
        separator = max(SEPARATORS, key=first_line.count)
    # An upper bound of the cells of any row: pandas refuses rows wider than the names given.
    width = max((line.count(separator) for line in text.splitlines()), default=0) + 1
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
        )
    except pd.errors.EmptyDataError:
        cells = pd.DataFrame(columns=range(width), dtype=str)
    except pd.errors.ParserError as error:
        opened = re.search(r"EOF inside string starting at row (\d+)", str(error))
        raise _refusal(
            file,
            "un guillemet ouvert n'est jamais refermé" if opened else "les lignes sont illisibles",
            "Fermez le guillemet, ou enregistrez à nouveau le fichier depuis le tableur.",
            row=int(opened[1]) + 1 if opened else None,
        ) from error
    # A short row leaves NaN behind even without the NaN filter.
    cells = cells.fillna("")
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="line")
    return cells


def _refuse_overlong_rows(surplus: pd.DataFrame, *, file: str) -> None:
    overlong = surplus.loc[(surplus != "").any(axis=1)].index
    if len(overlong):
        raise TerritoryError(
            tuple(
                Fault(
                    file=file,
                    row=int(line),
                    message="la ligne a plus de cases que l'en-tête",
                    remedy="Mettez entre guillemets les textes qui contiennent le séparateur.",
                )
                for line in overlong
            )
        )
