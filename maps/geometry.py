"""Outlines and lines made light enough for a mail attachment, without gaps between neighbours."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

LONLAT: Final = "EPSG:4326"
OUTLINE_TOLERANCE_M: Final = 60.0
"""Square root of the area below which a corner of an outline is left out."""
LINE_TOLERANCE_M: Final = 12.0
DECIMALS: Final = 5
"""Of degrees: about one metre."""


def simplify_outlines(outlines: Sequence[Polygon | MultiPolygon]) -> gpd.GeoSeries:
    """Simplify neighbouring outlines together (lon/lat), so that shared borders stay shared.

    Visvalingam-Whyatt on the coverage's edges, in metres of the local UTM zone. Where the source
    outlines do not match each other, each side is simplified by itself.
    """
    degrees = gpd.GeoSeries(list(outlines), crs=LONLAT)
    metres = degrees.to_crs(degrees.estimate_utm_crs())
    simple = gpd.GeoSeries(
        shapely.coverage_simplify(metres.to_numpy(), OUTLINE_TOLERANCE_M), crs=metres.crs
    )
    return _rounded(simple.to_crs(LONLAT))


def simplify_lines(
    lines: Sequence[npt.NDArray[np.float64]], *, tolerance_m: float = LINE_TOLERANCE_M
) -> tuple[LineString | None, ...]:
    """Simplify road lines (lon/lat); ``None`` for a line of fewer than two points."""
    kept = [position for position, line in enumerate(lines) if len(line) > 1]
    result: list[LineString | None] = [None] * len(lines)
    if kept:
        degrees = gpd.GeoSeries([LineString(lines[position]) for position in kept], crs=LONLAT)
        metres = degrees.to_crs(degrees.estimate_utm_crs())
        simple = _rounded(metres.simplify(tolerance_m).to_crs(LONLAT))
        for position, line in zip(kept, simple, strict=True):
            result[position] = line
    return tuple(result)


def merge_borders(outlines: gpd.GeoSeries, groups: Sequence[str]) -> gpd.GeoSeries:
    """Borders of groups of outlines (e.g. EPCI), indexed by group in ascending order."""
    frame = gpd.GeoDataFrame({"group": list(groups)}, geometry=outlines.to_numpy(), crs=LONLAT)
    return frame.dissolve(by="group", method="unary", sort=True).boundary


def encode_points(coordinates: npt.NDArray[np.float64]) -> list[int]:
    """Write points (n, 2) as whole 1e-5 degrees, each less the one before: lon, lat, lon, lat…."""
    whole = np.rint(coordinates * 10**DECIMALS).astype(np.int64)
    steps: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return steps


def encode_polygons(outline: Polygon | MultiPolygon) -> list[list[list[int]]]:
    """Encode the polygons of an outline, each a list of rings."""
    parts = outline.geoms if isinstance(outline, MultiPolygon) else (outline,)
    return [
        [
            # a ring's last point repeats its first: the page closes rings itself
            encode_points(shapely.get_coordinates(ring)[:-1])
            for ring in (part.exterior, *part.interiors)
        ]
        for part in parts
    ]


def encode_lines(lines: BaseGeometry) -> list[list[int]]:
    """Encode a line or the lines of a border."""
    return [encode_points(shapely.get_coordinates(part)) for part in shapely.get_parts(lines)]


def _rounded(series: gpd.GeoSeries) -> gpd.GeoSeries:
    """Round every coordinate alike, so that equal points stay equal."""
    return gpd.GeoSeries(
        shapely.transform(series.to_numpy(), lambda points: np.round(points, DECIMALS)),
        crs=series.crs,
    )


def polygons_of(shape: BaseGeometry) -> MultiPolygon:
    """The polygons of a shape once made valid; points and lines, which it may leave, are not."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)])
