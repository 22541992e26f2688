import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from planner.export import export_files
from planner.export.calendars import format_calendars
from planner.export.communes_csv import format_communes_csv
from planner.export.planning_csv import format_planning_csv
from planner.export.rdv_csv import format_rdv_csv
from planner.export.workbook import WORKBOOK_FILE, format_workbook
from planner.plan import Plan
from planner.plan.file import format_plan
from planner.plan.store import write_plan_folder


def test_without_its_territory_a_plan_leaves_as_sheets_and_calendars(plan: Plan) -> None:
    assert export_files(plan) == {
        "planning.xlsx": format_workbook(plan),
        "planning.csv": format_planning_csv(plan),
        "communes.csv": format_communes_csv(plan),
        **format_calendars(plan),
        "rdv-service-public.csv": format_rdv_csv(plan),
    }


def test_every_export_names_the_territory_and_its_notice(plan: Plan) -> None:
    for name, content in export_files(plan).items():
        if name == WORKBOOK_FILE:
            continue  # packed; see test_workbook.py
        unfolded = content.replace(b"\r\n ", b"").decode()
        assert "territoire de démonstration" in unfolded
        assert "Pays d'essai" in unfolded


def test_another_process_gives_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from planner.export import export_files\n"
        "from planner.plan.file import read_plan\n"
        "files = export_files(read_plan(Path(sys.argv[1])))\n"
        "sys.stdout.buffer.write(repr(files).encode())"
    )
    path = tmp_path / "plan.json"
    path.write_text(format_plan(plan), encoding="utf-8")
    result = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, str(path)],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Cayenne"},
        capture_output=True,
        check=True,
    )
    assert result.stdout == repr(export_files(plan)).encode()


def test_the_exports_fit_into_a_plan_folder(plan: Plan, tmp_path: Path) -> None:
    files = {"plan.json": format_plan(plan).encode(), **export_files(plan)}
    folder = write_plan_folder(tmp_path, date(2027, 3, 15), files)
    assert (folder / "calendriers" / "a-lea.ics").is_file()
