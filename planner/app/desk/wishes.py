"""Wishes: from a place in the grid to an edit of the draft."""

from datetime import date

from planner.app.desk.cards import find_visit
from planner.app.desk.desk import Desk
from planner.app.desk.edits import AddVisit, Edit
from planner.app.desk.errors import AlreadyThereError, DeskError
from planner.app.desk.placing import add_visit, drop_visit, move_session, move_visit
from planner.app.desk.week import WeekSession, sessions_together
from planner.dates.versions import planned_slot
from planner.plan import Half, Visit


def visit_of(desk: Desk, session: WeekSession) -> Visit:
    """The visit of the draft's cycle that foresees a session.

    Raises
    ------
    DeskError
        When it belongs to a cycle that is over by the time the draft's begins.
    """
    visit = find_visit(desk.now, session, cycle_weeks=desk.plan.settings.cycle.num_weeks)
    if visit is None:
        raise DeskError(
            "Cette permanence n'est pas du cycle que le brouillon change : choisissez « cette "
            "date seule », ou une semaine plus tardive."
        )
    return visit


def wish_visit(
    desk: Desk,
    session: WeekSession,
    *,
    adviser_id: str,
    weekday: int,
    half: Half,
    weeks: tuple[int, ...] | None = None,
) -> Edit:
    """Each occurrence of a session elsewhere; weeks as in :func:`move_visit`."""
    return move_visit(
        desk.ground,
        desk.now.state,
        visit_of(desk, session),
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
    )


def wish_session(
    desk: Desk, session: WeekSession, *, adviser_id: str, day: date, half: Half
) -> Edit:
    """One date elsewhere; both halves of a session of a full day, and both advisers of two.

    Raises
    ------
    AlreadyThereError
        When it is held there.
    """
    now = desk.now
    together = sessions_together(now, desk.ground, session)
    edit = move_session(
        desk.ground,
        together,
        adviser_id=adviser_id,
        day=day,
        half=half,
        instead_of=session.adviser_id,
        held=now.on_dates.sessions,
    )
    held = {planned_slot(one): (one.adviser_id, one.day, one.half) for one in together}
    if session.state != "lost" and all(
        held[move.planned] == (move.to.adviser_id, move.to.day, move.to.half) for move in edit.moves
    ):
        raise AlreadyThereError
    return edit


def wish_drop(desk: Desk, session: WeekSession) -> Edit:
    """Take the visit of a session out of the cycle."""
    return drop_visit(desk.ground, desk.now.state, visit_of(desk, session))


def wish_addition(
    desk: Desk,
    venue_id: str,
    *,
    adviser_id: str,
    weekday: int,
    half: Half,
    weeks: tuple[int, ...],
) -> AddVisit:
    """A venue visited that was not; where two advisers are together, by that one and another.

    The other is the one with whom the fewest rules are broken, and then with whom the day's driving
    is least.

    Raises
    ------
    DeskError
        When the venue wants two advisers and there is only one.
    """

    def with_advisers(*adviser_ids: str) -> AddVisit:
        return add_visit(
            desk.ground,
            desk.now.state,
            venue_id,
            adviser_ids=adviser_ids,
            weekday=weekday,
            half=half,
            weeks=weeks,
        )

    if desk.ground.facts.venues[venue_id].num_advisers == 1:
        return with_advisers(adviser_id)
    others = [one.id for one in desk.ground.territory.advisers if one.id != adviser_id]
    if not others:
        raise DeskError(
            "Ce lieu demande deux conseillers ensemble, et il n'y en a qu'un : changez "
            "advisers_per_session dans venues.csv."
        )

    def faults_and_driving(edit: AddVisit) -> tuple[int, int]:
        verdict = desk.judge(edit)
        return len(verdict.added), verdict.drive_s

    return min((with_advisers(adviser_id, other) for other in others), key=faults_and_driving)
