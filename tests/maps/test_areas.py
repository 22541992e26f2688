"""Land beyond a limit, by hand: a road of three junctions, twelve minutes from each to the next."""

import numpy as np
import pytest
from shapely import Point

from geodata.roads import Roads
from geodata.snapping import AccessLeg
from geodata.territory import OfferPlace, Territory, Venue
from maps.areas import UnreachedArea, find_unreached_areas
from planner.plan import Plan
from tests.maps.sample_plan import ISLAND, make_communes, make_offer, make_plan

ACCESS = AccessLeg(speed_kmh=25.0, detour=1.3, max_m=3000.0)
LAT = 45.55


def make_ground(plan: Plan, roads: Roads, *, offer: tuple[OfferPlace, ...] = ()) -> Territory:
    """The sample's communes on other roads, with the venues of a plan."""
    venues = tuple(
        Venue(
            id=venue.id, name=venue.name, kind="mairie", commune_code=venue.commune_code,
            lon=venue.lon, lat=venue.lat,
        )
        for venue in plan.venues
    )  # fmt: skip
    return Territory(
        communes=make_communes(), venues=venues, advisers=(), roads=roads, existing_offer=offer
    )


@pytest.fixture(scope="module")
def areas() -> dict[int, UnreachedArea]:
    """The venue lies at the first junction, the others 12 and 24 minutes east of it."""
    roads = Roads(
        node_lonlat=np.array([(0.05, LAT), (0.2, LAT), (0.35, LAT)]),
        edge_nodes=np.array([(0, 1), (1, 2)], dtype=np.int32),
        length_m=np.array([12_000.0, 12_000.0]),
        time_s=np.array([720.0, 720.0]),
        is_oneway=np.array([False, False]),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(3, dtype=np.int64),
    )
    plan = make_plan()
    venue = plan.venues[0].model_copy(update={"lon": 0.05, "lat": LAT})
    only = plan.model_copy(update={"venues": (venue,), "visits": plan.visits[:1]})
    found = find_unreached_areas(only, make_ground(only, roads), access=ACCESS)
    return {area.limit_minutes: area for area in found}


def test_there_is_an_area_for_every_reported_limit(areas: dict[int, UnreachedArea]) -> None:
    assert list(areas) == [10, 15, 20, 30]


def test_land_counts_as_its_nearest_junction(areas: dict[int, UnreachedArea]) -> None:
    at_10, at_15 = areas[10].after.shape, areas[15].after.shape
    assert not at_10.contains(Point(0.11, 45.6))
    assert at_10.contains(Point(0.14, 45.6))
    assert not at_15.contains(Point(0.26, 45.6))
    assert at_15.contains(Point(0.29, 45.6))


def test_without_any_help_all_land_is_beyond(areas: dict[int, UnreachedArea]) -> None:
    assert areas[30].before.shape.contains(Point(0.12, 45.55))
    # twelve squares of a tenth of a degree, and the island
    assert areas[30].before.km2 == pytest.approx(13 * 11.11 * 7.8, rel=0.02)


def test_a_commune_without_a_road_is_beyond_every_limit(areas: dict[int, UnreachedArea]) -> None:
    island = next(c for c in make_communes() if c.code == ISLAND).geometry.centroid
    assert all(area.after.shape.contains(island) for area in areas.values())


def test_a_wider_limit_never_leaves_more_land_out(areas: dict[int, UnreachedArea]) -> None:
    surfaces = [area.after.km2 for area in areas.values()]
    assert surfaces == sorted(surfaces, reverse=True)
    assert surfaces[0] > surfaces[-1]


def test_the_existing_offer_counts_with_and_without_the_plan() -> None:
    roads = Roads(
        node_lonlat=np.array([(0.05, 45.75), (0.15, 45.75)]),
        edge_nodes=np.array([(0, 1)], dtype=np.int32),
        length_m=np.array([8_000.0]),
        time_s=np.array([300.0]),
        is_oneway=np.array([False]),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(2, dtype=np.int64),
    )
    plan = make_plan()
    without = plan.model_copy(update={"venues": (), "visits": ()})
    found = find_unreached_areas(
        without, make_ground(without, roads, offer=make_offer()), access=ACCESS
    )
    assert [area.before.km2 for area in found] == [area.after.km2 for area in found]
    assert not found[0].after.shape.contains(Point(0.15, 45.75))
