"""The desk of a planned folder: saved, merged, repaired, published, taken up after a crash."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from geodata.errors import InfeasibleError
from geodata.folder import read_territory
from planner.app.desk.desk import Desk, Refused, Saved, open_desk
from planner.app.desk.draft import Draft
from planner.app.desk.edits import Edit, LockSession, LockVenue, RuleVenue
from planner.app.desk.errors import DeskError
from planner.app.desk.into_force import Published
from planner.app.desk.placing import move_session, move_visit
from planner.app.desk.repairing import RepairOptions
from planner.app.desk.store import hold_draft, read_draft, write_draft
from planner.app.desk.week import mondays
from planner.app.replan_situation import prepare_as_planned
from planner.dates.versions import planned_slot
from planner.events import AdviserAbsent, VenueRuled
from planner.history.reading import list_versions
from planner.plan import Half, Session, Visit
from planner.plan.file import read_plan
from planner.planning import find_violations

pytestmark = pytest.mark.xdist_group("web")  # they share a planned folder
TODAY = date(2026, 12, 1)
"""Before the planning begins: all of it may change."""


def silent(_step: object) -> None:
    pass


@pytest.fixture(scope="module")
def opened(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk to look at and judge with; its draft stays empty."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("desk") / "territoire")
    return open_desk(folder, today=lambda: TODAY)


@pytest.fixture
def folder(small_office: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_office, tmp_path / "territoire")


@pytest.fixture
def desk(folder: Path) -> Desk:
    return open_desk(folder, today=lambda: TODAY)


@dataclass(frozen=True)
class Moves:
    """Moves of the planned folder that the checker allows, and one that it refuses."""

    allowed: tuple[Edit, Edit]
    """Of different venues, to different half-days."""
    refused: Edit
    """Onto another visit's half-day."""


@pytest.fixture(scope="module")
def moves(opened: Desk) -> Moves:
    found: dict[str, Edit] = {}
    for visit in opened.plan.visits:
        for weekday, half in FREE_SLOTS:
            edit = try_move(opened, visit, weekday, half)
            if edit is not None and opened.judge(edit).is_allowed:
                found.setdefault(visit.adviser_id, edit)
    for one, other in permutations(opened.plan.visits, 2):
        if other.adviser_id == one.adviser_id and (other.weekday, other.half) != (
            one.weekday,
            one.half,
        ):
            onto = move_visit(
                opened.ground,
                opened.now.state,
                one,
                adviser_id=other.adviser_id,
                weekday=other.weekday,
                half=other.half,
                weeks=other.weeks,
            )
            if len(one.weeks) == len(other.weeks) and opened.ground.hours_of(
                one.venue_id, other.weekday, other.half
            ):
                return Moves(allowed=(*found.values(),)[:2], refused=onto)
    raise AssertionError("no two visits of an adviser can be put on one half-day")


FREE_SLOTS: tuple[tuple[int, Half], ...] = tuple(
    (weekday, half) for weekday in range(5) for half in ("am", "pm")
)


def try_move(desk: Desk, visit: Visit, weekday: int, half: Half) -> Edit | None:
    try:
        return move_visit(
            desk.ground,
            desk.now.state,
            visit,
            adviser_id=visit.adviser_id,
            weekday=weekday,
            half=half,
        )
    except DeskError:
        return None


Save = Callable[..., Saved]


def save(desk: Desk, edit: Edit, **options: bool) -> Saved:
    result = desk.save(edit, expected_revision=desk.draft.revision, author="Camille", **options)
    assert isinstance(result, Saved), result
    return result


def test_an_allowed_move_is_on_the_disk_once_it_is_confirmed(desk: Desk, moves: Moves) -> None:
    save(desk, moves.allowed[0])
    draft = read_draft(desk.folder)
    assert draft is not None
    assert draft.edits == (moves.allowed[0],)


def test_a_forbidden_move_is_refused_in_the_checkers_words(opened: Desk, moves: Moves) -> None:
    result = opened.save(moves.refused, expected_revision=0, author="Camille")
    assert isinstance(result, Refused)
    assert any("plusieurs permanences à la fois" in text for text in result.broken)
    assert read_draft(opened.folder) is None


def test_undo_and_redo_work_across_a_restart(desk: Desk, moves: Moves) -> None:
    save(desk, moves.allowed[0])
    again = open_desk(desk.folder, today=lambda: TODAY)
    result = again.undo(expected_revision=1, author="Camille")
    assert isinstance(result, Saved)
    assert again.now.state.visits == again.plan.visits
    again.redo(expected_revision=2, author="Camille")
    assert again.draft.edits == (moves.allowed[0],)


