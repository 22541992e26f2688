"""What a dropped file is, by its name and its columns; what it is not, by its content."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata.errors import TerritoryError
from planner.intake import file_contents
from planner.intake.file_contents import check_content
from planner.intake.recognition import Recognition, recognise

PLACES = "id;name;kind;commune;lon;lat\nM1;Mairie;mairie;01001;4.15;46.05\n"
PERIODS = "adviser;first_day;last_day\nA1;2027-01-04;2027-01-05\n"
LIME = "id;submitdate;Commune;Age;Internet;Aide\n1;2026-01-01;Royan;75 ans et plus;Oui;Non\n"


def recognise_text(folder: Path, name: str, text: str) -> Recognition:
    path = folder / f"1-staged{Path(name).suffix}"
    path.write_text(text, encoding="utf-8")
    return recognise(path, name=name)


@pytest.mark.parametrize(
    ("name", "text", "stem"),
    [
        ("venues.csv", PLACES, "venues"),
        ("Lieux (1).csv", PLACES, "venues"),
        ("offre_existante 2026-11-02.csv", PLACES, "existing_offer"),
        ("mes données.csv", PERIODS, "absences"),
        ("Absences - copie.csv", PERIODS, "absences"),
        ("export.csv", f"{PERIODS}A2;2027-01-04;2027-01-05;une;case;de;trop\n", "absences"),
        ("advisers.csv", "un;deux\n1;2\n", "advisers"),
        (
            "carreaux.csv",
            "idcar_200m;ind\nCRS3035RES200mN2029800E4252400;3,5\n",
            "population_cells",
        ),
        ("itinerance.toml", "[cycle]\n", "itinerance"),
    ],
)
def test_name_and_columns_say_which_file_it_is(
    tmp_path: Path, name: str, text: str, stem: str
) -> None:
    found = recognise_text(tmp_path, name, text)
    assert found.kind is not None
    assert found.kind.stem == stem


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("export.csv", PLACES, {"venues", "existing_offer"}),  # venues or fixed places alike
        (
            "venues.csv",
            PERIODS,
            {"absences", "venues"},
        ),  # name against columns
        ("x.csv", "un;deux\n1;2\n", set()),
    ],
)
def test_where_it_is_not_certain_the_coordinator_says(
    tmp_path: Path, name: str, text: str, first: set[str]
) -> None:
    found = recognise_text(tmp_path, name, text)
    assert found.kind is None
    assert {kind.stem for kind in found.candidates[: len(first)]} == first


def test_an_export_of_the_survey_is_known_as_such(tmp_path: Path) -> None:
    found = recognise_text(tmp_path, "results-survey123.csv", LIME)
    assert found.is_raw_survey
    assert found.kind is None


def parquet_of(size: int) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"u": np.zeros(size, dtype=np.int64)}), buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    undated = zipfile.ZipInfo("xl/worksheets/sheet1.xml")  # by its name alone it has the clock's
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(undated, b"0" * 3_000_000, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("ending", "content", "words"),
    [
        (".geojson", b"<OGRVRTDataSource><SrcDataSource>/etc/passwd", "pas celui"),
        (".geojson", b"/vsicurl/http://example.org/x.json", "pas celui"),
        (".gpkg", b'{"type": "FeatureCollection"}', "pas celui"),
        (".gpkg", b"SQLite format 3\0" + b"\0" * 100, "pas celui"),
        (".parquet", b"PK\x03\x04", "pas celui"),
        (".parquet", b"PAR1 and no more", "pas un Parquet"),
        (".csv", b"\x89PNG\r\n\x1a\n\0\0\0", "pas celui"),
        (".csv", b"", "vide"),
        (".csv", b"a;b\n" * 300_000, "dépasse 1 Mo"),
        (".xlsx", bomb(), "une fois ouvert"),
        (".parquet", parquet_of(1_000_000), "une fois ouvert"),
        (".exe", b"MZ", "ce genre"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_content_that_is_not_what_it_says_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, content: bytes, words: str
) -> None:
    monkeypatch.setattr(file_contents, "MAX_UNPACKED_WORKBOOK_BYTES", 2_000_000)
    monkeypatch.setattr(file_contents, "MAX_UNPACKED_BYTES", 2_000)
    path = tmp_path / f"1{ending}"
    path.write_bytes(content)
    with pytest.raises(TerritoryError) as caught:
        check_content(path, name="donné par quelqu'un", max_bytes=1_000_000)
    [fault] = caught.value.faults
    assert words in fault.message
    assert fault.file == "donné par quelqu'un"


@pytest.mark.parametrize("ending", [".csv", ".geojson"])
def test_a_byte_order_mark_is_no_foreign_content(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"1{ending}"
    path.write_bytes(b'\xef\xbb\xbf  {"type": "FeatureCollection", "features": []}')
    check_content(path, name="x", max_bytes=1_000)
