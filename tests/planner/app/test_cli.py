"""The command, as a coordinator and a nightly script use it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.app import pipeline
from planner.app.cli import cli
from planner.app.main import run
from planner.plan_file import read_plan
from tests.planner.app.conftest import PlannedFolder


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the territory that a test may damage."""
    copy = tmp_path / "territoire"
    shutil.copytree(demo_folder, copy, ignore=shutil.ignore_patterns("plans", ".cache"))
    return copy


def test_plan_writes_the_plan_its_exports_and_the_map(planned: PlannedFolder) -> None:
    names = {path.name for path in planned.plan.iterdir()}
    assert names == {"plan.json", "planning.csv", "calendriers", "map.html"}


def test_the_json_summary_states_a_proven_bound(planned: PlannedFolder) -> None:
    coverage = planned.summary["objectives"][0]
    assert coverage["value"] <= coverage["bound"] * (1 + 1e-6)


def test_the_json_summary_names_every_file_written(planned: PlannedFolder) -> None:
    written = {str(path) for path in planned.plan.rglob("*") if path.is_file()}
    assert set(planned.summary["files"]) == written


def test_every_output_says_that_the_territory_is_made_up(planned: PlannedFolder) -> None:
    silent = [
        path.name
        for path in planned.plan.rglob("*")
        if path.is_file() and "erritoire de démonstration" not in unfold(path)
    ]
    assert silent == []


def unfold(path: Path) -> str:
    """Text of a file; calendars fold their long lines."""
    return path.read_text(encoding="utf-8").replace("\r\n ", "")


def test_another_process_writes_the_same_files(planned: PlannedFolder, folder: Path) -> None:
    code = "import sys; from planner.app.main import run; sys.exit(run(sys.argv[1:]))"
    subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, "plan", str(folder), "--quiet"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    again = folder / "plans" / "2027-01-04-1"
    names = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    different = [
        str(name)
        for name in names
        if (again / name).read_bytes() != (planned.plan / name).read_bytes()
    ]
    assert names
    assert different == []


def test_a_second_plan_gets_the_next_number(planned: PlannedFolder, folder: Path) -> None:
    shutil.copytree(planned.folder / "plans", folder / "plans")
    before = (folder / "plans" / "2027-01-04-1" / "plan.json").read_bytes()
    assert run(["plan", str(folder), "--quiet"]) == 0
    assert (folder / "plans" / "2027-01-04-2" / "plan.json").is_file()
    assert (folder / "plans" / "2027-01-04-1" / "plan.json").read_bytes() == before


def test_a_violation_stops_the_run_without_a_plan_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        pipeline, "check_plan", lambda *_args, **_named: ("la pause de midi est trop courte",)
    )
    assert run(["plan", str(folder), "--quiet"]) == 1
    assert "la pause de midi est trop courte" in capsys.readouterr().err
    assert not (folder / "plans").exists()


def test_faults_of_settings_and_tables_come_in_one_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = folder / "itinerance.toml"
    settings.write_text(settings.read_text().replace("num_weeks = 12", "num_week = 12"))
    (folder / "advisers.csv").write_text("id;name\nCN1;Conseiller 1\n")
    assert run(["check", str(folder), "--quiet"]) == 2
    report = capsys.readouterr().err
    assert "itinerance.toml" in report
    assert "advisers.csv" in report


def test_bad_input_writes_nothing(folder: Path) -> None:
    (folder / "venues.csv").write_text("")
    before = sorted(folder.rglob("*"))
    assert run(["plan", str(folder), "--quiet"]) == 2
    assert sorted(folder.rglob("*")) == before


def test_an_adviser_whose_limits_allow_no_session_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = folder / "advisers.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    header = lines[0].split(";")
    cells = lines[2].split(";")
    cells[header.index("weekly_hours")] = "6"
    table.write_text("\n".join([lines[0], lines[1], ";".join(cells)]), encoding="utf-8")
    assert run(["plan", str(folder), "--quiet"]) == 2
    report = capsys.readouterr().err
    assert "advisers.csv, colonne « weekly_hours »" in report
    assert "aucune permanence" in report


def test_check_says_that_all_is_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("Aucune anomalie.")


def test_check_counts_communes_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), "--quiet", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["num_communes"] == 60


def test_need_writes_a_table_of_all_communes(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "besoin.csv"
    assert run(["need", str(folder), "--output", str(table)]) == 0
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 61


def test_need_as_json_sums_up_to_its_total(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["need", str(folder), "--json"]) == 0
    need = json.loads(capsys.readouterr().out)
    by_commune = sum(commune["need_people"] for commune in need["communes"])
    assert by_commune == pytest.approx(need["need_people"])


def test_map_draws_the_same_page_again(planned: PlannedFolder, tmp_path: Path) -> None:
    page = tmp_path / "carte.html"
    assert run(["map", str(planned.plan), "--output", str(page)]) == 0
    assert page.read_bytes() == (planned.plan / "map.html").read_bytes()


def test_map_refuses_the_plan_of_another_territory(
    planned: PlannedFolder, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from planner.app.demo import write_demo  # noqa: PLC0415 - needed here alone

    write_demo(folder, num_communes=20, num_advisers=1, seed=9)
    page = tmp_path / "carte.html"
    arguments = ["map", str(planned.plan), "--territory", str(folder), "--output", str(page)]
    assert run(arguments) == 2
    assert "absents du territoire" in capsys.readouterr().err
    assert not page.exists()


def test_init_writes_settings_that_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "nouveau"
    assert run(["init", str(folder), "--name", "Mon département"]) == 0
    assert 'name = "Mon département"' in (folder / "itinerance.toml").read_text(encoding="utf-8")


def test_init_leaves_existing_settings_alone(tmp_path: Path) -> None:
    (tmp_path / "itinerance.toml").write_text("# à moi\n")
    assert run(["init", str(tmp_path)]) == 2
    assert (tmp_path / "itinerance.toml").read_text() == "# à moi\n"


def test_an_unknown_command_is_bad_input() -> None:
    assert run(["plann"]) == 2


@pytest.mark.parametrize("name", ["demo", "init", "check", "need", "plan", "map"])
def test_every_command_explains_itself_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    assert f"Example:  itinerance {name}" in capsys.readouterr().out


def test_the_commands_are_those_of_the_readme() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert [name for name in cli.commands if f"itinerance {name}" not in readme] == []


def test_the_stored_plan_is_the_one_summed_up(planned: PlannedFolder) -> None:
    plan = read_plan(planned.plan / "plan.json")
    assert plan.whole.covered_need == planned.summary["covered_need_people"]


def test_survey_microdata_never_leaves_the_input(planned: PlannedFolder) -> None:
    header = "respondent_id"
    leaks = [
        path.name
        for place in (planned.folder / "plans", planned.folder / ".cache")
        for path in place.rglob("*")
        if path.is_file() and header.encode() in path.read_bytes()
    ]
    assert leaks == []