def test_independent_edits_of_two_people_are_merged_and_told(desk: Desk, moves: Moves) -> None:
    other = open_desk(desk.folder, today=lambda: TODAY)
    save(desk, moves.allowed[0])
    result = other.save(moves.allowed[1], expected_revision=0, author="Dominique")
    assert isinstance(result, Saved)
    assert [line.startswith("Camille : ") for line in result.merged] == [True]
    assert other.draft.edits == moves.allowed
    assert desk.refresh()
    assert desk.draft.edits == moves.allowed


def test_the_second_to_move_the_same_session_is_told_and_refused(desk: Desk, moves: Moves) -> None:
    other = open_desk(desk.folder, today=lambda: TODAY)
    save(desk, moves.allowed[0])
    result = other.save(moves.allowed[0], expected_revision=0, author="Dominique")
    assert isinstance(result, Refused)
    assert "Camille" in result.reason
    assert other.draft.revision == 1


def test_what_another_person_did_is_not_undone_unseen(desk: Desk, moves: Moves) -> None:
    other = open_desk(desk.folder, today=lambda: TODAY)
    save(desk, moves.allowed[0])
    result = other.undo(expected_revision=0, author="Dominique")
    assert isinstance(result, Refused)
    assert len(result.others) == 1
    assert other.draft.can_undo


def test_a_locked_venue_does_not_move(desk: Desk, moves: Moves) -> None:
    venue_id = moves.allowed[0].change.venue_id  # type: ignore[union-attr] # a move of a visit
    save(desk, LockVenue(venue_id=venue_id))
    with pytest.raises(DeskError, match="verrouillé"):
        desk.judge(moves.allowed[0])


def test_a_locked_date_does_not_move(desk: Desk) -> None:
    session = desk.plan.sessions[0]
    save(desk, LockSession(venue_id=session.venue_id, planned=planned_slot(session)))
    with pytest.raises(DeskError, match="verrouillée"):
        desk.judge(move_by_days(desk, session, 1))


def test_what_is_over_does_not_move(opened: Desk) -> None:
    later = open_desk(opened.folder, today=lambda: opened.plan.sessions[0].day)
    with pytest.raises(DeskError, match="Rien ne change plus"):
        later.judge(move_by_days(later, later.plan.sessions[0], 7))


def move_by_days(desk: Desk, session: Session, days: int) -> Edit:
    return move_session(
        desk.ground,
        [session],
        adviser_id=session.adviser_id,
        day=session.day + timedelta(days=days),
        half=session.half,
    )


def test_a_week_shows_every_session_of_the_plan(opened: Desk) -> None:
    shown = [one for monday in mondays(opened.plan) for one in opened.week(monday).sessions]
    held = [one for one in shown if one.state != "lost"]
    assert len(held) == len(opened.plan.sessions)
    assert not any(one.is_changed for one in shown)


def test_a_card_says_what_would_be_lost_without_the_session(opened: Desk) -> None:
    week = opened.week(mondays(opened.plan)[0])
    card = opened.card(week.sessions[0], week)
    assert card.if_dropped is not None
    assert card.if_dropped.covered_need < 0
    assert card.visitors is not None
    assert card.tour is not None
    assert card.session.venue_id in card.tour.venue_ids


def test_a_repair_changes_the_fewest_visits_around_what_was_placed(
    desk: Desk, moves: Moves
) -> None:
    save(desk, moves.refused, keep_broken=True)
    assert not desk.now.is_right
    repaired = desk.repair(RepairOptions(), progress=silent)
    assert repaired.verdict.is_allowed
    assert not repaired.verdict.violations
    assert len(repaired.edit.changes) == 1  # whoever had the half-day makes room
    placed = moves.refused.change  # type: ignore[union-attr] # a move of a visit
    assert set(placed.after) <= set(repaired.after.visits)
    assert desk.draft.revision == 1  # nothing was saved


def test_a_repair_leaves_locked_venues_alone_or_says_that_it_cannot(
    desk: Desk, moves: Moves
) -> None:
    save(desk, moves.refused, keep_broken=True)
    placed = moves.refused.change  # type: ignore[union-attr] # a move of a visit
    slot = placed.after[0]
    there = [
        visit.venue_id
        for visit in desk.now.state.visits
        if (visit.adviser_id, visit.weekday, visit.half)
        == (slot.adviser_id, slot.weekday, slot.half)
        and visit.venue_id != slot.venue_id
    ]
    for venue_id in there:
        save(desk, LockVenue(venue_id=venue_id))
    with pytest.raises(InfeasibleError, match="verrouillé ou placé à la main"):
        desk.repair(RepairOptions(), progress=silent)


def test_a_sound_draft_needs_no_repair(opened: Desk) -> None:
    with pytest.raises(DeskError, match="rien à réparer"):
        opened.repair(RepairOptions(), progress=silent)


