"""The visits of an earlier plan, as the problem that follows it sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geodata.errors import InfeasibleError
from planner.plan import Visit
from planner.problem.model import (
    AM,
    CLOSED,
    NUM_WEEKDAYS,
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
    """Leave venues no choice but their present adviser, frequency, weekdays and half-days."""
    start, end = problem.start_minute.copy(), problem.end_minute.copy()
    can_visit, may_have = problem.can_visit.copy(), problem.may_have.copy()
    is_required = problem.is_required.copy()
    days = days_by_venue(current)
    for venue in frozen:
        own = [visit for visit in current if visit.venue == venue]
        slots = {(visit.weekday, visit.half) for visit in own}
        for weekday in range(NUM_WEEKDAYS):
            for half in (AM, PM):
                if (weekday, half) not in slots:
                    start[venue, weekday, half] = end[venue, weekday, half] = CLOSED
        can_visit[:, venue] = False
        can_visit[[visit.adviser for visit in own], venue] = True
        may_have[venue] = [sessions == days[venue] for sessions, _ in problem.value_by_sessions]
        is_required[venue] = True
    return replace(
        problem,
        start_minute=start,
        end_minute=end,
        can_visit=can_visit,
        may_have=may_have,
        is_required=is_required,
    )


def refuse_moved(
    visits: Sequence[PlannedVisit],
    current: Sequence[PlannedVisit],
    frozen: frozenset[int],
    problem: Problem,
) -> None:
    """Refuse a plan that moves a confirmed session to other weeks."""
    wanted = {visit for visit in current if visit.venue in frozen}
    names = [
        problem.venue_words(visit.venue)
        for visit in sorted(wanted - set(visits), key=lambda visit: visit.venue)
    ]
    if names:
        raise InfeasibleError(
            f"les permanences confirmées ne tiennent pas dans le nouveau cycle : {', '.join(names)}"
            " ; donnez --mode adjust"
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
