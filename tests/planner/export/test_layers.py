import hashlib
import io
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import geopandas as gpd
import gpxpy
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest

from planner.export.geojson import format_geojson
from planner.export.gpkg import GEOMETRY_COLUMN, GEOMETRY_TYPES, format_gpkg
from planner.export.gpx import format_gpx
from planner.export.ground import Ground
from planner.export.layers import make_layers
from planner.export.parquet import format_parquet
from planner.export.qml import layer_styles
from planner.plan import Plan
from tests.planner.export.small_ground import make_ground
from tests.planner.small_plan import make_adviser, make_plan

LAYERS = ["communes", "non_couvertes", "temps_acces", "tournees", "permanences"]
METRE = 1 / 111_000


@pytest.fixture
def gpkg(plan: Plan, ground: Ground, tmp_path: Path) -> Path:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(format_gpkg(plan, ground))
    return path


def test_the_figures_of_the_layers_are_those_of_the_plan(plan: Plan, ground: Ground) -> None:
    layers = make_layers(plan, ground)
    communes, tours = layers["communes"], layers["tournees"]
    assert communes["besoin"].tolist() == [row.need for row in plan.communes]
    assert communes["couvert"].tolist() == [row.value for row in plan.communes]
    assert tours["route_min"].tolist() == [tour.drive_s / 60 for tour in plan.tours]
    assert tours["distance_km"].tolist() == [tour.distance_m / 1000 for tour in plan.tours]
    held = layers["permanences"]["permanences_datees"]
    assert held.sum() == len(plan.sessions)
    assert layers["permanences"]["permanences_supprimees"].tolist() == [1, 0, 0]


def test_only_communes_without_access_are_uncovered(plan: Plan, ground: Ground) -> None:
    assert make_layers(plan, ground)["non_couvertes"]["commune"].tolist() == ["Cozes"]


def test_minutes_are_unknown_where_no_road_leads(plan: Plan, ground: Ground) -> None:
    access = make_layers(plan, ground)["temps_acces"]
    assert access["minutes_permanence"].tolist() == [0, 10, 20]
    assert access["minutes_offre"].isna().all()
    assert access["minutes"].tolist() == [0, 10, 20]


def test_a_plan_of_other_communes_is_refused(plan: Plan, ground: Ground) -> None:
    with pytest.raises(ValueError, match="differ in communes"):
        make_layers(plan, replace(ground, communes=ground.communes[1:]))


def test_lines_of_other_tours_are_refused(plan: Plan, ground: Ground) -> None:
    with pytest.raises(ValueError, match="one line for every leg"):
        make_layers(plan, replace(ground, tour_lines=ground.tour_lines[1:]))


def test_a_leg_without_a_road_is_left_out_of_its_tour(plan: Plan, ground: Ground) -> None:
    lines = ((np.empty((0, 2)), ground.tour_lines[0][1]), *ground.tour_lines[1:])
    tours = make_layers(plan, replace(ground, tour_lines=lines))["tournees"]
    assert [len(geometry.geoms) for geometry in tours.geometry] == [1, 2]


def test_gdal_finds_every_layer_in_lambert_93(gpkg: Path) -> None:
    found = dict(pyogrio.list_layers(gpkg).tolist())
    assert {name: found[name] for name in LAYERS} == GEOMETRY_TYPES
    assert found.keys() - set(LAYERS) == {"layer_styles"}
    assert {pyogrio.read_info(gpkg, layer=name)["crs"] for name in LAYERS} == {"EPSG:2154"}


def test_the_layers_lie_where_the_data_are(gpkg: Path, ground: Ground) -> None:
    outlines = gpd.read_file(gpkg, layer="communes").to_crs(4326).geometry
    for outline, commune in zip(outlines, ground.communes, strict=True):
        assert outline.hausdorff_distance(commune.geometry) < METRE


def test_every_layer_has_its_style_by_default(gpkg: Path) -> None:
    with closing(sqlite3.connect(gpkg)) as connection:
        rows = connection.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert [row[:3] for row in rows] == [(name, GEOMETRY_COLUMN, 1) for name in LAYERS]
    for *_, qml in rows:
        assert ET.fromstring(qml.split("\n", 1)[1]).tag == "qgis"  # noqa: S314 - our own text


def test_a_style_draws_every_rule_and_asks_for_columns_that_are_there(
    plan: Plan, ground: Ground
) -> None:
    layers = make_layers(plan, ground)
    for name, qml in layer_styles(plan).items():
        root = ET.fromstring(qml.split("\n", 1)[1])  # noqa: S314 - our own text
        rules = root.findall("renderer-v2/rules/rule")
        symbols = root.findall("renderer-v2/symbols/symbol")
        assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in symbols]
        columns = {part for rule in rules for part in rule.get("filter", "").split('"')[1::2]}
        columns |= {text.get("fieldName", "") for text in root.iter("text-style")}
        assert columns
        assert columns <= set(layers[name].columns)


