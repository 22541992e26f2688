"""One day of one adviser, in plain arithmetic: whether it is allowed, and what it takes."""

from dataclasses import dataclass

from geodata.travel import UNREACHABLE_S
from planner.problem.model import AM, CLOSED, PM, Problem

MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day takes."""

    drive_s: int
    session_s: int

    @property
    def work_s(self) -> int:
        """Seconds of sessions and driving."""
        return self.drive_s + self.session_s


NOTHING = Day(drive_s=0, session_s=0)


def measure_day(
    problem: Problem, adviser: int, weekday: int, *, morning: int | None, afternoon: int | None
) -> Day | None:
    """Measure the day tour to a morning venue, an afternoon venue or both; ``None`` if forbidden.

    The same rules as :mod:`planner.solver.day_tours`, for one pair instead of all.
    """
    stops = [(v, half) for v, half in ((morning, AM), (afternoon, PM)) if v is not None]
    if not stops:
        return NOTHING
    slots = [(venue, weekday, half) for venue, half in stops]
    if any(problem.start_minute[slot] == CLOSED for slot in slots):
        return None
    if not _holds_full_days(problem, [venue for venue, _ in stops]):
        return None
    first, last = stops[0][0], stops[-1][0]
    out_s, back_s = int(problem.out_s[adviser, first]), int(problem.back_s[adviser, last])
    between_s = int(problem.between_s[first, last]) if len(stops) > 1 else 0
    if max(out_s, back_s, between_s) >= UNREACHABLE_S:
        return None
    start = [int(problem.start_minute[slot]) for slot in slots]
    end = [int(problem.end_minute[slot]) for slot in slots]
    session_s = [60 * (b - a) for a, b in zip(start, end, strict=True)]
    drive_s = out_s + between_s + back_s
    leave, back = start[0] - -(-out_s // 60), end[-1] + -(-back_s // 60)
    rules = problem.rules
    is_allowed = (
        drive_s <= problem.advisers[adviser].max_drive_s_per_day
        and leave >= 0
        and back <= MINUTES_PER_DAY
        and back - leave <= rules.max_span_minutes
        and drive_s + sum(session_s) <= 60 * rules.max_day_minutes
    )
    limit_s = 60 * rules.max_minutes_without_break
    if len(stops) == 1:
        on_arrival = max(out_s, session_s[0] + back_s)
        afterwards = max(out_s + session_s[0], back_s)
        is_allowed &= min(on_arrival, afterwards) <= limit_s
    else:
        is_allowed &= 60 * (start[1] - end[0]) - between_s >= 60 * rules.lunch_minutes
        is_allowed &= out_s + session_s[0] <= limit_s
        is_allowed &= between_s + session_s[1] + back_s <= limit_s
    return Day(drive_s=drive_s, session_s=sum(session_s)) if is_allowed else None


def _holds_full_days(problem: Problem, venues: list[int]) -> bool:
    """A session of a full day has the day to itself; others come once a day."""
    if any(problem.is_full_day[venue] for venue in venues):
        return len(venues) > 1 and venues[0] == venues[1]
    return len(set(venues)) == len(venues)
