"""What a solution states about each objective: its value, and the bound that was proven."""

from planner.model import Bound, Problem, days_by_venue
from planner.solver.levels import covered_need
from planner.solver.placement import Placement


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
