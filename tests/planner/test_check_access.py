"""The checker on access, totals and objectives: damaged figures are refused by name."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from geodata.population import PopulationCells
from geodata.territory import Territory
from planner.plan import Plan
from tests.planner.plan_damage import add, drop, edit, set_rule, violations
from tests.planner.villages import KM, LATITUDE, Villages, longitude
from tests.planner.villages_plan import make_villages_plan

NO_ROAD = {
    "nearest_minutes": None,
    "nearest_session_venue_id": None,
    "nearest_session_minutes": None,
    "nearest_offer_name": None,
    "nearest_offer_minutes": None,
}

AUBIGNY, BRISSAC, CORME, DOLUS, ECOYEUX = range(5)
"""Rows of the communes."""
CORME_VISIT = 1
"""Row of the visits."""
COVERAGE, DRIVING, BALANCE = range(3)
"""Rows of the objectives."""


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return make_villages_plan(villages)


DAMAGES: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    # communes
    "a commune left out": (
        lambda plan: drop(plan, "communes", ECOYEUX),
        "Communes : « 99005 » manque",
    ),
    "a commune told twice": (
        lambda plan: add(plan, "communes", plan.communes[ECOYEUX]),
        "Communes : « 99005 » figure 2 fois",
    ),
    "a commune of elsewhere": (
        lambda plan: edit(plan, "communes", ECOYEUX, commune_code="17300"),
        "Communes : « 17300 » n'y a pas sa place",
    ),
    "more people": (
        lambda plan: edit(plan, "communes", AUBIGNY, population=1001),
        "Aubigny (99001) : population : 1001 au lieu de 1000",
    ),
    "more need": (
        lambda plan: edit(plan, "communes", AUBIGNY, need=100.001),
        "Aubigny (99001) : besoin : 100,001 au lieu de 100",
    ),
    "another EPCI": (
        lambda plan: edit(plan, "communes", AUBIGNY, epci_code="200000002"),
        "Aubigny (99001) : code EPCI",
    ),
    "a better offer before": (
        lambda plan: edit(plan, "communes", BRISSAC, value_before=0.2),
        "Brissac (99002) : valeur avant : 0,2 au lieu de 0,1",
    ),
    "a nearby session worth as much as one at home": (
        lambda plan: edit(plan, "communes", AUBIGNY, value=1.0),
        "Aubigny (99001) : valeur : 1 au lieu de 0,4",
    ),
    "fortnightly sessions worth as much as weekly ones": (
        lambda plan: edit(plan, "communes", CORME, value=1.0),
        "Corme (99003) : valeur : 1 au lieu de 0,8",
    ),
    "a neighbour's session taken for one at home": (
        lambda plan: edit(plan, "communes", AUBIGNY, status="served_here"),
        "statut : « served_here » au lieu de « served_nearby »",
    ),
    "a session at home taken for a neighbour's": (
        lambda plan: edit(plan, "communes", CORME, status="served_nearby"),
        "statut : « served_nearby » au lieu de « served_here »",
    ),
    "served, but by no venue": (
        lambda plan: edit(
            plan,
            "communes",
            AUBIGNY,
            status="not_served",
            best_venue_id=None,
            best_minutes=None,
            best_sessions_per_cycle=None,
        ),
        "le planning est mieux que l'offre existante pour 1 des habitants",
    ),
    "no better than the existing offer": (
        lambda plan: edit(
            plan,
            "communes",
            DOLUS,
            status="served_here",
            best_venue_id="mairie-d",
            best_minutes=0.0,
            best_sessions_per_cycle=4,
        ),
        "Dolus (99004) : statut « served_here » avec un meilleur lieu, alors que",
    ),
    "an offer that is not there": (
        lambda plan: edit(plan, "communes", ECOYEUX, status="existing_offer"),
        "statut : « existing_offer » au lieu de « not_served »",
    ),
    "said to be cut off": (
        lambda plan: edit(plan, "communes", ECOYEUX, status="unreachable"),
        "statut : « unreachable » au lieu de « not_served »",
    ),
    "the second best venue": (
        lambda plan: edit(plan, "communes", AUBIGNY, best_venue_id="mairie-c", best_minutes=10.0),
        "le meilleur lieu « mairie-c » l'est pour 0 des habitants, un autre pour 1",
    ),
    "a venue that nobody visits": (
        lambda plan: edit(plan, "communes", AUBIGNY, best_venue_id="mairie-a"),
        "le meilleur lieu « mairie-a » n'est pas visité",
    ),
    "fewer minutes to the best venue": (
        lambda plan: edit(plan, "communes", AUBIGNY, best_minutes=4.0),
        "minutes jusqu'au meilleur lieu : 4 au lieu de 5",
    ),
    "more sessions at the best venue": (
        lambda plan: edit(plan, "communes", CORME, best_sessions_per_cycle=4),
        "permanences au meilleur lieu : 4 au lieu de 2",
    ),
    "fewer minutes to the nearest place": (
        lambda plan: edit(plan, "communes", ECOYEUX, nearest_minutes=0.0),
        "minutes jusqu'au plus proche : 0 au lieu de 20",
    ),
    "no nearest place": (
        lambda plan: edit(plan, "communes", ECOYEUX, nearest_minutes=None),
        "minutes jusqu'au plus proche : rien au lieu de 20",
    ),
    "need estimated otherwise": (
        lambda plan: plan.model_copy(update={"need_method": "Au doigt mouillé."}),
        "méthode du besoin",
    ),
    # totals
    "an EPCI left out": (
        lambda plan: drop(plan, "epcis", 0),
        "EPCI : « 200000001 » manque",
    ),
    "a canton left out": (lambda plan: drop(plan, "cantons", 0), "Cantons : « 9901 » manque"),
    "an EPCI covered better": (
        lambda plan: edit(plan, "epcis", 0, covered_need=155.0),
        "EPCI CC du Levant : besoin couvert : 155 au lieu de 154",
    ),
    "a canton covered worse before": (
        lambda plan: edit(plan, "cantons", 1, covered_need_before=70.0),
        "Canton Canton 9902 : besoin couvert avant : 70 au lieu de 76",
    ),
    "a canton of fewer people": (
        lambda plan: edit(plan, "cantons", 0, population=1499),
        "population : 1499 au lieu de 1500",
    ),
    "an EPCI by another name": (
        lambda plan: edit(plan, "epcis", 0, name="CC du Ponant"),
        "EPCI 200000001 : nom « CC du Ponant » inconnu",
    ),
    "a whole with less need": (
        lambda plan: plan.model_copy(
            update={"whole": plan.whole.model_copy(update={"need": 329.0})}
        ),
        "Territoire entier : besoin : 329 au lieu de 330",
    ),
    "a limit left out": (
        lambda plan: drop(plan, "reach", 1),
        "Seuils en minutes : liste : (10, 20, 30) au lieu de (10, 15, 20, 30)",
    ),
    "more people within reach": (
        lambda plan: edit(plan, "reach", 1, population=3300),
        "À moins de 15 min : population : 3300 au lieu de 2900",
    ),
    "less need within reach before": (
        lambda plan: edit(plan, "reach", 1, need_before=140.0),
        "À moins de 15 min : besoin avant : 140 au lieu de 190",
    ),
    # objectives
    "more coverage than there is": (
        lambda plan: edit(plan, "objectives", COVERAGE, value=215.0, gap=35 / 250),
        "Objectif couverture : valeur : 215 au lieu de 214",
    ),
    "less driving than there is": (
        lambda plan: edit(plan, "objectives", DRIVING, value=13_000.0, gap=1000 / 13_000),
        "Objectif trajets : valeur : 13000 au lieu de 13200",
    ),
    "another balance": (
        lambda plan: edit(plan, "objectives", BALANCE, value=68_400 / 216_000),
        "Objectif équilibre : valeur : 0,316666667 au lieu de 0,366666667",
    ),
    "coverage beyond its bound": (
        lambda plan: edit(plan, "objectives", COVERAGE, bound=213.0, gap=1 / 214),
        "Objectif couverture : la valeur 214 dépasse la borne 213",
    ),
    "driving beyond its bound": (
        lambda plan: edit(plan, "objectives", DRIVING, bound=13_300.0, gap=100 / 13_300),
        "Objectif trajets : la valeur 13200 dépasse la borne 13300",
    ),
    "a smaller gap": (
        lambda plan: edit(plan, "objectives", COVERAGE, gap=0.001),
        "Objectif couverture : écart : 0,001 au lieu de 0,144",
    ),
    "a gap without a bound": (
        lambda plan: edit(plan, "objectives", BALANCE, gap=0.0),
        "Objectif équilibre : écart : 0 au lieu de rien",
    ),
    "optimal in spite of a gap": (
        lambda plan: edit(plan, "objectives", COVERAGE, status="optimal"),
        "Objectif couverture : dit optimal, mais l'écart à la borne est de 0,144",
    ),
    "proven without a bound": (
        lambda plan: edit(plan, "objectives", BALANCE, status="optimal"),
        "Objectif équilibre : statut : « optimal » au lieu de « not_proven »",
    ),
    "not proven in spite of a bound": (
        lambda plan: edit(plan, "objectives", DRIVING, status="not_proven"),
        "Objectif trajets : une borne est donnée",
    ),
    "the wrong way round": (
        lambda plan: edit(plan, "objectives", DRIVING, sense="max"),
        "Objectif trajets : sens : « max » au lieu de « min »",
    ),
    "an objective left out": (
        lambda plan: drop(plan, "objectives", BALANCE),
        "Objectifs : « balance » manque",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_plan_is_refused_by_name(name: str, plan: Plan, villages: Villages) -> None:
    damage, says = DAMAGES[name]
    found = violations(damage(plan), villages)
    assert any(says in sentence for sentence in found), found


def test_a_gap_of_nothing_is_no_gap(plan: Plan, villages: Villages) -> None:
    proven = edit(plan, "objectives", COVERAGE, bound=214.0, gap=0.0, status="optimal")
    assert violations(proven, villages) == ()


def test_a_second_beyond_the_standard_counts_no_more(plan: Plan, villages: Villages) -> None:
    # Brissac is 15 minutes from the offer of Dolus: exactly the standard.
    found = violations(plan, villages, territory=_slower(villages, 2, extra_s=1))
    assert any("Brissac (99002) : valeur avant : 0,1 au lieu de 0." in s for s in found), found
    assert any("À moins de 15 min : besoin avant" in s for s in found), found


def test_a_second_beyond_five_minutes_halves_willingness(plan: Plan, villages: Villages) -> None:
    found = violations(plan, villages, territory=_slower(villages, 0, extra_s=1))
    assert any("Aubigny (99001) : valeur : 0,4 au lieu de 0,2." in s for s in found), found


def test_nobody_comes_from_beyond_the_last_minutes_of_the_survey(
    plan: Plan, villages: Villages
) -> None:
    short = dataclasses.replace(villages.preferences, willingness=((5, 1.0), (10, 0.5)))
    found = violations(plan, villages, preferences=short)
    assert any("Brissac (99002) : valeur avant : 0,1 au lieu de 0." in s for s in found), found


def test_a_wider_standard_counts_farther_places(plan: Plan, villages: Villages) -> None:
    # Écoyeux is 20 minutes from the offer of Dolus: 0.4 x 0.1.
    found = violations(set_rule(plan, "access", standard_minutes=20), villages)
    assert any("Écoyeux (99005) : valeur : 0 au lieu de 0,04" in s for s in found), found


def test_one_session_a_cycle_is_worth_half_of_weekly_ones(plan: Plan, villages: Villages) -> None:
    found = violations(edit(plan, "visits", CORME_VISIT, weeks=(1,)), villages)
    assert any("Corme (99003) : valeur : 0,8 au lieu de 0,5" in s for s in found), found


def test_acceptance_of_the_settings_goes_before_the_survey(plan: Plan, villages: Villages) -> None:
    found = violations(set_rule(plan, "access", acceptance_elsewhere=0.5), villages)
    assert any("Aubigny (99001) : valeur : 0,4 au lieu de 0,5" in s for s in found), found


def test_residents_need_no_road_to_their_own_venue(plan: Plan, villages: Villages) -> None:
    without_road = edit(
        plan,
        "communes",
        BRISSAC,
        value_before=0.0,
        best_minutes=None,
        share_within_standard=0.0,
        **NO_ROAD,
    )
    found = violations(without_road, villages, territory=_off_road(villages, "99002"))
    assert not [sentence for sentence in found if "Brissac" in sentence], found


@pytest.mark.parametrize(
    ("best", "is_right"), [(("mairie-b", 5.0, 4), True), (("mairie-c", 10.0, 2), False)]
)
def test_of_equally_good_venues_residents_take_the_nearest(
    best: tuple[str, float, int], *, is_right: bool, plan: Plan, villages: Villages
) -> None:
    # With a flat curve and no loss by rarity both are worth 0.4 x 0.5 to Aubigny.
    flat = dataclasses.replace(villages.preferences, willingness=((30, 0.5),))
    venue_id, minutes, sessions = best
    named = edit(
        set_rule(plan, "cycle", value_fortnightly=1.0),
        "communes",
        AUBIGNY,
        value=0.2,
        best_venue_id=venue_id,
        best_minutes=minutes,
        best_sessions_per_cycle=sessions,
    )
    found = violations(named, villages, preferences=flat)
    assert (not [sentence for sentence in found if "Aubigny" in sentence]) == is_right


def test_a_commune_without_any_road_is_unreachable(plan: Plan, villages: Villages) -> None:
    island = _off_road(villages, "99005")
    found = violations(plan, villages, territory=island)
    assert any("statut : « not_served » au lieu de « unreachable »" in s for s in found), found
    right = edit(plan, "communes", ECOYEUX, status="unreachable", **NO_ROAD)
    told = violations(right, villages, territory=island)
    assert not [sentence for sentence in told if "Écoyeux" in sentence]
    assert any("À moins de 20 min : besoin : 330 au lieu de 290" in s for s in told), told


def test_places_in_the_commune_itself_make_it_no_less_cut_off(
    plan: Plan, villages: Villages
) -> None:
    # Without the last stretch of road, Écoyeux has its own mairie, unvisited, and a base.
    roads = villages.territory.roads
    cut = _with_roads(
        villages,
        edge_nodes=roads.edge_nodes[:3],
        length_m=roads.length_m[:3],
        time_s=roads.time_s[:3],
        is_oneway=roads.is_oneway[:3],
        shape_start=roads.shape_start[:4],
    )
    cells = _off_road(villages, "").population_cells
    alone = dataclasses.replace(cut, population_cells=cells)
    right = edit(plan, "communes", ECOYEUX, status="unreachable", **NO_ROAD)
    found = violations(right, villages, territory=alone)
    assert not [sentence for sentence in found if "Écoyeux" in sentence], found


def test_shares_are_checked(plan: Plan, villages: Villages) -> None:
    for name in ("share_improved", "share_unserved", "share_within_standard"):
        wrong = edit(plan, "communes", AUBIGNY, **{name: 0.5})
        assert any("Aubigny (99001) : part" in s for s in violations(wrong, villages)), name


def test_a_commune_without_an_estimate_of_need_is_a_violation(
    plan: Plan, villages: Villages
) -> None:
    fewer = dataclasses.replace(
        villages.need,
        commune_codes=villages.need.commune_codes[:-1],
        people=villages.need.people[:-1],
        standard_error=villages.need.standard_error[:-1],
        draws=None,
    )
    found = violations(plan, villages, need=fewer)
    assert any("Écoyeux (99005) : besoin" in sentence for sentence in found), found


def _with_roads(villages: Villages, **changed: object) -> Territory:
    roads = dataclasses.replace(villages.territory.roads, **changed)
    return dataclasses.replace(villages.territory, roads=roads)


def _slower(villages: Villages, edge: int, *, extra_s: int) -> Territory:
    """Make the way between a village and the next longer."""
    time_s = villages.territory.roads.time_s.copy()
    time_s[edge] += extra_s
    return _with_roads(villages, time_s=time_s)


def _off_road(villages: Villages, commune_code: str) -> Territory:
    """Let the residents of a commune live too far from any road."""
    codes = list(KM)
    return dataclasses.replace(
        villages.territory,
        population_cells=PopulationCells(
            commune_code=np.array(codes),
            lonlat=np.array(
                [(longitude(code), LATITUDE + (code == commune_code)) for code in codes]
            ),
            weight=np.ones(5),
            is_proxy=False,
            sentence="Chacun chez soi.",
        ),
    )
