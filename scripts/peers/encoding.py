"""Periodic visits as a plain prize-collecting routing problem, which every router can take.

A *lane* is a vehicle: one adviser on one weekday, in all weeks of the cycle, every other or one.
It holds at most a morning and an afternoon stop, and costs its driving times the weeks it is
driven. A venue is a group of alternative stops (how often, morning or afternoon) of which at most
one is made, in a lane of as many weeks. So equal spacing, one adviser, weekday and half-day a venue
come by themselves; what is lost is that the two stops of a lane are visited equally often.

Which lanes there are is fixed beforehand, in the proportions of the greedy choice of venues; an
adviser with an odd half-day left a week gets a lane for one stop, and the weekdays left free are
those on which fewest venues are open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from planner.problem.model import AM, CLOSED, PM, PlannedVisit, Problem, week_patterns
from scripts.peers.gains import Greedy, Option, choose_greedily
from scripts.peers.repair import check_is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A vehicle: an adviser on a weekday in some weeks of the cycle."""

    adviser: int
    weekday: int
    weeks: tuple[int, ...]
    max_stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One way to visit a venue."""

    venue: int
    sessions: int
    half: int

    @property
    def option(self) -> Option:
        """Venue and days a cycle."""
        return self.venue, self.sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What a router is given."""

    lanes: tuple[Lane, ...]
    stops: tuple[Stop, ...]
    """Those of one venue side by side."""
    prize: Mapping[Option, int]
    """Seconds of driving a cycle that an option is worth."""

    def positions_by_venue(self) -> dict[int, list[int]]:
        """Positions in ``stops`` of each venue's alternatives."""
        positions: dict[int, list[int]] = {}
        for position, stop in enumerate(self.stops):
            positions.setdefault(stop.venue, []).append(position)
        return positions


def encode(problem: Problem, *, seconds_a_person: float, num_spare: int) -> Encoding:
    """Encode a plain problem.

    Parameters
    ----------
    seconds_a_person
        Driving a cycle that one person more covered is worth.
    num_spare
        Venues beyond the greedy choice that are offered, those of the highest prizes a half-day.
    """
    check_is_plain(problem)
    greedy = choose_greedily(problem, num_half_days=num_half_days(problem))
    offered = set(greedy.frequency) | set(_spare_venues(greedy, num_spare))
    offered |= set(np.flatnonzero(problem.is_required).tolist())
    options = [o for o in sorted(greedy.prize) if o[0] in offered]
    largest = max(greedy.prize.values(), default=0.0)
    return Encoding(
        lanes=plan_lanes(problem, greedy.frequency),
        stops=list_stops(problem, options),
        prize={
            option: round(
                seconds_a_person
                * (greedy.prize[option] + problem.is_required[option[0]] * 10 * largest)
            )
            for option in options
        },
    )


def encode_choice(problem: Problem, frequency: Mapping[int, int], *, prize_s: int) -> Encoding:
    """Encode the tours to venues that somebody chose, each worth a prize a half-day."""
    check_is_plain(problem)
    return Encoding(
        lanes=plan_lanes(problem, frequency),
        stops=list_stops(problem, sorted(frequency.items())),
        prize={option: prize_s * option[1] for option in sorted(frequency.items())},
    )


def num_half_days(problem: Problem) -> int:
    """Half-days with a session that all advisers have in a cycle."""
    return problem.cycle_weeks * sum(a.max_sessions_per_week for a in problem.advisers)


def list_stops(problem: Problem, options: Sequence[Option]) -> tuple[Stop, ...]:
    """List the alternatives: mornings and afternoons on which a venue opens some working day."""
    worked = sorted({day for adviser in problem.advisers for day in adviser.working_days})
    is_open = np.logical_or.reduce(problem.is_open()[:, worked], axis=1)
    return tuple(
        Stop(venue=venue, sessions=sessions, half=half)
        for venue, sessions in sorted(options)
        for half in (AM, PM)
        if is_open[venue, half]
    )


def plan_lanes(problem: Problem, frequency: Mapping[int, int]) -> tuple[Lane, ...]:
    """Share the advisers' weekdays out over frequencies, in the proportions of a choice."""
    days = _days(problem)
    patterns = _patterns_by_day(problem, frequency, len(days))
    return tuple(
        Lane(adviser=adviser, weekday=weekday, weeks=weeks, max_stops=max_stops)
        for (adviser, weekday, max_stops), own in zip(days, patterns, strict=True)
        for weeks in own
    )


