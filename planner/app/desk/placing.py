"""From « there, please » to an edit: which visits go together, at which hours, in which weeks."""

from collections.abc import Sequence
from datetime import date

from geodata.territory import Venue
from planner.app.desk.edits import (
    AddVisit,
    DropVisit,
    MoveSession,
    MoveVisit,
    SessionMove,
    VenueVisits,
)
from planner.app.desk.errors import AlreadyThereError
from planner.app.desk.ground import DeskGround
from planner.app.desk.sharing import Placed, can_share, find_pair, hours_beside, place_beside
from planner.app.desk.state import DraftState
from planner.dates.versions import planned_slot
from planner.plan import Half, Replacement, Session, Visit
from planner.problem.model import week_patterns
from planner.problem.session_times import Interval

Slot = tuple[str, int, Half]
"""Adviser, weekday and half-day."""


def move_visit(
    ground: DeskGround,
    state: DraftState,
    visit: Visit,
    *,
    adviser_id: str,
    weekday: int,
    half: Half,
    weeks: tuple[int, ...] | None = None,
) -> MoveVisit:
    """Return the edit that puts a visit elsewhere in the cycle.

    Parameters
    ----------
    weeks
        Weeks of the cycle; ``None``: its own where the half-day is free then, else others as far
        apart.
    """
    own = visits_together(ground, state, visit)
    rest = [other for other in state.visits if other not in own]
    # Put where the other of two advisers is, a session goes on being held by both.
    is_held_by = {one.adviser_id for one in own}
    instead = adviser_id if adviser_id not in is_held_by else visit.adviser_id
    slots = {
        one: (
            instead if one.adviser_id == visit.adviser_id else one.adviser_id,
            weekday,
            one.half if _is_full_day(ground, one) else half,
        )
        for one in own
    }
    wanted = weeks or _free_weeks(ground, rest, visit, tuple(slots.values()))
    placed = [
        _place(ground, state, rest, one, slot=slot, weeks=wanted) for one, slot in slots.items()
    ]
    change = VenueVisits(
        venue_id=visit.venue_id, before=own, after=tuple(one.visit for one in placed)
    )
    if set(change.before) == set(change.after):
        raise AlreadyThereError
    return MoveVisit(change=change, others=_others(placed))


def add_visit(
    ground: DeskGround,
    state: DraftState,
    venue_id: str,
    *,
    adviser_ids: Sequence[str],
    weekday: int,
    half: Half,
    weeks: tuple[int, ...],
) -> AddVisit:
    """Return the edit that has a venue visited, by as many advisers as are named."""
    venue = ground.facts.venues[venue_id]
    halves: tuple[Half, ...] = ("am", "pm") if venue.is_full_day else (half,)
    placed = [
        _place(
            ground,
            state,
            state.visits,
            _blank(ground, venue, adviser_id, one_half),
            slot=(adviser_id, weekday, one_half),
            weeks=weeks,
        )
        for adviser_id in adviser_ids
        for one_half in halves
    ]
    change = VenueVisits(venue_id=venue_id, after=tuple(one.visit for one in placed))
    return AddVisit(change=change, others=_others(placed))


def drop_visit(ground: DeskGround, state: DraftState, visit: Visit) -> DropVisit:
    """Return the edit that takes a visit out of the cycle."""
    own = visits_together(ground, state, visit)
    return DropVisit(change=VenueVisits(venue_id=visit.venue_id, before=own))


def move_session(
    ground: DeskGround,
    together: Sequence[Session],
    *,
    adviser_id: str,
    day: date,
    half: Half,
    instead_of: str | None = None,
    held: Sequence[Session] = (),
) -> MoveSession:
    """Return the edit that holds sessions of one date elsewhere.

    Parameters
    ----------
    together
        The session; both halves of a full day, those of both advisers where two are together.
    instead_of
        Of two advisers, the one whose place is taken, if it is by a third; ``None``: there is one.
    held
        All sessions, beside which a short one finds its hours.
    """
    advisers = {one.adviser_id for one in together}
    others = [one for one in held if one not in together]
    moves = []
    for session in together:
        is_replaced = adviser_id not in advisers and instead_of in {None, session.adviser_id}
        who = adviser_id if is_replaced or len(advisers) == 1 else session.adviser_id
        new_half = session.half if ground.facts.venues[session.venue_id].is_full_day else half
        there = [
            one for one in others if (one.adviser_id, one.day, one.half) == (who, day, new_half)
        ]
        start, end = _hours_on(ground, session, day, new_half, there)
        to = Replacement(day=day, adviser_id=who, half=new_half, start_minute=start, end_minute=end)
        moves.append(SessionMove(venue_id=session.venue_id, planned=planned_slot(session), to=to))
    # Of two advisers, whoever is there already is not moved for the other.
    there_already = {
        planned_slot(one) for one in together if (one.day, one.half) == (day, half)
    } - {move.planned for move in moves if move.to.adviser_id == adviser_id}
    gone = tuple(move for move in moves if move.planned not in there_already)
    return MoveSession(moves=gone or tuple(moves))


