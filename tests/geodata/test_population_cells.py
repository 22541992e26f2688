"""Squares and road nodes on two communes beside each other."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer
from shapely import box

from geodata.errors import TerritoryError
from geodata.population_cells import PopulationCells, cells_of_road_nodes
from geodata.population_squares import cells_of_squares, read_population_cells
from geodata.roads import Roads
from geodata.territory import Commune


def commune(code: str, west: float) -> Commune:
    return Commune(
        code=code,
        name=code,
        population=100,
        epci_code="1",
        epci_name="e",
        canton_code="1",
        canton_name="c",
        residents_by_age=(1, 1, 1),
        geometry=box(west, 46.0, west + 0.1, 46.1),
    )


COMMUNES = (commune("99001", -1.0), commune("99002", -0.9))
TO_GRID = Transformer.from_crs(4326, 3035, always_xy=True)


def square_id(lon: float, lat: float, side: int = 200) -> str:
    east, north = (int(value // side) * side for value in TO_GRID.transform(lon, lat))
    return f"CRS3035RES{side}mN{north}E{east}"


def squares() -> pd.DataFrame:
    points = [(-0.95, 46.05), (-0.93, 46.02), (-0.85, 46.05), (3.0, 45.0)]
    return pd.DataFrame(
        {
            "Idcar_1km": [square_id(*point, side=1000) for point in points],
            "Idcar_200m": [square_id(*point) for point in points],
            "Ind": [30.0, 10.0, 7.5, 99.0],
        }
    )


def of(cells: PopulationCells, code: str) -> list[float]:
    return cells.weight[cells.commune_code == code].tolist()


def roads(*lonlat: tuple[float, float]) -> Roads:
    return Roads(
        node_lonlat=np.array(lonlat),
        edge_nodes=np.array([[i, i + 1] for i in range(len(lonlat) - 1)], dtype=np.int32),
        length_m=np.ones(len(lonlat) - 1),
        time_s=np.ones(len(lonlat) - 1),
        is_oneway=np.zeros(len(lonlat) - 1, dtype=np.bool_),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(len(lonlat), dtype=np.int64),
    )


def test_people_of_a_commune_are_shared_over_its_squares() -> None:
    cells = cells_of_squares(squares(), COMMUNES, file="x")
    assert (sorted(of(cells, "99001")), of(cells, "99002")) == ([0.25, 0.75], [1.0])


def test_the_finest_grid_id_places_a_square_at_its_centre() -> None:
    cells = cells_of_squares(squares(), COMMUNES, file="x")
    x, y = TO_GRID.transform(*cells.lonlat[cells.commune_code == "99002"][0])
    assert (round(x, 3) % 200, round(y, 3) % 200) == (100, 100)


def test_a_square_knows_its_side_and_a_point_for_want_of_squares_has_none() -> None:
    cells = cells_of_squares(squares().iloc[:2], COMMUNES, file="x")
    assert set(cells.side_m[cells.commune_code == "99001"]) == {200.0}
    assert set(cells.side_m[cells.commune_code == "99002"]) == {0.0}


def test_squares_elsewhere_are_left_out() -> None:
    assert len(cells_of_squares(squares(), COMMUNES, file="x")) == 3


def test_squares_without_people_are_left_out() -> None:
    table = squares().assign(Ind=[30.0, 0.0, 7.5, 1.0])
    assert of(cells_of_squares(table, COMMUNES, file="x"), "99001") == [1.0]


def test_the_order_of_squares_does_not_matter() -> None:
    one = cells_of_squares(squares(), COMMUNES, file="x")
    other = cells_of_squares(squares().iloc[::-1], COMMUNES, file="x")
    assert (one.lonlat == other.lonlat).all()
    assert (one.weight == other.weight).all()


def test_a_commune_without_squares_gets_a_point_inside_and_is_told_of() -> None:
    cells = cells_of_squares(squares().iloc[:2], COMMUNES, file="x")
    assert "1 commune sans" in cells.sentence
    assert COMMUNES[1].geometry.contains_properly(
        gpd.points_from_xy(*cells.lonlat[cells.commune_code == "99002"].T)[0]
    )


def test_geometries_serve_where_there_is_no_grid_id() -> None:
    frame = gpd.GeoDataFrame(
        {"ind": [1.0, 3.0]},
        geometry=[box(-0.96, 46.0, -0.94, 46.02), box(-0.92, 46.0, -0.91, 46.02)],
        crs="EPSG:4326",
    ).to_crs(2154)
    assert of(cells_of_squares(frame, COMMUNES, file="x"), "99001") == [0.25, 0.75]


def test_csv_parquet_and_geopackage_say_the_same(tmp_path: Path) -> None:
    table = squares()
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_csv(tmp_path / "b.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig")
    table.to_parquet(tmp_path / "c.parquet")
    centres = gpd.points_from_xy([-0.95, -0.93, -0.85, 3.0], [46.05, 46.02, 46.05, 45.0])
    gpd.GeoDataFrame(table, geometry=centres, crs="EPSG:4326").to_file(tmp_path / "d.gpkg")
    found = [
        read_population_cells(tmp_path / name, COMMUNES)
        for name in ("a.csv", "b.csv", "c.parquet", "d.gpkg")
    ]
    assert all((cells.weight == found[0].weight).all() for cells in found)
    assert all((cells.lonlat == found[0].lonlat).all() for cells in found)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (squares().drop(columns="Ind"), "aucune colonne d'habitants"),
        (squares().assign(Ind=[1.0, -1.0, np.nan, 1.0]), r"ligne 3.*\(2 lignes\)"),
        (squares()[["Ind"]], "ni identifiant de carreau"),
    ],
)
def test_an_unusable_table_is_refused(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(TerritoryError, match=words):
        cells_of_squares(table, COMMUNES, file="carreaux.csv")


@pytest.mark.parametrize("name", ["absent.gpkg", "broken.gpkg", "broken.parquet"])
def test_an_unreadable_file_is_refused(tmp_path: Path, name: str) -> None:
    if not name.startswith("absent"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(TerritoryError, match=name):
        read_population_cells(tmp_path / name, COMMUNES)


def test_without_squares_half_live_at_the_mairie_and_half_along_the_roads() -> None:
    network = roads((-0.97, 46.05), (-0.93, 46.05), (-0.85, 46.05))
    cells = cells_of_road_nodes(network, COMMUNES, homes={"99001": (-0.95, 46.02)})
    assert (of(cells, "99001"), of(cells, "99002")) == ([0.25, 0.5, 0.25], [1.0])


def test_nodes_of_one_square_count_together_at_one_of_them() -> None:
    near = [(-0.97, 46.05), (-0.9701, 46.05), (-0.9699, 46.05)]
    cells = cells_of_road_nodes(roads(*near, (-0.93, 46.05)), COMMUNES[:1], homes={})
    assert sorted(of(cells, "99001")) == [0.25, 0.75]
    assert cells.lonlat[cells.weight == 0.75].tolist()[0] in [list(point) for point in near]


def test_nodes_that_no_road_passes_hold_nobody() -> None:
    network = roads((-0.97, 46.05), (-0.93, 46.05))
    lonely = np.vstack([network.node_lonlat, [(-0.95, 46.01)]])
    cells = cells_of_road_nodes(replace(network, node_lonlat=lonely), COMMUNES[:1], homes={})
    assert of(cells, "99001") == [0.5, 0.5]


def test_a_commune_without_nodes_or_squares_has_everybody_at_its_mairie() -> None:
    homes = {"99001": (-0.95, 46.02), "99002": (-0.84, 46.03)}
    proxy = cells_of_road_nodes(roads((-0.97, 46.05), (-0.93, 46.05)), COMMUNES, homes=homes)
    counted = cells_of_squares(squares().iloc[:2], COMMUNES, file="x", homes=homes)
    for cells in (proxy, counted):
        assert "1 commune sans" in cells.sentence
        assert cells.lonlat[cells.commune_code == "99002"].tolist() == [[-0.84, 46.03]]


def test_squares_of_another_place_are_refused() -> None:
    with pytest.raises(TerritoryError, match="aucun carreau habité"):
        cells_of_squares(squares().iloc[3:], COMMUNES, file="x")


def test_the_sentence_says_which_of_the_two_it_is() -> None:
    proxy = cells_of_road_nodes(roads((-0.95, 46.05), (-0.85, 46.05)), COMMUNES, homes={})
    counted = cells_of_squares(squares(), COMMUNES, file="x")
    assert (proxy.is_proxy, counted.is_proxy) == (True, False)
    assert "approximation" in proxy.sentence
    assert "carreaux de 200 m de l’INSEE" in counted.sentence


def test_a_point_on_a_border_belongs_to_the_first_commune() -> None:
    cells = cells_of_road_nodes(roads((-0.9, 46.05), (-0.85, 46.05)), COMMUNES, homes={})
    assert of(cells, "99001") == [1.0]


def test_cells_cannot_be_changed() -> None:
    cells = cells_of_squares(squares(), COMMUNES, file="x")
    with pytest.raises(ValueError, match="read-only"):
        cells.weight[0] = 1
