"""Roads in metres before they become a network: what each kind of road contributes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geodata.synthetic.curves import Curves, draw_bends
from geodata.synthetic.land import Land
from geodata.synthetic.links import (
    Flags,
    Links,
    crosses_river,
    gabriel_neighbours,
    is_on_land,
)
from geodata.synthetic.spread import Points, Positions, choose_spread
from geodata.synthetic.tiling import MAINLAND, Tiling

_STEP_M: Final = 1_400.0
"""Distance between the nodes (hamlets, crossroads) of a road between villages."""
_VILLAGE_KMH: Final = 40.0
_MAIN_KMH: Final = 80.0
_LOCAL_KMH: Final = (55.0, 60.0)
_MOTORWAY_KMH: Final = 110.0
_RAMP_KMH: Final = 60.0
_ISLAND_KMH: Final = 40.0
_MOTORWAY_STEP_M: Final = 2_500.0
_ACCESS_SPACING_M: Final = 16_000.0
_MIN_COMMUNES_WITH_MOTORWAY: Final = 100
_COMMUNES_PER_HUB: Final = 120
_SHAPE_POINTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Streets:
    """Edges between nodes; a node below ``len(sites)`` is the village of that commune."""

    new_nodes: Points
    """(k, 2) nodes beside those known before."""
    ends: Positions
    """(m, 2)"""
    speed_kmh: npt.NDArray[np.float64]
    """(m,)"""
    shape: npt.NDArray[np.float64]
    """(m, 2, 2) two points between the ends of each edge."""
    is_oneway: Flags
    """(m,)"""


def village_roads(
    rng: np.random.Generator,
    tiling: Tiling,
    land: Land,
    links: Links,
    population: npt.NDArray[np.int64],
) -> Streets:
    """Cut every link into pieces: slow through the villages, faster between them."""
    sites, count = tiling.sites, len(links.ends)
    curves = Curves(
        start=sites[links.ends[:, 0]], end=sites[links.ends[:, 1]], bends=draw_bends(rng, count)
    )
    lines = curves.lines(num_points=13)
    is_wet = ~is_on_land(lines, land) | crosses_river(lines, land)
    curves.bends[is_wet] = 0.0  # a bend must not wade, and a bridge is straight
    chord_m = np.hypot(*(curves.end - curves.start).T)
    built_up_m = np.clip(12.0 * np.sqrt(population), 250, 2_500)[links.ends]
    built_up = np.minimum(built_up_m / chord_m[:, None], 0.3)
    middle = 1.0 - built_up.sum(axis=1)
    num_middle = np.maximum(1, np.round(middle * chord_m / _STEP_M)).astype(np.int64)
    num_pieces = num_middle + 2
    link = np.repeat(np.arange(count), num_pieces)
    first_piece = np.cumsum(num_pieces) - num_pieces
    rank = np.arange(len(link)) - first_piece[link]
    is_first, is_last = rank == 0, rank == num_pieces[link] - 1
    begin = built_up[link, 0] + middle[link] * (rank - 1) / num_middle[link]
    finish = built_up[link, 0] + middle[link] * rank / num_middle[link]
    begin, finish = np.where(is_first, 0.0, begin), np.where(is_last, 1.0, finish)
    inner = len(sites) + (first_piece - np.arange(count))[link] + rank  # one node fewer than pieces
    local_kmh = rng.uniform(*_LOCAL_KMH, size=count)
    open_kmh = np.where(links.is_main, _MAIN_KMH, local_kmh)[link]
    return Streets(
        new_nodes=curves.points_at(finish[~is_last], link[~is_last]),
        ends=np.column_stack(
            [
                np.where(is_first, links.ends[link, 0], inner - 1),
                np.where(is_last, links.ends[link, 1], inner),
            ]
        ),
        speed_kmh=np.where(is_first | is_last, _VILLAGE_KMH, open_kmh),
        shape=_shape_points(curves, begin, finish, link),
        is_oneway=np.zeros(len(link), dtype=np.bool_),
    )


def island_roads(tiling: Tiling, land: Land, *, island: int, first_node: int) -> Streets:
    """A few lanes around the village of the island that no road leads to."""
    village = tiling.sites[island]
    reach_m = 0.45 * float(np.sqrt(land.remote_island.area / np.pi))
    angles = np.linspace(0, 2 * np.pi, 4, endpoint=False)
    hamlets = village + reach_m * np.column_stack([np.cos(angles), np.sin(angles)])
    hamlets = hamlets[shapely.contains_xy(land.remote_island.buffer(-50.0), hamlets)]
    count = len(hamlets)
    curves = Curves(
        start=np.tile(village, (count, 1)), end=hamlets, bends=np.full((count, 3), 0.03)
    )
    return Streets(
        new_nodes=hamlets,
        ends=np.column_stack([np.full(count, island), first_node + np.arange(count)]),
        speed_kmh=np.full(count, _ISLAND_KMH),
        shape=_shape_points(curves, np.zeros(count), np.ones(count), np.arange(count)),
        is_oneway=np.zeros(count, dtype=np.bool_),
    )


def motorways(
    rng: np.random.Generator,
    tiling: Tiling,
    land: Land,
    population: npt.NDArray[np.int64],
    *,
    first_node: int,
) -> list[Streets]:
    """Dual carriageways between the largest towns, with an access every 15 km or so."""
    count = len(tiling.sites)
    if count < _MIN_COMMUNES_WITH_MOTORWAY:
        return []
    weights = np.where(tiling.landmass == MAINLAND, population, 0).astype(np.float64)
    hubs = choose_spread(tiling.sites, weights, max(2, round(count / _COMMUNES_PER_HUB)))
    pairs = hubs[gabriel_neighbours(tiling.sites[hubs])]
    tree = cKDTree(tiling.sites)
    built: list[Streets] = []
    for pair in pairs:
        streets = _motorway(rng, tiling, land, tree, pair, first_node=first_node)
        if streets is not None:
            first_node += len(streets.new_nodes)
            built.append(streets)
    return built


def _motorway(
    rng: np.random.Generator,
    tiling: Tiling,
    land: Land,
    villages: cKDTree,
    hubs: Positions,
    *,
    first_node: int,
) -> Streets | None:
    """One motorway between two hubs; ``None`` where water lies in its way."""
    start, end = tiling.sites[hubs]
    chord_m = float(np.hypot(*(end - start)))
    curves = Curves(start=start[None], end=end[None], bends=draw_bends(rng, 1))
    if not is_on_land(curves.lines(num_points=200), land)[0]:
        return None
    edge_share = min(1_500.0 / chord_m, 0.2)
    num_nodes = max(3, round(chord_m / _MOTORWAY_STEP_M))
    share = np.linspace(edge_share, 1 - edge_share, num_nodes)
    zeros = np.zeros(num_nodes, dtype=np.int64)
    nodes = curves.points_at(share, zeros)
    along = first_node + np.arange(num_nodes)
    shape = _shape_points(curves, share[:-1], share[1:], zeros[:-1])
    lanes = np.column_stack([along[:-1], along[1:]])
    num_access = max(2, round(chord_m / _ACCESS_SPACING_M))
    access = np.unique(np.round(np.linspace(0, num_nodes - 1, num_access)).astype(np.int64))
    goal = np.array(villages.query(nodes[access])[1], dtype=np.int64)
    goal[[0, -1]] = hubs
    ramps = Curves(
        start=nodes[access], end=tiling.sites[goal], bends=np.full((len(access), 3), 0.02)
    )
    lines = ramps.lines(num_points=7)
    is_built = is_on_land(lines, land) & ~crosses_river(lines, land)
    is_built[[0, -1]] = True
    ramp = np.flatnonzero(is_built)
    return Streets(
        new_nodes=nodes,
        ends=np.concatenate(
            [lanes, lanes[:, ::-1], np.column_stack([along[access], goal])[is_built]]
        ),
        speed_kmh=np.concatenate(
            [np.full(2 * len(lanes), _MOTORWAY_KMH), np.full(len(ramp), _RAMP_KMH)]
        ),
        shape=np.concatenate(
            [
                shape,
                shape[:, ::-1],
                _shape_points(ramps, np.zeros(len(ramp)), np.ones(len(ramp)), ramp),
            ]
        ),
        is_oneway=np.arange(2 * len(lanes) + len(ramp)) < 2 * len(lanes),
    )


def _shape_points(
    curves: Curves,
    begin: npt.NDArray[np.float64],
    finish: npt.NDArray[np.float64],
    curve: Positions,
) -> npt.NDArray[np.float64]:
    shares = [
        begin + (finish - begin) * step / (_SHAPE_POINTS + 1)
        for step in range(1, _SHAPE_POINTS + 1)
    ]
    return np.stack([curves.points_at(share, curve) for share in shares], axis=1)
