"""Capacity among the five villages: who comes, who can be received, and what the checker refuses.

The best plan visits Aubigny and Brissac weekly, Corme and Écoyeux fortnightly. Everybody turns to
the session of the own village: 100, 50, 80 and 40 people; Dolus has the existing offer. Three-hour
sessions give 12 and 12 hours a cycle, 6 and 6.
"""

import pytest

from planner.export.communes_csv import format_communes_csv
from planner.plan import Plan
from tests.planner.plan_damage import list_paths, replace_at, violations
from tests.planner.test_villages_planned import check, plan_of, with_settings
from tests.planner.villages import Villages


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return plan_of(villages)


def test_people_turn_to_the_session_that_suits_them_best(plan: Plan) -> None:
    assert plan.capacity is not None
    people = {row.venue_id: row.people for row in plan.capacity.venues}
    assert people == pytest.approx(
        {"mairie-a": 100, "mairie-b": 50, "mairie-c": 80, "mairie-e": 40}
    )


def test_seats_follow_the_hours_of_sessions(plan: Plan) -> None:
    """Four people in three hours."""
    assert plan.capacity is not None
    assert {row.venue_id: (row.hours, row.seats) for row in plan.capacity.venues} == {
        "mairie-a": (12, 16),
        "mairie-b": (12, 16),
        "mairie-c": (6, 8),
        "mairie-e": (6, 8),
    }


def test_crowding_is_the_mean_over_people(plan: Plan) -> None:
    assert plan.capacity is not None
    crowded = 100 * 100 / 12 + 50 * 50 / 12 + 80 * 80 / 6 + 40 * 40 / 6
    assert plan.capacity.people_per_hour == pytest.approx(crowded / 270)


def test_visitors_beyond_the_seats_stay_unserved(villages: Villages) -> None:
    """A fifth of 80 people is 16, for eight seats at Corme; 20 for 16 at Aubigny."""
    busy = with_settings(villages, "capacity", uptake=0.2)
    capacity = plan_of(busy).capacity
    assert capacity is not None
    assert {row.venue_id: row.unserved for row in capacity.venues} == pytest.approx(
        {"mairie-a": 4, "mairie-b": 0, "mairie-c": 8, "mairie-e": 0}
    )


def test_every_figure_of_capacity_is_checked(plan: Plan, villages: Villages) -> None:
    unnoticed = [
        path
        for path, value in list_paths(plan.capacity, ("capacity",))
        if isinstance(value, float)
        and not violations(replace_at(plan, path, value + 0.1), villages)
    ]
    assert check(plan, villages) == ()
    assert unnoticed == []


def test_a_venue_left_out_is_noticed(plan: Plan, villages: Villages) -> None:
    assert plan.capacity is not None
    fewer = plan.capacity.model_copy(update={"venues": plan.capacity.venues[1:]})
    assert violations(plan.model_copy(update={"capacity": fewer}), villages)


def test_capacity_is_no_objective_where_nobody_asks_for_it(villages: Villages) -> None:
    plain = with_settings(villages, "capacity", even_out=False)
    plan = plan_of(plain)
    assert "capacity" not in {objective.name for objective in plan.objectives}
    assert check(plan, plain) == ()


def test_communes_csv_says_who_finds_no_seat(villages: Villages) -> None:
    busy = with_settings(villages, "capacity", uptake=0.2)
    rows = format_communes_csv(plan_of(busy)).decode("utf-8-sig").splitlines()
    corme = next(row for row in rows if row.startswith("99003"))
    assert ";16,0;8,0;8,0;" in corme
