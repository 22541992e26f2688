"""Travel-time matrices over a road network."""

import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.files import write_atomically
from geodata.roads import FASTEST_M_PER_S, Roads
from geodata.snapping import AccessLeg, Place, snap_places

__all__ = [
    "UNREACHABLE_M",
    "UNREACHABLE_S",
    "AccessLeg",
    "Place",
    "RoadGraph",
    "TravelTimes",
    "build_road_graph",
    "cached_travel_times",
    "compute_travel_times",
    "source_blocks",
]

UNREACHABLE_S: Final = 2**40
"""Seconds that stand for "no way": ``<= limit`` is right by itself, and no sum overflows."""
UNREACHABLE_M: Final = 2**40
"""Metres that stand for "no way"."""

# A drive's weight is one float64 that carries both sums: centiseconds x 2**24 + whole metres.
# Every sum is an integer below 2**53, hence exact whatever the order of adding, and one run of
# Dijkstra gives the metres of the very drive that is fastest (the shortest of equally fast ones).
# Room: 2**24 m = 16,777 km, which no car drives in less than 77 hours; checked after each run.
_METRE_BITS: Final = 24
_METRES: Final = 2**_METRE_BITS
_EXACT: Final = 2**53
_PER_S: Final = 100
_NO_WAY: Final = -1
_CELLS_PER_BLOCK: Final = 8_000_000
"""Nodes x sources of one run of Dijkstra: 64 MB of weights, 96 MB with predecessors."""
_CACHE_FORMAT: Final = "travel-times-1"
"""To be changed with anything that makes other figures of the same input."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TravelTimes:
    """Fastest drives between all places; arrays are read-only."""

    place_ids: tuple[str, ...]
    time_s: npt.NDArray[np.int64]
    """(n, n) whole seconds, access legs at both ends counted; 0 on the diagonal and between
    places with equal coordinates; UNREACHABLE_S where no road leads (the diagonal included, for
    a place too far from any road)."""
    length_m: npt.NDArray[np.int64]
    """(n, n) metres of the same fastest drives; UNREACHABLE_M where no road leads."""
    access_m: npt.NDArray[np.float64]
    """(n,) straight-line metres from each place to its road node; infinite without any road."""
    _position: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        num_places = len(self.place_ids)
        object.__setattr__(self, "_position", {name: i for i, name in enumerate(self.place_ids)})
        if len(self._position) != num_places:
            raise ValueError("place ids must be unique")
        square = (num_places, num_places)
        for name, dtype, shape in (
            ("time_s", np.int64, square),
            ("length_m", np.int64, square),
            ("access_m", np.float64, (num_places,)),
        ):
            given = np.asarray(getattr(self, name))
            if given.shape != shape or not np.can_cast(given.dtype, dtype):
                raise ValueError(f"{name} is {given.dtype}{given.shape}, not {dtype}{shape}")
            values = np.array(given, dtype=dtype)
            values.setflags(write=False)
            object.__setattr__(self, name, values)

    def positions(self, place_ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """Rows (and columns) of places in the matrices; KeyError names an unknown one."""
        return np.array([self._position[place_id] for place_id in place_ids], dtype=np.int64)


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
        bound_m = largest_weight / _METRES / _PER_S * FASTEST_M_PER_S + self.spare_m
        if largest_weight >= _EXACT or bound_m >= _METRES:
            raise OverflowError("drives of this network are too long to be summed exactly")


def build_road_graph(roads: Roads) -> RoadGraph:
    """Make the search graph; of parallel edges the fastest is kept, then the shortest.

    Times are rounded to the nearest centisecond and lengths to the nearest metre an edge.
    """
    time_cs, length_m = np.rint(roads.time_s * _PER_S), np.rint(roads.length_m)
    if (time_cs * _METRES >= _EXACT).any() or (length_m >= _METRES).any():
        raise OverflowError("an edge of this network is too long to be summed exactly")
    is_two_way = ~roads.is_oneway
    edges = np.arange(roads.num_edges)
    edge = np.concatenate([edges, edges[is_two_way]])
    is_forward = np.arange(len(edge)) < roads.num_edges
    ends = np.concatenate([roads.edge_nodes, roads.edge_nodes[is_two_way, ::-1]])
    weight = (time_cs * _METRES + length_m)[edge]
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
        spare_m=float(np.maximum(length_m - time_cs / _PER_S * FASTEST_M_PER_S, 0).sum()),
    )


def source_blocks(
    sources: npt.NDArray[np.int64], *, num_nodes: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Split sources so that the search results of one block stay below 100 MB."""
    size = max(1, _CELLS_PER_BLOCK // max(1, num_nodes))
    for first in range(0, len(sources), size):
        yield sources[first : first + size]


def compute_travel_times(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg, limit_s: int | None = None
) -> TravelTimes:
    """Compute the fastest drives between all places.

    Parameters
    ----------
    roads
        The network.
    places
        Where drives start and end, each at its nearest road node.
    access
        How the way between a place and its node is counted, at both ends of every drive.
    limit_s
        Longer drives need not be known: they count as unreachable, and the search is shorter.

    Returns
    -------
    TravelTimes
        Seconds are rounded up once, at the end, so that rounding never brings a drive within a
        limit, and no detour over a third place is ever shorter than the direct drive. Against
        unrounded sums a drive is off by less than a second, plus half a centisecond an edge.

    Raises
    ------
    OverflowError
        A drive may be longer than 16,777 km (77 hours): the data is wrong.
    """
    snapped = snap_places(roads, places, access=access)
    nodes, node_rank = np.unique(snapped.node[snapped.is_reachable], return_inverse=True)
    at = np.flatnonzero(snapped.is_reachable)
    drive = _drive_weights(build_road_graph(roads), nodes, limit_s=limit_s)
    leg_cs, leg_m = _access_costs(snapped.straight_m[at], access=access)

    weight = drive[np.ix_(node_rank, node_rank)]
    is_way = weight != _NO_WAY
    time_cs = (weight >> _METRE_BITS) + leg_cs[:, np.newaxis] + leg_cs
    block_s = -(-time_cs // _PER_S)
    block_m = (weight & (_METRES - 1)) + leg_m[:, np.newaxis] + leg_m
    lonlat = np.array([(places[i].lon, places[i].lat) for i in at.tolist()]).reshape(-1, 2)
    _, spot = np.unique(lonlat, axis=0, return_inverse=True)
    is_here = spot.reshape(-1, 1) == spot.reshape(1, -1)
    block_s[is_here], block_m[is_here] = 0, 0
    if limit_s is not None:
        is_way &= block_s <= limit_s

    num_places = len(places)
    time_s = np.full((num_places, num_places), UNREACHABLE_S, dtype=np.int64)
    length_m = np.full((num_places, num_places), UNREACHABLE_M, dtype=np.int64)
    time_s[np.ix_(at, at)] = np.where(is_way, block_s, UNREACHABLE_S)
    length_m[np.ix_(at, at)] = np.where(is_way, block_m, UNREACHABLE_M)
    return TravelTimes(
        place_ids=tuple(place.id for place in places),
        time_s=time_s,
        length_m=length_m,
        access_m=snapped.straight_m,
    )


def cached_travel_times(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg, folder: Path
) -> TravelTimes:
    """Compute the fastest drives, or read them where the same input was computed before.

    The folder is made when absent. A cached file is named by the SHA-256 of all that enters; one
    that is damaged is computed anew.
    """
    path = folder / f"travel-{_input_digest(roads, places, access=access)}.npz"
    place_ids = tuple(place.id for place in places)
    try:
        # From memory: numpy leaves a file open that turns out to be no archive.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return TravelTimes(
                place_ids=place_ids,
                time_s=arrays["time_s"],
                length_m=arrays["length_m"],
                access_m=arrays["access_m"],
            )
    except (OSError, EOFError, KeyError, ValueError, RuntimeError, BadZipFile, zlib.error):
        travel = compute_travel_times(roads, places, access=access)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, time_s=travel.time_s, length_m=travel.length_m, access_m=travel.access_m
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
    return travel


def _drive_weights(
    graph: RoadGraph, nodes: npt.NDArray[np.int64], *, limit_s: int | None
) -> npt.NDArray[np.int64]:
    """(n, n) weights of the fastest drives between road nodes, _NO_WAY where there is none."""
    limit = np.inf if limit_s is None else float((limit_s * _PER_S + 1) * _METRES - 1)
    found = np.empty((len(nodes), len(nodes)), dtype=np.int64)
    row = 0
    for block in source_blocks(nodes, num_nodes=graph.weights.shape[0]):
        reached = dijkstra(graph.weights, indices=block, limit=limit)[:, nodes]
        is_way = np.isfinite(reached)
        graph.check_exact(float(reached.max(where=is_way, initial=0)))
        # Infinity has no integer: it must be gone before the cast.
        found[row : row + len(block)] = np.where(is_way, reached, _NO_WAY).astype(np.int64)
        row += len(block)
    return found


def _access_costs(
    straight_m: npt.NDArray[np.float64], *, access: AccessLeg
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(num_places,) whole centiseconds and metres of the access legs."""
    way_m = straight_m * access.detour
    time_cs = way_m * 3.6 / access.speed_kmh * _PER_S
    if (np.maximum(way_m, time_cs) >= UNREACHABLE_S).any():
        raise OverflowError("access legs are too slow or too long to be counted")
    return np.rint(time_cs).astype(np.int64), np.rint(way_m).astype(np.int64)


def _input_digest(roads: Roads, places: Sequence[Place], *, access: AccessLeg) -> str:
    digest = hashlib.sha256(_CACHE_FORMAT.encode())
    # Shape points are left out: they are drawn, not driven.
    for name in ("node_lonlat", "edge_nodes", "length_m", "time_s", "is_oneway"):
        values = getattr(roads, name)
        little_endian = values.astype(values.dtype.newbyteorder("<"))
        digest.update(f"{name}{values.shape}".encode())
        digest.update(little_endian.tobytes())
    digest.update(json.dumps([astuple(access), [astuple(place) for place in places]]).encode())
    return digest.hexdigest()
