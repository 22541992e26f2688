"""Places beside roads: where they join, and that joining changes no other drive."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, snap_places
from geodata.travel import UNREACHABLE_S, compute_travel_times

ACCESS = AccessLeg(speed_kmh=36.0, detour=1.0)
GEOD = Geod(ellps="WGS84")


def make_roads(
    lonlat: list[tuple[float, float]],
    edges: list[tuple[int, int, float, float]],
    *,
    oneway: bool = False,
) -> Roads:
    return Roads(
        node_lonlat=np.array(lonlat),
        edge_nodes=np.array([edge[:2] for edge in edges], dtype=np.int32),
        length_m=np.array([edge[2] for edge in edges]),
        time_s=np.array([edge[3] for edge in edges]),
        is_oneway=np.full(len(edges), oneway),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(edges) + 1, dtype=np.int64),
    )


def places_at(*lonlat: tuple[float, float]) -> list[Place]:
    return [Place(id=f"p{i}", lon=lon, lat=lat) for i, (lon, lat) in enumerate(lonlat)]


def times(roads: Roads, *lonlat: tuple[float, float]) -> list[list[int]]:
    return compute_travel_times(roads, places_at(*lonlat), access=ACCESS).time_s.tolist()


# On the equator a line between two points of it is straight on the map and on the earth alike.
WEST, EAST = (0.0, 0.0), (0.1, 0.0)


@pytest.fixture
def road() -> Roads:
    """One road of 10 km and 600 s from west to east."""
    return make_roads([WEST, EAST], [(0, 1, 10_000.0, 600.0)])


def test_a_place_joins_the_middle_of_a_road(road: Roads) -> None:
    assert times(road, WEST, (0.025, 0.0), EAST) == [[0, 150, 600], [150, 0, 450], [600, 450, 0]]


def test_the_way_to_the_road_is_counted_to_its_nearest_point(road: Roads) -> None:
    lon, lat, _ = GEOD.fwd(0.025, 0.0, 0.0, 500.0)
    snapped = snap_places(road, places_at((lon, lat)), access=ACCESS)
    assert snapped.straight_m == pytest.approx([500.0], abs=1e-3)
    assert times(road, WEST, (lon, lat)) == [[0, 200], [200, 0]]


def test_two_places_along_one_road_drive_the_part_between_them(road: Roads) -> None:
    assert times(road, (0.02, 0.0), (0.03, 0.0))[0][1] == 60


def test_a_one_way_road_leads_only_on(road: Roads) -> None:
    oneway = dataclasses.replace(road, is_oneway=np.array([True]))
    found = times(oneway, (0.02, 0.0), (0.03, 0.0), EAST)
    assert found[0][1:] == [60, 480]
    assert found[1][0] == found[2][0] == UNREACHABLE_S


def test_a_street_of_two_one_way_edges_is_left_both_ways() -> None:
    roads = make_roads(
        [WEST, EAST], [(0, 1, 10_000.0, 600.0), (1, 0, 10_000.0, 700.0)], oneway=True
    )
    found = times(roads, WEST, (0.02, 0.0), (0.03, 0.0), EAST)
    assert found[1] == [140, 0, 60, 480]
    assert found[2][1] == 70


def test_of_the_parts_of_a_bent_road_the_metres_as_drawn_count(road: Roads) -> None:
    bent = dataclasses.replace(
        road,
        shape_lonlat=np.array([[0.0, 0.02], [0.1, 0.02]]),
        shape_start=np.array([0, 2]),
    )
    up_m, along_m = GEOD.line_length([0, 0], [0, 0.02]), GEOD.line_length([0, 0.1], [0.02, 0.02])
    found = times(bent, WEST, (0.05, 0.02))[0][1]
    assert found == pytest.approx(600 * (up_m + along_m / 2) / (2 * up_m + along_m), abs=1)


def test_a_place_on_a_node_needs_no_new_node(road: Roads) -> None:
    snapped = snap_places(road, places_at(EAST, WEST), access=ACCESS)
    assert snapped.roads is road
    assert snapped.node.tolist() == [1, 0]


def test_places_with_the_same_nearest_point_share_a_node(road: Roads) -> None:
    snapped = snap_places(road, places_at((0.02, 0.001), (0.02, -0.001)), access=ACCESS)
    assert snapped.node.tolist() == [2, 2]
    assert snapped.roads.num_nodes == 3


def test_a_place_too_far_from_the_road_splits_none(road: Roads) -> None:
    snapped = snap_places(road, places_at((0.02, 0.1)), access=ACCESS)
    assert not snapped.is_reachable.any()
    assert snapped.roads is road


@pytest.mark.parametrize("lon", [-179.98, 179.98])
def test_a_road_over_the_antimeridian_is_one_road(lon: float) -> None:
    roads = make_roads([(179.95, 0.0), (-179.95, 0.0)], [(0, 1, 10_000.0, 600.0)])
    snapped = snap_places(roads, places_at((lon, 0.001)), access=ACCESS)
    assert snapped.straight_m[0] == pytest.approx(110.57, abs=0.1)
    assert snapped.roads.node_lonlat[2] == pytest.approx([lon, 0.0])


def random_roads(seed: int, *, num_nodes: int = 40, num_edges: int = 70) -> Roads:
    rng = np.random.default_rng(seed)
    return Roads(
        node_lonlat=np.column_stack(
            [rng.uniform(0, 0.1, num_nodes), rng.uniform(45, 45.1, num_nodes)]
        ),
        edge_nodes=rng.integers(num_nodes, size=(num_edges, 2)),
        length_m=rng.uniform(0, 5000, num_edges),
        time_s=rng.uniform(0, 300, num_edges),
        is_oneway=rng.random(num_edges) < 0.4,
        shape_lonlat=np.column_stack(
            [rng.uniform(0, 0.1, num_edges), rng.uniform(45, 45.1, num_edges)]
        ),
        shape_start=np.arange(num_edges + 1),
    )


def random_places(seed: int, num_places: int) -> list[Place]:
    rng = np.random.default_rng(seed + 1)
    points = np.column_stack([rng.uniform(0, 0.1, num_places), rng.uniform(45, 45.1, num_places)])
    return places_at(*map(tuple, points.tolist()))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_more_places_change_no_drive_between_the_others(seed: int) -> None:
    roads, places = random_roads(seed), random_places(seed, 40)
    few = compute_travel_times(roads, places[:10], access=ACCESS)
    many = compute_travel_times(roads, places, access=ACCESS)
    assert np.array_equal(few.time_s, many.time_s[:10, :10])
    assert np.array_equal(few.length_m, many.length_m[:10, :10])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_point_of_any_road_is_nearer_than_the_one_found(seed: int) -> None:
    roads, places = random_roads(seed, num_edges=30), random_places(seed, 15)
    snapped = snap_places(roads, places, access=ACCESS)
    share = np.linspace(0, 1, 101)[:, np.newaxis]
    for place, straight_m in zip(places, snapped.straight_m, strict=True):
        nearest_m = np.inf
        for edge, (first, last) in enumerate(roads.edge_nodes):
            track = [roads.node_lonlat[first], roads.shape_lonlat[edge], roads.node_lonlat[last]]
            for begin, end in itertools.pairwise(track):
                points = begin + share * (end - begin)
                east_m = (points[:, 0] - place.lon) * 111_320 * np.cos(np.radians(place.lat))
                north_m = (points[:, 1] - place.lat) * 111_132
                nearest_m = min(nearest_m, float(np.hypot(east_m, north_m).min()))
        assert straight_m <= nearest_m * 1.005 + 0.1
