"""Measure travel times on a large synthetic network, against networkx and pandana.

Each measurement has a process of its own, so that its peak of memory is its own. pandana is left
out, and said to be, when it is not installed (``pip install pandana``).
"""

import argparse
import importlib.util
import math
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from geodata.nearest import find_nearest_by_node
from geodata.road_graph import PER_S
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, snap_places
from geodata.travel import compute_travel_times, compute_travel_times_within

SEED: Final = 1
ACCESS: Final = AccessLeg()
NUM_PEER_SOURCES: Final = 10
"""networkx runs from so many places only; its time for all is in proportion."""
WEST, SOUTH, DEGREES_PER_M = -1.0, 46.0, (1 / 77_000, 1 / 111_000)


def make_country(num_nodes: int, *, side_m: float) -> Roads:
    """Crossings at random, joined by 1.4 roads each: mean degree 2.8, as in OpenStreetMap.

    Neighbours are those with no third crossing in the circle over their line (Gabriel's graph);
    a spanning tree is kept, and two fifths of the rest. One road in ten is one-way.
    """
    rng = np.random.default_rng(SEED)
    spots = rng.random((num_nodes, 2)) * side_m
    corners = Delaunay(spots).simplices
    ends = np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2)), axis=0)
    line_m = np.linalg.norm(spots[ends[:, 0]] - spots[ends[:, 1]], axis=1)
    gap_m, _ = cKDTree(spots).query(spots[ends].mean(axis=1))
    is_neighbour = gap_m >= line_m / 2 * (1 - 1e-9)
    ends, line_m = ends[is_neighbour], line_m[is_neighbour]
    square = (num_nodes, num_nodes)
    tree = minimum_spanning_tree(coo_array((line_m, tuple(ends.T)), shape=square).tocsr()).tocoo()
    in_tree = np.isin(
        ends[:, 0].astype(np.int64) * num_nodes + ends[:, 1],
        tree.row.astype(np.int64) * num_nodes + tree.col,
    )
    kept = in_tree | (rng.random(len(ends)) < 0.4)  # noqa: PLR2004 - the two fifths
    ends, length_m = ends[kept], 1.1 * line_m[kept]
    speed_kmh = rng.choice([30, 50, 70, 80, 90], size=len(ends))
    return Roads(
        node_lonlat=spots * DEGREES_PER_M + (WEST, SOUTH),
        edge_nodes=ends,
        length_m=length_m,
        time_s=3.6 * length_m / speed_kmh,
        is_oneway=(rng.random(len(ends)) < 0.1) & ~in_tree[kept],  # noqa: PLR2004 - one in ten
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(ends) + 1, dtype=np.int64),
    )


def make_grid(num_nodes: int) -> Roads:
    """Streets at right angles every 300 m, every node a junction: the worst case of contraction."""
    rng = np.random.default_rng(SEED)
    side = math.isqrt(num_nodes)
    node = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    row, column = np.divmod(np.arange(side * side), side)
    length_m = 300 * (1 + 0.3 * rng.random(len(ends)))
    return Roads(
        node_lonlat=300 * np.column_stack([column, row]) * DEGREES_PER_M + (WEST, SOUTH),
        edge_nodes=ends,
        length_m=length_m,
        time_s=3.6 * length_m / rng.choice([30, 50, 70, 80, 90], size=len(ends)),
        is_oneway=rng.random(len(ends)) < 0.05,  # noqa: PLR2004 - one in twenty
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(ends) + 1, dtype=np.int64),
    )


def make_places(roads: Roads, num_places: int) -> list[Place]:
    """Places a little beside random crossings."""
    rng = np.random.default_rng(SEED + 1)
    nodes = rng.choice(roads.num_nodes, size=num_places, replace=False)
    lonlat = roads.node_lonlat[nodes] + rng.normal(scale=0.0005, size=(num_places, 2))
    return [Place(id=str(i), lon=lon, lat=lat) for i, (lon, lat) in enumerate(lonlat.tolist())]


