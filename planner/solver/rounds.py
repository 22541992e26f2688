"""Choosing visits and placing them, in rounds: the search of one team of advisers.

Timetables answer a choice of visits with what it really takes, as cuts (logic-based Benders
decomposition: Hooker and Ottosson, Mathematical Programming 96, 2003), until no choice promises
less driving than the best timetable found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import Problem, days_by_venue
from planner.progress import Progress
from planner.solver.announcing import announce_plan
from planner.solver.engine import Deadline
from planner.solver.levels import Level, base_coverage, covered_need, levels_for_choice
from planner.solver.placement import Placement, place_visits
from planner.solver.tour_columns import Relaxation
from planner.solver.tours import (
    SAME_COVERAGE,
    Choice,
    ChoiceModel,
    Cut,
    build_choice_model,
    choose_even_weeks,
    choose_least_driving,
)

_LEAST_TIME_S: Final = 2.0
"""With less time than that a choice of visits would end too late, or with nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EveningOut:
    """What evening out the shortage of sessions may cost."""

    coverage_tolerance: float
    """Share of the coverage that may be given up, beyond that of the search."""
    driving_tolerance: float
    """Share of the driving that may be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How far to search."""

    coverage_gap: float
    coverage_tolerance: float
    driving_gap: float
    driving_tolerance: float
    time_limit_s: float
    seed: int
    evening_out: EveningOut | None = None
    """``None``: coverage and driving alone decide how many sessions a place gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """How many rounds of choosing and placing are worth their time."""

    most: int
    to_improve: int
    """Rounds after the first that was placed whole, that one included."""
    max_nodes: int
    """Nodes that each choice may look at: a limit that is the same on every machine."""
    is_exact: bool = False
    """Whether the rounds go on until nothing better is left."""


ALL_ROUNDS: Final = Rounds(most=60, to_improve=60, max_nodes=2_000, is_exact=True)
"""For problems so small that the result can be exact."""
SOME_ROUNDS: Final = Rounds(most=12, to_improve=2, max_nodes=2_000)
FEW_ROUNDS: Final = Rounds(most=3, to_improve=1, max_nodes=50)
"""For one of many attempts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """What the rounds work on: a problem, and what is known of it."""

    problem: Problem
    relaxation: Relaxation
    target: float
    """People in need to cover beyond the existing offer."""
    shortfall_cost_h: float
    """Hours of driving rather than missing the target by one person more."""
    options: SearchOptions
    deadline: Deadline
    start: Placement | None = None
    """A plan that is known already, e.g. last month's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best placement so far, and what is known beside it."""

    placement: Placement
    shortfall: float
    """People in need by which its coverage misses the target."""
    cuts: tuple[Cut, ...]
    hit_time_limit: bool
    is_makeshift: bool = False
    """Whether no choice of visits was found in time: the plan is the one that was there before, or
    else the relaxed plan, rounded."""


def search_least_driving(task: Task, *, rounds: Rounds, progress: Progress) -> Found:
    """Alternate between choosing visits and placing them; return the best placement.

    Visits that cannot stand together are given up only when the rounds or the time run out.

    Raises
    ------
    InfeasibleError
        When no visits obey the rules.
    """
    levels = levels_for_choice(task.problem)
    last_round = rounds.most
    cuts: list[Cut] = []
    best = None if task.start is None else found_of(task, task.start)
    hit_time_limit = False
    for round_number in count(1):
        if best is not None and task.deadline.is_over:
            best = replace(best, is_makeshift=round_number == 1)
            hit_time_limit = True
            break
        progress(f"Choix des lieux et semaines types (essai {round_number})")
        choice, was_cut = _choose(task, levels, cuts, max_nodes=rounds.max_nodes)
        hit_time_limit |= was_cut
        if choice is None:
            best = best or found_of(task, _place_rounded(task))
            best = replace(best, is_makeshift=round_number == 1)
            break
        if best is not None and _promises_no_more(task, choice, best):
            break
        is_last = round_number >= last_round or task.deadline.is_over
        may_give_up = is_last and best is None
        placement = place_visits(
            task.problem,
            choice.visits,
            deadline=task.deadline,
            seed=task.options.seed,
            may_give_up=may_give_up,
        )
        cuts += placement.cuts
        hit_time_limit |= placement.hit_time_limit or task.deadline.is_over
        if placement.is_complete and last_round == rounds.most:
            last_round = min(rounds.most, round_number + rounds.to_improve - 1)
        if placement.is_complete or may_give_up:
            found = found_of(task, placement)
            if best is None or _is_better(task, found, best):
                best = found
                announce_plan(task.problem, best.placement, progress=progress)
        is_last |= round_number >= last_round
        if best is not None and (is_last or _promises_no_more(task, choice, best)):
            break
    if best is None:
        raise AssertionError("the loop ends with a placement, or raises")
    return replace(
        best, cuts=tuple(cuts), hit_time_limit=hit_time_limit or best.placement.hit_time_limit
    )


