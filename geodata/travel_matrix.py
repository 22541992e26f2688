"""Travel-time matrices over a road network: all pairs, or the pairs within a limit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.contraction import contract
from geodata.road_graph import METRE_BITS, METRES, PER_S, build_road_graph, source_blocks
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place, SnappedPlaces, snap_places

UNREACHABLE_S: Final = 2**40
"""Seconds that stand for "no way": ``<= limit`` is right by itself, and no sum overflows."""
UNREACHABLE_M: Final = 2**40
"""Metres that stand for "no way"."""


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
    """(n,) straight-line metres from each place to its road; infinite without any road."""
    _position: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_position", _number_ids(self.place_ids))
        num_places = len(self.place_ids)
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
class NearbyTravelTimes:
    """Fastest drives between the places that are near each other; arrays are read-only.

    A pair that is not stored is beyond the limit or without a road. Stored zeros count: use
    ``indptr`` and ``indices``, never ``!= 0``.
    """

    place_ids: tuple[str, ...]
    limit_s: int
    """Every drive of at most so many seconds is stored, and no other."""
    time_s: csr_array
    """(n, n) whole seconds as in :class:`TravelTimes`, columns ascending; int64."""
    length_m: csr_array
    """(n, n) metres of the same drives, stored at the same pairs; int64."""
    access_m: npt.NDArray[np.float64]
    """(n,) straight-line metres from each place to its road; infinite without any road."""
    _position: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_position", _number_ids(self.place_ids))
        self.access_m.setflags(write=False)
        for matrix in (self.time_s, self.length_m):
            for values in (matrix.data, matrix.indices, matrix.indptr):
                values.setflags(write=False)

    def positions(self, place_ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """Rows (and columns) of places in the matrices; KeyError names an unknown one."""
        return np.array([self._position[place_id] for place_id in place_ids], dtype=np.int64)


class _Rows(NamedTuple):
    """Some rows of the matrix, and all columns that a road reaches."""

    at: npt.NDArray[np.int64]
    """(num_rows,) positions of the places that drives start from."""
    time_s: npt.NDArray[np.int64]
    length_m: npt.NDArray[np.int64]
    is_way: npt.NDArray[np.bool_]
    """(num_rows, num_columns); the other arrays mean nothing where there is no way."""


def compute_travel_times(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg, limit_s: int | None = None
) -> TravelTimes:
    """Compute the fastest drives between all places.

    Parameters
    ----------
    roads
        The network.
    places
        Where drives start and end, each at the nearest point of a road.
    access
        How the way between a place and its road is counted, at both ends of every drive.
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
    columns = np.flatnonzero(snapped.is_reachable)
    square = (len(places), len(places))
    time_s = np.full(square, UNREACHABLE_S, dtype=np.int64)
    length_m = np.full(square, UNREACHABLE_M, dtype=np.int64)
    for rows in _compute_rows(snapped, places, access=access, limit_s=limit_s):
        cells = np.ix_(rows.at, columns)
        time_s[cells] = np.where(rows.is_way, rows.time_s, UNREACHABLE_S)
        length_m[cells] = np.where(rows.is_way, rows.length_m, UNREACHABLE_M)
    return TravelTimes(
        place_ids=tuple(place.id for place in places),
        time_s=time_s,
        length_m=length_m,
        access_m=snapped.straight_m,
    )


