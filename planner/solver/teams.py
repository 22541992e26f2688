"""Large teams: neighbours are planned together, everybody else stays put, again and again.

Each step is an ordinary problem of a few advisers whose residents already have what the others
give them (POPMUSIC: Taillard and Voss, in Ribeiro and Hansen, Essays and Surveys in
Metaheuristics, 2002). The first steps replace the relaxed plan team by team; later ones exchange
visits between neighbours for less driving. Bounds are those of the whole problem.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import InfeasibleError
from planner.model import PlannedVisit, Problem
from planner.solver.levels import access_values, base_coverage, covered_need
from planner.solver.placement import Placement
from planner.solver.rounds import (
    FEW_ROUNDS,
    Found,
    Progress,
    Task,
    even_out,
    search_least_driving,
)
from planner.solver.tour_columns import Relaxation
from planner.solver.tours import SAME_COVERAGE

LARGEST_TEAM: Final = 16
"""Advisers whose visits one program can choose at once in a few seconds."""
_FIRST_TEAM: Final = 4
_EXCHANGE_TEAM: Final = 3
_HALF: Final = 0.5

Frequency = Mapping[int, int]
"""Sessions a cycle by venue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where the search stands: what each adviser does."""

    visits: tuple[tuple[PlannedVisit, ...], ...]
    """By adviser."""
    drive_s: tuple[int, ...]
    work_s: tuple[int, ...]

    def frequency(self, *, without: Sequence[int] = ()) -> dict[int, int]:
        """Sessions a cycle by venue, those of some advisers left out."""
        return {
            visit.venue: len(visit.weeks)
            for adviser, own in enumerate(self.visits)
            if adviser not in without
            for visit in own
        }


def search_by_teams(task: Task, *, progress: Progress) -> Found:
    """Find a plan for more advisers than one program can hold.

    Raises
    ------
    InfeasibleError
        When a team's visits cannot obey the rules.
    """
    near = _nearness(task.problem)
    plan, hit_time_limit = _plan_first(task, _partition(near, _FIRST_TEAM), progress=progress)
    plan, was_cut = _exchange(task, plan, near, progress=progress)
    hit_time_limit |= was_cut or task.deadline.is_over
    progress("Équilibre entre conseillers")
    plan = _even_out(task, plan, near)
    return Found(
        placement=Placement(
            visits=tuple(sorted((v for own in plan.visits for v in own), key=lambda v: v.venue)),
            drive_s_by_adviser=plan.drive_s,
            work_s=plan.work_s,
            is_complete=True,
            hit_time_limit=hit_time_limit,
            cuts=(),
        ),
        shortfall=_shortfall(task, plan),
        cuts=(),
        hit_time_limit=hit_time_limit,
    )


def _plan_first(
    task: Task, teams: Sequence[tuple[int, ...]], *, progress: Progress
) -> tuple[_Plan, bool]:
    """Plan team after team; those still to come stand in with their share of the relaxed plan."""
    num_advisers = len(task.problem.advisers)
    plan = _Plan(
        visits=((),) * num_advisers, drive_s=(0,) * num_advisers, work_s=(0,) * num_advisers
    )
    awaited = _rounded(task.relaxation, num_advisers)
    hit_time_limit = False
    for number, team in enumerate(teams, start=1):
        progress(f"Équipe {number} sur {len(teams)} : choix des lieux et semaines types")
        for adviser in team:
            awaited[adviser] = {}
        promised = {venue: k for own in awaited for venue, k in own.items()}
        found = _search_team(task, team, {**promised, **plan.frequency()})
        hit_time_limit |= found.hit_time_limit
        plan = _with_team(plan, team, found.placement)
    return plan, hit_time_limit


def _exchange(
    task: Task, plan: _Plan, near: npt.NDArray[np.int64], *, progress: Progress
) -> tuple[_Plan, bool]:
    """Let neighbours exchange visits until no neighbourhood finds less driving."""
    num_advisers = len(near)
    changed_at = [0] * num_advisers
    tried_at = [-1] * num_advisers
    clock = 0
    hit_time_limit = False
    for turn in count(1):
        before = clock
        for adviser in range(num_advisers):
            team = _neighbours(near, adviser, _EXCHANGE_TEAM)
            if tried_at[adviser] >= max(changed_at[other] for other in team):
                continue
            if task.deadline.is_over:
                return plan, True
            progress(f"Échanges entre voisins, tour {turn} : {adviser + 1} sur {num_advisers}")
            tried_at[adviser] = clock
            try:
                found = _search_team(task, team, plan.frequency(without=team))
            except InfeasibleError:
                continue  # the neighbours' tours kept by the relaxation do not meet the target
            hit_time_limit |= found.hit_time_limit
            candidate = _with_team(plan, team, found.placement)
            if _is_better(task, candidate, plan):
                clock += 1
                plan = candidate
                for other in team:
                    changed_at[other] = clock
        if clock == before:
            return plan, hit_time_limit
    raise AssertionError("the loop ends by itself")


def _even_out(task: Task, plan: _Plan, near: npt.NDArray[np.int64]) -> _Plan:
    """Relieve the adviser with the highest load, with the help of the neighbours."""
    contract_s = [adviser.contract_s_per_cycle for adviser in task.problem.advisers]
    limit_s = sum(plan.drive_s) * (1 + task.options.driving_tolerance)
    for _ in range(len(near)):
        busiest = int(np.argmax(np.divide(plan.work_s, contract_s)))
        team = _neighbours(near, busiest, _EXCHANGE_TEAM)
        own = _team_task(task, team, plan.frequency(without=team))
        placement = _team_placement(plan, team)
        found = even_out(
            own,
            Found(
                placement=placement,
                shortfall=_shortfall(task, plan),
                cuts=(),
                hit_time_limit=False,
            ),
        )
        candidate = _with_team(plan, team, found.placement)
        if found.placement is placement or sum(candidate.drive_s) > limit_s:
            return plan
        plan = candidate
    return plan


def _search_team(task: Task, team: tuple[int, ...], elsewhere: Frequency) -> Found:
    return search_least_driving(
        _team_task(task, team, elsewhere), rounds=FEW_ROUNDS, progress=lambda _step: None
    )


def _team_task(task: Task, team: tuple[int, ...], elsewhere: Frequency) -> Task:
    """The task of a few advisers, the others' visits being what residents have already."""
    problem = task.problem
    rows = list(team)
    is_held = np.isin(np.arange(problem.num_venues), list(elsewhere))
    own = replace(
        problem,
        value_before=access_values(problem, elsewhere),
        advisers=tuple(problem.advisers[adviser] for adviser in team),
        can_visit=problem.can_visit[rows] & ~is_held,
        is_required=problem.is_required & ~is_held,
        out_s=problem.out_s[rows],
        back_s=problem.back_s[rows],
    )
    floor = task.target + base_coverage(problem)
    return replace(
        task,
        problem=own,
        relaxation=_team_relaxation(task.relaxation, team, is_held=is_held),
        week={
            position: {
                weekday: replace(tours, adviser=position)
                for weekday, tours in task.week[adviser].items()
            }
            for position, adviser in enumerate(team)
        },
        target=max(0.0, floor - base_coverage(own)),
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


def _with_team(plan: _Plan, team: tuple[int, ...], placement: Placement) -> _Plan:
    """The plan with a team's placement in the place of what the team did."""
    visits, drive_s, work_s = list(plan.visits), list(plan.drive_s), list(plan.work_s)
    for position, adviser in enumerate(team):
        visits[adviser] = tuple(
            replace(visit, adviser=adviser)
            for visit in placement.visits
            if visit.adviser == position
        )
        drive_s[adviser] = placement.drive_s_by_adviser[position]
        work_s[adviser] = placement.work_s[position]
    return _Plan(visits=tuple(visits), drive_s=tuple(drive_s), work_s=tuple(work_s))


def _team_placement(plan: _Plan, team: tuple[int, ...]) -> Placement:
    """What a team does, as a placement of its own."""
    return Placement(
        visits=tuple(
            replace(visit, adviser=position)
            for position, adviser in enumerate(team)
            for visit in plan.visits[adviser]
        ),
        drive_s_by_adviser=tuple(plan.drive_s[adviser] for adviser in team),
        work_s=tuple(plan.work_s[adviser] for adviser in team),
        is_complete=True,
        hit_time_limit=False,
        cuts=(),
    )


def _is_better(task: Task, candidate: _Plan, plan: _Plan) -> bool:
    """Whether a plan misses less of the target, or as much and drives less."""
    missed, missed_before = _shortfall(task, candidate), _shortfall(task, plan)
    if missed < missed_before - SAME_COVERAGE:
        return True
    is_no_worse = missed <= missed_before + SAME_COVERAGE
    return is_no_worse and sum(candidate.drive_s) < sum(plan.drive_s)


def _shortfall(task: Task, plan: _Plan) -> float:
    """People in need by which a plan misses the target."""
    floor = task.target + base_coverage(task.problem)
    return max(0.0, floor - covered_need(task.problem, plan.frequency()))


def _rounded(relaxation: Relaxation, num_advisers: int) -> list[dict[int, int]]:
    """By adviser: the visits that the relaxed plan makes at least by half."""
    rounded: list[dict[int, int]] = [{} for _ in range(num_advisers)]
    for (venue, adviser, sessions), value in zip(
        relaxation.visits, relaxation.visit_value.tolist(), strict=True
    ):
        if value > _HALF:
            rounded[adviser][venue] = sessions
    return rounded


def _nearness(problem: Problem) -> npt.NDArray[np.int64]:
    """(num_advisers, num_advisers) seconds from both bases to the venue that is best for both."""
    return np.array(
        [(problem.out_s + own).min(axis=1) for own in problem.out_s], dtype=np.int64
    ).reshape(len(problem.advisers), len(problem.advisers))


def _neighbours(near: npt.NDArray[np.int64], adviser: int, size: int) -> tuple[int, ...]:
    """An adviser and the nearest others, in their order."""
    order = np.argsort(near[adviser], kind="stable")
    others = [int(other) for other in order if other != adviser]
    return tuple(sorted([adviser, *others[: size - 1]]))


def _partition(near: npt.NDArray[np.int64], size: int) -> list[tuple[int, ...]]:
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
