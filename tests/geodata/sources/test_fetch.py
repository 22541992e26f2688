"""A territory from a local server: whole, in part, and again after an interruption."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.communes_file import read_communes
from geodata.errors import InputError, SourceError, TerritoryError
from geodata.folder_lock import LOCK_FILE
from geodata.roads import read_roads
from geodata.sources.fetch import fetch_territory
from geodata.sources.http import HttpOptions
from geodata.sources.manifest import SOURCES_FILE, credit, read_sources
from geodata.tables import read_table
from tests.geodata.sources.local_server import LocalServer, Reply
from tests.geodata.sources.payloads import (
    COMMUNES_PATH,
    HOLIDAYS,
    MAIRIES_PATH,
    OLD_PATH,
    TWO_MAIRIES,
    as_json,
    geo_commune,
    mairie,
    options_for,
    serve_two_communes,
)

SKIPPED = frozenset({"roads", "offer", "school-holidays"})
AGES = (
    "code;residents_15_59;residents_60_74;residents_75_plus;canton_code\r\n"
    "01001;500;200;100;0101\r\n01002;900;400;200;0102\r\n"
)


def contents(folder: Path) -> dict[str, bytes]:
    """Content of each file, the lock left out."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name != LOCK_FILE
    }


def test_communes_mairies_and_old_names_are_written(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder = tmp_path / "01"
    report = fetch_territory("1", folder, options=options_for(server.url, quick, skip=SKIPPED))
    communes, _, faults = read_communes(folder / "communes.geojson")
    assert not faults
    assert communes["name"].tolist() == ["L'Île-1", "L'Île-2"]
    venues = read_table(folder / "venues.csv")
    assert venues["opening_hours"].tolist() == ["Mo-Th 09:00-12:00"] * 2
    assert venues["hours_note"].tolist() == ["", "Lundi à jeudi : Sauf le premier de chaque mois"]
    old = read_table(folder / "old_communes.csv")
    assert old.to_numpy().tolist() == [["01009", "Vieux-Bourg", "01002"], ["01010", "", "01002"]]
    assert report.written == ("communes.geojson", "old_communes.csv", "venues.csv")


def test_one_request_a_source_is_enough(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    fetch_territory("01", tmp_path / "01", options=options_for(server.url, quick, skip=SKIPPED))
    assert sorted(one.path for one in server.asked) == [MAIRIES_PATH, OLD_PATH, COMMUNES_PATH]


def test_the_report_says_what_a_plan_still_needs(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    lines: list[str] = []
    options = options_for(server.url, quick, skip=SKIPPED)
    report = fetch_territory("01", tmp_path / "01", options=options, progress=lines.append)
    assert [line.split(" :")[0] for line in report.missing] == ["roads.parquet", "advisers.csv"]
    assert [line.split(" :")[0] for line in report.useful] == ["survey.csv", "existing_offer.csv"]
    assert "Communes : 2 communes, 3000 habitants." in lines
    assert "Routes : étape laissée de côté." in lines


def test_sources_name_licence_vintage_and_files(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder = tmp_path / "01"
    report = fetch_territory("01", folder, options=options_for(server.url, quick, skip=SKIPPED))
    records = {record.id: record for record in read_sources(folder)}
    assert tuple(records.values()) == report.records
    annuaire = records["annuaire"]
    assert "Licence Ouverte 2.0" in credit(annuaire)
    assert annuaire.vintage == "fiches modifiées jusqu'au 02/11/2026"
    assert [name for name, _ in annuaire.files] == ["venues.csv"]
    assert annuaire.url.startswith(server.url)


def test_estimated_ages_and_unknown_cantons_are_said(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder = tmp_path / "01"
    report = fetch_territory("01", folder, options=options_for(server.url, quick, skip=SKIPPED))
    table, _, _ = read_communes(folder / "communes.geojson")
    assert table["residents_75_plus"].tolist() == ["95", "190"]
    assert table["canton_name"].tolist() == ["Canton inconnu"] * 2
    assert any("Habitants par âge estimés" in note for note in report.notes)
    assert any("Cantons inconnus" in note for note in report.notes)


def test_a_census_table_gives_ages_and_cantons(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    ages = tmp_path / "ages.csv"
    ages.write_text(AGES)
    options = options_for(server.url, quick, skip=SKIPPED, ages=ages)
    report = fetch_territory("01", tmp_path / "01", options=options)
    table, _, _ = read_communes(tmp_path / "01" / "communes.geojson")
    assert table["residents_15_59"].tolist() == ["500", "900"]
    assert table["canton_code"].tolist() == ["0101", "0102"]
    assert not any("estimés" in note for note in report.notes)


def test_a_census_table_without_a_commune_is_refused(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    ages = tmp_path / "ages.csv"
    ages.write_text(AGES.replace("01002", "01003"))
    with pytest.raises(TerritoryError, match="01002"):
        fetch_territory(
            "01", tmp_path / "01", options=options_for(server.url, quick, skip=SKIPPED, ages=ages)
        )


def test_a_wrong_departement_asks_nothing(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    with pytest.raises(InputError):
        fetch_territory("96", tmp_path / "96", options=options_for(server.url, quick))
    assert server.asked == []
    assert not (tmp_path / "96").exists()


def test_a_mairie_that_the_directory_lacks_has_no_hours_and_says_so(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    server.serve(MAIRIES_PATH, Reply(body=as_json([mairie(1)])))
    options = options_for(server.url, quick, skip=SKIPPED)
    report = fetch_territory("01", tmp_path / "01", options=options)
    assert read_table(tmp_path / "01" / "venues.csv")["opening_hours"].tolist()[1] == ""
    assert "Mairies absentes de l'Annuaire : 01002." in report.notes


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        TWO_MAIRIES[:-9],
        as_json({"total_count": 3, "results": [mairie(1)]}),
    ],
)
def test_when_one_source_fails_the_others_are_kept_and_the_next_run_completes(
    server: LocalServer, quick: HttpOptions, tmp_path: Path, body: bytes
) -> None:
    serve_two_communes(server)
    server.serve(MAIRIES_PATH, Reply(body=body), Reply(body=TWO_MAIRIES))
    folder, options = tmp_path / "01", options_for(server.url, quick, skip=SKIPPED)
    with pytest.raises(SourceError, match="l'Annuaire de l'administration"):
        fetch_territory("01", folder, options=options)
    assert sorted(contents(folder)) == ["communes.geojson", "old_communes.csv", SOURCES_FILE]
    fetch_territory("01", folder, options=options)
    assert (folder / "venues.csv").exists()
    assert server.count(COMMUNES_PATH) == 1


def test_a_second_run_changes_nothing_and_asks_nothing(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder, options = tmp_path / "01", options_for(server.url, quick, skip=SKIPPED)
    fetch_territory("01", folder, options=options)
    before, num_asked = contents(folder), len(server.asked)
    report = fetch_territory("01", folder, options=options)
    assert (contents(folder), len(server.asked), report.written) == (before, num_asked, ())


def test_offline_makes_the_same_folder_from_the_cache(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    options = options_for(server.url, quick, skip=SKIPPED)
    fetch_territory("01", tmp_path / "a", options=options)
    server.server_close()
    offline = replace(options, http=replace(quick, offline=True))
    fetch_territory("01", tmp_path / "b", options=offline)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_table_edited_by_hand_is_kept(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder, options = tmp_path / "01", options_for(server.url, quick, skip=SKIPPED)
    fetch_territory("01", folder, options=options)
    made = (folder / "venues.csv").read_bytes()
    (folder / "venues.csv").write_bytes(made + b"# mine")
    report = fetch_territory("01", folder, options=options)
    assert report.kept == ("venues.csv",)
    assert (folder / "venues.csv").read_bytes() == made + b"# mine"
    fetch_territory("01", folder, options=replace(options, overwrite=True))
    assert (folder / "venues.csv").read_bytes() == made


def test_a_table_that_only_the_source_changed_is_renewed(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    folder, options = tmp_path / "01", options_for(server.url, quick, skip=SKIPPED)
    fetch_territory("01", folder, options=options)
    changed = as_json([geo_commune(1, population=7), geo_commune(2)])
    server.serve(COMMUNES_PATH, Reply(body=changed))
    report = fetch_territory(
        "01", folder, options=replace(options, http=replace(quick, refresh=True))
    )
    assert "communes.geojson" in report.written
    assert report.kept == ()


NUM_WRITES = 14
"""Six tables, sources.json after each, the roads once more on their way, and who is at work."""
KILLED_AT_EVERY_WRITE = """
import os, signal, sys
from pathlib import Path
from geodata.roads import read_roads
from geodata.sources.fetch import fetch_territory
from geodata.sources.http import HttpOptions
from tests.geodata.sources.payloads import options_for

url, root = sys.argv[1], Path(sys.argv[2])
rename = Path.replace

def run(name):
    http = HttpOptions(cache_folder=root / "caches" / name)
    fetch_territory("01", root / name, options=options_for(url, http))

def killed(name, after, is_done):
    count = 0
    def replace(path, target):
        nonlocal count
        count += 1
        if count < after:
            return rename(path, target)
        if is_done:
            rename(path, target)
        os.kill(os.getpid(), signal.SIGKILL)
    Path.replace = replace
    run(name)
    os._exit(0)

for after in range(1, 50):
    for is_done in (False, True):
        name = f"{after}-{is_done}"
        child = os.fork()
        if child == 0:
            killed(name, after, is_done)
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            print(after - 1)
            sys.exit(0)
        run(name)
"""


def test_a_run_killed_at_any_write_ends_the_same_when_started_again(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_roads_and_places(server)
    for path, replies in server.replies.items():  # one answer, hence one moment, for every run
        dated = replace(replies[0], headers={"Date": "Tue, 03 Nov 2026 10:00:00 GMT"})
        server.serve(path, dated)
    fetch_territory("01", tmp_path / "whole", options=options_for(server.url, quick))
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", KILLED_AT_EVERY_WRITE, server.url, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert int(run.stdout) == NUM_WRITES
    whole = contents(tmp_path / "whole")
    for after in range(1, NUM_WRITES + 1):
        for is_done in (False, True):
            again = contents(tmp_path / f"{after}-{is_done}")
            visible = {name: again[name] for name in again if not name.startswith(".")}
            assert visible == whole


def test_a_run_killed_while_a_source_is_slow_ends_the_same(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    server.serve(MAIRIES_PATH, Reply(body=TWO_MAIRIES, delay_s=30), Reply(body=TWO_MAIRIES))
    folder, options = tmp_path / "01", options_for(server.url, quick, skip=SKIPPED)
    script = (
        "import sys; from pathlib import Path\n"
        "from geodata.sources.fetch import fetch_territory\n"
        "from geodata.sources.http import HttpOptions\n"
        "from tests.geodata.sources.payloads import options_for\n"
        "http = HttpOptions(cache_folder=Path(sys.argv[3]))\n"
        "skip = frozenset({'roads', 'offer', 'school-holidays'})\n"
        "options = options_for(sys.argv[1], http, skip=skip)\n"
        "fetch_territory('01', Path(sys.argv[2]), options=options)\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", script, server.url, str(folder), str(quick.cache_folder)],
        cwd=Path(__file__).resolve().parents[3],
    ) as run:
        while not server.count(MAIRIES_PATH):
            assert run.poll() is None
            time.sleep(0.02)
        run.kill()
    assert "venues.csv" not in contents(folder)
    fetch_territory("01", folder, options=options)
    assert (folder / "venues.csv").exists()
    assert server.count(COMMUNES_PATH) == 1


def test_an_unreadable_manifest_is_a_fault_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / SOURCES_FILE).write_text("{")
    with pytest.raises(TerritoryError, match=r"sources\.json"):
        read_sources(tmp_path)


def test_a_folder_never_fetched_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == ()


ROADS = as_json(
    {
        "elements": [
            {
                "type": "way",
                "id": 1,
                "nodes": [1, 2, 3],
                "geometry": [
                    {"lat": 46.05, "lon": 5.12},
                    {"lat": 46.05, "lon": 5.2},
                    {"lat": 46.05, "lon": 5.28},
                ],
                "tags": {"highway": "secondary"},
            }
        ]
    }
)
PLACES = (
    "id,nom,latitude,longitude,code_insee,horaires\n"
    "1,Médiathèque,46.05,5.15,01001,Mo-Fr 09:00-12:00\n"
    "2,Ailleurs,48.0,2.0,75056,\n"
)


def serve_roads_and_places(server: LocalServer) -> None:
    serve_two_communes(server)
    server.serve("/overpass", Reply(body=ROADS, is_gzipped=True))
    server.serve("/mednum.csv", Reply(body=PLACES.encode()))
    server.serve("/school-holidays", Reply(body=HOLIDAYS))


def test_roads_and_offer_come_from_their_servers(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_roads_and_places(server)
    folder = tmp_path / "01"
    report = fetch_territory("01", folder, options=options_for(server.url, quick))
    assert read_roads(folder / "roads.parquet").num_edges > 0
    assert read_table(folder / "existing_offer.csv")["name"].tolist() == ["Médiathèque"]
    licences = {record.id: record.licence for record in report.records}
    assert licences["osm"] == "ODbL 1.0"
    assert licences["mednum"].startswith("Licence Ouverte")
    assert licences["school-holidays"].startswith("Licence Ouverte")
    assert [line.split(" :")[0] for line in report.missing] == ["advisers.csv"]


def test_roads_that_are_there_are_not_made_again(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_roads_and_places(server)
    folder, options = tmp_path / "01", options_for(server.url, quick)
    fetch_territory("01", folder, options=options)
    emptied = replace(options, http=replace(quick, cache_folder=tmp_path / "other"))
    fetch_territory("01", folder, options=emptied)
    assert server.count("/overpass") == 1


def test_an_overpass_server_that_gives_up_leaves_the_rest(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_roads_and_places(server)
    server.serve("/overpass", Reply(status=504))
    folder = tmp_path / "01"
    with pytest.raises(SourceError, match=r"Overpass .*HTTP 504"):
        fetch_territory("01", folder, options=options_for(server.url, quick))
    assert sorted(contents(folder)) == [
        "communes.geojson",
        "existing_offer.csv",
        "old_communes.csv",
        "school_holidays.csv",
        SOURCES_FILE,
        "venues.csv",
    ]


def test_school_holidays_are_those_of_the_departements_zone(
    server: LocalServer, quick: HttpOptions, tmp_path: Path
) -> None:
    serve_two_communes(server)
    server.serve("/school-holidays", Reply(body=HOLIDAYS, is_gzipped=True))
    skip = frozenset({"roads", "offer"})
    report = fetch_territory(
        "01", tmp_path / "01", options=options_for(server.url, quick, skip=skip)
    )
    assert read_table(tmp_path / "01" / "school_holidays.csv").to_numpy().tolist() == [
        ["Zone A", "2027-02-13", "2027-02-28", "Vacances d'Hiver"]
    ]
    (record,) = (one for one in report.records if one.id == "school-holidays")
    assert record.url.startswith(f"{server.url}/school-holidays?where=zones")
    assert credit(record).endswith("connu jusqu'au 28/02/2027")
    assert record.notes == (
        (
            "Vacances scolaires sans date de fin connue, donc non comptées : "
            "Début des Vacances d'Été (03/07/2027)."
        ),
    )
