"""The road network as shortest-path search takes it, with weights that sum exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geodata.road_checks import FASTEST_M_PER_S
from geodata.roads import Roads

# A drive's weight is one float64 that carries both sums: centiseconds x 2**24 + whole metres.
# Every sum is an integer below 2**53, hence exact whatever the order of adding, and one run of
# Dijkstra gives the metres of the very drive that is fastest (the shortest of equally fast ones).
# Room: 2**24 m = 16,777 km, which no car drives in less than 77 hours; checked after each run.
METRE_BITS: Final = 24
METRES: Final = 2**METRE_BITS
PER_S: Final = 100
_EXACT: Final = 2**53
_CELLS_PER_BLOCK: Final = 8_000_000
"""Nodes x sources of one run of Dijkstra: 64 MB of weights, 96 MB with predecessors."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadGraph:
    """The network as shortest-path search takes it: at most one arc from a node to another."""

    weights: csr_array
    """(num_nodes, num_nodes) weights of arcs, columns ascending; zeros are explicit and count."""
    arc_edge: npt.NDArray[np.int64]
    """(num_arcs,) the edge of the network that each stored arc drives along."""
    arc_is_forward: npt.NDArray[np.bool_]
    """(num_arcs,) whether it does so from the edge's first node to its second."""
    spare_m: float
    """Metres by which edges together exceed the fastest car, which rounding may cause."""

    def check_exact(self, largest_weight: float) -> None:
        """Refuse weights whose metres may have run over into the seconds.

        A drive passes an arc at most once, so its metres are at most those of the fastest car in
        its time, plus ``spare_m``.
        """
        bound_m = largest_weight / METRES / PER_S * FASTEST_M_PER_S + self.spare_m
        if largest_weight >= _EXACT or bound_m >= METRES:
            raise OverflowError("drives of this network are too long to be summed exactly")


def build_road_graph(roads: Roads) -> RoadGraph:
    """Make the search graph; of parallel edges the fastest is kept, then the shortest.

    Times are rounded to the nearest centisecond and lengths to the nearest metre an edge.
    """
    time_cs, length_m = np.rint(roads.time_s * PER_S), np.rint(roads.length_m)
    if (time_cs * METRES >= _EXACT).any() or (length_m >= METRES).any():
        raise OverflowError("an edge of this network is too long to be summed exactly")
    is_two_way = ~roads.is_oneway
    edges = np.arange(roads.num_edges)
    edge = np.concatenate([edges, edges[is_two_way]])
    is_forward = np.arange(len(edge)) < roads.num_edges
    ends = np.concatenate([roads.edge_nodes, roads.edge_nodes[is_two_way, ::-1]])
    weight = (time_cs * METRES + length_m)[edge]
    order = np.lexsort((edge, weight, ends[:, 1], ends[:, 0]))
    ends, weight, edge, is_forward = ends[order], weight[order], edge[order], is_forward[order]
    is_first = np.ones(len(edge), dtype=np.bool_)
    is_first[1:] = (ends[1:] != ends[:-1]).any(axis=1)
    kept = is_first & (ends[:, 0] != ends[:, 1])
    start = np.zeros(roads.num_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(ends[kept, 0], minlength=roads.num_nodes), out=start[1:])
    return RoadGraph(
        weights=csr_array(
            (weight[kept], ends[kept, 1].astype(np.int32), start),
            shape=(roads.num_nodes, roads.num_nodes),
        ),
        arc_edge=edge[kept],
        arc_is_forward=is_forward[kept],
        spare_m=float(np.maximum(length_m - time_cs / PER_S * FASTEST_M_PER_S, 0).sum()),
    )


def source_blocks(
    sources: npt.NDArray[np.int64], *, num_nodes: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Split sources so that the search results of one block stay below 100 MB."""
    size = max(1, _CELLS_PER_BLOCK // max(1, num_nodes))
    for first in range(0, len(sources), size):
        yield sources[first : first + size]
