"""Excel workbooks, and CSV files with titles above the header."""

import dataclasses
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook

from geodata.errors import Fault, TerritoryError
from geodata.folder import read_territory, write_territory
from geodata.tables import find_table, header_line, read_table
from tests.geodata.small_territory import assert_same, faults_of, three_communes

TITLED = [["Lieux d'accueil, 2027"], [], ["id", "name"], ["1", "a"], [None, None], ["2", "b"]]


def workbook_at(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = Workbook()
    for position, (title, rows) in enumerate(sheets.items()):
        sheet = workbook.create_sheet(title, position)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(line, column, value)
    workbook.remove(workbook.worksheets[-1])
    workbook.save(path)
    return path


def refusal_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(TerritoryError) as caught:
        read_table(path, names=("id", "name"))
    return caught.value.faults


def to_workbook(folder: Path, stem: str, title: str) -> None:
    """Replace a CSV by a workbook with a title, numbers as numbers and dates as dates."""
    table = pd.read_csv(folder / f"{stem}.csv", sep=";", dtype=str, keep_default_na=False)
    table.columns = table.columns.str.removeprefix("\ufeff")
    cells = [[typed(text) for text in row] for row in table.to_numpy().tolist()]
    (folder / f"{stem}.csv").unlink()
    workbook_at(folder / f"{stem}.xlsx", {"Feuil1": [[title], [], list(table.columns), *cells]})


def typed(text: str) -> object:
    if text.startswith("0"):
        return text
    for convert in (date.fromisoformat, lambda number: float(number.replace(",", "."))):
        try:
            return convert(text)
        except ValueError:
            continue
    return text or None


def test_a_folder_of_workbooks_reads_as_the_folder_of_csv_files(tmp_path: Path) -> None:
    territory = three_communes()
    write_territory(territory, tmp_path)
    for stem in ("venues", "advisers", "existing_offer", "absences", "closures", "survey"):
        to_workbook(tmp_path, stem, "Titre, une ligne au-dessus")
    assert_same(read_territory(tmp_path), territory)


def test_the_header_is_found_below_titles_and_lines_keep_their_number(tmp_path: Path) -> None:
    table = read_table(workbook_at(tmp_path / "t.xlsx", {"F": TITLED}), names=("id", "name"))
    assert (list(table.columns), table.index.tolist()) == (["id", "name"], [4, 6])
    assert header_line(table) == 3


def test_titles_above_a_csv_header_do_not_choose_its_separator(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "Lieux d'accueil, été 2027;;\r\n;;\r\nid;name;\r\n1;a;\r\n;;\r\n".encode("cp1252")
    )
    table = read_table(path, names=("id", "name"))
    assert (table.to_dict("list"), table.index.tolist()) == ({"id": ["1"], "name": ["a"]}, [4])


def test_a_line_with_fewer_names_is_no_header(tmp_path: Path) -> None:
    rows = [["name", "des lieux"], ["id", "name"], ["1", "a"]]
    table = read_table(workbook_at(tmp_path / "t.xlsx", {"F": rows}), names=("id", "name"))
    assert table.index.tolist() == [3]


def test_empty_rows_and_columns_at_the_border_are_no_data(tmp_path: Path) -> None:
    rows = [["id", "name", None], ["1", "a", " "], [" ", None, None], [None, None, ""]]
    table = read_table(workbook_at(tmp_path / "t.xlsx", {"F": rows}))
    assert table.to_dict("list") == {"id": ["1"], "name": ["a"]}


def test_cells_of_every_type_become_the_text_of_a_csv(tmp_path: Path) -> None:
    cells = [35, 35.5, 35.0, 0.1, "1,5", "01004", True, date(2027, 3, 1)]
    cells += [datetime(2027, 3, 1), datetime(2027, 3, 1, 8, 5), time(8, 45), None]  # noqa: DTZ001 - a sheet knows no zone
    header = [f"c{number}" for number in range(len(cells))]
    path = workbook_at(tmp_path / "t.xlsx", {"F": [header, cells]})
    assert read_table(path).iloc[0].tolist() == [
        *("35", "35.5", "35", "0.1", "1,5", "01004", "oui", "2027-03-01"),
        *("2027-03-01", "2027-03-01 08:05:00", "08:45", ""),
    ]


def test_words_that_look_like_missing_values_stay_words_in_a_workbook(tmp_path: Path) -> None:
    path = workbook_at(tmp_path / "t.xlsx", {"F": [["id", "name"], ["NA", "null"]]})
    assert read_table(path).iloc[0].tolist() == ["NA", "null"]


def test_the_sheet_named_like_the_table_is_read(tmp_path: Path) -> None:
    sheets = {"Notes": [["x", "y"], ["1", "2"]], "Venues": [["id", "name"], ["1", "a"]]}
    assert list(read_table(workbook_at(tmp_path / "venues.xlsx", sheets)).columns) == ["id", "name"]


def test_without_a_sheet_of_that_name_the_first_one_is_read(tmp_path: Path) -> None:
    sheets = {"A": [["id", "name"], ["1", "a"]], "B": [["x", "y"], ["1", "2"]]}
    assert list(read_table(workbook_at(tmp_path / "venues.xlsx", sheets)).columns) == ["id", "name"]


def test_a_fault_says_which_of_several_sheets_was_read(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {"Vide": [], "Lieux": [["id", "name"], ["1", "a"]]}
    (fault,) = refusal_of(workbook_at(tmp_path / "venues.xlsx", sheets))
    assert "vide" in fault.message
    assert "feuille lue : « Vide », parmi Vide, Lieux" in fault.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"id;name\n1;a\n", "n'est pas un classeur Excel"),
        (b"PK\x03\x04rest", "n'est pas un classeur Excel lisible"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "mot de passe"),
    ],
)
def test_what_is_no_workbook_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "venues.xlsx"
    path.write_bytes(content)
    (fault,) = refusal_of(path)
    assert (fault.file, words in fault.message) == ("venues.xlsx", True)


