"""Invented land: a mainland with an irregular western coast, estuaries, rivers and islands.

Everything is in metres in EPSG:2154, around a spot of inland France where no such coast is.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, affinity

from geodata.synthetic.spread import Points

COMMUNE_AREA_M2: Final = 15.0e6
"""Land per commune, that of a rural French département."""
ORIGIN_M: Final = (546_000.0, 6_600_000.0)
"""EPSG:2154 coordinates of the middle: about longitude 1.0, latitude 46.5."""
_MIN_COMMUNES_WITH_RIVER: Final = 30
_MIN_COMMUNES_WITH_ESTUARY: Final = 60
_MIN_COMMUNES_WITH_BRIDGED_ISLAND: Final = 150
_COMMUNES_PER_RIVER: Final = 2500
_SHORE_STEP_M: Final = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Where people live, and the water that roads cannot simply cross."""

    mainland: Polygon
    remote_island: Polygon
    """Without a bridge, one commune."""
    bridged_island: Polygon | None
    num_bridged_communes: int
    rivers: MultiLineString
    """From the head of each estuary to the far border; may be empty."""
    estuaries: tuple[Polygon, ...]
    shore: Points
    """Points every few hundred metres along the sea and the estuaries of the mainland."""

    @property
    def area_m2(self) -> float:
        """Area of all land."""
        parts = (self.mainland, self.remote_island, self.bridged_island)
        return float(sum(part.area for part in parts if part is not None))


def make_land(rng: np.random.Generator, *, num_communes: int) -> Land:
    """Make land of :data:`COMMUNE_AREA_M2` for each commune."""
    target_m2 = num_communes * COMMUNE_AREA_M2
    radius_m = float(np.sqrt(target_m2 / np.pi))
    outline = _mainland_outline(rng, radius_m)
    courses = _river_courses(rng, radius_m, num_communes)
    estuaries: list[Polygon] = []
    if num_communes >= _MIN_COMMUNES_WITH_ESTUARY:
        estuaries = [_estuary(course, outline, radius_m) for course in courses]
    mainland = _largest(outline.difference(shapely.union_all(estuaries)))
    remote_m2 = 0.35 * COMMUNE_AREA_M2
    remote = _offshore(
        _island(rng, area_m2=remote_m2, stretch=1.3),
        mainland,
        angle=np.pi + rng.uniform(0.35, 0.5),
        gap_m=min(6_000.0, 0.3 * radius_m),
    )
    bridged, num_bridged = None, 0
    if num_communes >= _MIN_COMMUNES_WITH_BRIDGED_ISLAND:
        num_bridged = min(30, max(3, round(0.012 * num_communes)))
        bridged = _offshore(
            _island(rng, area_m2=0.6 * num_bridged * COMMUNE_AREA_M2, stretch=2.2),
            MultiPolygon([mainland, remote]),
            angle=np.pi - rng.uniform(0.35, 0.5),
            gap_m=min(2_500.0, 0.1 * radius_m),
        )
    lines = shapely.get_parts(
        [course.intersection(mainland) for course in courses]
    )  # the river proper begins where the estuary ends
    lines = lines[shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING]
    land = Land(
        mainland=mainland,
        remote_island=remote,
        bridged_island=bridged,
        num_bridged_communes=num_bridged,
        rivers=MultiLineString(list(lines)),
        estuaries=tuple(estuaries),
        shore=_shore(mainland, radius_m),
    )
    return _placed(land, factor=float(np.sqrt(target_m2 / land.area_m2)))


def _waves(
    rng: np.random.Generator,
    angles: npt.NDArray[np.float64],
    *,
    first: int,
    last: int,
    size: float,
    decay: float,
) -> npt.NDArray[np.float64]:
    """Sum of waves of whole frequencies, amplitude ``size * frequency ** -decay``."""
    total = np.zeros_like(angles)
    for frequency in range(first, last + 1):
        phase = rng.uniform(0, 2 * np.pi)
        total += size * frequency**-decay * np.cos(frequency * angles + phase)
    return total


def _mainland_outline(rng: np.random.Generator, radius_m: float) -> Polygon:
    """Star-shaped, hence always a valid polygon; rough in the west, smoother inland."""
    num_points = int(np.clip(2 * np.pi * radius_m / _SHORE_STEP_M, 240, 8000))
    angles = np.linspace(0, 2 * np.pi, num_points, endpoint=False)
    is_west = np.exp(-((np.abs(angles - np.pi) / 1.0) ** 4))
    broad = _waves(rng, angles, first=2, last=5, size=0.16, decay=1.0)
    fine = _waves(rng, angles, first=6, last=num_points // 6, size=0.9, decay=1.5)
    radii = radius_m * np.clip(1 + broad + fine * (0.2 + 0.8 * is_west), 0.4, 1.8)
    return Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))


