"""Places tied to the nearest point of the road network."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.edge_splitting import Cut, split_edges
from geodata.nearest_edge import find_feet
from geodata.roads import Roads


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point to travel between; ``id`` is unique in one matrix (e.g. ``venue/17300``)."""

    id: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (abs(self.lon) <= 180 and abs(self.lat) <= 90):  # noqa: PLR2004 - degrees; NaN fails
            raise ValueError(f"place {self.id} has no position on earth: {self.lon}, {self.lat}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLeg:
    """How the stretch between a place and the nearest road is counted."""

    speed_kmh: float = 25.0
    detour: float = 1.3
    max_m: float = 3000.0
    """A place farther than this from every road (straight line) is unreachable."""

    def __post_init__(self) -> None:
        if not (0 < self.speed_kmh < math.inf and 1 <= self.detour < math.inf and self.max_m >= 0):
            raise ValueError(f"impossible access leg: {self}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SnappedPlaces:
    """Where places join the road network, one position a place."""

    roads: Roads
    """The network with a node more wherever a place joins it in the middle of an edge; its first
    nodes are those of the network given, and no drive between them differs."""
    node: npt.NDArray[np.int64]
    """(num_places,) node of ``roads`` at the nearest point of a road; 0 where there is no road."""
    straight_m: npt.NDArray[np.float64]
    """(num_places,) straight-line metres to that point; infinite where there is no road."""
    is_reachable: npt.NDArray[np.bool_]
    """(num_places,) whether the road is near enough for the access leg."""


def snap_places(roads: Roads, places: Sequence[Place], *, access: AccessLeg) -> SnappedPlaces:
    """Tie every place to the nearest point of a road, at a node or along an edge.

    A place beside a one-way edge is left and reached in its direction only, unless another one-way
    edge leads back along the same line. Nodes without an edge are no road.
    """
    if not roads.num_edges:
        return SnappedPlaces(
            roads=roads,
            node=np.zeros(len(places), dtype=np.int64),
            straight_m=np.full(len(places), np.inf),
            is_reachable=np.zeros(len(places), dtype=np.bool_),
        )
    lonlat = np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2)
    feet = find_feet(roads, lonlat, max_m=access.max_m)
    is_reachable = feet.distance_m <= access.max_m
    node = np.where(
        feet.share < 1, roads.edge_nodes[feet.edge, 0], roads.edge_nodes[feet.edge, 1]
    ).astype(np.int64)
    is_middle = is_reachable & (feet.share > 0) & (feet.share < 1)
    cuts: list[Cut] = []
    new_lonlat: list[npt.NDArray[np.float64]] = []
    known: dict[tuple[int, float], int] = {}
    for position in np.flatnonzero(is_middle).tolist():
        edge, share = int(feet.edge[position]), float(feet.share[position])
        new = known.setdefault((edge, share), roads.num_nodes + len(known))
        node[position] = new
        if len(known) == len(new_lonlat):
            continue
        new_lonlat.append(feet.lonlat[position])
        before = int(feet.num_before[position])
        cuts.append(Cut(edge=edge, share=share, num_before=before, node=new))
        if feet.twin_edge[position] >= 0:
            twin, twin_share = int(feet.twin_edge[position]), float(feet.twin_share[position])
            before = int(feet.twin_num_before[position])
            cuts.append(Cut(edge=twin, share=twin_share, num_before=before, node=new))
    return SnappedPlaces(
        roads=split_edges(roads, cuts, new_lonlat=np.array(new_lonlat).reshape(-1, 2)),
        node=node,
        straight_m=feet.distance_m,
        is_reachable=is_reachable,
    )
