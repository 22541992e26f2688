"""The smaller search graph and the sparse matrix give what the plain search gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata import contraction as contraction_module
from geodata import road_graph as graph_module
from geodata.contraction import contract
from geodata.road_graph import build_road_graph
from geodata.roads import Roads
from geodata.travel import (
    UNREACHABLE_S,
    AccessLeg,
    Place,
    compute_travel_times,
    compute_travel_times_within,
)

ACCESS = AccessLeg()


def random_roads(seed: int, *, num_nodes: int = 80, num_edges: int = 100) -> Roads:
    """Several pieces, dead ends, chains, one-way and parallel edges, edges of no time."""
    rng = np.random.default_rng(seed)
    return Roads(
        node_lonlat=np.column_stack([0.05 * np.arange(num_nodes), np.full(num_nodes, 45.0)]),
        edge_nodes=rng.integers(num_nodes, size=(num_edges, 2)),
        length_m=rng.integers(0, 3000, num_edges).astype(float),
        time_s=rng.integers(0, 300, num_edges).astype(float),
        is_oneway=rng.random(num_edges) < 0.3,
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(num_edges + 1, dtype=np.int64),
    )


def places_of(roads: Roads) -> list[Place]:
    used = np.unique(roads.edge_nodes)
    return [
        Place(id=str(node), lon=lon + 0.001, lat=lat)
        for node, (lon, lat) in zip(used.tolist(), roads.node_lonlat[used].tolist(), strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), num_kept=st.integers(0, 20), num_edges=st.integers(1, 250))
def test_distances_between_kept_nodes_stay_the_same(
    seed: int, num_kept: int, num_edges: int
) -> None:
    roads = random_roads(seed, num_edges=num_edges)
    weights = build_road_graph(roads).weights
    kept = np.random.default_rng(seed).permutation(roads.num_nodes)[:num_kept]
    core, position = contract(weights, kept)
    assert core.shape[0] >= num_kept
    if num_kept:
        plain = dijkstra(weights, indices=kept)[:, kept]
        assert np.array_equal(dijkstra(core, indices=position)[:, position], plain)


def test_a_sparse_network_shrinks_to_the_kept_nodes() -> None:
    weights = build_road_graph(random_roads(1)).weights
    core, position = contract(weights, np.array([3, 5, 8]))
    assert core.shape == (3, 3)
    assert sorted(position.tolist()) == [0, 1, 2]


def test_an_arc_that_a_way_over_another_node_beats_is_dropped() -> None:
    weights = csr_array(np.array([[0.0, 1.0, 3.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
    core, _ = contract(weights, np.arange(3))
    assert core.toarray().tolist() == [[0, 1, 0], [0, 0, 1], [0, 1, 0]]


def test_an_arc_as_long_as_the_way_over_another_node_stays() -> None:
    weights = csr_array(np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
    core, _ = contract(weights, np.arange(3))
    assert core.nnz == 4


def test_arcs_compared_a_few_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = build_road_graph(random_roads(7, num_edges=250)).weights
    kept = np.arange(0, 80, 4)
    whole, _ = contract(weights, kept)
    monkeypatch.setattr(contraction_module, "_PAIRS_AT_ONCE", 5)
    parts, _ = contract(weights, kept)
    assert (whole.toarray() == parts.toarray()).all()


def test_a_graph_that_may_not_shrink_is_searched_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    roads = random_roads(4)
    shrunk = compute_travel_times(roads, places_of(roads), access=ACCESS)
    monkeypatch.setattr(contraction_module, "_MOST_ARCS", -1)
    whole = compute_travel_times(roads, places_of(roads), access=ACCESS)
    assert np.array_equal(shrunk.time_s, whole.time_s)
    assert np.array_equal(shrunk.length_m, whole.length_m)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), limit_s=st.integers(0, 1500))
def test_exactly_the_drives_within_the_limit_are_stored(seed: int, limit_s: int) -> None:
    roads = random_roads(seed)
    places = places_of(roads)
    whole = compute_travel_times(roads, places, access=ACCESS)
    nearby = compute_travel_times_within(roads, places, access=ACCESS, limit_s=limit_s)
    row = np.repeat(np.arange(len(places)), np.diff(nearby.time_s.indptr))
    column = nearby.time_s.indices
    is_near = np.zeros(whole.time_s.shape, dtype=np.bool_)
    is_near[row, column] = True
    assert np.array_equal(is_near, whole.time_s <= limit_s)
    assert np.array_equal(nearby.time_s.data, whole.time_s[row, column])
    assert np.array_equal(nearby.length_m.data, whole.length_m[row, column])
    assert np.array_equal(nearby.length_m.indices, column)
    assert np.array_equal(nearby.access_m, whole.access_m)


def test_small_blocks_store_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    roads = random_roads(2)
    places = places_of(roads)[::-1]
    one = compute_travel_times_within(roads, places, access=ACCESS, limit_s=900)
    monkeypatch.setattr(graph_module, "_CELLS_PER_BLOCK", 100)
    other = compute_travel_times_within(roads, places, access=ACCESS, limit_s=900)
    assert np.array_equal(one.time_s.indices, other.time_s.indices)
    assert np.array_equal(one.time_s.data, other.time_s.data)


def test_a_stored_matrix_is_read_only_and_knows_its_places() -> None:
    roads = random_roads(3)
    nearby = compute_travel_times_within(roads, places_of(roads), access=ACCESS, limit_s=900)
    assert nearby.positions([nearby.place_ids[4]]).tolist() == [4]
    assert nearby.time_s.data.max() <= 900 < UNREACHABLE_S
    with pytest.raises(ValueError, match="read-only"):
        nearby.time_s.data[0] = 1


def test_no_place_gives_an_empty_matrix() -> None:
    nearby = compute_travel_times_within(random_roads(3), [], access=ACCESS, limit_s=900)
    assert nearby.time_s.shape == (0, 0)
