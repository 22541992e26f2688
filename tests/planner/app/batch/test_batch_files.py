from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import InputError
from planner.app.batch.batch_file import Defaults, read_batch
from planner.app.batch.records import Scenario

DEFAULTS = Defaults(seed=5, author="essai", reason="par défaut")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two territories, of which only the settings matter here."""
    for name in ("17", "16"):
        (tmp_path / "departements" / name).mkdir(parents=True)
        (tmp_path / "departements" / name / "itinerance.toml").write_text("")
    return tmp_path


def read(path: Path, text: str | None = None) -> tuple[Scenario, ...]:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return read_batch(path, defaults=DEFAULTS)


def faults(path: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(path, text)
    return str(caught.value)


def test_a_folder_of_territories_is_each_of_them_as_it_is(root: Path) -> None:
    scenarios = read(root / "departements")
    assert [(Path(s.territory).name, s.name, s.seed) for s in scenarios] == [
        ("16", "", 5),
        ("17", "", 5),
    ]


def test_what_enters_into_force_follows_what_is_in_force_unless_the_file_says_no(
    root: Path,
) -> None:
    sheet = "territory;scenario;start\ndepartements/17;;\ndepartements/17;a;\n"
    assert [scenario.start for scenario in read(root / "lot.csv", sheet)] == ["current", "none"]
    anew = 'territories = ["departements/17"]\nstart = "none"\n'
    assert [scenario.start for scenario in read(root / "lot.toml", anew)] == ["none"]


def test_a_territory_is_a_batch_of_one(root: Path) -> None:
    (scenario,) = read(root / "departements" / "17")
    assert scenario.settings == ()


def test_every_territory_is_planned_in_every_scenario(root: Path) -> None:
    scenarios = read(
        root / "lot.toml",
        'territories = ["departements/*"]\n[scenarios.reference]\n'
        '[scenarios."norme 20"]\naccess.standard_minutes = 20\nadvisers.without = ["CN4"]\n'
        'seed = 2\nstart = "current"\nwhy = "débat du 12"\n',
    )
    assert [scenario.label for scenario in scenarios] == [
        "16 · reference",
        "16 · norme 20",
        "17 · reference",
        "17 · norme 20",
    ]
    last = scenarios[-1]
    assert last.settings == (("access.standard_minutes", 20),)
    assert (last.advisers.without, last.seed, last.start) == (("CN4",), 2, "current")
    assert (last.author, last.reason) == ("essai", "débat du 12")


def test_a_grid_combines_every_value_with_every_other(root: Path) -> None:
    scenarios = read(
        root / "lot.toml",
        'territories = ["departements/17"]\n[grid]\naccess.standard_minutes = [10, 20]\n'
        'need.scenario = ["low", "high"]\nadvisers.without = [[], ["CN1", "CN2"]]\n',
    )
    assert len({scenario.name for scenario in scenarios}) == 8
    assert scenarios[-1].name == "standard_minutes=20, scenario=high, without=CN1+CN2"
    assert scenarios[-1].advisers.without == ("CN1", "CN2")


def test_a_sheet_as_a_spreadsheet_writes_it_is_read(root: Path) -> None:
    path = root / "lot.csv"
    path.write_bytes(
        (
            "territory;scenario;access.standard_minutes;access.acceptance_elsewhere;"
            "calendar.start;sessions.assume_open_if_unknown;access.reported_minutes;advisers.only\n"
            "departements/17;;;;;;;\n"
            "departements/17;été;20;0,5;05/07/2027;non;10, 20;CN1, CN2\n"
        ).encode("cp1252")
    )
    plain, changed = read(path)
    assert (plain.name, plain.settings) == ("", ())
    assert dict(changed.settings) == {
        "access.standard_minutes": 20,
        "access.acceptance_elsewhere": 0.5,
        "calendar.start": "2027-07-05",
        "sessions.assume_open_if_unknown": False,
        "access.reported_minutes": [10, 20],
    }
    assert changed.advisers.only == ("CN1", "CN2")


def test_a_workbook_is_read_as_the_sheet_that_it_is(root: Path) -> None:
    table = pd.DataFrame(
        {"territory": ["departements/17"], "scenario": ["a"], "need.scenario": ["high"]}
    )
    table.to_excel(root / "lot.xlsx", index=False, engine="openpyxl")
    (scenario,) = read(root / "lot.xlsx")
    assert scenario.settings == (("need.scenario", "high"),)


def test_all_faults_of_a_file_come_in_one_report(root: Path) -> None:
    told = faults(
        root / "lot.toml",
        'territories = ["ailleurs"]\nsead = 1\nseed = -1\n'
        '[scenarios."a/b"]\n'
        "[scenarios.b]\naccess.standard_minute = 20\naccess.standard_minutes = 500\n"
        'advisers.without = "CN1"\nstart = "latest"\n',
    )
    for words in (
        "aucun territoire ne correspond à « ailleurs »",
        "colonne « sead »",
        "colonne « seed »",
        "« a/b » ne peut pas nommer un scénario",
        "clé inconnue dans [access] : standard_minute",
        "500 est hors bornes",
        "colonne « b.advisers.without »",
        "« current » (planning en vigueur)",
    ):
        assert words in told


def test_faults_of_a_sheet_name_their_row_and_column(root: Path) -> None:
    told = faults(
        root / "lot.csv",
        "territory;scenario;access.standard_minutes;minutes\n"
        "departements/17;a;vingt;\ndepartements/99;b;20;1\n",
    )
    assert "lot.csv, ligne 2, colonne « access.standard_minutes »" in told
    assert "lot.csv, ligne 3, colonne « territory »" in told
    assert "lot.csv, ligne 3, colonne « minutes »" in told


def test_a_setting_that_contradicts_only_other_settings_is_left_to_each_territory(
    root: Path,
) -> None:
    scenarios = read(
        root / "lot.toml",
        'territories = ["departements/*"]\n[scenarios.court]\nsessions.max_minutes = 90\n',
    )
    assert len(scenarios) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("territories = [", "pas du TOML valide"),
        ("territories = 3", "liste de dossiers"),
        ('territories = ["departements/17"]\nscenarios = 1', "[scenarios.NOM]"),
        ('territories = ["departements/17"]\n[scenarios]\na = 1', "[scenarios.a]"),
        ('territories = ["departements/17"]\n[grid]\nneed.scenario = "low"', "liste des valeurs"),
        ('territories = ["departements/17"]\ngrid = 1', "[grid]"),
        (
            'territories = ["departements/17"]\n[scenarios.A]\n[scenarios.a]\n',
            "demandé deux fois",
        ),
    ],
)
def test_a_file_that_is_not_understood_says_why(root: Path, text: str, words: str) -> None:
    assert words in faults(root / "lot.toml", text)


def test_a_grid_larger_than_anybody_meant_is_refused(root: Path) -> None:
    values = list(range(1, 102))
    text = f"[grid]\naccess.standard_minutes = {values}\nwork.lunch_minutes = {values}\n"
    told = faults(root / "lot.toml", 'territories = ["departements/17"]\n' + text)
    assert "10201 scénarios" in told


def test_a_folder_without_territories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="aucun territoire"):
        read(tmp_path)


def test_a_file_that_is_not_there_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fichier ou dossier introuvable"):
        read(tmp_path / "lot.toml")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lot.txt").write_text("")
    with pytest.raises(InputError, match="ni un dossier ni un fichier de lot"):
        read(tmp_path / "lot.txt")
