"""Sessions as series that a calendar form can hold: every n weeks from a first day to a last.

Exact by construction: the days of a series, less those it skips, are sessions of the plan.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.export.visits import cycle_week, match_visits
from planner.plan import Half, LostSession, Plan, Session, Visit
from planner.wording import WEEKDAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Sessions of one adviser at one venue, at the same hours, equally far apart."""

    adviser_id: str
    venue_id: str
    half: Half
    start_minute: int
    end_minute: int
    interval_weeks: int
    """0 for a single date."""
    first_day: date
    last_day: date
    skipped: tuple[date, ...]
    """Days of the series without a session."""

    def days(self) -> tuple[date, ...]:
        """Days on which a session takes place."""
        return tuple(day for day in self.foreseen_days() if day not in self.skipped)

    def foreseen_days(self) -> tuple[date, ...]:
        """Days of the series, skipped ones included."""
        if not self.interval_weeks:
            return (self.first_day,)
        num = (self.last_day - self.first_day).days // (7 * self.interval_weeks) + 1
        return tuple(self.first_day + n * timedelta(weeks=self.interval_weeks) for n in range(num))


def make_series(plan: Plan) -> tuple[Series, ...]:
    """Write the sessions of a plan as series, by adviser, first day, hours and venue.

    Equally spaced weeks of a cycle are one series (« every 2 weeks »), other weeks one each. A
    session that belongs to no visit, or is held at hours of its own, stands alone.
    """
    by_visit: dict[Visit, list[Session]] = defaultdict(list)
    alone: list[Session] = []
    for session, visit in match_visits(plan).items():
        if isinstance(session, LostSession):
            continue
        if visit is not None and _is_as_foreseen(plan, session, visit):
            by_visit[visit].append(session)
        else:
            alone.append(session)
    series = [_single(session) for session in alone]
    for visit, sessions in by_visit.items():
        series += _series_of_visit(plan, visit, sessions)
    return tuple(
        sorted(series, key=lambda s: (s.adviser_id, s.first_day, s.start_minute, s.venue_id))
    )


def format_interval(series: Series) -> str:
    """Say how a series recurs: « toutes les 2 semaines, le mardi »."""
    weekday = WEEKDAYS[series.first_day.weekday()]
    match series.interval_weeks:
        case 0:
            return "une seule fois"
        case 1:
            return f"toutes les semaines, le {weekday}"
        case weeks:
            return f"toutes les {weeks} semaines, le {weekday}"


def _series_of_visit(plan: Plan, visit: Visit, sessions: Sequence[Session]) -> Iterator[Series]:
    for weeks, interval_weeks in _split_weeks(visit.weeks, plan.settings.cycle.num_weeks):
        own = sorted((s for s in sessions if cycle_week(plan, s.day) in weeks), key=lambda s: s.day)
        if len(own) == 1:
            yield _single(own[0])
        elif own:
            whole = _single(own[0], last_day=own[-1].day, interval_weeks=interval_weeks)
            held = {session.day for session in own}
            missing = tuple(day for day in whole.foreseen_days() if day not in held)
            yield _single(
                own[0], last_day=own[-1].day, interval_weeks=interval_weeks, skipped=missing
            )


def _split_weeks(weeks: Sequence[int], cycle_weeks: int) -> list[tuple[set[int], int]]:
    """Weeks of a cycle as equally spaced groups, with the weeks between two sessions of each."""
    interval, rest = divmod(cycle_weeks, len(weeks))
    if not rest and set(weeks) == set(range(min(weeks), cycle_weeks + 1, interval)):
        return [(set(weeks), interval)]
    return [({week}, cycle_weeks) for week in sorted(weeks)]


def _single(
    session: Session,
    *,
    last_day: date | None = None,
    interval_weeks: int = 0,
    skipped: tuple[date, ...] = (),
) -> Series:
    return Series(
        adviser_id=session.adviser_id,
        venue_id=session.venue_id,
        half=session.half,
        start_minute=session.start_minute,
        end_minute=session.end_minute,
        interval_weeks=interval_weeks,
        first_day=session.day,
        last_day=session.day if last_day is None else last_day,
        skipped=skipped,
    )


def _is_as_foreseen(plan: Plan, session: Session, visit: Visit) -> bool:
    """Whether a session is held by whom, when and at the hours that the cycle says."""
    return (
        session.adviser_id == visit.adviser_id
        and session.half == visit.half
        and (session.start_minute, session.end_minute) == (visit.start_minute, visit.end_minute)
        and session.day.weekday() == visit.weekday
        and cycle_week(plan, session.day) in visit.weeks
    )
