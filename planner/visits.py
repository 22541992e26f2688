"""Visits of a plan and visits of a problem: the same decisions, by ids and by positions."""

from planner.plan import Plan, Visit
from planner.problem.model import AM, PM, PlannedVisit, Problem


def positions_of_visits(problem: Problem, plan: Plan) -> tuple[PlannedVisit, ...]:
    """Return the visits of a plan by their positions in a problem.

    Raises
    ------
    KeyError
        When the problem does not have a venue or adviser of the plan.
    """
    venue_at = {venue_id: position for position, venue_id in enumerate(problem.venue_ids)}
    adviser_at = {adviser.id: position for position, adviser in enumerate(problem.advisers)}
    return tuple(
        PlannedVisit(
            venue=venue_at[visit.venue_id],
            adviser=adviser_at[visit.adviser_id],
            weekday=visit.weekday,
            half=AM if visit.half == "am" else PM,
            weeks=visit.weeks,
            minutes=(visit.start_minute, visit.end_minute),
        )
        for visit in plan.visits
    )


def record_of_visit(problem: Problem, planned: PlannedVisit) -> Visit:
    """Put ids and hours in the place of positions."""
    slot = planned.venue, planned.weekday, planned.half
    start, end = planned.minutes or (
        int(problem.start_minute[slot]),
        int(problem.end_minute[slot]),
    )
    return Visit(
        venue_id=problem.venue_ids[planned.venue],
        adviser_id=problem.advisers[planned.adviser].id,
        weekday=planned.weekday,
        half="am" if planned.half == AM else "pm",
        weeks=planned.weeks,
        start_minute=start,
        end_minute=end,
    )
