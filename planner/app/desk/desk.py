"""The desk of one territory folder: everything that a page asks of a draft, one call each.

A desk keeps in memory what is costly to work out of the plan in force; the draft itself is read
from disk whenever somebody else saved it. All methods may be called from any thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geodata.folder_lock import lock_folder
from planner.app.desk import absences
from planner.app.desk.cards import SessionCard, expected_visitors, find_visit, make_card
from planner.app.desk.draft import (
    Draft,
    add_edit,
    redo,
    undo,
)
from planner.app.desk.edits import Edit, moves_of
from planner.app.desk.errors import DeskError
from planner.app.desk.into_force import Published, describe_stale, publish_draft
from planner.app.desk.judging import Assessment, Verdict, compare
from planner.app.desk.kept import KeptDraft
from planner.app.desk.locks import refuse_locked
from planner.app.desk.merging import find_conflict
from planner.app.desk.placing import drop_visit
from planner.app.desk.publishing import base_of, count_published
from planner.app.desk.rebasing import follow
from planner.app.desk.repairing import Repaired, RepairOptions, repair_draft
from planner.app.desk.store import hold_draft
from planner.app.desk.week import WeekSession, WeekView, view_week
from planner.app.desk.wording import describe_edit, describe_entries
from planner.events import ReplanMode
from planner.history.version import Action, Provenance
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan
from planner.progress import Progress
from planner.solver.engine import Interrupter
from planner.wording import one_line

COMMAND: Final = "itinerance serve"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Saved:
    """An edit that is on the disk."""

    draft: Draft
    verdict: Verdict | None
    """``None`` of an undo or a redo."""
    merged: tuple[str, ...] = ()
    """French: what others had done meanwhile, which stays."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Refused:
    """An edit that was not saved."""

    reason: str
    """French sentence."""
    broken: tuple[str, ...] = ()
    """The rules that it would break, in the checker's words."""
    others: tuple[str, ...] = ()
    """French: what others had done meanwhile."""


