"""Dates moved by hand that take another session's half-day: the other one gets a new date."""

from datetime import date

from geodata.errors import InfeasibleError
from geodata.territory import Territory
from planner.app.desk.edits import SessionMove
from planner.app.desk.ground import DeskGround
from planner.app.desk.state import DraftState, SessionKey
from planner.dates.calendar import list_occurrences
from planner.dates.dating import is_in_the_way, list_sharing_venues
from planner.dates.versions import planned_slot
from planner.plan import Plan, Session
from planner.redating.records import Occurrence
from planner.redating.redate import redate


def redate_clashes(
    dated: Plan, state: DraftState, ground: DeskGround, *, first_day: date, seed: int
) -> tuple[SessionMove, ...]:
    """Find new dates for the sessions that stand in the way of those moved by hand.

    Parameters
    ----------
    dated
        The plan with the draft's dates.

    Raises
    ------
    InfeasibleError
        When a session that has to give way has no other date.
    """
    displaced = _list_displaced(dated, state, ground.territory)
    if not displaced:
        return ()
    settings = dated.settings
    foreseen = list_occurrences(
        dated.visits,
        settings=settings.calendar,
        cycle_weeks=settings.cycle.num_weeks,
        earlier=dated.earlier_visits,
    )
    known = {(one.venue_id, one.planned): one for one in foreseen}
    lost = [known[_key(session)] for session in displaced]
    found = redate(
        lost,
        held=[session for session in dated.sessions if session not in displaced],
        foreseen=foreseen,
        territory=ground.territory,
        travel=ground.prepared.travel,
        settings=settings,
        not_before=first_day,
        seed=seed,
    )
    stuck = [one for one in found.proposals if one.replacement is None]
    if stuck:
        raise InfeasibleError(
            "des permanences ne trouvent pas d'autre date : "
            + " ; ".join(_say_stuck(one.occurrence, one.why_not, ground) for one in stuck)
        )
    return tuple(
        SessionMove(
            venue_id=one.occurrence.venue_id, planned=one.occurrence.planned, to=one.replacement
        )
        for one in found.proposals
        if one.replacement is not None
    )


def _list_displaced(dated: Plan, state: DraftState, territory: Territory) -> list[Session]:
    """Sessions in the way of one that was moved by hand."""
    by_hand = [one for one in dated.sessions if _key(one) in state.moves]
    may_share = list_sharing_venues(territory)
    return [
        other
        for other in dated.sessions
        if _key(other) not in state.moves
        and _key(other) not in state.locked_sessions
        and any(is_in_the_way(other, one, may_share=may_share) for one in by_hand)
    ]


def _key(session: Session) -> SessionKey:
    return session.venue_id, planned_slot(session)


def _say_stuck(occurrence: Occurrence, why_not: str, ground: DeskGround) -> str:
    venue = ground.facts.venues[occurrence.venue_id]
    return f"{venue.name}, le {occurrence.day:%d/%m/%Y} ({why_not})"
