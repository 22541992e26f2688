"""The raw data of Charente-Maritime turned into a territory folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from geodata.folder import read_territory
from geodata.territory import Territory
from planner.settings.file import read_settings

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_charente_maritime.py"
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def made(
    real_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Territory, str, Path]:
    folder = tmp_path_factory.mktemp("territory") / "17"
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(SCRIPT), str(real_folder), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    return read_territory(folder), run.stdout, folder


def test_every_commune_has_its_mairie(made: tuple[Territory, str, Path]) -> None:
    territory = made[0]
    assert len(territory.communes) == 462
    assert [venue.commune_code for venue in territory.venues] == [
        commune.code for commune in territory.communes
    ]
    assert sum(commune.population for commune in territory.communes) == 672_279


def test_residents_of_a_commune_add_up_by_age(made: tuple[Territory, str, Path]) -> None:
    agudelle = made[0].communes[0]
    assert (agudelle.name, agudelle.residents_by_age) == ("Agudelle", (62, 32, 19))
    assert agudelle.canton_name == "Canton 1707"


def test_no_age_band_is_negative(made: tuple[Territory, str, Path]) -> None:
    assert min(min(commune.residents_by_age) for commune in made[0].communes) >= 0


def test_names_keep_apostrophes_and_capitals(made: tuple[Territory, str, Path]) -> None:
    names = {commune.code: commune.name for commune in made[0].communes}
    assert names["17004"] == "Île-d'Aix"


def test_fixed_places_stand_once_and_buses_are_left_out(made: tuple[Territory, str, Path]) -> None:
    territory, output, _ = made
    places = [(place.name, place.lon, place.lat) for place in territory.existing_offer]
    assert len(places) == len(set(places)) == 153
    assert not any(name.startswith("Bus") for name, _, _ in places)
    assert "2 buses left out" in output


def test_all_answers_and_advisers_are_there(made: tuple[Territory, str, Path]) -> None:
    territory = made[0]
    assert territory.survey is not None
    assert len(territory.survey) == 5_137
    assert [adviser.weekly_minutes for adviser in territory.advisers] == [2100, 2100, 1680, 2100]


def test_the_settings_warn_that_parts_are_simulated(made: tuple[Territory, str, Path]) -> None:
    settings = read_settings(made[2] / "itinerance.toml")
    assert settings.territory.name == "Charente-Maritime"
    assert "simulés" in settings.territory.notice


def test_the_script_prints_one_line(made: tuple[Territory, str, Path]) -> None:
    assert made[1].count("\n") == 1


def test_every_table_has_its_fingerprint(made: tuple[Territory, str, Path]) -> None:
    names = [name for name, _ in made[0].fingerprints]
    assert names == sorted(names)
    assert set(names) <= {path.name for path in made[2].iterdir()}
    assert {"communes.geojson", "roads.parquet", "survey.csv", "venues.csv"} <= set(names)
