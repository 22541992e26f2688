"""The draft of a folder comes into force, whatever others do to it meanwhile.

It is held against what others saved twice: before the plan is made of it, and at the moment when
the plan is written. Killed before that moment, nothing has changed; killed after it, whoever opens
the draft next finds that the plan in force is made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.folder import read_territory
from geodata.folder_lock import lock_folder
from planner.app.desk.draft import Draft, Entry, Step, start_again
from planner.app.desk.errors import DeskError
from planner.app.desk.publishing import (
    assemble_draft,
    base_of,
    make_files,
    plan_folder_of,
    read_messages,
)
from planner.app.desk.rebasing import follow
from planner.app.desk.store import hold_draft, read_draft, write_draft
from planner.app.desk.wording import Labels, describe_edit, describe_entries, label_territory
from planner.history.version import Provenance
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan, write_plan_folder
from planner.progress import Progress, SearchEnds
from planner.replan.changes import ChangeList
from planner.wording import one_line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """A plan that was written, and who has to be told what."""

    folder: Path
    plan: Plan
    changes: ChangeList
    messages: str
    """French text, ready to copy."""


def publish_draft(
    folder: Path,
    *,
    expected_revision: int | None,
    author: str,
    reason: str,
    command: str,
    first_day: date,
    progress: Progress,
) -> Published:
    """Make the next plan of the draft; the draft goes on from it with its locks.

    What others add to the draft meanwhile is carried onto the new plan. What they undo of it, or
    add to it that does not fit the new plan, keeps it from being written.

    Parameters
    ----------
    expected_revision
        Of the draft on which it was decided to publish; ``None``: as it is now.
    command
        For the history.
    first_day
        First day that may change.

    Raises
    ------
    DeskError
        When others changed the draft or the plan in force meanwhile; nothing is written then.
    ViolationError
        When the checker refuses it.
    FolderInUseError
        When another process works on the folder.
    """
    with lock_folder(folder, doing=command):
        draft = _read(folder, expected_revision)
        before = plan_folder_of(folder, draft.base)
        found = assemble_draft(
            read_plan(before / PLAN_FILE),
            draft.edits,
            folder,
            first_day=first_day,
            progress=progress,
        )
        provenance = Provenance(
            action="edit",
            author=one_line(author),
            reason=one_line(reason),
            command=command,
            parent=before,
        )
        files = make_files(found, folder, provenance=provenance, progress=progress)
        with hold_draft(folder):  # nobody saves between the look at the draft and the plan
            now, steps = _look_again(folder, draft, found.plan)
            progress(SearchEnds())  # from here on there is nothing left to be stopped
            written = write_plan_folder(folder, found.plan.settings.calendar.start, files)
            write_draft(
                folder,
                start_again(now, base_of(written), steps, operation="publish", author=author),
            )
    return Published(
        folder=written,
        plan=found.plan,
        changes=found.sides.changes,
        messages=read_messages(written),
    )


def describe_stale(entries: Sequence[Entry] | None, labels: Labels) -> tuple[str, ...]:
    """Say in French that a draft is no more what it was, and what others have done to it.

    Parameters
    ----------
    entries
        As :meth:`~planner.app.desk.draft.Draft.since` gives them.
    """
    return (
        "Le brouillon a changé entre-temps : regardez ce que d'autres ont fait, puis recommencez.",
        *describe_entries(entries or (), labels),
    )


def _read(folder: Path, expected_revision: int | None) -> Draft:
    """Read the draft that is to be published; it must be the one that was decided on."""
    draft, in_force = read_draft(folder), latest_plan(folder)
    if draft is None:
        raise DeskError("Il n'y a pas de brouillon dans ce dossier : rien n'a été publié.")
    entries = () if expected_revision is None else draft.since(expected_revision)
    if entries != ():
        raise DeskError("\n".join(describe_stale(entries, _labels(folder, draft))))
    if in_force is None or base_of(in_force) != draft.base:
        raise DeskError(
            "Le planning en vigueur n'est plus celui dont part ce brouillon : reprenez le "
            "brouillon sur le nouveau planning, puis publiez."
        )
    return draft


def _look_again(folder: Path, published: Draft, plan: Plan) -> tuple[Draft, tuple[Step, ...]]:
    """Return the draft as it is now, and what of it goes on; only while it is held.

    Raises
    ------
    DeskError
        When something that others have confirmed meanwhile would be lost.
    """
    now, known = read_draft(folder), published.steps[: published.num_done]
    done = () if now is None else now.steps[: now.num_done]
    if now is None or now.base != published.base or done[: len(known)] != known:
        entries = () if now is None else now.since(published.revision) or ()
        heading = (
            "Pendant la publication, une partie du brouillon a été annulée ou abandonnée : rien "
            "n'a été publié. Regardez le brouillon, puis recommencez."
        )
        lines = describe_entries(entries, _labels(folder, published))
        raise DeskError("\n".join((heading, *lines)))
    kept, left = follow(now, plan, num_published=len(known))
    if left:
        heading = (
            "Des modifications faites pendant la publication ne tiennent pas sur le nouveau "
            "planning : rien n'a été publié. Publiez de nouveau, avec elles."
        )
        labels = _labels(folder, published)
        lines = tuple(describe_edit(step.edit, labels) for step in left)
        raise DeskError("\n".join((heading, *lines)))
    return now, kept


def _labels(folder: Path, draft: Draft) -> Labels:
    plan = read_plan(plan_folder_of(folder, draft.base) / PLAN_FILE)
    return label_territory(read_territory(folder), cycle_weeks=plan.settings.cycle.num_weeks)
