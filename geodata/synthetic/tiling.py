"""Communes as tiles of the land: villages, Voronoi cells clipped to the land, neighbours."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi, cKDTree
from shapely import Polygon

from geodata.synthetic.land import Land
from geodata.synthetic.spread import Points, Positions

MAINLAND: Final = 0
BRIDGED_ISLAND: Final = 1
REMOTE_ISLAND: Final = 2
_GRID_M: Final = 0.01
_SAMPLES_PER_SITE: Final = 24

Cells = npt.NDArray[Any]
"""(n,) shapely Polygons or MultiPolygons."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tiling:
    """Communes in no particular order; metres in EPSG:2154."""

    sites: Points
    """(n, 2) the village of each commune, well inside it."""
    cells: Cells
    """(n,) outlines, which tile the land."""
    landmass: Positions
    """(n,) MAINLAND, BRIDGED_ISLAND or REMOTE_ISLAND."""
    neighbours: Positions
    """(m, 2) pairs that share a border, and the pairs that tie islands to the mainland."""


def make_tiling(rng: np.random.Generator, land: Land, *, num_communes: int) -> Tiling:
    """Divide every landmass into communes."""
    num_bridged = land.num_bridged_communes
    masses: list[tuple[int, Polygon, int]] = [
        (MAINLAND, land.mainland, num_communes - num_bridged - 1)
    ]
    if land.bridged_island is not None:
        masses.append((BRIDGED_ISLAND, land.bridged_island, num_bridged))
    masses.append((REMOTE_ISLAND, land.remote_island, 1))
    sites = [_choose_sites(rng, outline, count) for _, outline, count in masses]
    cells = np.concatenate(
        [_clip_voronoi(own, outline) for own, (_, outline, _) in zip(sites, masses, strict=True)]
    )
    points = np.concatenate(sites)
    return Tiling(
        sites=points,
        cells=cells,
        landmass=np.repeat(
            np.array([kind for kind, _, _ in masses]), [count for _, _, count in masses]
        ),
        neighbours=_tie_together(points, _bordering(cells)),
    )


def _choose_sites(rng: np.random.Generator, outline: Polygon, count: int) -> Points:
    """Scatter points evenly but not regularly: two rounds of Lloyd's relaxation on samples."""
    margin_m = min(250.0, 0.06 * float(np.sqrt(outline.area)))
    samples = _sample_inside(rng, outline.buffer(-margin_m), max(400, _SAMPLES_PER_SITE * count))
    sites: Points = samples[rng.choice(len(samples), size=count, replace=False)]
    tree = cKDTree(samples)
    for _ in range(2):
        owner = cKDTree(sites).query(samples)[1]
        size = np.maximum(np.bincount(owner, minlength=count), 1)
        means = np.column_stack(
            [np.bincount(owner, samples[:, axis], count) / size for axis in (0, 1)]
        )
        nearest = np.asarray(tree.query(means)[1])  # a mean may lie in a bay, not its sample
        _, first = np.unique(nearest, return_index=True)
        sites[first] = samples[nearest[first]]
    return sites


def _sample_inside(rng: np.random.Generator, area: shapely.Geometry, count: int) -> Points:
    shapely.prepare(area)
    west, south, east, north = shapely.bounds(area)
    found = np.empty((0, 2))
    while len(found) < count:
        batch = rng.uniform((west, south), (east, north), size=(count, 2))
        found = np.concatenate([found, batch[shapely.contains_xy(area, batch)]])
    return np.asarray(np.round(np.unique(found[:count], axis=0), 2), dtype=np.float64)


def _clip_voronoi(sites: Points, outline: Polygon) -> Cells:
    """Voronoi cells of the sites, cut at the outline, on a grid of one centimetre."""
    middle = sites.mean(axis=0)
    reach = 20 * max(1.0, float(np.ptp(shapely.get_coordinates(outline), axis=0).max()))
    angles = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    far = middle + reach * np.column_stack([np.cos(angles), np.sin(angles)])
    diagram = Voronoi(np.concatenate([sites, far]) - middle)  # far points close every cell
    corners = np.round(diagram.vertices + middle, 2)
    cells = np.array(
        [Polygon(corners[diagram.regions[region]]) for region in diagram.point_region[: len(sites)]]
    )
    shapely.prepare(outline)
    is_cut = ~shapely.contains_properly(outline, cells)
    cells[is_cut] = shapely.intersection(cells[is_cut], outline, grid_size=_GRID_M)
    return _without_exclaves(cells, sites)


def _without_exclaves(cells: Cells, sites: Points) -> Cells:
    """Give the pieces that water cuts off from their village to the neighbour around them."""
    villages = np.asarray(shapely.points(sites))
    pieces: list[Polygon] = []
    for position in np.flatnonzero(shapely.get_num_geometries(cells) > 1):
        parts = shapely.get_parts(cells[position])
        home = int(np.argmin(shapely.distance(parts, villages[position])))
        cells[position] = parts[home]
        pieces += [part for rank, part in enumerate(parts) if rank != home and part.area > 0]
    tree = shapely.STRtree(cells.copy())
    for piece in sorted(pieces, key=lambda part: (-part.area, part.bounds)):
        near = np.sort(tree.query(piece, predicate="dwithin", distance=2 * _GRID_M))
        if not len(near):
            near = np.array([tree.nearest(piece)])
        edge = piece.buffer(2 * _GRID_M)
        shared = shapely.length(shapely.intersection(shapely.boundary(cells[near]), edge))
        keeper = near[np.argmax(shared)]
        cells[keeper] = shapely.union(cells[keeper], piece, grid_size=_GRID_M)
    return cells


def _bordering(cells: Cells) -> Positions:
    """Pairs of cells that share a border, not only a corner."""
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    pairs = np.column_stack([first, second])[first < second]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    shared = shapely.intersection(cells[pairs[:, 0]], cells[pairs[:, 1]])
    return np.asarray(pairs[shapely.length(shared) > 1.0])


def _tie_together(sites: Points, pairs: Positions) -> Positions:
    """Add the shortest pair between landmasses, so that every commune has a neighbour."""
    while True:
        shape = (len(sites), len(sites))
        graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=shape)
        count, label = connected_components(graph, directed=False)
        if count == 1:
            return pairs
        smallest = int(np.argmin(np.bincount(label)))
        inside, outside = np.flatnonzero(label == smallest), np.flatnonzero(label != smallest)
        distance, nearest = cKDTree(sites[outside]).query(sites[inside])
        here = int(np.argmin(distance))
        there = np.asarray(nearest)[here]
        pairs = np.concatenate([pairs, [[inside[here], outside[there]]]])
