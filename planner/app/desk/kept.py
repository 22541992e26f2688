"""What a desk holds between two calls: the draft, its plan, and what was worked out of both.

The draft on the disk is the truth: it is read again whenever somebody else saved it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from planner.app.desk.draft import Draft, Step, start_again
from planner.app.desk.edits import Edit
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import DeskGround, prepare_desk
from planner.app.desk.judging import Assessment, assess
from planner.app.desk.publishing import base_of, count_published, plan_folder_of
from planner.app.desk.rebasing import carry_steps, follow
from planner.app.desk.store import hold_draft, read_draft, stamp, write_draft
from planner.app.desk.wording import Labels, label_territory
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan
from planner.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _InForce:
    """A plan and what was worked out of it."""

    folder: Path
    plan: Plan
    ground: DeskGround


class KeptDraft:
    """The draft of a territory folder and its plan; its methods may be called from any thread."""

    def __init__(self, folder: Path, *, today: Callable[[], date], progress: Progress) -> None:
        """Open the draft; see :func:`open_desk`."""
        self.folder = folder
        self._today = today
        self._mutex = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._cache: dict[tuple[int, date], Assessment] = {}
        self._draft, self._in_force = self._open(progress)

    @property
    def plan(self) -> Plan:
        """The plan that the draft starts from."""
        return self._in_force.plan

    @property
    def plan_folder(self) -> Path:
        """Folder of that plan."""
        return self._in_force.folder

    @property
    def ground(self) -> DeskGround:
        """What was worked out of that plan's territory."""
        return self._in_force.ground

    @property
    def draft(self) -> Draft:
        """The draft as this desk knows it."""
        return self._draft

    @property
    def first_day(self) -> date:
        """First day that may change."""
        return first_day_after(self._today())

    @property
    def labels(self) -> Labels:
        """Names for sentences."""
        weeks = self.plan.settings.cycle.num_weeks
        return label_territory(self.ground.territory, cycle_weeks=weeks)

    @property
    def now(self) -> Assessment:
        """The draft as the checker sees it; worked out once for each revision."""
        with self._mutex:
            key = self._draft.revision, self.first_day
            if key not in self._cache:
                self._cache = {key: self._assess(self._draft.edits)}
            return self._cache[key]

    def refresh(self) -> bool:
        """Take in what others saved; whether there was something. Costs one look at the disk."""
        with self._mutex:
            if stamp(self.folder) == self._stamp:
                return False
            draft = read_draft(self.folder)
            self._stamp = stamp(self.folder)
            if draft is None or draft == self._draft:
                return False
            if draft.base != self._draft.base:
                there = plan_folder_of(self.folder, draft.base)
                self._in_force = _work_out(self.folder, there, lambda _step: None)
            self._draft = draft
            return True

    def has_base_moved(self) -> bool:
        """Whether another plan is in force than the one that the draft starts from."""
        in_force = latest_plan(self.folder)
        # A name is enough: what a plan folder holds never changes.
        return in_force is not None and in_force.name != self._draft.base.plan

    def _assess(self, edits: tuple[Edit, ...], *, with_dates: bool = True) -> Assessment:
        return assess(
            self.plan, edits, self.ground, first_day=self.first_day, with_dates=with_dates
        )

    def _read_again(self) -> None:
        """Have the draft of the disk in memory; only while it is held."""
        self.refresh()

    def _write(self, draft: Draft) -> None:
        write_draft(self.folder, draft)
        self._draft, self._stamp = draft, stamp(self.folder)

    def _start_again(
        self,
        steps: tuple[Step, ...],
        operation: Literal["publish", "rebase", "discard"],
        author: str,
        progress: Progress,
    ) -> None:
        """Go on with other steps on the plan in force; only while the draft is held."""
        in_force = latest_plan(self.folder) or self.plan_folder
        base = base_of(in_force)
        draft = start_again(self._draft, base, steps, operation=operation, author=author)
        if base != self._draft.base:
            self._in_force = _work_out(self.folder, in_force, progress)
        self._cache = {}
        self._write(draft)

    def _open(self, progress: Progress) -> tuple[Draft, _InForce]:
        """Read the draft and its plan; one that changes nothing follows the plan in force."""
        in_force = latest_plan(self.folder)
        if in_force is None:
            raise DeskError("Ce dossier n'a pas encore de planning : faites-en un d'abord.")
        base, draft = base_of(in_force), read_draft(self.folder)
        self._stamp = stamp(self.folder)
        self._cache = {}
        if draft is None:
            return Draft(base=base), _work_out(self.folder, in_force, progress)
        if draft.base == base:
            return draft, _work_out(self.folder, in_force, progress)
        old = plan_folder_of(self.folder, draft.base)
        is_there = (old / PLAN_FILE).is_file() and base_of(old) == draft.base
        steps = draft.steps[: draft.num_done]
        found = _work_out(self.folder, in_force, progress)
        num_published = count_published(found.plan, draft)
        kept, left = follow(draft, found.plan, num_published=num_published)
        if num_published and not left:
            again = start_again(draft, base, kept, operation="publish", author="")
        elif not draft.changes_plan or not is_there:
            steps = carry_steps(steps, found.plan)[0]
            again = start_again(draft, base, steps, operation="rebase", author="")
        else:
            return draft, _work_out(self.folder, old, progress)
        with hold_draft(self.folder):
            if read_draft(self.folder) == draft:
                write_draft(self.folder, again)
                self._stamp = stamp(self.folder)
        return again, found


def first_day_after(today: date) -> date:
    """First day that may change: the coordinator's tomorrow."""
    return today + timedelta(days=1)


def _work_out(folder: Path, plan_folder: Path, progress: Progress) -> _InForce:
    plan = read_plan(plan_folder / PLAN_FILE)
    return _InForce(
        folder=plan_folder, plan=plan, ground=prepare_desk(plan, folder, progress=progress)
    )
