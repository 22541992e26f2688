"""Tables as spreadsheets write them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import Fault, TerritoryError
from geodata.tables import parse_dates, parse_numbers, read_table

PLAIN = "id,name\n1,Rivière\n2,Île\n"


def table_of(tmp_path: Path, content: bytes | str, **options: bool) -> pd.DataFrame:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, **options)


def faults_of(tmp_path: Path, content: bytes | str) -> tuple[Fault, ...]:
    with pytest.raises(TerritoryError) as caught:
        table_of(tmp_path, content)
    return caught.value.faults


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_separator_encoding_and_newline_reads_alike(
    tmp_path: Path, separator: str, encoding: str, newline: str
) -> None:
    text = PLAIN.replace(",", separator).replace("\n", newline)
    table = table_of(tmp_path, text.encode(encoding))
    assert table.to_dict("list") == {"id": ["1", "2"], "name": ["Rivière", "Île"]}


def test_excels_own_first_line_is_no_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\r\nid;name\r\n1;a\r\n")
    assert (list(table.columns), list(table.index)) == (["id", "name"], [2])


def test_quoted_cells_keep_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'id;name\n1;"a;b, ""c""\nd"\n2;e\n')
    assert table["name"].tolist() == ['a;b, "c"\nd', "e"]
    assert table.index.tolist() == [2, 3]


def test_rows_keep_their_spreadsheet_line_across_blank_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id;name\n\n1;a\n;\n;;\n2;b\n;\n\n")
    assert table.index.tolist() == [3, 6]


def test_column_names_are_stripped_and_cells_are_not(tmp_path: Path) -> None:
    table = table_of(tmp_path, " id ; name\n1; a \n")
    assert table.to_dict("list") == {"id": ["1"], "name": [" a "]}


def test_words_that_look_like_missing_values_stay_words(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id;name\nNA;null\nnan;\n")
    assert table.to_numpy().tolist() == [["NA", "null"], ["nan", ""]]


def test_a_short_row_is_filled_with_blanks(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id;name;note\n1;a\n")
    assert table.loc[2].tolist() == ["1", "a", ""]


def test_leading_zeros_survive(tmp_path: Path) -> None:
    assert table_of(tmp_path, "code;name\n01004;a\n").loc[2, "code"] == "01004"


def test_one_column_alone_is_a_table(tmp_path: Path) -> None:
    assert table_of(tmp_path, "id\na\nb\n")["id"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\n\n;;\n", "vide"),
        (b"id;name\n", "que l'en-tête"),
        (b"id;name\n;\n\n", "que l'en-tête"),
        (b"PK\x03\x04rest", "classeur"),
        (b"id;na\x00me\n1;2\n", "pas du texte"),
        (b"id;name\n1;\x81\xff\n", "pas du texte"),
    ],
)
def test_a_file_without_a_readable_row_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (fault,) = faults_of(tmp_path, content)
    assert fault.file == "table.csv"
    assert words in fault.message
    assert fault.remedy


def test_a_header_alone_is_a_table_when_the_caller_says_so(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id;name\n", may_be_empty=True)
    assert (list(table.columns), len(table)) == (["id", "name"], 0)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError, match=r"absent\.csv : le fichier est absent"):
        read_table(tmp_path / "absent.csv")


def test_every_row_wider_than_the_header_is_named(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "id,days\n1,Mo,Tu\n2,We\n3,Th,Fr,Sa\n")
    assert [fault.row for fault in faults] == [2, 4]
    assert "plus de cases" in faults[0].message


def test_an_open_quote_is_named_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, 'id;name\n1;a\n2;"b\n')
    assert (fault.row, "guillemet" in fault.message) == (3, True)


def test_numbers_read_with_comma_point_spaces_and_exponent() -> None:
    texts = pd.Series(["1,5", "-0.25", "1 234", "1\u202f234,5", "1e-05", " 7 "])
    assert parse_numbers(texts).tolist() == [1.5, -0.25, 1234, 1234.5, 1e-05, 7]


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "35 h", "inf", "nan", "0x10", "1_000", "٣"])
def test_what_is_no_number_becomes_nan(text: str) -> None:
    assert np.isnan(parse_numbers(pd.Series([text])).iloc[0])


def test_dates_read_in_both_orders_and_impossible_ones_do_not() -> None:
    days = parse_dates(pd.Series(["2027-03-01", "01/03/2027", "30/02/2027", "03/27", ""]))
    assert days[:2].tolist() == [pd.Timestamp(2027, 3, 1)] * 2
    assert days[2:].isna().all()


def test_a_header_is_known_by_names_in_another_spelling(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Liste, à relire\nIdentifiant ;NOM\n1;Rivière, la\n", encoding="utf-8")
    table = read_table(path, names=("identifiant", "nom"), spelling=lambda c: c.strip().lower())
    assert (list(table.columns), table.index[0]) == (["Identifiant", "NOM"], 3)