def _choose(
    task: Task, levels: tuple[Level, ...], cuts: Sequence[Cut], *, max_nodes: int
) -> tuple[Choice | None, bool]:
    """Choose visits that obey the cuts, if there are any to find; and whether time cut it short.

    Raises
    ------
    InfeasibleError
        When no visits obey the rules, cuts aside.
    """
    program = build_choice_model(
        task.problem,
        task.relaxation,
        levels,
        target=task.target,
        shortfall_cost_h=task.shortfall_cost_h,
        cuts=cuts,
    )
    try:
        choice = choose_least_driving(
            program,
            gap=task.options.driving_gap,
            max_nodes=max_nodes,
            deadline=task.deadline,
            seed=task.options.seed,
        )
    except NoSolutionFoundError as error:
        return None, error.hit_time_limit
    except InfeasibleError:
        if not cuts:
            raise
        return None, False
    return choice, choice.hit_time_limit


def _place_rounded(task: Task) -> Placement:
    """Place the relaxed plan, rounded: far from the best, but a plan when there is no other.

    Raises
    ------
    NoSolutionFoundError
        When it has no visit to place.
    """
    visits = task.relaxation.rounded(task.problem)
    if not visits:
        raise NoSolutionFoundError(
            "aucun planning trouvé avant la fin de la recherche ; augmentez "
            "optimisation.time_limit_s",
            hit_time_limit=True,
        )
    return place_visits(
        task.problem,
        visits,
        deadline=task.deadline,
        seed=task.options.seed,
        may_give_up=True,
    )


def found_of(task: Task, placement: Placement) -> Found:
    """A placement, and by how much it misses the target."""
    covered = covered_need(task.problem, days_by_venue(placement.visits))
    return Found(
        placement=placement,
        shortfall=max(0.0, base_coverage(task.problem) + task.target - covered),
        cuts=(),
        hit_time_limit=False,
    )


def _promises_no_more(task: Task, choice: Choice, best: Found) -> bool:
    """Whether a choice, however well it is placed, would be no better than the best found."""
    promised_s = choice.drive_s * (1 + task.options.driving_gap) + 1 - choice.bonus_s
    return merit_s(task, best) <= promised_s + _shortfall_s(task, choice.shortfall)


def _is_better(task: Task, found: Found, best: Found) -> bool:
    """Whether a placement drives less, what it misses and whom it prefers counted as driving."""
    return merit_s(task, found) < merit_s(task, best)


def merit_s(task: Task, found: Found) -> float:
    """Seconds of driving a cycle, with what is missed and less what is preferred."""
    return found.placement.cost_s(task.problem) + _shortfall_s(task, found.shortfall)


def _shortfall_s(task: Task, shortfall: float) -> float:
    """Seconds of driving that a shortfall is worth; one below rounding is none."""
    return 3600 * task.shortfall_cost_h * shortfall * (shortfall > SAME_COVERAGE)


def even_out(task: Task, found: Found) -> Found:
    """Even out the advisers' work when a little more driving buys it."""
    best = found.placement
    if not best.is_complete or len(task.problem.advisers) == 1:
        return found
    if not task.deadline.has_time(_LEAST_TIME_S):
        return replace(found, hit_time_limit=True)
    max_drive_s = best.drive_s * (1 + task.options.driving_tolerance) + 1
    try:
        choice = choose_even_weeks(
            _model_with_cuts(task, found),
            # Half of the allowance: fixing weekdays and half-days will add some driving.
            max_drive_s=(best.drive_s + max_drive_s) / 2,
            max_shortfall=found.shortfall,
            deadline=task.deadline,
            seed=task.options.seed,
        )
    except NoSolutionFoundError as error:
        return replace(found, hit_time_limit=found.hit_time_limit or error.hit_time_limit)
    except InfeasibleError:
        return found  # the tours kept for the search do not hold the placement itself
    other = place_visits(
        task.problem,
        choice.visits,
        deadline=task.deadline,
        seed=task.options.seed,
        may_give_up=False,
    )
    is_better = (
        other.is_complete
        and other.drive_s <= max_drive_s
        and other.highest_load(task.problem) < best.highest_load(task.problem)
    )
    return replace(
        found,
        placement=other if is_better else best,
        hit_time_limit=found.hit_time_limit or choice.hit_time_limit or other.hit_time_limit,
    )


def _model_with_cuts(task: Task, found: Found) -> ChoiceModel:
    return build_choice_model(
        task.problem,
        task.relaxation,
        levels_for_choice(task.problem),
        target=task.target,
        shortfall_cost_h=task.shortfall_cost_h,
        cuts=found.cuts,
    )