def compute_travel_times_within(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg, limit_s: int
) -> NearbyTravelTimes:
    """Compute the fastest drives of at most ``limit_s`` seconds, and store no other pair.

    The stored drives are those of :func:`compute_travel_times`; memory grows with their number
    instead of the square of the places'.
    """
    snapped = snap_places(roads, places, access=access)
    columns = np.flatnonzero(snapped.is_reachable)
    by_row: dict[int, tuple[npt.NDArray[np.int64], ...]] = {}
    for rows in _compute_rows(snapped, places, access=access, limit_s=limit_s):
        for row, position in enumerate(rows.at.tolist()):
            is_way = rows.is_way[row]
            by_row[position] = (
                columns[is_way],
                rows.time_s[row, is_way],
                rows.length_m[row, is_way],
            )
    nothing = (np.empty(0, dtype=np.int64),) * 3
    ordered = [by_row.pop(position, nothing) for position in range(len(places))]
    start = np.cumsum([0, *(len(row[0]) for row in ordered)])
    column, time_s, length_m = (
        np.concatenate([nothing[0], *(row[part] for row in ordered)]) for part in range(3)
    )
    shape = (len(places), len(places))
    return NearbyTravelTimes(
        place_ids=tuple(place.id for place in places),
        limit_s=limit_s,
        time_s=csr_array((time_s, column, start), shape=shape),
        length_m=csr_array((length_m, column, start), shape=shape),
        access_m=snapped.straight_m,
    )


def access_costs(
    straight_m: npt.NDArray[np.float64], *, access: AccessLeg
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(num_places,) whole centiseconds and metres of the access legs."""
    way_m = straight_m * access.detour
    time_cs = way_m * 3.6 / access.speed_kmh * PER_S
    if (np.maximum(way_m, time_cs) >= UNREACHABLE_S).any():
        raise OverflowError("access legs are too slow or too long to be counted")
    return np.rint(time_cs).astype(np.int64), np.rint(way_m).astype(np.int64)


def number_spots(places: Sequence[Place]) -> npt.NDArray[np.int64]:
    """(num_places,) one number for all places with equal coordinates."""
    lonlat = np.array([(place.lon, place.lat) for place in places]).reshape(-1, 2)
    return np.unique(lonlat, axis=0, return_inverse=True)[1].reshape(-1)


def _compute_rows(
    snapped: SnappedPlaces, places: Sequence[Place], *, access: AccessLeg, limit_s: int | None
) -> Iterator[_Rows]:
    """Drives from the reachable places to the reachable places, some rows at a time."""
    at = np.flatnonzero(snapped.is_reachable)
    graph = build_road_graph(snapped.roads)
    nodes, node_rank = np.unique(snapped.node[at], return_inverse=True)
    core, core_nodes = contract(graph.weights, nodes)
    leg_cs, leg_m = access_costs(snapped.straight_m[at], access=access)
    spot = number_spots([places[position] for position in at.tolist()])
    limit = np.inf if limit_s is None else float((limit_s * PER_S + 1) * METRES - 1)
    first = 0
    for block in source_blocks(core_nodes, num_nodes=core.shape[0]):
        reached = dijkstra(core, indices=block, limit=limit)[:, core_nodes]
        is_found = np.isfinite(reached)
        graph.check_exact(float(reached.max(where=is_found, initial=0)))
        # Infinity has no integer: it must be gone before the cast.
        weight = np.where(is_found, reached, 0).astype(np.int64)
        rows = np.flatnonzero((node_rank >= first) & (node_rank < first + len(block)))
        cells = np.ix_(node_rank[rows] - first, node_rank)
        is_way, weight = is_found[cells], weight[cells]
        time_s = -(-((weight >> METRE_BITS) + leg_cs[rows, np.newaxis] + leg_cs) // PER_S)
        length_m = (weight & (METRES - 1)) + leg_m[rows, np.newaxis] + leg_m
        is_here = spot[rows, np.newaxis] == spot
        time_s[is_here], length_m[is_here] = 0, 0
        if limit_s is not None:
            is_way &= time_s <= limit_s
        yield _Rows(at[rows], time_s, length_m, is_way)
        first += len(block)


def _number_ids(place_ids: tuple[str, ...]) -> dict[str, int]:
    """Position of each id."""
    position = {place_id: number for number, place_id in enumerate(place_ids)}
    if len(position) != len(place_ids):
        raise ValueError("place ids must be unique")
    return position
