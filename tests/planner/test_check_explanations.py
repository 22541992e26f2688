"""The checker on explanations: what is false about a commune or an exchange is refused by name."""

from dataclasses import replace

import pytest

from geodata.territory import AreaRule
from planner.check import check_plan
from planner.plan import CommuneAccess, ExplanationReason, Plan
from tests.planner.explain.cases import VARIANTS, explained_plan
from tests.planner.plan_damage import Path, list_paths, replace_at, sample_paths
from tests.planner.test_check_every_field import RUBBISH, slightly_changed
from tests.planner.villages import Villages

MAY_BE_UNKNOWN = ("work_s", None)
"""Plans of earlier versions do not say it."""


def violations(plan: Plan, villages: Villages) -> tuple[str, ...]:
    return check_plan(
        plan,
        territory=villages.territory,
        travel=villages.travel,
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
    )


@pytest.fixture(
    scope="module",
    params=[
        "as they are",
        "no offer",
        "two cells and no offer",
        "several sessions a week might come",
        "a whole day might come",
        "two advisers come more often",
        "two advisers give up weeks",
        "short sessions, one joins",
    ],
)
def case(request: pytest.FixtureRequest, villages: Villages) -> tuple[Villages, Plan]:
    variant = VARIANTS[request.param](villages)
    return variant, explained_plan(variant)[1]


def with_row(plan: Plan, name: str, **changes: object) -> Plan:
    communes = tuple(
        row.model_copy(update=changes) if row.commune_name == name else row for row in plan.communes
    )
    return plan.model_copy(update={"communes": communes})


def row_of(plan: Plan, name: str) -> CommuneAccess:
    return next(row for row in plan.communes if row.commune_name == name)


def test_a_plan_that_explains_nothing_is_accepted(villages: Villages) -> None:
    plan = explained_plan(villages)[1]
    for row in plan.communes:
        plan = with_row(
            plan,
            row.commune_name,
            explanation="",
            explanation_reason=None,
            smallest_change=None,
            other_change=None,
        )
    assert violations(plan, villages) == ()


def paths_of_changes(plan: Plan) -> list[Path]:
    """Where to find one change of each kind."""
    kinds = {}
    for at, row in enumerate(plan.communes):
        for field in ("smallest_change", "other_change"):
            change = getattr(row, field)
            if change is not None:
                kind = (
                    change.lifted_limit,
                    change.replaced_venue_id is None,
                    bool(change.replaced_weeks_kept),
                    bool(change.more_visits),
                    bool(change.moved_visits),
                )
                kinds.setdefault(kind, ("communes", at, field))
    return list(kinds.values())


def test_every_small_change_of_a_change_is_noticed(case: tuple[Villages, Plan]) -> None:
    variant, plan = case
    starts = paths_of_changes(plan)
    unnoticed = [
        (path, new)
        for path, value in list_paths(plan)
        if path[:3] in starts and len(path) > 3 and value != ()
        for new in slightly_changed(value)
        if not violations(replace_at(plan, path, new), variant)
    ]
    assert unnoticed == []


def test_no_rubbish_in_a_change_makes_the_checker_fail(case: tuple[Villages, Plan]) -> None:
    variant, plan = case
    starts = paths_of_changes(plan)
    unnoticed = [
        (path, new)
        for path, value in sample_paths(plan)
        if path[:3] in starts and len(path) > 3
        for new in RUBBISH
        if new != value and (path[-1], new) != MAY_BE_UNKNOWN
        if not violations(replace_at(plan, path, new), variant)
    ]
    assert unnoticed == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Corme", "no_road"),
        ("Corme", "no_venue"),
        ("Corme", "closed"),
        ("Corme", "too_short"),
        ("Corme", "drive_limit"),
        ("Corme", "forbidden"),
        ("Corme", "enough"),
        ("Corme", "conceded"),
        ("Corme", "no_exchange"),
        ("Dolus", "outbid"),
        ("Dolus", "closed"),
    ],
)
def test_a_false_reason_is_refused(
    villages: Villages, name: str, reason: ExplanationReason
) -> None:
    plan = with_row(explained_plan(villages)[1], name, explanation_reason=reason)
    assert any(f"Commune {name}" in text and "motif" in text for text in violations(plan, villages))


def test_a_missing_explanation_is_refused(villages: Villages) -> None:
    plan = with_row(explained_plan(villages)[1], "Dolus", explanation="")
    assert any("elle manque" in text for text in violations(plan, villages))


def test_a_weekly_session_has_nothing_to_explain(villages: Villages) -> None:
    plan = with_row(explained_plan(villages)[1], "Aubigny", explanation="Parce que.")
    assert any("chaque semaine" in text for text in violations(plan, villages))


def test_an_exchange_on_a_day_that_the_venue_is_closed_is_refused(villages: Villages) -> None:
    closed = tuple(
        replace(venue, opening_hours="Th 09:00-12:00; 2027 Mar 25 off")
        if venue.id == "mairie-c"
        else venue
        for venue in villages.territory.venues
    )
    plan = explained_plan(villages)[1]
    changed = replace(villages, territory=replace(villages.territory, venues=closed))
    found = violations(plan, changed)
    assert any("Corme" in text and "est fermé le 25/03/2027" in text for text in found)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [({"max_sessions": 0}, "maximum"), ({"min_coverage": 0.999}, "sous le minimum")],
)
def test_an_exchange_that_breaks_what_an_area_asks_for_is_refused(
    villages: Villages, rule: dict[str, float], fault: str
) -> None:
    """The commune that gains has no session yet; that of the visit given up loses its coverage."""
    variant = VARIANTS["no offer"](villages)
    plan = explained_plan(variant)[1]
    commune_of = {venue.id: venue.commune_code for venue in variant.territory.venues}
    change = next(
        change
        for row in plan.communes
        for change in (row.smallest_change, row.other_change)
        if change is not None and change.replaced_venue_id
    )
    area = change.venue_id if "max_sessions" in rule else change.replaced_venue_id
    asked = replace(variant.territory, area_rules=(AreaRule(area=commune_of[str(area)], **rule),))
    found = violations(plan, replace(variant, territory=asked))
    assert any("après l'échange" in one and fault in one for one in found)
