"""Lines of drives: where they go, and that they are the drives whose time is counted."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import road_graph as graph_module
from geodata.roads import Roads
from geodata.routes import find_route_lines
from geodata.travel import UNREACHABLE_S, AccessLeg, Place, compute_travel_times

ACCESS = AccessLeg()


@pytest.fixture
def roads() -> Roads:
    """Three nodes in a row, the first edge bent, the second given from right to left."""
    return Roads(
        node_lonlat=np.array([[0.0, 46.0], [0.1, 46.0], [0.2, 46.0], [5.0, 46.0], [5.1, 46.0]]),
        edge_nodes=np.array([[0, 1], [2, 1], [3, 4]]),
        length_m=np.array([9000.0, 8000.0, 8000.0]),
        time_s=np.array([600.0, 500.0, 500.0]),
        is_oneway=np.array([False, False, False]),
        shape_lonlat=np.array([[0.03, 46.01], [0.07, 46.02], [0.15, 45.99]]),
        shape_start=np.array([0, 2, 3, 3]),
    )


def place(lon: float, lat: float = 46.0) -> Place:
    return Place(id=f"{lon}/{lat}", lon=lon, lat=lat)


def line(roads: Roads, origin: Place, end: Place) -> list[list[float]]:
    (found,) = find_route_lines(roads, [(origin, end)], access=ACCESS)
    return found.tolist()


def test_a_line_follows_the_bends_from_place_to_place(roads: Roads) -> None:
    assert line(roads, place(-0.01, 46.005), place(0.21, 45.995)) == [
        [-0.01, 46.005],
        [0.0, 46.0],
        [0.03, 46.01],
        [0.07, 46.02],
        [0.1, 46.0],
        [0.15, 45.99],
        [0.2, 46.0],
        [0.21, 45.995],
    ]


def test_the_way_back_is_the_same_line_reversed(roads: Roads) -> None:
    there = line(roads, place(0.001), place(0.199))
    assert line(roads, place(0.199), place(0.001)) == there[::-1]


def test_a_place_on_its_node_stands_once_in_the_line(roads: Roads) -> None:
    assert line(roads, place(0.2), place(0.1)) == [[0.2, 46.0], [0.15, 45.99], [0.1, 46.0]]


def test_two_places_of_one_node_meet_there(roads: Roads) -> None:
    assert line(roads, place(0.0, 45.999), place(-0.001, 45.999)) == [
        [0.0, 45.999],
        [0.0, 46.0],
        [-0.001, 45.999],
    ]


def test_two_places_along_one_road_meet_between_its_ends(roads: Roads) -> None:
    found = line(roads, place(5.02, 46.001), place(5.03, 45.999))
    assert found[0] == [5.02, 46.001]
    assert np.ravel(found[1:3]) == pytest.approx([5.02, 46.0, 5.03, 46.0], abs=1e-9)
    assert found[3:] == [[5.03, 45.999]]


def test_equal_places_give_their_point_twice(roads: Roads) -> None:
    assert line(roads, place(0.101), place(0.101)) == [[0.101, 46.0]] * 2


@pytest.mark.parametrize(
    ("origin", "end"),
    [
        (place(0.0), place(5.0)),
        (place(0.0), place(0.1, 46.2)),
        (place(0.1, 46.2), place(0.0)),
        (place(0.1, 46.2), place(0.1, 46.2)),
    ],
)
def test_without_a_road_there_is_an_empty_line(roads: Roads, origin: Place, end: Place) -> None:
    (found,) = find_route_lines(roads, [(origin, end)], access=ACCESS)
    assert found.shape == (0, 2)


def test_lines_come_in_the_order_of_the_legs(roads: Roads) -> None:
    legs = [(place(0.2), place(0.1)), (place(0.0), place(5.0)), (place(0.1), place(0.2))]
    first, second, third = find_route_lines(roads, legs, access=ACCESS)
    assert (len(first), len(second)) == (3, 0)
    assert third.tolist() == first[::-1].tolist()


def test_no_legs_give_no_lines(roads: Roads) -> None:
    assert find_route_lines(roads, [], access=ACCESS) == ()


def test_the_fastest_of_parallel_roads_is_drawn(roads: Roads) -> None:
    more = dataclasses.replace(
        roads,
        edge_nodes=np.vstack([roads.edge_nodes, [[1, 0]]]),
        length_m=np.append(roads.length_m, 12000.0),
        time_s=np.append(roads.time_s, 599.0),
        is_oneway=np.append(roads.is_oneway, False),
        shape_lonlat=np.vstack([roads.shape_lonlat, [[0.05, 46.05]]]),
        shape_start=np.append(roads.shape_start, 4),
    )
    assert line(more, place(0.0), place(0.1)) == [[0.0, 46.0], [0.05, 46.05], [0.1, 46.0]]


def test_a_one_way_road_is_not_drawn_backwards(roads: Roads) -> None:
    oneway = dataclasses.replace(roads, is_oneway=np.array([True, False, False]))
    assert len(line(oneway, place(0.0), place(0.1))) == 4
    assert line(oneway, place(0.1), place(0.0)) == []


def streets(seed: int) -> Roads:
    """Random edges, each with one shape point that tells which edge it is."""
    rng = np.random.default_rng(seed)
    num_nodes, num_edges = 30, 60
    return Roads(
        node_lonlat=np.array([(0.05 * (i % 6), 45 + 0.05 * (i // 6)) for i in range(num_nodes)]),
        edge_nodes=rng.integers(num_nodes, size=(num_edges, 2)),
        length_m=rng.integers(100, 5000, size=num_edges).astype(float),
        time_s=rng.integers(100, 30000, size=num_edges) / 100,
        is_oneway=rng.random(num_edges) < 0.3,
        shape_lonlat=np.column_stack([np.arange(num_edges), np.full(num_edges, 10.0)]),
        shape_start=np.arange(num_edges + 1),
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_edges_of_a_line_add_up_to_the_travel_time_and_length(seed: int) -> None:
    roads = streets(seed)
    places = [
        Place(id=str(node), lon=roads.node_lonlat[node, 0], lat=roads.node_lonlat[node, 1])
        for node in np.unique(roads.edge_nodes).tolist()
    ]
    travel = compute_travel_times(roads, places, access=ACCESS)
    legs = [(one, other) for one in places[:8] for other in places]
    for (one, other), found in zip(legs, find_route_lines(roads, legs, access=ACCESS), strict=True):
        row, column = travel.positions([one.id, other.id])
        edges = found[found[:, 1] == 10, 0].astype(int)
        assert (len(found) == 0) == (travel.time_s[row, column] == UNREACHABLE_S)
        if len(found):
            time_cs = np.rint(roads.time_s[edges] * 100).astype(int).sum()
            assert travel.time_s[row, column] == -(-time_cs // 100)
            assert travel.length_m[row, column] == roads.length_m[edges].sum()


def test_small_blocks_of_sources_give_the_same_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    roads = streets(3)
    spots = [Place(id=str(i), lon=x, lat=y) for i, (x, y) in enumerate(roads.node_lonlat.tolist())]
    legs = [(one, other) for one in spots for other in spots[::7]]
    whole = find_route_lines(roads, legs, access=ACCESS)
    monkeypatch.setattr(graph_module, "_CELLS_PER_BLOCK", 4 * roads.num_nodes)
    for one, other in zip(whole, find_route_lines(roads, legs, access=ACCESS), strict=True):
        assert np.array_equal(one, other)
