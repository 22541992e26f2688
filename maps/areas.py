"""Areas beyond so many minutes of help, drawn from travel times and never as circles.

Where the territory has population squares, the areas are the squares whose residents are beyond a
limit, and nothing else: who lives in them are exactly those whom plan.json counts as beyond.
Otherwise one search from all places of help at once gives every node of the road network its
minutes; the land around a node, nearer to it than to any other, counts as it does, and land beyond
a limit is merged, cut to the territory and simplified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.nearest import find_nearest_by_node
from geodata.places import list_help_places, offer_place_id, venue_place_id
from geodata.snapping import AccessLeg
from geodata.territory import Commune, Territory
from maps.geometry import LONLAT, polygons_of
from maps.squares import SquaresBeyond, find_squares_beyond, has_squares, survey_squares
from maps.style import minute_limits
from planner.plan import Plan

DECIMALS: Final = 4
"""Of degrees: about ten metres, finer than the areas are known."""
_M2: Final = 1e6

Basis = Literal["squares", "nodes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How finely areas are drawn."""

    smallest_km2: float
    """A smaller piece of land says more about the drawing than about the land."""
    tolerance_m: float
    """How far a border may be from the land's."""
    square_m: int | None
    """Population squares are drawn as squares of this side; ``None``: as they are."""


FINE: Final = Detail(smallest_km2=0.25, tolerance_m=120.0, square_m=None)
COARSE: Final = Detail(smallest_km2=4.0, tolerance_m=500.0, square_m=2000)
"""For a page of tens of thousands of communes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedLand:
    """Land beyond a limit (EPSG:4326)."""

    shape: MultiPolygon
    km2: float
    residents: float | None = None
    """Who lives there; ``None`` where the land was drawn from road nodes."""
    need: float | None = None
    """How many of them need help, estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedArea:
    """What is beyond a limit, with the existing offer alone and with the plan."""

    limit_minutes: int
    basis: Basis
    before: UnreachedLand
    after: UnreachedLand


def find_unreached_areas(
    plan: Plan, territory: Territory, *, access: AccessLeg, detail: Detail = FINE
) -> tuple[UnreachedArea, ...]:
    """Find what is beyond each reported number of minutes of a session or a fixed place.

    From squares, minutes are those of the plan's figures: from where people live. From road nodes
    the way from a home to its road is not counted, and communes that no road joins to the rest
    belong to every area.

    Parameters
    ----------
    plan
        Its visits name the places of sessions, its settings give the limits.
    territory
        That of the plan; its roads also beyond its border: help may be nearer there.
    access
        How the way between a place and its road is counted.
    detail
        Of the drawing; who lives in squares is counted square by square all the same.
    """
    limits = minute_limits(
        plan.settings.access.reported_minutes,
        standard_minutes=plan.settings.access.standard_minutes,
    )
    fixed = [offer_place_id(place.id) for place in territory.existing_offer]
    visits = {venue_place_id(visit.venue_id) for visit in plan.visits}
    helps = [fixed, [*fixed, *sorted(visits)]]
    if has_squares(territory.population_cells):
        squares = survey_squares(plan, territory, access=access)
        found = [
            find_squares_beyond(squares, set(ids), limits=limits, drawn_m=detail.square_m)
            for ids in helps
        ]
        return _pair(limits, "squares", *([_as_land(one) for one in lands] for lands in found))
    ground = _survey_ground(plan, territory)
    places = {place.id: place for place in list_help_places(territory)}
    lands = []
    for ids in helps:
        open_places = [places[place_id] for place_id in ids]
        time_s = find_nearest_by_node(territory.roads, open_places, access=access).time_s
        lands.append(
            [_land_beyond(ground, time_s, limit_s=60 * limit, detail=detail) for limit in limits]
        )
    return _pair(limits, "nodes", *lands)


def _pair(
    limits: Sequence[int],
    basis: Basis,
    before: Sequence[UnreachedLand],
    after: Sequence[UnreachedLand],
) -> tuple[UnreachedArea, ...]:
    return tuple(
        UnreachedArea(limit_minutes=limit, basis=basis, before=first, after=then)
        for limit, first, then in zip(limits, before, after, strict=True)
    )


def _as_land(squares: SquaresBeyond) -> UnreachedLand:
    return UnreachedLand(
        shape=squares.shape, km2=squares.km2, residents=squares.residents, need=squares.need
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """What areas are made of, in metres."""

    cells: npt.NDArray[np.object_]
    """(num_nodes,) the land around each node."""
    land: BaseGeometry
    """The territory without the communes that are cut off."""
    cut_off: BaseGeometry
    crs: str


def _survey_ground(plan: Plan, territory: Territory) -> _Ground:
    communes: Sequence[Commune] = territory.communes
    cut_off = {row.commune_code for row in plan.communes if row.status == "unreachable"}
    outlines = gpd.GeoSeries([commune.geometry for commune in communes], crs=LONLAT)
    metres = outlines.estimate_utm_crs()
    projected = outlines.to_crs(metres).make_valid()
    is_cut_off = np.array([commune.code in cut_off for commune in communes], dtype=np.bool_)
    return _Ground(
        cells=_cells_of_nodes(territory.roads.node_lonlat, projected.total_bounds, crs=str(metres)),
        land=shapely.union_all(projected[~is_cut_off].to_numpy()),
        cut_off=shapely.union_all(projected[is_cut_off].to_numpy()),
        crs=str(metres),
    )


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


def _land_beyond(
    ground: _Ground, time_s: npt.NDArray[np.int64], *, limit_s: int, detail: Detail
) -> UnreachedLand:
    """Merge the land whose node is beyond the limit."""
    beyond = shapely.union_all(ground.cells[time_s > limit_s])
    whole = shapely.union_all([shapely.intersection(beyond, ground.land), ground.cut_off])
    parts = [
        part
        for part in shapely.get_parts(whole)
        if isinstance(part, Polygon) and part.area >= detail.smallest_km2 * _M2
    ]
    if not parts:
        return UnreachedLand(shape=MultiPolygon(), km2=0.0)
    simple = shapely.simplify(MultiPolygon(parts), detail.tolerance_m)
    degrees = gpd.GeoSeries([simple], crs=ground.crs).to_crs(LONLAT).iloc[0]
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return UnreachedLand(shape=polygons_of(rounded), km2=sum(part.area for part in parts) / _M2)
