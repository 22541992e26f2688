"""From the ways of OpenStreetMap to a drive network, whoever read them.

What OSM does not hold as a road is left out: ferries, private and service roads, tracks; barriers
on a node are not looked at, nor turn restrictions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.roads import Roads, roads_from_osmnx
from geodata.sources.osm_speeds import DRIVABLE, LIMITS_KMH, driven_kmh

if TYPE_CHECKING:
    import networkx as nx

_CLOSED: Final = frozenset({"no", "private", "agricultural", "forestry", "military", "emergency"})
_ACCESS_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
"""From the most to the least specific: the first that is tagged decides."""
_ONEWAY_KEYS: Final = ("oneway:motorcar", "oneway:motor_vehicle", "oneway")
_FORWARD_ONLY: Final = frozenset({"yes", "true", "1"})
_BACKWARD_ONLY: Final = frozenset({"-1", "reverse"})
_BOTH_WAYS: Final = frozenset({"no", "false", "0", "reversible", "alternating"})
_ROUNDABOUTS: Final = frozenset({"roundabout", "circular"})
_WRONG_IN_OSMNX: Final = frozenset({"FR:motorway"})
"""osmnx takes it for 120 km/h; without the tag the class's own limit holds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """A way of OSM; a point that the source does not locate is NaN."""

    id: int
    tags: Mapping[str, str]
    node_ids: npt.NDArray[np.int64]
    lonlat: npt.NDArray[np.float64]


def is_drivable(tags: Mapping[str, str]) -> bool:
    """Whether a way of these tags is a road that a car may take."""
    if tags.get("highway") not in DRIVABLE or tags.get("area") == "yes":
        return False
    access = next((tags[key] for key in _ACCESS_KEYS if key in tags), "yes")
    return access not in _CLOSED


def roads_of_ways(ways: Iterable[Way], area: BaseGeometry) -> Roads | None:
    """Build the network of drivable ways; ``None`` where none of them touches the area.

    Parameters
    ----------
    ways
        In any order: the network is the same.
    area
        In EPSG:4326. Stretches of road that touch it are kept whole.
    """
    graph = _street_graph(ways, area)
    return _timed_roads(graph) if graph.number_of_edges() else None


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a way is driven as it is drawn, and against it."""
    oneway = next((tags[key] for key in _ONEWAY_KEYS if key in tags), "")
    if oneway in _BACKWARD_ONLY:
        return False, True
    if oneway in _FORWARD_ONLY:
        return True, False
    # OSM implies a one-way street here; elsewhere a value it does not define implies nothing.
    is_implied = tags.get("junction") in _ROUNDABOUTS or tags["highway"] == "motorway"
    return True, oneway in _BOTH_WAYS or not is_implied


def _street_graph(ways: Iterable[Way], area: BaseGeometry) -> "nx.MultiDiGraph[Any]":
    """Build a graph as osmnx does: one edge a direction between junctions, drawn as it is.

    Its edges follow the ids of ways, whatever order the source gave.
    """
    import networkx as nx  # noqa: PLC0415 - slow to import, and most runs read roads.parquet
    import osmnx  # noqa: PLC0415 - same

    graph = nx.MultiDiGraph(crs="EPSG:4326")
    pieces = list(_pieces(sorted(ways, key=lambda way: way.id)))
    if not pieces:
        return graph
    lines = np.array([shapely.LineString(way.lonlat[span]) for way, span in pieces])
    shapely.prepare(area)
    for position in np.flatnonzero(shapely.intersects(area, lines)).tolist():
        (way, span), line = pieces[position], lines[position]
        lonlat, ids = way.lonlat[span], way.node_ids[span]
        for node, (x, y) in ((int(ids[0]), lonlat[0]), (int(ids[-1]), lonlat[-1])):
            graph.add_node(node, x=float(x), y=float(y))
        length_m = osmnx.distance.great_circle(
            lonlat[:-1, 1], lonlat[:-1, 0], lonlat[1:, 1], lonlat[1:, 0]
        ).sum()
        forward, backward = _directions(way.tags)
        for is_driven, u, v, drawn, side in (
            (forward, ids[0], ids[-1], line, "forward"),
            (backward, ids[-1], ids[0], line.reverse(), "backward"),
        ):
            if is_driven:
                graph.add_edge(
                    int(u),
                    int(v),
                    osmid=way.id,
                    highway=way.tags["highway"],
                    maxspeed=_limit(way.tags, side=side),
                    oneway=forward != backward,
                    length=float(length_m),
                    geometry=drawn,
                )
    return graph


def _limit(tags: Mapping[str, str], *, side: str) -> str | float:
    limit = tags.get(f"maxspeed:{side}") or tags.get("maxspeed")
    return np.nan if limit is None or limit in _WRONG_IN_OSMNX else limit


def _pieces(ways: list[Way]) -> Iterator[tuple[Way, slice]]:
    """Cut ways where they meet another or themselves, and where a point is not located."""
    if not ways:
        return
    all_ids = np.concatenate([way.node_ids for way in ways])
    _, position, counts = np.unique(all_ids, return_inverse=True, return_counts=True)
    is_junction: npt.NDArray[np.bool_] = counts[position] > 1
    ends = np.cumsum([len(way.node_ids) for way in ways]).tolist()
    for way, stop in zip(ways, ends, strict=True):
        is_located = np.logical_and.reduce(np.isfinite(way.lonlat), axis=1)
        is_end = is_junction[stop - len(way.node_ids) : stop]
        is_end[:1] = is_end[-1:] = True
        # A point beside a gap ends its piece.
        is_end[:-1] |= ~is_located[1:]
        is_end[1:] |= ~is_located[:-1]
        for start, end in pairwise(np.flatnonzero(is_end).tolist()):
            if is_located[start : end + 1].all():
                yield way, slice(start, end + 1)


def _timed_roads(graph: "nx.MultiDiGraph[Any]") -> Roads:
    """Give every edge its limit and time as osmnx does, with the speeds that are driven."""
    import osmnx  # noqa: PLC0415 - slow to import, and most runs read roads.parquet

    limited = osmnx.add_edge_speeds(graph, hwy_speeds=dict(LIMITS_KMH))
    for _, _, edge in limited.edges(data=True):
        edge["speed_kph"] = driven_kmh(edge["highway"], edge["speed_kph"])
    return roads_from_osmnx(osmnx.add_edge_travel_times(limited))
