"""Repairs where sessions depend on each other: short ones, those of two advisers, full days."""

from dataclasses import replace
from itertools import pairwise

import pytest

from geodata.errors import InfeasibleError
from planner.app.desk.edits import Edit, LockVenue, RuleVenue
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import with_rules
from planner.app.desk.judging import Assessment
from planner.app.desk.placing import drop_visit
from planner.app.desk.proof import Proof, describe_proof
from planner.app.desk.repairing import Repaired, RepairMode, RepairOptions, repair_draft
from planner.assembly import assemble_plan
from planner.plan import Visit
from planner.planning import explain_prepared, find_violations
from planner.preparation import Prepared, formulate_again
from planner.problem.model import unproven
from planner.visits import positions_of_visits
from tests.planner.app.desk.cases import FIRST_DAY, SHARED, Case, case_of, some_drafts

TRIED = (
    *SHARED,
    "one of full days",
    "two advisers at one and no offer",
    "short sessions, one of two goes",
)


def silent(_step: str) -> None:
    pass


def repair(
    case: Case, *edits: Edit, mode: RepairMode = "adjust", max_changes: int | None = None
) -> Repaired:
    return repair_draft(
        case.plan,
        edits,
        case.ground,
        first_day=FIRST_DAY,
        options=RepairOptions(mode=mode, max_changes=max_changes, time_limit_s=20),
        progress=silent,
    )


def slot_of(visit: Visit) -> tuple[object, ...]:
    return visit.venue_id, visit.adviser_id, visit.weekday, visit.half, visit.weeks


def drafts_of(case: Case) -> list[tuple[Edit, ...]]:
    """Random drafts, and each venue that is visited forbidden by itself."""
    visited = dict.fromkeys(visit.venue_id for visit in case.plan.visits)
    forbidden = [(RuleVenue(venue_id=venue_id, rule="forbidden"),) for venue_id in visited]
    return [*forbidden, *some_drafts(case, number=12, seed=11)]


def ruled(case: Case, draft: Assessment) -> Prepared:
    """The territory with the rules of a draft, as the next plan is made of it."""
    territory = with_rules(case.prepared.territory, draft.state.rules)
    problem = formulate_again(case.prepared, territory)
    return replace(case.prepared, territory=territory, problem=problem)


def pair_of(case: Case) -> tuple[Visit, Visit]:
    """Two sessions of the plan that share a half-day, in their order."""
    return next(
        (one, other)
        for one in case.plan.visits
        for other in case.plan.visits
        if (one.adviser_id, one.weekday, one.half) == (other.adviser_id, other.weekday, other.half)
        and one.start_minute < other.start_minute
    )


@pytest.mark.parametrize("variant", TRIED)
def test_what_a_repair_finds_passes_the_full_check_and_leaves_what_was_placed(
    variant: str,
) -> None:
    case, num_repaired = case_of(variant), 0
    for edits in drafts_of(case):
        draft = case.judge(*edits)
        try:
            repaired = repair(case, *edits)
        except (DeskError, InfeasibleError):
            continue
        num_repaired += 1
        visits, prepared = repaired.after.visits, ruled(case, draft)
        solution = unproven(positions_of_visits(prepared.problem, repaired.after))
        plan = explain_prepared(prepared, assemble_plan(prepared, solution, seed=1))
        assert find_violations(prepared, plan) == ()
        placed = {v for v in draft.state.visits if v.venue_id in draft.state.placed_venues}
        assert set(map(slot_of, placed)) <= set(map(slot_of, visits))
        assert draft.state.dropped_venues.isdisjoint(visit.venue_id for visit in visits)
        assert repaired.proof is not None
        assert repaired.proof.least == repaired.proof.num_changes
    assert num_repaired >= 3


def test_a_locked_second_session_keeps_its_hours_when_the_first_leaves() -> None:
    case = case_of("every kind")
    first, second = pair_of(case)
    repaired = repair(
        case,
        LockVenue(venue_id=second.venue_id),
        RuleVenue(venue_id=first.venue_id, rule="forbidden"),
    )
    assert second in repaired.after.visits
    assert first.venue_id not in {visit.venue_id for visit in repaired.after.visits}


def test_a_session_left_alone_is_not_moved_to_an_earlier_hour() -> None:
    case = case_of("every kind")
    first, second = pair_of(case)
    alone = drop_visit(case.ground, case.judge().state, first)
    repaired = repair(case, alone, RuleVenue(venue_id="mairie-e", rule="forbidden"))
    assert second in repaired.after.visits


@pytest.mark.parametrize("mode", ["adjust", "rebuild"])
def test_a_required_venue_of_two_advisers_gets_both_at_once(mode: RepairMode) -> None:
    case = case_of("two at once")
    here = next(visit for visit in case.plan.visits if visit.venue_id == "mairie-b")
    require = RuleVenue(venue_id="mairie-b", rule="required")
    lock = LockVenue(venue_id="mairie-d")
    forbid = RuleVenue(venue_id="mairie-a", rule="forbidden")
    visits = repair(case, require, lock, forbid, mode=mode).after.visits
    own = [visit for visit in visits if visit.venue_id == "mairie-b"]
    assert {visit.adviser_id for visit in own} == {"camille", "dominique"}
    assert len({(v.weekday, v.half, v.weeks, v.start_minute) for v in own}) == 1
    assert {v for v in case.plan.visits if v.venue_id == "mairie-d"} <= set(visits)
    if mode == "adjust":
        assert here in visits


def test_a_required_venue_that_was_taken_out_is_named_with_what_to_do() -> None:
    case = case_of("two advisers at one and no offer")
    corme = next(visit for visit in case.plan.visits if visit.venue_id == "mairie-c")
    with pytest.raises(DeskError, match=r"Mairie C.*Annulez le retrait"):
        repair(case, drop_visit(case.ground, case.judge().state, corme))


def test_a_locked_session_of_two_that_one_of_them_cannot_hold_is_said() -> None:
    case = case_of("two at once")
    lock = LockVenue(venue_id="mairie-b")
    forbid = RuleVenue(venue_id="mairie-b", rule="forbidden")
    with pytest.raises((DeskError, InfeasibleError), match="éverrouillez"):
        repair(case, lock, forbid)


def test_with_more_changes_allowed_no_fewer_people_are_covered() -> None:
    case = case_of("short far apart")
    forbid = RuleVenue(venue_id=pair_of(case)[0].venue_id, rule="forbidden")
    covered = []
    for most in (1, 2, 3):
        repaired = repair(case, forbid, max_changes=most)
        assert repaired.proof is not None
        assert repaired.proof.num_changes <= most
        covered.append(repaired.verdict.covered_need)
    # A change must bring a tenth of a person.
    assert all(more >= fewer - 0.5 for fewer, more in pairwise(covered))


def test_a_repair_says_what_is_proven_of_it() -> None:
    proven = describe_proof(Proof(num_changes=2, least=2, more_people=0.2))
    assert "prouvé" in proven[1]
    assert "ne couvre plus de personnes" in proven[2]
    open_end = describe_proof(Proof(num_changes=5, least=3, more_people=6.2))
    assert "3 au moins" in open_end[1]
    assert "7 personnes" in open_end[2]
    assert "d'autres heures" in describe_proof(Proof(num_changes=0, least=0))[0]
