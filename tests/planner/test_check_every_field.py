"""The checker on every field of a plan: nothing that matters can be changed without its notice."""

from datetime import date, timedelta

import pytest

from planner.plan import Plan
from planner.settings import Settings
from tests.planner.plan_damage import Path, list_paths, replace_at, sample_paths, violations
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan

FREE = {
    "software_version",
    "seed",
    "assumptions",
    "detail",
    "no_replacement",
    "calendar_revision",
    "unit",
    "condition",
    "settings",
}
"""Fields that say something no table can contradict; settings are what a plan is held to."""
FREE_PATHS = {("whole", "code"), ("whole", "name")}
RUBBISH = (None, -1, 10**9, float("nan"), float("inf"), "zzz", (), date(1900, 1, 1))


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return make_villages_plan(villages)


def is_free(path: Path) -> bool:
    return path in FREE_PATHS or any(step in FREE for step in path)


def slightly_changed(value: object) -> list[object]:
    """Values near to one: one more, one less, another word, an item less or twice."""
    near: list[object] = []
    match value:
        case bool():
            near = [not value]
        case int():
            near = [value + 1, value - 1]
        case float():
            near = [value + 0.1, value - 0.1]
        case date():
            near = [value + timedelta(days=7), value - timedelta(days=1)]
        case str():
            near = [value + "x", "99001", "mairie-a", "camille", "absence", "not_served", "pm"]
        case tuple():
            near = [value[1:], (*value, *value[-1:]), ()]
        case None:
            near = [0.0, "mairie-b"]
    return [other for other in near if other != value]


@pytest.mark.parametrize("part", Plan.model_fields)
def test_every_small_change_is_noticed(part: str, plan: Plan, villages: Villages) -> None:
    unnoticed = [
        (path, new)
        for path, value in list_paths(getattr(plan, part), (part,))
        if not is_free(path)
        for new in slightly_changed(value)
        if not violations(replace_at(plan, path, new), villages)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("part", Plan.model_fields)
def test_no_rubbish_anywhere_makes_the_checker_fail(
    part: str, plan: Plan, villages: Villages
) -> None:
    unnoticed = [
        (path, new)
        for path, value in sample_paths(getattr(plan, part), (part,))
        if not is_free(path)
        for new in RUBBISH
        if new != value and not violations(replace_at(plan, path, new), villages)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("section", Settings.model_fields)
def test_no_rubbish_in_the_settings_makes_the_checker_fail(
    section: str, plan: Plan, villages: Villages
) -> None:
    for path, _ in sample_paths(getattr(plan.settings, section), ("settings", section)):
        for new in (*RUBBISH, 0, 1.0, "23:59", date(2027, 1, 4)):
            assert isinstance(violations(replace_at(plan, path, new), villages), tuple)
