"""The command export, on a territory that was planned through the command."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from planner.app.commands import export as export_command
from planner.app.main import run
from planner.credits import SOURCES_FILE
from planner.export import FORMATS
from planner.plan import Plan
from planner.plan.file import read_plan
from tests.planner.app.conftest import PlannedFolder, run_to_file

FILES_OF_PLAN = {"plan.json", "version.json", "map.html", "charts.html"}
"""Written by plan and by no format."""


@pytest.fixture(scope="module")
def exported(planned: PlannedFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format of the planned territory."""
    folder = tmp_path_factory.mktemp("exported") / "envoi"
    output = folder.parent / "summary.json"
    code = run_to_file(
        output, "export", str(planned.plan), "--to", str(folder), "--quiet", "--json"
    )
    assert code == 0
    return folder


@pytest.fixture(scope="module")
def plan(planned: PlannedFolder) -> Plan:
    return read_plan(planned.plan / "plan.json")


def test_every_format_is_written_by_default(exported: Path) -> None:
    there = {path.name for path in exported.iterdir()}
    files = {name.rstrip("/") for one in FORMATS for name in one.files.split(", ")}
    assert there == files - {SOURCES_FILE}  # a made-up territory owes nothing to anybody


def test_what_plan_wrote_is_what_export_writes(exported: Path, planned: PlannedFolder) -> None:
    names = [
        path.relative_to(planned.plan)
        for path in planned.plan.rglob("*")
        if path.is_file() and path.name not in FILES_OF_PLAN
    ]
    assert names
    for name in names:
        assert (exported / name).read_bytes() == (planned.plan / name).read_bytes(), name


def test_only_the_formats_asked_for_are_written(planned: PlannedFolder, tmp_path: Path) -> None:
    arguments = ["export", str(planned.plan), "--to", str(tmp_path / "a"), "--quiet"]
    assert run([*arguments, "--format", "xlsx", "--format", "rdv"]) == 0
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "planning.xlsx",
        "rdv-service-public.csv",
    ]


def test_every_export_tells_the_same_coverage(exported: Path, plan: Plan) -> None:
    with closing(sqlite3.connect(exported / "plan.gpkg")) as connection:
        [(layer,)] = connection.execute("SELECT sum(besoin * couvert) FROM communes").fetchall()
    book = openpyxl.load_workbook(exported / "planning.xlsx", data_only=True, read_only=True)
    header, totals = ([cell.value for cell in book["Communes"][row]] for row in (3, 2))
    parquet = gpd.read_parquet(exported / "parquet" / "communes.parquet")
    told = (
        layer,
        totals[header.index("Besoin couvert (personnes)")],
        (parquet["besoin"] * parquet["couvert"]).sum(),
    )
    assert told == pytest.approx([plan.whole.covered_need] * 3, rel=1e-9)


def test_minutes_of_the_access_layer_are_those_of_the_plan(exported: Path, plan: Plan) -> None:
    points = gpd.read_file(exported / "plan.gpkg", layer="temps_acces")
    for column, field in (
        ("minutes_permanence", "nearest_session_minutes"),
        ("minutes_offre", "nearest_offer_minutes"),
    ):
        known = points[points[column].notna()]
        weighted = (known[column] * known["part_habitants"]).groupby(known["code_insee"]).sum()
        means = (weighted / known["part_habitants"].groupby(known["code_insee"]).sum()).to_dict()
        expected = {
            row.commune_code: getattr(row, field)
            for row in plan.communes
            if getattr(row, field) is not None
        }
        assert means == pytest.approx(expected)


def test_a_residents_share_of_points_adds_up_in_every_commune(exported: Path) -> None:
    points = gpd.read_file(exported / "plan.gpkg", layer="temps_acces")
    assert points["part_habitants"].groupby(points["code_insee"]).sum().to_list() == pytest.approx(
        [1.0] * points["code_insee"].nunique()
    )


def test_tours_of_all_exports_drive_as_far_as_the_plan_says(exported: Path, plan: Plan) -> None:
    tours = gpd.read_file(exported / "plan.gpkg", layer="tournees")
    driven = (tours["route_min"] * tours["fois_par_cycle"]).sum() * 60
    assert driven == pytest.approx(sum(load.drive_s for load in plan.loads))
    assert len(list((exported / "gpx").iterdir())) == len(plan.tours)


def test_a_contact_written_since_is_published_without_a_new_plan(
    planned: PlannedFolder, tmp_path: Path
) -> None:
    folder = tmp_path / "territoire"
    shutil.copytree(planned.folder, folder, ignore=shutil.ignore_patterns(".cache"))
    settings = folder / "itinerance.toml"
    settings.write_text(settings.read_text().replace('phone = ""', 'phone = "05.46.00.00.00"'))
    plan_folder = folder / "plans" / planned.plan.name
    arguments = ["export", str(plan_folder), "--to", str(tmp_path / "a"), "--format", "mednum"]
    assert run([*arguments, "--quiet", "--updated", "2026-11-26"]) == 0
    with (tmp_path / "a" / "permanences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["telephone"] for row in rows} == {"+33546000000"}
    assert {row["date_maj"] for row in rows} == {"2026-11-26"}


def test_a_plan_outside_its_territory_still_leaves_as_a_workbook(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.json"
    shutil.copy(planned.plan / "plan.json", path)
    to = ["--to", str(tmp_path / "a"), "--quiet"]
    assert run(["export", str(path), *to, "--format", "xlsx"]) == 0
    assert run(["export", str(path), *to]) == 2
    assert "--territory" in capsys.readouterr().err


def test_what_an_earlier_export_left_is_named(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gpx").mkdir()
    (tmp_path / "gpx" / "ancienne.gpx").touch()
    arguments = ["export", str(planned.plan), "--to", str(tmp_path), "--format", "gpx"]
    assert run([*arguments, "--quiet", "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out)["warnings"]
    assert any("gpx/ancienne.gpx" in warning for warning in warnings)
    assert (tmp_path / "gpx" / "ancienne.gpx").exists()


def test_a_failure_writes_no_file(
    planned: PlannedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> dict[str, bytes]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_command, "export_files", fail)
    assert run(["export", str(planned.plan), "--to", str(tmp_path / "a"), "--quiet"]) == 2
    assert not (tmp_path / "a").exists()


def test_a_full_disk_leaves_the_earlier_export_whole(
    planned: PlannedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["export", str(planned.plan), "--to", str(tmp_path), "--quiet"]
    assert run([*arguments, "--format", "csv", "--format", "rdv"]) == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(path: Path, content: bytes) -> None:
        if path.name.startswith("rdv"):
            raise OSError(28, "No space left on device")
        path.write_bytes(content + b"new")

    monkeypatch.setattr(export_command, "write_atomically", fail)
    assert run([*arguments, "--format", "csv", "--format", "rdv"]) == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_where_to_export_has_to_be_said(planned: PlannedFolder) -> None:
    assert run(["export", str(planned.plan), "--quiet"]) == 2


def test_a_database_that_cannot_be_reached_is_an_outside_failure(
    planned: PlannedFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("psycopg", reason="needs the extra itinerance[postgis]")
    url = "postgresql://moi@localhost:1/base"
    assert run(["export", str(planned.plan), "--postgis", url, "--quiet"]) == 3
    assert "la base PostGIS refuse" in capsys.readouterr().err
