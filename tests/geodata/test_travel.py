"""Travel-time matrices against hand counts, networkx and the real département."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata import road_graph as graph_module
from geodata import travel_cache as cache_module
from geodata.roads import Roads, roads_from_tables
from geodata.travel import (
    UNREACHABLE_M,
    UNREACHABLE_S,
    AccessLeg,
    Place,
    TravelTimes,
    cached_travel_times,
    compute_travel_times,
)

ACCESS = AccessLeg()
GEOD = Geod(ellps="WGS84")
FIVE_MINUTES_S = [[60 * abs(a - b) for b in range(5)] for a in range(5)]
FIVE_KILOMETRES_M = [[1000 * abs(a - b) for b in range(5)] for a in range(5)]


def make_roads(
    lonlat: list[tuple[float, float]],
    edges: list[tuple[int, int, float, float]],
    *,
    oneway: list[bool] | None = None,
) -> Roads:
    """A network of straight edges (first node, second node, metres, seconds)."""
    return Roads(
        node_lonlat=np.array(lonlat).reshape(-1, 2),
        edge_nodes=np.array([edge[:2] for edge in edges], dtype=np.int32).reshape(-1, 2),
        length_m=np.array([edge[2] for edge in edges]),
        time_s=np.array([edge[3] for edge in edges]),
        is_oneway=np.array([False] * len(edges) if oneway is None else oneway, dtype=np.bool_),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(edges) + 1, dtype=np.int64),
    )


def places_at(lonlat: list[tuple[float, float]]) -> list[Place]:
    return [Place(id=f"p{i}", lon=lon, lat=lat) for i, (lon, lat) in enumerate(lonlat)]


VILLAGES = [(0.05 * i, 46.0) for i in range(5)]
ROAD = [(i, i + 1, 1000.0, 60.0) for i in range(4)]


@pytest.fixture
def road() -> Roads:
    """Five villages on one road, a minute and a kilometre apart."""
    return make_roads(VILLAGES, ROAD)


@pytest.fixture
def villages() -> list[Place]:
    return places_at(VILLAGES)


def random_roads(seed: int, *, num_nodes: int = 60, num_edges: int = 130) -> Roads:
    """Whole centiseconds and metres, so that nothing is rounded; some one-way, some parallel."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(num_nodes, size=(num_edges, 2))
    lonlat = [(0.05 * (i % 8), 45 + 0.05 * (i // 8)) for i in range(num_nodes)]
    edges = [
        (int(u), int(v), float(rng.integers(0, 5000)), int(rng.integers(0, 30000)) / 100)
        for u, v in ends
    ]
    return make_roads(lonlat, edges, oneway=rng.random(num_edges) < 0.3)


# By hand


def test_five_villages_are_minutes_apart(road: Roads, villages: list[Place]) -> None:
    travel = compute_travel_times(road, villages, access=ACCESS)
    assert travel.time_s.tolist() == FIVE_MINUTES_S
    assert travel.length_m.tolist() == FIVE_KILOMETRES_M
    assert travel.access_m.tolist() == [0] * 5


def test_a_one_way_road_is_not_driven_backwards(villages: list[Place]) -> None:
    road = make_roads(VILLAGES, ROAD, oneway=[False, True, False, False])
    time_s = compute_travel_times(road, villages, access=ACCESS).time_s
    assert time_s[0, 4] == 240
    assert time_s[4, 0] == UNREACHABLE_S
    assert time_s[4, 2] == 120


def test_two_pieces_of_road_do_not_reach_each_other(villages: list[Place]) -> None:
    travel = compute_travel_times(
        make_roads(VILLAGES, [ROAD[0], ROAD[2], ROAD[3]]), villages, access=ACCESS
    )
    assert (travel.time_s < UNREACHABLE_S).sum(axis=1).tolist() == [2, 2, 3, 3, 3]
    assert travel.time_s[0, 4] == UNREACHABLE_S
    assert travel.length_m[0, 4] == UNREACHABLE_M


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_parallel_roads_the_fastest_is_driven(
    villages: list[Place], *, is_reversed: bool
) -> None:
    parallel = [(0, 1, 900.0, 70.0), (0, 1, 1200.0, 50.0), (1, 0, 1100.0, 50.0)]
    edges = [*ROAD, *(parallel[::-1] if is_reversed else parallel)]
    travel = compute_travel_times(make_roads(VILLAGES, edges), villages, access=ACCESS)
    assert (travel.time_s[0, 1], travel.length_m[0, 1]) == (50, 1100)


def test_a_faster_detour_counts_with_its_own_metres(villages: list[Place]) -> None:
    edges = [*ROAD, (0, 4, 9000.0, 239.99)]
    travel = compute_travel_times(make_roads(VILLAGES, edges), villages, access=ACCESS)
    assert (travel.time_s[0, 4], travel.length_m[0, 4]) == (240, 9000)


def test_an_edge_of_no_time_and_no_length_is_a_way(villages: list[Place]) -> None:
    edges = [ROAD[0], (1, 2, 0.0, 0.0), *ROAD[2:]]
    travel = compute_travel_times(make_roads(VILLAGES, edges), villages, access=ACCESS)
    assert (travel.time_s[0, 4], travel.length_m[0, 4]) == (180, 3000)
    assert (travel.time_s[1, 2], travel.length_m[1, 2]) == (0, 0)


def test_a_loop_changes_nothing(villages: list[Place]) -> None:
    roads = make_roads(VILLAGES, [*ROAD, (2, 2, 50.0, 5.0)])
    assert compute_travel_times(roads, villages, access=ACCESS).time_s.tolist() == FIVE_MINUTES_S


def north_of(metres: float, lon: float = 0.0, lat: float = 46.0) -> tuple[float, float]:
    there = GEOD.fwd(lon, lat, 0.0, metres)
    return there[0], there[1]


def test_the_way_to_the_road_counts_at_both_ends(road: Roads) -> None:
    places = places_at([north_of(1000), VILLAGES[1], north_of(500, lon=VILLAGES[1][0])])
    travel = compute_travel_times(
        road, places, access=AccessLeg(speed_kmh=36.0, detour=1.5, max_m=3000)
    )
    assert travel.access_m == pytest.approx([1000, 0, 500], abs=1e-3)
    # 1.5 km and 0.75 km at 10 m/s, and a minute of road.
    assert travel.time_s.tolist() == [[0, 210, 285], [210, 0, 75], [285, 75, 0]]
    assert travel.length_m.tolist() == [[0, 2500, 3250], [2500, 0, 750], [3250, 750, 0]]


def test_two_places_at_one_node_are_two_ways_to_the_road_apart(road: Roads) -> None:
    places = places_at([north_of(1000), north_of(-1000)])
    travel = compute_travel_times(road, places, access=AccessLeg(speed_kmh=36.0, detour=1.0))
    assert (travel.time_s[0, 1], travel.length_m[0, 1]) == (200, 2000)


def test_a_place_4_km_from_every_road_is_unreachable_even_from_itself(road: Roads) -> None:
    travel = compute_travel_times(
        road, [*places_at(VILLAGES), Place(id="far", lon=0, lat=north_of(4000)[1])], access=ACCESS
    )
    assert (travel.time_s[5] == UNREACHABLE_S).all()
    assert (travel.time_s[:, 5] == UNREACHABLE_S).all()
    assert (travel.length_m[5] == UNREACHABLE_M).all()
    assert travel.access_m[5] == pytest.approx(4000, abs=1e-3)
    assert travel.time_s[:5, :5].tolist() == FIVE_MINUTES_S


@pytest.mark.parametrize(("max_m", "is_reached"), [(1000.01, True), (999.99, False)])
def test_the_longest_access_leg_is_the_limit(
    road: Roads, max_m: float, *, is_reached: bool
) -> None:
    travel = compute_travel_times(
        road, places_at([north_of(1000), VILLAGES[1]]), access=AccessLeg(max_m=max_m)
    )
    assert (travel.time_s[0, 1] < UNREACHABLE_S) == is_reached


def test_places_of_equal_coordinates_are_0_apart(road: Roads) -> None:
    travel = compute_travel_times(
        road, places_at([north_of(1000), north_of(1000), VILLAGES[1]]), access=ACCESS
    )
    assert travel.time_s[0, 1] == travel.time_s[1, 0] == 0
    assert travel.length_m[0, 1] == 0
    assert travel.time_s[0, 2] == travel.time_s[1, 2] > 60


def test_equal_coordinates_too_far_from_roads_are_unreachable(road: Roads) -> None:
    travel = compute_travel_times(road, places_at([north_of(4000)] * 2), access=ACCESS)
    assert (travel.time_s == UNREACHABLE_S).all()


def test_a_node_without_an_edge_catches_no_place(road: Roads, villages: list[Place]) -> None:
    lonlat = np.vstack([road.node_lonlat, [north_of(500)]])
    more = dataclasses.replace(road, node_lonlat=lonlat)
    travel = compute_travel_times(more, places_at([north_of(500)]) + villages[1:], access=ACCESS)
    assert travel.access_m[0] == pytest.approx(500, abs=1e-3)
    assert travel.time_s[0, 1] < UNREACHABLE_S


def test_without_any_road_nothing_is_reachable(villages: list[Place]) -> None:
    travel = compute_travel_times(make_roads([], []), villages, access=ACCESS)
    assert (travel.time_s == UNREACHABLE_S).all()
    assert np.isinf(travel.access_m).all()


def test_no_places_give_an_empty_matrix(road: Roads) -> None:
    assert compute_travel_times(road, [], access=ACCESS).time_s.shape == (0, 0)


def test_seconds_are_rounded_up_once_at_the_end(villages: list[Place]) -> None:
    edges = [(i, i + 1, 1000.0, 60.004 if i else 60.01) for i in range(4)]
    time_s = compute_travel_times(make_roads(VILLAGES, edges), villages, access=ACCESS).time_s
    assert time_s[0].tolist() == [0, 61, 121, 181, 241]
    assert time_s[1, 4] == 180, "noise below half a centisecond an edge is none"


@pytest.mark.parametrize("lat", [0.0, 46.0, -21.1, 69.9])
def test_access_metres_are_those_of_the_geodesic_anywhere(lat: float) -> None:
    roads = make_roads([(179.9, lat), (179.99, lat)], [(0, 1, 9000.0, 600.0)])
    lon, place_lat, _ = GEOD.fwd(179.99, lat, 75.0, 2900.0)
    travel = compute_travel_times(roads, places_at([(lon, place_lat)]), access=ACCESS)
    assert travel.access_m[0] == pytest.approx(2900, abs=1e-3)
    assert travel.time_s[0, 0] == 0


def test_drives_longer_than_the_limit_count_as_unreachable(
    road: Roads, villages: list[Place]
) -> None:
    time_s = compute_travel_times(road, villages, access=ACCESS, limit_s=120).time_s
    assert time_s[0].tolist() == [0, 60, 120, UNREACHABLE_S, UNREACHABLE_S]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), limit_s=st.integers(0, 1000))
def test_a_limit_changes_no_drive_within_it(seed: int, limit_s: int) -> None:
    roads = random_roads(seed)
    places = places_at([(lon + 0.003, lat) for lon, lat in roads.node_lonlat.tolist()])
    free = compute_travel_times(roads, places, access=ACCESS)
    limited = compute_travel_times(roads, places, access=ACCESS, limit_s=limit_s)
    expected = np.where(free.time_s <= limit_s, free.time_s, UNREACHABLE_S)
    assert np.array_equal(limited.time_s, expected)


# Against networkx


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_times_and_lengths_are_those_of_networkx(seed: int) -> None:
    roads = random_roads(seed)
    graph = nx.MultiDiGraph()
    for (u, v), length_m, time_s, oneway in zip(
        roads.edge_nodes.tolist(), roads.length_m, roads.time_s, roads.is_oneway, strict=True
    ):
        cost = (round(time_s * 100) << 40) + int(length_m)
        graph.add_edge(u, v, cost=cost)
        if not oneway:
            graph.add_edge(v, u, cost=cost)
    nodes = sorted(graph)
    places = places_at([tuple(roads.node_lonlat[node]) for node in nodes])
    travel = compute_travel_times(roads, places, access=ACCESS)
    for row, node in enumerate(nodes):
        found = nx.single_source_dijkstra_path_length(graph, node, weight="cost")
        expected_s = [-(-(found[n] >> 40) // 100) if n in found else UNREACHABLE_S for n in nodes]
        expected_m = [found[n] % 2**40 if n in found else UNREACHABLE_M for n in nodes]
        assert travel.time_s[row].tolist() == expected_s
        assert travel.length_m[row].tolist() == expected_m


# Properties


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_no_detour_over_a_third_place_is_shorter(seed: int, data: st.DataObject) -> None:
    roads = random_roads(seed)
    roads = dataclasses.replace(roads, time_s=roads.time_s * 1.2345)
    offsets = data.draw(st.lists(st.floats(-0.02, 0.02), min_size=40, max_size=40))
    places = places_at(
        [(lon, lat + d) for (lon, lat), d in zip(roads.node_lonlat.tolist(), offsets, strict=False)]
    )
    time_s = compute_travel_times(roads, places, access=ACCESS).time_s
    detour_s = (time_s[:, :, np.newaxis] + time_s[np.newaxis]).min(axis=1)
    assert (time_s <= detour_s).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_relabelling_nodes_edges_and_places_changes_nothing(seed: int) -> None:
    roads, rng = random_roads(seed), np.random.default_rng(seed)
    node, edge = rng.permutation(roads.num_nodes), rng.permutation(roads.num_edges)
    shuffled = dataclasses.replace(
        roads,
        node_lonlat=roads.node_lonlat[np.argsort(node)],
        edge_nodes=node[roads.edge_nodes][edge],
        length_m=roads.length_m[edge],
        time_s=roads.time_s[edge],
        is_oneway=roads.is_oneway[edge],
    )
    places = places_at([(lon + 0.002, lat) for lon, lat in roads.node_lonlat.tolist()])
    order = rng.permutation(len(places)).tolist()
    one = compute_travel_times(roads, places, access=ACCESS)
    other = compute_travel_times(shuffled, [places[i] for i in order], access=ACCESS)
    back = other.positions(one.place_ids)
    assert np.array_equal(one.time_s, other.time_s[np.ix_(back, back)])
    assert np.array_equal(one.length_m, other.length_m[np.ix_(back, back)])


def test_two_way_roads_take_as_long_in_both_directions() -> None:
    roads = dataclasses.replace(random_roads(1), is_oneway=np.zeros(130, dtype=np.bool_))
    places = places_at([(lon + 0.002, lat) for lon, lat in roads.node_lonlat.tolist()])
    travel = compute_travel_times(roads, places, access=ACCESS)
    assert np.array_equal(travel.time_s, travel.time_s.T)
    assert np.array_equal(travel.length_m, travel.length_m.T)


def test_small_blocks_of_sources_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    roads = random_roads(2)
    places = places_at([tuple(point) for point in roads.node_lonlat.tolist()])
    whole = compute_travel_times(roads, places, access=ACCESS)
    monkeypatch.setattr(graph_module, "_CELLS_PER_BLOCK", 7 * roads.num_nodes)
    blocks = compute_travel_times(roads, places, access=ACCESS)
    assert np.array_equal(whole.time_s, blocks.time_s)
    assert np.array_equal(whole.length_m, blocks.length_m)


# Sums stay exact


def test_a_very_long_drive_is_still_exact() -> None:
    lonlat = [(0.01 * i, 46.0) for i in range(1001)]
    roads = make_roads(lonlat, [(i, i + 1, 9999.0, 199.99) for i in range(1000)])
    travel = compute_travel_times(roads, places_at([lonlat[0], lonlat[-1]]), access=ACCESS)
    assert (travel.time_s[0, 1], travel.length_m[0, 1]) == (199_990, 9_999_000)


@pytest.mark.parametrize(("length_m", "time_s"), [(9_000_000.0, 200_000.0), (1.0, 3_000_000.0)])
def test_metres_or_seconds_beyond_exact_sums_are_refused(length_m: float, time_s: float) -> None:
    roads = make_roads(VILLAGES, [(i, i + 1, length_m, time_s) for i in range(4)])
    with pytest.raises(OverflowError, match="too long to be summed"):
        compute_travel_times(roads, places_at(VILLAGES), access=ACCESS)


def test_metres_that_run_over_into_seconds_are_noticed() -> None:
    roads = make_roads(VILLAGES, [(i, i + 1, 5_000_000.0, 0.0) for i in range(4)])
    with pytest.raises(OverflowError, match="too long to be summed"):
        compute_travel_times(roads, places_at(VILLAGES), access=ACCESS)


@pytest.mark.parametrize(("length_m", "time_s"), [(2.0**24, 1e6), (1.0, 2.0**29 / 100)])
def test_an_edge_beyond_exact_sums_is_refused(length_m: float, time_s: float) -> None:
    roads = make_roads(VILLAGES[:2], [(0, 1, length_m, time_s)])
    with pytest.raises(OverflowError, match="edge of this network"):
        compute_travel_times(roads, [], access=ACCESS)


# The records


def test_positions_follow_the_ids_given(road: Roads, villages: list[Place]) -> None:
    travel = compute_travel_times(road, villages, access=ACCESS)
    assert travel.positions(["p3", "p0", "p3"]).tolist() == [3, 0, 3]
    assert travel.time_s[np.ix_(travel.positions([]), travel.positions(["p1"]))].shape == (0, 1)


def test_an_unknown_place_is_named(road: Roads, villages: list[Place]) -> None:
    with pytest.raises(KeyError, match="venue/17999"):
        compute_travel_times(road, villages, access=ACCESS).positions(["venue/17999"])


def test_ids_must_be_unique(road: Roads) -> None:
    with pytest.raises(ValueError, match="unique"):
        compute_travel_times(road, [Place(id="a", lon=0, lat=46)] * 2, access=ACCESS)


def test_matrices_are_read_only_copies() -> None:
    time_s = np.zeros((1, 1), dtype=np.int64)
    travel = TravelTimes(place_ids=("a",), time_s=time_s, length_m=time_s, access_m=np.zeros(1))
    time_s[0, 0] = 7
    assert travel.time_s[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        travel.time_s[0, 0] = 1


@pytest.mark.parametrize(
    "time_s", [np.zeros((1, 2), dtype=np.int64), np.zeros((2, 2)), np.zeros(4, dtype=np.int64)]
)
def test_matrices_of_another_shape_or_of_floats_are_refused(time_s: np.ndarray) -> None:
    with pytest.raises(ValueError, match="time_s is"):
        TravelTimes(
            place_ids=("a", "b"),
            time_s=time_s,
            length_m=np.zeros((2, 2), dtype=np.int64),
            access_m=np.zeros(2),
        )


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0), (0, float("nan"))])
def test_a_place_must_be_on_earth(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="place x has no position"):
        Place(id="x", lon=lon, lat=lat)


@pytest.mark.parametrize(
    "wrong", [{"speed_kmh": 0}, {"detour": 0.9}, {"max_m": -1}, {"speed_kmh": float("nan")}]
)
def test_an_impossible_access_leg_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="impossible access leg"):
        AccessLeg(**wrong)