def test_an_advisers_name_cannot_leave_its_expression(ground: Ground) -> None:
    plan = make_plan(advisers=(make_adviser("a-lea", "D'Or\\' OR 1"), make_adviser("a-tom", "T")))
    assert make_layers(plan, ground)
    assert "\"conseiller\" = 'D''Or\\\\'' OR 1'" in layer_styles(plan)["tournees"].replace(
        "&quot;", '"'
    )


def test_a_second_later_the_geopackage_has_the_same_bytes(plan: Plan, ground: Ground) -> None:
    first = format_gpkg(plan, ground)
    time.sleep(1.1)
    assert hashlib.sha256(format_gpkg(plan, ground)).digest() == hashlib.sha256(first).digest()


def test_hostile_names_stay_names_in_every_layer(hostile_plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(format_gpkg(hostile_plan, make_ground(hostile_plan)))
    names = gpd.read_file(path, layer="communes")["commune"].tolist()
    assert names == 3 * ['=HYPERLINK("http://x";"<b>é\'&") +1 end']


def test_geojson_is_in_degrees_and_names_no_other_system(plan: Plan, ground: Ground) -> None:
    files = format_geojson(plan, ground)
    assert list(files) == [f"geojson/{name}.geojson" for name in LAYERS]
    for content in files.values():
        collection = json.loads(content)
        assert "crs" not in collection
        frame = gpd.read_file(io.BytesIO(content))
        west, south, east, north = frame.total_bounds
        assert -0.71 < west <= east < -0.39
        assert 45.69 < south <= north < 45.81


def test_geojson_rings_follow_the_right_hand(plan: Plan, ground: Ground) -> None:
    collection = json.loads(format_geojson(plan, ground)["geojson/communes.geojson"])
    for feature in collection["features"]:
        ring = np.array(feature["geometry"]["coordinates"][0][0])
        area = np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1])
        assert area > 0


def test_every_day_tour_is_a_gpx_file_of_its_own(plan: Plan, ground: Ground) -> None:
    files = format_gpx(plan, ground)
    assert list(files) == ["gpx/a-lea-2-mardi-s1-2-3-4.gpx", "gpx/a-tom-4-jeudi-s3.gpx"]
    document = gpxpy.parse(files["gpx/a-lea-2-mardi-s1-2-3-4.gpx"].decode())
    assert [point.name for point in document.waypoints] == [
        "Départ – Aigre",
        "1. Mairie d'Aigre",
    ]
    assert document.waypoints[1].description.replace("\u00a0", " ") == "9 h 00 à 12 h 00"
    assert [len(segment.points) for segment in document.tracks[0].segments] == [2, 2]
    assert document.time is None


def test_gpx_of_hostile_names_stays_in_its_folder_and_is_xml(hostile_plan: Plan) -> None:
    advisers = tuple(one.model_copy(update={"id": f"../{one.id}"}) for one in hostile_plan.advisers)
    tours = tuple(
        one.model_copy(update={"adviser_id": f"../{one.adviser_id}"}) for one in hostile_plan.tours
    )
    plan = hostile_plan.model_copy(update={"advisers": advisers, "tours": tours})
    files = format_gpx(plan, make_ground(plan))
    assert {PurePosixPath(name).parent.as_posix() for name in files} == {"gpx"}
    for content in files.values():
        assert len(gpxpy.parse(content.decode()).waypoints) == 2


def test_tours_that_look_alike_get_files_of_their_own(plan: Plan) -> None:
    twin = make_plan(tours=(plan.tours[0], plan.tours[0]))
    assert list(format_gpx(twin, make_ground(twin))) == [
        "gpx/a-lea-2-mardi-s1-2-3-4.gpx",
        "gpx/a-lea-2-mardi-s1-2-3-4-2.gpx",
    ]


def test_parquet_holds_the_layers_and_every_session(plan: Plan, ground: Ground) -> None:
    files = format_parquet(plan, ground)
    tours = gpd.read_parquet(io.BytesIO(files["parquet/tournees.parquet"]))
    assert tours.crs == "EPSG:2154"
    assert len(tours) == len(plan.tours)
    sessions = pq.read_table(io.BytesIO(files["parquet/sessions.parquet"])).to_pylist()
    held = [row for row in sessions if not row["is_lost"]]
    assert [(row["day"], row["venue_id"], row["start_minute"]) for row in held] == [
        (session.day, session.venue_id, session.start_minute) for session in plan.sessions
    ]
    [lost] = [row for row in sessions if row["is_lost"]]
    assert (lost["start_minute"], lost["reason"]) == (None, "closure")


def test_equal_plans_give_the_same_bytes(plan: Plan, ground: Ground) -> None:
    for write in (format_geojson, format_gpx, format_parquet):
        assert write(plan, ground) == write(make_plan(), make_ground(make_plan()))
