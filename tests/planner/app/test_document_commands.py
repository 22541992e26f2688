"""The commands print, charts and compare."""

import json
import shutil
from pathlib import Path

import pytest

from planner.app.main import run
from planner.app.publishing import measure_lazily
from planner.plan.file import read_plan
from planner.preparation import CACHE_FOLDER, read_inputs
from tests.planner.app.conftest import PlannedFolder, run_to_file


@pytest.mark.parametrize("name", ["print", "charts", "compare"])
def test_a_command_explains_itself_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    assert f"Example:  itinerance {name}" in capsys.readouterr().out


@pytest.fixture(scope="module")
def printed(planned: PlannedFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of posters, and what printing them said in a file beside it."""
    folder = tmp_path_factory.mktemp("print")
    arguments = ["--to", str(folder / "out"), "--sheets", "posters", "--quiet"]
    assert run_to_file(folder / "said.txt", "print", str(planned.plan), *arguments) == 0
    return folder / "out"


def test_print_writes_a_poster_for_every_venue(planned: PlannedFolder, printed: Path) -> None:
    files = [path for path in printed.rglob("*") if path.is_file()]
    assert len(files) == len(read_plan(planned.plan / "plan.json").venues)
    assert all(path.read_bytes().startswith(b"%PDF-") for path in files)


def test_print_says_what_the_posters_leave_blank(printed: Path) -> None:
    said = (printed.parent / "said.txt").read_text(encoding="utf-8")
    assert "booking_url" in said
    assert "phone" in said


def test_a_drive_measured_for_a_sheet_is_that_of_the_plans_tour(planned: PlannedFolder) -> None:
    territory, settings = read_inputs(planned.folder)
    measure = measure_lazily(
        territory, settings, folder=planned.folder / CACHE_FOLDER, progress=lambda _step: None
    )
    tour = read_plan(planned.plan / "plan.json").tours[0]
    assert tour.legs == tuple(
        measure(tour.adviser_id, leg.from_venue_id, leg.to_venue_id) for leg in tour.legs
    )


def test_a_link_too_long_for_a_wall_is_refused_before_anything_is_printed(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "territoire"
    shutil.copytree(planned.folder, home)
    settings = home / "itinerance.toml"
    text = settings.read_text(encoding="utf-8")
    link = f'booking_url = "https://rdv.example.fr/{"a" * 200}"'
    settings.write_text(text.replace('booking_url = ""', link), "utf-8")
    plan = home / "plans" / planned.plan.name
    assert run(["print", str(plan), "--to", str(tmp_path / "out"), "--quiet"]) == 2
    assert "code QR serait illisible" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_charts_writes_where_it_is_told(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert run(["charts", str(planned.plan), "--output", str(page), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(page)]}
    assert planned.summary["territory"] in page.read_text(encoding="utf-8")


def test_plan_has_written_the_charts_that_the_command_writes(
    planned: PlannedFolder, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert run(["charts", str(planned.plan), "--output", str(page)]) == 0
    assert page.read_bytes() == (planned.plan / "charts.html").read_bytes()
    assert "n’est pas encore calculée" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "title"),
    [(["charts"], "The plan in figures"), (["compare"], "Two plans compared")],
)
def test_a_page_is_had_in_english(
    planned: PlannedFolder, tmp_path: Path, arguments: list[str], title: str
) -> None:
    plans = [str(planned.plan)] * (1 if arguments == ["charts"] else 2)
    page = tmp_path / "page.html"
    assert run([*arguments, *plans, "--lang", "en", "--output", str(page)]) == 0
    assert f"<title>{title}" in page.read_text(encoding="utf-8")


def test_sheets_are_had_in_english(planned: PlannedFolder, tmp_path: Path) -> None:
    arguments = ["print", str(planned.plan), "--lang", "en", "--sheets", "posters", "--quiet"]
    assert run([*arguments, "--to", str(tmp_path)]) == 0
    assert {path.parent.name for path in tmp_path.rglob("*.pdf")} == {"posters"}


def test_compare_of_a_plan_with_itself_finds_no_change(
    planned: PlannedFolder, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    plan = str(planned.plan)
    assert run(["compare", plan, plan, "--names", "A", "B", "--output", str(page)]) == 0
    assert "Les deux plannings couvrent le même besoin" in page.read_text(encoding="utf-8")


def test_compare_refuses_plans_of_two_territories(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((planned.plan / "plan.json").read_text(encoding="utf-8"))
    record["communes"] = record["communes"][1:]
    other = tmp_path / "plan.json"
    other.write_text(json.dumps(record), encoding="utf-8")
    page = tmp_path / "page.html"
    assert run(["compare", str(other), str(planned.plan), "--output", str(page)]) == 2
    assert "même territoire" in capsys.readouterr().err
    assert not page.exists()
