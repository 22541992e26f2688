"""Drives from many points to some places, without a matrix of all pairs.

Where residents live is a matter of tens of thousands of points; the places that they may go to are
hundreds. Drives end at the places: searches run backwards from them, on the network contracted to
the nodes that matter, and only pairs within a limit are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.contraction import contract
from geodata.nearest import NO_PLACE, NearestPlaces, search_backwards
from geodata.road_graph import METRE_BITS, METRES, PER_S, RoadGraph, build_road_graph, source_blocks
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, snap_places
from geodata.travel_matrix import UNREACHABLE_S, access_costs, number_spots


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joined:
    """Where some points or places join the network, one position each; arrays are read-only."""

    node: npt.NDArray[np.int64]
    """(n,) node of the contracted network; means nothing without a road."""
    leg_cs: npt.NDArray[np.int64]
    """(n,) centiseconds of the access leg; 0 without a road."""
    leg_m: npt.NDArray[np.int64]
    """(n,) metres of the access leg; 0 without a road."""
    spot: npt.NDArray[np.int64]
    """(n,) one number for all points and places with equal coordinates."""
    is_reachable: npt.NDArray[np.bool_]
    """(n,) whether a road is near enough for the access leg."""

    def __post_init__(self) -> None:
        for values in (self.node, self.leg_cs, self.leg_m, self.spot, self.is_reachable):
            values.setflags(write=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointNetwork:
    """Points and places tied to one road network, ready for searches from the places."""

    backwards: csr_array
    """(num_nodes, num_nodes) arcs of the contracted network, turned round."""
    graph: RoadGraph
    """The network before contraction."""
    points: Joined
    places: Joined


def join_network(
    roads: Roads,
    lonlat: npt.NDArray[np.float64],
    places: Sequence[Place],
    *,
    access: AccessLeg,
) -> PointNetwork:
    """Tie points and places to the nearest point of a road, once for all searches.

    Parameters
    ----------
    lonlat
        (num_points, 2) degrees, EPSG:4326.
    """
    together = [
        *places,
        *(Place(id=f"point/{i}", lon=lon, lat=lat) for i, (lon, lat) in enumerate(lonlat.tolist())),
    ]
    snapped = snap_places(roads, together, access=access)
    graph = build_road_graph(snapped.roads)
    nodes, rank = np.unique(snapped.node[snapped.is_reachable], return_inverse=True)
    core, core_nodes = contract(graph.weights, nodes)
    node = np.zeros(len(together), dtype=np.int64)
    node[snapped.is_reachable] = core_nodes[rank]
    leg_m = np.where(snapped.is_reachable, snapped.straight_m, 0)
    leg_cs, whole_m = access_costs(leg_m, access=access)
    spot = number_spots(together)

    def part(some: slice) -> Joined:
        return Joined(
            node=node[some].copy(),
            leg_cs=leg_cs[some].copy(),
            leg_m=whole_m[some].copy(),
            spot=spot[some].copy(),
            is_reachable=snapped.is_reachable[some].copy(),
        )

    return PointNetwork(
        backwards=core.T.tocsr(),
        graph=graph,
        points=part(slice(len(places), None)),
        places=part(slice(len(places))),
    )


def find_times(
    network: PointNetwork,
    *,
    limit_s: int,
    always: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
) -> csr_array:
    """Find the fastest drives from points to places: those within a limit, and some always.

    Parameters
    ----------
    limit_s
        Every drive of at most so many seconds is stored.
    always
        (points, places) of pairs whose drive is stored however long, if a road leads.

    Returns
    -------
    csr_array
        (num_points, num_places) whole seconds as a travel-time matrix has them, int32, columns
        ascending. Stored zeros count: use ``indptr`` and ``indices``, never ``!= 0``.
    """
    shape = len(network.points.node), len(network.places.node)
    every_place = np.arange(shape[1])
    near = _times_to(network, every_place, limit_s=limit_s)
    wanted = np.unique(always[0] * shape[1] + always[1])
    wanted = wanted[~np.isin(wanted, near[0] * shape[1] + near[1])]
    # Few: the homes of a commune that are farther from a place in it than the limit.
    far = _times_to(network, np.unique(wanted % shape[1]), limit_s=None)
    is_wanted = np.isin(far[0] * shape[1] + far[1], wanted)
    point, place, time_s = (
        np.concatenate([one, other[is_wanted]]) for one, other in zip(near, far, strict=True)
    )
    times = coo_array((time_s.astype(np.int32), (point, place)), shape=shape).tocsr()
    times.sort_indices()
    for values in (times.data, times.indices, times.indptr):
        values.setflags(write=False)
    return times


def find_nearest_places(
    network: PointNetwork, places: npt.NDArray[np.int64] | Sequence[int]
) -> NearestPlaces:
    """Find the nearest of some places for every point, in one search.

    Of places with equal coordinates the first given is named.

    Parameters
    ----------
    places
        Positions in ``network.places``.

    Returns
    -------
    NearestPlaces
        One position a point; ``place`` is a position in ``network.places``.
    """
    chosen = np.asarray(places, dtype=np.int64)
    chosen = chosen[network.places.is_reachable[chosen]]
    spots, first = np.unique(network.places.spot[chosen], return_index=True)
    chosen = chosen[np.sort(first)]
    node_cs, source = search_backwards(
        network.backwards,
        network.graph,
        nodes=network.places.node[chosen],
        leg_cs=network.places.leg_cs[chosen],
        leg_m=network.places.leg_m[chosen],
    )
    points = network.points
    time_s = np.full(len(points.node), UNREACHABLE_S, dtype=np.int64)
    place = np.full(len(points.node), NO_PLACE, dtype=np.int64)
    if not chosen.size or not len(node_cs):
        return NearestPlaces(time_s=time_s, place=place)
    is_way = points.is_reachable & (source[points.node] != NO_PLACE)
    at = points.node[is_way]
    time_s[is_way] = -(-(node_cs[at] + points.leg_cs[is_way]) // PER_S)
    place[is_way] = chosen[source[at]]
    is_here = points.is_reachable & np.isin(points.spot, spots)
    by_spot = chosen[np.argsort(network.places.spot[chosen])]
    time_s[is_here] = 0
    place[is_here] = by_spot[np.searchsorted(spots, points.spot[is_here])]
    return NearestPlaces(time_s=time_s, place=place)


def _times_to(
    network: PointNetwork, places: npt.NDArray[np.int64], *, limit_s: int | None
) -> tuple[npt.NDArray[np.int64], ...]:
    """Points, places and seconds of all pairs with these places that are within the limit."""
    ends, points = network.places, network.points
    places = places[ends.is_reachable[places]]
    from_points = np.flatnonzero(points.is_reachable)
    found = [(np.empty(0, dtype=np.int64),) * 3]
    limit = np.inf if limit_s is None else float((limit_s * PER_S + 1) * METRES - 1)
    num_nodes = network.backwards.shape[0]
    for block in source_blocks(places, num_nodes=num_nodes):
        reached = dijkstra(network.backwards, indices=ends.node[block], limit=limit)
        reached = reached[:, points.node[from_points]]
        row, column = np.nonzero(np.isfinite(reached))
        weight = reached[row, column]
        network.graph.check_exact(float(weight.max(initial=0)))
        place, point = block[row], from_points[column]
        legs_cs = ends.leg_cs[place] + points.leg_cs[point]
        time_s = -(-((weight.astype(np.int64) >> METRE_BITS) + legs_cs) // PER_S)
        time_s[ends.spot[place] == points.spot[point]] = 0
        kept = slice(None) if limit_s is None else time_s <= limit_s
        found.append((point[kept], place[kept], time_s[kept]))
    point, place, time_s = (np.concatenate(part) for part in zip(*found, strict=True))
    return point, place, time_s
