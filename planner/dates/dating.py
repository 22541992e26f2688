"""A plan's dates: the cycle unrolled, what is lost replaced, and the days that this changes."""

from collections.abc import Collection, Sequence
from datetime import date

from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.dates.calendar import (
    DatedSessions,
    calendar_holidays,
    date_sessions,
    find_school_holiday,
    list_occurrences,
    obstacle_finder,
    session_order,
)
from planner.dates.slots import own_slot, tell_moved, tell_replaced
from planner.dates.tours import build_dated_tours
from planner.dates.versions import planned_slot
from planner.plan import EarlierVisits, Half, LostSession, PlannedSlot, Replacement, Session, Visit
from planner.redating.limits import is_within_limits
from planner.redating.records import Occurrence, Proposal
from planner.redating.redate import redate
from planner.redating.room import find_room
from planner.redating.situation import survey_situation
from planner.redating.wording import SUSPENDED
from planner.settings import Settings

Identity = tuple[str, PlannedSlot]
"""Venue and planned slot of a session."""
Slot = tuple[date, str, str, Half]
"""Day, adviser, venue and half-day that the cycle foresees."""


def date_plan(
    visits: Sequence[Visit],
    territory: Territory,
    *,
    travel: TravelTimes,
    settings: Settings,
    kept: Sequence[Session] = (),
    not_before: date | None = None,
    seed: int = 0,
    earlier: Sequence[EarlierVisits] = (),
) -> DatedSessions:
    """Date a plan: every session of the cycle is held, replaced, or lost with a reason.

    Parameters
    ----------
    kept
        Replacements of an earlier version of the plan: they stay where they can still be held.
    not_before
        First day that a new replacement may have.
    earlier
        Cycles that held before the visits.
    """
    calendar, cycle_weeks = settings.calendar, settings.cycle.num_weeks
    foreseen = list_occurrences(visits, settings=calendar, cycle_weeks=cycle_weeks, earlier=earlier)
    unrolled = date_sessions(
        visits, territory, settings=calendar, cycle_weeks=cycle_weeks, earlier=earlier
    )
    stay = _keep(kept, unrolled, foreseen, territory, travel=travel, settings=settings)
    replaced = {_identity(session): session for session in stay}
    held = [*(one for one in unrolled.sessions if _own_identity(one) not in replaced), *stay]
    by_slot = {_slot(one): one for one in foreseen}
    open_losses = [
        by_slot[_slot(lost)]
        for lost in unrolled.lost
        if _own_identity(lost) not in replaced and lost.reason != "school_holidays"
    ]
    found = redate(
        open_losses,
        held=held,
        foreseen=foreseen,
        territory=territory,
        travel=travel,
        settings=settings,
        not_before=not_before,
        seed=seed,
    )
    is_taken = calendar.replacements == "planned"
    lost = [_tell_kept(one, replaced.get(_own_identity(one))) for one in unrolled.lost]
    lost += [
        tell_moved(one, replaced[_own_identity(one)])
        for one in unrolled.sessions
        if _own_identity(one) in replaced
    ]
    proposals = {_slot(proposal.occurrence): proposal for proposal in found.proposals}
    lost = [
        one if _slot(one) not in proposals else _tell(one, proposals[_slot(one)], is_taken=is_taken)
        for one in lost
    ]
    if is_taken:
        held += [
            _replace(proposal.occurrence, proposal.replacement, territory)
            for proposal in found.proposals
            if proposal.replacement is not None
        ]
    return DatedSessions(
        sessions=tuple(sorted(held, key=session_order)),
        lost=tuple(sorted(lost, key=session_order)),
        tours=build_dated_tours(held, _of_cycle(foreseen, earlier), travel),
        is_proven=found.is_proven,
    )


def _of_cycle(
    foreseen: Sequence[Occurrence], earlier: Sequence[EarlierVisits]
) -> tuple[Occurrence, ...]:
    """What the tours of the present cycle hold: days of earlier cycles have tours of their own."""
    last_day = max((phase.last_day for phase in earlier), default=date.min)
    return tuple(one for one in foreseen if one.day > last_day)


