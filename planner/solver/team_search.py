"""Large teams of advisers: neighbours are planned together, everybody else stays put.

POPMUSIC (Taillard and Voss, in Ribeiro and Hansen, Essays and Surveys in Metaheuristics, 2002).
The first steps replace the relaxed plan team by team; later ones let neighbours exchange visits.
Coverage that is still missing has a price in driving that rises from turn to turn, so that it is
found where it costs least. Bounds are those of the whole problem.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import PlannedVisit, days_by_venue
from planner.progress import Progress
from planner.solver.announcing import announce_plan
from planner.solver.improvement import search_around_relaxed, search_near
from planner.solver.levels import base_coverage, covered_need
from planner.solver.local_search import is_plain
from planner.solver.placement import Placement
from planner.solver.rounds import (
    FEW_ROUNDS,
    Found,
    Task,
    even_out,
    merit_s,
    search_least_driving,
)
from planner.solver.teams import (
    Frequency,
    measure_closeness,
    measure_nearness,
    neighbours_of,
    part_into_teams,
    team_task,
)

_FIRST_TEAM: Final = 4
_EXCHANGE_TEAM: Final = 3
_STEPS_PER_VENUE: Final = 160
_TIME_FOR_ALL_STEPS_S: Final = 300.0
"""With a lower time limit local search makes fewer steps, so that it may end in good order."""
_NUM_RETURNS: Final = 2
"""Times that local search and exchanges follow each other once more."""
_FIRM_PRICE: Final = 10.0
"""Exchanges give up none of the coverage that there is: its price, as a multiple of that of a
shortfall."""
_PRICE_RISES: Final = (4.0, 16.0)
"""Price of coverage in the first turns, as multiples of what the relaxed plan pays for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where the search stands: what each adviser does."""

    visits: tuple[tuple[PlannedVisit, ...], ...]
    """By adviser."""
    drive_s: tuple[int, ...]
    work_s: tuple[int, ...]

    def frequency(self, *, without: Sequence[int] = ()) -> dict[int, int]:
        """Sessions a cycle by venue, those of some advisers left out."""
        return days_by_venue(
            visit
            for adviser, own in enumerate(self.visits)
            if adviser not in without
            for visit in own
        )


def search_by_teams(task: Task, *, progress: Progress) -> Found:
    """Find a plan for more advisers than one program can hold.

    Raises
    ------
    InfeasibleError
        When a team's visits cannot obey the rules.
    """
    near = measure_nearness(task.problem)
    num_advisers = len(near)
    hit_time_limit = False
    prices = _rising_prices(task)
    if task.start is None:
        teams = part_into_teams(near, _FIRST_TEAM)
        plan = _plan_first(replace(task, shortfall_cost_h=prices[0]), teams, progress=progress)
    else:
        progress("Recherche locale autour du planning relâché")
        share = min(1.0, task.options.time_limit_s / _TIME_FOR_ALL_STEPS_S)
        start = search_around_relaxed(
            task, task.start, steps_per_venue=math.ceil(share * _STEPS_PER_VENUE)
        )
        hit_time_limit = start.hit_time_limit
        announce_plan(task.problem, start, progress=progress)
        plan = _with_team(_nothing(num_advisers), tuple(range(num_advisers)), start)
        prices = [_FIRM_PRICE * task.shortfall_cost_h]
    for price_h in prices:
        priced = replace(task, start=None, shortfall_cost_h=price_h)
        plan = _exchange(priced, plan, until_calm=price_h == prices[-1], progress=progress)
    for number in range(1, 1 + _NUM_RETURNS * is_plain(task.problem)):
        if task.deadline.is_over:
            break
        progress("Recherche locale autour du meilleur planning")
        best = _as_found(task, plan).placement
        found = search_near(task, best, seed=task.options.seed + number)
        hit_time_limit |= found.hit_time_limit
        if found.visits != best.visits:
            plan = _with_team(plan, tuple(range(num_advisers)), found)
            plan = _exchange(priced, plan, until_calm=True, progress=progress)
    hit_time_limit |= task.deadline.is_over
    progress("Équilibre entre conseillers")
    return replace(_as_found(task, _even_out(task, plan, near)), hit_time_limit=hit_time_limit)


def _rising_prices(task: Task) -> list[float]:
    """Hours of driving a person of the target is worth, from turn to turn."""
    paid_h = task.relaxation.target_price_h
    prices = [rise * paid_h for rise in _PRICE_RISES if 0 < rise * paid_h < task.shortfall_cost_h]
    return [*prices, task.shortfall_cost_h]


def _plan_first(task: Task, teams: Sequence[tuple[int, ...]], *, progress: Progress) -> _Plan:
    """Plan team after team; those still to come stand in with their share of the relaxed plan.

    What the relaxed plan covers by halves of visits, and its rounding does not, is shared out.
    """
    num_advisers = len(task.problem.advisers)
    plan = _nothing(num_advisers)
    awaited = _rounded(task)
    num_left = num_advisers
    floor = task.target + base_coverage(task.problem)
    for number, team in enumerate(teams, start=1):
        progress(f"Équipe {number} sur {len(teams)} : choix des lieux et semaines types")
        expected = covered_need(task.problem, _joined(awaited) | plan.frequency())
        share = max(0.0, floor - expected) * len(team) / num_left
        for adviser in team:
            awaited[adviser] = {}
        num_left -= len(team)
        elsewhere = _joined(awaited) | plan.frequency()
        own = replace(task, target=expected + share - base_coverage(task.problem))
        try:
            found = _search(team_task(own, team, elsewhere))
        except NoSolutionFoundError:
            continue  # whoever is left without visits gets some from the exchange
        plan = _with_team(plan, team, found.placement)
    return plan


def _joined(awaited: Sequence[Frequency]) -> dict[int, int]:
    return {venue: sessions for own in awaited for venue, sessions in own.items()}


def _exchange(
    task: Task,
    plan: _Plan,
    *,
    until_calm: bool,
    progress: Progress,
) -> _Plan:
    """Let neighbours exchange visits: one turn, or until no neighbourhood finds better ones."""
    num_advisers = len(plan.visits)
    changed_at = [0] * num_advisers
    tried_at = [-1] * num_advisers
    clock = 0
    while True:
        before = clock
        close = measure_closeness(task.problem, [sorted(days_by_venue(v)) for v in plan.visits])
        for adviser in range(num_advisers):
            team = _team_around(task, plan, close, adviser)
            if tried_at[adviser] >= max(changed_at[other] for other in team):
                continue
            if task.deadline.is_over:
                return plan
            progress(f"Échanges entre voisins ({adviser + 1} sur {num_advisers})")
            tried_at[adviser] = clock
            own = team_task(task, team, plan.frequency(without=team))
            try:
                found = _search(replace(own, start=_team_placement(plan, team)))
            except InfeasibleError:
                continue  # the rules allow the team nothing else
            candidate = _with_team(plan, team, found.placement)
            if merit_s(task, _as_found(task, candidate)) < merit_s(task, _as_found(task, plan)):
                clock += 1
                plan = candidate
                announce_plan(task.problem, _as_found(task, plan).placement, progress=progress)
                for other in team:
                    changed_at[other] = clock
        if clock == before or not until_calm:
            return plan


def _even_out(task: Task, plan: _Plan, near: npt.NDArray[np.int64]) -> _Plan:
    """Relieve the adviser with the highest load, with the help of the neighbours."""
    contract_s = [adviser.contract_s_per_cycle for adviser in task.problem.advisers]
    limit_s = sum(plan.drive_s) * (1 + task.options.driving_tolerance)
    for _ in range(len(near)):
        busiest = int(np.argmax(np.divide(plan.work_s, contract_s)))
        team = _team_around(task, plan, near, busiest)
        own = team_task(task, team, plan.frequency(without=team))
        placement = _team_placement(plan, team)
        found = even_out(
            own,
            replace(_as_found(task, plan), placement=placement),
        )
        candidate = _with_team(plan, team, found.placement)
        if found.placement is placement or sum(candidate.drive_s) > limit_s:
            return plan
        plan = candidate
    return plan


def _team_around(
    task: Task, plan: _Plan, near: npt.NDArray[np.int64], adviser: int
) -> tuple[int, ...]:
    """An adviser, the nearest others, and whoever holds sessions together with one of them."""
    team = set(neighbours_of(near, adviser, _EXCHANGE_TEAM))
    while True:
        shared = {v.venue for who in team for v in plan.visits[who]} & task.problem.duos
        partners = {
            who
            for who, visits in enumerate(plan.visits)
            if not shared.isdisjoint(visit.venue for visit in visits)
        }
        if partners <= team:
            return tuple(sorted(team))
        team |= partners


def _search(task: Task) -> Found:
    return search_least_driving(task, rounds=FEW_ROUNDS, progress=lambda _step: None)


def _nothing(num_advisers: int) -> _Plan:
    """Return the plan of nobody going anywhere."""
    zeros = (0,) * num_advisers
    return _Plan(visits=((),) * num_advisers, drive_s=zeros, work_s=zeros)


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


def _as_found(task: Task, plan: _Plan) -> Found:
    """The whole plan as a placement, and what it misses of the target."""
    floor = task.target + base_coverage(task.problem)
    visits = (visit for own in plan.visits for visit in own)
    return Found(
        placement=Placement(
            visits=tuple(sorted(visits, key=lambda visit: visit.venue)),
            drive_s_by_adviser=plan.drive_s,
            work_s=plan.work_s,
            is_complete=True,
            hit_time_limit=False,
            cuts=(),
        ),
        shortfall=max(0.0, floor - covered_need(task.problem, plan.frequency())),
        cuts=(),
        hit_time_limit=False,
    )


def _rounded(task: Task) -> list[dict[int, int]]:
    """By adviser: the visits that the relaxed plan makes at least by half."""
    rounded: list[dict[int, int]] = [{} for _ in task.problem.advisers]
    for venue, adviser, sessions in task.relaxation.rounded(task.problem):
        rounded[adviser][venue] = sessions
    return rounded
