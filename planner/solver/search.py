"""The whole search: coverage and its bound, driving and its bound, timetables.

Lexicographic: covered need first; then, at a coverage within a tolerance of the best, driving;
then the evenness of the advisers' weeks. Timetables answer a choice of visits with what it really
takes, as cuts (logic-based Benders decomposition: Hooker and Ottosson, Mathematical Programming
96, 2003), until no choice promises less driving than the best timetable found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from geodata.errors import InfeasibleError
from planner.model import Bound, Problem, Solution
from planner.solver.coverage import CoverageResult, solve_coverage
from planner.solver.day_tours import list_all_day_tours
from planner.solver.engine import Deadline, NoSolutionFoundError
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.placement import Placement, Week, place_visits, week_of
from planner.solver.tour_columns import Relaxation, generate_tours
from planner.solver.tours import (
    SAME_COVERAGE,
    ChoiceModel,
    Cut,
    build_choice_model,
    choose_even_weeks,
    choose_least_driving,
)

MAX_ROUNDS: Final = 12
"""Rounds of asking for a choice of visits and answering it with cuts."""
MAX_ROUNDS_TO_IMPROVE: Final = 4
"""Of these, rounds after the first that was placed whole: each costs as much and brings less."""
SMALL_PROBLEM: Final = 100
"""With no more possible visits than this all rounds are cheap, and the result exact."""

Progress = Callable[[str], None]
"""Called with a French phrase at each step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How far to search."""

    coverage_gap: float
    coverage_tolerance: float
    driving_gap: float
    driving_tolerance: float
    time_limit_s: float
    seed: int


def solve(problem: Problem, *, options: SearchOptions, progress: Progress) -> Solution:
    """Find visits of one cycle, and prove how good they are.

    Raises
    ------
    InfeasibleError
        When no plan obeys the rules; the message names them in French.
    """
    deadline = Deadline.after(options.time_limit_s)
    progress("Couverture : recherche du maximum et de sa borne")
    best = solve_coverage(problem, gap=options.coverage_gap, deadline=deadline, seed=options.seed)
    floor = (1 - options.coverage_tolerance) * best.value
    target = max(0.0, floor - base_coverage(problem))
    progress("Tournées : génération de colonnes et borne sur les trajets")
    levels = coverage_levels(problem)
    day_tours = list_all_day_tours(problem)
    relaxation = generate_tours(problem, day_tours, levels, target=target, deadline=deadline)
    week = week_of(day_tours)

    def build(cuts: Sequence[Cut]) -> ChoiceModel:
        return build_choice_model(problem, relaxation, levels, target=target, cuts=cuts)

    found = _search_least_driving(
        problem, build, week, options=options, deadline=deadline, progress=progress
    )
    progress("Équilibre entre conseillers")
    even = _even_out(problem, build, week, found, options=options, deadline=deadline)
    return Solution(
        visits=even.placement.visits,
        bounds=_prove(problem, even.placement, best, relaxation, floor=floor, options=options),
        hit_time_limit=best.hit_time_limit
        or relaxation.hit_time_limit
        or found.hit_time_limit
        or even.hit_time_limit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best placement so far, and what is known beside it."""

    placement: Placement
    shortfall: float
    """People in need by which its coverage misses the target."""
    cuts: tuple[Cut, ...]
    hit_time_limit: bool


def _search_least_driving(
    problem: Problem,
    build: Callable[[Sequence[Cut]], ChoiceModel],
    week: Week,
    *,
    options: SearchOptions,
    deadline: Deadline,
    progress: Progress,
) -> _Found:
    """Alternate between choosing visits and placing them; return the best placement.

    Visits that cannot stand together are given up only when the rounds or the time run out.
    """
    is_small = problem.can_visit.sum() * len(problem.value_by_sessions) <= SMALL_PROBLEM
    last_round = MAX_ROUNDS
    cuts: list[Cut] = []
    best: Placement | None = None
    shortfall = 0.0
    hit_time_limit = False
    for round_number in count(1):
        progress(f"Choix des lieux et semaines types (essai {round_number})")
        try:
            choice = choose_least_driving(
                build(cuts), gap=options.driving_gap, deadline=deadline, seed=options.seed
            )
        except InfeasibleError as error:
            if best is None:
                raise
            # The cuts leave nothing else, or nothing that was found in time.
            hit_time_limit |= isinstance(error, NoSolutionFoundError) and error.hit_time_limit
            break
        hit_time_limit |= choice.hit_time_limit
        promised_s = choice.drive_s * (1 + options.driving_gap) + 1
        misses_more = choice.shortfall > shortfall + SAME_COVERAGE
        if best is not None and (misses_more or best.drive_s <= promised_s):
            break
        is_last = round_number >= last_round or deadline.is_over
        may_give_up = is_last and best is None
        placement = place_visits(
            problem,
            choice.visits,
            week,
            deadline=deadline,
            seed=options.seed,
            may_give_up=may_give_up,
        )
        cuts += placement.cuts
        hit_time_limit |= placement.hit_time_limit or deadline.is_over
        if best is None and placement.is_complete and not is_small:
            last_round = min(MAX_ROUNDS, round_number + MAX_ROUNDS_TO_IMPROVE - 1)
        if may_give_up or _is_better(placement, best):
            best, shortfall = placement, choice.shortfall
        if best is not None and (is_last or best.drive_s <= promised_s):
            break
    if best is None:
        raise AssertionError("the loop ends with a placement, or raises")
    return _Found(
        placement=best, shortfall=shortfall, cuts=tuple(cuts), hit_time_limit=hit_time_limit
    )


def _is_better(placement: Placement, best: Placement | None) -> bool:
    """Whether a placement is whole and drives less than the best so far."""
    return placement.is_complete and (best is None or placement.drive_s < best.drive_s)


def _even_out(
    problem: Problem,
    build: Callable[[Sequence[Cut]], ChoiceModel],
    week: Week,
    found: _Found,
    *,
    options: SearchOptions,
    deadline: Deadline,
) -> _Found:
    """Even out the advisers' work when a little more driving buys it."""
    best = found.placement
    if not best.is_complete or deadline.is_over or len(problem.advisers) == 1:
        return found
    max_drive_s = best.drive_s * (1 + options.driving_tolerance) + 1
    try:
        choice = choose_even_weeks(
            build(found.cuts),
            # Half of the allowance: fixing weekdays and half-days will add some driving.
            max_drive_s=(best.drive_s + max_drive_s) / 2,
            max_shortfall=found.shortfall,
            deadline=deadline,
            seed=options.seed,
        )
    except NoSolutionFoundError as error:
        return replace(found, hit_time_limit=error.hit_time_limit)
    except InfeasibleError:
        return found  # the tours kept for the search do not hold the placement itself
    other = place_visits(
        problem, choice.visits, week, deadline=deadline, seed=options.seed, may_give_up=False
    )
    is_better = (
        other.is_complete
        and other.drive_s <= max_drive_s
        and other.highest_load(problem) < best.highest_load(problem)
    )
    return replace(
        found,
        placement=other if is_better else best,
        hit_time_limit=choice.hit_time_limit or other.hit_time_limit,
    )


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
    covered = covered_need(problem, {v.venue: len(v.weeks) for v in placement.visits})
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