def _keep(
    kept: Sequence[Session],
    unrolled: DatedSessions,
    foreseen: Sequence[Occurrence],
    territory: Territory,
    *,
    travel: TravelTimes,
    settings: Settings,
) -> tuple[Session, ...]:
    """Which replacements of an earlier version can still be held beside all other sessions."""
    known = {(one.venue_id, one.planned) for one in foreseen}
    find_obstacle = obstacle_finder(
        territory, settings=settings.calendar, holidays=calendar_holidays(settings.calendar)
    )
    stay = [
        one
        for one in kept
        if one.replaces is not None and _identity(one) in known and find_obstacle(one) is None
    ]
    may_share = list_sharing_venues(territory)
    while True:
        replaced = {_identity(one) for one in stay}
        regular = [one for one in unrolled.sessions if _own_identity(one) not in replaced]
        situation = survey_situation(
            territory, travel=travel, settings=settings, held=[*regular, *stay], foreseen=foreseen
        )
        room = find_room(situation)
        gone = [
            one
            for one in stay
            if any(is_in_the_way(other, one, may_share=may_share) for other in regular)
            or not is_within_limits(one, situation, room)
        ]
        if not gone:
            return tuple(stay)
        # One at a time: what it gives back may be what the others need.
        stay.remove(gone[-1])


def list_sharing_venues(territory: Territory) -> frozenset[str]:
    """Ids of the venues whose sessions may share a half-day with another one."""
    return frozenset(
        venue.id for venue in territory.venues if venue.is_short and venue.num_advisers == 1
    )


def is_in_the_way(other: Session, replacement: Session, *, may_share: Collection[str]) -> bool:
    """Whether a session of the cycle takes the half-day of a replacement, or its venue's day.

    Two short sessions may share a half-day, one after the other. What was planned at the venue on
    the same day goes with it: a session's other half, or other adviser.

    Parameters
    ----------
    may_share
        Ids of :func:`list_sharing_venues`.
    """
    if other.day != replacement.day:
        return False
    if other.venue_id == replacement.venue_id:
        return other.day != _identity(replacement)[1].day
    if (other.adviser_id, other.half) != (replacement.adviser_id, replacement.half):
        return False
    is_apart = (
        other.end_minute <= replacement.start_minute or replacement.end_minute <= other.start_minute
    )
    return not (is_apart and {other.venue_id, replacement.venue_id} <= {*may_share})


def _identity(session: Session) -> Identity:
    """What a session is known by: its venue and where the cycle put it."""
    return session.venue_id, planned_slot(session)


def _own_identity(session: Session | LostSession) -> Identity:
    """What a session on its own date is known by."""
    return session.venue_id, own_slot(session)


def _slot(one: Occurrence | LostSession) -> Slot:
    return one.day, one.adviser_id, one.venue_id, one.half


def _tell_kept(lost: LostSession, session: Session | None) -> LostSession:
    """Say what becomes of a lost session before another date is sought."""
    if session is not None:
        return tell_replaced(lost, session)
    return lost.model_copy(update={"no_replacement": SUSPENDED})


def _tell(lost: LostSession, proposal: Proposal, *, is_taken: bool) -> LostSession:
    """Write what was found into a lost session."""
    return lost.model_copy(
        update={
            "replacement": proposal.replacement,
            "is_replaced": is_taken and proposal.replacement is not None,
            "no_replacement": proposal.why_not if proposal.replacement is None else "",
        }
    )


def _replace(occurrence: Occurrence, replacement: Replacement, territory: Territory) -> Session:
    """Return the session that stands for a lost one."""
    return Session(
        day=replacement.day,
        adviser_id=replacement.adviser_id,
        venue_id=occurrence.venue_id,
        half=replacement.half,
        start_minute=replacement.start_minute,
        end_minute=replacement.end_minute,
        school_holiday=find_school_holiday(replacement.day, territory.school_holidays),
        replaces=occurrence.planned,
    )
