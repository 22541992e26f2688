"""A draft comes into force once, and nothing that others confirm meanwhile is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import FolderInUseError
from geodata.folder_lock import lock_folder
from planner.app.desk.desk import open_desk
from planner.app.desk.draft import Draft, add_edit, undo
from planner.app.desk.edits import DropVisit, Edit, LockVenue, RuleVenue, VenueVisits
from planner.app.desk.errors import DeskError
from planner.app.desk.into_force import Published, publish_draft
from planner.app.desk.keeper import DeskKeeper
from planner.app.desk.publishing import base_of
from planner.app.desk.store import hold_draft, read_draft, write_draft
from planner.app.failures import EXIT_GOOD, EXIT_INFEASIBLE, EXIT_INTERRUPTED
from planner.app.main import run
from planner.plan import Plan, Visit
from planner.plan.file import read_plan
from planner.plan.store import latest_plan, list_plans
from planner.progress import Step

pytestmark = pytest.mark.xdist_group("web")  # they share a planned folder
TODAY = date(2026, 12, 1)
"""Before the planning begins: all of it may change."""
ROOT = Path(__file__).parents[4]
WRITING = "Carte et fichiers"
PATIENCE_S = 60


@pytest.fixture
def plan(small_office: Path) -> Plan:
    return read_plan(in_force(small_office) / "plan.json")


@pytest.fixture
def drop(plan: Plan) -> DropVisit:
    """An edit that the checker allows: a venue is visited no more."""
    return drop_of(plan.visits[0])


def drop_of(visit: Visit) -> DropVisit:
    return DropVisit(change=VenueVisits(venue_id=visit.venue_id, before=(visit,), after=()))


@pytest.fixture
def folder(small_office: Path, tmp_path: Path, drop: DropVisit) -> Path:
    """A folder with a draft of one edit."""
    copied = shutil.copytree(small_office, tmp_path / "territoire")
    (copied / "desk").mkdir(exist_ok=True)
    with hold_draft(copied):
        write_draft(copied, add_edit(Draft(base=base_of(in_force(copied))), drop, author="Camille"))
    return copied


def in_force(folder: Path) -> Path:
    found = latest_plan(folder)
    assert found is not None
    return found


def draft_of(folder: Path) -> Draft:
    found = read_draft(folder)
    assert found is not None
    return found


def publish(folder: Path, *, meanwhile: Callable[[], None] = lambda: None) -> Published:
    """Publish the draft, and let something happen when its plan has been checked."""

    def progress(step: Step) -> None:
        if step == WRITING:
            meanwhile()

    return publish_draft(
        folder,
        expected_revision=1,
        author="Camille",
        reason="",
        command="itinerance draft publish",
        first_day=TODAY,
        progress=progress,
    )


def save(folder: Path, change: Callable[[Draft], Draft]) -> None:
    """Save as another tab does."""
    with hold_draft(folder):
        write_draft(folder, change(draft_of(folder)))


def adding(edit: Edit) -> Callable[[Draft], Draft]:
    return lambda draft: add_edit(draft, edit, author="Dominique")


def test_what_others_add_meanwhile_goes_on_as_the_next_draft(
    folder: Path, plan: Plan, drop: DropVisit
) -> None:
    venue_id = plan.visits[-1].venue_id
    more = (LockVenue(venue_id=venue_id), RuleVenue(venue_id=venue_id, rule="required"))
    published = publish(folder, meanwhile=lambda: [save(folder, adding(e)) for e in more] and None)
    assert set(drop.change.before).isdisjoint(published.plan.visits)
    draft = draft_of(folder)
    assert (draft.edits, draft.revision) == (more, 4)
    assert draft.base == base_of(published.folder)


def test_what_others_undo_meanwhile_is_not_published(folder: Path) -> None:
    before = list_plans(folder)
    with pytest.raises(DeskError, match="annulée ou abandonnée : rien n'a été publié") as refusal:
        publish(folder, meanwhile=lambda: save(folder, lambda d: undo(d, author="Dominique")))
    assert "Dominique : annulé" in str(refusal.value)
    assert list_plans(folder) == before
    assert draft_of(folder).edits == ()


def test_what_others_add_and_would_lose_keeps_the_plan_from_being_written(
    folder: Path, plan: Plan
) -> None:
    elsewhere = drop_of(plan.visits[-1].model_copy(update={"weekday": 6}))
    before = list_plans(folder)
    with pytest.raises(DeskError, match="ne tiennent pas sur le nouveau planning"):
        publish(folder, meanwhile=lambda: save(folder, adding(elsewhere)))
    assert list_plans(folder) == before
    assert draft_of(folder).num_done == 2


def test_nobody_publishes_a_draft_that_they_have_not_seen(folder: Path, plan: Plan) -> None:
    save(folder, adding(LockVenue(venue_id=plan.visits[-1].venue_id)))
    with pytest.raises(DeskError, match="a changé entre-temps") as refusal:
        publish(folder)
    assert "Dominique : " in str(refusal.value)


def test_a_draft_is_published_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["draft", "publish", str(folder), "--today", str(TODAY), "--revision", "1"]
    assert run([*arguments, "--author", "Camille", "--json", "--quiet"]) == EXIT_GOOD
    told = json.loads(capsys.readouterr().out)
    assert Path(told["path"]) == in_force(folder)
    assert told["messages"].startswith("Changements du planning")
    assert run([*arguments, "--quiet"]) == EXIT_INFEASIBLE
    assert "brouillon publié" in capsys.readouterr().err
    assert run([*arguments[:5], "--quiet"]) == EXIT_INFEASIBLE
    assert "ne change rien" in capsys.readouterr().err
    assert len(list_plans(folder)) == 2


def test_two_publications_at_once_are_one(folder: Path) -> None:
    with lock_folder(folder, doing="itinerance draft publish"), pytest.raises(FolderInUseError):
        publish(folder)


def test_a_page_that_is_open_finds_what_a_killed_publication_wrote(
    folder: Path, plan: Plan
) -> None:
    keeper = DeskKeeper(folder, today=lambda: TODAY)
    assert keeper.open().draft.num_done == 1
    before = draft_of(folder)
    published = publish(folder)
    more = LockVenue(venue_id=plan.visits[-1].venue_id)
    with hold_draft(folder):  # as if it had been killed behind the plan, and somebody went on
        write_draft(folder, add_edit(before, more, author="Dominique"))
    again = keeper.open()
    assert again.plan_folder == published.folder
    assert again.draft.edits == (more,)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, EXIT_INTERRUPTED)]
)
def test_a_publication_that_is_ended_leaves_plan_and_draft_as_they_were(
    folder: Path, number: signal.Signals, code: int
) -> None:
    before, draft = list_plans(folder), draft_of(folder)
    with subprocess.Popen(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "planner.app",
            "draft",
            "publish",
            str(folder),
            "--today=2026-12-01",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if line.startswith("Planning"))
        process.send_signal(number)
        rest = process.stderr.read()
        assert process.wait(timeout=PATIENCE_S) == code, said + rest
    assert "Traceback" not in rest
    assert (list_plans(folder), draft_of(folder)) == (before, draft)
    with lock_folder(folder, doing="test"):
        pass


def test_the_draft_is_shown_and_given_up(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draft", "show", str(folder)]) == EXIT_GOOD
    told = capsys.readouterr().out
    assert "révision 1 : 1 modification" in told
    assert "(Camille)" in told
    assert run(["draft", "show", str(folder), "--json", "--today=2026-12-01"]) == EXIT_GOOD
    record = json.loads(capsys.readouterr().out)
    assert (record["revision"], record["can_be_published"], record["violations"]) == (1, True, [])
    assert record["edits"] == [
        {
            "author": "Camille",
            "text": open_desk(folder, today=lambda: TODAY).describe_steps()[0],
        }
    ]
    assert run(["draft", "discard", str(folder), "--revision", "0"]) == EXIT_INFEASIBLE
    assert draft_of(folder).edits
    assert run(["draft", "discard", str(folder), "--revision", "1"]) == EXIT_GOOD
    assert draft_of(folder).edits == ()
    assert "1 modification" in capsys.readouterr().out
