"""Teams of neighbours: who belongs together, and a team's part of the whole task.

A team's task is an ordinary problem of a few advisers whose residents already have what the
others give them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import Problem, Quota
from planner.solver.levels import access_values, base_coverage
from planner.solver.rounds import Task
from planner.solver.tour_columns import Relaxation

LARGEST_TEAM: Final = 16
"""Advisers whose visits one program can choose at once in a few seconds."""

Frequency = Mapping[int, int]
"""Days with a session a cycle, by venue."""


def measure_nearness(problem: Problem) -> npt.NDArray[np.int64]:
    """(num_advisers, num_advisers) seconds from both bases to the venue that is best for both."""
    return np.array(
        [(problem.out_s + own).min(axis=1) for own in problem.out_s], dtype=np.int64
    ).reshape(len(problem.advisers), len(problem.advisers))


def measure_closeness(problem: Problem, venues: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """(num_advisers, num_advisers) seconds between the venues of two advisers, on average.

    From each venue of the one to the nearest of the other, and the reverse: those whose rounds
    cross are close, wherever their bases are.

    Parameters
    ----------
    venues
        By adviser; who has none is as far from anybody as his or her base.
    """
    one_way_s = np.zeros((len(venues), len(venues)))
    for adviser, own in enumerate(venues):
        from_s = problem.between_s[list(own)] if own else problem.out_s[[adviser]]
        for other, theirs in enumerate(venues):
            if theirs:
                one_way_s[adviser, other] = from_s[:, list(theirs)].min(axis=1).mean()
            else:
                one_way_s[adviser, other] = problem.back_s[other, list(own)].min(initial=0)
    return (one_way_s + one_way_s.T).round().astype(np.int64)


def neighbours_of(near: npt.NDArray[np.int64], adviser: int, size: int) -> tuple[int, ...]:
    """An adviser and the nearest others, in their order."""
    order = np.argsort(near[adviser], kind="stable")
    others = [int(other) for other in order if other != adviser]
    return tuple(sorted([adviser, *others[: size - 1]]))


def part_into_teams(near: npt.NDArray[np.int64], size: int) -> list[tuple[int, ...]]:
    """Teams of neighbours that share nobody, those on the edge of the territory first."""
    left = set(range(len(near)))
    teams = []
    while left:
        among = sorted(left)
        remotest = max(among, key=lambda adviser: (int(near[adviser, among].sum()), -adviser))
        nearest = sorted(among, key=lambda other: (other != remotest, int(near[remotest, other])))
        teams.append(tuple(sorted(nearest[:size])))
        left -= set(teams[-1])
    return teams


def team_task(task: Task, team: tuple[int, ...], elsewhere: Frequency) -> Task:
    """The task of a few advisers, the others' visits being what residents have already."""
    problem = task.problem
    rows = list(team)
    is_held = problem.sharing(elsewhere)
    can_visit = problem.can_visit[rows] & ~is_held
    needed = [problem.num_advisers_at(venue) for venue in range(problem.num_venues)]
    own = replace(
        problem,
        value_before=access_values(problem, elsewhere),
        advisers=tuple(problem.advisers[adviser] for adviser in team),
        can_visit=can_visit,
        is_required=problem.is_required & (can_visit.sum(axis=0) >= needed),
        quotas=tuple(
            _left_of(quota, problem.days_inside(quota, elsewhere)) for quota in problem.quotas
        ),
        out_s=problem.out_s[rows],
        back_s=problem.back_s[rows],
    )
    floor = task.target + base_coverage(problem)
    return replace(
        task,
        problem=own,
        relaxation=_team_relaxation(task.relaxation, team, is_held=is_held),
        target=max(0.0, floor - base_coverage(own)),
        start=None,
    )


def _left_of(quota: Quota, held: int) -> Quota:
    """What others, who hold so many sessions of it, leave of a quota."""
    return replace(
        quota,
        min_sessions=max(0, quota.min_sessions - held),
        max_sessions=None if quota.max_sessions is None else max(0, quota.max_sessions - held),
    )


def _team_relaxation(
    relaxation: Relaxation, team: tuple[int, ...], *, is_held: npt.NDArray[np.bool_]
) -> Relaxation:
    """What the relaxed plan says of a team's visits to the venues that nobody else holds."""
    position = {adviser: number for number, adviser in enumerate(team)}
    visits = [
        at
        for at, (venue, adviser, _) in enumerate(relaxation.visits)
        if adviser in position and not is_held[venue]
    ]
    tours = [
        at
        for at, tour in enumerate(relaxation.tours)
        if tour.adviser in position and not is_held[list(tour.venues)].any()
    ]
    return replace(
        relaxation,
        tours=tuple(
            replace(relaxation.tours[at], adviser=position[relaxation.tours[at].adviser])
            for at in tours
        ),
        tour_reduced_cost_h=relaxation.tour_reduced_cost_h[tours],
        tour_value=relaxation.tour_value[tours],
        visits=tuple(
            (venue, position[adviser], sessions)
            for venue, adviser, sessions in (relaxation.visits[at] for at in visits)
        ),
        visit_reduced_cost_h=relaxation.visit_reduced_cost_h[visits],
        visit_value=relaxation.visit_value[visits],
    )
