"""Areas of population squares: who lives in them are those whom the plan's figures leave out."""

from dataclasses import replace

import numpy as np
import pytest
from pyproj import Transformer
from shapely import Point

from geodata.population import PopulationCells
from geodata.population_cells import GRID_EPSG
from geodata.snapping import AccessLeg
from maps.area_words import AREA_BASIS, unreached_words
from maps.areas import COARSE, UnreachedArea, find_unreached_areas
from planner.figures.measures import measure_access
from planner.plan import Plan
from planner.problem.access import AccessStandard
from tests.maps.sample_plan import make_plan
from tests.planner.villages import DEGREES_PER_KM, LATITUDE, Villages, make_villages

SIDE_M = 200
HOMES = {
    "99001": ((0, 0.75), (2, 0.25)),
    "99002": ((5, 0.5), (9, 0.5)),
    "99003": ((10, 0.6), (14, 0.4)),
    "99004": ((20, 0.5), (24, 0.5)),
    "99005": ((40, 0.75), (31, 0.15), (31.2, 0.1)),
}
"""By commune: (kilometre on the road, share of the residents)."""


def squares_at(homes: dict[str, tuple[tuple[float, float], ...]]) -> PopulationCells:
    """Squares of the grid around these points of the road."""
    to_grid = Transformer.from_crs(4326, GRID_EPSG, always_xy=True)
    rows = [(code, km, share) for code in sorted(homes) for km, share in homes[code]]
    lonlat = []
    for _, km, _ in rows:
        east, north = to_grid.transform(-1.0 + km * DEGREES_PER_KM, LATITUDE)
        centre = [SIDE_M * (value // SIDE_M) + SIDE_M / 2 for value in (east, north)]
        lonlat.append(to_grid.transform(*centre, direction="INVERSE"))
    return PopulationCells(
        commune_code=np.array([code for code, _, _ in rows]),
        lonlat=np.array(lonlat),
        weight=np.array([share for _, _, share in rows]),
        is_proxy=False,
        sentence="Carreaux.",
        side_m=np.full(len(rows), float(SIDE_M)),
    )


@pytest.fixture(scope="module")
def villages() -> Villages:
    made = make_villages()
    return replace(made, territory=replace(made.territory, population_cells=squares_at(HOMES)))


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    """Sessions in Brissac alone, measured as any plan is."""
    sample = make_plan()
    access = measure_access(
        villages.territory,
        villages.residents,
        villages.need,
        sessions_by_venue={"mairie-b": 4},
        standard=AccessStandard(
            standard_minutes=15, acceptance_elsewhere=0.4, preferences=villages.preferences
        ),
        settings=villages.settings,
    )
    return sample.model_copy(
        update={
            "settings": villages.settings,
            "visits": (sample.visits[0].model_copy(update={"venue_id": "mairie-b"}),),
            "communes": access.communes,
            "whole": access.whole,
            "reach": access.reach,
        }
    )


@pytest.fixture(scope="module")
def areas(plan: Plan, villages: Villages) -> tuple[UnreachedArea, ...]:
    return find_unreached_areas(plan, villages.territory, access=AccessLeg())


def test_residents_and_need_of_the_areas_are_those_that_the_plan_leaves_out(
    plan: Plan, areas: tuple[UnreachedArea, ...]
) -> None:
    reach = {row.minutes: row for row in plan.reach}
    assert set(reach) <= {area.limit_minutes for area in areas}
    for area in areas:
        if (row := reach.get(area.limit_minutes)) is None:
            continue
        assert area.basis == "squares"
        assert area.before.need == pytest.approx(plan.whole.need - row.need_before)
        assert area.after.need == pytest.approx(plan.whole.need - row.need)
        for land, within in ((area.before, row.population_before), (area.after, row.population)):
            assert round(land.residents or 0) == plan.whole.population - within
    assert areas[0].after.residents != areas[0].before.residents


def test_the_areas_are_the_squares_themselves_and_nothing_between_them(
    areas: tuple[UnreachedArea, ...],
) -> None:
    beyond = next(area.after for area in areas if area.limit_minutes == 10)
    # within ten minutes of kilometres 5 and 20: all but 31, 31.2 and 40
    assert beyond.km2 == pytest.approx(3 * SIDE_M**2 / 1e6)
    assert len(beyond.shape.geoms) == 2  # two of them touch
    assert beyond.shape.contains(Point(-1.0 + 31 * DEGREES_PER_KM, LATITUDE).buffer(1e-4))
    assert not beyond.shape.contains(Point(-1.0 + 33 * DEGREES_PER_KM, LATITUDE))


def test_a_square_of_a_commune_without_squares_has_the_usual_side(
    plan: Plan, villages: Villages
) -> None:
    cells = squares_at(HOMES)
    bare = np.where(cells.commune_code == "99005", 0.0, cells.side_m)
    alone = PopulationCells(
        commune_code=cells.commune_code, lonlat=cells.lonlat, weight=cells.weight,
        is_proxy=False, sentence="", side_m=bare,
    )  # fmt: skip
    territory = replace(villages.territory, population_cells=alone)
    found = find_unreached_areas(plan, territory, access=AccessLeg())
    assert found[0].after.km2 == pytest.approx(3 * SIDE_M**2 / 1e6)


def test_a_wide_page_draws_wider_squares_and_counts_the_same_people(
    plan: Plan, villages: Villages, areas: tuple[UnreachedArea, ...]
) -> None:
    coarse = find_unreached_areas(plan, villages.territory, access=AccessLeg(), detail=COARSE)
    assert [area.after.residents for area in coarse] == [area.after.residents for area in areas]
    assert coarse[0].after.shape.area > 10 * areas[0].after.shape.area


def test_the_page_says_what_the_areas_rest_on_and_who_lives_there(
    plan: Plan, areas: tuple[UnreachedArea, ...]
) -> None:
    words = unreached_words(areas[0], plan, is_before=False).replace("\u00a0", " ")
    assert "environ 400 personnes y vivent, dont environ 40 personnes à aider" in words
    assert "carreaux de population" in AREA_BASIS["squares"]
    assert "carrefours" in AREA_BASIS["nodes"]
