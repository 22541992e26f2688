"""What the territory folder refuses, and how it says so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from geodata.folder import write_territory
from tests.geodata.small_territory import faults_of, three_communes

VENUES = "id,name,kind,commune,lon,lat,opening_hours,hours_note,rule\n"
ADVISERS = (
    "id,name,base_commune,working_days,weekly_hours,max_drive_minutes_per_day,"
    "valid_from,valid_to,base_lon,base_lat\n"
)
OFFER = "id,name,kind,commune,lon,lat\n"
HOLIDAYS = "zone,first_day,last_day,name\n"
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


# What is refused: (file, text, row, column, words)

BAD_TABLES = {
    "venue id twice": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,,,\nM1,b,mairie,01002,4.25,46.05,,,\n",
        (3, "id", "« M1 » figure déjà plus haut"),
    ),
    "venue id with a slash": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,,,\n../M2,a,mairie,01001,4.15,46.05,,,\n",
        (3, "id", "caractère interdit"),
    ),
    "venue without a name": (
        "venues.csv",
        VENUES + "M1, ,mairie,01001,4.15,46.05,,,\n",
        (2, "name", "la case est vide"),
    ),
    "venue of an unknown kind": (
        "venues.csv",
        VENUES + "M1,a,bistrot,01001,4.15,46.05,,,\n",
        (2, "kind", "« bistrot » n'est pas une valeur connue"),
    ),
    "venue under an unknown rule": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,,,always\n",
        (2, "rule", "« always » n'est pas une valeur connue"),
    ),
    "venue of an unknown commune": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,,,\nM2,a,mairie,99999,4.15,46.05,,,\n",
        (3, "commune", "la commune « 99999 » ne figure pas dans"),
    ),
    "commune code without its zero": (
        "venues.csv",
        VENUES + "M1,a,mairie,1001,4.15,46.05,,,\n",
        (2, "commune", "a perdu son zéro de tête"),
    ),
    "longitude that is no number": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4°15,46.05,,,\n",
        (2, "lon", "« 4°15 » n'est pas un nombre"),
    ),
    "metres for degrees": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,842666,46.05,,,\n",
        (2, "lon", "« 842666 » n'est pas compris entre -180 et 180"),
    ),
    "longitude and latitude swapped": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,46.05,4.15,,,\n",
        (2, "lon", "longitude et latitude semblent inversées"),
    ),
    "venue in another commune": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.35,46.05,,,\n",
        (2, "lon", "dans ou près de 01003 (Trois)"),
    ),
    "venue outside the département": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,2.35,48.85,,,\n",
        (2, "lon", "hors du territoire"),
    ),
    "opening hours in French": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,Lundi 9h-12h,,\n",
        (2, "opening_hours", "« Lundi 9h-12h » n'est pas un horaire lisible"),
    ),
    "opening hours that run backwards": (
        "venues.csv",
        VENUES + "M1,a,mairie,01001,4.15,46.05,Mo 14:00-12:00,,\n",
        (2, "opening_hours", "« 14:00-12:00 » finit avant d'avoir commencé"),
    ),
    "a column missing": (
        "venues.csv",
        "id,name,kind,commune,lon\nM1,a,mairie,01001,4.15\n",
        (1, "lat", "la colonne obligatoire est absente"),
    ),
    "a column twice": (
        "venues.csv",
        "id,name,kind,commune,lon,lat,lat\nM1,a,mairie,01001,4.15,46.05,1\n",
        (1, "lat", "figure plusieurs fois"),
    ),
    "no adviser": ("advisers.csv", ADVISERS, (None, None, "que l'en-tête")),
    "an empty file": ("advisers.csv", "", (None, None, "le fichier est vide")),
    "base in an unknown commune": (
        "advisers.csv",
        ADVISERS + "A1,a,99999,Mo-Fr,35,60,,,,\n",
        (2, "base_commune", "la commune « 99999 » ne figure pas dans"),
    ),
    "working days that are no days": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,temps plein,35,60,,,,\n",
        (2, "working_days", "« temps plein » n'est pas une liste de jours"),
    ),
    "weekly hours beyond the law": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,Mo-Fr,350,60,,,,\n",
        (2, "weekly_hours", "« 350 » n'est pas compris entre 1 et 48"),
    ),
    "negative driving": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,Mo-Fr,35,-5,,,,\n",
        (2, "max_drive_minutes_per_day", "« -5 » n'est pas compris"),
    ),
    "a date that does not exist": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,Mo-Fr,35,60,30/02/2027,,,\n",
        (2, "valid_from", "« 30/02/2027 » n'est pas une date"),
    ),
    "a post that ends before it begins": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,Mo-Fr,35,60,2027-05-01,2027-04-01,,\n",
        (2, "valid_to", "la fin « 2027-04-01 » précède le début « 2027-05-01 »"),
    ),
    "half a base": (
        "advisers.csv",
        ADVISERS + "A1,a,01001,Mo-Fr,35,60,,,4.15,\n",
        (2, "base_lon", "une de ses deux coordonnées"),
    ),
    "absence of nobody": (
        "absences.csv",
        EVENTS.format("adviser") + "A9,2027-02-01,2027-02-05,\n",
        (2, "adviser", "l'identifiant « A9 » ne figure pas dans advisers.csv"),
    ),
    "absence that ends before it begins": (
        "absences.csv",
        EVENTS.format("adviser") + "A1,05/02/2027,01/02/2027,\n",
        (2, "last_day", "la fin « 01/02/2027 » précède le début « 05/02/2027 »"),
    ),
    "absences that overlap": (
        "absences.csv",
        EVENTS.format("adviser")
        + "A1,2027-02-01,2027-02-05,\nA2,2027-02-05,2027-02-05,\nA1,2027-02-05,2027-02-06,\n",
        (4, "first_day", "recouvre celle de la ligne 2"),
    ),
    "closure of no venue": (
        "closures.csv",
        EVENTS.format("venue") + "M9,2027-02-01,2027-02-05,\n",
        (2, "venue", "l'identifiant « M9 » ne figure pas dans venues.csv"),
    ),
    "closure on no date": (
        "closures.csv",
        EVENTS.format("venue") + "M1,août,2027-02-05,\n",
        (2, "first_day", "« août » n'est pas une date"),
    ),
    "school holidays that end before they begin": (
        "school_holidays.csv",
        HOLIDAYS + "A,2027-02-28,2027-02-13,Hiver\n",
        (2, "last_day", "la fin « 2027-02-13 » précède le début « 2027-02-28 »"),
    ),
    "school holidays of two zones": (
        "school_holidays.csv",
        HOLIDAYS + "A,2027-02-13,2027-02-28,Hiver\nB,2027-02-20,2027-03-07,Hiver\n",
        (3, "zone", "la zone « B » n'est pas celle de la première ligne"),
    ),
    "school holidays without a name": (
        "school_holidays.csv",
        HOLIDAYS + "A,2027-02-13,2027-02-28,\n",
        (2, "name", ""),
    ),
    "fixed place of an unknown kind": (
        "existing_offer.csv",
        OFFER + "F1,a,poste,01001,4.15,46.05\n",
        (2, "kind", "« poste » n'est pas une valeur connue"),
    ),
    "fixed place here under a code unknown here": (
        "existing_offer.csv",
        OFFER + "F1,a,autre,01999,4.15,46.05\n",
        (2, "commune", "le point est dans 01001 (Un)"),
    ),
    "fixed place far away": (
        "existing_offer.csv",
        OFFER + "F1,a,autre,75101,2.35,48.85\n",
        (2, "lon", "hors du territoire"),
    ),
    "answer from an unknown commune": (
        "survey.csv",
        SURVEY + "1,99999,75+,yes,no,,\n",
        (2, "commune", "la commune « 99999 » ne figure pas dans"),
    ),
    "answer of an unknown age": (
        "survey.csv",
        SURVEY + "1,01001,jeune,yes,no,,\n",
        (2, "age_band", "« jeune » n'est pas une valeur connue"),
    ),
    "answer neither yes nor no": (
        "survey.csv",
        SURVEY + "1,01001,75+,parfois,no,,\n",
        (2, "uses_internet", "« parfois » n'est pas une valeur connue"),
    ),
    "answer without help": (
        "survey.csv",
        SURVEY + "1,01001,75+,yes,,,\n",
        (2, "needs_help", "la case est vide"),
    ),
    "unknown preferred place": (
        "survey.csv",
        SURVEY + "1,01001,75+,yes,no,piscine,\n",
        (2, "preferred_place", "« piscine » n'est pas une valeur connue"),
    ),
    "negative travel": (
        "survey.csv",
        SURVEY + "1,01001,75+,yes,no,,-5\n",
        (2, "max_travel_minutes", "« -5 » est négatif"),
    ),
    "respondent twice": (
        "survey.csv",
        SURVEY + "1,01001,75+,yes,no,,\n1,01001,75+,yes,no,,\n",
        (3, "respondent_id", "« 1 » figure déjà"),
    ),
}


@pytest.mark.parametrize(("file", "text", "expected"), BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_a_bad_table_gives_one_fault_with_place_and_french_words(
    folder: Path, file: str, text: str, expected: tuple[int | None, str | None, str]
) -> None:
    for name in ("absences.csv", "closures.csv"):
        (folder / name).unlink()  # they refer to advisers and venues that some cases replace
    (folder / file).write_text(text, encoding="utf-8")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.row, fault.column) == (file, *expected[:2])
    assert expected[2] in fault.message
    assert fault.remedy.endswith(".")


def set_property(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda feature: feature["properties"].__setitem__(name, value)


def set_geometry(kind: str, coordinates: object) -> Callable[[dict[str, Any]], None]:
    return lambda feature: feature.__setitem__(
        "geometry", {"type": kind, "coordinates": coordinates}
    )


BAD_COMMUNES = {
    "negative population": (set_property("population", -3), "population", "« -3 » est négatif"),
    "half a resident": (
        set_property("residents_60_74", 1.5),
        "residents_60_74",
        "n'est pas un nombre entier",
    ),
    "population not known": (set_property("population", None), "population", "la case est vide"),
    "code twice": (set_property("code", "01001"), "code", "« 01001 » figure déjà"),
    "no outline": (lambda feature: feature.update(geometry=None), "geometry", "est absent"),
    "a point for an outline": (set_geometry("Point", [4.2, 46.0]), "geometry", "de type Point"),
    "an outline that crosses itself": (
        set_geometry("Polygon", [[[4.2, 46], [4.3, 46.1], [4.3, 46], [4.2, 46.1], [4.2, 46]]]),
        "geometry",
        "le contour est invalide (Self-intersection",
    ),
    "an outline in metres": (
        set_geometry("Polygon", [[[8e5, 6e6], [8.1e5, 6e6], [8.1e5, 6.1e6], [8e5, 6e6]]]),
        "geometry",
        "pas en degrés",
    ),
}


@pytest.mark.parametrize(
    ("damage", "column", "words"), BAD_COMMUNES.values(), ids=BAD_COMMUNES.keys()
)
def test_a_bad_commune_is_named_with_line_and_column(
    folder: Path, damage: Callable[[dict[str, Any]], None], column: str, words: str
) -> None:
    path = folder / "communes.geojson"
    collection = json.loads(path.read_text())
    damage(collection["features"][1])
    path.write_text(json.dumps(collection))
    faults = [fault for fault in faults_of(folder) if fault.file == "communes.geojson"]
    assert [(fault.row, fault.column) for fault in faults] == [(3, column)]
    assert words in faults[0].message
    assert "Deux" in faults[0].message


def test_an_unreadable_communes_file_is_a_fault(folder: Path) -> None:
    (folder / "communes.geojson").write_text("{")
    (fault,) = faults_of(folder)
    assert (fault.file, "illisible" in fault.message) == ("communes.geojson", True)


def test_communes_without_a_crs_are_refused(folder: Path) -> None:
    frame = gpd.read_file(folder / "communes.geojson").set_crs(None, allow_override=True)
    (folder / "communes.geojson").unlink()
    frame.to_parquet(folder / "communes.parquet")
    (fault,) = faults_of(folder)
    assert "système de coordonnées" in fault.message


def test_two_communes_files_are_refused(folder: Path) -> None:
    shutil.copy(folder / "communes.geojson", folder / "communes.gpkg")
    (fault,) = faults_of(folder)
    assert "plusieurs fichiers de communes" in fault.message


@pytest.mark.parametrize(
    "name", ["communes.geojson", "venues.csv", "advisers.csv", "roads.parquet"]
)
def test_a_required_file_that_is_absent_is_a_fault(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert next((fault.file, "absent" in fault.message) for fault in faults_of(folder)) == (
        name,
        True,
    )


def test_damaged_roads_are_a_fault(folder: Path) -> None:
    (folder / "roads.parquet").write_bytes(b"PAR1 but no more")
    assert {fault.file for fault in faults_of(folder)} == {"roads.parquet"}


def test_a_folder_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "absent")
    assert "n'existe pas" in fault.message


def test_faults_of_several_files_come_in_one_report(folder: Path) -> None:
    (folder / "venues.csv").write_text(
        VENUES + "M1,a,bistrot,01001,4.15,46.05,,,\nM2,b,mairie,01002,4.25,x,,,\n"
    )
    (folder / "advisers.csv").write_text(ADVISERS + "A1,a,99999,jamais,35,60,,,,\n")
    (folder / "survey.csv").write_text(SURVEY + "1,01001,75+,oui,bof,,\n")
    (folder / "roads.parquet").unlink()
    faults = faults_of(folder)
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("venues.csv", 2, "kind"),
        ("venues.csv", 3, "lat"),
        ("advisers.csv", 2, "working_days"),
        ("advisers.csv", 2, "base_commune"),
        ("survey.csv", 2, "needs_help"),
        ("roads.parquet", None, None),
    ]


def test_a_fault_in_many_rows_names_twenty_and_counts_the_rest(folder: Path) -> None:
    rows = "".join(f"{row},99999,75+,yes,no,,\n" for row in range(30))
    (folder / "survey.csv").write_text(SURVEY + rows)
    faults = faults_of(folder)
    assert [fault.row for fault in faults] == [*range(2, 22), None]
    assert "10 autres lignes" in faults[-1].message


def test_a_hostile_value_in_a_message_stays_on_one_short_line(folder: Path) -> None:
    (folder / "venues.csv").write_text(
        VENUES + f'M1,a,"{{value}}\n{"x" * 500}",01001,4.15,46.05,,,\n'
    )
    (folder / "closures.csv").unlink()
    (fault,) = faults_of(folder)
    assert "{value} xxx" in fault.message
    assert "\n" not in fault.message
    assert len(fault.message) < 120


def test_squares_without_people_are_reported_beside_other_faults(folder: Path) -> None:
    (folder / "population_cells.csv").write_text("idcar_200m\nCRS3035RES200mN0E0\n")
    (folder / "venues.csv").write_text(VENUES + "M1,a,bistrot,01001,4.15,46.05,,,\n")
    assert {fault.file for fault in faults_of(folder)} == {"population_cells.csv", "venues.csv"}


def test_squares_of_another_territory_are_refused(folder: Path) -> None:
    (folder / "population_cells.csv").write_text("idcar_200m,ind\nCRS3035RES200mN0E0,4\n")
    (fault,) = faults_of(folder)
    assert (fault.file, "aucun carreau habité" in fault.message) == ("population_cells.csv", True)


def test_squares_in_two_forms_are_refused(folder: Path) -> None:
    for name in ("population_cells.csv", "population_cells.gpkg"):
        (folder / name).write_text("")
    (fault,) = faults_of(folder)
    assert "population_cells.csv et population_cells.gpkg" in fault.message
