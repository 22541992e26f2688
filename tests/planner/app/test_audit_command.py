"""The command ``audit``, as a coordinator uses it on her own sheet and on the plan's."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.app.main import run
from planner.plan.file import read_plan
from tests.planner.app.conftest import PlannedFolder


@pytest.fixture
def sheet(planned: PlannedFolder, tmp_path: Path) -> Path:
    """Three lines by hand: the first two visits of the plan, and one at an impossible hour."""
    plan = read_plan(planned.plan / "plan.json")
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
    first, second = plan.visits[:2]
    lines = ["Conseiller;Lieu;Jour;Horaires;Rythme"]
    for visit in (first, second):
        start, end = (f"{m // 60}h{m % 60:02}" for m in (visit.start_minute, visit.end_minute))
        lines.append(f"{visit.adviser_id};{visit.venue_id};{days[visit.weekday]};{start}-{end};")
    lines.append(f"{second.adviser_id};{second.venue_id};dimanche;5h-7h;1er dimanche")
    path = tmp_path / "à la main.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def audit(planned: PlannedFolder, file: Path, *options: str) -> int:
    arguments = [str(planned.folder), str(file), "--against", str(planned.plan), "--quiet"]
    return run(["audit", *arguments, *options])


def audit_as_json(
    planned: PlannedFolder, file: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    audit(planned, file, "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_plans_own_sheet_breaks_no_rule(planned: PlannedFolder) -> None:
    assert audit(planned, planned.plan / "planning.csv") == 0


def test_the_plans_own_sheet_has_the_plans_figures(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    found = audit_as_json(planned, planned.plan / "planning.csv", capsys)
    by_hand, plan = found["by_hand"], found["plan"]
    names = ("covered_need_people", "drive_s_per_week", "distance_m_per_week", "num_venues")
    assert {name: by_hand[name] for name in names} == pytest.approx(
        {name: plan[name] for name in names}
    )


def test_the_plans_own_sheet_gains_nothing_anywhere(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    found = audit_as_json(planned, planned.plan / "planning.csv", capsys)
    assert max(abs(one["gain_people"]) for one in found["plan"]["epcis"]) < 1e-6


def test_every_date_of_the_plan_is_read(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    found = audit_as_json(planned, planned.plan / "planning.csv", capsys)
    assert (found["num_sessions"], found["num_sessions_lost"]) == (
        len(plan.sessions),
        len(plan.lost_sessions),
    )


def test_without_a_plan_one_is_made_and_is_the_same(
    planned: PlannedFolder, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = audit_as_json(planned, sheet, capsys)
    run(["audit", str(planned.folder), str(sheet), "--quiet", "--json"])
    anew = json.loads(capsys.readouterr().out)
    assert anew["plan"] == stored["plan"]


def test_rules_that_are_broken_end_with_exit_code_one(planned: PlannedFolder, sheet: Path) -> None:
    assert audit(planned, sheet) == 1


def test_the_report_names_the_line_of_each_fault(
    planned: PlannedFolder, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(planned, sheet)
    assert "ligne 4 –" in capsys.readouterr().out


def test_the_report_fits_one_screen(
    planned: PlannedFolder, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(planned, sheet)
    assert len(capsys.readouterr().out.splitlines()) <= 50


def test_the_report_says_that_the_territory_is_made_up(
    planned: PlannedFolder, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(planned, sheet)
    assert "erritoire de démonstration" in capsys.readouterr().out


def test_the_tables_hold_one_row_a_fault_and_one_a_date(
    planned: PlannedFolder, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(planned, sheet, "--output", str(tmp_path / "out"), "--json")
    found = json.loads(capsys.readouterr().out)
    assert {Path(name).name for name in found["files"]} == {"audit.csv", "audit_sessions.csv"}
    faults, dates = (rows_of(tmp_path / "out" / n) for n in ("audit.csv", "audit_sessions.csv"))
    assert len(faults) == found["num_breaches"]
    assert len(dates) == found["num_sessions"] + found["num_sessions_lost"]


def rows_of(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_table_of_dates_is_itself_a_planning(
    planned: PlannedFolder, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = audit_as_json(planned, sheet, capsys)
    audit(planned, sheet, "--output", str(tmp_path / "out"), "--quiet")
    capsys.readouterr()
    again = audit_as_json(planned, tmp_path / "out" / "audit_sessions.csv", capsys)
    assert again["by_hand"] == first["by_hand"]


def test_a_sheet_with_faults_is_bad_input_and_nothing_is_written(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fautes.csv"
    path.write_text("Conseiller;Lieu;Jour;Horaires\nPersonne;Nulle part;lundi;9h\n")
    assert audit(planned, path, "--output", str(tmp_path / "out")) == 2
    report = capsys.readouterr().err
    assert all(text in report for text in ("« Personne »", "« Nulle part »", "« 9h »"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["absent.csv", "planning.ods"])
def test_a_missing_or_foreign_file_is_bad_input(
    planned: PlannedFolder, tmp_path: Path, name: str
) -> None:
    (tmp_path / "planning.ods").write_bytes(b"PK\x03\x04")
    assert audit(planned, tmp_path / name) == 2


def test_a_plan_of_other_settings_is_compared_with_a_warning(
    planned: PlannedFolder, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "territoire"
    shutil.copytree(planned.folder, folder)
    settings = folder / "itinerance.toml"
    settings.write_text(
        settings.read_text().replace("standard_minutes = 15", "standard_minutes = 20")
    )
    run(["audit", str(folder), str(sheet), "--against", str(planned.plan), "--quiet"])
    assert "[access]" in capsys.readouterr().err


@pytest.mark.slow
def test_another_process_prints_the_same(planned: PlannedFolder, sheet: Path) -> None:
    code = "import sys; from planner.app.main import run; sys.exit(run(sys.argv[1:]))"
    arguments = [str(planned.folder), str(sheet), "--against", str(planned.plan), "--quiet"]
    printed = {
        subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code, "audit", *arguments],
            check=False,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert b"anomalie" in printed.pop()
