"""The road network as flat read-only arrays.

Roads come from a ``roads.parquet`` (GeoParquet, one row an edge), from node and edge tables, or
from an osmnx graph; inside, a network is always this one record.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyarrow import ArrowException

from geodata.errors import TerritoryError
from geodata.files import write_atomically
from geodata.road_checks import (
    ABSENT,
    APART,
    BAD_END,
    BAD_ID,
    BAD_POINT,
    BAD_SPEED,
    NO_DEGREES,
    NO_LINE,
    NO_NUMBER,
    NOT_READABLE,
    check_columns,
    check_edges,
    check_rows,
    is_on_earth,
    is_wgs84,
    make_fault,
    read_numbers,
    refuse,
)

if TYPE_CHECKING:
    import networkx as nx

_SAME_NODE_DEGREES: Final = 1e-6
"""Ends of edges that meet in a node may differ by about a decimetre."""
_COLUMNS: Final = ("u", "v", "length_m", "time_s", "oneway")
_NODES_TABLE: Final = "table des nœuds"
_EDGES_TABLE: Final = "table des tronçons"
_OSMNX: Final = "graphe osmnx"


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

    def __post_init__(self) -> None:
        num_edges, num_points = len(self.length_m), len(self.shape_lonlat)
        for name, dtype, shape in (
            ("node_lonlat", np.float64, (len(self.node_lonlat), 2)),
            ("edge_nodes", np.int32, (num_edges, 2)),
            ("length_m", np.float64, (num_edges,)),
            ("time_s", np.float64, (num_edges,)),
            ("is_oneway", np.bool_, (num_edges,)),
            ("shape_lonlat", np.float64, (num_points, 2)),
            ("shape_start", np.int64, (num_edges + 1,)),
        ):
            values = np.array(getattr(self, name), dtype=dtype)
            if values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {shape}")
            if not np.isfinite(values).all():
                raise ValueError(f"{name} holds values that are not finite")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if num_edges and not 0 <= self.edge_nodes.min() <= self.edge_nodes.max() < self.num_nodes:
            raise ValueError(f"edge_nodes must lie in 0 to {self.num_nodes - 1}")
        if (self.length_m < 0).any() or (self.time_s < 0).any():
            raise ValueError("length_m and time_s must not be negative")
        ends = (self.shape_start[0], self.shape_start[-1])
        if ends != (0, num_points) or (np.diff(self.shape_start) < 0).any():
            raise ValueError(f"shape_start must rise from 0 to {num_points}")

    @property
    def num_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_lonlat)

    @property
    def num_edges(self) -> int:
        """Number of edges, an undirected one counted once."""
        return len(self.length_m)


def list_track_points(
    roads: Roads,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """List the points of every edge from its first node over its shape points to its second.

    Returns
    -------
    points : (num_points, 2) array
        Longitudes and latitudes in degrees, edge after edge.
    track_start : (num_edges + 1,) array
        Edge e owns points track_start[e] to track_start[e + 1].
    """
    track_start = roads.shape_start + 2 * np.arange(roads.num_edges + 1)
    first, last = track_start[:-1], track_start[1:] - 1
    points = np.empty((int(track_start[-1]), 2))
    is_shape = np.ones(len(points), dtype=np.bool_)
    is_shape[first] = is_shape[last] = False
    points[first] = roads.node_lonlat[roads.edge_nodes[:, 0]]
    points[last] = roads.node_lonlat[roads.edge_nodes[:, 1]]
    points[is_shape] = roads.shape_lonlat
    return points, track_start


def roads_from_tables(nodes: pd.DataFrame, edges: pd.DataFrame) -> Roads:
    """Build a network of straight edges from a table of nodes and one of edges.

    Parameters
    ----------
    nodes
        ``node_id`` (unique), ``lon``, ``lat`` in degrees. Nodes without an edge are left out.
    edges
        ``u``, ``v`` (node ids), ``length_m``, ``speed_kmh``; undirected unless the boolean column
        ``oneway`` says that an edge leads from ``u`` to ``v`` only.

    Raises
    ------
    TerritoryError
        With the faults of both tables.
    """
    refuse(
        check_columns(nodes, ("node_id", "lon", "lat"), file=_NODES_TABLE)
        + check_columns(edges, ("u", "v", "length_m", "speed_kmh"), file=_EDGES_TABLE)
    )
    lonlat = np.column_stack([read_numbers(nodes["lon"]), read_numbers(nodes["lat"])])
    speed_kmh = read_numbers(edges["speed_kmh"])
    has_speed = np.isfinite(speed_kmh) & (speed_kmh > 0)
    length_m = read_numbers(edges["length_m"])
    # A walker's speed stands in where there is none, lest the time be told as a second fault.
    time_s = 3.6 * length_m / np.where(has_speed, speed_kmh, 3.6)
    oneway = edges.get("oneway", pd.Series(False, index=edges.index))
    node_ids = pd.Series(nodes["node_id"])
    # A repeated id would make the look-up fail before its fault is told.
    known = pd.Index(node_ids.unique())
    end_nodes = np.column_stack([known.get_indexer(edges["u"]), known.get_indexer(edges["v"])])
    is_bad_id = (node_ids.duplicated() | node_ids.isna()).to_numpy()
    is_bad_end = (end_nodes < 0).any(axis=1) | edges[["u", "v"]].isna().any(axis=1).to_numpy()
    refuse(
        [
            *check_rows(is_bad_id, BAD_ID, file=_NODES_TABLE, column="node_id"),
            *check_rows(~is_on_earth(lonlat), BAD_POINT, file=_NODES_TABLE),
            *check_rows(is_bad_end, BAD_END, file=_EDGES_TABLE),
            *check_rows(~has_speed, BAD_SPEED, file=_EDGES_TABLE, column="speed_kmh"),
            *check_edges(length_m, time_s, oneway, file=_EDGES_TABLE),
        ]
    )
    used, positions = np.unique(end_nodes, return_inverse=True)
    return Roads(
        node_lonlat=lonlat[used],
        edge_nodes=positions.reshape(-1, 2).astype(np.int32),
        length_m=length_m,
        time_s=time_s,
        is_oneway=oneway.to_numpy(dtype=np.bool_),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(edges) + 1, dtype=np.int64),
    )


def roads_from_osmnx(graph: "nx.MultiDiGraph[Any]") -> Roads:
    """Convert an osmnx street graph in EPSG:4326 whose edges have ``length`` and ``travel_time``.

    osmnx writes a two-way street as two edges; where both have the same length and time they
    become one undirected edge again, drawn as the first of the two.

    Raises
    ------
    ValueError
        The graph is projected, or holds no edge.
    TerritoryError
        Edges lack a length or a travel time, or have an impossible one.
    """
    import osmnx  # noqa: PLC0415 - slow to import, and most runs read roads.parquet instead

    if not graph.number_of_edges():
        raise ValueError("the graph has no edges")
    edges: gpd.GeoDataFrame = osmnx.graph_to_gdfs(graph, nodes=False).reset_index()
    if not is_wgs84(edges):
        raise ValueError("the graph must be in EPSG:4326; build it before projecting it")
    table = edges.rename(columns={"length": "length_m", "travel_time": "time_s"})
    refuse(check_columns(table, ("length_m", "time_s"), file=_OSMNX))
    return _roads_of(_join_directions(table.assign(oneway=True)), file=_OSMNX)


def read_roads(path: Path) -> Roads:
    """Read a ``roads.parquet`` as :func:`write_roads` writes it.

    Nodes are numbered in the order of their ids in ``u`` and ``v``.

    Raises
    ------
    TerritoryError
        With every fault found.
    """
    try:
        frame = gpd.read_parquet(path)
    except FileNotFoundError as error:
        raise TerritoryError((make_fault(ABSENT, file=path.name),)) from error
    except (OSError, ValueError, KeyError, ArrowException, shapely.errors.ShapelyError) as error:
        raise TerritoryError((make_fault(NOT_READABLE, file=path.name),)) from error
    faults = check_columns(frame, _COLUMNS, file=path.name)
    if not is_wgs84(frame):
        faults.append(make_fault(NO_DEGREES, file=path.name))
    refuse(faults)
    return _roads_of(frame, file=path.name)


def write_roads(roads: Roads, path: Path) -> None:
    """Write a network as GeoParquet, one LineString in EPSG:4326 an edge; a GIS opens it.

    Reading it back gives the same network to the last bit; nodes without an edge are not written.
    """
    points, track_start = list_track_points(roads)
    num_points = np.diff(track_start)
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(roads.num_edges), num_points))
    frame = gpd.GeoDataFrame(
        {
            "u": roads.edge_nodes[:, 0],
            "v": roads.edge_nodes[:, 1],
            "length_m": roads.length_m,
            "time_s": roads.time_s,
            "oneway": roads.is_oneway,
        },
        geometry=lines,
        crs="EPSG:4326",
    )
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    write_atomically(path, buffer.getvalue())


def _roads_of(frame: gpd.GeoDataFrame, *, file: str) -> Roads:
    """Build a network from a frame with the columns of a ``roads.parquet``."""
    lines = np.asarray(frame.geometry.array)
    is_line = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    is_line &= shapely.get_num_points(lines) > 1
    end_ids = frame[["u", "v"]]
    are_integers = all(pd.api.types.is_integer_dtype(end_ids[name]) for name in end_ids)
    is_id = end_ids.notna().all(axis=1).to_numpy() & are_integers
    length_m, time_s = read_numbers(frame["length_m"]), read_numbers(frame["time_s"])
    refuse(
        [
            *check_rows(~is_line, NO_LINE, file=file, column="geometry"),
            *check_rows(~is_id, NO_NUMBER, file=file),
            *check_edges(length_m, time_s, frame["oneway"], file=file),
        ]
    )
    points, owner = shapely.get_coordinates(lines, return_index=True)
    num_points = np.bincount(owner, minlength=len(lines))
    last = np.cumsum(num_points) - 1
    first = last - num_points + 1
    end_points = np.stack([points[first], points[last]], axis=1)
    _, seen_at, positions = np.unique(
        end_ids.to_numpy(dtype=np.int64), return_index=True, return_inverse=True
    )
    positions = positions.reshape(-1, 2)
    node_lonlat = end_points.reshape(-1, 2)[seen_at]
    is_apart = (np.abs(end_points - node_lonlat[positions]) > _SAME_NODE_DEGREES).any(axis=(1, 2))
    is_off = np.logical_or.reduceat(~is_on_earth(points), first)
    refuse(
        check_rows(is_off, BAD_POINT, file=file, column="geometry")
        + check_rows(is_apart, APART, file=file, column="geometry")
    )
    is_shape = np.ones(len(points), dtype=np.bool_)
    is_shape[first] = is_shape[last] = False
    return Roads(
        node_lonlat=node_lonlat,
        edge_nodes=positions.astype(np.int32),
        length_m=length_m,
        time_s=time_s,
        is_oneway=frame["oneway"].to_numpy(dtype=np.bool_),
        shape_lonlat=points[is_shape],
        shape_start=np.concatenate([[0], np.cumsum(num_points - 2)]),
    )


def _join_directions(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make one undirected edge of an edge and its equal in the other direction."""
    is_up = edges["u"] < edges["v"]
    street = edges[["length_m", "time_s"]].assign(
        low=edges["u"].where(is_up, edges["v"]), high=edges["v"].where(is_up, edges["u"])
    )
    # The n-th edge one way belongs to the n-th the other way; loops differ in rank, hence stay.
    ranked = street.assign(rank=street.assign(is_up=is_up).groupby([*street, "is_up"]).cumcount())
    is_pair = ranked.duplicated(keep=False)
    return edges.assign(oneway=~is_pair)[~(is_pair & ranked.duplicated())]
