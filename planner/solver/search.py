"""The whole search: coverage and its bound, driving and its bound, timetables.

Lexicographic: covered need first; then, at a coverage within a tolerance of the best, driving;
then the evenness of the advisers' weeks.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from planner.model import Bound, Problem, Solution, days_by_venue
from planner.solver.coverage import CoverageResult, solve_coverage
from planner.solver.day_tours import list_all_day_tours
from planner.solver.engine import Deadline, Interrupter
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.master import shortfall_cost_h
from planner.solver.placement import Placement, merged_week, place_visits, week_of
from planner.solver.rounds import (
    ALL_ROUNDS,
    SOME_ROUNDS,
    Found,
    Progress,
    SearchOptions,
    Task,
    even_out,
    search_least_driving,
)
from planner.solver.team_search import LARGEST_TEAM, search_by_teams
from planner.solver.tour_columns import Relaxation, generate_tours
from planner.solver.visit_program import Visit, visit_frequencies

__all__ = ["Progress", "SearchOptions", "solve"]


_SMALL_PROBLEM: Final = 100
"""With no more possible visits than this all rounds are cheap, and the result exact."""


def solve(
    problem: Problem,
    *,
    options: SearchOptions,
    progress: Progress,
    start: Sequence[Visit] = (),
    interrupter: Interrupter | None = None,
) -> Solution:
    """Find visits of one cycle, and prove how good they are.

    Parameters
    ----------
    start
        Visits to begin with, e.g. those of an earlier plan; what the rules no longer allow is
        left out.
    interrupter
        Ends the search before its time, with the best found so far.

    Raises
    ------
    InfeasibleError
        When no plan obeys the rules; the message names them in French.
    NoSolutionFoundError
        When time or the interrupter ended the search before there was any plan.
    """
    deadline = Deadline.after(options.time_limit_s, interrupter=interrupter)
    progress("Couverture : recherche du maximum et de sa borne")
    best = solve_coverage(problem, gap=options.coverage_gap, deadline=deadline, seed=options.seed)
    floor = (1 - options.coverage_tolerance) * best.value
    target = max(0.0, floor - base_coverage(problem))
    progress("Tournées : génération de colonnes et borne sur les trajets")
    week = week_of(list_all_day_tours(problem))
    relaxation = generate_tours(
        problem, merged_week(week), coverage_levels(problem), target=target, deadline=deadline
    )
    task = Task(
        problem=problem,
        relaxation=relaxation,
        week=week,
        target=target,
        shortfall_cost_h=shortfall_cost_h(target),
        options=options,
        deadline=deadline,
    )
    if start:
        progress("Planning de départ : semaines types")
        task = replace(task, start=_place_start(task, start))
    found = _search(task, progress=progress)
    return Solution(
        visits=found.placement.visits,
        bounds=_prove(problem, found.placement, best, relaxation, floor=floor, options=options),
        hit_time_limit=best.hit_time_limit or relaxation.hit_time_limit or found.hit_time_limit,
    )


def _search(task: Task, *, progress: Progress) -> Found:
    """Search for the whole team at once if it is small, otherwise by neighbours."""
    problem = task.problem
    if len(problem.advisers) > LARGEST_TEAM:
        return search_by_teams(task, progress=progress)
    is_small = problem.can_visit.sum() * len(problem.value_by_sessions) <= _SMALL_PROBLEM
    found = search_least_driving(
        task, rounds=ALL_ROUNDS if is_small else SOME_ROUNDS, progress=progress
    )
    progress("Équilibre entre conseillers")
    return even_out(task, found)


def _place_start(task: Task, visits: Sequence[Visit]) -> Placement:
    """Place the visits of an earlier plan, as far as the rules still allow them."""
    problem = task.problem
    allowed = [
        (venue, adviser, sessions)
        for venue, adviser, sessions in visits
        if sessions in visit_frequencies(problem, venue, adviser)
    ]
    placed = place_visits(
        problem,
        allowed,
        task.week,
        deadline=task.deadline,
        seed=task.options.seed,
        may_give_up=True,
    )
    return replace(placed, is_complete=True)


def _prove(
    problem: Problem,
    placement: Placement,
    best: CoverageResult,
    relaxation: Relaxation,
    *,
    floor: float,
    options: SearchOptions,
) -> tuple[Bound, ...]:
    """State value and proven bound of each objective."""
    covered = covered_need(problem, days_by_venue(placement.visits))
    keeps_floor = covered >= floor * (1 - 1e-9) and relaxation.meets_target
    share = f"{100 * (1 - options.coverage_tolerance):.1f}".replace(".", ",")
    return (
        Bound(
            name="coverage",
            value=covered,
            bound=best.bound,
            condition="aux horaires de permanence retenus",
        ),
        Bound(
            name="driving",
            value=float(placement.drive_s),
            bound=relaxation.bound_s if keeps_floor else None,
            condition=f"à couverture d'au moins {share} % de la meilleure trouvée",
        ),
    )