# The cache


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "absent" / ".cache"


def assert_same(one: TravelTimes, other: TravelTimes) -> None:
    assert one.place_ids == other.place_ids
    for name in ("time_s", "length_m", "access_m"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype


def refuse_to_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(cache_module, "compute_travel_times", refuse)


def test_a_second_call_reads_what_the_first_computed(
    road: Roads, villages: list[Place], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cached_travel_times(road, villages, access=ACCESS, folder=folder)
    assert_same(first, compute_travel_times(road, villages, access=ACCESS))
    refuse_to_compute(monkeypatch)
    assert_same(cached_travel_times(road, villages, access=ACCESS, folder=folder), first)


@pytest.mark.parametrize(
    "changed", ["time", "oneway", "node", "bend", "place", "id", "order", "access"]
)
def test_any_change_of_the_input_computes_anew(
    road: Roads, villages: list[Place], folder: Path, changed: str
) -> None:
    cached_travel_times(road, villages, access=ACCESS, folder=folder)
    access = ACCESS
    if changed == "time":
        road = dataclasses.replace(road, time_s=road.time_s + 1)
    elif changed == "oneway":
        road = dataclasses.replace(road, is_oneway=~road.is_oneway)
    elif changed == "node":
        road = dataclasses.replace(road, node_lonlat=road.node_lonlat + 0.001)
    elif changed == "bend":
        road = dataclasses.replace(
            road, shape_lonlat=np.array([[0.01, 46.1]]), shape_start=np.array([0, 1, 1, 1, 1])
        )
    elif changed == "place":
        villages[0] = dataclasses.replace(villages[0], lat=46.001)
    elif changed == "id":
        villages[0] = dataclasses.replace(villages[0], id="other")
    elif changed == "order":
        villages.reverse()
    else:
        access = AccessLeg(speed_kmh=26)
    again = cached_travel_times(road, villages, access=access, folder=folder)
    assert_same(again, compute_travel_times(road, villages, access=access))
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"junk", b"\x93NUMPY\x01\x00"])
def test_a_damaged_cache_is_computed_anew_and_mended(
    road: Roads, villages: list[Place], folder: Path, content: bytes
) -> None:
    first = cached_travel_times(road, villages, access=ACCESS, folder=folder)
    (path,) = folder.iterdir()
    sound = path.read_bytes()
    path.write_bytes(content)
    assert_same(cached_travel_times(road, villages, access=ACCESS, folder=folder), first)
    assert path.read_bytes() == sound


