"""Roads closed or slowed: the network with some of its edges left out, or slower."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Polygon

from geodata.road_graph import build_road_graph
from geodata.roads import Roads, list_track_points

NEAR_ROAD_M: Final = 500.0
"""A point farther than this from every crossing or end of a road means no road."""
_METRES_PER_DEGREE: Final = 111_195.0

LonLat = tuple[float, float]
EdgeMask = npt.NDArray[np.bool_]


def edges_inside(roads: Roads, area: Polygon | MultiPolygon) -> EdgeMask:
    """(num_edges,) whether an edge touches an area in degrees."""
    points, start = list_track_points(roads)
    lines = shapely.linestrings(
        points, indices=np.repeat(np.arange(roads.num_edges), np.diff(start))
    )
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, lines), dtype=np.bool_)


def edges_between(roads: Roads, ends: Sequence[LonLat]) -> EdgeMask:
    """(num_edges,) whether an edge is on the fastest drive between two points, either way.

    The points stand for the crossings, or ends of roads, nearest to them.

    Raises
    ------
    ValueError
        A point is far from every road, both mean the same crossing, or no road leads from the one
        to the other; the message says so in French.
    """
    first, second = (_nearest_node(roads, point) for point in ends)
    if first == second:
        raise ValueError("les deux points désignent le même carrefour")
    graph = build_road_graph(roads)
    on_drive = np.zeros(roads.num_edges, dtype=np.bool_)
    for origin, end in ((first, second), (second, first)):
        _, previous = dijkstra(graph.weights, indices=[origin], return_predecessors=True)
        node = end
        while previous[0, node] >= 0:
            before = int(previous[0, node])
            row = graph.weights.indices[
                graph.weights.indptr[before] : graph.weights.indptr[before + 1]
            ]
            arc = int(graph.weights.indptr[before]) + int(np.searchsorted(row, node))
            on_drive[graph.arc_edge[arc]] = True
            node = before
    if not on_drive.any():
        raise ValueError("aucune route ne mène d'un point à l'autre")
    return on_drive


def close_edges(roads: Roads, is_closed: EdgeMask) -> Roads:
    """Leave edges out; places on them join the nearest road that is left."""
    kept = np.flatnonzero(~is_closed)
    num_points = np.diff(roads.shape_start)
    return Roads(
        node_lonlat=roads.node_lonlat,
        edge_nodes=roads.edge_nodes[kept],
        length_m=roads.length_m[kept],
        time_s=roads.time_s[kept],
        is_oneway=roads.is_oneway[kept],
        shape_lonlat=roads.shape_lonlat[np.repeat(~is_closed, num_points)],
        shape_start=np.concatenate([[0], np.cumsum(num_points[kept])]),
    )


def slow_edges(roads: Roads, is_slower: EdgeMask, *, factor: float) -> Roads:
    """Multiply the time that some edges take."""
    return replace(roads, time_s=np.where(is_slower, factor * roads.time_s, roads.time_s))


def _nearest_node(roads: Roads, point: LonLat) -> int:
    scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(point[1])), 1.0])
    used = np.unique(roads.edge_nodes)
    away_m, position = cKDTree(roads.node_lonlat[used] * scale).query(np.array(point) * scale)
    if away_m > NEAR_ROAD_M:
        raise ValueError(
            f"le point (lon {point[0]:g}, lat {point[1]:g}) est à plus de {NEAR_ROAD_M:.0f} m "
            "de toute route"
        )
    return int(used[position])
