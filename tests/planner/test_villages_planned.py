"""From five villages to a plan whose every figure was worked out by hand.

Camille has two sessions a week (four half-days less two for the back office): Aubigny and Brissac
weekly. Dominique has sixteen hours a cycle for sessions and driving: two at Écoyeux (3 h each) and
two at Corme (3 h and an hour of driving each) leave two hours. Dolus has the existing offer.

    Aubigny 100 x 1 + Brissac 50 x 1 + Corme 80 x 0.8 + Dolus 60 x 1 + Écoyeux 40 x 0.8 = 306

The best without Dominique's trip to Corme, with Écoyeux weekly, is 304. Driving: Brissac 4 x 10 min
and Corme 2 x 60 min, Aubigny and Écoyeux being the bases.
"""

from dataclasses import replace
from datetime import date

import pytest

from geodata.errors import InfeasibleError, TerritoryError
from geodata.places import list_places
from geodata.travel import AccessLeg, compute_travel_times
from planner.assembly import assemble_plan
from planner.assumptions import describe_far_venues
from planner.check import check_plan
from planner.dates.calendar import calendar_holidays
from planner.plan import Plan
from planner.preparation import Prepared
from planner.problem.formulation import formulate
from planner.problem.model import Problem
from planner.solver.search import SearchOptions, solve
from tests.planner.villages import Villages, travel_on_the_road

OPTIONS = SearchOptions(
    coverage_gap=0.0,
    coverage_tolerance=0.002,
    driving_gap=0.0,
    driving_tolerance=0.0,
    time_limit_s=60,
    seed=1,
)


def problem_of(villages: Villages) -> Problem:
    return formulate(
        villages.territory,
        villages.travel,
        villages.residents,
        villages.need,
        preferences=villages.preferences,
        settings=villages.settings,
        holidays=calendar_holidays(villages.settings.calendar),
    )


def prepared_of(villages: Villages) -> Prepared:
    return Prepared(
        territory=villages.territory,
        settings=villages.settings,
        need=villages.need,
        preferences=villages.preferences,
        travel=villages.travel,
        problem=problem_of(villages),
        residents=villages.residents,
    )


def plan_of(villages: Villages) -> Plan:
    prepared = prepared_of(villages)
    solution = solve(prepared.problem, options=OPTIONS, progress=lambda _step: None)
    return assemble_plan(prepared, solution, seed=1)


def with_settings(villages: Villages, section: str, **changes: object) -> Villages:
    changed = getattr(villages.settings, section).model_copy(update=changes)
    return replace(villages, settings=villages.settings.model_copy(update={section: changed}))


def with_venue(villages: Villages, venue_id: str, **changes: object) -> Villages:
    venues = tuple(
        replace(venue, **changes) if venue.id == venue_id else venue
        for venue in villages.territory.venues
    )
    return replace(villages, territory=replace(villages.territory, venues=venues))


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return plan_of(villages)


def test_covered_need_is_the_one_worked_out_by_hand(plan: Plan) -> None:
    assert plan.whole.covered_need == pytest.approx(306)


def test_the_coverage_bound_is_tight_here(plan: Plan) -> None:
    assert plan.objectives[0].bound == pytest.approx(306)


def test_the_venues_and_their_frequencies_are_those_worked_out_by_hand(plan: Plan) -> None:
    found = {visit.venue_id: len(visit.weeks) for visit in plan.visits}
    assert found == {"mairie-a": 4, "mairie-b": 4, "mairie-c": 2, "mairie-e": 2}


def test_driving_is_the_one_worked_out_by_hand(plan: Plan) -> None:
    assert plan.objectives[1].value == 60 * (4 * 10 + 2 * 60)


def test_the_checker_finds_nothing(plan: Plan, villages: Villages) -> None:
    assert check(plan, villages) == ()


def check(plan: Plan, villages: Villages) -> tuple[str, ...]:
    return check_plan(
        plan,
        territory=villages.territory,
        travel=villages.travel,
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
    )


def test_no_session_falls_on_easter_monday(plan: Plan) -> None:
    assert date(2027, 3, 29) not in {session.day for session in plan.sessions}


def test_a_session_lost_to_an_absence_says_so(plan: Plan) -> None:
    lost = {session.day: session.reason for session in plan.lost_sessions}
    camille = {s.weekday for s in plan.visits if s.adviser_id == "camille"}
    assert 1 not in camille or lost.get(date(2027, 4, 6)) == "absence"


def test_a_forbidden_venue_is_not_visited(villages: Villages) -> None:
    plan = plan_of(with_venue(villages, "mairie-b", rule="forbidden"))
    assert "mairie-b" not in {visit.venue_id for visit in plan.visits}


def test_a_required_venue_is_visited_though_the_offer_is_there_already(
    villages: Villages,
) -> None:
    plan = plan_of(with_venue(villages, "mairie-d", rule="required"))
    assert "mairie-d" in {visit.venue_id for visit in plan.visits}


