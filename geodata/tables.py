"""Tables as spreadsheets write them, read as plain text with their line numbers."""

import csv
import io
import math
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.errors import Fault, TerritoryError
from geodata.workbooks import read_workbook

TABLE_ENDINGS: Final = (".csv", ".xlsx")
SEPARATORS: Final = ";,\t"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_ZIP_MARK: Final = b"PK\x03\x04"
_EXCEL_HINT: Final = re.compile(r'"?sep=.?"?[;,\t]*\r?\n', re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]*)?(?:[eE][-+]?[0-9]+)?")
_SAVE_AS_CSV: Final = "Enregistrez-le depuis le tableur au format « CSV UTF-8 »."
_UNREAD_ENDINGS: Final = (".xls", ".xlsm", ".xlsb", ".ods")
_MAX_TITLE_LINES: Final = 30
_HEADER_LINE: Final = "header_line"
_WHICH_SHEET: Final = "which_sheet"


def find_table(folder: Path, stem: str) -> Path | None:
    """Path of a table in a folder, whichever of :data:`TABLE_ENDINGS` it has; ``None`` if absent.

    Raises
    ------
    TerritoryError
        It is there twice, or only in a form that is not read.
    """
    present = [f"{stem}{end}" for end in TABLE_ENDINGS if (folder / f"{stem}{end}").exists()]
    if len(present) > 1:
        raise _refusal(
            present[0],
            f"la table « {stem} » est là deux fois : {' et '.join(present)}",
            "Gardez un seul des deux fichiers, le plus à jour.",
        )
    if present:
        return folder / present[0]
    for name in (f"{stem}{ending}" for ending in _UNREAD_ENDINGS):
        if (folder / name).exists():
            raise _refusal(
                name,
                "ce format de tableur n'est pas lu",
                f"Enregistrez-le sous le nom {stem}.xlsx ou {stem}.csv.",
            )
    return None


def read_table(
    path: Path,
    *,
    names: Collection[str] = (),
    may_be_empty: bool = False,
    spelling: Callable[[str], str] = str.strip,
    sheet: str = "",
) -> pd.DataFrame:
    """Read a CSV file or an Excel workbook, whatever its spreadsheet chose.

    CSV: separators ``;``, ``,`` or tab; UTF-8 with or without BOM, UTF-16 with BOM, or cp1252.
    A workbook: see :func:`geodata.workbooks.read_workbook`. Empty rows and columns at the border
    are dropped. Cells are kept as written, column names are stripped.

    Parameters
    ----------
    path
        The file; its name is what faults call it.
    names
        Column names to know the header by: it is the row that holds most of them, and the title
        lines above it are left out. Without names it is the first row that fills at least half as
        many cells as the fullest of the first rows: titles fill one or two.
    may_be_empty
        Accept a table that holds a header and nothing else.
    spelling
        Brings a cell to the spelling of ``names`` before the two are compared.
    sheet
        Name of the sheet to read where a workbook has it.

    Returns
    -------
    DataFrame
        Strings only, ``""`` for an empty cell; the index is the line number as a spreadsheet
        shows it, so the row below a header without titles is 2. See :func:`header_line`.

    Raises
    ------
    TerritoryError
        The file is missing, unreadable or empty, or rows have more cells than the header.
    """
    which = ""
    if path.suffix.lower() == ".xlsx":
        cells, which = read_workbook(path, sheet=sheet)
    else:
        text = _decode(path)
        hint = _EXCEL_HINT.match(text)  # Excel's own first line, which it shows to nobody
        cells = _parse(
            text[hint.end() :] if hint else text, file=path.name, names=names, spelling=spelling
        )
    cells = cells.loc[_is_filled(cells)]
    if cells.empty:
        raise _refusal(
            path.name, f"le fichier est vide{which}", "Remplissez-le ou retirez-le du dossier."
        )
    position = _header_position(cells, names, spelling)
    header, body = cells.iloc[position].str.strip(), cells.iloc[position + 1 :]
    width = int((header != "").to_numpy().nonzero()[0].max()) + 1
    _refuse_overlong_rows(body.iloc[:, width:], file=path.name)
    if body.empty and not may_be_empty:
        raise _refusal(
            path.name,
            f"le fichier ne contient que l'en-tête, aucune ligne{which}",
            "Ajoutez au moins une ligne sous l'en-tête.",
        )
    table: pd.DataFrame = body.iloc[:, :width].copy()
    table.columns = pd.Index(header.iloc[:width])
    table.attrs = {_HEADER_LINE: int(cells.index[position]), _WHICH_SHEET: which}
    return table


