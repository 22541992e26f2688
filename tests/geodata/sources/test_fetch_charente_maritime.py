"""The real département from a local server, beside the one made from its files."""

import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from geodata.folder import read_territory
from geodata.sources.fetch import FetchOptions, FetchReport, fetch_territory
from geodata.sources.http import HttpOptions
from geodata.tables import read_table
from geodata.territory import Territory
from tests.geodata.sources.local_server import LocalServer, Reply, running_server
from tests.geodata.sources.payloads import options_for

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def made(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "17"
    subprocess.run(  # noqa: S603 - our own script
        [
            sys.executable,
            str(ROOT / "scripts" / "make_charente_maritime.py"),
            str(real_folder),
            str(folder),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def serve_real_answers(server: LocalServer, real_folder: Path) -> None:
    def content(name: str) -> bytes:
        return gzip.decompress((real_folder / "api" / name).read_bytes())

    server.serve(
        "/geo/departements/17/communes",
        Reply(body=content("geo_api_communes_17.json.gz"), is_gzipped=True),
    )
    server.serve("/geo/communes_associees_deleguees", Reply(body=b"[]"))
    server.serve(
        "/annuaire/exports/json",
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(body=content("annuaire_mairies_17.simulated_hours.json.gz"), is_gzipped=True),
    )


@pytest.fixture(scope="module")
def fetched(
    real_folder: Path, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Territory, FetchReport, Path]:
    """Fetched communes and mairies, with the advisers and the roads of the made folder."""
    folder = tmp_path_factory.mktemp("fetched") / "17"
    with pytest.MonkeyPatch.context() as environment, running_server() as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            environment.delenv(name, raising=False)
        serve_real_answers(server, real_folder)
        http = HttpOptions(cache_folder=folder / ".cache", backoff_s=0.01)
        options: FetchOptions = options_for(
            server.url, http, skip=frozenset({"roads", "offer", "school-holidays"})
        )
        report = fetch_territory("17", folder, options=options)
    for name in ("advisers.csv", "roads.parquet"):
        (folder / name).write_bytes((made / name).read_bytes())
    return read_territory(folder), report, folder


def test_communes_equal_those_made_from_files(
    fetched: tuple[Territory, FetchReport, Path], made: Path
) -> None:
    def facts(territory: Territory) -> list[tuple[object, ...]]:
        return [
            (one.code, one.name, one.population, one.epci_code, one.epci_name, one.postcode)
            for one in territory.communes
        ]

    assert facts(fetched[0]) == facts(read_territory(made))
    assert len(fetched[0].communes) == 462


def test_outlines_equal_those_made_from_files(
    fetched: tuple[Territory, FetchReport, Path], made: Path
) -> None:
    for one, other in zip(fetched[0].communes, read_territory(made).communes, strict=True):
        away = shapely.hausdorff_distance(one.geometry, other.geometry)
        assert away < 2e-5, one.code  # the answer has five decimals: about a metre


def test_mairies_and_their_hours_equal_those_made_from_files(
    fetched: tuple[Territory, FetchReport, Path], made: Path
) -> None:
    assert fetched[0].venues == read_territory(made).venues


def test_what_is_estimated_or_unknown_is_said(
    fetched: tuple[Territory, FetchReport, Path],
) -> None:
    notes = "\n".join(fetched[1].notes)
    assert "Habitants par âge estimés" in notes
    assert "Horaires inconnus pour 39 mairies sur 462." in notes
    assert fetched[1].missing[0].startswith("roads.parquet")


def test_old_codes_are_written(fetched: tuple[Territory, FetchReport, Path]) -> None:
    old = read_table(fetched[2] / "old_communes.csv")
    assert dict(zip(old["old_code"], old["code"], strict=True)) == {
        "17169": "17344",
        "17189": "17219",
        "17272": "17340",
        "17334": "17268",
    }


def test_roads_and_offer_come_from_files_of_the_user(
    real_folder: Path, server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_real_answers(server, real_folder)
    options = replace(
        options_for(server.url, quick, skip=frozenset({"school-holidays"})),
        roads_pbf=real_folder / "roads.osm.pbf",
        mednum=real_folder / "conseillers_numeriques_2022.csv",
        france_services=real_folder / "france_services_2024.csv",
    )
    folder = tmp_path / "17"
    report = fetch_territory("17", folder, options=options)
    assert [line.split(" :")[0] for line in report.missing] == ["advisers.csv"]
    assert {record.id for record in report.records} >= {"osm", "mednum", "france-services"}
    lines: list[str] = []
    fetch_territory("17", folder, options=options, progress=lines.append)
    assert "Routes : déjà là, rien n'a changé." in lines
