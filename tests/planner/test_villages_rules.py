"""The coordinator's rules, from the tables to a checked plan of the five villages."""

from dataclasses import replace

import pytest

from geodata.errors import InfeasibleError
from geodata.territory import AreaRule, Exclusion
from planner.plan import Plan
from tests.planner.test_villages_planned import check, plan_of, problem_of, with_venue
from tests.planner.villages import Villages


def with_tables(villages: Villages, **tables: object) -> Villages:
    return replace(villages, territory=replace(villages.territory, **tables))


def with_sector(villages: Villages, *codes: str) -> Villages:
    """Camille stays in these areas."""
    camille, dominique = villages.territory.advisers
    return with_tables(villages, advisers=(replace(camille, sector=codes), dominique))


def with_area_rule(villages: Villages, **rule: object) -> Villages:
    return with_tables(villages, area_rules=(AreaRule(**rule),))


def days(plan: Plan, venue_id: str) -> int:
    return len({(v.weekday, w) for v in plan.visits if v.venue_id == venue_id for w in v.weeks})


def test_an_excluded_adviser_does_not_go_to_the_venue(villages: Villages) -> None:
    excluded = with_tables(
        villages, exclusions=(Exclusion(adviser_id="camille", venue_id="mairie-b"),)
    )
    plan = plan_of(excluded)
    assert ("camille", "mairie-b") not in {(v.adviser_id, v.venue_id) for v in plan.visits}
    assert check(plan, excluded) == ()


def test_a_plan_that_sends_an_excluded_adviser_is_refused(villages: Villages) -> None:
    plan = plan_of(villages)
    camille = next(v.venue_id for v in plan.visits if v.adviser_id == "camille")
    excluded = with_tables(
        villages, exclusions=(Exclusion(adviser_id="camille", venue_id=camille),)
    )
    assert any("exclu" in violation for violation in check(plan, excluded))


def test_an_adviser_stays_in_the_sector(villages: Villages) -> None:
    confined = with_sector(villages, "99001")
    plan = plan_of(confined)
    assert {v.venue_id for v in plan.visits if v.adviser_id == "camille"} == {"mairie-a"}
    assert check(plan, confined) == ()


def test_a_plan_outside_the_sector_is_refused(villages: Villages) -> None:
    confined = with_sector(villages, "99001")
    assert any("hors du secteur" in violation for violation in check(plan_of(villages), confined))


def test_an_area_gets_its_least_number_of_sessions(villages: Villages) -> None:
    """Corme has two in the best plan; the rule asks for four."""
    asked = with_area_rule(villages, area="99003", min_sessions=4)
    plan = plan_of(asked)
    assert days(plan, "mairie-c") == 4
    assert check(plan, asked) == ()


def test_an_area_has_no_more_sessions_than_its_rule_says(villages: Villages) -> None:
    asked = with_area_rule(villages, area="9901", max_sessions=4)
    plan = plan_of(asked)
    assert days(plan, "mairie-a") + days(plan, "mairie-b") <= 4
    assert check(plan, asked) == ()


def test_a_plan_that_misses_the_rule_of_an_area_is_refused(villages: Villages) -> None:
    asked = with_area_rule(villages, area="99003", min_sessions=4)
    assert any("moins que le minimum" in found for found in check(plan_of(villages), asked))


def test_an_area_gets_its_least_coverage(villages: Villages) -> None:
    """Corme alone: 80 people, of whom 0.8 are covered in the best plan."""
    asked = with_area_rule(villages, area="99003", min_coverage=0.95)
    plan = plan_of(asked)
    corme = next(c for c in plan.communes if c.commune_code == "99003")
    assert corme.value == pytest.approx(1.0)
    assert check(plan, asked) == ()


def test_a_plan_below_the_least_coverage_of_an_area_is_refused(villages: Villages) -> None:
    asked = with_area_rule(villages, area="99003", min_coverage=0.95)
    assert any("besoin couvert" in found for found in check(plan_of(villages), asked))


def test_rules_that_clash_make_every_plan_impossible(villages: Villages) -> None:
    clash = with_area_rule(villages, area="99003", min_sessions=40)
    with pytest.raises(InfeasibleError, match="Corme"):
        plan_of(clash)


def test_a_venue_is_visited_as_often_as_it_asks(villages: Villages) -> None:
    asked = with_venue(villages, "mairie-e", rule="required", min_sessions=4)
    plan = plan_of(asked)
    assert days(plan, "mairie-e") == 4
    assert check(plan, asked) == ()


def test_a_venue_has_sessions_twice_a_week(villages: Villages) -> None:
    asked = with_venue(villages, "mairie-a", rule="required", min_sessions=8, max_sessions=8)
    plan = plan_of(asked)
    weekdays = {visit.weekday for visit in plan.visits if visit.venue_id == "mairie-a"}
    assert (days(plan, "mairie-a"), len(weekdays)) == (8, 2)
    assert check(plan, asked) == ()


def test_a_number_of_sessions_that_cannot_be_spaced_equally_is_said(villages: Villages) -> None:
    asked = with_venue(villages, "mairie-a", min_sessions=3, max_sessions=3)
    with pytest.raises(InfeasibleError, match="Mairie A"):
        problem_of(asked)


def test_a_full_day_fills_the_morning_and_the_afternoon(villages: Villages) -> None:
    asked = with_venue(
        villages, "mairie-a", rule="required", is_full_day=True, opening_hours="Mo-Fr 08:00-18:00"
    )
    plan = plan_of(asked)
    at_aubigny = [visit for visit in plan.visits if visit.venue_id == "mairie-a"]
    assert {visit.half for visit in at_aubigny} == {"am", "pm"}
    assert len({(visit.weekday, visit.weeks) for visit in at_aubigny}) == 1
    assert check(plan, asked) == ()


def test_a_plan_with_kinds_of_unequal_worth_passes_the_checker(villages: Villages) -> None:
    wanted = replace(villages.preferences, kind_weight=(("mairie", 1.0), ("mediatheque", 0.6)))
    mixed = replace(with_venue(villages, "mairie-b", kind="mediatheque"), preferences=wanted)
    plan = plan_of(mixed)
    assert plan.whole.covered_need < plan_of(villages).whole.covered_need
    assert check(plan, mixed) == ()
