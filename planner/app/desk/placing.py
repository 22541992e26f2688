"""From « there, please » to an edit: which visits go together, at which hours, in which weeks."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from geodata.places import venue_place_id
from geodata.territory import Venue
from planner.app.desk.edits import (
    AddVisit,
    DropVisit,
    MoveSession,
    MoveVisit,
    SessionMove,
    VenueVisits,
)
from planner.app.desk.errors import AlreadyThereError, DeskError
from planner.app.desk.ground import DeskGround
from planner.app.desk.state import DraftState
from planner.dates.versions import planned_slot
from planner.plan import Half, Replacement, Session, Visit
from planner.problem.model import week_patterns
from planner.problem.session_times import Interval

STEP_MINUTES: Final = 5
"""The second of two short sessions begins at a full five minutes."""


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
    slot = adviser_id, weekday, half
    wanted = weeks or _free_weeks(ground, rest, visit, slot)
    others = {one.adviser_id for one in own} - {visit.adviser_id}
    if adviser_id in others:
        raise DeskError("Ce conseiller tient déjà la permanence avec l'autre.")
    after = tuple(
        _place(
            ground,
            rest,
            one,
            slot=(
                adviser_id if one.adviser_id == visit.adviser_id else one.adviser_id,
                weekday,
                one.half if _is_full_day(ground, one) else half,
            ),
            weeks=wanted,
        )
        for one in own
    )
    change = VenueVisits(venue_id=visit.venue_id, before=own, after=after)
    if set(change.before) == set(change.after):
        raise AlreadyThereError
    return MoveVisit(change=change)


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
    after = tuple(
        _place(
            ground,
            state.visits,
            _blank(ground, venue, adviser_id, one_half),
            slot=(adviser_id, weekday, one_half),
            weeks=weeks,
        )
        for adviser_id in adviser_ids
        for one_half in halves
    )
    return AddVisit(change=VenueVisits(venue_id=venue_id, after=after))


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
) -> MoveSession:
    """Return the edit that holds sessions of one date elsewhere.

    Parameters
    ----------
    together
        The session; both halves of a full day.
    """
    moves = []
    for session in together:
        new_half = session.half if len(together) > 1 else half
        wanted = session.start_minute, session.end_minute
        if new_half != session.half:
            length = wanted[1] - wanted[0]
            wanted = ground.hours_of(session.venue_id, day.weekday(), new_half) or (
                ground.window(new_half)[0],
                ground.window(new_half)[0] + length,
            )
        found = ground.openings.list_hours(session.venue_id, day, new_half, wanted=wanted)
        start, end = found[0] if found else wanted
        moves.append(
            SessionMove(
                venue_id=session.venue_id,
                planned=planned_slot(session),
                to=Replacement(
                    day=day,
                    adviser_id=adviser_id,
                    half=new_half,
                    start_minute=start,
                    end_minute=end,
                ),
            )
        )
    return MoveSession(moves=tuple(moves))


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
    ground: DeskGround, rest: Sequence[Visit], visit: Visit, slot: tuple[str, int, Half]
) -> tuple[int, ...]:
    """Weeks in which a half-day is free, the visit's own before others as far apart."""
    taken = {
        week
        for other in rest
        if (other.adviser_id, other.weekday, other.half) == slot
        for week in other.weeks
    }
    patterns = week_patterns(ground.facts.cycle_weeks, len(visit.weeks))
    for weeks in (visit.weeks, *patterns):
        if taken.isdisjoint(weeks):
            return weeks
    return visit.weeks


def _place(
    ground: DeskGround,
    rest: Sequence[Visit],
    visit: Visit,
    *,
    slot: tuple[str, int, Half],
    weeks: tuple[int, ...],
) -> Visit:
    adviser_id, weekday, half = slot
    start, end = _hours(ground, rest, visit, slot=slot, weeks=weeks)
    return Visit(
        venue_id=visit.venue_id,
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=start,
        end_minute=end,
    )


def _hours(
    ground: DeskGround,
    rest: Sequence[Visit],
    visit: Visit,
    *,
    slot: tuple[str, int, Half],
    weeks: tuple[int, ...],
) -> Interval:
    """Hours in a half-day: those of the venue, else those there were, for the checker to refuse."""
    _, weekday, half = slot
    if (visit.adviser_id, visit.weekday, visit.half) == slot:
        return visit.start_minute, visit.end_minute
    length = visit.end_minute - visit.start_minute
    first = ground.window(half)[0]
    start, end = ground.hours_of(visit.venue_id, weekday, half) or (
        (visit.start_minute, visit.end_minute) if half == visit.half else (first, first + length)
    )
    for other in _short_neighbours(ground, rest, visit, slot=slot, weeks=weeks):
        there = venue_place_id(other.venue_id), venue_place_id(visit.venue_id)
        drive_s, _ = ground.facts.drive(*there)
        begins = other.end_minute + STEP_MINUTES * -(-drive_s // (60 * STEP_MINUTES))
        if begins + end - start <= 24 * 60:
            start, end = begins, begins + end - start
    return start, end


def _short_neighbours(
    ground: DeskGround,
    rest: Sequence[Visit],
    visit: Visit,
    *,
    slot: tuple[str, int, Half],
    weeks: tuple[int, ...],
) -> Iterator[Visit]:
    """A short session that holds the half-day already, which another short one then follows."""
    venues = ground.facts.venues
    for other in rest:
        if (
            (other.adviser_id, other.weekday, other.half) == slot
            and other.weeks == weeks
            and all(
                venue.is_short and venue.num_advisers == 1
                for venue in (venues[other.venue_id], venues[visit.venue_id])
            )
        ):
            yield other


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
