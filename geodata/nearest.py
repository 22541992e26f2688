"""How far everywhere is from the nearest of some places: one search from all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.road_graph import METRE_BITS, METRES, PER_S, RoadGraph, build_road_graph
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, snap_places
from geodata.travel_matrix import UNREACHABLE_S, access_costs

NO_PLACE: Final = -1
"""In the place of a position, where no road leads to any place."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearestPlaces:
    """The nearest place by road of each of several points; arrays are read-only."""

    time_s: npt.NDArray[np.int64]
    """(n,) whole seconds, rounded up, of the fastest drive from the point to a place;
    UNREACHABLE_S where no road leads to any."""
    place: npt.NDArray[np.int64]
    """(n,) position of that place; -1 where no road leads to any. Of equally near places, one."""

    def __post_init__(self) -> None:
        self.time_s.setflags(write=False)
        self.place.setflags(write=False)


def find_nearest_by_node(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg
) -> NearestPlaces:
    """Find the nearest place of every road node, one position a node.

    The access leg counts at the place; a node is on the road already.
    """
    snapped = snap_places(roads, places, access=access)
    graph = build_road_graph(snapped.roads)
    at = np.flatnonzero(snapped.is_reachable)
    leg_cs, leg_m = access_costs(snapped.straight_m[at], access=access)
    time_cs, place = search_backwards(
        graph.weights.T.tocsr(), graph, nodes=snapped.node[at], leg_cs=leg_cs, leg_m=leg_m
    )
    time_cs, place = time_cs[: roads.num_nodes], place[: roads.num_nodes]
    is_way = place != NO_PLACE
    place[is_way] = at[place[is_way]]
    return NearestPlaces(
        time_s=np.where(is_way, -(-time_cs // PER_S), UNREACHABLE_S), place=place.copy()
    )


def search_backwards(
    backwards: csr_array,
    graph: RoadGraph,
    *,
    nodes: npt.NDArray[np.int64],
    leg_cs: npt.NDArray[np.int64],
    leg_m: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the nearest of some places from every node of a network, in one search.

    Parameters
    ----------
    backwards
        (num_nodes, num_nodes) arcs turned round: drives end at the places.
    graph
        The network that the arcs come from.
    nodes, leg_cs, leg_m
        (num_places,) where each place joins the network, centiseconds and metres of its access leg.

    Returns
    -------
    time_cs : (num_nodes,) array
        Centiseconds to the nearest place; -1 where no road leads to any.
    place : (num_nodes,) array
        Which one that is; NO_PLACE where no road leads to any.
    """
    num_nodes = backwards.shape[0]
    time_cs = np.full(num_nodes, -1, dtype=np.int64)
    place = np.full(num_nodes, NO_PLACE, dtype=np.int64)
    if not len(nodes):
        return time_cs, place
    reached, _, source = dijkstra(
        _with_legs(backwards, nodes, leg_cs * METRES + leg_m),
        indices=num_nodes + np.arange(len(nodes)),
        min_only=True,
        return_predecessors=True,
    )
    reached, source = reached[:num_nodes], source[:num_nodes]
    is_way = np.isfinite(reached)
    graph.check_exact(float(reached.max(where=is_way, initial=0)) + float(leg_m.max()))
    time_cs[is_way] = reached[is_way].astype(np.int64) >> METRE_BITS
    place[is_way] = source[is_way] - num_nodes
    return time_cs, place


def _with_legs(
    turned: csr_array, nodes: npt.NDArray[np.int64], leg_weights: npt.NDArray[np.int64]
) -> csr_array:
    """Add a node for each place with an arc to its road node."""
    num_nodes, num_places = turned.shape[0], len(nodes)
    row_start = np.concatenate([turned.indptr, turned.indptr[-1] + 1 + np.arange(num_places)])
    return csr_array(
        (
            np.concatenate([turned.data, leg_weights.astype(np.float64)]),
            np.concatenate([turned.indices, nodes.astype(turned.indices.dtype)]),
            row_start.astype(turned.indptr.dtype),
        ),
        shape=(num_nodes + num_places,) * 2,
    )
