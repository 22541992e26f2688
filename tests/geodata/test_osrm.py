"""Travel times from a server that speaks OSRM's table service, here on this machine."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from geodata.errors import SourceError
from geodata.snapping import AccessLeg, Place
from geodata.sources import osrm as osrm_module
from geodata.sources.osrm import fetch_osrm_travel_times
from geodata.travel import UNREACHABLE_M, UNREACHABLE_S, TravelTimes

ACCESS = AccessLeg(speed_kmh=36.0, detour=1.0)
SNAP_M = {0.0: 0.0, 1.0: 50.0, 2.0: 0.0, 3.0: 5000.0, 9.0: 0.0}
"""Metres from the place at a longitude to the server's road; 9 is an island of its own."""
PLACES = [Place(id=f"p{lon:.0f}", lon=lon, lat=46.0) for lon in SNAP_M]


def answer_table(path: str) -> dict[str, Any]:
    """A kilometre a degree eastwards, two westwards, 10 m/s."""
    parts = urlsplit(path)
    options = parse_qs(parts.query)
    assert parts.path.startswith("/table/v1/driving/")
    lons = [float(point.split(",")[0]) for point in parts.path.split("/")[-1].split(";")]
    chosen = {
        name: [lons[int(number)] for number in options[name][0].split(";")]
        for name in ("sources", "destinations")
    }
    metres = [
        [
            None if (one == 9) != (other == 9) else 1000.0 * max(other - one, 2 * (one - other))
            for other in chosen["destinations"]
        ]
        for one in chosen["sources"]
    ]
    seconds = [[None if m is None else m / 10 + 0.04 * (m > 0) for m in row] for row in metres]
    return {
        "code": "Ok",
        "durations": seconds,
        "distances": metres,
        **{
            name: [{"distance": SNAP_M[lon], "location": [lon, 46.0]} for lon in chosen[name]]
            for name in chosen
        },
    }


Answer = Callable[[str], tuple[int, bytes]]


def answer_well(path: str) -> tuple[int, bytes]:
    return 200, json.dumps(answer_table(path)).encode()


class Server:
    """A local server; what it answers can be exchanged."""

    def __init__(self) -> None:
        self.answer: Answer = answer_well
        self.paths: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                status, content = outer.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        yield made


def fetch(server: Server, session: requests.Session, places: list[Place]) -> TravelTimes:
    return fetch_osrm_travel_times(session, server.url + "/", places, access=ACCESS)


def test_times_and_metres_are_those_of_the_server_and_the_way_to_its_roads(
    server: Server, session: requests.Session
) -> None:
    travel = fetch(server, session, PLACES[:3])
    assert travel.place_ids == ("p0", "p1", "p2")
    assert travel.time_s.tolist() == [[0, 106, 201], [206, 0, 106], [401, 206, 0]]
    assert travel.length_m.tolist() == [[0, 1050, 2000], [2050, 0, 1050], [4000, 2050, 0]]
    assert travel.access_m.tolist() == [0, 50, 0]


def test_null_is_no_way(server: Server, session: requests.Session) -> None:
    travel = fetch(server, session, PLACES)
    assert travel.time_s[0, 4] == travel.time_s[4, 0] == UNREACHABLE_S
    assert travel.length_m[0, 4] == UNREACHABLE_M
    assert travel.time_s[4, 4] == 0


def test_a_place_too_far_from_the_servers_roads_is_unreachable(
    server: Server, session: requests.Session
) -> None:
    travel = fetch(server, session, PLACES)
    assert (travel.time_s[3] == UNREACHABLE_S).all()
    assert (travel.time_s[:, 3] == UNREACHABLE_S).all()
    assert travel.access_m[3] == 5000


def test_places_of_equal_coordinates_are_0_apart(server: Server, session: requests.Session) -> None:
    travel = fetch(server, session, [PLACES[1], Place(id="twin", lon=1.0, lat=46.0)])
    assert (travel.time_s == 0).all()


def test_chunks_give_the_same_as_one_table(
    server: Server, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fetch(server, session, PLACES)
    assert len(server.paths) == 1
    monkeypatch.setattr(osrm_module, "_CHUNK", 2)
    chunks = fetch(server, session, PLACES)
    assert len(server.paths) == 1 + 9
    assert (whole.time_s == chunks.time_s).all()
    assert (whole.length_m == chunks.length_m).all()
    assert (whole.access_m == chunks.access_m).all()


def test_no_place_asks_nothing(server: Server, session: requests.Session) -> None:
    assert fetch(server, session, []).time_s.shape == (0, 0)
    assert server.paths == []


def test_lists_are_asked_for_as_osrm_writes_them(server: Server, session: requests.Session) -> None:
    fetch(server, session, PLACES[:2])
    assert server.paths == [
        (
            "/table/v1/driving/0.000000,46.000000;1.000000,46.000000;0.000000,46.000000;"
            "1.000000,46.000000?annotations=duration,distance&sources=0;1&destinations=2;3"
        )
    ]


def damaged(change: Callable[[dict[str, Any]], object]) -> Answer:
    def answer(path: str) -> tuple[int, bytes]:
        table = answer_table(path)
        change(table)
        return 200, json.dumps(table).encode()

    return answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda _: (400, b'{"code":"TooBig","message":"Too many table coordinates"}'), "Too many"),
        (lambda _: (200, b'{"code":"NoSegment"}'), "NoSegment"),
        (lambda _: (502, b"<html>Bad gateway</html>"), "JSON.*502"),
        (lambda _: (200, b"[1]"), "inattendue"),
        (damaged(lambda table: table.pop("distances")), "5.18"),
        (damaged(lambda table: table["durations"][0].__setitem__(0, -1)), "impossible"),
        (damaged(lambda table: table["durations"][0].__setitem__(0, 1e300)), "impossible"),
        (damaged(lambda table: table["durations"].pop()), "autre taille"),
        (damaged(lambda table: table["distances"][1].pop()), "autre taille"),
        (damaged(lambda table: table["sources"].pop()), "rattache"),
    ],
)
def test_an_answer_that_is_no_table_is_a_source_error(
    server: Server, session: requests.Session, answer: Answer, message: str
) -> None:
    server.answer = answer
    with pytest.raises(SourceError, match=message):
        fetch(server, session, PLACES[:2])


def test_a_server_that_is_down_is_a_source_error(session: requests.Session) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as unused:
        url = f"http://127.0.0.1:{unused.server_port}"
    with pytest.raises(SourceError, match="ne répond pas"):
        fetch_osrm_travel_times(session, url, PLACES, access=ACCESS)
