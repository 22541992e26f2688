"""Travel times from servers that speak OSRM's and Valhalla's languages, here on this machine."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from geodata.errors import SourceError
from geodata.snapping import AccessLeg, Place
from geodata.sources import routing_server
from geodata.sources.http import HttpOptions, open_http
from geodata.sources.osrm import ask_osrm
from geodata.sources.routing_server import check_server_url, collect_travel_times
from geodata.sources.valhalla import ask_valhalla
from geodata.travel import UNREACHABLE_M, UNREACHABLE_S, TravelTimes
from tests.geodata.sources.local_server import LocalServer, Reply
from tests.geodata.sources.routing_answers import (
    PLACES,
    osrm,
    osrm_table,
    valhalla,
    valhalla_matrix,
)

ACCESS = AccessLeg(speed_kmh=36.0, detour=1.0)
ENGINES = {
    "osrm": (ask_osrm, "driving", "/table/v1/driving/*", osrm),
    "valhalla": (ask_valhalla, "auto", "/sources_to_targets", valhalla),
}
ON_ROADS = [PLACES[2], PLACES[1]]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, server: LocalServer) -> str:
    name = str(request.param)
    serve(server, name, Reply(compute=ENGINES[name][3]))
    return name


def serve(server: LocalServer, engine: str, *replies: Reply) -> None:
    server.serve(ENGINES[engine][2], *replies)


def ask(server: LocalServer, quick: HttpOptions, engine: str, places: list[Place]) -> TravelTimes:
    ask_block, profile, _, _ = ENGINES[engine]
    with open_http(quick) as http:
        times, _ = collect_travel_times(
            partial(ask_block, http, server.url + "/", profile), places, access=ACCESS
        )
    return times


def refusal(server: LocalServer, quick: HttpOptions, engine: str) -> str:
    with pytest.raises(SourceError) as caught:
        ask(server, quick, engine, PLACES[:2])
    return str(caught.value)


def test_times_and_metres_are_those_of_the_server_and_the_way_to_its_roads(
    server: LocalServer, quick: HttpOptions, engine: str
) -> None:
    travel = ask(server, quick, engine, PLACES[1:3])
    assert travel.place_ids == ("p1", "p2")
    # 5 s for the 50 m at 36 km/h; OSRM's answer has 0.04 s more, which are rounded up.
    late = int(engine == "osrm")
    assert travel.time_s.tolist() == [[0, 105 + late], [205 + late, 0]]
    assert travel.length_m.tolist() == [[0, 1050], [2050, 0]]
    assert travel.access_m == pytest.approx([50, 0], abs=0.1)


def test_null_is_no_way(server: LocalServer, quick: HttpOptions, engine: str) -> None:
    travel = ask(server, quick, engine, PLACES)
    assert travel.time_s[0, 4] == travel.time_s[4, 0] == UNREACHABLE_S
    assert travel.length_m[0, 4] == UNREACHABLE_M
    assert travel.time_s[4, 4] == 0


def test_a_place_too_far_from_the_servers_roads_is_unreachable(
    server: LocalServer, quick: HttpOptions, engine: str
) -> None:
    travel = ask(server, quick, engine, PLACES)
    assert (travel.time_s[3] == UNREACHABLE_S).all()
    assert (travel.time_s[:, 3] == UNREACHABLE_S).all()
    assert travel.access_m[3] == pytest.approx(5000, abs=0.1)


def test_places_of_equal_coordinates_are_0_apart(
    server: LocalServer, quick: HttpOptions, engine: str
) -> None:
    twin = replace(PLACES[1], id="twin")
    assert (ask(server, quick, engine, [PLACES[1], twin]).time_s == 0).all()


def test_blocks_give_the_same_as_one_table(
    server: LocalServer, quick: HttpOptions, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ask(server, quick, engine, PLACES)
    assert len(server.asked) == 1
    monkeypatch.setattr(routing_server, "PLACES_PER_SIDE", 2)
    blocks = ask(server, quick, engine, PLACES)
    assert len(server.asked) == 1 + 9
    assert (whole.time_s == blocks.time_s).all()
    assert (whole.length_m == blocks.length_m).all()
    assert (whole.access_m == blocks.access_m).all()


def test_no_place_asks_nothing(server: LocalServer, quick: HttpOptions, engine: str) -> None:
    assert ask(server, quick, engine, []).time_s.shape == (0, 0)
    assert server.asked == []


def test_the_day_told_is_that_of_the_oldest_answer(
    server: LocalServer, quick: HttpOptions, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = ENGINES[engine][3]
    days = ["Tue, 24 Nov 2026 23:59:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT"]
    serve(server, engine, *[Reply(compute=compute, headers={"Date": day}) for day in days])
    monkeypatch.setattr(routing_server, "PLACES_PER_SIDE", 1)
    ask_block, profile, _, _ = ENGINES[engine]
    with open_http(quick) as http:
        _, asked_on = collect_travel_times(
            partial(ask_block, http, server.url, profile), PLACES[:2], access=ACCESS
        )
    assert asked_on == datetime(2026, 11, 23, tzinfo=UTC).date()


def test_lists_are_asked_for_as_osrm_writes_them(server: LocalServer, quick: HttpOptions) -> None:
    serve(server, "osrm", Reply(compute=osrm))
    ask(server, quick, "osrm", PLACES[:2])
    assert [one.target for one in server.asked] == [
        (
            "/table/v1/driving/0.000000,46.000000;1.000000,46.000000;0.000000,46.000000;"
            "1.000000,46.000000?annotations=duration,distance&sources=0;1&destinations=2;3"
        )
    ]


# Servers that misbehave


@pytest.mark.parametrize("status", [429, 503])
def test_a_passing_failure_is_retried(
    server: LocalServer, quick: HttpOptions, engine: str, status: int
) -> None:
    serve(server, engine, Reply(status=status), Reply(compute=ENGINES[engine][3]))
    assert ask(server, quick, engine, PLACES[:2]).time_s.max() < UNREACHABLE_S
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=503), "en panne ou saturé (HTTP 503, après 3 essais)"),
        (Reply(status=429), "trop de requêtes"),
        (Reply(status=500, body=b"<html>"), "HTTP 500"),
        (Reply(body=b"<html>Maintenance</html>"), "page HTML"),
        (Reply(status=404, body=b"<html>Not found</html>"), "page HTML"),
        (Reply(body=b'{"code": "Ok", "dur'), "JSON coupé"),
        (Reply(body=b'{"code": "Ok", "durations": []}', bytes_sent=9), "coupée en route"),
        (Reply(body=b"[1]"), "réponse inattendue"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_server_and_what_to_do(
    server: LocalServer, quick: HttpOptions, engine: str, reply: Reply, message: str
) -> None:
    serve(server, engine, reply)
    told = refusal(server, quick, engine)
    assert message in told
    assert told.lower().startswith(f"le serveur {engine} ({server.url}/")
    assert "relancez la même commande" in told
    assert "46.000000" not in told, "the long address is not for people"


def test_a_silent_server_is_left(server: LocalServer, quick: HttpOptions, engine: str) -> None:
    serve(server, engine, Reply(compute=ENGINES[engine][3], delay_s=1.0))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"geodata.sources.{engine}.PATIENCE_S", 0.1)
        assert "aucune réponse" in refusal(server, replace(quick, num_retries=0), engine)


def test_a_slow_server_is_waited_for(server: LocalServer, quick: HttpOptions, engine: str) -> None:
    serve(server, engine, Reply(compute=ENGINES[engine][3], delay_s=0.3))
    assert ask(server, quick, engine, PLACES[:2]).time_s.max() < UNREACHABLE_S


def test_a_server_that_is_down_is_a_source_error(
    server: LocalServer, quick: HttpOptions, engine: str
) -> None:
    server.server_close()
    assert "la connexion est impossible" in refusal(server, replace(quick, num_retries=0), engine)


def test_answers_that_came_before_a_failure_are_not_asked_again(
    server: LocalServer, quick: HttpOptions, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing_server, "PLACES_PER_SIDE", 1)
    good = Reply(compute=ENGINES[engine][3])
    serve(server, engine, good, good, Reply(status=404))
    with pytest.raises(SourceError):
        ask(server, quick, engine, PLACES[:2])
    serve(server, engine, good)
    ask(server, quick, engine, PLACES[:2])
    assert len({one.target for one in server.asked}) == 4
    assert len(server.asked) == 3 + 2


def damaged(
    answer: Callable[[str], dict[str, Any]], change: Callable[[dict[str, Any]], object]
) -> Reply:
    def compute(target: str) -> bytes:
        table = answer(target)
        change(table)
        return json.dumps(table).encode()

    return Reply(compute=compute)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (
            Reply(status=400, body=b'{"code":"TooBig","message":"Too many coordinates"}'),
            "refuse : Too many coordinates",
        ),
        (Reply(body=b'{"code":"NoSegment"}'), "refuse : NoSegment"),
        (damaged(osrm_table, lambda table: table.pop("distances")), "5.18"),
        (damaged(osrm_table, lambda table: table["durations"][0].__setitem__(0, -1)), "impossible"),
        (damaged(osrm_table, lambda t: t["durations"][0].__setitem__(0, 1e300)), "impossible"),
        (damaged(osrm_table, lambda table: table["durations"].pop()), "autre taille"),
        (damaged(osrm_table, lambda table: table["distances"][1].pop()), "autre taille"),
        (damaged(osrm_table, lambda table: table["sources"].pop()), "rattachés"),
    ],
)
def test_an_answer_that_is_no_table_is_refused(
    server: LocalServer, quick: HttpOptions, reply: Reply, message: str
) -> None:
    serve(server, "osrm", reply)
    assert message in refusal(server, quick, "osrm")


def in_list(matrix: dict[str, Any]) -> None:
    matrix["sources"] = [matrix["sources"]]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (
            Reply(status=400, body=b'{"error_code":154,"error":"Path distance exceeds limit"}'),
            "refuse : Path distance exceeds limit",
        ),
        (damaged(valhalla_matrix, lambda m: m.pop("sources")), "3.5"),
        (damaged(valhalla_matrix, in_list), "3.5"),
        (damaged(valhalla_matrix, lambda m: m["sources"].pop()), "3.5"),
        (damaged(valhalla_matrix, lambda m: m["sources_to_targets"].pop()), "autre taille"),
        (damaged(valhalla_matrix, lambda m: m["sources_to_targets"][1].pop()), "autre taille"),
        (
            damaged(valhalla_matrix, lambda m: m["sources_to_targets"][0][1].update(time=-1)),
            "impossible",
        ),
    ],
)
def test_an_answer_that_is_no_matrix_is_refused(
    server: LocalServer, quick: HttpOptions, reply: Reply, message: str
) -> None:
    serve(server, "valhalla", reply)
    assert message in refusal(server, quick, "valhalla")


def test_an_old_valhalla_that_repeats_the_questions_points_is_refused(
    server: LocalServer, quick: HttpOptions
) -> None:
    def echo(matrix: dict[str, Any]) -> None:
        matrix["sources"] = [{"lon": place.lon, "lat": place.lat} for place in PLACES]

    serve(server, "valhalla", damaged(valhalla_matrix, echo))
    with pytest.raises(SourceError, match=r"3\.5"):
        ask(server, quick, "valhalla", PLACES)


def test_a_place_that_valhalla_ties_to_no_road_is_unreachable(
    server: LocalServer, quick: HttpOptions
) -> None:
    serve(server, "valhalla", damaged(valhalla_matrix, lambda m: m["sources"].__setitem__(0, None)))
    travel = ask(server, quick, "valhalla", PLACES[:2])
    assert travel.time_s.tolist() == [[UNREACHABLE_S, UNREACHABLE_S], [UNREACHABLE_S, 0]]


def test_that_valhalla_joins_no_pair_of_a_request_is_an_answer(
    server: LocalServer, quick: HttpOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing_server, "PLACES_PER_SIDE", 1)
    none = Reply(status=400, body=b'{"error_code":442,"error":"No path could be found for input"}')
    good = Reply(compute=valhalla)
    serve(server, "valhalla", good, none, none, good)
    travel = ask(server, quick, "valhalla", [PLACES[1], PLACES[4]])
    assert travel.time_s.tolist() == [[0, UNREACHABLE_S], [UNREACHABLE_S, 0]]
    assert travel.access_m == pytest.approx([50, 0], abs=0.1)


# Addresses


@pytest.mark.parametrize(
    "url",
    ["http://localhost:5000", "https://routes.example.org/osrm/", "http://[::1]:8002"],
)
def test_an_address_of_a_server_is_taken(url: str) -> None:
    check_server_url(url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:5000", "forme"),
        ("ftp://localhost", "forme"),
        ("http://", "forme"),
        ("http://localhost:port", "forme"),
        ("http://[::1", "forme"),
        ("http://local host", "forme"),
        ("http://moi:secret@localhost", "mot de passe"),
        ("http://localhost?token=secret", "s'arrêter au chemin"),
        ("http://localhost#secret", "s'arrêter au chemin"),
    ],
)
def test_another_address_is_refused_and_not_repeated(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        check_server_url(url)
    assert "secret" not in str(caught.value)
