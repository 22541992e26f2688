"""One week of a draft as a grid shows it: who is where on each half-day, and the day tours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from geodata.travel import TravelTimes
from planner.app.desk.ground import DeskGround
from planner.app.desk.judging import Assessment
from planner.dates.tours import build_dated_tours
from planner.dates.versions import planned_slot
from planner.plan import DatedTour, Half, LostSession, Plan, PlannedSlot, Session
from planner.wording import format_reason

State = Literal["held", "moved", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSession:
    """A session in a cell of the grid, held or lost."""

    venue_id: str
    venue_name: str
    commune_name: str
    adviser_id: str
    day: date
    half: Half
    start_minute: int
    end_minute: int
    planned: PlannedSlot
    """Where the cycle puts it."""
    state: State
    """``moved``: held here instead of where the cycle puts it."""
    reason: str
    """French: why it is lost or moved; empty otherwise."""
    is_changed: bool
    """Whether the draft, and not the plan in force, has it so."""
    is_locked: bool

    @property
    def key(self) -> tuple[str, PlannedSlot]:
        """What the session is known by for good."""
        return self.venue_id, self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """A week of the calendar."""

    monday: date
    number: int
    """Week of the calendar, from 1."""
    cycle_week: int
    days: tuple[date, ...]
    """With a session in the week, or worked by somebody."""
    advisers: tuple[tuple[str, str], ...]
    """Id and name, in the order of the plan."""
    sessions: tuple[WeekSession, ...]
    """By day, adviser and hour."""
    tours: tuple[DatedTour, ...]
    """By day and adviser."""

    def in_cell(self, adviser_id: str, day: date, half: Half) -> tuple[WeekSession, ...]:
        """Sessions of one half-day of an adviser."""
        return tuple(
            one
            for one in self.sessions
            if (one.adviser_id, one.day, one.half) == (adviser_id, day, half)
        )


def mondays(plan: Plan) -> tuple[date, ...]:
    """First days of the weeks of a plan's calendar."""
    calendar = plan.settings.calendar
    return tuple(calendar.start + timedelta(weeks=week) for week in range(calendar.num_weeks))


def view_week(
    plan: Plan,
    draft: Assessment,
    monday: date,
    *,
    travel: TravelTimes,
    working_days: frozenset[int],
) -> WeekView:
    """Show one week of a draft.

    Parameters
    ----------
    plan
        The plan in force, to tell what the draft changes.
    working_days
        Weekdays on which somebody works.
    """
    dated = draft.on_dates
    days = [monday + timedelta(days=n) for n in range(7)]
    held = [session for session in dated.sessions if session.day in days]
    before = {_look(session) for session in plan.sessions}
    lost = {(one.venue_id, _slot(one)): one for one in dated.lost_sessions}
    sessions = [
        _held(session, dated, draft, lost=lost, is_changed=_look(session) not in before)
        for session in held
    ]
    sessions += [
        _lost(one, dated, draft)
        for one in dated.lost_sessions
        if one.day in days and not one.is_replaced
    ]
    num_weeks = plan.settings.cycle.num_weeks
    number = (monday - plan.settings.calendar.start).days // 7
    shown = {session.day for session in sessions}
    return WeekView(
        monday=monday,
        number=number + 1,
        cycle_week=number % num_weeks + 1,
        days=tuple(day for day in days if day in shown or day.weekday() in working_days),
        advisers=tuple((adviser.id, adviser.name) for adviser in plan.advisers),
        sessions=tuple(
            sorted(sessions, key=lambda one: (one.day, one.adviser_id, one.start_minute))
        ),
        tours=build_dated_tours(held, (), travel),
    )


def sessions_together(
    draft: Assessment, ground: DeskGround, session: WeekSession
) -> tuple[Session, ...]:
    """The sessions that move with one on its date: itself, what its day and its advisers share.

    That is the other half of a full day, and those of the other adviser where two are together. One
    that is lost counts as held where the cycle puts it.
    """
    venue, planned = ground.facts.venues[session.venue_id], session.planned
    own = tuple(
        one
        for one in draft.on_dates.sessions
        if one.venue_id == session.venue_id
        and (slot := planned_slot(one)).day == planned.day
        and (venue.num_advisers > 1 or slot.adviser_id == planned.adviser_id)
        and (venue.is_full_day or slot.half == planned.half)
    )
    if any(planned_slot(one) == planned for one in own):
        return own
    return (
        *own,
        Session(
            day=planned.day,
            adviser_id=planned.adviser_id,
            venue_id=session.venue_id,
            half=planned.half,
            start_minute=session.start_minute,
            end_minute=session.end_minute,
        ),
    )


def _held(
    session: Session,
    dated: Plan,
    draft: Assessment,
    *,
    lost: Mapping[tuple[str, PlannedSlot], LostSession],
    is_changed: bool,
) -> WeekSession:
    planned = planned_slot(session)
    loss = lost.get((session.venue_id, planned))
    return _cell(
        session,
        dated,
        draft,
        hours=(session.start_minute, session.end_minute),
        planned=planned,
        state="held" if session.replaces is None else "moved",
        reason="" if loss is None or loss.reason == "moved" else format_reason(loss),
        is_changed=is_changed,
    )


def _lost(one: LostSession, dated: Plan, draft: Assessment) -> WeekSession:
    visit = next(
        (
            visit
            for visit in dated.visits
            if (visit.venue_id, visit.adviser_id, visit.half, visit.weekday)
            == (one.venue_id, one.adviser_id, one.half, one.day.weekday())
        ),
        None,
    )
    why = (
        f"{format_reason(one)} ; {one.no_replacement}" if one.no_replacement else format_reason(one)
    )
    return _cell(
        one,
        dated,
        draft,
        hours=(0, 0) if visit is None else (visit.start_minute, visit.end_minute),
        planned=_slot(one),
        state="lost",
        reason=why,
        is_changed=False,
    )


def _cell(
    one: Session | LostSession,
    dated: Plan,
    draft: Assessment,
    *,
    hours: tuple[int, int],
    planned: PlannedSlot,
    state: State,
    reason: str,
    is_changed: bool,
) -> WeekSession:
    venue = next(venue for venue in dated.venues if venue.id == one.venue_id)
    return WeekSession(
        venue_id=venue.id,
        venue_name=venue.name,
        commune_name=venue.commune_name,
        adviser_id=one.adviser_id,
        day=one.day,
        half=one.half,
        start_minute=hours[0],
        end_minute=hours[1],
        planned=planned,
        state=state,
        reason=reason,
        is_changed=is_changed,
        is_locked=venue.id in draft.state.locked_venues
        or (venue.id, planned) in draft.state.locked_sessions,
    )


def _slot(lost: LostSession) -> PlannedSlot:
    return PlannedSlot(day=lost.day, adviser_id=lost.adviser_id, half=lost.half)


def _look(session: Session) -> tuple[object, ...]:
    """What people see of a session."""
    hours = session.start_minute, session.end_minute
    return session.venue_id, session.adviser_id, session.day, session.half, *hours
