"""The drive network of OpenStreetMap, from a local extract or from an Overpass server.

Both give the same ways to the same builder (:mod:`geodata.sources.osm_network`), hence the same
network.

Data © OpenStreetMap contributors, ODbL 1.0: a published map must say so.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import Fault, SourceError, TerritoryError
from geodata.roads import Roads
from geodata.sources.osm_network import Way, is_drivable, roads_of_ways
from geodata.sources.osm_speeds import DRIVABLE

OVERPASS_URL: Final = "https://overpass-api.de/api/interpreter"
BUFFER_M: Final = 10_000.0
"""Roads this far outside the outline are kept: the fastest drive may leave a département."""

_QUERY_POINTS: Final = 150
"""At most so many points in an Overpass query: it travels in the address, which servers limit."""


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
    roads = roads_of_ways(_pbf_ways(path, area), area)
    if roads is None:
        raise _refusal(
            path,
            "aucune route carrossable sur le territoire",
            "Téléchargez l'extrait de la bonne région (download.geofabrik.de).",
        )
    return roads


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
    roads = roads_of_ways(_overpass_ways(answer), area)
    if roads is None:
        raise SourceError("la réponse d'Overpass ne contient aucune route carrossable")
    return roads


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


def _pbf_ways(path: Path, area: BaseGeometry) -> Iterator[Way]:
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
            if not is_drivable(tags):
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
                yield Way(id=way.id, tags=tags, node_ids=ids, lonlat=lonlat)
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


def _overpass_ways(answer: object) -> Iterator[Way]:
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise SourceError("la réponse d'Overpass n'a pas d'éléments")
    # A query that runs out of time or memory ends with status 200, a part of the roads, and this.
    if "remark" in answer:
        raise SourceError(f"Overpass a renoncé en route : {answer['remark']}")
    for element in answer["elements"]:
        try:
            tags = element.get("tags", {})
            if element["type"] != "way" or not is_drivable(tags):
                continue
            points = [
                (np.nan, np.nan) if point is None else (point["lon"], point["lat"])
                for point in element["geometry"]
            ]
            ids = np.array(element["nodes"], dtype=np.int64)
            way = Way(
                id=element["id"], tags=tags, node_ids=ids, lonlat=np.array(points).reshape(-1, 2)
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SourceError("la réponse d'Overpass n'a pas la forme attendue") from error
        if len(way.node_ids) != len(way.lonlat):
            raise SourceError("Overpass rend une voie sans son tracé entier")
        yield way


def _refusal(path: Path, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=path.name, message=message, remedy=remedy),))