def test_a_required_venue_that_nobody_can_visit_is_infeasible(villages: Villages) -> None:
    closed = with_venue(villages, "mairie-c", rule="required", opening_hours="Su 09:00-12:00")
    with pytest.raises(InfeasibleError, match="Mairie C"):
        problem_of(closed)


def test_unknown_hours_can_be_taken_as_closed(villages: Villages) -> None:
    strict = with_settings(villages, "sessions", assume_open_if_unknown=False)
    required = with_venue(strict, "mairie-d", rule="required")
    with pytest.raises(InfeasibleError, match="Mairie D"):
        problem_of(required)


def test_a_venue_too_far_from_every_road_is_named(villages: Villages) -> None:
    """Three kilometres north of the road of the villages, where 3,000 m is the limit."""
    for metres, is_named in ((2900, False), (3100, True)):
        moved = with_venue(villages, "mairie-d", lat=46.0 + metres / 111_150)
        real = replace(
            moved,
            travel=compute_travel_times(
                moved.territory.roads, list_places(moved.territory), access=AccessLeg()
            ),
        )
        told = describe_far_venues(real.territory, real.travel, settings=real.settings)
        sentence = "À plus de 3\u202f000 m de toute route, donc hors planning : Mairie D."
        assert told == ([sentence] if is_named else [])
        assert (sentence in plan_of(real).assumptions) == is_named


def test_a_plan_counts_the_venues_whose_hours_are_to_be_confirmed(villages: Villages) -> None:
    plan = plan_of(with_venue(villages, "mairie-d", rule="required"))
    assert any("1 lieu" in text and "à confirmer" in text for text in plan.assumptions)


def test_an_adviser_without_time_for_a_session_is_a_fault_of_the_table(
    villages: Villages,
) -> None:
    camille, dominique = villages.territory.advisers
    idle = replace(dominique, weekly_minutes=360)
    territory = replace(villages.territory, advisers=(camille, idle))
    with pytest.raises(TerritoryError, match="« dominique »"):
        problem_of(replace(villages, territory=territory))


def test_an_island_without_a_road_gets_no_value_and_no_minutes(villages: Villages) -> None:
    """Écoyeux loses its road and its adviser's base moves to Dolus."""
    camille, dominique = villages.territory.advisers
    moved = replace(dominique, base_commune_code="99004")
    roads = villages.territory.roads
    cut = replace(
        roads,
        edge_nodes=roads.edge_nodes[:3],
        length_m=roads.length_m[:3],
        time_s=roads.time_s[:3],
        is_oneway=roads.is_oneway[:3],
        shape_start=roads.shape_start[:4],
    )
    territory = replace(villages.territory, advisers=(camille, moved), roads=cut)
    travel = travel_on_the_road(territory)
    time_s = travel.time_s.copy()
    at_home = [i for i, name in enumerate(travel.place_ids) if name.endswith(("99005", "mairie-e"))]
    time_s[at_home, :] = time_s[:, at_home] = 2**40
    cut_off = replace(villages, territory=territory, travel=replace(travel, time_s=time_s))
    plan = plan_of(cut_off)
    island = next(c for c in plan.communes if c.commune_code == "99005")
    assert (island.status, island.value, island.nearest_minutes) == ("unreachable", 0.0, None)


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_a_cycle_of_another_length_passes_the_checker(villages: Villages, weeks: int) -> None:
    shorter = with_settings(villages, "cycle", num_weeks=weeks)
    assert check(plan_of(shorter), shorter) == ()


def test_a_wider_standard_never_covers_less(villages: Villages) -> None:
    wider = plan_of(with_settings(villages, "access", standard_minutes=30))
    assert wider.whole.covered_need >= 306 - 1e-6


def test_one_more_half_day_never_covers_less(villages: Villages) -> None:
    freer = plan_of(with_settings(villages, "work", back_office_half_days_per_week=1))
    assert freer.whole.covered_need >= 306 - 1e-6


def test_a_calendar_shorter_than_the_cycle_is_said(villages: Villages) -> None:
    plan = plan_of(with_settings(villages, "calendar", num_weeks=1))
    assert any("plus court que le cycle" in text for text in plan.assumptions)


def test_an_adviser_whose_post_has_ended_is_left_out_and_named(villages: Villages) -> None:
    camille, dominique = villages.territory.advisers
    gone = replace(dominique, valid_to=date(2027, 3, 1))
    territory = replace(villages.territory, advisers=(camille, gone))
    plan = plan_of(replace(villages, territory=territory))
    assert {visit.adviser_id for visit in plan.visits} == {"camille"}
    assert any("Dominique" in text for text in plan.assumptions)


def test_a_plan_without_the_adviser_who_left_passes_the_checker(villages: Villages) -> None:
    camille, dominique = villages.territory.advisers
    gone = replace(dominique, valid_to=date(2027, 3, 1))
    cut = replace(villages, territory=replace(villages.territory, advisers=(camille, gone)))
    assert check(plan_of(cut), cut) == ()
