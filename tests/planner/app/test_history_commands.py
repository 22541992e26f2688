"""The commands history, diff and restore on a small synthetic territory."""

import json
import shutil
from pathlib import Path

import pytest

from geodata.folder_lock import lock_folder
from planner.app.main import run
from planner.history import read_version
from tests.planner.app.conftest import PlannedFolder


@pytest.fixture
def folder(planned: PlannedFolder, tmp_path: Path) -> Path:
    """A copy of the planned territory that may be changed."""
    copy = tmp_path / "territoire"
    shutil.copytree(planned.folder, copy)
    return copy


def test_the_history_names_who_made_the_plan_in_force(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["history", str(planned.folder)]) == 0
    printed = capsys.readouterr().out
    version = read_version(planned.plan)
    assert version is not None
    assert "2027-01-04-1 (en vigueur)" in printed
    assert f"par {version.author}" in printed


def test_restoring_writes_an_equal_plan_as_a_new_version(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--why", "retour", "--author", "Mme Petit", "--quiet"]
    assert run(["restore", str(folder), "2027-01-04-1", *words]) == 0
    first, second = (folder / "plans" / f"2027-01-04-{number}" for number in (1, 2))
    assert (first / "plan.json").read_bytes() == (second / "plan.json").read_bytes()
    version = read_version(second)
    assert version is not None
    assert (version.action, version.parent, version.reason) == ("restore", "2027-01-04-1", "retour")
    capsys.readouterr()
    assert run(["history", str(folder), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["is_in_force"] for row in listed] == [False, True]
    assert run(["diff", str(first), str(second)]) == 0
    assert "aucun changement" in capsys.readouterr().out


def test_restoring_a_plan_of_an_earlier_period_says_that_the_later_one_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = folder / "plans" / "2027-04-05-1"
    shutil.copytree(folder / "plans" / "2027-01-04-1", later)
    assert run(["restore", str(folder), "2027-01-04-1", "--quiet"]) == 0
    assert "Reste en vigueur 2027-04-05-1" in capsys.readouterr().out


def test_a_plan_that_todays_tables_refuse_is_not_restored_and_the_reasons_are_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "advisers.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")  # the last adviser left
    assert run(["restore", str(folder), "2027-01-04-1", "--quiet"]) == 1
    told = capsys.readouterr().err
    assert "advisers.csv" in told
    assert "--remeasure" in told
    assert run(["restore", str(folder), "2027-01-04-1", "--remeasure", "--quiet"]) == 1
    assert "absent des tables d'aujourd'hui" in capsys.readouterr().err
    assert [path.name for path in (folder / "plans").iterdir()] == ["2027-01-04-1"]


def test_the_visits_of_a_plan_are_dated_anew_on_todays_tables(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = json.loads((folder / "plans/2027-01-04-1/plan.json").read_text())
    adviser = plan["sessions"][0]["adviser_id"]
    (folder / "absences.csv").write_text(
        f"adviser;first_day;last_day;reason\n{adviser};2027-01-04;2027-01-10;formation\n"
    )
    arguments = ["restore", str(folder), "2027-01-04-1", "--remeasure", "--quiet", "--json"]
    assert run(arguments) == 0
    record = json.loads(capsys.readouterr().out)
    assert not record["is_same_plan"]
    again = json.loads((Path(record["path"]) / "plan.json").read_text())
    assert again["visits"] == plan["visits"]
    assert len(again["lost_sessions"]) > len(plan["lost_sessions"])


def test_a_folder_in_use_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    with lock_folder(folder, doing="itinerance plan"):
        assert run(["restore", str(folder), "2027-01-04-1", "--quiet"]) == 4
        assert run(["plan", str(folder), "--quiet"]) == 4
        assert run(["history", str(folder)]) == 0  # readers need no lock
    assert "en cours d'utilisation" in capsys.readouterr().err
    assert [path for path in sorted(folder.rglob("*")) if path not in before] in (
        [],
        [folder / ".itinerance.lock"],
    )


def test_a_name_that_no_plan_has_is_answered_with_those_that_there_are(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["restore", str(planned.folder), "2027-01-04-9", "--quiet"]) == 2
    assert "choisissez parmi : 2027-01-04-1" in capsys.readouterr().err.lower()


def test_a_plan_that_is_not_there_is_bad_input(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["restore", str(planned.folder), "2027-01-04-9", "--quiet"]) == 2
    assert run(["diff", str(planned.plan), str(planned.folder / "plans/2027-01-04-9")]) == 2
    assert run(["history", str(planned.folder / "absent")]) == 2
    assert "n'existe pas" in capsys.readouterr().err
