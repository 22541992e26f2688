"""The point of a road network nearest to a place."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from geodata.roads import Roads, list_track_points

_TO_GEOCENTRIC: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84"
)
_EQUATOR_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 0.00669437999014
"""WGS 84: radius at the equator, square of the first eccentricity."""
_AT_END_M: Final = 0.1
"""A point of an edge so near its end is the end."""
_EQUALLY_NEAR_M: Final = 0.01
_PLACES_AT_ONCE: Final = 256
_HALF_TURN: Final = 180.0
_LEAST_M_PER_DEGREE: Final = 110_000.0
"""Metres of a degree of latitude are never fewer, on the WGS 84 ellipsoid."""

_Floats = npt.NDArray[np.float64]
_Any = npt.NDArray[Any]
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feet:
    """The nearest point of the network to each of several places, one position a place."""

    edge: _Ints
    """(num_places,) the edge of the point."""
    share: _Floats
    """(num_places,) part of the edge's line from its first node to the point: 0 and 1 are ends."""
    num_before: _Ints
    """(num_places,) how many shape points of the edge lie before the point."""
    lonlat: _Floats
    """(num_places, 2) the point in degrees."""
    distance_m: _Floats
    """(num_places,) straight-line metres between place and point."""
    twin_edge: _Ints
    """(num_places,) the one-way edge that leads back along the same line, or -1."""
    twin_share: _Floats
    """(num_places,) as ``share``, of the twin."""
    twin_num_before: _Ints
    """(num_places,) as ``num_before``, of the twin."""


class _Lines(NamedTuple):
    """All edges as points; a piece is the straight line from a point to the next."""

    points: _Floats
    """(num_points, 2) degrees; longitudes run on over the antimeridian."""
    start: _Ints
    """(num_edges + 1,) edge e owns points start[e] to start[e + 1]."""
    share: _Floats
    """(num_points,) part of its edge's line before each point."""
    line_m: _Floats
    """(num_edges,) metres of each edge as it is drawn."""


class _Candidates(NamedTuple):
    """Pieces of line that may be nearest to a place, with their nearest points."""

    place: _Ints
    edge: _Ints
    share: _Floats
    num_before: _Ints
    lonlat: _Floats
    distance_m: _Floats

    def take(self, rows: _Any) -> "_Candidates":
        """Some of the pairs, in the order given."""
        return _Candidates(
            place=self.place[rows],
            edge=self.edge[rows],
            share=self.share[rows],
            num_before=self.num_before[rows],
            lonlat=self.lonlat[rows],
            distance_m=self.distance_m[rows],
        )


def find_feet(roads: Roads, lonlat: _Floats, *, max_m: float) -> Feet:
    """Find the nearest point of a network that has edges to each place.

    Of points equally near (within a centimetre) a node is taken before the middle of an edge, a
    two-way edge before a one-way edge, a fast one before a slow one. Lines between shape points
    are straight in degrees, as GeoJSON has it. Where no road is within ``max_m``, the nearest on
    the pieces of line at the nearest node or shape point is given.

    Distances are chords between geocentric coordinates on the WGS 84 ellipsoid at height 0, so
    that no projection distorts: a chord is shorter than the geodesic by less than a millimetre at
    10 km. The point itself is found in the plane that touches the earth at the place, which turns
    right angles by less than a thousandth at 3 km: the distance is right to millimetres.
    """
    points, start = list_track_points(roads)
    in_space = _geocentric(points)
    lines = _make_lines(points, in_space, start)
    places = np.column_stack([_run_on(lonlat[:, 0], reference=points[0, 0]), lonlat[:, 1]])
    distances_m, numbers = cKDTree(in_space).query(_geocentric(lonlat))
    vertex_m, vertex = np.asarray(distances_m), np.asarray(numbers, dtype=np.int64)
    is_piece = np.ones(len(points), dtype=np.bool_)
    is_piece[start[1:] - 1] = False
    pieces = np.flatnonzero(is_piece)
    ends = np.stack([lines.points[pieces], lines.points[pieces + 1]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends)))
    parts = []
    for first in range(0, max(1, len(places)), _PLACES_AT_ONCE):
        some = slice(first, first + _PLACES_AT_ONCE)
        boxes = _boxes_around(places[some], np.minimum(vertex_m[some], max_m))
        near_place, near_piece = tree.query(boxes)
        # The nearest point's own pieces are looked at in any case, on both sides.
        at = np.arange(len(boxes))
        piece = np.concatenate([pieces[near_piece], vertex[some], vertex[some] - 1])
        place = np.concatenate([near_place, at, at])
        is_real = (piece >= 0) & is_piece[piece]
        candidates = _project(lines, places[some], place[is_real], piece[is_real])
        parts.append(_choose(roads, candidates, num_places=len(boxes)))
    feet = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    over = np.abs(feet["lonlat"][:, 0]) > _HALF_TURN
    feet["lonlat"][over, 0] -= 2 * np.copysign(_HALF_TURN, feet["lonlat"][over, 0])
    distance_m = np.linalg.norm(_geocentric(feet["lonlat"]) - _geocentric(lonlat), axis=1)
    return Feet(**feet, distance_m=distance_m)


