"""The need command: intervals, where to ask, themes, change, and what it refuses."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planner.app.main import run

SURVEY = "survey.csv"


@pytest.fixture(scope="module")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("need") / "territoire"
    shutil.copytree(demo_folder, copy, ignore=shutil.ignore_patterns("plans", ".cache"))
    return copy


def need_as_json(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert run(["need", str(folder), "--json", *options]) == 0
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


def test_every_area_has_ordered_intervals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = need_as_json(folder, capsys)
    for area in (*record["communes"], *record["epcis"], *record["cantons"], record["whole"]):
        ends = [
            area[f"{name}_people"] for name in ("low_90", "low_80", "need", "high_80", "high_90")
        ]
        assert ends == sorted(ends)
        assert 0 <= area["low_90_share"] <= area["need_share"] <= area["high_90_share"] <= 1


def test_epcis_and_cantons_sum_to_the_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = need_as_json(folder, capsys)
    for kind in ("epcis", "cantons"):
        people = sum(area["need_people"] for area in record[kind])
        assert people == pytest.approx(record["whole"]["need_people"])


def test_the_report_shows_the_interval_of_the_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["need", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("Ensemble") and line.count("%") == 3 for line in lines)


def test_where_to_ask_hands_out_what_was_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = need_as_json(folder, capsys, "--where-to-ask", "60")["where_to_ask"]
    assert sum(row["num_answers"] for row in record["communes"]) == 60
    assert 0 < record["variance_reduction"] < 1


def test_the_same_wave_twice_has_no_clear_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = need_as_json(folder, capsys, "--previous", str(folder / SURVEY))["change"]
    assert all(change["change"] == 0 for change in changes)
    assert all(change["change_low"] < 0 < change["change_high"] for change in changes)


def test_a_faulty_previous_wave_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "besoin.csv"
    missing = str(tmp_path / "absente.csv")
    assert run(["need", str(folder), "--previous", missing, "--output", str(table)]) == 2
    assert "absente.csv" in capsys.readouterr().err
    assert not table.exists()


def test_the_table_has_both_intervals_and_its_source(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "besoin.csv"
    assert run(["need", str(folder), "--output", str(table)]) == 0
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for row in rows:
        ends = [
            float(row[name].replace(",", "."))
            for name in (
                "Bas à 90 %",
                "Bas à 80 %",
                "Habitants en besoin (estimation)",
                "Haut à 80 %",
                "Haut à 90 %",
            )
        ]
        assert ends == sorted(ends)
    assert {row["Source"] for row in rows} == {"enquête"}


def test_without_a_survey_every_output_says_so(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "sans"
    shutil.copytree(folder, bare)
    (bare / SURVEY).unlink()
    table = tmp_path / "besoin.csv"
    assert run(["need", str(bare), "--output", str(table), "--themes"]) == 0
    printed = capsys.readouterr().out
    assert "sans enquête" in printed
    assert "l'enquête n'en a pas" in printed
    assert "sans enquête" in table.read_text(encoding="utf-8-sig")
    record = need_as_json(bare, capsys)
    assert record["has_survey"] is False
    whole = record["whole"]
    assert whole["high_90_people"] > 1.3 * whole["low_90_people"]


def test_themes_of_the_survey_are_told_by_epci(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    themed = tmp_path / "themes"
    shutil.copytree(folder, themed)
    lines = (themed / SURVEY).read_text(encoding="utf-8-sig").splitlines()
    rows = [f"{line};{'yes' if n % 3 == 0 else 'no'}" for n, line in enumerate(lines[1:])]
    (themed / SURVEY).write_text("\n".join([f"{lines[0]};theme_emploi", *rows]), encoding="utf-8")
    themes = need_as_json(themed, capsys, "--themes")["themes"]
    assert "Ensemble" in themes
    assert themes["Ensemble"]["emploi"] == pytest.approx(1 / 3, abs=0.05)
