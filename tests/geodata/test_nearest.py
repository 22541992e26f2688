"""The nearest place of every node: the least of the travel times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.nearest import NearestPlaces, find_nearest_by_node
from geodata.point_travel import find_nearest_places, join_network
from geodata.roads import Roads
from geodata.travel import UNREACHABLE_S, AccessLeg, Place, compute_travel_times

ACCESS = AccessLeg(speed_kmh=36.0, detour=1.0)
VILLAGES = [(0.05 * i, 46.0) for i in range(5)]


def make_roads(
    lonlat: list[tuple[float, float]], ends: list[tuple[int, int]], *, oneway: bool = False
) -> Roads:
    """Edges of a kilometre and a minute each."""
    num_edges = len(ends)
    return Roads(
        node_lonlat=np.array(lonlat).reshape(-1, 2),
        edge_nodes=np.array(ends, dtype=np.int32).reshape(-1, 2),
        length_m=np.full(num_edges, 1000.0),
        time_s=np.full(num_edges, 60.0),
        is_oneway=np.full(num_edges, oneway),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(num_edges + 1, dtype=np.int64),
    )


def place(lon: float, lat: float = 46.0) -> Place:
    return Place(id=f"{lon}/{lat}", lon=lon, lat=lat)


def find_nearest_by_place(
    roads: Roads, points: list[Place], places: list[Place], *, access: AccessLeg
) -> NearestPlaces:
    lonlat = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
    network = join_network(roads, lonlat, places, access=access)
    return find_nearest_places(network, range(len(places)))


@pytest.fixture
def road() -> Roads:
    return make_roads(VILLAGES, [(i, i + 1) for i in range(4)])


def test_every_village_has_its_nearest_place(road: Roads) -> None:
    found = find_nearest_by_node(road, [place(0.2), place(0.0)], access=ACCESS)
    assert found.time_s.tolist() == [0, 60, 120, 60, 0]
    assert found.place[[0, 1, 3, 4]].tolist() == [1, 1, 0, 0]


def test_the_drive_is_towards_the_place() -> None:
    road = make_roads(VILLAGES, [(i, i + 1) for i in range(4)], oneway=True)
    found = find_nearest_by_node(road, [place(0.1)], access=ACCESS)
    assert found.time_s.tolist() == [120, 60, 0, UNREACHABLE_S, UNREACHABLE_S]
    assert found.place.tolist() == [0, 0, 0, -1, -1]


def test_the_way_from_the_road_to_the_place_counts(road: Roads) -> None:
    found = find_nearest_by_node(road, [place(-0.01), place(0.1)], access=ACCESS)
    assert found.time_s[0] == 78, "774 m at 10 m/s to the one, 120 s to the other"
    assert found.place[:3].tolist() == [0, 1, 1]


def test_places_without_a_road_serve_nobody(road: Roads) -> None:
    for places in ([], [place(0.0, 47.0)]):
        found = find_nearest_by_node(road, places, access=ACCESS)
        assert (found.time_s == UNREACHABLE_S).all()
        assert (found.place == -1).all()


def test_without_any_road_nothing_is_near() -> None:
    roads = make_roads([], [])
    found = find_nearest_by_place(roads, [place(0)], [place(0)], access=ACCESS)
    assert found.time_s.tolist() == [UNREACHABLE_S]
    assert len(find_nearest_by_node(roads, [place(0)], access=ACCESS).time_s) == 0


def test_a_place_is_no_way_from_itself(road: Roads) -> None:
    beside = place(0.05, 46.005)
    found = find_nearest_by_place(road, [beside], [place(0.0), beside], access=ACCESS)
    assert (found.time_s.tolist(), found.place.tolist()) == ([0], [1])


def test_results_are_read_only(road: Roads) -> None:
    found = find_nearest_by_node(road, [place(0.2)], access=ACCESS)
    with pytest.raises(ValueError, match="read-only"):
        found.time_s[0] = 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_nearest_is_the_least_of_the_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    roads = Roads(
        node_lonlat=rng.uniform(0, 0.1, (40, 2)),
        edge_nodes=rng.integers(40, size=(50, 2)),
        length_m=rng.uniform(0, 3000, 50),
        time_s=rng.uniform(0, 300, 50),
        is_oneway=rng.random(50) < 0.3,
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(51, dtype=np.int64),
    )
    points = [
        Place(id=str(i), lon=lon, lat=lat)
        for i, (lon, lat) in enumerate(rng.uniform(0, 0.13, (30, 2)).tolist())
    ]
    targets = points[:8]
    time_s = compute_travel_times(roads, points, access=ACCESS).time_s[:, :8]
    found = find_nearest_by_place(roads, points, targets, access=ACCESS)
    assert np.array_equal(found.time_s, time_s.min(axis=1))
    at = np.flatnonzero(found.place >= 0)
    assert np.array_equal(time_s[at, found.place[at]], found.time_s[at])
