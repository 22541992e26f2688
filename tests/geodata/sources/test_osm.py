"""A crossroads in OSM's own terms, from a file and from a local server that answers as Overpass."""

import json
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from geodata.errors import SourceError, TerritoryError
from geodata.roads import Roads, roads_from_tables
from geodata.snapping import AccessLeg
from geodata.sources.osm import (
    buffered,
    overpass_params,
    overpass_query,
    read_overpass,
    roads_from_pbf,
)
from geodata.sources.osm_speeds import DRIVABLE, driven_kmh, speed_credit
from geodata.travel import UNREACHABLE_S, Place, compute_travel_times

Tags = dict[str, str]
Ways = list[tuple[list[int], Tags]]

# Nodes 1 to 9 stand a hundredth of a degree apart, west to east; 11 to 19 north of them.
NODES = {i: (-1.0 + 0.01 * i, 46.0) for i in range(1, 10)} | {
    i: (-1.0 + 0.01 * (i - 10), 46.01) for i in range(11, 20)
}
OUTLINE = box(-1.1, 45.9, -0.8, 46.1)
ROAD = {"highway": "secondary"}
CROSSROADS: Ways = [
    ([1, 2, 3, 4], ROAD),
    ([12, 2], {"highway": "residential"}),
    ([3, 13], {"highway": "tertiary", "oneway": "yes"}),
]


def write_osm(path: Path, ways: Ways) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (lon, lat) in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat)))
        for number, (nodes, tags) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
    return path


def answer(ways: Ways) -> dict[str, Any]:
    return {
        "version": 0.6,
        "elements": [
            {
                "type": "way",
                "id": number,
                "nodes": nodes,
                "tags": tags,
                "geometry": [
                    {"lon": NODES[i][0], "lat": NODES[i][1]} if i in NODES else None for i in nodes
                ],
            }
            for number, (nodes, tags) in enumerate(ways, start=1)
        ],
    }


def read(ways: Ways) -> Roads:
    return read_overpass(json.dumps(answer(ways)).encode(), OUTLINE)


def arcs(roads: Roads) -> set[tuple[int, int]]:
    """Pairs of nodes (numbered as in NODES) that a car may drive between directly."""
    spot = {(round(lon, 5), round(lat, 5)): i for i, (lon, lat) in NODES.items()}
    ids = [spot[round(lon, 5), round(lat, 5)] for lon, lat in roads.node_lonlat.tolist()]
    found = {(ids[u], ids[v]) for u, v in roads.edge_nodes.tolist()}
    both = roads.edge_nodes[~roads.is_oneway].tolist()
    return found | {(ids[v], ids[u]) for u, v in both}


def kmh(tags: Tags) -> float:
    roads = read([([1, 2], tags)])
    return float(3.6 * roads.length_m[0] / roads.time_s[0])


def same(one: Roads, other: Roads) -> bool:
    return all(
        np.allclose(getattr(one, name), getattr(other, name), atol=1e-6)
        for name in ("node_lonlat", "edge_nodes", "length_m", "time_s", "is_oneway", "shape_lonlat")
    )


def test_a_way_is_cut_where_it_meets_another() -> None:
    assert arcs(read(CROSSROADS)) == {
        *((1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)),
        *((12, 2), (2, 12), (3, 13)),
    }


def test_a_node_of_one_way_alone_is_its_shape() -> None:
    roads = read([([1, 2, 3], ROAD)])
    assert (arcs(roads), len(roads.shape_lonlat)) == ({(1, 3), (3, 1)}, 1)


def test_a_length_follows_the_road() -> None:
    roads = read([([1, 2, 12], ROAD)])
    # A hundredth of a degree: 1,112 m northwards, cos(46°) of that eastwards.
    assert roads.length_m.tolist() == [pytest.approx(1112 * (1 + np.cos(np.radians(46))), rel=1e-3)]


def test_a_way_that_crosses_itself_is_cut_there() -> None:
    loop = [1, 2, 12, 13, 3, 2]
    assert {(1, 2), (2, 1)} <= arcs(read([(loop, ROAD)]))


