"""What a click on a session tells: whom it serves, what it costs, what would be lost without it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from planner.app.desk.ground import DeskGround
from planner.app.desk.judging import Assessment, Verdict
from planner.app.desk.week import WeekSession
from planner.figures.capacity import measure_capacity
from planner.plan import CommuneAccess, DatedTour, Plan, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """A session in the draft, and the commune that it is in."""

    session: WeekSession
    visit: Visit | None
    """``None`` for a session of an earlier cycle."""
    visitors: float | None
    """People expected at one session; ``None`` of an earlier cycle."""
    tour: DatedTour | None
    """Of the adviser on that day."""
    if_dropped: Verdict | None
    """What the cycle would lose and spare without the visit."""
    commune: CommuneAccess
    """As the plan in force has it."""
    has_unknown_hours: bool
    """Whether the opening hours are assumed."""
    hours_note: str


def find_visit(draft: Assessment, session: WeekSession, *, cycle_weeks: int) -> Visit | None:
    """The visit of the draft's cycle that foresees a session."""
    plan, planned = draft.on_dates, session.planned
    if any(planned.day <= phase.last_day for phase in plan.earlier_visits):
        return None
    week = (planned.day - plan.settings.calendar.start).days // 7 % cycle_weeks + 1
    for visit in draft.state.visits_of(session.venue_id):
        slot = visit.adviser_id, visit.weekday, visit.half
        if (
            slot == (planned.adviser_id, planned.day.weekday(), planned.half)
            and week in visit.weeks
        ):
            return visit
    return None


def make_card(
    plan: Plan,
    draft: Assessment,
    ground: DeskGround,
    session: WeekSession,
    *,
    visit: Visit | None,
    tours: Sequence[DatedTour],
    if_dropped: Verdict | None,
) -> SessionCard:
    """Gather what a click on a session tells."""
    venue = ground.facts.venues[session.venue_id]
    return SessionCard(
        session=session,
        visit=visit,
        visitors=None if visit is None else expected_visitors(draft, ground).get(session.venue_id),
        tour=next(
            (
                one
                for one in tours
                if (one.adviser_id, one.day) == (session.adviser_id, session.day)
            ),
            None,
        ),
        if_dropped=if_dropped,
        commune=next(row for row in plan.communes if row.commune_code == venue.commune_code),
        has_unknown_hours=not venue.opening_hours,
        hours_note=venue.hours_note,
    )


def expected_visitors(draft: Assessment, ground: DeskGround) -> dict[str, float]:
    """People expected at one session of each venue, as a plan made of the draft would say."""
    problem = ground.prepared.problem
    known = [visit for visit in draft.state.visits if visit.venue_id in problem.venue_ids]
    num_sessions = Counter[str]()
    for visit in known:
        num_sessions[visit.venue_id] += len(visit.weeks)
    if not known:
        return {}
    capacity = measure_capacity(problem, known, ground.settings)
    return {
        row.venue_id: row.expected_visitors / num_sessions[row.venue_id] for row in capacity.venues
    }
