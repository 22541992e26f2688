"""The layers of the map as tables."""

import dataclasses
import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from maps.geometry import encode_points, encode_polygons, simplify_lines, simplify_outlines
from maps.layers import make_commune_layer
from maps.tour_rows import make_tour_rows
from maps.venue_rows import make_venue_rows
from tests.maps.sample_plan import HOSTILE_NAME, ISLAND, make_communes, make_plan, make_tour_lines


def plain(text: str) -> str:
    """A text with ordinary spaces, to be read in a test."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def commune_layer() -> gpd.GeoDataFrame:
    return make_commune_layer(make_plan(), make_communes()).set_index("code")


def test_every_commune_is_a_row_in_the_order_of_codes(commune_layer: gpd.GeoDataFrame) -> None:
    assert list(commune_layer.index) == [f"99{i:03}" for i in range(1, 14)]


def test_communes_without_access_and_without_a_road_have_classes_of_their_own(
    commune_layer: gpd.GeoDataFrame,
) -> None:
    assert commune_layer.loc["99004", "class_after"] == 4
    assert commune_layer.loc[ISLAND, "class_after"] == 5
    assert commune_layer.loc["99002", "class_after"] == 0


def test_a_commune_is_told_its_best_session_with_minutes(commune_layer: gpd.GeoDataFrame) -> None:
    sentence = plain(commune_layer.loc["99005", "sentence"])
    assert sentence == "Permanence la plus utile : Saintes, à 14 min en moyenne."


def test_a_commune_without_service_is_told_the_standard_and_the_nearest_help(
    commune_layer: gpd.GeoDataFrame,
) -> None:
    sentence = plain(commune_layer.loc["99004", "sentence"])
    assert sentence == (
        "Ni permanence ni lieu d’aide à 15 minutes ou moins ; le plus proche est à 21 min."
    )


def test_names_stay_as_the_data_write_them(commune_layer: gpd.GeoDataFrame) -> None:
    assert commune_layer.loc["99007", "name"] == HOSTILE_NAME


def test_communes_that_the_plan_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="99013"):
        make_commune_layer(make_plan(), make_communes()[:-1])


def test_the_rhythm_of_a_visit_is_a_french_phrase_with_hours() -> None:
    words = [plain(visit.words) for row in make_venue_rows(make_plan()) for visit in row.visits]
    assert words == [
        "chaque mardi matin, 9 h 00–12 h 00",
        "un mardi après-midi sur deux (semaines 1 et 3 du cycle), 14 h 00–17 h 00",
        "un jeudi matin sur quatre (semaine 2 du cycle), 8 h 45–11 h 30",
    ]


def test_a_venue_lists_its_dates_in_order_and_those_that_are_lost() -> None:
    fortnightly = make_venue_rows(make_plan())[1]
    assert [day for day, _ in fortnightly.dates] == [
        date(2027, 1, 5),
        date(2027, 2, 2),
        date(2027, 2, 16),
    ]
    assert [plain(text) for _, text in fortnightly.lost] == [
        "mardi 19 janvier 2027 (fermeture du lieu : travaux)"
    ]


def test_sessions_per_cycle_count_the_weeks_of_all_visits() -> None:
    assert [row.sessions_per_cycle for row in make_venue_rows(make_plan())] == [4, 2, 1]


def test_a_tour_tells_its_day_in_order() -> None:
    tour = make_tour_rows(make_plan(), ())[0]
    assert [(plain(time), what) for time, what in tour.steps] == [
        ("8 h 45", "Départ, Échillais"),
        ("9 h 00–12 h 00", "Mairie, La Rochelle"),
        ("14 h 00–17 h 00", "Mairie, Saintes"),
        ("17 h 10", "Retour, Échillais"),
    ]
    assert tour.when == "mardi, semaines 1 et 3 du cycle"
    assert plain(tour.total) == "37 min de route, 31,0 km"


def test_a_tour_does_not_repeat_a_commune_that_the_name_of_the_place_holds() -> None:
    plan = make_plan()
    venue = plan.venues[0].model_copy(update={"name": "Mairie - La Rochelle"})
    plan = plan.model_copy(update={"venues": (venue, *plan.venues[1:])})
    assert make_tour_rows(plan, ())[0].steps[1][1] == "Mairie - La Rochelle"


def test_a_commune_knows_its_nearest_session_and_its_nearest_fixed_place(
    commune_layer: gpd.GeoDataFrame,
) -> None:
    columns = ["session_venue_id", "session_minutes", "offer_name", "offer_minutes"]
    assert [plain(text) for text in commune_layer.loc["99010", columns]] == [
        "v6", "18 min", "France services de Royan", "11 min",
    ]  # fmt: skip
    assert list(commune_layer.loc[ISLAND, columns]) == ["", "", "", ""]


def test_tours_follow_the_lines_given_and_are_straight_without() -> None:
    plan = make_plan()
    bent = make_tour_rows(plan, make_tour_lines(plan))[0].lines[0]
    straight = make_tour_rows(plan, ())[0].lines[0]
    assert [len(bent.coords), len(straight.coords)] == [3, 2]


def test_lines_that_do_not_match_the_legs_are_refused() -> None:
    plan = make_plan()
    with pytest.raises(ValueError, match="every leg"):
        make_tour_rows(plan, make_tour_lines(plan)[:-1])


def test_a_line_of_one_point_is_left_out() -> None:
    assert simplify_lines([np.array([[0.0, 45.0]])]) == (None,)


def test_simplified_neighbours_share_their_border() -> None:
    wiggle = [(0.1 + 0.0002 * (i % 2), 45.0 + i / 1000) for i in range(101)]
    west = shapely.Polygon([(0.0, 45.0), *wiggle, (0.0, 45.1)])
    east = shapely.Polygon([(0.2, 45.0), (0.2, 45.1), *reversed(wiggle)])
    simple = simplify_outlines([west, east])
    assert shapely.coverage_is_valid(simple.to_numpy())
    assert shapely.get_num_coordinates(simple.to_numpy()).sum() < 100


def test_coordinates_are_rounded_to_five_decimals(commune_layer: gpd.GeoDataFrame) -> None:
    points = shapely.get_coordinates(commune_layer.geometry.to_numpy())
    assert np.array_equal(points, np.round(points, 5))


def test_encoded_points_are_steps_of_hundred_thousandths_of_a_degree() -> None:
    points = np.array([[-0.47834, 45.36691], [-0.47736, 45.36907]])
    assert encode_points(points) == [-47834, 4536691, 98, 216]


def test_encoded_polygons_leave_the_closing_point_to_the_page() -> None:
    assert len(encode_polygons(shapely.box(0, 45, 1, 46))[0][0]) == 8


def test_a_plan_without_tours_has_no_tour_rows() -> None:
    plan = make_plan().model_copy(update={"tours": ()})
    assert make_tour_rows(plan, ()) == ()


def test_rows_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_venue_rows(make_plan())[0].id = "other"


@pytest.mark.real
def test_the_outlines_of_a_whole_department_stay_whole_and_light(real_folder: Path) -> None:
    source = gpd.read_file(f"/vsigzip/{real_folder / 'communes.geojson.gz'}")
    simple = simplify_outlines(list(source.geometry))
    assert len(simple) == 462
    assert shapely.coverage_is_valid(simple.to_numpy())
    assert len(json.dumps([encode_polygons(outline) for outline in simple])) < 500_000


def test_a_commune_carries_the_reason_why_it_has_no_session() -> None:
    plan = make_plan()
    first, *others = plan.communes
    why = first.model_copy(update={"explanation": "Aucune route n'y mène ; rien à faire."})
    layer = make_commune_layer(
        plan.model_copy(update={"communes": (why, *others)}), make_communes()
    )
    by_code = layer.set_index("code")["why"]
    assert by_code[first.commune_code] == "Aucune route n’y mène\u00a0; rien à faire."
    assert by_code[others[0].commune_code] == ""