@pytest.mark.parametrize(
    ("tags", "driven"),
    [
        ({}, {(1, 2), (2, 1)}),
        ({"oneway": "yes"}, {(1, 2)}),
        ({"oneway": "1"}, {(1, 2)}),
        ({"oneway": "-1"}, {(2, 1)}),
        ({"oneway": "no"}, {(1, 2), (2, 1)}),
        ({"oneway": "reversible"}, {(1, 2), (2, 1)}),
        ({"junction": "roundabout"}, {(1, 2)}),
        ({"junction": "roundabout", "oneway": "no"}, {(1, 2), (2, 1)}),
        ({"highway": "motorway"}, {(1, 2)}),
        ({"highway": "motorway", "oneway": "no"}, {(1, 2), (2, 1)}),
        ({"highway": "motorway_link"}, {(1, 2), (2, 1)}),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, {(1, 2), (2, 1)}),
    ],
)
def test_a_street_is_driven_as_its_tags_say(tags: Tags, driven: set[tuple[int, int]]) -> None:
    assert arcs(read([([1, 2], ROAD | tags)])) == driven


@pytest.mark.parametrize(
    ("tags", "is_road"),
    [
        ({"highway": "service"}, False),
        ({"highway": "track"}, False),
        ({"highway": "footway"}, False),
        ({"area": "yes"}, False),
        ({"access": "no"}, False),
        ({"access": "private"}, False),
        ({"motor_vehicle": "no"}, False),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"access": "yes", "motorcar": "private"}, False),
        ({"access": "destination"}, True),
    ],
)
def test_cars_drive_where_they_may(tags: Tags, *, is_road: bool) -> None:
    roads = read([([3, 4], ROAD), ([1, 2], ROAD | tags)])
    assert ((1, 2) in arcs(roads)) == is_road


@pytest.mark.parametrize(
    ("tags", "limit_kmh"),
    [
        ({}, 80),
        ({"maxspeed": "70"}, 70),
        ({"maxspeed": "50 mph"}, 80.467),
        ({"maxspeed": "FR:rural"}, 80),
        ({"maxspeed": "FR:urban"}, 50),
        ({"maxspeed": "signals"}, 80),
        ({"maxspeed": "0"}, 5),
        ({"highway": "motorway", "maxspeed": "FR:motorway"}, 130),
    ],
)
def test_limits_are_read_and_turned_into_driven_speeds(tags: Tags, limit_kmh: float) -> None:
    tags = ROAD | tags
    assert kmh(tags) == pytest.approx(driven_kmh(tags["highway"], limit_kmh), rel=1e-6)


def test_a_limit_of_one_direction_holds_for_that_one() -> None:
    roads = read([([1, 2], ROAD | {"maxspeed": "80", "maxspeed:backward": "50"})])
    assert sorted((3.6 * roads.length_m / roads.time_s).round(6).tolist()) == sorted(
        [round(driven_kmh("secondary", 50), 6), round(driven_kmh("secondary", 80), 6)]
    )


def test_every_class_is_slower_than_its_limit_and_slower_yet_in_town() -> None:
    for highway in DRIVABLE:
        assert driven_kmh(highway, 50) / 50 <= driven_kmh(highway, 51) / 51 < 1


def test_the_credits_say_what_is_fitted_and_what_is_not() -> None:
    assert "routes secondaires 86 % / 70 %" in speed_credit()
    assert "les autres sont des conventions" in speed_credit()


def test_file_and_server_give_the_same_network(tmp_path: Path) -> None:
    from_file = roads_from_pbf(write_osm(tmp_path / "x.osm.pbf", CROSSROADS), OUTLINE)
    assert same(from_file, read(CROSSROADS))


def test_the_order_of_ways_does_not_matter() -> None:
    shuffled = answer(CROSSROADS)
    shuffled["elements"].reverse()
    assert same(read_overpass(json.dumps(shuffled).encode(), OUTLINE), read(CROSSROADS))


def test_roads_beyond_the_buffer_are_left_out(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "x.osm.pbf", [([1, 2], ROAD), ([2, 3], ROAD), ([8, 9], ROAD)])
    near_2 = Point(NODES[2]).buffer(1e-4)
    assert arcs(roads_from_pbf(path, near_2, buffer_m=100)) == {(1, 2), (2, 1), (2, 3), (3, 2)}


def test_a_road_across_the_area_without_a_node_in_it_is_kept(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "x.osm.pbf", [([1, 9], ROAD)])
    between = Point(-0.95, 46.0).buffer(1e-4)
    assert arcs(roads_from_pbf(path, between, buffer_m=100)) == {(1, 9), (9, 1)}


def test_a_way_is_cut_at_a_node_that_the_extract_lacks(tmp_path: Path) -> None:
    ways: Ways = [([1, 2, 99, 3, 4], ROAD)]
    path = write_osm(tmp_path / "x.osm.pbf", ways)
    pieces = {(1, 2), (2, 1), (3, 4), (4, 3)}
    assert arcs(roads_from_pbf(path, OUTLINE)) == pieces
    assert arcs(read(ways)) == pieces