def _river_courses(
    rng: np.random.Generator, radius_m: float, num_communes: int
) -> list[LineString]:
    """Meandering lines from the open sea in the west to beyond the eastern border."""
    if num_communes < _MIN_COMMUNES_WITH_RIVER:
        return []
    count = min(12, max(1, round(num_communes / _COMMUNES_PER_RIVER)))
    spacing_m = 1.2 * radius_m / count
    along_m = np.arange(-2 * radius_m, 2 * radius_m, min(500.0, radius_m / 60))
    courses = []
    for rank in range(count):
        across_m = np.full_like(along_m, (rank + 0.5 - count / 2) * spacing_m)
        across_m += rng.uniform(-0.1, 0.1) * spacing_m
        for share, wavelength_m in ((0.1, 1.3), (0.05, 0.5), (0.02, 0.2)):
            phase = rng.uniform(0, 2 * np.pi)
            turns = 2 * np.pi * along_m / (wavelength_m * spacing_m)
            across_m += share * spacing_m * np.sin(turns + phase)
        courses.append(LineString(np.column_stack([along_m, across_m])))
    return courses


def _estuary(course: LineString, outline: Polygon, radius_m: float) -> Polygon:
    """Water along the first stretch of a river, narrowing inland."""
    inland = outline.intersection(course)
    pieces = shapely.get_parts(inland)
    longest = pieces[np.argmax(shapely.length(pieces))]
    mouth_m = course.project(shapely.Point(longest.coords[0]))
    half_width_m = min(0.05 * radius_m, 3_500.0)
    length_m = min(0.55 * radius_m, 60_000.0)
    steps = np.linspace(0, 1, 60)
    begin_m = mouth_m - 3 * half_width_m
    points = shapely.line_interpolate_point(
        course, begin_m + steps * (mouth_m + length_m - begin_m)
    )
    discs = shapely.buffer(points, half_width_m * (0.05 + 0.95 * (1 - steps) ** 1.3))
    links = [shapely.union(a, b).convex_hull for a, b in pairwise(discs)]
    return _largest(shapely.union_all(links))


def _island(rng: np.random.Generator, *, area_m2: float, stretch: float) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    radii = 1 + _waves(rng, angles, first=2, last=20, size=0.22, decay=1.2)
    shape = Polygon(
        np.column_stack(
            [radii * np.cos(angles) / np.sqrt(stretch), radii * np.sin(angles) * np.sqrt(stretch)]
        )
    )
    factor = float(np.sqrt(area_m2 / shape.area))
    return affinity.scale(shape, factor, factor, origin=(0, 0))


def _offshore(
    island: Polygon, other_land: Polygon | MultiPolygon, *, angle: float, gap_m: float
) -> Polygon:
    """Move an island along a bearing until ``gap_m`` of water lie between it and other land."""
    west, south, east, north = other_land.bounds
    inner_m, outer_m = 0.0, 2 * max(east - west, north - south)
    for _ in range(40):
        middle_m = (inner_m + outer_m) / 2
        moved = affinity.translate(island, middle_m * np.cos(angle), middle_m * np.sin(angle))
        if moved.distance(other_land) < gap_m:
            inner_m = middle_m
        else:
            outer_m = middle_m
    return affinity.translate(island, outer_m * np.cos(angle), outer_m * np.sin(angle))


def _largest(geometry: shapely.Geometry) -> Polygon:
    parts = shapely.get_parts(geometry)
    largest = parts[np.argmax(shapely.area(parts))]
    return Polygon(largest.exterior)


def _shore(mainland: Polygon, radius_m: float) -> Points:
    ring = shapely.segmentize(mainland.exterior, _SHORE_STEP_M)
    points = np.asarray(shapely.get_coordinates(ring))
    return np.asarray(points[points[:, 0] < -0.3 * radius_m])


def _placed(land: Land, *, factor: float) -> Land:
    """Scale to the wanted area, move to the spot in France, round to centimetres."""

    def move(xy: Points) -> Points:
        return np.asarray(np.round(xy * factor + np.array(ORIGIN_M), 2), dtype=np.float64)

    def moved(polygon: Polygon) -> Polygon:
        return shapely.transform(polygon, move)

    return Land(
        mainland=moved(land.mainland),
        remote_island=moved(land.remote_island),
        bridged_island=None if land.bridged_island is None else moved(land.bridged_island),
        num_bridged_communes=land.num_bridged_communes,
        rivers=shapely.transform(land.rivers, move),
        estuaries=tuple(moved(estuary) for estuary in land.estuaries),
        shore=move(land.shore),
    )
