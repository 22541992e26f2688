"""The road network as flat read-only arrays.

Roads come from a ``roads.parquet`` (GeoParquet, one row an edge), from node and edge tables, or
from an osmnx graph; inside, a network is always this one record.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roads:
    """A directed or undirected road network.

    Lengths are metres along the road, travel times seconds of driving on an uncongested road.
    """

    node_lonlat: npt.NDArray[np.float64]
    """(num_nodes, 2) longitude and latitude in degrees, EPSG:4326."""
    edge_nodes: npt.NDArray[np.int32]
    """(num_edges, 2) positions of the two end nodes."""
    length_m: npt.NDArray[np.float64]
    """(num_edges,)"""
    time_s: npt.NDArray[np.float64]
    """(num_edges,)"""
    is_oneway: npt.NDArray[np.bool_]
    """(num_edges,) true where the edge may only be driven from its first node to its second."""
    shape_lonlat: npt.NDArray[np.float64]
    """(num_shape_points, 2) points between the end nodes of each edge, edge after edge."""
    shape_start: npt.NDArray[np.int64]
    """(num_edges + 1,) edge e owns shape points shape_start[e] to shape_start[e + 1]."""
