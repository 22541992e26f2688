"""The fetch command against a server on this machine: what it says, writes and returns."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.folder_lock import LOCK_FILE
from planner.app.main import run
from tests.geodata.sources.local_server import LocalServer, Reply, running_server
from tests.geodata.sources.payloads import HOLIDAYS, MAIRIES_PATH, TWO_MAIRIES, serve_two_communes


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    for name in ("http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with running_server() as running:
        serve_two_communes(running)
        running.serve("/school-holidays", Reply(body=HOLIDAYS))
        yield running


def fetch(server: LocalServer, folder: Path, *more: str) -> int:
    urls = {
        "geo_api": "/geo",
        "annuaire": "/annuaire",
        "school_holidays": "/school-holidays",
    }
    options = [word for name, path in urls.items() for word in ("--url", name, server.url + path)]
    skipped = ["--skip", "roads", "--skip", "offer"]
    return run(["fetch", "1", str(folder), "--quiet", *options, *skipped, *more])


def test_a_folder_is_made_and_what_it_lacks_is_said(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(server, tmp_path / "01") == 0
    told = capsys.readouterr().out
    assert "Écrits : communes.geojson, old_communes.csv, venues.csv, school_holidays.csv" in told
    assert "Vacances scolaires sans date de fin connue, donc non comptées" in told
    assert "À ajouter : roads.parquet" in told
    assert (tmp_path / "01" / "itinerance.toml").is_file()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(body=b"<html>Maintenance</html>"), "page HTML"),
        (Reply(body=TWO_MAIRIES, bytes_sent=20), "coupée en route"),
        (Reply(status=500), "HTTP 500"),
    ],
)
def test_a_source_that_fails_is_named_the_rest_kept_and_the_exit_code_3(
    server: LocalServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    reply: Reply,
    words: str,
) -> None:
    server.serve(MAIRIES_PATH, reply)
    assert fetch(server, tmp_path / "01") == 3
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith("Source extérieure indisponible : l'Annuaire de l'administration")
    assert words in told
    files = {path.name for path in (tmp_path / "01").iterdir() if path.is_file()}
    assert files - {LOCK_FILE} == {
        "communes.geojson",
        "itinerance.toml",
        "old_communes.csv",
        "school_holidays.csv",
        "sources.json",
    }


def test_offline_makes_the_folder_again_without_the_server(
    server: LocalServer, tmp_path: Path
) -> None:
    folder = tmp_path / "01"
    assert fetch(server, folder) == 0
    made = (folder / "venues.csv").read_bytes()
    (folder / "venues.csv").unlink()
    server.server_close()
    assert fetch(server, folder, "--offline") == 0
    assert (folder / "venues.csv").read_bytes() == made


def test_offline_without_an_earlier_run_ends_with_exit_code_3(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(server, tmp_path / "01", "--offline") == 3
    assert "hors ligne" in capsys.readouterr().err
    assert server.asked == []


def test_every_source_is_in_the_folders_record_with_its_licence(
    server: LocalServer, tmp_path: Path
) -> None:
    fetch(server, tmp_path / "01")
    records = json.loads((tmp_path / "01" / "sources.json").read_text())
    assert {record["step"] for record in records} == {
        "communes",
        "old-communes",
        "venues",
        "school-holidays",
    }
    assert all(record["licence"] and record["vintage"] and record["url"] for record in records)


def test_a_script_gets_what_was_written_and_what_is_missing(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(server, tmp_path / "01", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert "communes.geojson" in record["files"]
    assert any(line.startswith("roads.parquet") for line in record["missing"])
