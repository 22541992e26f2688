"""Road networks from tables, osmnx graphs and GeoParquet files."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import TerritoryError
from geodata.roads import Roads, read_roads, roads_from_osmnx, roads_from_tables, write_roads

FIELDS = [field.name for field in dataclasses.fields(Roads)]


@pytest.fixture
def roads() -> Roads:
    return Roads(
        node_lonlat=np.array([[-1.0, 46.0], [-1 / 3, 46.0], [-0.1, 46.1]]),
        edge_nodes=np.array([[0, 1], [2, 1], [0, 2]], dtype=np.int32),
        length_m=np.array([100.1, 20.2, 0.0]),
        time_s=np.array([10.1, 1 / 3, 0.0]),
        is_oneway=np.array([False, True, False]),
        shape_lonlat=np.array([[-0.9, 46.01], [-0.8, 46.02], [-0.2, 46.05]]),
        shape_start=np.array([0, 2, 2, 3]),
    )


def assert_same(one: Roads, other: Roads) -> None:
    for name in FIELDS:
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype
        assert np.array_equal(left, right), name


def nodes_table() -> pd.DataFrame:
    return pd.DataFrame(
        {"node_id": [10, 20, 30], "lon": [0.0, 0.1, 0.2], "lat": [46.0, 46.0, 46.0]}
    )


def edges_table() -> pd.DataFrame:
    return pd.DataFrame(
        {"u": [10, 20], "v": [20, 30], "length_m": [1000.0, 500.0], "speed_kmh": [60, 90]}
    )


def faults_of(read: Callable[[], object]) -> list[str]:
    with pytest.raises(TerritoryError) as caught:
        read()
    return [str(fault) for fault in caught.value.faults]


def damaged(roads: Roads, path: Path, change: Callable[[gpd.GeoDataFrame], object]) -> list[str]:
    write_roads(roads, path)
    frame = gpd.read_parquet(path)
    changed = change(frame)
    (frame if changed is None else changed).to_parquet(path)
    return faults_of(lambda: read_roads(path))


# The record


def test_counts_are_those_of_the_arrays(roads: Roads) -> None:
    assert (roads.num_nodes, roads.num_edges) == (3, 3)


@pytest.mark.parametrize("name", FIELDS)
def test_arrays_cannot_be_written(roads: Roads, name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(roads, name)[:] = 0


def test_arrays_are_copies(roads: Roads) -> None:
    length_m = np.array([1.0, 2.0, 3.0])
    copy = dataclasses.replace(roads, length_m=length_m)
    length_m[0] = 99
    assert copy.length_m.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("time_s", np.array([1.0, 2.0]), "time_s has shape"),
        ("edge_nodes", np.array([[0, 1], [1, 2], [0, 3]]), "edge_nodes must lie"),
        ("edge_nodes", np.array([[0, 1], [1, 2], [0, -1]]), "edge_nodes must lie"),
        ("length_m", np.array([1.0, 2.0, -1.0]), "not be negative"),
        ("time_s", np.array([1.0, 2.0, np.nan]), "not finite"),
        ("shape_start", np.array([0, 2, 1, 3]), "shape_start must rise"),
        ("shape_start", np.array([0, 2, 2, 2]), "shape_start must rise"),
    ],
)
def test_contradictory_arrays_are_refused(
    roads: Roads, name: str, values: np.ndarray, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(roads, **{name: values})


# Tables


def test_a_time_is_length_by_speed() -> None:
    assert roads_from_tables(nodes_table(), edges_table()).time_s.tolist() == [60.0, 20.0]


def test_edges_of_tables_are_undirected_without_a_column_that_says_otherwise() -> None:
    assert not roads_from_tables(nodes_table(), edges_table()).is_oneway.any()


def test_the_oneway_column_is_respected() -> None:
    edges = edges_table().assign(oneway=[True, False])
    assert roads_from_tables(nodes_table(), edges).is_oneway.tolist() == [True, False]


def test_nodes_without_an_edge_are_left_out() -> None:
    roads = roads_from_tables(nodes_table(), edges_table().iloc[1:])
    assert roads.node_lonlat[:, 0].tolist() == [0.1, 0.2]
    assert roads.edge_nodes.tolist() == [[0, 1]]


def test_node_ids_may_be_text() -> None:
    nodes, edges = (
        nodes_table().astype({"node_id": str}),
        edges_table().astype({"u": str, "v": str}),
    )
    assert roads_from_tables(nodes, edges).edge_nodes.tolist() == [[0, 1], [1, 2]]


def test_columns_missing_in_both_tables_are_told_at_once() -> None:
    faults = faults_of(
        lambda: roads_from_tables(
            nodes_table().drop(columns="lat"), edges_table().drop(columns=["u", "speed_kmh"])
        )
    )
    assert [fault.split(" : ")[0] for fault in faults] == [
        "table des nœuds, colonne « lat »",
        "table des tronçons, colonne « u »",
        "table des tronçons, colonne « speed_kmh »",
    ]


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("nodes", "node_id", 10, "ligne 3, colonne « node_id » : identifiant absent ou répété"),
        ("nodes", "lat", 91.0, "ligne 3 : longitude ou latitude"),
        ("nodes", "lon", np.nan, "ligne 3 : longitude ou latitude"),
        ("edges", "v", 99, "ligne 3 : le tronçon mène à un nœud inconnu"),
        ("edges", "speed_kmh", 0, "ligne 3, colonne « speed_kmh » : vitesse"),
        ("edges", "speed_kmh", np.nan, "ligne 3, colonne « speed_kmh » : vitesse"),
        ("edges", "length_m", -1.0, "ligne 3, colonne « length_m » : longueur"),
        ("edges", "length_m", np.nan, "ligne 3, colonne « length_m » : longueur"),
        ("edges", "length_m", np.inf, "ligne 3, colonne « length_m » : longueur"),
        ("edges", "speed_kmh", 1e6, "ligne 3 : tronçon parcouru à plus de 200 km/h"),
    ],
)
def test_a_wrong_cell_is_one_fault_with_its_line(
    table: str, column: str, value: float, expected: str
) -> None:
    tables = {"nodes": nodes_table(), "edges": edges_table()}
    cells = tables[table][column].tolist()
    tables[table][column] = [cells[0], value, *cells[2:]]
    if column == "node_id":
        tables["edges"] = tables["edges"].assign(u=10, v=30)
    faults = faults_of(lambda: roads_from_tables(tables["nodes"], tables["edges"]))
    assert len(faults) == 1
    assert expected in faults[0]


def test_a_fault_of_many_rows_is_told_once_with_their_number() -> None:
    (fault,) = faults_of(
        lambda: roads_from_tables(nodes_table(), edges_table().assign(length_m=-1.0))
    )
    assert "ligne 2" in fault
    assert "(2 lignes en tout)" in fault


def test_oneway_must_be_boolean() -> None:
    (fault,) = faults_of(
        lambda: roads_from_tables(nodes_table(), edges_table().assign(oneway=["oui", "non"]))
    )
    assert "colonne « oneway »" in fault


def test_a_table_without_edges_is_refused() -> None:
    (fault,) = faults_of(lambda: roads_from_tables(nodes_table(), edges_table().iloc[:0]))
    assert "aucun tronçon" in fault


# GeoParquet


def test_what_is_written_reads_back_to_the_last_bit(roads: Roads, tmp_path: Path) -> None:
    write_roads(roads, tmp_path / "roads.parquet")
    assert_same(read_roads(tmp_path / "roads.parquet"), roads)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_network_reads_back(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    num_nodes = data.draw(st.integers(2, 6))
    degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
    pairs = st.tuples(*[st.integers(0, num_nodes - 1)] * 2)
    # Every node has an edge: others are not part of a network.
    chain = [(node, node + 1) for node in range(num_nodes - 1)]
    ends = chain + data.draw(st.lists(pairs, max_size=5))
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(ends), max_size=len(ends)))
    size = {"min_size": len(ends), "max_size": len(ends)}
    roads = Roads(
        node_lonlat=data.draw(st.lists(degrees, min_size=num_nodes, max_size=num_nodes)),
        edge_nodes=ends,
        length_m=data.draw(st.lists(st.floats(0, 60), **size)),
        time_s=data.draw(st.lists(st.floats(0, 1e6), **size)),
        is_oneway=data.draw(st.lists(st.booleans(), **size)),
        shape_lonlat=np.array(
            data.draw(st.lists(degrees, min_size=sum(counts), max_size=sum(counts)))
        ).reshape(-1, 2),
        shape_start=np.concatenate([[0], np.cumsum(counts)]),
    )
    path = tmp_path_factory.mktemp("roads") / "roads.parquet"
    write_roads(roads, path)
    assert_same(read_roads(path), roads)


def test_the_file_is_a_layer_of_lines_that_a_gis_opens(roads: Roads, tmp_path: Path) -> None:
    write_roads(roads, tmp_path / "roads.parquet")
    frame = gpd.read_parquet(tmp_path / "roads.parquet")
    assert list(frame.columns) == ["u", "v", "length_m", "time_s", "oneway", "geometry"]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry[1] == shapely.LineString([(-0.1, 46.1), (-1 / 3, 46.0)])
    assert frame.geometry[0].coords[1] == (-0.9, 46.01)


def test_nodes_without_an_edge_are_not_written(roads: Roads, tmp_path: Path) -> None:
    more = dataclasses.replace(
        roads,
        node_lonlat=np.vstack([[[9.0, 9.0]], roads.node_lonlat]),
        edge_nodes=roads.edge_nodes + 1,
    )
    write_roads(more, tmp_path / "roads.parquet")
    assert_same(read_roads(tmp_path / "roads.parquet"), roads)


def test_another_process_writes_the_same_bytes(roads: Roads, tmp_path: Path) -> None:
    write_roads(roads, tmp_path / "a.parquet")
    again = (
        "import sys; from pathlib import Path; from geodata.roads import *;"
        "write_roads(read_roads(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    paths = [str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet")]
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", again, *paths], check=True, cwd=Path(__file__).parents[2]
    )
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_ids_of_other_programs_need_not_be_positions(roads: Roads, tmp_path: Path) -> None:
    write_roads(roads, tmp_path / "roads.parquet")
    frame = gpd.read_parquet(tmp_path / "roads.parquet")
    big = 2**60
    frame.assign(
        u=frame["u"].astype(np.int64) + big, v=frame["v"].astype(np.int64) + big
    ).to_parquet(tmp_path / "roads.parquet")
    assert_same(read_roads(tmp_path / "roads.parquet"), roads)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(lambda: read_roads(tmp_path / "roads.parquet"))
    assert fault.startswith("roads.parquet : le fichier est absent")


@pytest.mark.parametrize(
    "content", [b"", b"not a parquet file at all", b"PAR1" + b"\0" * 60 + b"PAR1"]
)
def test_another_kind_of_file_is_a_fault(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "roads.parquet").write_bytes(content)
    (fault,) = faults_of(lambda: read_roads(tmp_path / "roads.parquet"))
    assert "pas un GeoParquet lisible" in fault


def test_a_parquet_file_without_geometry_is_a_fault(tmp_path: Path) -> None:
    edges_table().to_parquet(tmp_path / "roads.parquet")
    (fault,) = faults_of(lambda: read_roads(tmp_path / "roads.parquet"))
    assert "pas un GeoParquet lisible" in fault


def test_a_file_cut_short_is_a_fault(roads: Roads, tmp_path: Path) -> None:
    path = tmp_path / "roads.parquet"
    write_roads(roads, path)
    path.write_bytes(path.read_bytes()[:-100])
    (fault,) = faults_of(lambda: read_roads(path))
    assert "pas un GeoParquet lisible" in fault


def test_missing_columns_and_a_wrong_crs_are_told_at_once(roads: Roads, tmp_path: Path) -> None:
    faults = damaged(
        roads,
        tmp_path / "roads.parquet",
        lambda frame: frame.drop(columns=["time_s", "oneway"]).to_crs(2154),
    )
    assert ["time_s" in faults[0], "oneway" in faults[1], "EPSG:4326" in faults[2]] == [True] * 3


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("length_m", -1.0, "colonne « length_m » : longueur absente ou négative"),
        ("length_m", np.nan, "colonne « length_m » : longueur absente ou négative"),
        ("time_s", -0.1, "colonne « time_s » : durée absente ou négative"),
        ("time_s", np.nan, "colonne « time_s » : durée absente ou négative"),
        ("time_s", np.inf, "colonne « time_s » : durée absente ou négative"),
        ("length_m", 1e5, "tronçon parcouru à plus de 200 km/h"),
        ("geometry", shapely.Point(0, 0), "n'est pas une LineString"),
        ("geometry", None, "n'est pas une LineString"),
        ("geometry", shapely.LineString(), "n'est pas une LineString"),
        ("geometry", shapely.LineString([(0, 0), (1, 1)]), "loin du nœud du même numéro"),
    ],
)
def test_a_wrong_edge_is_one_fault_with_its_line(
    roads: Roads, tmp_path: Path, column: str, value: object, expected: str
) -> None:
    def change(frame: gpd.GeoDataFrame) -> None:
        frame.loc[1, column] = value

    (fault,) = damaged(roads, tmp_path / "roads.parquet", change)
    assert fault.startswith("roads.parquet, ligne ")
    assert expected in fault


def test_a_place_outside_the_earth_is_a_fault(roads: Roads, tmp_path: Path) -> None:
    def change(frame: gpd.GeoDataFrame) -> None:
        frame["geometry"] = shapely.transform(frame["geometry"].array, lambda points: points + 1000)

    (fault,) = damaged(roads, tmp_path / "roads.parquet", change)
    assert "longitude ou latitude" in fault


def test_nodes_must_be_whole_numbers(roads: Roads, tmp_path: Path) -> None:
    (fault,) = damaged(roads, tmp_path / "roads.parquet", lambda frame: frame.astype({"u": float}))
    assert "numéro de nœud absent ou pas entier" in fault


def test_several_kinds_of_faults_are_told_at_once(roads: Roads, tmp_path: Path) -> None:
    def change(frame: gpd.GeoDataFrame) -> None:
        frame.loc[0, "length_m"] = -1
        frame.loc[2, "time_s"] = np.nan
        frame["oneway"] = "oui"

    assert len(damaged(roads, tmp_path / "roads.parquet", change)) == 3


def test_an_empty_layer_is_a_fault(roads: Roads, tmp_path: Path) -> None:
    (fault,) = damaged(roads, tmp_path / "roads.parquet", lambda frame: frame.iloc[:0])
    assert "aucun tronçon" in fault


def test_a_failed_write_keeps_the_old_file(
    roads: Roads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roads.parquet"
    write_roads(roads, path)

    def fail(_self: Path, _target: Path) -> None:
        raise OSError("no rename")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no rename"):
        write_roads(dataclasses.replace(roads, length_m=roads.length_m / 2), path)
    assert_same(read_roads(path), roads)
    assert list(tmp_path.iterdir()) == [path]


# osmnx


@pytest.fixture
def graph() -> "nx.MultiDiGraph[int]":
    streets = nx.MultiDiGraph(crs="epsg:4326")
    for node, (lon, lat) in {7: (0.0, 46.0), 3: (0.1, 46.0), 5: (0.2, 46.0)}.items():
        streets.add_node(node, x=lon, y=lat)
    bend = shapely.LineString([(0.0, 46.0), (0.05, 46.01), (0.1, 46.0)])
    two_way = {"osmid": 1, "oneway": False, "length": 900.0, "travel_time": 60.0}
    streets.add_edge(7, 3, **two_way, reversed=False, geometry=bend)
    streets.add_edge(3, 7, **two_way, reversed=True, geometry=bend.reverse())
    streets.add_edge(3, 5, osmid=2, oneway=True, length=700.0, travel_time=50.0, reversed=False)
    return streets


def test_a_two_way_street_of_osmnx_is_one_undirected_edge(graph: "nx.MultiDiGraph[int]") -> None:
    roads = roads_from_osmnx(graph)
    assert roads.num_edges == 2
    assert roads.is_oneway.tolist() == [False, True]
    assert roads.length_m.tolist() == [900.0, 700.0]


def test_nodes_of_osmnx_keep_their_places_and_streets_their_bends(
    graph: "nx.MultiDiGraph[int]",
) -> None:
    roads = roads_from_osmnx(graph)
    assert roads.node_lonlat[:, 0].tolist() == [0.1, 0.2, 0.0]
    assert roads.edge_nodes.tolist() == [[2, 0], [0, 1]]
    assert roads.shape_lonlat.tolist() == [[0.05, 46.01]]


def test_a_street_slower_one_way_stays_two_edges(graph: "nx.MultiDiGraph[int]") -> None:
    graph.edges[3, 7, 0]["travel_time"] = 61.0
    assert roads_from_osmnx(graph).is_oneway.tolist() == [True, True, True]


def test_parallel_streets_of_osmnx_are_all_kept(graph: "nx.MultiDiGraph[int]") -> None:
    for ends in ((7, 3), (3, 7)):
        graph.add_edge(*ends, **graph.edges[*ends, 0])
    assert sorted(roads_from_osmnx(graph).is_oneway.tolist()) == [False, False, True]


def test_a_loop_of_osmnx_is_kept_as_it_is(graph: "nx.MultiDiGraph[int]") -> None:
    loop = shapely.LineString([(0.2, 46.0), (0.2, 46.01), (0.21, 46.0), (0.2, 46.0)])
    graph.add_edge(5, 5, oneway=False, length=90.0, travel_time=9.0, geometry=loop)
    assert roads_from_osmnx(graph).num_edges == 3


def test_an_osmnx_graph_without_travel_times_is_refused(graph: "nx.MultiDiGraph[int]") -> None:
    for _, _, street in graph.edges(data=True):
        del street["travel_time"]
    (fault,) = faults_of(lambda: roads_from_osmnx(graph))
    assert "time_s" in fault


def test_a_projected_osmnx_graph_is_refused(graph: "nx.MultiDiGraph[int]") -> None:
    with pytest.raises(ValueError, match="EPSG:4326"):
        roads_from_osmnx(osmnx.project_graph(graph))


def test_the_graph_itself_is_not_changed(graph: "nx.MultiDiGraph[int]") -> None:
    before = [dict(street) for _, _, street in graph.edges(data=True)]
    roads_from_osmnx(graph)
    assert [dict(street) for _, _, street in graph.edges(data=True)] == before


# Real data


@pytest.mark.real
def test_the_roads_of_charente_maritime_read_back(real_folder: Path, tmp_path: Path) -> None:
    roads = roads_from_tables(
        pd.read_csv(real_folder / "roads_nodes.csv.gz"),
        pd.read_csv(real_folder / "roads_edges.csv.gz"),
    )
    assert (roads.num_nodes, roads.num_edges) == (5162, 7355)
    write_roads(roads, tmp_path / "roads.parquet")
    assert_same(read_roads(tmp_path / "roads.parquet"), roads)