@dataclass(frozen=True)
class Edition:
    """A draft of a move, a lock and a rule, and the plan that was made of it."""

    desk: Desk
    before: Path
    draft: Draft
    held: str
    """The venue that is locked and required."""
    published: Published


@pytest.fixture(scope="module")
def edition(small_office: Path, moves: Moves, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("edition") / "territoire")
    desk = open_desk(folder, today=lambda: TODAY)
    before, held = desk.plan_folder, moves.allowed[1].change.venue_id  # type: ignore[union-attr]
    save(desk, moves.allowed[0])
    save(desk, LockVenue(venue_id=held))
    save(desk, RuleVenue(venue_id=held, rule="required"))
    draft = desk.draft
    published = desk.publish(
        expected_revision=3, author="Camille", reason="Marché du mardi", progress=silent
    )
    return Edition(desk, before, draft, held, published)


def test_a_published_draft_is_a_plan_that_the_full_check_accepts(
    edition: Edition, moves: Moves
) -> None:
    folder = edition.desk.folder
    plan = read_plan(edition.published.folder / "plan.json")
    assert set(moves.allowed[0].change.after) <= set(plan.visits)  # type: ignore[union-attr]
    prepared = prepare_as_planned(plan, read_territory(folder), folder=folder, progress=silent)
    assert find_violations(prepared, plan) == ()


def test_a_published_plan_knows_the_rules_and_where_it_comes_from(edition: Edition) -> None:
    plan = edition.published.plan
    assert plan.replanning is not None
    assert plan.replanning.events == (VenueRuled(venue_id=edition.held, rule="required"),)
    assert plan.calendar_revision == 1
    version = list_versions(edition.desk.folder)[-1].version
    assert version is not None
    assert (version.action, version.author, version.reason, version.parent) == (
        "edit",
        "Camille",
        "Marché du mardi",
        edition.before.name,
    )
    assert "Cycle : 1 changement de visite" in edition.published.messages


def test_the_next_draft_starts_from_the_published_plan_with_its_locks(edition: Edition) -> None:
    assert edition.desk.plan_folder == edition.published.folder
    assert [step.edit for step in edition.desk.draft.steps] == [LockVenue(venue_id=edition.held)]


def test_a_crash_between_the_plan_and_its_draft_publishes_nothing_twice(edition: Edition) -> None:
    with hold_draft(edition.desk.folder):
        write_draft(edition.desk.folder, edition.draft)
    again = open_desk(edition.desk.folder, today=lambda: TODAY)
    assert again.plan_folder == edition.published.folder
    assert again.draft.edits == (LockVenue(venue_id=edition.held),)


def test_a_draft_that_only_locks_follows_the_plan_in_force(desk: Desk) -> None:
    save(desk, LockVenue(venue_id=desk.plan.visits[0].venue_id, is_locked=True))
    plans = desk.plan_folder.parent
    shutil.copytree(desk.plan_folder, plans / "2099-01-05-1")
    again = open_desk(desk.folder, today=lambda: TODAY)
    assert again.plan_folder == plans / "2099-01-05-1"
    assert again.draft.edits == desk.draft.edits


def test_a_draft_is_carried_onto_the_plan_that_an_absence_made(desk: Desk, moves: Moves) -> None:
    save(desk, moves.allowed[0])
    session = desk.plan.sessions[0]
    event = AdviserAbsent(
        adviser_id=session.adviser_id, first_day=session.day, last_day=session.day, reason="grippe"
    )
    affected = desk.affected(event)
    assert session.venue_id in {venue.venue_id for venue in affected.venues}
    other = next(one for one in desk.plan.sessions if one.day > session.day)
    save(desk, LockSession(venue_id=other.venue_id, planned=planned_slot(other)))
    proposal = desk.propose(event, mode="repair", progress=silent)
    assert other in proposal.sides.after.sessions
    assert len(proposal.sides.changes.sessions) == affected.num_sessions
    assert "À DIRE À CHAQUE CONSEILLER" in proposal.messages
    assert "grippe" not in proposal.messages
    written = desk.confirm(proposal, author="Camille", reason="", progress=silent)
    assert desk.has_base_moved()
    with pytest.raises(DeskError, match="en vigueur"):
        desk.publish(expected_revision=2, author="Camille", reason="", progress=silent)
    assert desk.rebase(author="Camille", progress=silent) == ()
    assert desk.plan_folder == written
    assert desk.plan.replanning is not None
    assert desk.plan.replanning.events == (event,)
    assert desk.draft.edits[0] == moves.allowed[0]
    assert [path.name for path in (desk.folder / "desk" / "evenements").iterdir()] == [
        f"{session.day.isoformat()}-absence-1.json"
    ]
