"""Two short sessions in one half-day: in which order, and at which hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.places import venue_place_id
from geodata.territory import Venue
from planner.app.desk.edits import VenueVisits
from planner.app.desk.ground import DeskGround
from planner.dates.calendar import calendar_holidays
from planner.plan import Session, Visit
from planner.problem.model import AM, CLOSED, PM, SessionPair
from planner.problem.session_times import Interval, list_openings
from planner.problem.short_sessions import STEP_MINUTES

_MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A visit in its place, and what another gets for hours because of it."""

    visit: Visit
    neighbour: VenueVisits | None = None


def can_share(venue: Venue) -> bool:
    """Whether another session may share a half-day with one at a venue."""
    return venue.is_short and venue.num_advisers == 1


def find_pair(ground: DeskGround, first: str, second: str) -> SessionPair | None:
    """The pair of two venues in this order, if the planner has it."""
    venue_ids = ground.prepared.problem.venue_ids
    return next(
        (
            pair
            for pair in ground.prepared.problem.pairs
            if (venue_ids[pair.first], venue_ids[pair.second]) == (first, second)
        ),
        None,
    )


def place_beside(ground: DeskGround, visit: Visit, neighbour: Visit, *, may_move: bool) -> Placed:
    """Give a short session its hours beside one that is there: after it, before it, or both anew.

    Where neither order is allowed it comes after, for the checker to refuse.

    Parameters
    ----------
    may_move
        Whether the one that is there may get other hours.
    """
    orders = [
        find_pair(ground, neighbour.venue_id, visit.venue_id),
        find_pair(ground, visit.venue_id, neighbour.venue_id),
    ]
    for pair, start in zip(orders, _starts(visit, neighbour, orders), strict=True):
        hours = start, start + _length(visit)
        if pair is not None and _is_open(ground, visit, hours):
            return Placed(visit=_at(visit, hours))
    slot = visit.weekday, AM if visit.half == "am" else PM
    for pair, mine in zip(orders, (1, 0), strict=True):
        if may_move and pair is not None and pair.times[0][slot][0] != CLOSED:
            own, other = (pair.times[at][slot].tolist() for at in (mine, 1 - mine))
            moved = VenueVisits(
                venue_id=neighbour.venue_id, before=(neighbour,), after=(_at(neighbour, other),)
            )
            return Placed(visit=_at(visit, own), neighbour=moved)
    start = neighbour.end_minute + _gap_minutes(ground, neighbour, visit)
    end = start + _length(visit)
    return Placed(visit=visit if end > _MIDNIGHT else _at(visit, (start, end)))


def hours_beside(
    ground: DeskGround, session: Session, there: Sequence[Session]
) -> Iterator[Interval]:
    """Hours of a short session on a date, just after and just before the one that is there."""
    venues = ground.facts.venues
    if len(there) != 1 or not all(can_share(venues[one.venue_id]) for one in (session, there[0])):
        return
    length = session.end_minute - session.start_minute
    after = there[0].end_minute + _gap_minutes(ground, there[0], session)
    yield after, after + length
    before = there[0].start_minute - _gap_minutes(ground, session, there[0])
    yield before - length, before


def _gap_minutes(ground: DeskGround, first: Visit | Session, second: Visit | Session) -> int:
    """The drive between two sessions, to the next full five minutes."""
    drive_s, _ = ground.facts.drive(venue_place_id(first.venue_id), venue_place_id(second.venue_id))
    return STEP_MINUTES * -(-drive_s // (60 * STEP_MINUTES))


def _starts(visit: Visit, neighbour: Visit, orders: list[SessionPair | None]) -> Iterator[int]:
    """When a session would begin after the one that is there, and before it."""
    after, before = (0 if pair is None else pair.gap_minutes for pair in orders)
    yield neighbour.end_minute + after
    yield neighbour.start_minute - before - _length(visit)


def _length(visit: Visit) -> int:
    return visit.end_minute - visit.start_minute


def _at(visit: Visit, hours: Interval) -> Visit:
    return visit.model_copy(update={"start_minute": hours[0], "end_minute": hours[1]})


def _is_open(ground: DeskGround, visit: Visit, hours: Interval) -> bool:
    """Whether a venue is open at some hours of a half-day, all along the calendar."""
    calendar = ground.settings.calendar
    (openings,) = list_openings(
        [ground.facts.venues[visit.venue_id]],
        ground.settings.sessions,
        first_day=calendar.start,
        num_weeks=calendar.num_weeks,
        holidays=calendar_holidays(calendar),
    )
    slot = visit.weekday, AM if visit.half == "am" else PM
    return any(opens <= hours[0] and hours[1] <= closes for opens, closes in openings.get(slot, ()))
