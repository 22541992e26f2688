"""Lines of the fastest drives, to be drawn on a map."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from geodata.road_graph import RoadGraph, build_road_graph, source_blocks
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, snap_places


def find_route_lines(
    roads: Roads, legs: Sequence[tuple[Place, Place]], *, access: AccessLeg
) -> tuple[npt.NDArray[np.float64], ...]:
    """Find the line of the fastest drive of each leg, the one that the travel times count.

    Where several drives are exactly as fast and as long, one of them.

    Returns
    -------
    tuple of (n, 2) arrays
        Longitudes and latitudes in degrees, from the one place by the nearest point of a road, the
        shape points of the roads and the other's point to the other place. At least two points,
        which are equal where both places are; (0, 2) where no road leads.
    """
    snapped = snap_places(roads, [place for leg in legs for place in leg], access=access)
    graph = build_road_graph(snapped.roads)
    node, is_reachable = snapped.node.reshape(-1, 2), snapped.is_reachable.reshape(-1, 2)
    lines = [np.empty((0, 2)) for _ in legs]
    to_search = []
    for position, (origin, end) in enumerate(legs):
        if not is_reachable[position].all():
            continue
        if (origin.lon, origin.lat) == (end.lon, end.lat):
            lines[position] = np.array([(origin.lon, origin.lat)] * 2)
        else:
            to_search.append(position)

    sources, source_rank = np.unique(node[to_search, 0], return_inverse=True)
    first = 0
    for block in source_blocks(sources, num_nodes=snapped.roads.num_nodes):
        weights, previous = dijkstra(graph.weights, indices=block, return_predecessors=True)
        for position, rank in zip(to_search, (source_rank - first).tolist(), strict=True):
            target = node[position, 1]
            if 0 <= rank < len(block) and np.isfinite(weights[rank, target]):
                graph.check_exact(float(weights[rank, target]))
                nodes = _trace(previous[rank], int(target))
                lines[position] = _draw(snapped.roads, graph, nodes, leg=legs[position])
        first += len(block)
    return tuple(lines)


def _trace(previous: npt.NDArray[np.int32], target: int) -> list[int]:
    """Nodes of a drive from the search's source to the target; a source's previous is negative."""
    nodes = [target]
    while previous[nodes[-1]] >= 0:
        nodes.append(int(previous[nodes[-1]]))
    return nodes[::-1]


def _draw(
    roads: Roads, graph: RoadGraph, nodes: Sequence[int], *, leg: tuple[Place, Place]
) -> npt.NDArray[np.float64]:
    """Line from place to place along the arcs between the nodes, no point twice in a row."""
    origin, end = leg
    parts = [np.array([[origin.lon, origin.lat]]), roads.node_lonlat[nodes[:1]]]
    row_start, columns = graph.weights.indptr, graph.weights.indices
    for node, following in pairwise(nodes):
        row = columns[row_start[node] : row_start[node + 1]]
        arc = row_start[node] + np.searchsorted(row, following)
        edge = graph.arc_edge[arc]
        shape = roads.shape_lonlat[roads.shape_start[edge] : roads.shape_start[edge + 1]]
        parts.append(shape if graph.arc_is_forward[arc] else shape[::-1])
        parts.append(roads.node_lonlat[[following]])
    line = np.concatenate([*parts, np.array([[end.lon, end.lat]])])
    is_new = np.ones(len(line), dtype=np.bool_)
    is_new[1:] = (line[1:] != line[:-1]).any(axis=1)
    return line[is_new]