class Desk(KeptDraft):
    """The draft of a territory folder, and all that can be asked of it."""

    _repair: Interrupter | None = None
    """Ends the repair that is under way."""

    # Looking

    def describe_steps(self) -> tuple[str, ...]:
        """The edits of the draft in French, in order."""
        return tuple(describe_edit(edit, self.labels) for edit in self._draft.edits)

    def week(self, monday: date) -> WeekView:
        """Show a week of the draft."""
        advisers = self.ground.territory.advisers
        return view_week(
            self.plan,
            self.now,
            monday,
            travel=self.ground.prepared.travel,
            working_days=frozenset(day for one in advisers for day in one.working_days),
        )

    def card(self, session: WeekSession, week: WeekView) -> SessionCard:
        """Tell what a click on a session tells."""
        now = self.now
        visit = find_visit(now, session, cycle_weeks=self.plan.settings.cycle.num_weeks)
        if_dropped = None
        if visit is not None:
            if_dropped = self._judge(drop_visit(self.ground, now.state, visit), now)
        return make_card(
            self.plan,
            now,
            self.ground,
            session,
            visit=visit,
            tours=week.tours,
            if_dropped=if_dropped,
        )

    def judge(self, edit: Edit) -> Verdict:
        """Say what an edit would do; nothing is saved.

        Raises
        ------
        DeskError
            When something it changes is locked, over, or not there any more.
        """
        now = self.now
        refuse_locked(edit, now.state, self.labels, first_day=self.first_day)
        return self._judge(edit, now)

    # Changing the draft

    def save(
        self, edit: Edit, *, expected_revision: int, author: str, keep_broken: bool = False
    ) -> Saved | Refused:
        """Make an edit, merged with whatever others saved since a revision.

        Parameters
        ----------
        expected_revision
            Of the draft on which the edit was decided.
        keep_broken
            Whether the draft may break more rules than before, to be repaired later.
        """
        with self._mutex, hold_draft(self.folder):
            self._read_again()
            entries = self._draft.since(expected_revision)
            others = () if entries is None else describe_entries(entries, self.labels)
            conflict = find_conflict(edit, entries)
            if conflict:
                return Refused(reason=conflict, others=others)
            try:
                verdict = self.judge(edit)
            except DeskError as error:
                return Refused(reason=str(error), others=others)
            if verdict.added and not keep_broken:
                reason = "Cette modification enfreint des règles."
                if others:
                    reason = (
                        "Avec ce que d'autres ont changé entre-temps, elle enfreint des règles."
                    )
                return Refused(reason=reason, broken=verdict.added, others=others)
            self._write(add_edit(self._draft, edit, author=author))
            return Saved(draft=self._draft, verdict=verdict, merged=others)

    def undo(self, *, expected_revision: int, author: str) -> Saved | Refused:
        """Undo the last edit, unless others did something since a revision."""
        return self._step_back_or_forth(
            undo, expected_revision, author, is_possible=lambda draft: draft.can_undo
        )

    def redo(self, *, expected_revision: int, author: str) -> Saved | Refused:
        """Redo the edit undone last, unless others did something since a revision."""
        return self._step_back_or_forth(
            redo, expected_revision, author, is_possible=lambda draft: draft.can_redo
        )

    def discard(self, *, expected_revision: int, author: str) -> Saved | Refused:
        """Give up all edits, on the plan in force."""
        with self._mutex, hold_draft(self.folder):
            self._read_again()
            refused = self._refuse_stale(expected_revision)
            if refused is not None:
                return refused
            self._start_again((), "discard", author, lambda _step: None)
            return Saved(draft=self._draft, verdict=None)

    def rebase(self, *, author: str, progress: Progress) -> tuple[str, ...]:
        """Carry the draft onto the plan in force; return in French what does not fit it."""
        with self._mutex, hold_draft(self.folder):
            self._read_again()
            in_force = latest_plan(self.folder)
            if in_force is None or base_of(in_force) == self._draft.base:
                return ()
            plan = read_plan(in_force / PLAN_FILE)
            num_published = count_published(plan, self._draft)
            kept, left = follow(self._draft, plan, num_published=num_published)
            self._start_again(kept, "rebase", author, progress)
            return tuple(describe_edit(step.edit, self.labels) for step in left)

    # Putting right, publishing

    def repair(
        self,
        options: RepairOptions,
        *,
        progress: Progress,
        interrupter: Interrupter | None = None,
    ) -> Repaired:
        """Find what puts the draft right; nothing is saved. See :func:`repair_draft`.

        Raises
        ------
        DeskError
            Also while another repair is under way: each takes a processor and some memory.
        """
        interrupter = interrupter or Interrupter()
        with self._mutex:
            if self._repair is not None:
                raise DeskError(
                    "Une réparation est déjà en cours : attendez sa fin, ou arrêtez-la."
                )
            self._repair = interrupter
            plan, edits, ground = self.plan, self._draft.edits, self.ground
        try:
            return repair_draft(
                plan,
                edits,
                ground,
                first_day=self.first_day,
                options=options,
                progress=progress,
                interrupter=interrupter,
            )
        finally:
            self._repair = None

    def stop_repair(self) -> None:
        """Let a repair under way end with what it has."""
        repair = self._repair
        if repair is not None:
            repair.interrupt()

    def publish(
        self, *, expected_revision: int, author: str, reason: str, progress: Progress
    ) -> Published:
        """Make the next plan of the draft, and go on from it; see :func:`publish_draft`."""
        published = publish_draft(
            self.folder,
            expected_revision=expected_revision,
            author=author,
            reason=reason,
            command=COMMAND,
            first_day=self.first_day,
            progress=progress,
        )
        self.refresh()
        return published

    # Absences

    def affected(self, event: absences.Event) -> absences.Affected:
        """Whom an absence or a closure concerns, in the plan that the draft starts from."""
        return absences.find_affected(
            self.plan,
            event,
            first_day=self.first_day,
            visitors=expected_visitors(self.now, self.ground),
        )

    def propose(
        self, event: absences.Event, *, mode: ReplanMode, progress: Progress
    ) -> absences.Proposal:
        """Find what to do about an absence, on the plan in force; nothing is written.

        What is locked and not hit itself stays where it is.
        """
        in_force = latest_plan(self.folder) or self.plan_folder
        locked = absences.find_locked(
            read_plan(in_force / PLAN_FILE), event, self.now.state, first_day=self.first_day
        )
        return absences.propose(
            in_force,
            self.folder,
            event,
            mode=mode,
            first_day=self.first_day,
            locked=locked,
            progress=progress,
        )

    def confirm(
        self, proposal: absences.Proposal, *, author: str, reason: str, progress: Progress
    ) -> Path:
        """Write the plan of a proposal; return its folder.

        Raises
        ------
        DeskError
            When another plan is in force than the one that the proposal changes.
        """
        with lock_folder(self.folder, doing=COMMAND):
            if latest_plan(self.folder) != proposal.plan_folder:
                raise DeskError(
                    "Un autre planning est entré en vigueur entre-temps : demandez de nouvelles "
                    "propositions."
                )
            return absences.write_proposal(
                proposal,
                self.folder,
                provenance=self._provenance("replan", author, reason, parent=proposal.plan_folder),
                progress=progress,
            )

    # Inside

    def _judge(self, edit: Edit, now: Assessment) -> Verdict:
        edits = (*self._draft.edits, edit)
        after = self._assess(edits, with_dates=bool(moves_of(edit)))
        if len(after.state.misfits) > len(now.state.misfits):
            raise DeskError("Cette permanence a changé entre-temps : regardez le brouillon.")
        return compare(now, after, edit, self.ground)

    def _step_back_or_forth(
        self,
        step: Callable[..., Draft],
        expected_revision: int,
        author: str,
        *,
        is_possible: Callable[[Draft], bool],
    ) -> Saved | Refused:
        with self._mutex, hold_draft(self.folder):
            self._read_again()
            refused = self._refuse_stale(expected_revision)
            if refused is not None:
                return refused
            if not is_possible(self._draft):
                return Refused(reason="Il n'y a rien à annuler ni à rétablir.")
            self._write(step(self._draft, author=author))
            return Saved(draft=self._draft, verdict=None)

    def _refuse_stale(self, expected_revision: int) -> Refused | None:
        """Refuse what depends on everything that others do."""
        entries = self._draft.since(expected_revision)
        if entries == ():
            return None
        reason, *others = describe_stale(entries, self.labels)
        return Refused(reason=reason, others=tuple(others))

    def _provenance(self, action: Action, author: str, reason: str, *, parent: Path) -> Provenance:
        return Provenance(
            action=action,
            author=one_line(author),
            reason=one_line(reason),
            command=COMMAND,
            parent=parent,
        )


def open_desk(
    folder: Path,
    *,
    today: Callable[[], date] = date.today,
    progress: Progress = lambda _step: None,
) -> Desk:
    """Open the draft of a territory folder, or a new one on the plan in force.

    Parameters
    ----------
    today
        The coordinator's day; nothing up to it changes.

    Raises
    ------
    DeskError
        When the folder has no plan yet.
    InputError
        With the faults of the folder's tables, its plan or its draft.
    """
    return Desk(folder, today=today, progress=progress)