def test_every_piece_of_the_network_is_kept() -> None:
    assert {(1, 2), (8, 9)} <= arcs(read([([1, 2], ROAD), ([8, 9], ROAD)]))


@pytest.mark.parametrize("content", [b"not osm", None])
def test_an_unreadable_extract_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "region.osm.pbf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TerritoryError, match=r"region\.osm\.pbf : .*ne peut pas être lu"):
        roads_from_pbf(path, OUTLINE)


def test_the_extract_of_another_region_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "x.osm.pbf", CROSSROADS)
    with pytest.raises(TerritoryError, match="bonne région"):
        roads_from_pbf(path, box(5, 45, 5.1, 45.1))


def test_without_osmium_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_osm(tmp_path / "x.osm.pbf", CROSSROADS)
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(TerritoryError, match=r"itinerance\[osm\]"):
        roads_from_pbf(path, OUTLINE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>too busy</html>", "JSON entier"),
        (b'{"elements": [{"type": "way"', "JSON entier"),
        (b"[]", "pas d'éléments"),
        (b'{"elements": []}', "aucune route"),
        (b'{"elements": [1]}', "forme attendue"),
        (
            json.dumps(answer([([1, 2], ROAD)])).replace("[1, 2]", "[1, 2, 3]").encode(),
            "tracé entier",
        ),
    ],
)
def test_nonsense_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_overpass(content, OUTLINE)


def test_a_query_given_up_half_way_is_not_taken_for_a_network() -> None:
    part = answer(CROSSROADS) | {"remark": "runtime error: Query timed out"}
    with pytest.raises(SourceError, match="renoncé en route : runtime error"):
        read_overpass(json.dumps(part).encode(), OUTLINE)


def test_a_query_asks_for_every_part_of_the_area_in_few_points() -> None:
    islands = MultiPolygon([box(-1.3, 46.1, -1.2, 46.2), Point(-1.0, 45.0).buffer(0.4, 500)])
    query = overpass_query(islands, timeout_s=120)
    assert query.startswith("[out:json][timeout:120];(way")
    assert query.count("(poly:") == 2
    assert len(query) < 4000


def test_the_area_asked_for_holds_the_area_wanted() -> None:
    wanted = buffered(OUTLINE, buffer_m=5000)
    corners = overpass_query(wanted, timeout_s=1).split('poly:"')[1].split('"')[0].split()
    lats, lons = map(float, corners[0::2]), map(float, corners[1::2])
    assert Polygon(zip(lons, lats, strict=True)).contains(wanted)


def test_roads_ten_kilometres_outside_are_asked_for_too() -> None:
    wanted = overpass_query(buffered(OUTLINE, buffer_m=10_000), timeout_s=300)
    assert overpass_params(OUTLINE) == {"data": wanted}


@pytest.mark.real
def test_osm_data_and_tables_of_the_same_roads_give_the_same_times(real_folder: Path) -> None:
    outline = gpd.read_file(f"/vsigzip/{real_folder / 'communes.geojson.gz'}").union_all()
    from_osm = roads_from_pbf(real_folder / "roads.osm.pbf", outline, buffer_m=30_000)
    classes = {
        "A": ("motorway", 130),
        "N": ("trunk", 110),
        "D1": ("primary", 80),
        "D2": ("secondary", 80),
        "R": ("motorway_link", 50),
    }
    edges = pd.read_csv(real_folder / "roads_edges.csv.gz")
    edges["speed_kmh"] = [driven_kmh(*classes[name]) for name in edges["road_class"]]
    from_tables = roads_from_tables(pd.read_csv(real_folder / "roads_nodes.csv.gz"), edges)
    mairies = pd.read_csv(real_folder / "mairies.csv", dtype={"code": str})
    places = [Place(id=row.code, lon=row.lon, lat=row.lat) for row in mairies.itertuples()]
    one, other = (
        compute_travel_times(roads, places, access=AccessLeg()).time_s
        for roads in (from_osm, from_tables)
    )
    assert ((one == UNREACHABLE_S) == (other == UNREACHABLE_S)).all()
    is_pair = (one < UNREACHABLE_S) & (one > 0)
    ratio = other[is_pair] / one[is_pair]
    assert np.median(ratio) == pytest.approx(1.03, abs=0.002)
    assert (np.abs(ratio - 1) <= 0.05).mean() >= 0.99
