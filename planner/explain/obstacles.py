"""What stands in the way of a session at one venue, decided from the tables, limit by limit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geodata.places import base_place_id, venue_place_id
from geodata.territory import Venue
from geodata.travel import UNREACHABLE_S, TravelTimes
from planner.explain.cycle import IntArray
from planner.problem.model import AM, CLOSED, PM, Problem, Workforce
from planner.problem.session_times import Openings

ObstacleKind = Literal[
    "no_road", "closed", "too_short", "drive_limit", "work_limit", "excluded", "forbidden"
]
LimitName = Literal["contract", "span", "break", "day"]
ORDER: Final[tuple[ObstacleKind, ...]] = (
    "no_road",
    "closed",
    "too_short",
    "drive_limit",
    "work_limit",
    "excluded",
    "forbidden",
)
"""What nobody can lift first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why no adviser can hold a session at a venue."""

    kind: ObstacleKind
    adviser_id: str = ""
    """The adviser who comes nearest to a session, where an adviser's limit is in the way."""
    limit: LimitName | None = None
    minutes: int = 0
    """What a session would take: minutes, those begun included; or its length at most."""
    limit_minutes: int = 0
    """What is allowed, or asked for at least."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenTimes:
    """When a venue could hold a session: (7, 2) minutes since midnight, or CLOSED."""

    start: IntArray
    end: IntArray
    longest_minutes: int
    """Longest opening within the half-days that advisers work, however short."""

    def half_days(self, days: Sequence[int]) -> list[tuple[int, int]]:
        """List (weekday, half) among these weekdays on which a session can be held."""
        return [(d, h) for d in days for h in (AM, PM) if self.start[d, h] != CLOSED]


def find_obstacle(  # noqa: PLR0911 - one limit after another
    venue: Venue,
    times: OpenTimes,
    problem: Problem,
    travel: TravelTimes,
    *,
    min_minutes: int,
    allowed_ids: Collection[str],
) -> Obstacle | None:
    """Find the first limit that keeps every adviser from a venue; ``None`` when none does.

    Where two advisers hold the sessions together, a limit that leaves only one.

    Parameters
    ----------
    min_minutes
        The shortest session allowed.
    allowed_ids
        Advisers whom sector and exclusions let go to the venue.
    """
    needed = venue.num_advisers
    trips_s = {a.id: _round_trip_s(venue, a, travel) for a in problem.advisers}
    reaching = [a for a in problem.advisers if trips_s[a.id] is not None]
    if len(reaching) < needed:
        return Obstacle(kind="no_road")
    reaching = [a for a in reaching if a.id in allowed_ids]
    if len(reaching) < needed:
        return Obstacle(kind="excluded")
    able = [a for a in reaching if times.half_days(a.working_days)]
    if len(able) < needed:
        if 0 < times.longest_minutes < min_minutes:
            return Obstacle(
                kind="too_short", minutes=times.longest_minutes, limit_minutes=min_minutes
            )
        return Obstacle(kind="closed")
    near = [a for a in able if sum(trips_s[a.id] or (0, 0)) <= a.max_drive_s_per_day]
    if len(near) < needed:
        far = [a for a in able if a not in near]
        nearest = min(far, key=lambda a: sum(trips_s[a.id] or (0, 0)) - a.max_drive_s_per_day)
        return Obstacle(
            kind="drive_limit",
            adviser_id=nearest.id,
            limit="day",
            minutes=-(-sum(trips_s[nearest.id] or (0, 0)) // 60),
            limit_minutes=nearest.max_drive_s_per_day // 60,
        )
    broken = [_broken_limits(a, times, trips_s[a.id] or (0, 0), problem) for a in near]
    if sum(not each for each in broken) < needed:
        return min((one for each in broken for one in each), key=_excess)
    is_forbidden = venue.rule == "forbidden" or venue.max_sessions == 0
    return Obstacle(kind="forbidden") if is_forbidden else None


def _round_trip_s(venue: Venue, adviser: Workforce, travel: TravelTimes) -> tuple[int, int] | None:
    """Seconds from the base and back; ``None`` without a road."""
    base, there = travel.positions([base_place_id(adviser.id), venue_place_id(venue.id)])
    out_s, back_s = int(travel.time_s[base, there]), int(travel.time_s[there, base])
    return None if max(out_s, back_s) >= UNREACHABLE_S else (out_s, back_s)


def _broken_limits(
    adviser: Workforce, times: OpenTimes, trip_s: tuple[int, int], problem: Problem
) -> list[Obstacle]:
    """For each half-day the limit that a day with this session alone breaks; none if one is well.

    A day with a second session would take longer still.
    """
    out_s, back_s = trip_s
    rules = problem.rules
    found = []
    for weekday, half in times.half_days(adviser.working_days):
        start, end = int(times.start[weekday, half]), int(times.end[weekday, half])
        session_s = 60 * (end - start)
        span = end - start + -(-out_s // 60) - (-back_s // 60)
        stretch_s = min(max(out_s, session_s + back_s), max(out_s + session_s, back_s))
        work_s = out_s + session_s + back_s
        facts: tuple[tuple[LimitName, int, int], ...] = (
            ("contract", -(-work_s // 60), adviser.tour_s_per_cycle // 60),
            ("span", span, rules.max_span_minutes),
            ("break", -(-stretch_s // 60), rules.max_minutes_without_break),
            ("day", -(-work_s // 60), rules.max_day_minutes),
        )
        over = [fact for fact in facts if fact[1] > fact[2]]
        if not over:
            return []
        name, minutes, limit_minutes = max(over, key=lambda fact: fact[1] - fact[2])
        found.append(
            Obstacle(
                kind="work_limit",
                adviser_id=adviser.id,
                limit=name,
                minutes=minutes,
                limit_minutes=limit_minutes,
            )
        )
    return found


def _excess(obstacle: Obstacle) -> int:
    return obstacle.minutes - obstacle.limit_minutes


def longest_opening(openings: Openings, problem: Problem) -> int:
    """Longest opening, in minutes, within the half-days that some adviser works; 0 if none."""
    days = {day for adviser in problem.advisers for day in adviser.working_days}
    return max(
        (
            end - start
            for (weekday, _), intervals in openings.items()
            if weekday in days
            for start, end in intervals
        ),
        default=0,
    )
