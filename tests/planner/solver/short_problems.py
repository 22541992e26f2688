"""Random problems with short sessions, small enough to enumerate every plan of."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations, product

import numpy as np

from planner.problem.model import AM, CLOSED, PM, PlannedVisit, Problem, SessionPair
from tests.planner.solver.small_problems import covered_by, enumerate_visits, random_problem

MINUTES = 75
OPENS = {AM: (520, 740), PM: (820, 1040)}
"""Long enough for two short sessions and twenty minutes on the road."""

HalfDay = tuple[int, int, int, int]
"""(adviser, weekday, AM or PM, week)"""


def random_short_problem(
    seed: int, *, num_long: int = 0, max_minutes_without_break: int = 360, **options: int
) -> Problem:
    """Make a problem whose venues have short sessions, the last ``num_long`` aside."""
    problem = random_problem(seed, **options)
    is_short = np.arange(problem.num_venues) < problem.num_venues - num_long
    start, end = problem.start_minute.copy(), problem.end_minute.copy()
    for half, (opens, _) in OPENS.items():
        is_open = (start[:, :, half] != CLOSED) & is_short[:, None]
        start[:, :, half] = np.where(is_open, opens, start[:, :, half])
        end[:, :, half] = np.where(is_open, opens + MINUTES, end[:, :, half])
    problem = replace(
        problem,
        start_minute=start,
        end_minute=end,
        rules=replace(problem.rules, max_minutes_without_break=max_minutes_without_break),
    )
    pairs = [
        _pair(problem, first, second)
        for first, second in permutations(np.flatnonzero(is_short).tolist(), 2)
        if problem.between_s[first, second] <= 20 * 60
    ]
    return replace(problem, pairs=tuple(pair for pair in pairs if (pair.times != CLOSED).any()))


def _pair(problem: Problem, first: int, second: int) -> SessionPair:
    """Both are open, the second session begins on arrival."""
    drive_s = int(problem.between_s[first, second])
    gap_minutes = -(-drive_s // 60)
    times = np.full((2, 7, 2, 2), CLOSED)
    for weekday, (half, (opens, _)) in product(range(7), OPENS.items()):
        if CLOSED not in problem.start_minute[[first, second], weekday, half]:
            later = opens + MINUTES + gap_minutes
            times[0, weekday, half] = opens, opens + MINUTES
            times[1, weekday, half] = later, later + MINUTES
    return SessionPair(
        first=first, second=second, drive_s=drive_s, gap_minutes=gap_minutes, times=times
    )


def enumerate_short_plans(problem: Problem) -> Iterator[tuple[float, int]]:
    """Covered need and seconds of driving of every plan that obeys the rules."""
    for visits in enumerate_visits(problem):
        drive_s = least_drive_of(problem, visits)
        if drive_s is not None:
            yield covered_by(problem, visits), drive_s


def least_drive_of(problem: Problem, visits: list[PlannedVisit]) -> int | None:
    """Least driving of a cycle in any order of the pairs; ``None`` when a rule is broken."""
    held: dict[HalfDay, list[PlannedVisit]] = defaultdict(list)
    for visit in visits:
        for week in visit.weeks:
            held[visit.adviser, visit.weekday, visit.half, week].append(visit)
    if any(len(own) > 2 for own in held.values()):
        return None
    pairs = {tuple(own) for own in held.values() if len(own) == 2}
    if any(first.weeks != second.weeks for first, second in pairs):
        return None
    orders = product(*([pair, pair[::-1]] for pair in sorted(pairs, key=repr)))
    drives = [_drive_in_order(problem, held, chosen) for chosen in orders]
    return min((drive_s for drive_s in drives if drive_s is not None), default=None)


def _drive_in_order(
    problem: Problem,
    held: dict[HalfDay, list[PlannedVisit]],
    ordered: tuple[tuple[PlannedVisit, ...], ...],
) -> int | None:
    open_pairs = {(pair.first, pair.second): pair for pair in problem.pairs}
    order = {frozenset(pair): pair for pair in ordered}
    days: dict[tuple[int, int, int], list[list[int]]] = defaultdict(list)
    for (adviser, weekday, half, week), own in sorted(held.items(), key=lambda one: one[0]):
        venues = [visit.venue for visit in order.get(frozenset(own), own)]
        if len(venues) == 2:
            pair = open_pairs.get((venues[0], venues[1]))
            if pair is None or pair.times[0, weekday, half, 0] == CLOSED:
                return None
        days[adviser, weekday, week].append(venues)
    total, worked = 0, defaultdict(int)
    half_days = defaultdict(int)
    for (adviser, _weekday, week), halves in days.items():
        drive_s = _drive_of_day(problem, adviser, halves)
        if drive_s is None:
            return None
        total += drive_s
        worked[adviser] += drive_s + sum(_session_s(problem, v) for own in halves for v in own)
        half_days[adviser, week] += len(halves)
    fits = all(worked[a] <= w.tour_s_per_cycle for a, w in enumerate(problem.advisers)) and all(
        count <= problem.advisers[adviser].max_sessions_per_week
        for (adviser, _), count in half_days.items()
    )
    return total if fits else None


def _drive_of_day(problem: Problem, adviser: int, halves: list[list[int]]) -> int | None:
    """Base, every venue in order, base; within the limits of a day."""
    stops = [venue for own in halves for venue in own]
    out_s, back_s = problem.out_s[adviser, stops[0]], problem.back_s[adviser, stops[-1]]
    drive_s = int(out_s + back_s)
    for here, there in pairwise(stops):
        drive_s += int(problem.between_s[here, there])
    stretches = []
    arrive_s = out_s
    for number, own in enumerate(halves):
        inside = sum(_session_s(problem, venue) for venue in own)
        inside += int(problem.between_s[own[0], own[-1]])
        stretches.append([arrive_s, inside])
        if number + 1 < len(halves):
            arrive_s = problem.between_s[own[-1], halves[number + 1][0]]
    limit_s = 60 * problem.rules.max_minutes_without_break
    if len(stretches) == 1:
        (out, inside) = stretches[0]
        is_rested = max(out, inside + back_s) <= limit_s or max(out + inside, back_s) <= limit_s
    else:
        is_rested = sum(stretches[0]) <= limit_s and sum(stretches[1]) + back_s <= limit_s
    within = drive_s <= problem.advisers[adviser].max_drive_s_per_day
    return drive_s if within and is_rested else None


def _session_s(problem: Problem, venue: int) -> int:
    minutes = problem.end_minute[venue] - problem.start_minute[venue]
    return 60 * int(minutes.max())