def test_error_cells_are_named_and_never_read_as_blank(tmp_path: Path) -> None:
    path = workbook_at(tmp_path / "t.xlsx", {"F": [["id", "name"], ["1", "#N/A"], ["#REF!", "b"]]})
    faults = refusal_of(path)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "B"), (3, "A")]


def test_a_table_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    write_territory(three_communes(), tmp_path)
    workbook_at(tmp_path / "venues.xlsx", {"F": [["id"], ["1"]]})
    assert any("deux fois : venues.csv et venues.xlsx" in f.message for f in faults_of(tmp_path))


def test_a_spreadsheet_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "venues.ods").write_bytes(b"PK")
    with pytest.raises(TerritoryError, match=r"venues\.ods : ce format"):
        find_table(tmp_path, "venues")


def test_a_missing_column_is_told_at_the_line_of_the_header(tmp_path: Path) -> None:
    write_territory(three_communes(), tmp_path)
    to_workbook(tmp_path, "absences", "Absences")
    rows = [["Absences"], [], ["adviser", "first_day"], ["A1", date(2027, 2, 1)]]
    workbook_at(tmp_path / "absences.xlsx", {"F": rows})
    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.row, fault.column) == ("absences.xlsx", 3, "last_day")


def test_faults_between_tables_name_the_workbook(tmp_path: Path) -> None:
    territory = three_communes()
    stray = dataclasses.replace(territory.absences[0], adviser_id="A9")
    write_territory(dataclasses.replace(territory, absences=(stray,)), tmp_path)
    to_workbook(tmp_path, "absences", "Absences")
    to_workbook(tmp_path, "advisers", "Conseillers")
    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.row) == ("absences.xlsx", 4)
    assert "advisers.xlsx" in fault.message


def test_a_folder_written_again_keeps_no_workbook_beside_the_new_tables(tmp_path: Path) -> None:
    write_territory(three_communes(), tmp_path)
    to_workbook(tmp_path, "venues", "Lieux")
    write_territory(three_communes(), tmp_path, overwrite=True)
    assert_same(read_territory(tmp_path), three_communes())
