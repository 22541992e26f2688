"""A draft: the plan it starts from, and edits in order, of which the last may be undone.

A draft never changes; every operation gives the next one, with a revision that rises by one.
"""

from typing import Final, Literal

from planner.app.desk.edits import Edit, LockSession, LockVenue
from planner.plan import Record

Operation = Literal["edit", "undo", "redo", "publish", "rebase", "discard"]
MAX_ENTRIES: Final = 200
"""Operations that a draft remembers, for whoever comes back to an older revision of it."""


class Base(Record):
    """The plan that a draft changes."""

    plan: str
    """Name of its folder below ``plans/``."""
    sha256: str
    """Of its plan.json."""


class Step(Record):
    """An edit and who made it."""

    author: str
    edit: Edit


class Entry(Record):
    """What was done to a draft to reach a revision."""

    revision: int
    author: str
    operation: Operation
    edit: Edit | None = None
    """That was made, undone or redone."""


class Draft(Record):
    """What the file draft.json holds."""

    schema_version: Literal[1] = 1
    base: Base
    revision: int = 0
    steps: tuple[Step, ...] = ()
    num_done: int = 0
    """Steps that count; those after them were undone and can be redone."""
    journal: tuple[Entry, ...] = ()
    """The last operations, oldest first."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that count, in order."""
        return tuple(step.edit for step in self.steps[: self.num_done])

    @property
    def changes_plan(self) -> bool:
        """Whether it does more than hold in place what the plan has: locks stand on any plan."""
        return any(not isinstance(edit, LockVenue | LockSession) for edit in self.edits)

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to undo."""
        return self.num_done > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit."""
        return self.num_done < len(self.steps)

    def since(self, revision: int) -> tuple[Entry, ...] | None:
        """What was done after a revision; ``None`` when that is too long ago to be known."""
        if revision > self.revision:
            return None
        newer = tuple(entry for entry in self.journal if entry.revision > revision)
        return newer if len(newer) == self.revision - revision else None


def add_edit(draft: Draft, edit: Edit, *, author: str) -> Draft:
    """Make an edit; what was undone before is forgotten."""
    steps = (*draft.steps[: draft.num_done], Step(author=author, edit=edit))
    return _next(draft, "edit", author, edit, steps=steps, num_done=len(steps))


def undo(draft: Draft, *, author: str) -> Draft:
    """Undo the last edit; the draft must have one."""
    number = draft.num_done - 1
    return _next(draft, "undo", author, draft.steps[number].edit, num_done=number)


def redo(draft: Draft, *, author: str) -> Draft:
    """Redo the edit that was undone last; the draft must have one."""
    edit = draft.steps[draft.num_done].edit
    return _next(draft, "redo", author, edit, num_done=draft.num_done + 1)


def start_again(
    draft: Draft,
    base: Base,
    steps: tuple[Step, ...],
    *,
    operation: Literal["publish", "rebase", "discard"],
    author: str,
) -> Draft:
    """Go on with other steps on a base; the revision rises all the same."""
    return _next(draft, operation, author, None, base=base, steps=steps, num_done=len(steps))


def _next(
    draft: Draft,
    operation: Operation,
    author: str,
    edit: Edit | None,
    *,
    num_done: int,
    steps: tuple[Step, ...] | None = None,
    base: Base | None = None,
) -> Draft:
    revision = draft.revision + 1
    entry = Entry(revision=revision, author=author, operation=operation, edit=edit)
    return Draft(
        base=base or draft.base,
        revision=revision,
        steps=draft.steps if steps is None else steps,
        num_done=num_done,
        journal=(*draft.journal, entry)[-MAX_ENTRIES:],
    )
