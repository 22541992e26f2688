"""The streets of the invented territory as one road network in degrees."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.roads import Roads
from geodata.synthetic.land import Land
from geodata.synthetic.links import make_links
from geodata.synthetic.spread import Points, Positions
from geodata.synthetic.streets import Streets, island_roads, motorways, village_roads
from geodata.synthetic.tiling import REMOTE_ISLAND, Tiling

_SMALL_BENDS: Final = 1.06
"""Length of a road against the line through its few shape points."""


def make_roads(
    rng: np.random.Generator,
    tiling: Tiling,
    land: Land,
    population: npt.NDArray[np.int64],
    towns: Positions,
    *,
    to_lonlat: Callable[[Points], Points],
) -> Roads:
    """Build every road; the first nodes are the villages, in the order of the tiling."""
    links = make_links(tiling, land, population, towns)
    streets = [village_roads(rng, tiling, land, links, population)]
    num_nodes = len(tiling.sites) + len(streets[0].new_nodes)
    for island in np.flatnonzero(tiling.landmass == REMOTE_ISLAND).tolist():
        streets.append(island_roads(tiling, land, island=island, first_node=num_nodes))
        num_nodes += len(streets[-1].new_nodes)
    streets += motorways(rng, tiling, land, population, first_node=num_nodes)
    return _join(tiling.sites, streets, to_lonlat)


def _join(sites: Points, streets: list[Streets], to_lonlat: Callable[[Points], Points]) -> Roads:
    nodes = np.concatenate([sites, *(part.new_nodes for part in streets)])
    ends = np.concatenate([part.ends for part in streets])
    shape = np.concatenate([part.shape for part in streets])
    speed_kmh = np.concatenate([part.speed_kmh for part in streets])
    track = np.concatenate([nodes[ends[:, :1]], shape, nodes[ends[:, 1:]]], axis=1)
    steps = np.diff(track, axis=1)
    length_m = np.round(_SMALL_BENDS * np.hypot(steps[..., 0], steps[..., 1]).sum(axis=1), 1)
    return Roads(
        node_lonlat=to_lonlat(nodes),
        edge_nodes=ends.astype(np.int32),
        length_m=length_m,
        time_s=np.round(length_m / (speed_kmh / 3.6), 1),
        is_oneway=np.concatenate([part.is_oneway for part in streets]),
        shape_lonlat=to_lonlat(shape.reshape(-1, 2)),
        shape_start=np.arange(len(ends) + 1, dtype=np.int64) * shape.shape[1],
    )
