"""The checker on need: scenario, intervals, and the stress report."""

from typing import Any

import pytest

from planner.need import choose_scenario
from planner.plan import Plan
from tests.planner.plan_damage import set_rule, violations
from tests.planner.test_villages_planned import plan_of
from tests.planner.villages import Villages


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    """A plan as the optimiser makes it, stress report and all."""
    return plan_of(villages)


def test_an_assembled_plan_is_right(plan: Plan, villages: Villages) -> None:
    assert plan.stress is not None
    assert violations(plan, villages) == ()


def test_intervals_are_those_worked_out_by_hand(plan: Plan) -> None:
    assert plan.whole.need_low == pytest.approx(0.82 * 330)
    assert plan.whole.need_high == pytest.approx(1.18 * 330)
    assert plan.whole.need_share == pytest.approx(0.1)


def test_need_that_moves_alike_everywhere_leaves_the_covered_share(plan: Plan) -> None:
    assert plan.stress is not None
    assert plan.stress.covered_share_low == pytest.approx(plan.stress.covered_share_high)
    assert plan.stress.covered_share == pytest.approx(plan.whole.covered_need / plan.whole.need)


@pytest.mark.parametrize("scenario", ["low", "high"])
def test_a_plan_that_claims_another_scenario_is_refused(
    plan: Plan, villages: Villages, scenario: str
) -> None:
    found = violations(set_rule(plan, "need", scenario=scenario), villages)
    assert any("hypothèse de besoin" in sentence for sentence in found)


def test_a_plan_for_the_low_scenario_is_checked_against_that_need(
    plan: Plan, villages: Villages
) -> None:
    low = choose_scenario(villages.need, "low")
    found = violations(set_rule(plan, "need", scenario="low"), villages, need=low)
    assert any("Aubigny" in sentence and "besoin" in sentence for sentence in found)


def test_an_interval_that_is_too_narrow_is_refused(plan: Plan, villages: Villages) -> None:
    area = plan.whole.model_copy(update={"need_low": 300.0})
    found = violations(plan.model_copy(update={"whole": area}), villages)
    assert any("Territoire entier : bas du besoin" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("num_redraws", 199),
        ("covered_share", 0.5),
        ("covered_share_low", 0.1),
        ("covered_share_median", 0.1),
        ("covered_share_high", 0.99),
        ("covered_share_least", 0.1),
        ("venues", ()),
    ],
)
def test_a_false_figure_of_the_stress_report_is_refused(
    plan: Plan, villages: Villages, field: str, value: object
) -> None:
    assert plan.stress is not None
    false = plan.stress.model_copy(update={field: value})
    found = violations(plan.model_copy(update={"stress": false}), villages)
    assert any("Épreuve du besoin" in sentence for sentence in found)


@pytest.mark.parametrize(
    "changes",
    [
        {"outranked_share": 0.5, "depends_on_luck": True},
        {"depends_on_luck": True},
        {"rival_name": "Mairie D"},
        {"rival_venue_id": "mairie-d", "rival_name": "Mairie D", "outranked_share": 0.6},
        {"rival_venue_id": "ailleurs"},
    ],
)
def test_a_false_rival_is_refused(plan: Plan, villages: Villages, changes: dict[str, Any]) -> None:
    assert plan.stress is not None
    first, *others = plan.stress.venues
    venues = (first.model_copy(update=changes), *others)
    false = plan.stress.model_copy(update={"venues": venues})
    found = violations(plan.model_copy(update={"stress": false}), villages)
    assert any("Épreuve du besoin" in sentence for sentence in found)
