"""The whole search: coverage and its bound, driving and its bound, timetables.

Lexicographic: covered need first; then, at a coverage within a tolerance of the best, driving;
then the evenness of the advisers' weeks; then, if asked for, the evenness of the shortage.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from geodata.errors import NoSolutionFoundError
from planner.problem.model import Problem, Solution
from planner.problem.stops import split_pairs, with_pairs
from planner.progress import Known, Progress, SearchBegins
from planner.solver.announcing import announce_bounds, announce_plan
from planner.solver.coverage import solve_coverage
from planner.solver.day_tours import DayTours, list_merged_tours
from planner.solver.engine import Deadline, Interrupter
from planner.solver.evening_out import Evened, even_out_sessions
from planner.solver.first_plan import find_places
from planner.solver.improvement import search_around_relaxed
from planner.solver.large import is_large, solve_large
from planner.solver.levels import LIGHT_SHARE, base_coverage, coverage_levels, is_choice_exact
from planner.solver.local_search import is_plain
from planner.solver.master import shortfall_cost_h
from planner.solver.placement import Placement, place_visits
from planner.solver.proof import (
    bound_by_round_trips,
    can_tighten_bound,
    lower_target,
    relaxation_gap,
    state_bounds,
    state_driving,
    tighten_driving_bound,
)
from planner.solver.rounds import (
    ALL_ROUNDS,
    SOME_ROUNDS,
    Found,
    Rounds,
    SearchOptions,
    Task,
    even_out,
    found_of,
    merit_s,
    search_least_driving,
)
from planner.solver.team_search import search_by_teams
from planner.solver.teams import LARGEST_TEAM
from planner.solver.template_bound import TIME_OF_LARGEST_S, TemplateBound
from planner.solver.tour_columns import generate_tours
from planner.solver.visit_program import Visit, visit_frequencies
from planner.wording import format_percent

__all__ = ["SearchOptions", "solve"]


_SMALL_PROBLEM: Final = 100
"""Possible visits with which all rounds are cheap, and the result exact."""
_FEW_PAIRS: Final = 500
"""Pairs of adviser and venue with which a small team's plan needs no first one to begin with."""
_FIRST_STEPS_PER_VENUE: Final = 8
_STEPS_PER_VENUE: Final = 20
_FIRST_SHARE: Final = 0.15
"""Share of the time left that the first plan may take at most."""
_TRIPS_SHARE: Final = 0.1
"""Share of the time left that a bound by round trips may take where there is no good other."""
_BOUND_SHARE: Final = 0.45
"""Share of the time left that the bound on driving may take at most."""
_PROOF_SHARE: Final = 0.2
"""Share of the time left after it that is kept for tightening it, and for what follows."""
_LAST_SHARE: Final = 0.25
"""Share of that which is kept for what follows: balance and capacity."""


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
        left out. Positions are those of the problem :func:`~planner.problem.stops.with_pairs`.
    interrupter
        Ends the search before its time, with the best found so far.

    Raises
    ------
    InfeasibleError
        When no plan obeys the rules; the message names them in French.
    NoSolutionFoundError
        When time or the interrupter ended the search before there was any plan.
    """
    problem = with_pairs(problem)
    deadline = Deadline.after(options.time_limit_s, interrupter=interrupter)
    progress(SearchBegins(limit_s=options.time_limit_s, need=float(problem.need.sum())))
    if is_large(problem) and not start:
        return solve_large(problem, options=options, deadline=deadline, progress=progress)
    progress("Couverture : recherche du maximum et de sa borne")
    try:
        best = solve_coverage(
            problem, gap=options.coverage_gap, deadline=deadline, seed=options.seed
        )
    except NoSolutionFoundError:
        if not is_plain(problem):
            raise
        return solve_large(problem, options=options, deadline=deadline, progress=progress)
    progress(Known(objective="coverage", bound=best.bound))
    floor = (1 - options.coverage_tolerance) * best.value
    target = max(0.0, floor - base_coverage(problem))
    cost_h = shortfall_cost_h(target)
    first = _first_placement(
        problem,
        start,
        target=target,
        shortfall_cost_h=cost_h,
        options=options,
        deadline=deadline,
        progress=progress,
    )
    progress("Tournées : génération de colonnes et borne sur les trajets")
    day_tours = list_merged_tours(problem)
    relaxation = generate_tours(
        problem,
        day_tours,
        coverage_levels(problem),
        target=target,
        deadline=deadline.part(_BOUND_SHARE),
        gap=relaxation_gap(problem),
        known=() if first is None else first.visits,
    )
    if relaxation.meets_target:
        progress(Known(objective="driving", bound=relaxation.bound_s))
    task = Task(
        problem=problem,
        relaxation=relaxation,
        target=target,
        shortfall_cost_h=cost_h,
        options=options,
        deadline=deadline,
        start=first,
    )
    of_trips = bound_by_round_trips(replace(task, deadline=deadline.part(_TRIPS_SHARE)))
    task, found, tight = _search_and_prove(task, day_tours, progress=progress)
    evened = _even_out_sessions(task, found, progress=progress)
    found = found if evened is None else evened.found
    bounds = state_bounds(
        problem,
        found.placement,
        coverage_bound=best.bound,
        driving=state_driving(task, found.placement, tight=tight, of_trips=of_trips, target=target),
    )
    announce_bounds(bounds, progress=progress)
    return Solution(
        visits=split_pairs(problem, found.placement.visits),
        bounds=bounds if evened is None else (*bounds, evened.as_bound()),
        hit_time_limit=best.hit_time_limit
        or relaxation.hit_time_limit
        or found.hit_time_limit
        or (tight is not None and tight.hit_time_limit)
        or (first is not None and first.hit_time_limit),
        notes=_list_notes(problem, found),
        crowding_before=None if evened is None else evened.crowding_before,
    )


def _list_notes(problem: Problem, found: Found) -> tuple[str, ...]:
    """Say, in French, what the search could not do as usual."""
    notes = []
    if found.is_makeshift:
        notes.append(
            "Le choix exact des lieux n'a rien trouvé à temps : le planning vient d'une recherche "
            "approchée ; les bornes restent valables."
        )
    if not is_choice_exact(problem):
        notes.append(
            "Les habitants vivent en des points très nombreux : pour choisir les lieux, la "
            f"recherche a négligé au plus {format_percent(LIGHT_SHARE)} de ce qu'ils y gagnent ; "
            "les chiffres du planning et les bornes comptent tout."
        )
    return tuple(notes)


def _search(task: Task, *, progress: Progress) -> Found:
    """Search for the whole team at once if it is small, otherwise by neighbours."""
    problem = task.problem
    if len(problem.advisers) > LARGEST_TEAM:
        return search_by_teams(task, progress=progress)
    if task.start is not None and not is_small(problem):
        progress("Recherche locale autour du planning relâché")
        start = search_around_relaxed(task, task.start, steps_per_venue=_STEPS_PER_VENUE)
        announce_plan(problem, start, progress=progress)
        task = replace(task, start=start)
    found = search_least_driving(task, rounds=_rounds_for(problem), progress=progress)
    was_cut = task.start is not None and task.start.hit_time_limit
    return replace(found, hit_time_limit=found.hit_time_limit or was_cut)


def _search_and_prove(
    task: Task, day_tours: tuple[DayTours, ...], *, progress: Progress
) -> tuple[Task, Found, TemplateBound | None]:
    """Find a plan, and prove more than the relaxed plan does, where that is worth its time.

    What the proof finds may be the better plan of a small team. The task that comes back has the
    coverage as its target that there is a plan for.
    """
    deadline = task.deadline
    tightens = can_tighten_bound(task, day_tours)
    # A reserve in which the proof would not get anywhere is better spent on the plan.
    is_reserved = tightens and deadline.part(_PROOF_SHARE * (1 - _LAST_SHARE)).has_time(
        TIME_OF_LARGEST_S
    )
    search_share = 1 - _PROOF_SHARE if is_reserved else 1.0
    found = _search(replace(task, deadline=deadline.part(search_share)), progress=progress)
    lowered = lower_target(task, found, day_tours)
    if lowered is not task:
        task, found = lowered, replace(found, shortfall=0.0)
        tightens = can_tighten_bound(task, day_tours)
    tight = None
    if tightens and not deadline.is_over:
        progress("Trajets : borne par semaines types")
        part = replace(task, deadline=deadline.part(1 - _LAST_SHARE))
        tight = tighten_driving_bound(part, found, day_tours)
    if len(task.problem.advisers) <= LARGEST_TEAM:
        found = _improve(task, found, () if tight is None else tight.visits)
        progress("Équilibre entre conseillers")
        found = even_out(task, found)
    return task, found, tight


def _improve(task: Task, found: Found, visits: Sequence[Visit]) -> Found:
    """The plan found, or the visits of the proof in their places where that is less driving."""
    if not visits:
        return found
    placed = place_visits(
        task.problem, visits, deadline=task.deadline, seed=task.options.seed, may_give_up=False
    )
    if not placed.is_complete:
        return found
    other = replace(
        found,
        placement=placed,
        shortfall=found_of(task, placed).shortfall,
        hit_time_limit=found.hit_time_limit or placed.hit_time_limit,
    )
    return min(found, other, key=lambda plan: merit_s(task, plan))


def _rounds_for(problem: Problem) -> Rounds:
    return ALL_ROUNDS if is_small(problem) else SOME_ROUNDS


def _even_out_sessions(task: Task, found: Found, *, progress: Progress) -> Evened | None:
    """Even out the shortage of sessions, if the options ask for it."""
    if task.options.evening_out is None:
        return None
    progress("Affluence : répartition des permanences")
    return even_out_sessions(
        task,
        found,
        allowance=task.options.evening_out,
        rounds=_rounds_for(task.problem),
    )


def _first_placement(
    problem: Problem,
    start: Sequence[Visit],
    *,
    target: float,
    shortfall_cost_h: float,
    options: SearchOptions,
    deadline: Deadline,
    progress: Progress,
) -> Placement | None:
    """A plan before anything is known of tours: an earlier one, or one by local search.

    Of an earlier plan everything is kept that the rules still allow. Where the exact programs find
    a plan at once none is needed.
    """
    if start:
        progress("Planning de départ : semaines types")
        placed = _place_start(problem, start, options=options, deadline=deadline)
        if placed is not None:
            return placed
    is_easy = np.count_nonzero(problem.can_visit) <= _FEW_PAIRS
    if (is_easy and len(problem.advisers) <= LARGEST_TEAM) or not is_plain(problem):
        return None
    progress("Premier planning : recherche locale")
    placed = find_places(
        problem,
        target=target,
        price_s=3600 * shortfall_cost_h,
        shortfall_cost_s=3600 * shortfall_cost_h,
        steps_per_venue=_FIRST_STEPS_PER_VENUE,
        deadline=deadline.part(_FIRST_SHARE),
        seed=options.seed,
    )
    if placed.is_complete:
        announce_plan(problem, placed, progress=progress)
        return placed
    return None


def is_small(problem: Problem) -> bool:
    """Whether all rounds are cheap, and the result exact."""
    return int(problem.can_visit.sum()) * len(problem.value_by_sessions) <= _SMALL_PROBLEM


def _place_start(
    problem: Problem, visits: Sequence[Visit], *, options: SearchOptions, deadline: Deadline
) -> Placement | None:
    """Place the visits of an earlier plan, as far as the rules still allow them.

    ``None`` when a venue that is required by now is not among them: a search that is cut would
    return what no rule allows.
    """
    allowed = [
        (venue, adviser, sessions)
        for venue, adviser, sessions in visits
        if sessions in visit_frequencies(problem, venue, adviser)
    ]
    placed = place_visits(problem, allowed, deadline=deadline, seed=options.seed, may_give_up=True)
    visited = {venue for visit in placed.visits for venue in problem.members(visit.venue)}
    if not visited.issuperset(np.flatnonzero(problem.is_required).tolist()):
        return None
    return replace(placed, is_complete=True)
