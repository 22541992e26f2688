"""What the search tells of the plans it finds, while it goes on."""

from collections.abc import Iterable

from planner.problem.model import Bound, Problem, days_by_venue
from planner.progress import Known, Progress, SearchEnds
from planner.solver.levels import covered_need
from planner.solver.placement import Placement


def announce_plan(problem: Problem, placement: Placement, *, progress: Progress) -> None:
    """Tell what the best plan so far covers and drives."""
    covered = covered_need(problem, days_by_venue(placement.visits))
    progress(Known(objective="coverage", value=covered))
    progress(Known(objective="driving", value=float(placement.drive_s)))


def announce_bounds(bounds: Iterable[Bound], *, progress: Progress) -> None:
    """Tell what the plan that is returned is worth, with what is proven of it; the search ends."""
    for bound in bounds:
        if bound.name != "capacity":
            progress(Known(objective=bound.name, value=bound.value, bound=bound.bound))
    progress(SearchEnds())
