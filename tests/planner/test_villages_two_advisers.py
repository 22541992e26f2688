"""Sessions of two advisers among the five villages, from the tables to a checked plan.

Corme, half-way, takes both Camille and Dominique, who both work on Thursdays.
"""

from dataclasses import replace

import pytest

from geodata.errors import InfeasibleError
from planner.audit.records import sessions_of_plan
from planner.export.calendars import format_calendars
from planner.plan import Plan, Visit
from tests.planner.audit.hand import judge
from tests.planner.plan_damage import violations
from tests.planner.test_villages_planned import check, plan_of, problem_of, with_venue
from tests.planner.villages import Villages


def with_corme_together(villages: Villages) -> Villages:
    return with_venue(
        villages,
        "mairie-c",
        rule="required",
        num_advisers=2,
        opening_hours="Mo-Fr 09:00-12:00,14:00-17:00",
    )


@pytest.fixture(scope="module")
def together(villages: Villages) -> Villages:
    return with_corme_together(villages)


@pytest.fixture(scope="module")
def plan(together: Villages) -> Plan:
    return plan_of(together)


def at_corme(plan: Plan) -> list[Visit]:
    return [visit for visit in plan.visits if visit.venue_id == "mairie-c"]


def test_both_advisers_are_at_the_venue_at_the_same_time(plan: Plan) -> None:
    camille, dominique = sorted(at_corme(plan), key=lambda visit: visit.adviser_id)
    assert (camille.adviser_id, dominique.adviser_id) == ("camille", "dominique")
    assert camille.model_copy(update={"adviser_id": "dominique"}) == dominique


def test_the_plan_passes_the_checker(plan: Plan, together: Villages) -> None:
    assert check(plan, together) == ()


def test_two_advisers_receive_twice_as_many(plan: Plan) -> None:
    (corme,) = (row for row in plan.capacity.venues if row.venue_id == "mairie-c")
    weeks = len(at_corme(plan)[0].weeks)
    assert (corme.hours, corme.seats) == (2 * 3 * weeks, 2 * 4 * weeks)


def test_a_session_that_lacks_the_second_adviser_is_refused(plan: Plan, together: Villages) -> None:
    missing = at_corme(plan)[0]
    alone = plan.model_copy(update={"visits": tuple(v for v in plan.visits if v != missing)})
    assert any("au lieu de 2 ensemble" in found for found in violations(alone, together))


def test_advisers_at_different_times_are_refused(plan: Plan, together: Villages) -> None:
    moved = at_corme(plan)[0]
    other = moved.model_copy(update={"half": "pm" if moved.half == "am" else "am"})
    apart = plan.model_copy(
        update={"visits": tuple(other if v == moved else v for v in plan.visits)}
    )
    assert any("pas les mêmes heures" in found for found in violations(apart, together))


def test_two_advisers_where_one_is_asked_for_are_refused(plan: Plan, together: Villages) -> None:
    alone = with_venue(together, "mairie-c", num_advisers=1)
    assert any("plusieurs conseillers" in found for found in violations(plan, alone))


def test_the_judge_of_dated_sessions_knows_that_two_belong_there(
    plan: Plan, together: Villages
) -> None:
    assert judge(together, *sessions_of_plan(plan)) == ()
    assert judge(with_venue(together, "mairie-c", num_advisers=1), *sessions_of_plan(plan))


def test_a_calendar_says_who_else_is_there(plan: Plan) -> None:
    calendar = format_calendars(plan)["calendriers/camille.ics"].decode()
    assert "Avec Dominique" in calendar


def test_the_venue_of_two_whom_only_one_can_reach_is_named(together: Villages) -> None:
    camille, dominique = together.territory.advisers
    near = replace(dominique, max_drive_s_per_day=60)
    territory = replace(together.territory, advisers=(camille, near))
    with pytest.raises(InfeasibleError, match="Mairie C"):
        problem_of(replace(together, territory=territory))
