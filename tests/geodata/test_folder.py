"""The territory folder: what it reads and what it writes."""

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely import Point

from geodata import folder_writer
from geodata.errors import TerritoryError
from geodata.files import fingerprint
from geodata.folder import read_territory, write_territory
from geodata.roads import Roads
from tests.geodata.small_territory import assert_same, contents, faults_of, mairie, three_communes

HOSTILE_NAMES = (
    "<script>alert('x')</script>",
    '=HYPERLINK("http://x";"y")',
    'L\'Haÿ-les-Roses ; "Œuvre", 1,5\t€',
    "deux\nlignes\r\net\rplus",
    " espaces ",
    "NA",
    "2027-01-04",
    "007",
    "{value} %s ${x}",
    "🏛 \u202emairie",
)
VENUES = "id,name,kind,commune,lon,lat,opening_hours,hours_note,rule\n"
ADVISERS = (
    "id,name,base_commune,working_days,weekly_hours,max_drive_minutes_per_day,"
    "valid_from,valid_to,base_lon,base_lat\n"
)
OFFER = "id,name,kind,commune,lon,lat\n"
EVENTS = "{},first_day,last_day,reason\n"
SURVEY = (
    "respondent_id,commune,age_band,uses_internet,needs_help,preferred_place,max_travel_minutes\n"
)


@pytest.fixture(scope="module")
def sound_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "ain"
    write_territory(three_communes(), folder)
    return folder


@pytest.fixture
def folder(sound_folder: Path, tmp_path: Path) -> Path:
    """Give a folder without any fault, to be damaged."""
    return Path(shutil.copytree(sound_folder, tmp_path / "ain"))


# What reads


def test_a_territory_written_and_read_is_the_same(folder: Path) -> None:
    assert_same(read_territory(folder), three_communes())


def test_a_territory_without_optional_tables_is_the_same_too(tmp_path: Path) -> None:
    bare = dataclasses.replace(
        three_communes(),
        existing_offer=(),
        absences=(),
        closures=(),
        survey=None,
        school_holidays=(),
    )
    write_territory(bare, tmp_path)
    assert_same(read_territory(tmp_path), bare)
    assert sorted(contents(tmp_path)) == [
        "advisers.csv",
        "communes.geojson",
        "roads.parquet",
        "venues.csv",
    ]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_pass_through_unharmed(tmp_path: Path, name: str) -> None:
    plain = three_communes()
    hostile = dataclasses.replace(
        plain,
        communes=tuple(dataclasses.replace(c, name=name, epci_name=name) for c in plain.communes),
        venues=tuple(dataclasses.replace(v, name=name, hours_note=name) for v in plain.venues),
        advisers=tuple(dataclasses.replace(a, name=name) for a in plain.advisers),
        existing_offer=tuple(dataclasses.replace(o, name=name) for o in plain.existing_offer),
        closures=tuple(dataclasses.replace(c, reason=name) for c in plain.closures),
    )
    write_territory(hostile, tmp_path)
    assert_same(read_territory(tmp_path), hostile)


def test_records_come_in_the_order_of_their_ids(folder: Path) -> None:
    (folder / "venues.csv").write_text(
        VENUES + "M2,b,mairie,01002,4.25,46.05,,,\nM1,a,mairie,01001,4.15,46.05,,,\n"
    )
    assert [venue.id for venue in read_territory(folder).venues] == ["M1", "M2"]


def test_fingerprints_are_those_of_every_file_read(folder: Path) -> None:
    (folder / "notes.txt").write_text("not ours")
    expected = tuple((name, fingerprint(folder / name)) for name in sorted(contents(folder)))
    assert read_territory(folder).fingerprints == tuple(
        pair for pair in expected if pair[0] != "notes.txt"
    )


def test_a_survey_as_a_french_spreadsheet_saves_it_reads(folder: Path) -> None:
    text = (
        "Commentaire;respondent_id;commune;age_band;uses_internet;needs_help;preferred_place;"
        "max_travel_minutes\r\n"
        "Très bien;1;01001;15-29;oui;non;Mairie;12,5\r\n"
        ";2;01002;30-59;Non;OUI;;\r\n;3;01003;75+;yes;no;domicile;30\r\n;;;;;;;\r\n"
    )
    (folder / "survey.csv").write_bytes(text.encode("cp1252"))
    survey = read_territory(folder).survey
    assert survey is not None
    assert survey.age_band.tolist() == [0, 0, 2]
    assert survey.uses_internet.tolist() == [True, False, True]
    assert survey.wants_help.tolist() == [False, True, False]
    assert survey.preferred_place.tolist() == ["mairie", "", "domicile"]
    np.testing.assert_array_equal(survey.max_travel_minutes, [12.5, np.nan, 30])


