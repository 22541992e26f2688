"""The drive network of OpenStreetMap, from a local extract or from an Overpass server.

Both ways give the same ways to the same builder, hence the same network. What OSM does not hold as
a road is left out: ferries, private and service roads, tracks; barriers on a node are not looked
at, nor turn restrictions.

Data © OpenStreetMap contributors, ODbL 1.0: a published map must say so.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import requests
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import Fault, SourceError, TerritoryError
from geodata.roads import Roads, roads_from_osmnx
from geodata.sources.osm_speeds import DRIVABLE, LIMITS_KMH, driven_kmh

if TYPE_CHECKING:
    import networkx as nx

OVERPASS_URL: Final = "https://overpass-api.de/api/interpreter"
BUFFER_M: Final = 10_000.0
"""Roads this far outside the outline are kept: the fastest drive may leave a département."""

_QUERY_POINTS: Final = 150
"""At most so many points in an Overpass query: it travels in the address, which servers limit."""
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
class _Way:
    """A way of OSM; a point that the source does not locate is NaN."""

    id: int
    tags: Mapping[str, str]
    node_ids: npt.NDArray[np.int64]
    lonlat: npt.NDArray[np.float64]


def roads_from_pbf(path: Path, outline: BaseGeometry, *, buffer_m: float = BUFFER_M) -> Roads:
    """Read the drive network in and around an outline from an OSM extract (``.osm.pbf``).

    The file is streamed: only ways in the frame of the outline stay in memory, beside osmium's
    own table of node positions (about 16 bytes a node of the file). Take the extract of the
    region, not of the country.

    Parameters
    ----------
    path
        The extract; any format that osmium reads.
    outline
        In EPSG:4326. Stretches of road that touch the outline with its buffer are kept whole.
    buffer_m
        Metres around the outline.

    Raises
    ------
    TerritoryError
        osmium is not installed, the file cannot be read, or holds no drivable road there.
    """
    area = buffered(outline, buffer_m=buffer_m)
    graph = _street_graph(_pbf_ways(path, area), area)
    if not graph.number_of_edges():
        raise _refusal(
            path,
            "aucune route carrossable sur le territoire",
            "Téléchargez l'extrait de la bonne région (download.geofabrik.de).",
        )
    return _timed_roads(graph)


def roads_from_overpass(
    outline: BaseGeometry,
    *,
    session: requests.Session,
    endpoint: str = OVERPASS_URL,
    buffer_m: float = BUFFER_M,
    timeout_s: float = 300.0,
) -> Roads:
    """Ask an Overpass server for the drive network in and around an outline; one GET request.

    Retries, cache and user agent are those of the session.

    Parameters
    ----------
    outline, buffer_m
        As in :func:`roads_from_pbf`.
    session
        Who asks.
    endpoint
        Address of the server's interpreter.
    timeout_s
        How long the server may compute, and how long it may keep silent.

    Raises
    ------
    SourceError
        The server cannot be reached, refuses, gives up half-way, or finds no road.
    """
    params = overpass_params(outline, buffer_m=buffer_m, timeout_s=timeout_s)
    try:
        response = session.get(endpoint, params=params, timeout=(30, timeout_s))
        response.raise_for_status()
    except requests.RequestException as error:
        raise SourceError(f"Overpass ({endpoint}) ne répond pas : {error}") from error
    return read_overpass(response.content, outline, buffer_m=buffer_m)


def overpass_params(
    outline: BaseGeometry, *, buffer_m: float = BUFFER_M, timeout_s: float = 300.0
) -> dict[str, str]:
    """Parameters of the one GET request that :func:`read_overpass` reads the answer of."""
    area = buffered(outline, buffer_m=buffer_m)
    return {"data": overpass_query(area, timeout_s=timeout_s)}


def read_overpass(content: bytes, outline: BaseGeometry, *, buffer_m: float = BUFFER_M) -> Roads:
    """Build the drive network of an Overpass answer (``out body geom`` as JSON).

    Raises
    ------
    SourceError
        It is no such answer, was given up half-way, or holds no road.
    """
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise SourceError("la réponse d'Overpass n'est pas du JSON entier") from error
    area = buffered(outline, buffer_m=buffer_m)
    graph = _street_graph(_overpass_ways(answer), area)
    if not graph.number_of_edges():
        raise SourceError("la réponse d'Overpass ne contient aucune route carrossable")
    return _timed_roads(graph)


def overpass_query(area: BaseGeometry, *, timeout_s: float) -> str:
    """Write the query for the drivable ways of an area in EPSG:4326.

    The area asked for is drawn with few points around the exact one: nothing of it is missed.
    """
    tolerance = 0.005  # degrees
    while True:
        drawn = area.buffer(tolerance).simplify(tolerance)
        if shapely.get_num_coordinates(drawn) <= _QUERY_POINTS:
            break
        tolerance *= 2
    classes = "|".join(DRIVABLE)
    parts = sorted(shapely.get_parts(drawn).tolist(), key=lambda part: part.bounds)
    wanted = "".join(f'way["highway"~"^({classes})$"](poly:"{_corners(part)}");' for part in parts)
    return f"[out:json][timeout:{timeout_s:.0f}];({wanted});out body geom;"


def buffered(outline: BaseGeometry, *, buffer_m: float) -> BaseGeometry:
    """Widen an outline in EPSG:4326 by metres, in the UTM zone it lies in."""
    frame = gpd.GeoSeries([outline], crs="EPSG:4326")
    wide = frame.to_crs(frame.estimate_utm_crs()).buffer(buffer_m).to_crs("EPSG:4326")
    return shapely.union_all(wide.to_numpy())


def _corners(part: BaseGeometry) -> str:
    # Overpass wants latitude first.
    ring = shapely.get_coordinates(shapely.get_exterior_ring(part))[:-1]
    return " ".join(f"{lat:.4f} {lon:.4f}" for lon, lat in ring.tolist())


def _pbf_ways(path: Path, area: BaseGeometry) -> Iterator[_Way]:
    try:
        import osmium  # noqa: PLC0415 - an extra: who fetches from Overpass needs none
    except ImportError as error:
        raise _refusal(
            path, "le paquet « osmium » manque", "Installez « itinerance[osm] »."
        ) from error
    west, south, east, north = area.bounds
    try:
        source = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for way in source.with_filter(osmium.filter.KeyFilter("highway")):
            if not isinstance(way, osmium.osm.Way):
                continue
            tags = dict(way.tags)
            if not _is_drivable(tags):
                continue
            lonlat = np.array(
                [
                    (node.lon, node.lat) if node.location.valid() else (np.nan, np.nan)
                    for node in way.nodes
                ]
            ).reshape(-1, 2)
            lon, lat = lonlat.T
            is_in_frame = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
            if is_in_frame.any() or _is_across(lonlat, area):
                ids = np.array([node.ref for node in way.nodes], dtype=np.int64)
                yield _Way(id=way.id, tags=tags, node_ids=ids, lonlat=lonlat)
    except (RuntimeError, OSError) as error:
        raise _refusal(
            path,
            f"l'extrait OpenStreetMap ne peut pas être lu ({error})",
            "Téléchargez-le à nouveau.",
        ) from error


def _is_across(lonlat: npt.NDArray[np.float64], area: BaseGeometry) -> bool:
    """Whether a way may cross an area in which it has no point."""
    known = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(known):
        return False
    (west, south), (east, north) = known.min(axis=0), known.max(axis=0)
    low_x, low_y, high_x, high_y = area.bounds
    return bool(west <= high_x and east >= low_x and south <= high_y and north >= low_y)


def _overpass_ways(answer: object) -> Iterator[_Way]:
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise SourceError("la réponse d'Overpass n'a pas d'éléments")
    # A query that runs out of time or memory ends with status 200, a part of the roads, and this.
    if "remark" in answer:
        raise SourceError(f"Overpass a renoncé en route : {answer['remark']}")
    for element in answer["elements"]:
        try:
            tags = element.get("tags", {})
            if element["type"] != "way" or not _is_drivable(tags):
                continue
            points = [
                (np.nan, np.nan) if point is None else (point["lon"], point["lat"])
                for point in element["geometry"]
            ]
            ids = np.array(element["nodes"], dtype=np.int64)
            way = _Way(
                id=element["id"], tags=tags, node_ids=ids, lonlat=np.array(points).reshape(-1, 2)
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SourceError("la réponse d'Overpass n'a pas la forme attendue") from error
        if len(way.node_ids) != len(way.lonlat):
            raise SourceError("Overpass rend une voie sans son tracé entier")
        yield way


def _is_drivable(tags: Mapping[str, str]) -> bool:
    if tags.get("highway") not in DRIVABLE or tags.get("area") == "yes":
        return False
    access = next((tags[key] for key in _ACCESS_KEYS if key in tags), "yes")
    return access not in _CLOSED


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


def _street_graph(ways: Iterable[_Way], area: BaseGeometry) -> "nx.MultiDiGraph[Any]":
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


def _pieces(ways: list[_Way]) -> Iterator[tuple[_Way, slice]]:
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


def _refusal(path: Path, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=path.name, message=message, remedy=remedy),))
