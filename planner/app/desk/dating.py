"""The dates of a draft as they can be told at once: no search, what is lost waits for its turn.

Sessions of the cycle stand on their dates, replacements of the plan and dates moved by hand stay
where they are. Whatever loses its date is shown without another one: publishing seeks it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from planner.app.desk.ground import DeskGround
from planner.app.desk.state import DraftState, SessionKey
from planner.app.replan_assembly import earlier_cycles
from planner.assembly import list_plan_venues
from planner.dates.calendar import date_sessions, find_school_holiday, session_order
from planner.dates.dating import is_in_the_way, list_sharing_venues
from planner.dates.slots import own_slot, tell_moved, tell_replaced
from planner.dates.versions import planned_slot
from planner.plan import (
    LostSession,
    Plan,
    PlannedSlot,
    Replacement,
    Session,
)
from planner.replan.availability import first_cycle_day

SOUGHT: Final = "une autre date sera cherchée à la publication"


def cycle_day_of(plan: Plan, state: DraftState, first_day: date) -> date | None:
    """First day of the draft's cycle; ``None`` where the cycle is the plan's."""
    if set(state.visits) == set(plan.visits):
        return None
    return first_cycle_day(first_day, (), plan.settings.calendar)


def date_draft(plan: Plan, state: DraftState, ground: DeskGround, *, first_day: date) -> Plan:
    """Return the plan with the cycle and the dates of a draft; its figures stay the plan's.

    Parameters
    ----------
    first_day
        First day that may change.
    """
    cycle_day = cycle_day_of(plan, state, first_day)
    earlier = plan.earlier_visits if cycle_day is None else earlier_cycles(plan, cycle_day)
    settings = plan.settings
    unrolled = date_sessions(
        state.visits,
        ground.territory,
        settings=settings.calendar,
        cycle_weeks=settings.cycle.num_weeks,
        earlier=earlier,
        find_obstacle=ground.find_obstacle,
    )
    every: list[Session | LostSession] = [*unrolled.sessions, *unrolled.lost]
    foreseen = {_key(one) for one in every}
    away = {
        key: _hold(key, to, ground, replaces=key[1])
        for key, to in state.moves.items()
        if key in foreseen and not _is_own_slot(key, to)
    }
    # Put back where its date does not allow it, a session is held there for the checker to refuse.
    forced = {
        _key(lost): _hold(_key(lost), state.moves[_key(lost)], ground, replaces=None)
        for lost in unrolled.lost
        if _key(lost) in state.moves and _is_own_slot(_key(lost), state.moves[_key(lost)])
    }
    regular = [one for one in unrolled.sessions if _key(one) not in away]
    regular += forced.values()
    kept = _kept(plan, state, foreseen, [*regular, *away.values()], ground)
    away |= kept
    sessions = [one for one in regular if _key(one) not in kept]
    told = {_key(one): one for one in plan.lost_sessions}
    lost = [
        _tell(one, away.get(_key(one)), told.get(_key(one)))
        for one in unrolled.lost
        if _key(one) not in forced
    ]
    lost += [tell_moved(one, away[_key(one)]) for one in unrolled.sessions if _key(one) in away]
    return plan.model_copy(
        update={
            "venues": list_plan_venues(ground.territory, {one.venue_id for one in every}),
            "visits": state.visits,
            "earlier_visits": earlier,
            "sessions": tuple(sorted([*sessions, *away.values()], key=session_order)),
            "lost_sessions": tuple(sorted(lost, key=session_order)),
        }
    )


def _kept(
    plan: Plan,
    state: DraftState,
    foreseen: set[SessionKey],
    held: Sequence[Session],
    ground: DeskGround,
) -> dict[SessionKey, Session]:
    """Replacements of the plan whose half-day and room are still free."""
    may_share = list_sharing_venues(ground.territory)
    kept = {}
    for session in plan.sessions:
        key = session.venue_id, planned_slot(session)
        if session.replaces is None or key not in foreseen or key in state.moves:
            continue
        if not any(is_in_the_way(other, session, may_share=may_share) for other in held):
            kept[key] = session
    return kept


def _hold(
    key: SessionKey, to: Replacement, ground: DeskGround, *, replaces: PlannedSlot | None
) -> Session:
    return Session(
        venue_id=key[0],
        replaces=replaces,
        school_holiday=find_school_holiday(to.day, ground.territory.school_holidays),
        **to.model_dump(),
    )


def _is_own_slot(key: SessionKey, to: Replacement) -> bool:
    return PlannedSlot(day=to.day, adviser_id=to.adviser_id, half=to.half) == key[1]


def _key(one: Session | LostSession) -> SessionKey:
    return one.venue_id, own_slot(one)


def _tell(lost: LostSession, held: Session | None, before: LostSession | None) -> LostSession:
    """Say what becomes of a session that its date does not allow."""
    if held is not None:
        return tell_replaced(lost, held)
    if before is not None and before.reason == lost.reason and not before.is_replaced:
        return before
    return lost.model_copy(update={"no_replacement": SOUGHT})
