"""The commands explain and frontier on a small synthetic territory."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from planner.app.main import run
from planner.plan.file import read_plan
from tests.planner.app.conftest import PlannedFolder


@pytest.fixture(scope="module")
def unserved(planned: PlannedFolder) -> str:
    """Name of a commune that an exchange would serve."""
    plan = read_plan(planned.plan / "plan.json")
    return next(row.commune_name for row in plan.communes if row.smallest_change is not None)


def unwrapped(printed: str) -> str:
    """What was printed, without the ends of lines of a screen of 80 columns."""
    return printed.replace("\n  ", " ")


def test_an_explanation_fits_the_width_of_a_screen(
    planned: PlannedFolder, unserved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(planned.plan), unserved, "--quiet"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_explain_says_the_sentence_of_the_plan_and_that_it_is_checked(
    planned: PlannedFolder, unserved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    row = next(row for row in plan.communes if row.commune_name == unserved)
    assert run(["explain", str(planned.plan), unserved.upper(), "--quiet"]) == 0
    printed = unwrapped(capsys.readouterr().out)
    assert row.explanation in printed
    assert "Vérifié" in printed


def test_explain_as_json_is_the_record_of_the_plan(
    planned: PlannedFolder, unserved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    row = next(row for row in plan.communes if row.commune_name == unserved)
    assert run(["explain", str(planned.plan), row.commune_code, "--quiet", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["checked"] is True
    assert record["value_after_change"] > row.value
    assert record["smallest_change"] == row.smallest_change.model_dump(mode="json")


def test_explain_tells_the_next_changes_in_words_and_figures(
    planned: PlannedFolder, unserved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(planned.plan), unserved, "--quiet", "--json"]) == 0
    others = json.loads(capsys.readouterr().out)["alternatives"]
    assert run(["explain", str(planned.plan), unserved, "--quiet"]) == 0
    printed = unwrapped(capsys.readouterr().out)
    assert others
    for number, other in enumerate(others, start=2):
        assert other["checked"] is True
        assert f"{number}. {other['sentence']}" in printed


@pytest.mark.slow
def test_replanning_says_what_a_required_session_costs(
    planned: PlannedFolder, unserved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(planned.plan), unserved, "--replan", "--quiet"]) == 0
    assert "En refaisant tout le planning" in capsys.readouterr().out


def test_explaining_all_writes_the_table_of_the_plan(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "communes.csv"
    assert run(["explain", str(planned.plan), "--all", "--quiet", "--output", str(output)]) == 0
    assert output.read_bytes() == (planned.plan / "communes.csv").read_bytes()
    assert str(output) in capsys.readouterr().out


def test_the_table_has_every_commune_with_its_sentence(planned: PlannedFolder) -> None:
    plan = read_plan(planned.plan / "plan.json")
    text = (planned.plan / "communes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Explication"] for row in rows] == [
        row.explanation for row in sorted(plan.communes, key=lambda row: row.commune_code)
    ]


def test_an_unknown_commune_ends_with_the_code_of_bad_input(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(planned.plan), "Atlantide-sur-Mer"]) == 2
    assert "commune inconnue de ce planning" in capsys.readouterr().err


def test_a_commune_and_all_at_once_are_refused(planned: PlannedFolder) -> None:
    assert run(["explain", str(planned.plan), "--all", "Bourg"]) == 2
    assert run(["explain", str(planned.plan)]) == 2


def test_a_plan_of_other_tables_is_not_explained(
    planned: PlannedFolder,
    unserved: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "territoire"
    shutil.copytree(planned.folder, folder)
    with (folder / "advisers.csv").open("a") as file:
        file.write("\n")
    plan = folder / "plans" / planned.plan.name
    assert run(["explain", str(plan), unserved, "--quiet"]) == 2
    assert "a changé depuis ce planning" in capsys.readouterr().err


@pytest.mark.parametrize("by", ["advisers", "half-days", "minutes"])
def test_a_frontier_is_written_and_summed_up(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    most = [] if by == "minutes" else ["--most", "3"]
    arguments = ["frontier", str(planned.folder), "--by", by, *most]
    assert run([*arguments, "--quiet", "--json", "--output", str(tmp_path)]) == 0
    record = json.loads(capsys.readouterr().out)
    values = [point["covered_need_people"] for point in record["points"]]
    assert values == sorted(values)
    assert all(p["bound_people"] >= p["covered_need_people"] for p in record["points"])
    assert sum(point["is_present"] for point in record["points"]) == 1
    assert {Path(name).name for name in record["files"]} >= {f"{by}.csv", f"{by}.svg"}


def test_a_number_of_points_makes_no_sense_for_minutes(planned: PlannedFolder) -> None:
    assert run(["frontier", str(planned.folder), "--by", "minutes", "--most", "3"]) == 2


def test_a_frontier_is_the_same_twice(planned: PlannedFolder, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = str(tmp_path / name)
        assert run(["frontier", str(planned.folder), "--quiet", "--output", folder]) == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_frontier_says_who_loses(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["frontier", str(planned.folder), "--quiet", "--output", str(tmp_path)]) == 0
    assert "Avec un conseiller de moins" in capsys.readouterr().out
    assert (tmp_path / "un-conseiller-de-moins.csv").is_file()