def _days(problem: Problem) -> list[tuple[int, int, int]]:
    """(adviser, weekday, stops a day), every adviser's first day, then every adviser's second."""
    openness = problem.is_open().sum(axis=(0, 2))
    days = []
    for adviser, workforce in enumerate(problem.advisers):
        best = sorted(workforce.working_days, key=lambda day: (-openness[day], day))
        left = workforce.max_sessions_per_week
        for rank, weekday in zip(count(), best, strict=False):
            if left > 0:
                days.append((rank, adviser, weekday, min(2, left)))
                left -= 2
    return [(adviser, weekday, stops) for _, adviser, weekday, stops in sorted(days)]


def _patterns_by_day(
    problem: Problem, frequency: Mapping[int, int], num_days: int
) -> list[list[tuple[int, ...]]]:
    """Patterns of weeks that fill each day's cycle; frequencies alternate from day to day."""
    weeks = problem.cycle_weeks
    used: dict[int, int] = {}
    for sessions in frequency.values():
        used[sessions] = used.get(sessions, 0) + sessions
    total = max(1, sum(used.values()))
    kinds = sorted(used, reverse=True) or [weeks]
    debt = dict.fromkeys(kinds, 0.0)
    days = []
    for _ in range(num_days):
        for kind in kinds:
            debt[kind] += weeks * used.get(kind, 0) / total
        filled: list[tuple[int, ...]] = []
        free = set(range(1, weeks + 1))
        while free:
            kind = max(
                (k for k in kinds if _fitting(weeks, k, free)),
                key=lambda k: debt[k] / k,
                default=min(kinds),
            )
            pattern = (_fitting(weeks, kind, free) or [tuple(sorted(free))])[0]
            filled.append(pattern)
            free -= set(pattern)
            debt[kind] -= len(pattern)
        days.append(filled)
    return days


def _fitting(cycle_weeks: int, sessions: int, free: set[int]) -> list[tuple[int, ...]]:
    """Patterns of so many sessions within the free weeks."""
    return [p for p in week_patterns(cycle_weeks, sessions) if free.issuperset(p)]


def _spare_venues(greedy: Greedy, num_spare: int) -> list[int]:
    rate: dict[int, float] = {}
    for (venue, sessions), prize in greedy.prize.items():
        if venue not in greedy.frequency:
            rate[venue] = max(rate.get(venue, 0.0), prize / sessions)
    return sorted(rate, key=lambda venue: (-rate[venue], venue))[:num_spare]


def can_stop(problem: Problem, lane: Lane, stop: Stop) -> bool:
    """Whether a lane could make a stop at all."""
    return (
        len(lane.weeks) == stop.sessions
        and bool(problem.can_visit[lane.adviser, stop.venue])
        and problem.start_minute[stop.venue, lane.weekday, stop.half] != CLOSED
    )


def pair_is_allowed(problem: Problem, weekday: int) -> npt.NDArray[np.bool_]:
    """(num_venues, num_venues) whether lunch fits between a morning and an afternoon venue."""
    start, end = problem.start_minute[:, weekday], problem.end_minute[:, weekday]
    is_open = start != CLOSED
    noon_s = 60 * (start[None, :, PM] - end[:, AM, None]) - problem.between_s
    pair: npt.NDArray[np.bool_] = is_open[:, AM, None] & is_open[None, :, PM]
    pair &= noon_s >= 60 * problem.rules.lunch_minutes
    np.fill_diagonal(pair, val=False)
    return pair


def usual_session_s(problem: Problem, stop: Stop) -> int:
    """Mean length of a session over the weekdays on which the venue is open, in seconds."""
    start = problem.start_minute[stop.venue, :, stop.half]
    end = problem.end_minute[stop.venue, :, stop.half]
    is_open = start != CLOSED
    return int(60 * (end - start)[is_open].mean())


def to_visits(lane: Lane, stops: Sequence[Stop]) -> list[PlannedVisit]:
    """Say what a lane does as visits."""
    return [
        PlannedVisit(
            venue=stop.venue,
            adviser=lane.adviser,
            weekday=lane.weekday,
            half=stop.half,
            weeks=lane.weeks,
        )
        for stop in stops
    ]
