"""An earlier plan as a place for the search to start from."""

from collections import defaultdict

from planner.plan import Plan
from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.problem.stops import join_pairs, with_pairs


def visits_to_start_from(plan: Plan, problem: Problem) -> tuple[tuple[int, int, int], ...]:
    """(venue, adviser, days with a session a cycle) of a plan, in positions of a problem.

    Two short sessions of a half-day are one, by its position in the problem with pairs. Venues and
    advisers that the problem does not know are left out.
    """
    venues = {venue_id: position for position, venue_id in enumerate(problem.venue_ids)}
    advisers = {adviser.id: position for position, adviser in enumerate(problem.advisers)}
    known = [
        PlannedVisit(
            venue=venues[visit.venue_id],
            adviser=advisers[visit.adviser_id],
            weekday=visit.weekday,
            half=AM if visit.half == "am" else PM,
            weeks=visit.weeks,
            minutes=(visit.start_minute, visit.end_minute),
        )
        for visit in plan.visits
        if visit.venue_id in venues and visit.adviser_id in advisers
    ]
    days: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for visit in join_pairs(with_pairs(problem), known):
        own = days[visit.venue, visit.adviser]
        own.update((visit.weekday, week) for week in visit.weeks)
    return tuple((venue, adviser, len(own)) for (venue, adviser), own in sorted(days.items()))
