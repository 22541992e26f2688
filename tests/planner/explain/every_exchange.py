"""Every exchange of a small timetable, by the rules as they are told, one by one.

Nothing is shared with the code under test: all ways to hold sessions at a venue are listed, all
that another venue may give up for it, and each timetable that comes of it is driven stop by stop.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from planner.problem.model import AM, CLOSED, PM, PlannedVisit, Problem, week_patterns

State = tuple[PlannedVisit, ...]
"""Visits of a problem whose positions may be pairs."""
Worked = tuple[int, dict[tuple[int, int], int], dict[int, int]]
"""Seconds of driving; half-days by (adviser, week); seconds of work by adviser."""


def every_state(
    problem: Problem, visits: State, venue: int, sessions: int, *, may_take: bool = True
) -> Iterator[State]:
    """List every timetable in which a position has so many sessions a cycle, one exchange away."""
    own = [visit for visit in visits if visit.venue == venue]
    for way in ways(problem, venue, sessions):
        if all(any(_is_within(old, new) for new in way) for old in own) and _same_team(own, way):
            for rest in _rests(problem, visits, way, may_take=may_take):
                yield (*rest, *way)


def ways(problem: Problem, venue: int, sessions: int) -> Iterator[State]:
    """List all ways to hold so many sessions a cycle at a position."""
    weeks_of = week_patterns(problem.cycle_weeks, sessions)
    num_days = max(1, sessions // problem.cycle_weeks)
    whole = problem.is_full_day[venue]
    for group in combinations(range(len(problem.advisers)), problem.num_advisers_at(venue)):
        if not problem.can_visit[list(group), venue].all():
            continue
        days = set.intersection(*(set(problem.advisers[a].working_days) for a in group))
        for weekdays in combinations(sorted(days), num_days):
            halves = product(*([[(AM, PM)] if whole else [(AM,), (PM,)]] * num_days))
            for chosen, weeks in product(halves, weeks_of):
                slots = [
                    (day, half) for day, own in zip(weekdays, chosen, strict=True) for half in own
                ]
                if all(problem.start_minute[venue, day, half] != CLOSED for day, half in slots):
                    yield tuple(
                        PlannedVisit(venue=venue, adviser=a, weekday=day, half=half, weeks=weeks)
                        for a in group
                        for day, half in slots
                    )


def _rests(
    problem: Problem, visits: State, way: State, *, may_take: bool
) -> Iterator[list[PlannedVisit]]:
    """What may stand beside a way: all the others, or all but what one of them gives up."""
    coming = set(problem.members(way[0].venue))
    team = {visit.adviser for visit in way}
    others = [visit for visit in visits if visit.venue != way[0].venue]
    by_venue: dict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in others:
        by_venue[visit.venue].append(visit)
    choices: list[tuple[int, list[PlannedVisit]]] = [(-1, others)]
    for venue, own in by_venue.items():
        if may_take and not team.isdisjoint(visit.adviser for visit in own):
            beside = [visit for visit in others if visit.venue != venue]
            for gives, kept in _parts(problem, venue, own):
                choices.append((gives, [*beside, *kept]))
    for gives, rest in choices:
        # A visit by itself whose half-day is shared from then on becomes one of a pair.
        hosts = [visit for visit in rest if visit.venue in coming]
        if not hosts:
            if len(coming) == 1 or any(visit.venue == way[0].venue for visit in visits):
                yield rest
        elif len(hosts) == 1 and hosts[0].venue != gives and _slots(hosts) == _slots(way):
            yield [visit for visit in rest if visit != hosts[0]]


def _parts(
    problem: Problem, venue: int, own: Sequence[PlannedVisit]
) -> Iterator[tuple[int, State]]:
    """Whom a position makes give up sessions, and what is left of it."""
    members = problem.members(venue)
    if len(members) > 1:
        for gone, other in (members, members[::-1]):
            if not problem.is_required[gone]:
                yield (
                    gone,
                    tuple(
                        PlannedVisit(
                            venue=other,
                            adviser=v.adviser,
                            weekday=v.weekday,
                            half=v.half,
                            weeks=v.weeks,
                        )
                        for v in own
                    ),
                )
        return
    if not problem.is_required[venue]:
        yield venue, ()
    held = {(visit.weekday, week) for visit in own for week in visit.weeks}
    for position, (sessions, _) in enumerate(problem.value_by_sessions):
        if sessions < len(held) and problem.may_have[venue, position]:
            for way in ways(problem, venue, sessions):
                if all(any(_is_within(new, old) for old in own) for new in way) and _same_team(
                    own, way
                ):
                    yield venue, way


def _same_team(own: Sequence[PlannedVisit], way: Sequence[PlannedVisit]) -> bool:
    return not own or {v.adviser for v in own} == {v.adviser for v in way}


def _is_within(one: PlannedVisit, other: PlannedVisit) -> bool:
    """Same adviser, weekday and half-day, and no other weeks."""
    return (one.adviser, one.weekday, one.half) == (
        other.adviser,
        other.weekday,
        other.half,
    ) and set(one.weeks) <= set(other.weeks)


def _slots(visits: Sequence[PlannedVisit]) -> set[tuple[object, ...]]:
    return {(v.adviser, v.weekday, v.half, v.weeks) for v in visits}


def work_of(problem: Problem, state: State) -> Worked | None:
    """Drive a timetable stop by stop; ``None`` when a day breaks a rule."""
    days: dict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    for visit in state:
        for week in visit.weeks:
            halves = days[visit.adviser, visit.weekday, week]
            if visit.half in halves:
                return None
            halves[visit.half] = visit.venue
    total, half_days, worked = 0, defaultdict(int), defaultdict(int)
    for (adviser, weekday, week), halves in days.items():
        stops = [
            stop
            for half, venue in sorted(halves.items())
            for stop in _stops(problem, venue, weekday, half)
        ]
        drive_s = _drive_of_day(problem, adviser, stops)
        if drive_s is None:
            return None
        total += drive_s
        worked[adviser] += drive_s + 60 * sum(end - start for _, _, start, end in stops)
        half_days[adviser, week] += len(halves)
    return total, dict(half_days), dict(worked)


def _stops(
    problem: Problem, venue: int, weekday: int, half: int
) -> list[tuple[int, int, int, int]]:
    """Venue, half-day, start and end of each session of a half-day."""
    members = problem.members(venue)
    if len(members) == 1:
        start, end = problem.start_minute[venue], problem.end_minute[venue]
        return [(venue, half, int(start[weekday, half]), int(end[weekday, half]))]
    (pair,) = [pair for pair in problem.pairs if (pair.first, pair.second) == members]
    times = pair.times[:, weekday, half].tolist()
    return [(one, half, *own) for one, own in zip(members, times, strict=True)]


def _drive_of_day(
    problem: Problem, adviser: int, stops: Sequence[tuple[int, int, int, int]]
) -> int | None:
    """Base, every venue in order, base; within the limits of a day."""
    rules, venues = problem.rules, [venue for venue, *_ in stops]
    out_s = int(problem.out_s[adviser, venues[0]])
    back_s = int(problem.back_s[adviser, venues[-1]])
    legs_s = [int(problem.between_s[here, there]) for here, there in pairwise(venues)]
    drive_s = out_s + sum(legs_s) + back_s
    work_s = drive_s + 60 * sum(end - start for *_, start, end in stops)
    span = stops[-1][3] - stops[0][2] + -(-out_s // 60) + -(-back_s // 60)
    stretches: dict[int, int] = {}
    for leg_s, (_, half, start, end) in zip((out_s, *legs_s), stops, strict=True):
        stretches[half] = stretches.get(half, 0) + leg_s + 60 * (end - start)
    limit_s = 60 * rules.max_minutes_without_break
    if len(stretches) == 1:
        (inside,) = stretches.values()
        rests = [max(out_s, inside - out_s + back_s), max(inside, back_s)]
        is_rested = min(rests) <= limit_s
    else:
        is_rested = stretches[AM] <= limit_s and stretches[PM] + back_s <= limit_s
    for leg_s, (one, other) in zip(legs_s, pairwise(stops), strict=True):
        if one[1] != other[1]:
            is_rested &= 60 * (other[2] - one[3]) - leg_s >= 60 * rules.lunch_minutes
    within = (
        drive_s <= problem.advisers[adviser].max_drive_s_per_day
        and work_s <= 60 * rules.max_day_minutes
        and span <= rules.max_span_minutes
    )
    return drive_s if within and is_rested else None


def drive_within_limits(problem: Problem, state: State) -> int | None:
    """Seconds of driving of a timetable; ``None`` when anybody works too much."""
    work = work_of(problem, state)
    if work is None:
        return None
    drive_s, half_days, worked = work
    fits = all(
        number <= problem.advisers[adviser].max_sessions_per_week
        for (adviser, _), number in half_days.items()
    ) and all(
        seconds <= problem.advisers[adviser].tour_s_per_cycle for adviser, seconds in worked.items()
    )
    return drive_s if fits else None


def covered_need(problem: Problem, state: State) -> float:
    """People in need x value of the best option of each demand point."""
    worth: Mapping[int, float] = dict(problem.value_by_sessions)
    days: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for visit in state:
        for venue in problem.members(visit.venue):
            days[venue].update((visit.weekday, week) for week in visit.weeks)
    factor = problem.access_factor.toarray()
    return sum(
        float(need)
        * max(
            float(problem.value_before[point]),
            *(factor[point, venue] * worth[len(own)] for venue, own in days.items()),
            0.0,
        )
        for point, need in enumerate(problem.need)
    )
