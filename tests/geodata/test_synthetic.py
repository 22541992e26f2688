"""The invented territory: is it a territory, is it like a real one, is it always the same."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geodata.hours import hours_fault
from geodata.roads import Roads
from geodata.synthetic import SyntheticTerritory, make_synthetic_territory
from geodata.synthetic.land import make_land
from geodata.synthetic.links import crosses_river, make_links
from geodata.synthetic.names import insee_codes, of_place
from geodata.synthetic.people import make_people
from geodata.synthetic.spread import choose_spread
from geodata.synthetic.tiling import REMOTE_ISLAND, make_tiling
from geodata.territory import VENUE_KINDS, Territory

SEED = 17


@pytest.fixture(scope="module")
def invented() -> SyntheticTerritory:
    return make_synthetic_territory(seed=SEED)


@pytest.fixture(scope="module")
def territory(invented: SyntheticTerritory) -> Territory:
    return invented.territory


def to_metres(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    project = Transformer.from_crs(4326, 2154, always_xy=True)
    return np.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1]))


def outlines_m(territory: Territory) -> npt.NDArray[np.object_]:
    return shapely.transform([commune.geometry for commune in territory.communes], to_metres)


def mairies_m(territory: Territory) -> npt.NDArray[np.float64]:
    return to_metres(np.array([(venue.lon, venue.lat) for venue in territory.venues]))


def drive_graph(roads: Roads) -> csr_array:
    """Fastest edge between two nodes, both ways unless it is one-way."""
    is_twoway = ~roads.is_oneway
    start, end = roads.edge_nodes.T
    rows = np.concatenate([start, end[is_twoway]])
    columns = np.concatenate([end, start[is_twoway]])
    seconds = np.concatenate([roads.time_s, roads.time_s[is_twoway]])
    order = np.lexsort((seconds, columns, rows))
    _, first = np.unique(np.column_stack([rows, columns])[order], axis=0, return_index=True)
    kept = order[first]
    size = len(roads.node_lonlat)
    return coo_array((seconds[kept], (rows[kept], columns[kept])), shape=(size, size)).tocsr()


def fingerprint(invented: SyntheticTerritory) -> str:
    """Digest of every byte of an invented territory."""
    digest = hashlib.sha256()
    for commune in invented.territory.communes:
        row = (
            commune.code,
            commune.name,
            commune.population,
            commune.residents_by_age,
            commune.epci_name,
            commune.canton_name,
            commune.fragility_index,
            commune.postcode,
        )
        digest.update(repr(row).encode() + commune.geometry.wkb)
    for records in (
        invented.territory.venues,
        invented.territory.advisers,
        invented.territory.existing_offer,
    ):
        digest.update(repr(records).encode())
    survey, roads, truth = invented.territory.survey, invented.territory.roads, invented.truth
    assert survey is not None
    for record in (survey, roads):
        for name in type(record).__dataclass_fields__:
            digest.update(np.ascontiguousarray(getattr(record, name)).tobytes())
    digest.update(truth.true_need_share.tobytes())
    return digest.hexdigest()


# --- land and communes


@pytest.mark.parametrize("num_communes", [10, 60, 460])
def test_communes_tile_the_land_without_gaps_or_overlaps(num_communes: int) -> None:
    rng = np.random.default_rng(SEED)
    land = make_land(rng, num_communes=num_communes)
    tiling = make_tiling(rng, land, num_communes=num_communes)
    whole = shapely.union_all(tiling.cells, grid_size=0.01)
    assert shapely.area(tiling.cells).sum() == pytest.approx(land.area_m2, rel=1e-7)
    assert whole.area == pytest.approx(land.area_m2, rel=1e-7)
    assert land.area_m2 == pytest.approx(num_communes * 15e6, rel=1e-4)


def test_communes_in_degrees_do_not_overlap(territory: Territory) -> None:
    outlines = outlines_m(territory)
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    is_pair = first < second
    overlap = shapely.intersection(outlines[first[is_pair]], outlines[second[is_pair]])
    assert shapely.area(overlap).max() < 500  # a strip of centimetres along a border of kilometres
    assert shapely.area(overlap).sum() < 1e-6 * shapely.area(outlines).sum()


def test_communes_have_valid_outlines(territory: Territory) -> None:
    outlines = [commune.geometry for commune in territory.communes]
    assert shapely.is_valid(outlines).all()
    assert {outline.geom_type for outline in outlines} <= {"Polygon", "MultiPolygon"}


def test_territory_lies_in_the_middle_of_france(territory: Territory) -> None:
    west, south, east, north = shapely.total_bounds([c.geometry for c in territory.communes])
    assert -1 < west < east < 3
    assert 45 < south < north < 48


def test_every_mairie_stands_in_its_commune(territory: Territory) -> None:
    for commune, venue in zip(territory.communes, territory.venues, strict=True):
        assert venue.commune_code == commune.code
        assert commune.geometry.contains(shapely.Point(venue.lon, venue.lat))


def test_epcis_and_cantons_are_in_one_piece_on_the_mainland(territory: Territory) -> None:
    outlines = outlines_m(territory)
    whole = shapely.union_all(outlines, grid_size=0.1)
    mainland = max(shapely.get_parts(whole), key=lambda part: part.area).buffer(1.0)
    is_mainland = shapely.covers(mainland, outlines)
    assert is_mainland.sum() == len(outlines) - 7  # six communes on an island, one on another
    for label in ("epci_code", "canton_code"):
        owner = np.array([getattr(commune, label) for commune in territory.communes])
        for code in np.unique(owner):
            own = shapely.union_all(outlines[(owner == code) & is_mainland], grid_size=0.1)
            assert own.geom_type == "Polygon"


def test_a_departement_has_about_13_epcis_and_25_cantons(territory: Territory) -> None:
    assert len({commune.epci_code for commune in territory.communes}) == 13
    assert 24 <= len({commune.canton_code for commune in territory.communes}) <= 27


def test_records_are_in_the_order_of_their_ids(territory: Territory) -> None:
    for ids in (
        [commune.code for commune in territory.communes],
        [venue.id for venue in territory.venues],
        [adviser.id for adviser in territory.advisers],
        [place.id for place in territory.existing_offer],
    ):
        assert ids == sorted(set(ids))


def test_names_are_unique(territory: Territory) -> None:
    names = [commune.name for commune in territory.communes]
    assert len(set(names)) == len(names)
    offers = [place.name for place in territory.existing_offer]
    assert len(set(offers)) == len(offers)


def test_codes_are_five_characters_ascending_and_of_no_real_departement() -> None:
    codes = insee_codes(35_000)
    assert list(codes) == sorted(set(codes))
    assert {len(code) for code in codes} == {5}
    assert {code[:2] for code in codes} & {"2A", "2B", *(f"{n:02d}" for n in range(99))} == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Olmac", "d'Olmac"),
        ("Le Bravac", "du Bravac"),
        ("Les Navets", "des Navets"),
        ("La Rivelle", "de La Rivelle"),
        ("Navelle", "de Navelle"),
    ],
)
def test_names_follow_french_articles(name: str, expected: str) -> None:
    assert of_place(name) == expected


# --- people


def test_populations_are_as_skewed_as_real_ones(territory: Territory) -> None:
    population = np.array([commune.population for commune in territory.communes])
    assert 560 <= np.median(population) <= 640
    assert population.max() == 75_000
    assert 580_000 <= population.sum() <= 700_000
    assert np.sort(population)[-2] < 0.45 * population.max()
    assert population.min() >= 30


def test_ages_add_up_to_a_rural_population(territory: Territory) -> None:
    population = np.array([commune.population for commune in territory.communes])
    bands = np.array([commune.residents_by_age for commune in territory.communes])
    assert (bands.sum(axis=1) <= population).all()
    assert 1 - bands.sum() / population.sum() == pytest.approx(0.15, abs=0.02)
    assert bands[:, 1].sum() / population.sum() == pytest.approx(0.22, abs=0.03)
    assert bands[:, 2].sum() / population.sum() == pytest.approx(0.12, abs=0.03)


# --- roads


def test_every_mairie_but_the_island_s_is_connected(territory: Territory) -> None:
    roads = territory.roads
    _, label = connected_components(drive_graph(roads), directed=True, connection="strong")
    nearest = cKDTree(to_metres(roads.node_lonlat)).query(mairies_m(territory))[1]
    main = np.bincount(label[nearest]).argmax()
    assert (label[nearest] != main).sum() == 1
    assert (label[: len(territory.communes)] != main).sum() == 1


def test_the_island_without_a_bridge_has_roads_of_its_own(territory: Territory) -> None:
    _, label = connected_components(drive_graph(territory.roads), directed=True)
    sizes = np.bincount(label)
    assert len(sizes) == 2
    assert 2 <= sizes.min() <= 6


def test_every_mairie_has_a_road_node_within_a_kilometre(territory: Territory) -> None:
    nodes = cKDTree(to_metres(territory.roads.node_lonlat))
    assert nodes.query(mairies_m(territory))[0].max() < 1_000


def test_lengths_are_those_of_the_shapes_and_a_little_more(territory: Territory) -> None:
    roads = territory.roads
    nodes, shapes = to_metres(roads.node_lonlat), to_metres(roads.shape_lonlat)
    for edge in range(0, len(roads.edge_nodes), 50):
        start, end = roads.edge_nodes[edge]
        between = shapes[roads.shape_start[edge] : roads.shape_start[edge + 1]]
        line = shapely.LineString([nodes[start], *between, nodes[end]])
        assert 1.0 <= roads.length_m[edge] / line.length < 1.15


def test_speeds_make_a_hierarchy_of_roads(territory: Territory) -> None:
    kmh = 3.6 * territory.roads.length_m / territory.roads.time_s
    share = territory.roads.length_m / territory.roads.length_m.sum()
    assert share[kmh > 100].sum() > 0.03
    assert share[(kmh > 70) & (kmh < 90)].sum() > 0.1
    assert share[(kmh > 54) & (kmh < 61)].sum() > 0.3
    assert kmh.max() < 112


def test_neighbouring_mairies_are_some_minutes_apart(territory: Territory) -> None:
    villages = to_metres(territory.roads.node_lonlat[: len(territory.communes)])
    seconds = dijkstra(drive_graph(territory.roads), indices=np.arange(len(villages)))
    metres = np.hypot(*(villages[:, None] - villages[None]).transpose(2, 0, 1))
    is_near = (metres > 4_000) & (metres < 6_000)
    minutes = seconds[:, : len(villages)][is_near] / 60
    assert 6 <= np.median(minutes[np.isfinite(minutes)]) <= 9.5


def test_only_a_few_bridges_cross_the_river() -> None:
    rng = np.random.default_rng(SEED)
    land = make_land(rng, num_communes=460)
    tiling = make_tiling(rng, land, num_communes=460)
    people = make_people(rng, tiling, land)
    towns = choose_spread(tiling.sites, people.population.astype(np.float64), 25)
    links = make_links(tiling, land, people.population, towns)
    crossing = crosses_river(shapely.linestrings(tiling.sites[links.ends]), land)
    assert 2 <= crossing.sum() <= 12
    assert links.is_bridge[crossing].all()
    island = np.flatnonzero(tiling.landmass == REMOTE_ISLAND)
    assert not np.isin(links.ends, island).any()


# --- places, advisers, hours


def test_opening_hours_are_sound_and_a_few_unknown(territory: Territory) -> None:
    hours = [venue.opening_hours for venue in territory.venues]
    assert 0.05 < hours.count("") / len(hours) < 0.14
    assert [text for text in hours if text and hours_fault(text)] == []
    assert 5 <= sum(bool(venue.hours_note) for venue in territory.venues) <= 40


def test_small_mairies_open_less_than_large_ones(territory: Territory) -> None:
    people = {commune.code: commune.population for commune in territory.communes}
    num_days = {
        size: np.mean(
            [
                sum(
                    len(rule.split()[0].replace("-", ",x,").split(","))
                    for rule in venue.opening_hours.split("; ")
                )
                for venue in territory.venues
                if venue.opening_hours and is_of_size(people[venue.commune_code])
            ]
        )
        for size, is_of_size in (
            ("small", lambda number: number < 500),
            ("large", lambda number: number >= 2_000),
        )
    }
    assert num_days["small"] < num_days["large"]


def test_the_fixed_offer_is_in_a_quarter_of_the_communes(territory: Territory) -> None:
    places = territory.existing_offer
    assert 115 <= len(places) <= 145
    assert 85 <= len({place.commune_code for place in places}) <= 125
    assert {place.kind for place in places} <= set(VENUE_KINDS)
    assert sum(place.kind == "france_services" for place in places) >= 15


def test_advisers_live_apart_and_one_works_part_time(territory: Territory) -> None:
    advisers = territory.advisers
    bases = to_metres(np.array([(adviser.lon, adviser.lat) for adviser in advisers]))
    apart_m = cKDTree(bases).query(bases, k=2)[0][:, 1]
    assert apart_m.min() > 15_000
    assert sorted(adviser.weekly_minutes for adviser in advisers) == [28 * 60, *[35 * 60] * 3]
    assert {adviser.max_drive_s_per_day for adviser in advisers} == {150 * 60, 180 * 60}


# --- survey and truth


def test_truth_fits_the_published_figures(invented: SyntheticTerritory) -> None:
    truth = invented.truth
    assert truth.internet_share == pytest.approx(0.90, abs=1e-6)
    assert truth.help_share_online == pytest.approx(0.30, abs=1e-6)
    assert truth.mairie_share == pytest.approx(2 / 3)
    bands = np.array([commune.residents_by_age for commune in invented.territory.communes])
    people = bands.sum(axis=1)
    mean = (people * truth.true_need_share).sum() / people.sum()
    assert mean == pytest.approx(truth.need_share)


def test_survey_fits_the_published_figures(territory: Territory) -> None:
    survey = territory.survey
    assert survey is not None
    assert len(survey) == 5000
    answered = survey.preferred_place != ""
    assert survey.uses_internet.mean() == pytest.approx(0.90, abs=0.025)
    assert survey.wants_help[survey.uses_internet].mean() == pytest.approx(0.30, abs=0.03)
    assert (survey.preferred_place[answered] == "mairie").mean() == pytest.approx(2 / 3, abs=0.025)
    minutes = survey.max_travel_minutes[~np.isnan(survey.max_travel_minutes)]
    shares = [(minutes == limit).mean() for limit in (5, 10, 15, 20, 30)]
    assert shares == pytest.approx([0.15, 0.31, 0.29, 0.17, 0.08], abs=0.025)


def test_survey_reaches_few_of_the_oldest(territory: Territory) -> None:
    survey = territory.survey
    assert survey is not None
    bands = np.array([commune.residents_by_age for commune in territory.communes]).sum(axis=0)
    asked = np.bincount(survey.age_band, minlength=3) / len(survey)
    assert asked[2] < 0.85 * bands[2] / bands.sum()
    assert asked[1] > bands[1] / bands.sum()


def test_fragility_index_speaks_of_need_without_being_it(invented: SyntheticTerritory) -> None:
    index = np.array([commune.fragility_index for commune in invented.territory.communes])
    assert index.mean() == pytest.approx(100, abs=5)
    assert index.std() == pytest.approx(25, abs=4)
    assert 0.2 < np.corrcoef(index, invented.truth.true_need_share)[0, 1] < 0.8


def test_truth_is_in_the_order_of_the_communes(invented: SyntheticTerritory) -> None:
    codes = tuple(commune.code for commune in invented.territory.communes)
    assert invented.truth.commune_codes == codes


def test_truth_cannot_be_changed(invented: SyntheticTerritory) -> None:
    with pytest.raises(ValueError, match="read-only"):
        invented.truth.true_need_share[0] = 1.0


def test_a_territory_can_do_without_a_survey() -> None:
    assert (
        make_synthetic_territory(seed=1, num_communes=10, num_respondents=0).territory.survey
        is None
    )


# --- sizes and seeds


@pytest.mark.parametrize("seed", range(8))
def test_the_smallest_territory_is_whole(seed: int) -> None:
    territory = make_synthetic_territory(
        seed=seed, num_communes=10, num_advisers=1, num_respondents=50
    ).territory
    _, label = connected_components(drive_graph(territory.roads), directed=True)
    assert sorted(np.unique(label[:10], return_counts=True)[1]) == [1, 9]
    assert all(commune.geometry.is_valid for commune in territory.communes)
    assert max(commune.population for commune in territory.communes) < 10_000


def test_a_region_is_whole_and_has_a_larger_city() -> None:
    territory = make_synthetic_territory(seed=SEED, num_communes=3000, num_advisers=40).territory
    _, label = connected_components(
        drive_graph(territory.roads), directed=True, connection="strong"
    )
    assert sorted(np.unique(label[:3000], return_counts=True)[1]) == [1, 2999]
    assert len({commune.name for commune in territory.communes}) == 3000
    assert {len(commune.code) for commune in territory.communes} == {5}
    assert len({adviser.base_commune_code for adviser in territory.advisers}) == 40
    assert max(commune.population for commune in territory.communes) > 200_000
    assert shapely.is_valid([commune.geometry for commune in territory.communes]).all()


@pytest.mark.parametrize(
    "sizes", [{"num_communes": 9}, {"num_advisers": 0}, {"num_respondents": -1}]
)
def test_impossible_sizes_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        make_synthetic_territory(seed=1, **sizes)


def test_another_process_makes_the_same_bytes() -> None:
    here = fingerprint(make_synthetic_territory(seed=5, num_communes=200, num_respondents=300))
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from test_synthetic import fingerprint, make_synthetic_territory as make;"
        "print(fingerprint(make(seed=5, num_communes=200, num_respondents=300)))"
    )
    folder = str(Path(__file__).parent)
    there = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, folder], capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_another_seed_makes_another_territory() -> None:
    one, other = (make_synthetic_territory(seed=seed, num_communes=20) for seed in (1, 2))
    assert fingerprint(one) != fingerprint(other)
