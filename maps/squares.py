"""Population squares whose residents are beyond a limit, merged along their own edges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely import MultiPolygon

from geodata.places import list_help_places
from geodata.point_travel import PointNetwork, find_nearest_places, join_network
from geodata.population import PopulationCells
from geodata.population_cells import GRID_EPSG
from geodata.snapping import AccessLeg
from geodata.territory import Territory
from maps.geometry import LONLAT, polygons_of
from planner.plan import Plan

DECIMALS: Final = 5
"""Of degrees: about one metre."""
OFF_GRID_M: Final = 2.0
"""A corner this near to the square's own grid lies on it: neighbours then share their edges."""
_M2: Final = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class SquaresBeyond:
    """The squares beyond a limit (EPSG:4326) and who lives in them."""

    shape: MultiPolygon
    km2: float
    residents: float
    need: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Squares:
    """Population squares, one position each."""

    boxes: npt.NDArray[np.object_]
    """(n,) polygons in the metres of the grid."""
    side_m: npt.NDArray[np.float64]
    residents: npt.NDArray[np.float64]
    need: npt.NDArray[np.float64]
    """(n,) residents who need help, estimated."""
    network: PointNetwork
    """The squares' centres as points, the places of help as places."""
    place_ids: tuple[str, ...]


def has_squares(cells: PopulationCells | None) -> TypeGuard[PopulationCells]:
    """Whether residents were counted by squares that can be drawn."""
    return cells is not None and not cells.is_proxy and bool((cells.side_m > 0).any())


def survey_squares(plan: Plan, territory: Territory, *, access: AccessLeg) -> Squares:
    """Gather the squares of a territory, who lives there and how they join the roads.

    The same search as the plan's figures, so that the residents of the squares beyond a limit are
    those that ``plan.reach`` leaves out. Residents of a commune without squares are all at one
    point: it gets a square of the usual side.

    Raises
    ------
    ValueError
        The territory has no squares, or its communes are not those of the plan.
    """
    cells = territory.population_cells
    if not has_squares(cells):
        raise ValueError("the territory has no population squares")
    rows = {row.commune_code: row for row in plan.communes}
    codes, rank = np.unique(cells.commune_code, return_inverse=True)
    if set(codes.tolist()) != rows.keys():
        raise ValueError("population squares and the plan differ in communes")
    places = list_help_places(territory)
    boxes, side_m = _boxes(cells)
    return Squares(
        boxes=boxes,
        side_m=side_m,
        residents=np.array([rows[code].population for code in codes])[rank] * cells.weight,
        need=np.array([rows[code].need for code in codes])[rank] * cells.weight,
        network=join_network(territory.roads, cells.lonlat, places, access=access),
        place_ids=tuple(place.id for place in places),
    )


def find_squares_beyond(
    squares: Squares,
    place_ids: Collection[str],
    *,
    limits: Sequence[int],
    drawn_m: int | None = None,
) -> tuple[SquaresBeyond, ...]:
    """Find the squares that are more than each limit from the nearest of some places.

    Parameters
    ----------
    place_ids
        Where help is: ids of :mod:`geodata.places`.
    limits
        Minutes, which count as within.
    drawn_m
        Side of the squares of the grid that are drawn for those that lie in them, where the
        squares themselves would be too many; their km² and residents are counted all the same.
    """
    places = [at for at, place_id in enumerate(squares.place_ids) if place_id in place_ids]
    time_s = find_nearest_places(squares.network, places).time_s
    return tuple(
        SquaresBeyond(
            shape=_merge(_drawn(squares.boxes[beyond], drawn_m)),
            km2=float((squares.side_m[beyond] ** 2).sum()) / _M2,
            residents=float(squares.residents[beyond].sum()),
            need=float(squares.need[beyond].sum()),
        )
        for beyond in (time_s > 60 * limit for limit in limits)
    )


def _boxes(cells: PopulationCells) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Squares in the metres of the grid, and their sides."""
    to_grid = Transformer.from_crs(4326, GRID_EPSG, always_xy=True)
    usual = float(np.median(cells.side_m[cells.side_m > 0]))
    side_m = np.where(cells.side_m > 0, cells.side_m, usual)
    centre = np.column_stack(to_grid.transform(cells.lonlat[:, 0], cells.lonlat[:, 1]))
    corner = centre - side_m[:, None] / 2
    on_grid = np.rint(corner / side_m[:, None]) * side_m[:, None]
    low = np.where(np.abs(on_grid - corner) <= OFF_GRID_M, on_grid, np.rint(corner))
    high = low + side_m[:, None]
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])), side_m


def _drawn(boxes: npt.NDArray[np.object_], side_m: int | None) -> npt.NDArray[np.object_]:
    """Squares as they are, or those of a wider grid in which their centres lie, each once."""
    if side_m is None:
        return boxes
    low = np.unique(np.floor(shapely.get_coordinates(shapely.centroid(boxes)) / side_m), axis=0)
    low *= side_m
    return np.asarray(shapely.box(low[:, 0], low[:, 1], low[:, 0] + side_m, low[:, 1] + side_m))


def _merge(boxes: npt.NDArray[np.object_]) -> MultiPolygon:
    """Merge squares of the grid, without points along straight edges, in degrees."""
    if not boxes.size:
        return MultiPolygon()
    merged = shapely.simplify(shapely.union_all(boxes), 0)
    degrees = gpd.GeoSeries([merged], crs=GRID_EPSG).to_crs(LONLAT).iloc[0]
    return polygons_of(shapely.transform(degrees, lambda points: np.round(points, DECIMALS)))
