"""Random problems small enough to enumerate every plan of."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np

from planner.problem.model import (
    AM,
    CLOSED,
    PM,
    PlannedVisit,
    Problem,
    Workforce,
    WorkRules,
    week_patterns,
)

VALUES = {
    1: ((1, 1.0),),
    2: ((1, 0.8), (2, 1.0)),
    3: ((1, 0.65), (3, 1.0)),
    4: ((1, 0.5), (2, 0.8), (4, 1.0)),
}
"""Value of k sessions a cycle, by length of the cycle."""
RULES = WorkRules(
    max_day_minutes=600, max_span_minutes=720, max_minutes_without_break=360, lunch_minutes=45
)


def no_rules(*, num_venues: int, num_frequencies: int) -> dict[str, np.ndarray]:
    """The coordinator asks for nothing: what a problem says of it."""
    return {
        "may_have": np.ones((num_venues, num_frequencies), dtype=bool),
        "is_full_day": np.zeros(num_venues, dtype=bool),
        "bonus_s": np.zeros(num_venues, dtype=np.int64),
    }


def random_problem(
    seed: int,
    *,
    num_venues: int = 4,
    num_advisers: int = 1,
    num_communes: int = 6,
    share_open: float = 0.7,
    max_sessions_per_week: int = 3,
    cycle_weeks: int = 2,
    share_required: float = 0.0,
) -> Problem:
    """Make a problem on two weekdays, with places at random on a square and one-way detours."""
    rng = np.random.default_rng(seed)
    drive = _one_way_drives(rng, num_venues + num_advisers)
    out = drive[num_venues:, :num_venues]
    back = drive[:num_venues, num_venues:].T
    factor = rng.choice([0.0, 0.2, 0.3, 1.0], (num_communes, num_venues), p=[0.4, 0.2, 0.2, 0.2])
    is_open = np.zeros((num_venues, 7, 2), dtype=bool)
    is_open[:, :2] = rng.random((num_venues, 2, 2)) < share_open
    is_open[:, 0, AM] = True
    start = np.where(is_open, np.array([540, 840]), CLOSED)
    end = np.where(is_open, np.array([720, 1020]), CLOSED)
    return Problem(
        cycle_weeks=cycle_weeks,
        value_by_sessions=VALUES[cycle_weeks],
        commune_codes=tuple(f"c{i}" for i in range(num_communes)),
        need=rng.uniform(1, 100, num_communes).round(),
        value_before=rng.choice([0.0, 0.25], num_communes),
        venue_ids=tuple(f"v{i}" for i in range(num_venues)),
        access_factor=factor,
        is_required=rng.random(num_venues) < share_required,
        start_minute=start.astype(np.int64),
        end_minute=end.astype(np.int64),
        advisers=tuple(
            Workforce(
                id=f"a{i}",
                working_days=(0, 1),
                max_drive_s_per_day=2 * 3600,
                max_sessions_per_week=max_sessions_per_week,
                tour_s_per_cycle=30 * 3600,
                contract_s_per_cycle=35 * 3600,
            )
            for i in range(num_advisers)
        ),
        can_visit=out + back <= 2 * 3600,
        out_s=out,
        back_s=back,
        between_s=drive[:num_venues, :num_venues],
        rules=RULES,
        point_commune=np.arange(num_communes),
        **no_rules(num_venues=num_venues, num_frequencies=len(VALUES[cycle_weeks])),
    )


def _one_way_drives(rng: np.random.Generator, num_places: int) -> np.ndarray:
    """(n, n) whole seconds that obey the triangle inequality, not the same both ways."""
    place = rng.uniform(0, 30, (num_places, 2))
    drive = 60 * np.linalg.norm(place[:, None] - place[None], axis=2)
    drive *= rng.uniform(0.7, 1.5, drive.shape)
    for via in range(num_places):
        drive = np.minimum(drive, drive[:, via, None] + drive[None, via])
    np.fill_diagonal(drive, 0)
    return np.ceil(drive).astype(np.int64)


def enumerate_plans(problem: Problem) -> Iterator[tuple[float, int]]:
    """Covered need and seconds of driving of every plan that obeys the rules."""
    for visits in enumerate_visits(problem):
        drive_s = drive_of(problem, visits)
        if drive_s is not None:
            yield covered_by(problem, visits), drive_s


def enumerate_visits(problem: Problem) -> Iterator[list[PlannedVisit]]:
    """Every choice of at most one visit a venue, whether it obeys the rules or not.

    Where two advisers are together it is one visit of each.
    """
    choices = [
        [*([] if problem.is_required[venue] else [[]]), *_choices_at(problem, venue)]
        for venue in range(problem.num_venues)
    ]
    for plan in product(*choices):
        yield [visit for visits in plan for visit in visits]


def _choices_at(problem: Problem, venue: int) -> Iterator[list[PlannedVisit]]:
    for visit in _visits_of(problem, venue):
        if venue not in problem.duos:
            yield [visit]
        else:
            for other in range(visit.adviser):
                yield [replace(visit, adviser=other), visit]


def _visits_of(problem: Problem, venue: int) -> Iterator[PlannedVisit]:
    for adviser, workforce in enumerate(problem.advisers):
        for weekday, half in product(workforce.working_days, (AM, PM)):
            if problem.start_minute[venue, weekday, half] == CLOSED:
                continue
            for sessions, _ in problem.value_by_sessions:
                for weeks in week_patterns(problem.cycle_weeks, sessions):
                    yield PlannedVisit(
                        venue=venue, adviser=adviser, weekday=weekday, half=half, weeks=weeks
                    )


def covered_by(problem: Problem, visits: list[PlannedVisit]) -> float:
    """Covered need, commune by commune."""
    frequency_value = dict(problem.value_by_sessions)
    total = 0.0
    for commune, need in enumerate(problem.need):
        options = [float(problem.value_before[commune])]
        options += [
            problem.access_factor[commune, visit.venue] * frequency_value[len(visit.weeks)]
            for visit in visits
        ]
        total += need * max(options)
    return total


def drive_of(problem: Problem, visits: list[PlannedVisit]) -> int | None:
    """Seconds of driving a cycle; ``None`` when the visits break a rule."""
    total = 0
    for adviser, workforce in enumerate(problem.advisers):
        worked = 0
        for week in range(1, problem.cycle_weeks + 1):
            of_week = [v for v in visits if v.adviser == adviser and week in v.weeks]
            if len(of_week) > workforce.max_sessions_per_week:
                return None
            for weekday in workforce.working_days:
                of_day = sorted((v for v in of_week if v.weekday == weekday), key=lambda v: v.half)
                if [v.half for v in of_day] not in ([], [AM], [PM], [AM, PM]):
                    return None
                if not of_day:
                    continue
                first, last = of_day[0].venue, of_day[-1].venue
                drive = int(
                    problem.out_s[adviser, first]
                    + problem.between_s[first, last]
                    + problem.back_s[adviser, last]
                )
                if drive > workforce.max_drive_s_per_day:
                    return None
                total += drive
                worked += drive + 3 * 3600 * len(of_day)
        if worked > workforce.tour_s_per_cycle:
            return None
    return total


def least_drive(plans: Iterable[tuple[float, int]], *, covered: float) -> int:
    """Least driving of the plans that cover so much, sums in another order apart."""
    return min(drive_s for own, drive_s in plans if own >= covered * (1 - 1e-9))