def test_french_days_dates_and_decimals_read_in_the_advisers(folder: Path) -> None:
    (folder / "advisers.csv").write_text(
        "id;name;base_commune;working_days;weekly_hours;max_drive_minutes_per_day;valid_from\n"
        "A1;Zoé;01001;lu-me,ve;17,5;120;01/09/2027\n"
    )
    (folder / "absences.csv").unlink()
    (adviser,) = read_territory(folder).advisers
    assert adviser.working_days == (0, 1, 2, 4)
    assert (adviser.weekly_minutes, adviser.max_drive_s_per_day) == (1050, 7200)
    assert (adviser.valid_from, adviser.valid_to) == (date(2027, 9, 1), None)
    assert (adviser.lon, adviser.lat) == (4.15, 46.05)


def test_a_base_without_mairie_stands_inside_its_commune(folder: Path) -> None:
    (folder / "advisers.csv").write_text(ADVISERS + "A1,a,01003,Mo,35,60,,,,\n")
    territory = read_territory(folder)
    (adviser,) = territory.advisers
    assert territory.communes[2].geometry.contains(Point(adviser.lon, adviser.lat))


def test_an_optional_table_may_hold_its_header_alone(folder: Path) -> None:
    (folder / "absences.csv").write_text(EVENTS.format("adviser"))
    (folder / "survey.csv").write_text(SURVEY)
    territory = read_territory(folder)
    assert (territory.absences, territory.survey) == ((), None)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("communes.gpkg", lambda frame, path: frame.to_file(path, driver="GPKG")),
        ("communes.parquet", lambda frame, path: frame.to_parquet(path)),
    ],
)
def test_communes_in_another_crs_and_format_are_reprojected(
    folder: Path, name: str, write: Callable[[gpd.GeoDataFrame, Path], None]
) -> None:
    frame = gpd.read_file(folder / "communes.geojson").to_crs(2154)
    (folder / "communes.geojson").unlink()
    write(frame, folder / name)
    communes = read_territory(folder).communes
    assert [commune.code for commune in communes] == ["01001", "01002", "01003"]
    assert communes[0].population == 1001
    assert communes[0].fragility_index is None
    np.testing.assert_allclose(communes[0].geometry.bounds, (4.1, 46.0, 4.2, 46.1), atol=1e-6)


def test_a_fixed_place_of_a_neighbouring_departement_is_welcome(folder: Path) -> None:
    (folder / "existing_offer.csv").write_text(OFFER + "F1,a,autre,69001,4.6,46.05\n")
    assert read_territory(folder).existing_offer[0].commune_code == "69001"


# What is written


def test_the_same_territory_gives_the_same_bytes_in_another_process(
    folder: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    code = (
        "import sys; from pathlib import Path; "
        "from geodata.folder import read_territory, write_territory; "
        "write_territory(read_territory(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(folder), str(again)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert contents(again) == contents(folder)


def test_tables_that_are_there_are_not_replaced_unasked(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(TerritoryError, match="existe déjà"):
        write_territory(three_communes(), folder)
    assert contents(folder) == before


def test_settings_and_plans_beside_the_tables_stay(tmp_path: Path) -> None:
    (tmp_path / "itinerance.toml").write_text("[territory]")
    write_territory(three_communes(), tmp_path)
    assert (tmp_path / "itinerance.toml").read_text() == "[territory]"


def test_replacing_removes_tables_that_the_new_territory_lacks(folder: Path) -> None:
    bare = dataclasses.replace(three_communes(), absences=(), survey=None)
    write_territory(bare, folder, overwrite=True)
    assert_same(read_territory(folder), bare)


def test_a_write_that_fails_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_roads: Roads, _path: Path) -> None:
        raise OSError("disk full")

    before = contents(folder)
    monkeypatch.setattr(folder_writer, "write_roads", fail)
    changed = dataclasses.replace(three_communes(), venues=(mairie(1),))
    with pytest.raises(OSError, match="disk full"):
        write_territory(changed, folder, overwrite=True)
    assert contents(folder) == before


def test_a_bad_folder_is_read_without_being_touched(folder: Path) -> None:
    (folder / "venues.csv").write_text("id\n1\n")
    before = contents(folder)
    faults_of(folder)
    assert contents(folder) == before


def test_csv_tables_suit_a_french_spreadsheet(folder: Path) -> None:
    content = (folder / "venues.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid;name;kind;commune;lon;lat;")
    assert b";4,15;46,05;" in content


def test_squares_of_the_folder_are_read_with_their_fingerprint(tmp_path: Path) -> None:
    write_territory(three_communes(), tmp_path)
    assert read_territory(tmp_path).population_cells is None
    to_grid = Transformer.from_crs(4326, 3035, always_xy=True)
    east, north = (int(value // 200) * 200 for value in to_grid.transform(4.15, 46.05))
    text = f"idcar_200m;ind\nCRS3035RES200mN{north}E{east};12,5\n"
    (tmp_path / "population_cells.csv").write_text(text)
    territory = read_territory(tmp_path)
    assert territory.population_cells is not None
    assert not territory.population_cells.is_proxy
    assert "population_cells.csv" in dict(territory.fingerprints)
