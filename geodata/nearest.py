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
from geodata.snapping import AccessLeg, Place, SnappedPlaces, snap_places
from geodata.travel_matrix import UNREACHABLE_S, access_costs, number_spots

_NO_PLACE: Final = -1


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
    time_cs, place = _search(snapped, num_targets=len(places), access=access)
    return _nearest(time_cs[: roads.num_nodes], place[: roads.num_nodes])


def find_nearest_by_place(
    roads: Roads, origins: Sequence[Place], places: Sequence[Place], *, access: AccessLeg
) -> NearestPlaces:
    """Find the nearest of ``places`` for every one of ``origins``, one position an origin.

    The times are those of a travel-time matrix: access legs count at both ends, and places with
    equal coordinates that reach a road are 0 apart.
    """
    together = [*places, *origins]
    snapped = snap_places(roads, together, access=access)
    node_cs, node_place = _search(snapped, num_targets=len(places), access=access)
    is_target = np.arange(len(together)) < len(places)
    at, is_reachable = snapped.node[~is_target], snapped.is_reachable[~is_target]
    leg_m = np.where(is_reachable, snapped.straight_m[~is_target], 0)
    leg_cs, _ = access_costs(leg_m, access=access)
    # Without a road there is not even a node to look at.
    is_way = is_reachable & (node_place[at] != _NO_PLACE if len(node_place) else False)
    time_cs, place = np.full(len(origins), -1, dtype=np.int64), np.full(len(origins), _NO_PLACE)
    time_cs[is_way] = node_cs[at[is_way]] + leg_cs[is_way]
    place[is_way] = node_place[at[is_way]]
    spot = number_spots(together)
    spots, first = np.unique(spot[: len(places)], return_index=True)
    rank = np.searchsorted(spots, spot[len(places) :])
    is_here = is_reachable & np.isin(spot[len(places) :], spots)
    time_cs[is_here], place[is_here] = 0, first[rank[is_here]]
    return _nearest(time_cs, place)


def _search(
    snapped: SnappedPlaces, *, num_targets: int, access: AccessLeg
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(num_nodes,) centiseconds to the nearest of the first places, and which one that is."""
    graph = build_road_graph(snapped.roads)
    num_nodes = snapped.roads.num_nodes
    targets = np.flatnonzero(snapped.is_reachable[:num_targets])
    time_cs = np.full(num_nodes, -1, dtype=np.int64)
    place = np.full(num_nodes, _NO_PLACE, dtype=np.int64)
    if not targets.size:
        return time_cs, place
    leg_cs, leg_m = access_costs(snapped.straight_m[targets], access=access)
    # Drives end at the places: the search runs backwards, from a node beside each of them.
    backwards = _with_legs(graph, snapped.node[targets], leg_cs * METRES + leg_m)
    reached, _, source = dijkstra(
        backwards,
        indices=num_nodes + np.arange(len(targets)),
        min_only=True,
        return_predecessors=True,
    )
    reached, source = reached[:num_nodes], source[:num_nodes]
    is_way = np.isfinite(reached)
    legs_m = float(leg_m.max())
    graph.check_exact(float(reached.max(where=is_way, initial=0)) + legs_m)
    time_cs[is_way] = reached[is_way].astype(np.int64) >> METRE_BITS
    place[is_way] = targets[source[is_way] - num_nodes]
    return time_cs, place


def _with_legs(
    graph: RoadGraph, nodes: npt.NDArray[np.int64], leg_weights: npt.NDArray[np.int64]
) -> csr_array:
    """Turn all arcs round, and add a node for each place with an arc to its road node."""
    turned = graph.weights.T.tocsr()
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


def _nearest(time_cs: npt.NDArray[np.int64], place: npt.NDArray[np.int64]) -> NearestPlaces:
    time_s = np.where(place == _NO_PLACE, UNREACHABLE_S, -(-time_cs // PER_S))
    return NearestPlaces(time_s=time_s, place=place.copy())
