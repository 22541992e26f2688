"""An earlier plan as a place for the search to start from."""

from collections import defaultdict

from planner.model import Problem
from planner.plan import Plan


def visits_to_start_from(plan: Plan, problem: Problem) -> tuple[tuple[int, int, int], ...]:
    """(venue, adviser, days with a session a cycle) of a plan, in positions of a problem.

    Venues and advisers that the problem does not know are left out.
    """
    venues = {venue_id: position for position, venue_id in enumerate(problem.venue_ids)}
    advisers = {adviser.id: position for position, adviser in enumerate(problem.advisers)}
    days: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for visit in plan.visits:
        if visit.venue_id in venues and visit.adviser_id in advisers:
            key = venues[visit.venue_id], advisers[visit.adviser_id]
            days[key].update((visit.weekday, week) for week in visit.weeks)
    return tuple((venue, adviser, len(own)) for (venue, adviser), own in sorted(days.items()))
