"""What a solution states about each objective: its value, and the bound that was proven."""

import numpy as np

from planner.problem.model import Bound, Problem, days_by_venue
from planner.solver.day_tours import DayTours
from planner.solver.levels import coverage_levels, covered_need
from planner.solver.placement import Placement
from planner.solver.rounds import Found, Task
from planner.solver.template_bound import TemplateBound, can_tighten, tighten_bound
from planner.solver.tours import SAME_COVERAGE


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


def state_bounds(
    problem: Problem,
    placement: Placement,
    *,
    coverage_bound: float,
    driving_bound_s: float | None,
    floor: float,
    coverage_tolerance: float,
) -> tuple[Bound, ...]:
    """State value and proven bound of each objective.

    Parameters
    ----------
    driving_bound_s
        Holds for plans that cover at least the floor, and is stated for no other.
    floor
        People in need x access value, that of the existing offer included.
    """
    covered = covered_need(problem, days_by_venue(placement.visits))
    keeps_floor = covered >= floor * (1 - 1e-9)
    share = f"{100 * (1 - coverage_tolerance):.1f}".replace(".", ",")
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
            bound=driving_bound_s if keeps_floor else None,
            condition=f"à couverture d'au moins {share} % de la meilleure trouvée",
        ),
    )


def _condition_of_times(problem: Problem) -> str:
    """What the plans have in common that the bound of coverage is about."""
    if problem.pairs_from is None:
        return "aux horaires de permanence retenus"
    return (
        "aux horaires de permanence retenus, deux permanences courtes d'une même demi-journée "
        "ayant le même rythme"
    )