def test_no_single_wrong_byte_in_the_cache_changes_a_figure(
    road: Roads, villages: list[Place], folder: Path
) -> None:
    first = cached_travel_times(road, villages, access=ACCESS, folder=folder)
    (path,) = folder.iterdir()
    sound = path.read_bytes()
    for position in range(0, len(sound), 3):
        wrong = bytes([sound[position] ^ 0x41])
        path.write_bytes(sound[:position] + wrong + sound[position + 1 :])
        assert_same(cached_travel_times(road, villages, access=ACCESS, folder=folder), first)


def test_a_place_without_a_road_stays_unreachable_when_read_from_the_cache(
    road: Roads, villages: list[Place], folder: Path
) -> None:
    places = [*villages, Place(id="island", lon=0.0, lat=47.0)]
    first = cached_travel_times(road, places, access=ACCESS, folder=folder)
    again = cached_travel_times(road, places, access=ACCESS, folder=folder)
    assert (again.time_s[-1] == UNREACHABLE_S).all()
    assert_same(again, first)


def test_a_cache_of_pickles_is_not_opened(road: Roads, villages: list[Place], folder: Path) -> None:
    first = cached_travel_times(road, villages, access=ACCESS, folder=folder)
    (path,) = folder.iterdir()
    objects = np.array([[object()]], dtype=object)
    np.savez(path, time_s=objects, length_m=objects, access_m=objects)
    assert_same(cached_travel_times(road, villages, access=ACCESS, folder=folder), first)


