"""The command, as a coordinator and a nightly script use it."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from geodata.folder_lock import LOCK_FILE
from planner import planning
from planner.app.cli import cli
from planner.app.console import wrap_lines
from planner.app.main import run
from planner.app.reports import describe_files
from planner.app.summary import summarise
from planner.credits import SOURCES_FILE
from planner.export import FORMATS
from planner.history import VERSION_FILE
from planner.plan.file import read_plan
from tests.planner.app.conftest import PlannedFolder


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the territory that a test may damage."""
    copy = tmp_path / "territoire"
    shutil.copytree(demo_folder, copy, ignore=shutil.ignore_patterns("plans", ".cache"))
    return copy


def test_plan_writes_the_plan_its_exports_and_the_map(planned: PlannedFolder) -> None:
    names = {path.name for path in planned.plan.iterdir()}
    files = [name for one in FORMATS if one.with_plan for name in one.files.split(", ")]
    usual = {name.rstrip("/") for name in files} - {SOURCES_FILE}  # invented: nobody to credit
    assert names == {"plan.json", "version.json", "map.html", "charts.html"} | usual


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
    """Text of a file; calendars fold their long lines, a workbook is packed."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace").replace("\r\n ", "")


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
        and name.name != VERSION_FILE  # it says when the plan was written
    ]
    assert names
    assert different == []


def test_a_second_plan_gets_the_next_number(planned: PlannedFolder, folder: Path) -> None:
    shutil.copytree(planned.folder / "plans", folder / "plans")
    before = (folder / "plans" / "2027-01-04-1" / "plan.json").read_bytes()
    assert run(["plan", str(folder), "--quiet"]) == 0
    assert (folder / "plans" / "2027-01-04-2" / "plan.json").is_file()
    assert (folder / "plans" / "2027-01-04-1" / "plan.json").read_bytes() == before


def test_a_plan_from_cached_travel_times_is_the_same(planned: PlannedFolder, folder: Path) -> None:
    shutil.copytree(planned.folder / ".cache", folder / ".cache")
    assert run(["plan", str(folder), "--quiet"]) == 0
    again = folder / "plans" / "2027-01-04-1" / "plan.json"
    assert again.read_bytes() == (planned.plan / "plan.json").read_bytes()


def test_the_island_of_the_demonstration_has_no_road(planned: PlannedFolder) -> None:
    assert planned.summary["communes_by_status"]["unreachable"] == 1


def test_a_violation_stops_the_run_without_a_plan_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        planning, "check_plan", lambda *_args, **_named: ("la pause de midi est trop courte",)
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
    before = set(folder.rglob("*")) - {folder / LOCK_FILE}
    assert run(["plan", str(folder), "--quiet"]) == 2
    assert set(folder.rglob("*")) - {folder / LOCK_FILE} == before


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


def all_commands(group: click.Group) -> Iterator[tuple[str, ...]]:
    """Words of every command, those of a group behind the group's."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ((name, *words) for words in all_commands(command))
        else:
            yield (name,)


@pytest.mark.parametrize("words", [pytest.param(w, id=" ".join(w)) for w in all_commands(cli)])
def test_every_command_explains_itself_with_an_example(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"]) == 0
    assert f"Example:  itinerance {' '.join(words)}" in capsys.readouterr().out


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


def test_demo_leaves_a_real_territory_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = folder / "itinerance.toml"
    text = settings.read_text(encoding="utf-8").replace("Territoire de démonstration", "Le mien")
    settings.write_text(text, encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert run(["demo", str(folder), "--communes", "20", "--quiet"]) == 2
    assert "contient déjà un territoire" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_map_says_which_tables_have_changed_since_the_plan(
    planned: PlannedFolder, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "existing_offer.csv").open("ab") as table:
        table.write(b"\r\n")
    page = tmp_path / "carte.html"
    arguments = ["map", str(planned.plan), "--territory", str(folder), "--output", str(page)]
    assert run(arguments) == 0
    assert "existing_offer.csv a changé depuis ce planning" in capsys.readouterr().err


def test_map_asks_for_the_territory_of_a_plan_that_lies_elsewhere(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = tmp_path / "plan.json"
    shutil.copy(planned.plan / "plan.json", stray)
    assert run(["map", str(stray)]) == 2
    assert "--territory" in capsys.readouterr().err


@pytest.mark.slow
def test_without_survey_and_offer_a_plan_is_found_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "survey.csv").unlink()
    (folder / "existing_offer.csv").unlink()
    assert run(["plan", str(folder), "--time-limit", "15", "--quiet", "--json"]) == 0
    written = Path(json.loads(capsys.readouterr().out)["files"][-1]).parent
    assert "sans enquête" in (written / "plan.json").read_text(encoding="utf-8")


def test_a_cache_that_cannot_be_written_is_said_and_done_without(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".cache").write_text("in the way")
    assert run(["check", str(folder)]) == 0
    assert "Cache impossible à écrire" in capsys.readouterr().err


def test_a_survey_export_is_imported(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = json.loads((folder / "communes.geojson").read_text())["features"][0]["properties"][
        "code"
    ]
    export = tmp_path / "export.csv"
    header = '"id";"submitdate";"Commune";"Age";"Internet";"Aide";"Lieu"'
    answer = f'"1";"2026-01-05 10:00:00";"{name}";"75 ans et plus";"Oui";"Oui";"À la mairie"'
    export.write_text(f"{header}\n{answer}\n", encoding="utf-8")
    assert run(["survey", "import", str(export), "--into", str(folder), "--overwrite"]) == 0
    assert "1 réponse gardée" in capsys.readouterr().out


def test_an_unknown_departement_is_bad_input(tmp_path: Path) -> None:
    assert run(["fetch", "999", str(tmp_path / "nulle-part"), "--quiet"]) == 2


def test_init_as_json_names_the_file_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / "itinerance.toml")]


def test_map_as_json_names_the_file_written(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "carte.html"
    assert run(["map", str(planned.plan), "--output", str(page), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(page)]


def test_what_a_plan_prints_fits_one_screen_however_many_places_it_names(
    planned: PlannedFolder,
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    assert plan.stress is not None
    doubtful = tuple(row.model_copy(update={"depends_on_luck": True}) for row in plan.stress.venues)
    plan = plan.model_copy(
        update={"stress": plan.stress.model_copy(update={"venues": doubtful})},
    )
    text = wrap_lines([*summarise(plan), "", *describe_files(planned.plan)])
    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80
