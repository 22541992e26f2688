"""Areas beyond so many minutes of help, drawn from the travel times of road nodes.

One search from all places of help at once gives every node of the road network its minutes. The
land around a node, nearer to it than to any other, counts as it does; land beyond a limit is
merged, cut to the territory and simplified. A circle would promise roads that are not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.nearest import find_nearest_by_node
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place
from geodata.territory import Commune, OfferPlace
from maps.geometry import LONLAT
from maps.style import minute_limits
from planner.plan import Plan

SMALLEST_KM2: Final = 0.25
"""A piece smaller than this says more about the drawing than about the land."""
TOLERANCE_M: Final = 120.0
DECIMALS: Final = 4
"""Of degrees: about ten metres, finer than the areas are known."""
_M2: Final = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedArea:
    """The land beyond a limit, with the plan and with the existing offer alone (EPSG:4326)."""

    limit_minutes: int
    before: MultiPolygon
    after: MultiPolygon
    before_km2: float
    after_km2: float


def find_unreached_areas(
    plan: Plan,
    *,
    communes: Sequence[Commune],
    offer: Sequence[OfferPlace],
    roads: Roads,
    access: AccessLeg,
) -> tuple[UnreachedArea, ...]:
    """Find the land beyond each reported number of minutes of a session or a fixed place.

    Minutes are driven from the road node; the way from a home to it is not counted. Communes that
    no road joins to the rest belong to every area.

    Parameters
    ----------
    plan
        Its venues are the places of sessions, its settings give the limits.
    communes
        The outlines that the areas are cut to.
    offer
        The existing fixed offer.
    roads
        The network, also beyond the territory: help may be nearer across the border.
    access
        How the way between a place of help and its road is counted.
    """
    fixed = [Place(id=f"offer/{place.id}", lon=place.lon, lat=place.lat) for place in offer]
    visited = [Place(id=f"venue/{venue.id}", lon=venue.lon, lat=venue.lat) for venue in plan.venues]
    limits = minute_limits(
        plan.settings.access.reported_minutes,
        standard_minutes=plan.settings.access.standard_minutes,
    )
    cut_off = {row.commune_code for row in plan.communes if row.status == "unreachable"}
    outlines = gpd.GeoSeries([commune.geometry for commune in communes], crs=LONLAT)
    metres = outlines.estimate_utm_crs()
    projected = outlines.to_crs(metres).make_valid()
    is_cut_off = np.array([commune.code in cut_off for commune in communes], dtype=np.bool_)
    ground = _Ground(
        cells=_cells_of_nodes(roads.node_lonlat, projected.total_bounds, crs=str(metres)),
        land=shapely.union_all(projected[~is_cut_off].to_numpy()),
        cut_off=shapely.union_all(projected[is_cut_off].to_numpy()),
        crs=str(metres),
    )
    times = [
        find_nearest_by_node(roads, places, access=access).time_s
        for places in (fixed, [*fixed, *visited])
    ]
    found = []
    for limit in limits:
        before, after = (_area_beyond(ground, time_s, limit_s=60 * limit) for time_s in times)
        found.append(
            UnreachedArea(
                limit_minutes=limit,
                before=before[0],
                after=after[0],
                before_km2=before[1],
                after_km2=after[1],
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """What areas are made of, in metres."""

    cells: npt.NDArray[np.object_]
    """(num_nodes,) the land around each node."""
    land: BaseGeometry
    """The territory without the communes that are cut off."""
    cut_off: BaseGeometry
    crs: str


def _cells_of_nodes(
    lonlat: npt.NDArray[np.float64], bounds: npt.NDArray[np.float64], *, crs: str
) -> npt.NDArray[np.object_]:
    """(n,) land nearer to each node than to any other, in metres; nodes at one point share it."""
    points = gpd.GeoSeries(gpd.points_from_xy(lonlat[:, 0], lonlat[:, 1]), crs=LONLAT).to_crs(crs)
    spots, rank = np.unique(shapely.get_coordinates(points.to_numpy()), axis=0, return_inverse=True)
    if len(spots) < 2:  # noqa: PLR2004 - a single point shares the land with nobody
        return np.full(len(lonlat), shapely.box(*bounds), dtype=np.object_)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(spots), extend_to=shapely.box(*bounds), ordered=True
    )
    return np.asarray(shapely.get_parts(cells))[rank.reshape(-1)]


def _area_beyond(
    ground: _Ground, time_s: npt.NDArray[np.int64], *, limit_s: int
) -> tuple[MultiPolygon, float]:
    """Merge the land whose node is beyond the limit; the area in degrees and its km²."""
    beyond = shapely.union_all(ground.cells[time_s > limit_s])
    whole = shapely.union_all([shapely.intersection(beyond, ground.land), ground.cut_off])
    parts = [
        part
        for part in shapely.get_parts(whole)
        if isinstance(part, Polygon) and part.area >= SMALLEST_KM2 * _M2
    ]
    if not parts:
        return MultiPolygon(), 0.0
    simple = shapely.simplify(MultiPolygon(parts), TOLERANCE_M)
    degrees = gpd.GeoSeries([simple], crs=ground.crs).to_crs(LONLAT).iloc[0]
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    polygons = [
        part for part in shapely.get_parts(shapely.make_valid(rounded)) if isinstance(part, Polygon)
    ]
    return MultiPolygon(polygons), sum(part.area for part in parts) / _M2
