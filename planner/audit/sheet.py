"""The lines of a hand-made sheet by field, with merged cells filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geodata.commune_names import fold
from geodata.errors import Fault, TerritoryError
from geodata.tables import TABLE_ENDINGS, header_line, read_table, which_sheet
from planner.audit.columns import HEADER_NAMES, WORDS, recognise_columns
from planner.audit.wording import say_lines

SESSIONS_SHEET: Final = "Permanences"
"""Sheet of our own workbook that holds a line a session; its first one is for people to look at."""
_TELLS_A_SESSION: Final = ("venue", "commune", "code", "day", "date", "rhythm", "hours", "start")
_TELLS_WHEN: Final = ("day", "date", "rhythm")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One line that holds a session."""

    line: int
    """As a spreadsheet shows it."""
    texts: Mapping[str, str]
    """Cells by field, stripped; fields without a column or with an empty cell are left out."""

    def text(self, field: str) -> str:
        """Text of a field; empty where the line says nothing."""
        return self.texts.get(field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A hand-made planning, line by line."""

    file: str
    header_of: Mapping[str, str]
    """Name of the column as written, by field."""
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path, *, needs_adviser: bool) -> Sheet:
    """Read a CSV or Excel planning: title lines, merged cells and remarks below are expected.

    Raises
    ------
    TerritoryError
        The file cannot be read, or its columns cannot be told.
    """
    _refuse_other_files(path)
    table = read_table(path, names=HEADER_NAMES, spelling=fold, sheet=SESSIONS_SHEET)
    columns, faults = recognise_columns(
        [str(name) for name in table.columns],
        file=path.name,
        line=header_line(table),
        needs_adviser=needs_adviser,
    )
    if faults:
        raise TerritoryError(faults)
    position_of = {str(name): at for at, name in reversed(list(enumerate(table.columns)))}
    fields = {field: position_of[header] for field, header in columns.header_of.items()}
    read = [
        SheetRow(
            line=int(line),
            texts={
                field: text
                for field, position in fields.items()
                if (text := " ".join(cells[position].split()))
            },
        )
        for line, cells in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]
    rows, notes = _fill_down(read)
    if which_sheet(table):
        notes.insert(0, f"Une seule feuille est lue{which_sheet(table)}.")
    return Sheet(
        file=path.name, header_of=columns.header_of, rows=rows, notes=(*columns.notes, *notes)
    )


def _refuse_other_files(path: Path) -> None:
    message, remedy = "", ""
    if not path.is_file():
        message, remedy = "le fichier est absent", "vérifiez son nom et son dossier"
    elif path.suffix.lower() not in TABLE_ENDINGS:
        message = "ce format de fichier n'est pas lu"
        remedy = "enregistrez-le depuis le tableur au format .xlsx ou .csv"
    if message:
        raise TerritoryError((Fault(file=path.name, message=message, remedy=remedy),))


def _fill_down(read: list[SheetRow]) -> tuple[tuple[SheetRow, ...], list[str]]:
    """Give blank cells of merged blocks the text above; leave out lines without any session.

    A blank adviser is the one above. A blank day, too, but only below the same blank adviser:
    a line that names its adviser anew names its day.
    """
    rows: list[SheetRow] = []
    filled: dict[str, list[int]] = {"adviser": [], "day": [], "date": []}
    left_out: list[int] = []
    above: dict[str, str] = {}
    for row in read:
        names_adviser = bool(row.text("adviser"))
        if names_adviser:
            above = {"adviser": row.text("adviser")}
        if not any(row.text(field) for field in _TELLS_A_SESSION):
            left_out.append(row.line)
            continue
        texts = dict(row.texts)
        wanted = ["adviser"] if not names_adviser else []
        if not names_adviser and not any(row.text(field) for field in _TELLS_WHEN):
            wanted += ["day", "date"]
        for field in wanted:
            if above.get(field):
                texts[field] = above[field]
                filled[field].append(row.line)
        above |= {field: texts[field] for field in ("day", "date") if field in texts}
        rows.append(replace(row, texts=texts))
    notes = [
        f"Cases vides pour {WORDS[field]}, lues comme celle du dessus : {say_lines(lines)}."
        for field, lines in filled.items()
        if lines
    ]
    if left_out:
        notes.append(f"Sans permanence, donc laissées de côté : {say_lines(left_out)}.")
    return tuple(rows), notes
