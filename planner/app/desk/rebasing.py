"""A draft carried from the plan that it started from onto another one."""

from collections.abc import Iterable

from planner.app.desk.draft import Draft, Step
from planner.app.desk.edits import LockSession, LockVenue
from planner.app.desk.state import work_out_state
from planner.plan import Plan


def carry_steps(steps: Iterable[Step], plan: Plan) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Keep the steps that fit another plan, in order; return those and the ones left behind."""
    kept: list[Step] = []
    left: list[Step] = []
    for step in steps:
        state = work_out_state(plan, [one.edit for one in (*kept, step)])
        (left if state.misfits else kept).append(step)
    return tuple(kept), tuple(left)


def follow(
    draft: Draft, plan: Plan, *, num_published: int
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Carry a draft onto a plan that is made of its first edits; of those the locks stay.

    Returns what fits the plan and what does not, as :func:`carry_steps`.
    """
    done = draft.steps[: draft.num_done]
    if not num_published:
        return carry_steps(done, plan)
    more = (step for step in done[num_published:] if not _is_lock(step))
    return carry_steps((*locks_of(done), *more), plan)


def locks_of(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The locks that hold after some steps: they outlive the publication of the rest."""
    held: dict[tuple[object, ...], Step] = {}
    for step in steps:
        match step.edit:
            case LockVenue(venue_id=venue_id):
                held[("venue", venue_id)] = step
            case LockSession(venue_id=venue_id, planned=planned):
                held[("session", venue_id, planned)] = step
            case _:
                pass
    return tuple(
        step
        for step in held.values()
        if isinstance(step.edit, LockVenue | LockSession) and step.edit.is_locked
    )


def _is_lock(step: Step) -> bool:
    return isinstance(step.edit, LockVenue | LockSession)
