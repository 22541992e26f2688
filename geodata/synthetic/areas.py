"""Groups of communes that hang together: EPCI and cantons grown around their seats."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geodata.synthetic.spread import Positions
from geodata.synthetic.tiling import Tiling


def grow_areas(tiling: Tiling, seats: Positions) -> Positions:
    """Give each commune to the seat nearest to it through neighbouring communes.

    Every area is contiguous, since the way from a commune to its seat never leaves the area.

    Returns
    -------
    Positions
        (num_communes,) position in ``seats``.
    """
    first, second = tiling.neighbours.T
    metres = np.hypot(*(tiling.sites[first] - tiling.sites[second]).T)
    shape = (len(tiling.sites), len(tiling.sites))
    graph = coo_array((metres, (first, second)), shape=shape).tocsr()
    _, _, source = dijkstra(
        graph, directed=False, indices=seats, min_only=True, return_predecessors=True
    )
    rank = np.empty(len(tiling.sites), dtype=np.int64)
    rank[seats] = np.arange(len(seats))
    return rank[source]
