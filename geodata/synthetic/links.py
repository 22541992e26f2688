"""Which villages are linked by a road, where roads cross water, and which roads are main ones."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from geodata.synthetic.land import Land
from geodata.synthetic.spread import Points, Positions
from geodata.synthetic.tiling import REMOTE_ISLAND, Tiling

_BRIDGE_SPACING_M: Final = 12_000.0
_LAST_RESORT_M: Final = 1.0e7
"""Added to the length of a link not wanted, once more over a river and over the sea: it is built
only where nothing else connects."""
_TOWNS_PER_BATCH: Final = 100

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Links:
    """Roads between villages; the remote island has none."""

    ends: Positions
    """(m, 2) positions of the two villages."""
    is_main: Flags
    """(m,) part of a main road between two towns."""
    is_bridge: Flags
    """(m,) crosses a river, an estuary or the sea."""


def make_links(
    tiling: Tiling, land: Land, population: npt.NDArray[np.int64], towns: Positions
) -> Links:
    """Link villages with their near neighbours (Gabriel graph) and join what water parts.

    Two villages are Gabriel neighbours when no third one lies in the circle whose diameter
    joins them (Gabriel and Sokal 1969). A road keeps to the land and does not cross a river,
    but for a few bridges.
    """
    linked = np.flatnonzero(tiling.landmass != REMOTE_ISLAND)
    pairs = linked[_delaunay_pairs(tiling.sites[linked])]
    lines = np.asarray(shapely.linestrings(tiling.sites[pairs]))
    is_gabriel = _is_gabriel(tiling.sites[linked], tiling.sites[pairs])
    is_dry = is_on_land(lines, land)
    is_crossing = crosses_river(lines, land)
    is_bridge = np.zeros(len(pairs), dtype=np.bool_)
    candidates = np.flatnonzero(is_gabriel & is_dry & is_crossing)
    traffic = population[pairs].sum(axis=1)
    is_bridge[_river_bridges(lines, candidates, traffic, land)] = True
    is_bridge[_estuary_bridges(lines, np.flatnonzero(~is_dry), land)] = True
    is_kept = (is_gabriel & is_dry & ~is_crossing) | is_bridge
    penalty = 1 + is_crossing.astype(np.int64) + ~is_dry
    cost = shapely.length(lines) + np.where(is_kept, 0.0, _LAST_RESORT_M * penalty)
    is_needed = _in_spanning_tree(pairs, cost, len(tiling.sites))
    is_bridge |= is_needed & (is_crossing | ~is_dry)
    is_kept |= is_needed
    ends = pairs[is_kept]
    lengths = shapely.length(lines[is_kept])
    return Links(
        ends=ends,
        is_main=_between_towns(ends, lengths, tiling.sites, towns),
        is_bridge=is_bridge[is_kept],
    )


def is_on_land(lines: npt.NDArray[np.object_], land: Land) -> Flags:
    """Whether a line keeps to one landmass."""
    result = np.zeros(len(lines), dtype=np.bool_)
    for outline in (land.mainland, land.bridged_island):
        if outline is not None:
            shapely.prepare(outline)
            result |= shapely.covers(outline, lines)
    return result


def crosses_river(lines: npt.NDArray[np.object_], land: Land) -> Flags:
    """Whether a line crosses a river."""
    shapely.prepare(land.rivers)
    return np.asarray(shapely.intersects(land.rivers, lines))


def gabriel_neighbours(points: Points) -> Positions:
    """Pairs of points that are Gabriel neighbours; all pairs of fewer than four points."""
    pairs = _delaunay_pairs(points)
    return pairs[_is_gabriel(points, points[pairs])]


def _delaunay_pairs(points: Points) -> Positions:
    if len(points) < 4:  # noqa: PLR2004 - a triangulation of three points is the three pairs
        return np.column_stack(np.triu_indices(len(points), k=1)).astype(np.int64)
    corners = Delaunay(points - points.mean(axis=0)).simplices
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]))
    return np.unique(pairs, axis=0).astype(np.int64)


def _is_gabriel(points: Points, segments: npt.NDArray[np.float64]) -> Flags:
    middles = segments.mean(axis=1)
    radius_m = np.hypot(*(segments[:, 1] - segments[:, 0]).T) / 2
    nearest_m = cKDTree(points).query(middles)[0]
    return np.asarray(nearest_m >= radius_m - 1e-6)


def _river_bridges(
    lines: npt.NDArray[np.object_],
    candidates: Positions,
    traffic: npt.NDArray[np.int64],
    land: Land,
) -> list[int]:
    """Busiest crossings of each river, kept apart from each other."""
    bridges: list[int] = []
    for river in land.rivers.geoms:
        own = candidates[shapely.intersects(river, lines[candidates])]
        crossing = shapely.centroid(shapely.intersection(lines[own], river))
        along_m = shapely.line_locate_point(river, crossing)
        taken_m: list[float] = []
        for rank in np.argsort(-traffic[own], kind="stable").tolist():
            if all(abs(along_m[rank] - other) > _BRIDGE_SPACING_M for other in taken_m):
                taken_m.append(float(along_m[rank]))
                bridges.append(int(own[rank]))
    return bridges


def _estuary_bridges(
    lines: npt.NDArray[np.object_], candidates: Positions, land: Land
) -> list[int]:
    """One bridge for each estuary: the shortest link that crosses it and no other water."""
    bridges = []
    for estuary in land.estuaries:
        crossed = candidates[shapely.intersects(estuary, lines[candidates])]
        with_water = shapely.union(land.mainland.buffer(1.0), estuary)
        shapely.prepare(with_water)
        crossed = crossed[shapely.covers(with_water, lines[crossed])]
        if len(crossed):
            bridges.append(int(crossed[np.argmin(shapely.length(lines[crossed]))]))
    return bridges


def _in_spanning_tree(pairs: Positions, cost: npt.NDArray[np.float64], size: int) -> Flags:
    graph = coo_array((cost, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    low, high = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
    return np.isin(_keys(pairs, size), low.astype(np.int64) * size + high)


def _keys(pairs: Positions, size: int) -> Positions:
    return np.asarray(pairs.min(axis=1) * size + pairs.max(axis=1))


def _between_towns(
    ends: Positions, lengths: npt.NDArray[np.float64], sites: Points, towns: Positions
) -> Flags:
    """Links on the shortest ways between neighbouring towns."""
    is_main = np.zeros(len(ends), dtype=np.bool_)
    if len(towns) < 2:  # noqa: PLR2004 - a way needs two ends
        return is_main
    graph = coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(len(sites), len(sites))).tocsr()
    journeys = gabriel_neighbours(sites[towns])
    order = np.argsort(_keys(ends, len(sites)))
    keys = _keys(ends, len(sites))[order]
    for start in range(0, len(towns), _TOWNS_PER_BATCH):
        batch = towns[start : start + _TOWNS_PER_BATCH]
        own = journeys[(journeys[:, 0] >= start) & (journeys[:, 0] < start + len(batch))]
        used = _ways(graph, batch, own[:, 0] - start, towns[own[:, 1]])
        is_main[order[np.searchsorted(keys, _keys(used, len(sites)))]] = True
    return is_main


def _ways(graph: csr_array, sources: Positions, row: Positions, goal: Positions) -> Positions:
    """(k, 2) steps of the shortest ways, all of them walked back together."""
    _, before = dijkstra(graph, directed=False, indices=sources, return_predecessors=True)
    steps = []
    here = goal
    while len(here):
        previous = before[row, here].astype(np.int64)
        is_underway = previous >= 0
        row, here, previous = row[is_underway], here[is_underway], previous[is_underway]
        steps.append(np.column_stack([previous, here]))
        here = previous
    return np.concatenate(steps) if steps else np.empty((0, 2), dtype=np.int64)
