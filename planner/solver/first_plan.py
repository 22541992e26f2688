"""Whole plans by local search: the first one, before anything is proven, and later ones.

What the exact searches begin with, and what is left when they find nothing in time.
"""

from collections.abc import Sequence
from typing import Final

from planner.problem.model import PlannedVisit, Problem
from planner.solver.engine import Deadline
from planner.solver.levels import coverage_levels
from planner.solver.local_search import FIRST_WORSENING, search_places
from planner.solver.placement import Placement
from planner.solver.reach import Reach, find_reach
from planner.solver.visit_program import Visit

_MOST_PAIRS: Final = 40_000
"""Pairs of adviser and venue that are considered: beyond, each venue has fewer advisers."""
FIRM: Final = 1_000.0
"""When plans are compared, a person missing costs so many times the price of a shortfall."""
_FEWEST_ADVISERS: Final = 8


def find_places(
    problem: Problem,
    *,
    target: float,
    price_s: float,
    shortfall_cost_s: float,
    steps_per_venue: int,
    deadline: Deadline,
    seed: int,
    start: Sequence[PlannedVisit] = (),
    wanted: Sequence[Visit] = (),
    worsening: float = FIRST_WORSENING,
) -> Placement:
    """Search for visits and places at once; see :func:`search_places`.

    Parameters
    ----------
    shortfall_cost_s
        Seconds of driving rather than missing the target by one person more.
    """
    return search_places(
        problem,
        reach_of(problem),
        coverage_levels(problem),
        target=target,
        price_s=price_s,
        shortfall_cost_s=FIRM * shortfall_cost_s,
        num_steps=steps_per_venue * problem.num_venues,
        deadline=deadline,
        seed=seed,
        start=start,
        wanted=wanted,
        worsening=worsening,
    )


def reach_of(problem: Problem) -> Reach:
    """Tables of the advisers considered for each venue: all while there are few pairs."""
    most = max(_FEWEST_ADVISERS, _MOST_PAIRS // problem.num_venues)
    return find_reach(problem, most_advisers=most)
