"""The engine that the settings choose: asked once, kept by its name and address, named."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from geodata.errors import SourceError
from geodata.roads import Roads
from geodata.snapping import AccessLeg
from geodata.sources import routing_server
from geodata.sources.http import HttpOptions
from geodata.travel import compute_travel_times
from geodata.travel_engines import (
    SERVER_CACHE,
    Engine,
    EngineTimes,
    TravelOrigin,
    find_travel_times,
    open_engine,
)
from tests.geodata.sources.local_server import LocalServer, Reply
from tests.geodata.sources.routing_answers import PLACES, osrm, valhalla

ACCESS = AccessLeg()
ROAD = Roads(
    node_lonlat=np.array([(0.0, 46.0), (1.0, 46.0)]),
    edge_nodes=np.array([(0, 1)]),
    length_m=np.array([80_000.0]),
    time_s=np.array([3600.0]),
    is_oneway=np.zeros(1, dtype=np.bool_),
    shape_lonlat=np.empty((0, 2)),
    shape_start=np.zeros(2, dtype=np.int64),
)
ANSWERS = {"osrm": ("/table/v1/driving/*", osrm), "valhalla": ("/sources_to_targets", valhalla)}


@pytest.fixture(params=ANSWERS)
def engine(request: pytest.FixtureRequest, server: LocalServer) -> Engine:
    path, compute = ANSWERS[request.param]
    server.serve(path, Reply(compute=compute, headers={"Date": "Tue, 24 Nov 2026 09:00:00 GMT"}))
    return Engine(name=request.param, url=server.url)


def find(engine: Engine, folder: Path, quick: HttpOptions) -> EngineTimes:
    http = replace(quick, cache_folder=folder / SERVER_CACHE)
    return find_travel_times(
        ROAD, PLACES[:3], access=ACCESS, engine=engine, folder=folder, http=http
    )


def test_without_a_choice_the_times_are_those_of_the_network(tmp_path: Path) -> None:
    found = find_travel_times(ROAD, PLACES, access=ACCESS, engine=Engine(), folder=tmp_path)
    own = compute_travel_times(ROAD, PLACES, access=ACCESS)
    assert (found.times.time_s == own.time_s).all()
    assert "sur le réseau fourni" in found.origin.clause
    assert found.origin.caveats == ()


def test_a_server_is_asked_once(
    server: LocalServer, quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    first = find(engine, tmp_path, quick)
    server.server_close()
    second = find(engine, tmp_path, quick)
    assert len(server.asked) == 1
    for name in ("time_s", "length_m", "access_m"):
        assert (getattr(first.times, name) == getattr(second.times, name)).all()
    assert first.origin == second.origin


def test_what_it_says_is_told_with_its_name_and_day(
    server: LocalServer, quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    origin = find(engine, tmp_path, quick).origin
    assert origin == TravelOrigin(engine=engine, asked_on=date(2026, 11, 24))
    assert f"serveur {engine.name} {server.url} ".lower() in origin.clause.lower()
    assert origin.clause.endswith("interrogé le 24/11/2026")
    assert any("tracés de la carte suivent le réseau fourni" in one for one in origin.caveats)


def test_another_address_or_profile_is_asked_for_itself(
    server: LocalServer, quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    server.serve("*", *server.replies.popitem()[1])
    for other in (engine, replace(engine, url=server.url + "/b"), replace(engine, profile="x")):
        find(other, tmp_path, quick)
    assert len({one.target for one in server.asked}) == 3


def test_a_damaged_file_is_asked_for_again(
    server: LocalServer, quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    find(engine, tmp_path, quick)
    (stored,) = (tmp_path / SERVER_CACHE).glob("*.npz")
    stored.write_bytes(stored.read_bytes()[:-100])
    find(engine, tmp_path, quick)
    assert len(server.asked) == 2


def test_a_failure_leaves_nothing_that_looks_like_times(
    server: LocalServer, quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    for path in server.replies:
        server.serve(path, Reply(body=b"<html>"))
    with pytest.raises(SourceError):
        find(engine, tmp_path, quick)
    assert list((tmp_path / SERVER_CACHE).glob("*.npz")) == []


def test_an_interrupted_run_goes_on_where_it_stopped(
    server: LocalServer,
    quick: HttpOptions,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routing_server, "PLACES_PER_SIDE", 1)
    ((path, (good,)),) = server.replies.items()
    today = replace(good, headers={})
    server.serve(path, *[today] * 4, Reply(body=b"<html>"))
    with pytest.raises(SourceError):
        find(engine, tmp_path, quick)
    server.serve(path, today)
    found = find(engine, tmp_path, quick)
    assert len(server.asked) == 5 + 5
    assert found.origin.asked_on == datetime.now(tz=UTC).date()


def test_an_open_engine_finds_without_keeping(
    quick: HttpOptions, engine: Engine, tmp_path: Path
) -> None:
    stored = find(engine, tmp_path, quick)
    with open_engine(ROAD, access=ACCESS, engine=engine, http=quick) as find_times:
        assert (find_times(PLACES[:3]).time_s == stored.times.time_s).all()
    with open_engine(ROAD, access=ACCESS, engine=Engine(), http=quick) as find_times:
        own = compute_travel_times(ROAD, PLACES[:3], access=ACCESS)
        assert (find_times(PLACES[:3]).time_s == own.time_s).all()
