"""The visits of an earlier plan, as the problem that follows it sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geodata.errors import InfeasibleError
from planner.plan import Visit
from planner.problem.model import (
    AM,
    CLOSED,
    PM,
    PlannedVisit,
    Problem,
    days_by_venue,
)
from planner.solver.levels import covered_need


def is_known(visit: Visit, problem: Problem) -> bool:
    """Whether a problem has the venue and the adviser of a visit."""
    return visit.venue_id in problem.venue_ids and visit.adviser_id in {
        adviser.id for adviser in problem.advisers
    }


def positions_of(problem: Problem, visits: Iterable[Visit]) -> tuple[PlannedVisit, ...]:
    """Visits in the positions of a problem that has their venues and advisers."""
    venue_at = {venue_id: position for position, venue_id in enumerate(problem.venue_ids)}
    adviser_at = {adviser.id: position for position, adviser in enumerate(problem.advisers)}
    short = {venue for pair in problem.pairs for venue in (pair.first, pair.second)}
    return tuple(
        PlannedVisit(
            venue=venue_at[visit.venue_id],
            adviser=adviser_at[visit.adviser_id],
            weekday=visit.weekday,
            half=AM if visit.half == "am" else PM,
            weeks=visit.weeks,
            # A short session begins when its half-day lets it, not when the venue opens.
            minutes=(visit.start_minute, visit.end_minute)
            if venue_at[visit.venue_id] in short
            else None,
        )
        for visit in visits
    )


def hold_in_place(
    problem: Problem, current: Sequence[PlannedVisit], frozen: frozenset[int]
) -> Problem:
    """Leave venues no choice but their present adviser, frequency, weekdays and half-days.

    By themselves or with another venue of short sessions.
    """
    start, end = problem.start_minute.copy(), problem.end_minute.copy()
    can_visit, may_have = problem.can_visit.copy(), problem.may_have.copy()
    is_required = problem.is_required.copy()
    days = days_by_venue(current)
    is_elsewhere: npt.NDArray[np.bool_] = np.zeros(start.shape, dtype=np.bool_)
    for venue in frozen:
        own = [visit for visit in current if visit.venue == venue]
        is_elsewhere[venue] = True
        for visit in own:
            is_elsewhere[venue, visit.weekday, visit.half] = False
        can_visit[:, venue] = False
        can_visit[[visit.adviser for visit in own], venue] = True
        may_have[venue] = [sessions == days[venue] for sessions, _ in problem.value_by_sessions]
        is_required[venue] = True
    start[is_elsewhere] = end[is_elsewhere] = CLOSED
    return replace(
        problem,
        pairs=tuple(
            replace(pair, times=_closed_where(is_elsewhere[[pair.first, pair.second]], pair.times))
            for pair in problem.pairs
        ),
        start_minute=start,
        end_minute=end,
        can_visit=can_visit,
        may_have=may_have,
        is_required=is_required,
    )


def _closed_where(
    is_elsewhere: npt.NDArray[np.bool_], times: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """(2, 7, 2, 2) times of a pair, closed in the half-days that one of the two may not have."""
    is_closed = np.logical_or.reduce(is_elsewhere, axis=0)
    return np.where(is_closed[None, :, :, None], CLOSED, times)


def refuse_moved(
    visits: Sequence[PlannedVisit],
    current: Sequence[PlannedVisit],
    frozen: frozenset[int],
    problem: Problem,
    *,
    remedy: str,
) -> None:
    """Refuse a plan that moves a session that must stay to other weeks.

    Parameters
    ----------
    remedy
        French: what to do instead.

    Raises
    ------
    InfeasibleError
    """
    there = {replace(visit, minutes=None) for visit in visits}
    moved = {
        visit.venue
        for visit in current
        if visit.venue in frozen and replace(visit, minutes=None) not in there
    }
    if moved:
        names = ", ".join(problem.venue_words(venue) for venue in sorted(moved))
        raise InfeasibleError(
            f"des permanences qui doivent rester ne tiennent pas dans le nouveau cycle : {names} ; "
            f"{remedy}"
        )


def covered_by_the_rest(problem: Problem, current: Sequence[PlannedVisit]) -> float:
    """People covered by the visits that can stay where they are, and by nothing else."""
    is_open = problem.is_open()
    stay = [
        visit
        for visit in current
        if is_open[visit.venue, visit.weekday, visit.half]
        and problem.can_visit[visit.adviser, visit.venue]
    ]
    return covered_need(problem, days_by_venue(stay))