def peak_memory_mb() -> float:
    """Most memory this process ever held; macOS counts bytes, Linux kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measure_ours(num_nodes: int, num_places: int) -> str:
    """All pairs, from the arrays of the network to the matrix."""
    return measure_matrix(make_country(num_nodes, side_m=100_000), num_places)


def measure_grid(num_nodes: int, num_places: int) -> str:
    """All pairs on the worst case."""
    return measure_matrix(make_grid(num_nodes), num_places)


def measure_matrix(roads: Roads, num_places: int) -> str:
    """Seconds by the clock and of this process alone, and its peak of memory."""
    places = make_places(roads, num_places)
    before_mb = peak_memory_mb()
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    compute_travel_times(roads, places, access=ACCESS)
    took_s, cpu_s = time.perf_counter() - start_s, time.process_time() - start_cpu_s
    peak = f"peak {peak_memory_mb():.0f} MB (before: {before_mb:.0f} MB)"
    return f"{took_s:.2f} s ({cpu_s:.2f} s of CPU), {peak}"


def measure_networkx(num_nodes: int, num_places: int) -> str:
    """Dijkstra from some places to every node, times the number of places."""
    snapped = snap_places(
        roads := make_country(num_nodes, side_m=100_000),
        make_places(roads, num_places),
        access=ACCESS,
    )
    graph = nx.DiGraph()
    for ends, time_s, is_oneway in zip(
        snapped.roads.edge_nodes.tolist(),
        snapped.roads.time_s.tolist(),
        snapped.roads.is_oneway.tolist(),
        strict=True,
    ):
        graph.add_edge(*ends, weight=round(time_s * PER_S))
        if not is_oneway:
            graph.add_edge(*ends[::-1], weight=round(time_s * PER_S))
    sources = snapped.node[:NUM_PEER_SOURCES].tolist()
    start_s = time.perf_counter()
    for source in sources:
        nx.single_source_dijkstra_path_length(graph, source)
    took_s = (time.perf_counter() - start_s) * num_places / len(sources)
    return f"{took_s:.1f} s, in proportion to {len(sources)} places"


def measure_pandana(num_nodes: int, num_places: int) -> str:
    """Preparation and all pairs, between the same nodes."""
    if importlib.util.find_spec("pandana") is None:
        return "not installed"
    import pandana  # noqa: PLC0415 - optional

    roads = make_country(num_nodes, side_m=100_000)
    snapped = snap_places(roads, make_places(roads, num_places), access=ACCESS)
    roads, nodes = snapped.roads, snapped.node
    is_two_way = ~roads.is_oneway
    ends = np.concatenate([roads.edge_nodes, roads.edge_nodes[is_two_way, ::-1]])
    weight = np.rint(roads.time_s * PER_S)
    start_s = time.perf_counter()
    network = pandana.Network(
        *(pd.Series(column) for column in (*roads.node_lonlat.T, *ends.T)),
        pd.DataFrame({"time_cs": np.concatenate([weight, weight[is_two_way]])}),
        twoway=False,
    )
    prepared_s = time.perf_counter() - start_s
    network.shortest_path_lengths(np.repeat(nodes, len(nodes)), np.tile(nodes, len(nodes)))
    took_s = time.perf_counter() - start_s
    return f"{took_s:.1f} s, of which {prepared_s:.1f} s preparation"


def measure_within(num_nodes: int, num_places: int) -> str:
    """Pairs within half an hour over a region, and the nearest of a tenth of the places."""
    roads = make_country(num_nodes, side_m=300_000)
    places = make_places(roads, num_places)
    before_mb = peak_memory_mb()
    start_s = time.perf_counter()
    nearby = compute_travel_times_within(roads, places, access=ACCESS, limit_s=1800)
    took_s = time.perf_counter() - start_s
    peak_mb = peak_memory_mb()
    start_s = time.perf_counter()
    find_nearest_by_node(roads, places[::10], access=ACCESS)
    nearest_s = time.perf_counter() - start_s
    return (
        f"{took_s:.1f} s for {nearby.time_s.nnz} pairs, peak {peak_mb:.0f} MB "
        f"(before: {before_mb:.0f} MB); nearest place of every node {nearest_s:.1f} s"
    )


def in_child(measure: Callable[[int, int], str], num_nodes: int, num_places: int) -> str:
    """Measure in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(measure, num_nodes, num_places).result()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the nodes and places")
    size = 10 if parser.parse_args().quick else 1
    print(
        f"Python {platform.python_version()}, scipy {version('scipy')}, "
        f"networkx {version('networkx')}; {os.cpu_count()} cores"
    )
    for name, measure, num_nodes, num_places in (
        ("itinerance", measure_ours, 100_000, 462),
        ("itinerance, full grid", measure_grid, 100_000, 462),
        ("networkx", measure_networkx, 100_000, 462),
        ("pandana", measure_pandana, 100_000, 462),
        ("itinerance, within 30 min", measure_within, 300_000, 5_000),
    ):
        told = in_child(measure, num_nodes // size, num_places // size)
        print(f"{name}, {num_nodes // size} nodes, {num_places // size} places: {told}", flush=True)


if __name__ == "__main__":
    main()
