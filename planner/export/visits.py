"""Which visit of the cycle a dated session comes from."""

from datetime import date

from planner.plan import LostSession, Plan, Session, Visit


def cycle_week(plan: Plan, day: date) -> int:
    """Return the week of the cycle of a day, from 1; the cycle begins with the planning."""
    return (day - plan.settings.calendar.start).days // 7 % plan.settings.cycle.num_weeks + 1


def all_sessions(plan: Plan) -> tuple[Session | LostSession, ...]:
    """Return the sessions that take place, then those that are lost."""
    return (*plan.sessions, *plan.lost_sessions)


def match_visits(plan: Plan) -> dict[Session | LostSession, Visit | None]:
    """Match every dated session, lost ones included, with its visit of the cycle.

    ``None`` for a session outside the cycle, such as one that replaces a public holiday.
    """
    visits = {
        (visit.adviser_id, visit.venue_id, visit.half, visit.weekday, week): visit
        for visit in plan.visits
        for week in visit.weeks
    }
    return {
        session: visits.get(
            (
                session.adviser_id,
                session.venue_id,
                session.half,
                session.day.weekday(),
                cycle_week(plan, session.day),
            )
        )
        for session in all_sessions(plan)
    }
