"""Commands with a routing server that the settings name, here on this machine."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyproj import Geod, Transformer

from planner.app.main import run
from planner.plan.file import read_plan
from tests.geodata.sources.local_server import LocalServer, Reply, running_server


def osrm_as_the_crow_flies(target: str) -> bytes:
    """Straight lines at 60 km/h, every place on a road."""
    path = urlsplit(target).path.split("/")[-1]
    points = [tuple(map(float, point.split(","))) for point in path.split(";")]
    query = dict(part.split("=") for part in urlsplit(target).query.split("&"))
    sources, ends = (
        [points[int(number)] for number in query[name].split(";")]
        for name in ("sources", "destinations")
    )
    geod = Geod(ellps="WGS84")
    metres = [[geod.inv(*one, *other)[2] for other in ends] for one in sources]
    return json.dumps(
        {
            "code": "Ok",
            "distances": metres,
            "durations": [[m / 16 for m in row] for row in metres],
            "sources": [{"distance": 0.0}] * len(sources),
        }
    ).encode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    for name in ("http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with running_server() as running:
        running.serve("/table/v1/driving/*", Reply(compute=osrm_as_the_crow_flies))
        yield running


@pytest.fixture
def folder(demo_folder: Path, server: LocalServer, tmp_path: Path) -> Path:
    """A copy of the territory whose settings name the server."""
    copy = tmp_path / "territoire"
    shutil.copytree(demo_folder, copy, ignore=shutil.ignore_patterns("plans", ".cache"))
    path = copy / "itinerance.toml"
    settings = path.read_text(encoding="utf-8")
    settings = settings.replace('engine = "network"', 'engine = "osrm"')
    settings = settings.replace('engine_url = ""', f'engine_url = "{server.url}"')
    path.write_text(settings, encoding="utf-8")
    return copy


@pytest.mark.slow
def test_a_plan_says_which_server_made_its_minutes(folder: Path, server: LocalServer) -> None:
    assert run(["plan", str(folder), "--quiet"]) == 0
    plan = read_plan(folder / "plans" / "2027-01-04-1" / "plan.json")
    told = " ".join(plan.assumptions)
    assert f"viennent du serveur OSRM {server.url} (profil driving), interrogé le " in told
    assert "Les tracés de la carte suivent le réseau fourni" in told
    leg = plan.tours[0].legs[0]
    assert leg.drive_s == pytest.approx(leg.distance_m / 16, abs=1)
    server.server_close()
    assert run(["plan", str(folder), "--quiet"]) == 0, "the answers are kept"
    first, second = (folder / "plans" / f"2027-01-04-{number}" for number in (1, 2))
    assert (first / "plan.json").read_bytes() == (second / "plan.json").read_bytes()


def test_a_server_that_answers_nonsense_ends_the_command_without_a_plan(
    folder: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.serve("/table/v1/driving/*", Reply(body=b"<html>Maintenance</html>"))
    assert run(["plan", str(folder), "--quiet"]) == 3
    told = " ".join(capsys.readouterr().err.split())
    assert f"le serveur OSRM ({server.url}/table/v1/driving) : la réponse est une page HTML" in told
    assert not (folder / "plans").exists()


def test_check_names_the_server(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), "--quiet"]) == 0
    assert "Les temps de trajet viennent du serveur OSRM" in capsys.readouterr().out


def test_calibrate_compares_the_server_of_the_settings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outlines = json.loads((folder / "communes.geojson").read_text())
    lon, lat = outlines["features"][0]["geometry"]["coordinates"][0][0][:2]
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, y = to_metres.transform(lon, lat)
    pairs = folder / "pairs.csv"
    pairs.write_text(f"X1,Y1,X2,Y2,osrm_min\n{x},{y},{x + 9600},{y},10\n")
    assert run(["calibrate", str(folder), str(pairs), "--quiet"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Les temps de trajet viennent du serveur OSRM")
    assert "1 trajet comparé sur 1" in told
    assert "valent 1,00 fois ceux de la référence" in told
