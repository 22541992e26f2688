"""What a solution states about each objective: its value, and the bound that was proven."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.problem.model import Bound, Problem, days_by_venue
from planner.solver.day_tours import DayTours
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.placement import Placement
from planner.solver.round_trips import DrivingBound, bound_driving
from planner.solver.rounds import Found, Task
from planner.solver.teams import LARGEST_TEAM
from planner.solver.template_bound import TemplateBound, can_tighten, tighten_bound
from planner.solver.tour_columns import generate_tours
from planner.solver.tours import SAME_COVERAGE

_ROUNDING: Final = 1e-9
"""Share of the coverage that sums in another order may differ by."""
_LOWERED_SHARE: Final = 0.5
"""Share of the time left that a bound for less coverage may take at most."""
_GAP: Final = 1e-4
_GAP_OF_LARGE_TEAMS: Final = 1e-3
"""Share of the bound that the last rounds of column generation add: where templates cannot use its
prices anyway, a tenth of the search is better spent on the plan."""
_AS_THE_PLAN: Final = "à couverture au moins égale à celle du planning"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivingProof:
    """What is proven of the driving of all plans that cover as much as one."""

    bound_s: float | None
    """``None`` when nothing is."""
    condition: str
    """French: which plans these are."""


def relaxation_gap(problem: Problem) -> float:
    """How near column generation is to come to its bound."""
    return _GAP_OF_LARGE_TEAMS if len(problem.advisers) > LARGEST_TEAM else _GAP


def can_tighten_bound(task: Task, day_tours: tuple[DayTours, ...]) -> bool:
    """Whether the relaxed plan has a bound that whole visits in whole templates can raise."""
    relaxation = task.relaxation
    if relaxation.proof is None or relaxation.hit_time_limit or not relaxation.meets_target:
        return False
    return can_tighten(task.problem, relaxation.proof, day_tours)


def tighten_driving_bound(
    task: Task, found: Found, day_tours: tuple[DayTours, ...]
) -> TemplateBound | None:
    """Prove more than the relaxed plan does, whose prices it takes.

    Only what a plan better than the one found could have is looked at.
    """
    if task.relaxation.proof is None:
        return None
    meets_target = found.placement.is_complete and found.shortfall <= SAME_COVERAGE
    return tighten_bound(
        task.problem,
        task.relaxation.proof,
        day_tours,
        coverage_levels(task.problem),
        target=task.target,
        known_s=found.placement.drive_s if meets_target else np.inf,
        deadline=task.deadline,
        seed=task.options.seed,
    )


def bound_by_round_trips(task: Task) -> DrivingBound | None:
    """The bound of round trips: where the relaxed plan had no time to be good it may be better."""
    # Round trips do not know that two go to one place together.
    if not task.relaxation.hit_time_limit or task.problem.duos:
        return None
    return bound_driving(
        task.problem,
        coverage_levels(task.problem),
        target=task.target,
        deadline=task.deadline,
    )


def lower_target(task: Task, found: Found, day_tours: tuple[DayTours, ...]) -> Task:
    """The task with the coverage of the plan found as its target, where it is less.

    The covering program may promise a coverage that no timetable reaches: what a bound at that
    coverage says is then about no plan.
    """
    reached = _covered_beyond_offer(task.problem, found.placement)
    if not _missing(task.problem, reached, target=task.target) or task.deadline.is_over:
        return task
    target = max(0.0, reached - _rounding(task.problem, reached))
    relaxation = generate_tours(
        task.problem,
        day_tours,
        coverage_levels(task.problem),
        target=target,
        deadline=task.deadline.part(_LOWERED_SHARE),
        gap=relaxation_gap(task.problem),
        known=found.placement.visits,
    )
    if relaxation.hit_time_limit:
        return task
    return replace(task, target=target, relaxation=relaxation)


def state_driving(
    task: Task,
    placement: Placement,
    *,
    tight: TemplateBound | None,
    of_trips: DrivingBound | None,
    target: float,
) -> DrivingProof:
    """State the best bound there is on the driving of plans that cover as much as a placement.

    Parameters
    ----------
    tight
        A bound at the task's target, if there is any.
    of_trips
        A bound at the target that every plan was to reach, if there is any.
    target
        What every plan was to cover beyond the existing offer: the task may have a lower one.
    """
    covered = _covered_beyond_offer(task.problem, placement)
    missing = _missing(task.problem, covered, target=target)
    missing_of_task = _missing(task.problem, covered, target=task.target)
    proof = task.relaxation.proof
    bounds_s = [0.0]
    if proof is not None:
        bounds_s.append(proof.bound_at_s(missing=missing_of_task))
    if of_trips is not None:
        bounds_s.append(of_trips.bound_at_s(missing=missing))
    if tight is not None and not missing_of_task:
        bounds_s.append(tight.bound_s)
    is_proven = max(bounds_s) > 0 or not task.relaxation.hit_time_limit
    return DrivingProof(
        bound_s=max(bounds_s) if is_proven else None,
        condition=_AS_THE_PLAN if missing else at_the_target(task.options.coverage_tolerance),
    )


def at_the_target(coverage_tolerance: float) -> str:
    """French: which plans a bound on driving is about, where the plan covers what it was to."""
    share = f"{100 * (1 - coverage_tolerance):.1f}".replace(".", ",")
    return f"à couverture d'au moins {share} % de la meilleure trouvée"


def state_bounds(
    problem: Problem,
    placement: Placement,
    *,
    coverage_bound: float,
    driving: DrivingProof,
) -> tuple[Bound, ...]:
    """State value and proven bound of each objective."""
    covered = covered_need(problem, days_by_venue(placement.visits))
    return (
        Bound(
            name="coverage",
            value=covered,
            bound=max(coverage_bound, covered),
            condition=_condition_of_times(problem),
        ),
        Bound(
            name="driving",
            value=float(placement.drive_s),
            bound=driving.bound_s,
            condition=driving.condition,
        ),
    )


def _covered_beyond_offer(problem: Problem, placement: Placement) -> float:
    return covered_need(problem, days_by_venue(placement.visits)) - base_coverage(problem)


def _missing(problem: Problem, covered: float, *, target: float) -> float:
    """People by which a coverage misses a target, rounded up; 0 when it is rounding alone."""
    rounding = _rounding(problem, target)
    return 0.0 if covered >= target - rounding else target - covered + rounding


def _rounding(problem: Problem, covered: float) -> float:
    """By how much sums of people in another order may differ."""
    return _ROUNDING * (base_coverage(problem) + covered)


def _condition_of_times(problem: Problem) -> str:
    """What the plans have in common that the bound of coverage is about."""
    if problem.pairs_from is None:
        return "aux horaires de permanence retenus"
    return (
        "aux horaires de permanence retenus, deux permanences courtes d'une même demi-journée "
        "ayant le même rythme"
    )
