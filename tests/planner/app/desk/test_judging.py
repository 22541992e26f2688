"""A verdict at once is that of the full check of the plan made of the draft."""

import random

import pytest

from planner.app.desk.judging import Assessment, assess, compare
from planner.app.desk.placing import drop_visit, move_visit
from planner.app.replan_assembly import Sequel, assemble_sequel
from planner.assembly import assemble_plan
from planner.dates.versions import planned_slot
from planner.planning import explain_prepared, find_violations
from tests.planner.app.desk.cases import FIRST_DAY, SHARED, Case, case_of, some_drafts
from tests.planner.app.desk.random_edits import random_move

IN_WORDS = " : explication : "
"""What the check says where a plan that breaks rules explains nothing."""
IS_SHUT = " est fermé le "
"""What a new visit is held to, and a plan is not: no single day on which its venue is closed."""
TRIED = (
    "as they are",
    "one of full days",
    "short sessions and no offer",
    "two advisers at one and no offer",
    "an area with a least coverage",
)


CASES = (*TRIED, *SHARED)


def some_assessments(case: Case, *, number: int) -> list[Assessment]:
    """Random drafts as the desk sees them, their dates left out."""
    return [
        assess(case.plan, edits, case.ground, first_day=FIRST_DAY, with_dates=False)
        for edits in some_drafts(case, number=number)
    ]


@pytest.mark.parametrize("variant", CASES)
def test_a_draft_breaks_what_the_full_check_of_its_plan_finds(variant: str) -> None:
    case = case_of(variant)
    for draft in some_assessments(case, number=10):
        plan = assemble_plan(case.prepared, case.solution(draft.state.visits), seed=1)
        if draft.is_right:
            plan = explain_prepared(case.prepared, plan)
        found = find_violations(case.prepared, plan)
        told = {text for text in found if draft.is_right or IN_WORDS not in text}
        assert {text for text in draft.violations if IS_SHUT not in text} == told


@pytest.mark.parametrize("variant", CASES)
def test_people_and_driving_are_those_of_the_plan_made_of_the_draft(variant: str) -> None:
    case = case_of(variant)
    for draft in some_assessments(case, number=6):
        plan = assemble_plan(case.prepared, case.solution(draft.state.visits), seed=1)
        people = {row.commune_code: row.need * row.value for row in plan.communes}
        assert draft.covered_need == pytest.approx(people)
        assert draft.drive_s == sum(load.drive_s for load in plan.loads)
        assert draft.distance_m == sum(load.distance_m for load in plan.loads)


@pytest.mark.parametrize(
    ("variant", "number"),
    [("as they are", 25), ("one of full days", 25), *((variant, 60) for variant in SHARED)],
)
def test_a_date_may_move_exactly_where_the_plan_made_of_it_holds_it(
    variant: str, number: int
) -> None:
    case, chance = case_of(variant), random.Random(7)  # noqa: S311 - cases to try
    verdicts = set()
    for _ in range(number):
        edit = random_move(case.ground, case.plan, chance)
        if edit is None:
            continue
        draft = assess(case.plan, (edit,), case.ground, first_day=FIRST_DAY)
        sequel = Sequel(
            before=case.plan,
            mode="repair",
            first_day=FIRST_DAY,
            events=(),
            events_sha256="0" * 64,
            seed=1,
            kept=tuple(one for one in draft.on_dates.sessions if one.replaces is not None),
        )
        plan = assemble_sequel(
            case.prepared, case.solution(draft.state.visits), sequel, cycle_day=None
        )
        plan = explain_prepared(case.prepared, plan)
        slots = {
            (one.venue_id, planned_slot(one)): (one.day, one.adviser_id, one.half)
            for one in plan.sessions
        }
        is_held = all(
            slots.get(key) == (to.day, to.adviser_id, to.half)
            for key, to in draft.state.moves.items()
        )
        assert draft.is_right == (is_held and not find_violations(case.prepared, plan))
        verdicts.add(draft.is_right)
    assert verdicts == {True, False}


def test_a_verdict_says_which_communes_lose_how_many_people() -> None:
    case = case_of("no offer")
    now = assess(case.plan, (), case.ground, first_day=FIRST_DAY)
    visit = next(one for one in now.state.visits if one.venue_id == "mairie-b")
    edit = drop_visit(case.ground, now.state, visit)
    verdict = compare(
        now, assess(case.plan, (edit,), case.ground, first_day=FIRST_DAY), edit, case.ground
    )
    assert verdict.is_allowed
    lost = {move.name: move.people for move in verdict.communes}
    assert sum(lost.values()) == pytest.approx(verdict.covered_need)
    assert min(lost, key=lost.__getitem__) == "Brissac"
    assert verdict.drive_s < 0


def test_a_closed_half_day_is_refused_with_its_hours() -> None:
    case = case_of("as they are")
    now = assess(case.plan, (), case.ground, first_day=FIRST_DAY)
    visit = next(one for one in now.state.visits if one.venue_id == "mairie-e")
    edit = move_visit(
        case.ground, now.state, visit, adviser_id=visit.adviser_id, weekday=3, half="pm"
    )
    verdict = compare(
        now, assess(case.plan, (edit,), case.ground, first_day=FIRST_DAY), edit, case.ground
    )
    assert any("lieu non ouvert le jeudi de" in text for text in verdict.added)


def test_a_plan_with_a_short_session_left_alone_at_a_later_hour_can_be_published() -> None:
    """It begins later than its venue opens; what the plan proposes for it keeps that hour."""
    case = case_of("short sessions, two come more often")
    brissac = next(visit for visit in case.plan.visits if visit.venue_id == "mairie-b")
    draft = case.judge(drop_visit(case.ground, case.judge().state, brissac))
    (aubigny,) = draft.state.visits_of("mairie-a")
    assert aubigny.start_minute > 840
    plan = assemble_plan(case.prepared, case.solution(draft.state.visits), seed=1)
    assert find_violations(case.prepared, explain_prepared(case.prepared, plan)) == ()