def header_line(table: pd.DataFrame) -> int:
    """Line of the header of a table that :func:`read_table` gave; 1 for any other."""
    return int(table.attrs.get(_HEADER_LINE, 1))


def which_sheet(table: pd.DataFrame) -> str:
    """French words for the sheet that a table comes from, in brackets; empty if it is the only."""
    return str(table.attrs.get(_WHICH_SHEET, ""))


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
        raise _refusal(
            path.name,
            "le fichier est un classeur de tableur, pas un CSV",
            "Donnez-lui l'extension .xlsx, ou enregistrez-le au format « CSV UTF-8 ».",
        )
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next one is tried; if none fits, the file is refused
        if "\0" not in text:
            return text
    raise _refusal(path.name, "le fichier n'est pas du texte lisible", _SAVE_AS_CSV)


def _header_position(
    cells: pd.DataFrame, names: Collection[str], spelling: Callable[[str], str]
) -> int:
    """Position of the row that holds most of the names, the first of equals.

    Without names, of the first row that is at least half as wide as the widest.
    """
    top = cells.iloc[:_MAX_TITLE_LINES].map(spelling)
    if not names:
        num_filled = (top != "").sum(axis=1).to_numpy()
        return int((2 * num_filled >= num_filled.max()).argmax())
    return int(top.isin(names).sum(axis=1).to_numpy().argmax())


def _separator(text: str, names: Collection[str], spelling: Callable[[str], str]) -> str:
    """The sign that cuts the header out, or that the first line of text shows."""
    lines = [line for line in text.splitlines() if line.strip(f"{SEPARATORS} ")]
    for line in lines[:_MAX_TITLE_LINES]:
        for sign in SEPARATORS:
            cells = {spelling(cell) for cell in next(csv.reader([line], delimiter=sign), [])}
            if len(cells.intersection(names)) > 1:
                return sign
    # A title has no sign; without names to know the header by, it is the line below with any.
    untitled = [line for line in lines if names or any(sign in line for sign in SEPARATORS)]
    first_line = untitled[0] if untitled else ""
    try:
        return csv.Sniffer().sniff(first_line, delimiters=SEPARATORS).delimiter
    except csv.Error:  # one column alone, or too little to tell: the most frequent sign it is
        return max(SEPARATORS, key=first_line.count)


def _parse(
    text: str, *, file: str, names: Collection[str], spelling: Callable[[str], str]
) -> pd.DataFrame:
    """Cut the text into cells; the index counts rows from 1, empty ones included."""
    separator = _separator(text, names, spelling)
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
    except pd.errors.EmptyDataError:  # whoever asked says whether it may be empty
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
    overlong = surplus.loc[_is_filled(surplus)].index
    if len(overlong):
        raise TerritoryError(
            tuple(
                Fault(
                    file=file,
                    row=int(line),
                    message="la ligne a plus de cases que l'en-tête",
                    remedy="Nommez chaque colonne dans l'en-tête ; dans un CSV, mettez entre "
                    "guillemets les textes qui contiennent le séparateur.",
                )
                for line in overlong
            )
        )


def _is_filled(cells: pd.DataFrame) -> "pd.Series[bool]":
    """Rows with anything but spaces."""
    filled: pd.Series[bool] = (cells.apply(lambda column: column.str.strip()) != "").any(axis=1)
    return filled
