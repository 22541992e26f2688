"""Drafts by themselves: edits in order, undone and redone, kept on the disk whatever happens."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geodata.errors import InputError
from planner.app.desk.draft import Base, Draft, add_edit, redo, start_again, undo
from planner.app.desk.edits import (
    DropVisit,
    Edit,
    LockVenue,
    MoveVisit,
    RuleVenue,
    VenueVisits,
    touches,
)
from planner.app.desk.merging import find_conflict
from planner.app.desk.rebasing import carry_steps, locks_of
from planner.app.desk.state import work_out_state
from planner.app.desk.store import draft_path, hold_draft, read_draft, write_draft
from planner.plan import Visit
from tests.planner.villages import make_villages
from tests.planner.villages_plan import make_villages_plan

EMPTY = Draft(base=Base(plan="2027-03-22-1", sha256="0" * 64))
PLAN = make_villages_plan(make_villages())
BRISSAC, CORME, DOLUS = PLAN.visits
NUM_KILLS = 15


def moved(visit: Visit, **changes: object) -> MoveVisit:
    after = visit.model_copy(update=changes)
    change = VenueVisits(venue_id=visit.venue_id, before=(visit,), after=(after,))
    return MoveVisit(change=change)


def draft_of(*edits: Edit) -> Draft:
    draft = EMPTY
    for edit in edits:
        draft = add_edit(draft, edit, author="Camille")
    return draft


def test_an_undone_edit_counts_no_more_and_comes_back_when_redone() -> None:
    draft = draft_of(moved(BRISSAC, weekday=3), RuleVenue(venue_id="mairie-a", rule="required"))
    back = undo(draft, author="Camille")
    assert back.edits == draft.edits[:1]
    assert redo(back, author="Camille").edits == draft.edits


def test_an_edit_after_an_undo_forgets_what_was_undone() -> None:
    draft = undo(draft_of(moved(BRISSAC, weekday=3)), author="Camille")
    draft = add_edit(draft, moved(CORME, weekday=3), author="Camille")
    assert not draft.can_redo
    assert draft.edits == (moved(CORME, weekday=3),)


def test_the_revision_rises_with_every_operation() -> None:
    draft = draft_of(moved(BRISSAC, weekday=3))
    draft = redo(undo(draft, author="Camille"), author="Camille")
    draft = start_again(draft, EMPTY.base, (), operation="discard", author="Camille")
    assert draft.revision == 4
    entries = draft.since(1)
    assert entries is not None
    assert [entry.operation for entry in entries] == ["undo", "redo", "discard"]


def test_a_revision_of_another_draft_is_unknown() -> None:
    assert draft_of(moved(BRISSAC, weekday=3)).since(2) is None


def test_a_moved_visit_stands_where_it_was_put_and_its_venue_is_held_there() -> None:
    state = work_out_state(PLAN, [moved(CORME, weekday=3)])
    assert [visit.weekday for visit in state.visits] == [1, 3, 0]
    assert state.placed_venues == {"mairie-c"}


def test_an_edit_whose_visit_is_gone_is_left_out_and_named() -> None:
    drop = DropVisit(change=VenueVisits(venue_id="mairie-c", before=(CORME,)))
    state = work_out_state(PLAN, [drop, moved(CORME, weekday=3)])
    assert state.misfits == (moved(CORME, weekday=3),)
    assert state.dropped_venues == {"mairie-c"}
    assert state.visits == (BRISSAC, DOLUS)


def test_edits_of_different_venues_and_half_days_touch_nothing_in_common() -> None:
    one, other = moved(BRISSAC, weekday=3), moved(DOLUS, weekday=3)
    assert touches(one).isdisjoint(touches(other))


@pytest.mark.parametrize(
    ("theirs", "is_conflict"),
    [
        (moved(DOLUS, weekday=3), False),
        (moved(BRISSAC, half="pm"), True),
        (moved(CORME, weekday=3, half="am", weeks=(2, 4)), True),
        (moved(CORME, weekday=3, half="pm"), False),
        (LockVenue(venue_id="mairie-b"), True),
    ],
    ids=["another venue", "same venue", "same half-day", "other half", "locked"],
)
def test_an_edit_meets_those_of_others_at_the_same_venue_or_half_day(
    theirs: Edit, *, is_conflict: bool
) -> None:
    entries = draft_of(theirs).since(0)
    assert bool(find_conflict(moved(BRISSAC, weekday=3), entries)) == is_conflict


def test_steps_that_still_fit_are_carried_onto_another_plan() -> None:
    draft = draft_of(moved(BRISSAC, weekday=3), moved(CORME, weekday=3))
    other = PLAN.model_copy(update={"visits": (BRISSAC, DOLUS)})
    kept, left = carry_steps(draft.steps, other)
    assert (kept, left) == (draft.steps[:1], draft.steps[1:])


def test_only_locks_that_hold_outlive_a_publication() -> None:
    draft = draft_of(
        moved(BRISSAC, weekday=3),
        LockVenue(venue_id="mairie-b"),
        LockVenue(venue_id="mairie-c"),
        LockVenue(venue_id="mairie-b", is_locked=False),
    )
    assert [step.edit for step in locks_of(draft.steps)] == [LockVenue(venue_id="mairie-c")]


def test_a_draft_reads_back_as_it_was_written(tmp_path: Path) -> None:
    draft = undo(draft_of(moved(BRISSAC, weekday=3)), author="Camille")
    with hold_draft(tmp_path):
        write_draft(tmp_path, draft)
    assert read_draft(tmp_path) == draft


def test_a_damaged_draft_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with hold_draft(tmp_path):
        write_draft(tmp_path, EMPTY)
    draft_path(tmp_path).write_text('{"base": 3}')
    with pytest.raises(InputError, match=r"desk/draft\.json.*Renommez"):
        read_draft(tmp_path)


SAVE_FOR_EVER = (
    "import sys\n"
    "from pathlib import Path\n"
    "from planner.app.desk.draft import add_edit\n"
    "from planner.app.desk.edits import LockVenue\n"
    "from planner.app.desk.store import hold_draft, read_draft, write_draft\n"
    "folder, author = Path(sys.argv[1]), sys.argv[2]\n"
    "for number in range(int(sys.argv[3])):\n"
    "    with hold_draft(folder):\n"
    "        edit = LockVenue(venue_id=f'{author}-{number}')\n"
    "        draft = add_edit(read_draft(folder), edit, author=author)\n"
    "        write_draft(folder, draft)\n"
    "    print(draft.revision, flush=True)\n"
)


def start_saving(folder: Path, author: str, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", SAVE_FOR_EVER, str(folder), author, str(number)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_lose_no_edit_of_each_other(tmp_path: Path) -> None:
    with hold_draft(tmp_path):
        write_draft(tmp_path, EMPTY)
    writers = [start_saving(tmp_path, name, 10) for name in ("a", "b")]
    for writer in writers:
        writer.communicate(timeout=60)
    draft = read_draft(tmp_path)
    assert draft is not None
    assert draft.revision == len(draft.steps) == 20


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_kill_at_any_moment_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    with hold_draft(tmp_path):
        write_draft(tmp_path, EMPTY)
    chance = random.Random(3)  # noqa: S311 - moments to kill at
    with start_saving(tmp_path, "a", 10_000) as writer:
        assert writer.stdout is not None
        confirmed = int(writer.stdout.readline())
        for _ in range(NUM_KILLS):
            confirmed = int(writer.stdout.readline())
        time.sleep(chance.uniform(0.0, 0.02))
        os.kill(writer.pid, signal.SIGKILL)
        confirmed = max([confirmed, *map(int, writer.stdout.read().split())])
    draft = read_draft(tmp_path)
    assert draft is not None
    assert draft.revision in {confirmed, confirmed + 1}
    with hold_draft(tmp_path):  # the lock fell with its process
        write_draft(tmp_path, undo(draft, author="b"))


@pytest.mark.parametrize("call", ["open", "replace"])
def test_a_full_disk_keeps_the_last_draft(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold_draft(tmp_path):
        write_draft(tmp_path, EMPTY)
        with monkeypatch.context() as patch:
            patch.setattr(Path, call, fail)
            with pytest.raises(OSError, match="disque plein"):
                write_draft(tmp_path, draft_of(moved(BRISSAC, weekday=3)))
    assert read_draft(tmp_path) == EMPTY
    assert [path.name for path in draft_path(tmp_path).parent.glob("*.json*")] == ["draft.json"]


def fail(*_arguments: object, **_named: object) -> None:
    raise OSError(28, "disque plein")
