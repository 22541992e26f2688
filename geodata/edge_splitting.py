"""A road network with more nodes: edges split where places join them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.road_graph import PER_S
from geodata.roads import Roads


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where an edge gets a node between its ends."""

    edge: int
    share: float
    """Part of the edge before the node: more than 0, less than 1."""
    num_before: int
    """How many of the edge's shape points lie before the node."""
    node: int
    """Number of the new node."""


def split_edges(roads: Roads, cuts: list[Cut], *, new_lonlat: npt.NDArray[np.float64]) -> Roads:
    """Split edges so that no drive over a split edge changes.

    The times of an edge's parts are differences of whole centiseconds counted from its first
    node, their lengths of whole metres: they add up to the edge's own, rounded as the search
    rounds it, however many parts there are.

    Parameters
    ----------
    roads
        The network; its nodes keep their numbers, its other edges their order.
    cuts
        Nodes to put into edges; two edges may get the same one.
    new_lonlat
        (num_new, 2) degrees of the new nodes, numbered after those that are there.
    """
    by_edge: dict[int, list[Cut]] = {}
    for cut in sorted(cuts, key=lambda cut: (cut.edge, cut.share, cut.num_before, cut.node)):
        by_edge.setdefault(cut.edge, []).append(cut)
    if not by_edge:
        return roads
    time_cs, whole_m = np.rint(roads.time_s * PER_S), np.rint(roads.length_m)
    ends, length_m, time_s, shapes = [], [], [], []
    for edge, edge_cuts in by_edge.items():
        first, last = roads.edge_nodes[edge].tolist()
        nodes = [first, *(cut.node for cut in edge_cuts), last]
        shares = np.array([0.0, *(cut.share for cut in edge_cuts), 1.0])
        shape = roads.shape_lonlat[roads.shape_start[edge] : roads.shape_start[edge + 1]]
        ends.append(np.column_stack([nodes[:-1], nodes[1:]]))
        # Halves go up, not to even: then of two edges the faster has the faster parts.
        time_s.append(np.diff(np.floor(shares * time_cs[edge] + 0.5)) / PER_S)
        length_m.append(np.diff(np.floor(shares * whole_m[edge] + 0.5)))
        shapes += np.split(shape, [cut.num_before for cut in edge_cuts])
    split = np.array(list(by_edge))
    is_whole = np.ones(roads.num_edges, dtype=np.bool_)
    is_whole[split] = False
    num_shape = np.diff(roads.shape_start)
    num_parts = [len(part_ends) for part_ends in ends]
    num_points = np.concatenate([num_shape[is_whole], [len(shape) for shape in shapes]])
    return Roads(
        node_lonlat=np.concatenate([roads.node_lonlat, new_lonlat]),
        edge_nodes=np.concatenate([roads.edge_nodes[is_whole], *ends]).astype(np.int32),
        length_m=np.concatenate([roads.length_m[is_whole], *length_m]),
        time_s=np.concatenate([roads.time_s[is_whole], *time_s]),
        is_oneway=np.concatenate(
            [roads.is_oneway[is_whole], np.repeat(roads.is_oneway[split], num_parts)]
        ),
        shape_lonlat=np.concatenate([roads.shape_lonlat[np.repeat(is_whole, num_shape)], *shapes]),
        shape_start=np.concatenate([[0], np.cumsum(num_points)]).astype(np.int64),
    )