def _hours_on(
    ground: DeskGround, session: Session, day: date, half: Half, there: Sequence[Session]
) -> Interval:
    """Hours on a date: as they were if the venue is open then, beside what is there if short."""
    wanted = session.start_minute, session.end_minute
    if half != session.half:
        first = ground.window(half)[0]
        wanted = ground.hours_of(session.venue_id, day.weekday(), half) or (
            first,
            first + wanted[1] - wanted[0],
        )
    for hours in hours_beside(ground, session, there):
        if hours in ground.openings.list_hours(session.venue_id, day, half, wanted=hours):
            return hours
    found = ground.openings.list_hours(session.venue_id, day, half, wanted=wanted)
    return found[0] if found else wanted


def visits_together(ground: DeskGround, state: DraftState, visit: Visit) -> tuple[Visit, ...]:
    """The visits that move with one: both halves of a full day, both advisers of a duo."""
    venue = ground.facts.venues.get(visit.venue_id)
    return tuple(
        other
        for other in state.visits_of(visit.venue_id)
        if other.weekday == visit.weekday
        and other.weeks == visit.weeks
        and (other.half == visit.half or (venue is not None and venue.is_full_day))
        and (other.adviser_id == visit.adviser_id or (venue is not None and venue.num_advisers > 1))
    )


def _free_weeks(
    ground: DeskGround, rest: Sequence[Visit], visit: Visit, slots: Sequence[Slot]
) -> tuple[int, ...]:
    """Weeks in which half-days are free or can be shared, the visit's own before others as far."""
    patterns = week_patterns(ground.facts.cycle_weeks, len(visit.weeks))
    for weeks in (visit.weeks, *patterns):
        if all(_can_join(ground, rest, visit.venue_id, slot, weeks) for slot in slots):
            return weeks
    return visit.weeks


def _can_join(
    ground: DeskGround, rest: Sequence[Visit], venue_id: str, slot: Slot, weeks: tuple[int, ...]
) -> bool:
    there = _visits_in(rest, slot, weeks)
    if not there:
        return True
    neighbour = _neighbour(ground, there, venue_id, weeks)
    return neighbour is not None and any(
        find_pair(ground, *pair)
        for pair in ((neighbour.venue_id, venue_id), (venue_id, neighbour.venue_id))
    )


def _place(
    ground: DeskGround,
    state: DraftState,
    rest: Sequence[Visit],
    visit: Visit,
    *,
    slot: Slot,
    weeks: tuple[int, ...],
) -> Placed:
    """Put a visit in a half-day, beside a short session that is there if it can be."""
    adviser_id, weekday, half = slot
    has_moved = (visit.adviser_id, visit.weekday, visit.half) != slot
    start, end = (
        _own_hours(ground, visit, weekday=weekday, half=half)
        if has_moved
        else (visit.start_minute, visit.end_minute)
    )
    alone = Visit(
        venue_id=visit.venue_id,
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=start,
        end_minute=end,
    )
    neighbour = _neighbour(ground, _visits_in(rest, slot, weeks), visit.venue_id, weeks)
    if neighbour is None:
        return Placed(visit=alone)
    return place_beside(
        ground, alone, neighbour, may_move=neighbour.venue_id not in state.fixed_venues
    )


def _own_hours(ground: DeskGround, visit: Visit, *, weekday: int, half: Half) -> Interval:
    """Hours in a half-day: those of the venue, else those there were, for the checker to refuse."""
    first = ground.window(half)[0]
    return ground.hours_of(visit.venue_id, weekday, half) or (
        (visit.start_minute, visit.end_minute)
        if half == visit.half
        else (first, first + visit.end_minute - visit.start_minute)
    )


def _visits_in(rest: Sequence[Visit], slot: Slot, weeks: tuple[int, ...]) -> list[Visit]:
    """Visits that hold a half-day in some of the weeks."""
    return [
        other
        for other in rest
        if (other.adviser_id, other.weekday, other.half) == slot
        and not set(weeks).isdisjoint(other.weeks)
    ]


def _neighbour(
    ground: DeskGround, there: Sequence[Visit], venue_id: str, weeks: tuple[int, ...]
) -> Visit | None:
    """The one short session of a half-day, if another one could join it."""
    venues = ground.facts.venues
    is_shared = len(there) == 1 and there[0].weeks == weeks
    if is_shared and can_share(venues[there[0].venue_id]) and can_share(venues[venue_id]):
        return there[0]
    return None


def _others(placed: Sequence[Placed]) -> tuple[VenueVisits, ...]:
    """What short sessions get other hours for what was placed beside them."""
    return tuple(one.neighbour for one in placed if one.neighbour is not None)


def _blank(ground: DeskGround, venue: Venue, adviser_id: str, half: Half) -> Visit:
    """A visit that has no slot yet, with the length of its sessions."""
    _, longest = ground.settings.sessions.minutes_at(is_short=venue.is_short)
    first = ground.window(half)[0]
    return Visit(
        venue_id=venue.id,
        adviser_id=adviser_id,
        weekday=6,
        half=half,
        weeks=(),
        start_minute=first,
        end_minute=first + longest,
    )


def _is_full_day(ground: DeskGround, visit: Visit) -> bool:
    return ground.facts.venues[visit.venue_id].is_full_day
