"""Which visit of the cycle a dated session comes from."""

from datetime import date

from planner.plan import EarlierVisits, LostSession, Plan, Session, Visit


def cycle_week(plan: Plan, day: date) -> int:
    """Return the week of the cycle of a day, from 1; the cycle begins with the planning."""
    return (day - plan.settings.calendar.start).days // 7 % plan.settings.cycle.num_weeks + 1


def all_sessions(plan: Plan) -> tuple[Session | LostSession, ...]:
    """Return the sessions that take place, then those that are lost."""
    return (*plan.sessions, *plan.lost_sessions)


def match_visits(plan: Plan) -> dict[Session | LostSession, Visit | None]:
    """Match every dated session, lost ones included, with its visit of the cycle.

    A replacement has the visit of the session that it stands for; ``None`` is for a session
    outside the cycle.
    """
    phases = [
        (phase.last_day, _by_slot(phase.visits))
        for phase in (*plan.earlier_visits, EarlierVisits(last_day=date.max, visits=plan.visits))
    ]
    matched = {}
    for session in all_sessions(plan):
        slot = (isinstance(session, Session) and session.replaces) or session
        visits = next(visits for last_day, visits in phases if slot.day <= last_day)
        matched[session] = visits.get(
            (
                slot.adviser_id,
                session.venue_id,
                slot.half,
                slot.day.weekday(),
                cycle_week(plan, slot.day),
            )
        )
    return matched


def _by_slot(visits: tuple[Visit, ...]) -> dict[tuple[str, str, str, int, int], Visit]:
    return {
        (visit.adviser_id, visit.venue_id, visit.half, visit.weekday, week): visit
        for visit in visits
        for week in visit.weeks
    }
