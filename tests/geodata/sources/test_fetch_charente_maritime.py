"""The real département from a local server, beside the one made from its files."""

import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely import Point

from geodata.errors import SourceError
from geodata.folder import read_territory
from geodata.sources.fetch import FetchOptions, FetchReport, fetch_territory
from geodata.sources.http import HttpOptions
from geodata.tables import parse_numbers, read_table
from geodata.territory import Commune, Territory
from tests.geodata.sources.local_server import LocalServer, Reply, running_server
from tests.geodata.sources.payloads import HOLIDAYS, options_for

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
    fetched_venues = [
        replace(venue, address="", postcode="", siret="") for venue in fetched[0].venues
    ]
    assert fetched_venues == list(read_territory(made).venues)


def test_what_is_estimated_or_unknown_is_said(
    fetched: tuple[Territory, FetchReport, Path],
) -> None:
    notes = "\n".join(fetched[1].notes)
    assert "Habitants par âge estimés" in notes
    assert "Horaires inconnus pour 39 mairies sur 462." in notes
    assert fetched[1].missing[0].startswith("roads.parquet")


@pytest.fixture(scope="module")
def ages(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The census file of a coordinator: ages, cantons and fragility of communes.csv."""
    raw = read_table(real_folder / "communes.csv")
    number = {name: parse_numbers(raw[name]) for name in raw.columns[2:] if name != "epci_name"}
    over_15 = (number["population"] * (1 - number["pct_under15"] / 100)).round()
    bands = {
        "residents_15_59": over_15 - number["pop_60plus"],
        "residents_60_74": number["pop_60plus"] - number["pop_75plus"],
        "residents_75_plus": number["pop_75plus"],
    }
    table = raw[["code", "canton_code", "fragility_index"]].assign(
        canton_name="Canton " + raw["canton_code"],
        **{name: people.clip(lower=0).astype(int) for name, people in bands.items()},
    )
    path = tmp_path_factory.mktemp("ages") / "ages.csv"
    table.to_csv(path, sep=";", index=False)
    return path


def test_with_a_census_file_communes_equal_those_made_from_files_in_every_figure(  # noqa: PLR0917 - fixtures
    real_folder: Path,
    made: Path,
    ages: Path,
    server: LocalServer,
    quick: HttpOptions,
    tmp_path: Path,
) -> None:
    serve_real_answers(server, real_folder)
    skip = frozenset({"roads", "offer", "school-holidays"})
    folder = tmp_path / "17"
    fetch_territory("17", folder, options=options_for(server.url, quick, skip=skip, ages=ages))
    for name in ("advisers.csv", "roads.parquet"):
        (folder / name).write_bytes((made / name).read_bytes())

    def figures(path: Path) -> list[Commune]:
        return [replace(one, geometry=Point()) for one in read_territory(path).communes]

    assert figures(folder) == figures(made)


def test_a_hostile_network_ends_in_the_same_folder(
    real_folder: Path, ages: Path, server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    """Every source fails at first, each in its own way, and the fetch is repeated."""
    serve_real_answers(server, real_folder)
    offer = (real_folder / "conseillers_numeriques_2022.csv").read_bytes()
    server.serve("/mednum.csv", Reply(body=offer, is_gzipped=True))
    server.serve("/school-holidays", Reply(body=HOLIDAYS))
    options = replace(
        options_for(server.url, quick, ages=ages),
        roads_pbf=real_folder / "roads.osm.pbf",
        france_services=real_folder / "france_services_2024.csv",
    )
    fetch_territory("17", tmp_path / "calm", options=options)

    for path, failures in {
        "/geo/departements/17/communes": (Reply(body=b"<html>"), Reply(status=503)),
        "/geo/communes_associees_deleguees": (Reply(status=429), Reply(body=b"[{")),
        "/annuaire/exports/json": ("cut",),
        "/mednum.csv": ("cut", Reply(body=b"<!DOCTYPE html>")),
        "/school-holidays": (Reply(status=503), Reply(status=503), Reply(status=503)),
    }.items():
        good = server.replies[path][-1]
        server.serve(
            path,
            *(replace(good, bytes_sent=900) if one == "cut" else one for one in failures),
            replace(good, delay_s=0.2),
        )
    rough = replace(options, http=replace(quick, cache_folder=tmp_path / "rough-cache"))
    refusals = []
    for _ in range(6):
        try:
            fetch_territory("17", tmp_path / "rough", options=rough)
        except SourceError as error:
            refusals.append(str(error))
        else:
            break
    told = "\n".join(refusals)
    assert len(refusals) == 3
    for words in ("page HTML", "coupée en route", "JSON coupé", "HTTP 503, après 3 essais"):
        assert words in told
    calm, rough_files = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.is_file()}
        for name in ("calm", "rough")
    )
    for files in (calm, rough_files):
        del files["sources.json"]  # it tells the moment of each answer
    assert calm.keys() == rough_files.keys()
    assert [name for name in calm if calm[name] != rough_files[name]] == []


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