def _make_lines(points: _Floats, in_space: _Floats, start: _Ints) -> _Lines:
    step_m = np.zeros(len(points))
    step_m[1:] = np.linalg.norm(np.diff(in_space, axis=0), axis=1)
    step_m[start[:-1]] = 0
    along_m = np.cumsum(step_m)
    edge = np.repeat(np.arange(len(start) - 1), np.diff(start))
    before_m = along_m - along_m[start[:-1]][edge]
    line_m = before_m[start[1:] - 1]
    share = before_m / np.where(line_m > 0, line_m, 1)[edge]
    run_on = np.column_stack([_run_on(points[:, 0], reference=points[0, 0]), points[:, 1]])
    return _Lines(run_on, start, share, line_m)


def _boxes_around(places: _Floats, within_m: _Floats) -> npt.NDArray[np.object_]:
    """Boxes in degrees that hold all that is within some metres of each place."""
    tall = within_m * 1.001 / _LEAST_M_PER_DEGREE + 1e-9
    farthest = np.minimum(np.abs(places[:, 1]) + tall, 89.0)
    wide = tall / np.cos(np.radians(farthest))
    low, high = places - np.column_stack([wide, tall]), places + np.column_stack([wide, tall])
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))


def _project(lines: _Lines, places: _Floats, place: _Ints, piece: _Ints) -> _Candidates:
    """Nearest point of a piece of line to a place, for each pair of both."""
    lat = np.radians(places[place, 1])
    bulge = 1 - _ECCENTRICITY_2 * np.sin(lat) ** 2
    east_m = np.radians(_EQUATOR_M * np.cos(lat) / np.sqrt(bulge))
    north_m = np.radians(_EQUATOR_M * (1 - _ECCENTRICITY_2) / bulge**1.5)
    scale = np.column_stack([east_m, north_m])
    begin = (lines.points[piece] - places[place]) * scale
    step = (lines.points[piece + 1] - places[place]) * scale - begin
    square = (step**2).sum(axis=1)
    along = np.clip(-(begin * step).sum(axis=1) / np.where(square > 0, square, 1), 0, 1)
    edge = np.searchsorted(lines.start, piece, side="right") - 1
    share = lines.share[piece] + along * (lines.share[piece + 1] - lines.share[piece])
    line_m = lines.line_m[edge]
    is_first = share * line_m < _AT_END_M
    is_last = ~is_first & ((1 - share) * line_m < _AT_END_M)
    lonlat = lines.points[piece] + along[:, np.newaxis] * (
        lines.points[piece + 1] - lines.points[piece]
    )
    lonlat[is_first] = lines.points[lines.start[edge[is_first]]]
    lonlat[is_last] = lines.points[lines.start[edge[is_last] + 1] - 1]
    return _Candidates(
        place=place,
        edge=edge,
        share=np.where(is_first, 0.0, np.where(is_last, 1.0, share)),
        num_before=piece - lines.start[edge],
        lonlat=lonlat,
        distance_m=np.linalg.norm((lonlat - places[place]) * scale, axis=1),
    )


def _choose(roads: Roads, candidates: _Candidates, *, num_places: int) -> dict[str, _Any]:
    """Take the nearest candidate of each place, and the way back of a one-way edge."""
    least_m = np.full(num_places, np.inf)
    np.minimum.at(least_m, candidates.place, candidates.distance_m)
    is_near = candidates.distance_m <= least_m[candidates.place] + _EQUALLY_NEAR_M
    near = candidates.take(is_near)
    is_middle = (near.share > 0) & (near.share < 1)
    ends = roads.edge_nodes[near.edge]
    # What an edge is comes before its number, so that renumbering changes no drive.
    middle_of_ends = roads.node_lonlat[ends].sum(axis=1)
    costs = (roads.is_oneway[near.edge], roads.time_s[near.edge], roads.length_m[near.edge])
    keys = (near.place, is_middle, *costs, *middle_of_ends.T, near.edge, near.num_before)
    order = np.lexsort(keys[::-1])
    near, is_middle = near.take(order), is_middle[order]
    ends = ends[order]
    chosen = np.searchsorted(near.place, np.arange(num_places))
    own = chosen[near.place]
    is_oneway = roads.is_oneway[near.edge]
    is_back = is_middle & is_middle[own] & is_oneway & is_oneway[own]
    is_back &= (ends == ends[own, ::-1]).all(axis=1) & (near.edge != near.edge[own])
    twin = np.full(num_places, -1, dtype=np.int64)
    back = np.flatnonzero(is_back)[::-1]  # the last one written is the first in order
    twin[near.place[back]] = back
    has_twin = twin >= 0
    return {
        "edge": near.edge[chosen],
        "share": near.share[chosen],
        "num_before": near.num_before[chosen],
        "lonlat": near.lonlat[chosen],
        "twin_edge": np.where(has_twin, near.edge[twin], -1),
        "twin_share": np.where(has_twin, near.share[twin], 0.0),
        "twin_num_before": np.where(has_twin, near.num_before[twin], 0),
    }


def _run_on(lon: _Floats, *, reference: float) -> _Floats:
    """Longitudes within half a turn of the reference, beyond 180 degrees if need be."""
    gap = lon - reference
    return np.asarray(lon - 360 * (gap > _HALF_TURN) + 360 * (gap < -_HALF_TURN))


def _geocentric(lonlat: _Floats) -> _Floats:
    """(n, 3) metres from the centre of the earth."""
    height = np.zeros(len(lonlat))
    transformer = Transformer.from_pipeline(_TO_GEOCENTRIC)
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1], height))