def test_a_cache_of_another_size_is_computed_anew(
    road: Roads, villages: list[Place], folder: Path
) -> None:
    first = cached_travel_times(road, villages, access=ACCESS, folder=folder)
    (path,) = folder.iterdir()
    np.savez(path, time_s=first.time_s[1:, 1:], length_m=first.length_m, access_m=first.access_m)
    assert_same(cached_travel_times(road, villages, access=ACCESS, folder=folder), first)


def test_another_process_writes_the_same_cache(
    road: Roads, villages: list[Place], tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np;"
        "from geodata.roads import Roads; from geodata.travel import *;"
        "n = np.array([(0.05 * i, 46.0) for i in range(5)]); e = np.arange(4);"
        "r = Roads(node_lonlat=n, edge_nodes=np.column_stack([e, e + 1]), length_m=[1000.0] * 4,"
        " time_s=[60.0] * 4, is_oneway=[False] * 4, shape_lonlat=np.empty((0, 2)),"
        " shape_start=[0] * 5);"
        "p = [Place(id=f'p{i}', lon=x, lat=y) for i, (x, y) in enumerate(n.tolist())];"
        "cached_travel_times(r, p, access=AccessLeg(), folder=Path(sys.argv[1]))"
    )
    cached_travel_times(road, villages, access=ACCESS, folder=tmp_path / "here")
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(tmp_path / "there")],
        check=True,
        cwd=Path(__file__).parents[2],
    )
    (here,), (there,) = (tmp_path / "here").iterdir(), (tmp_path / "there").iterdir()
    assert here.name == there.name
    assert here.read_bytes() == there.read_bytes()


# Real data


@pytest.mark.real
def test_every_mairie_but_that_of_aix_reaches_every_other(real_folder: Path) -> None:
    roads = roads_from_tables(
        pd.read_csv(real_folder / "roads_nodes.csv.gz"),
        pd.read_csv(real_folder / "roads_edges.csv.gz"),
    )
    mairies = pd.read_csv(real_folder / "mairies.csv", dtype={"code": str})
    places = [
        Place(id=row.code, lon=row.lon, lat=row.lat) for row in mairies.itertuples(index=False)
    ]
    time_s = compute_travel_times(roads, places, access=ACCESS).time_s
    is_aix = mairies["code"].to_numpy() == "17004"
    assert is_aix.sum() == 1
    assert (time_s[np.ix_(~is_aix, ~is_aix)] < UNREACHABLE_S).all()
    assert (time_s[is_aix][:, ~is_aix] == UNREACHABLE_S).all()
    assert (time_s[~is_aix][:, is_aix] == UNREACHABLE_S).all()
    assert len(places) == 462
