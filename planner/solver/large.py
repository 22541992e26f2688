"""Territories too large for the exact programs: local search, and bounds from round trips."""

from typing import Final

import numpy as np

from geodata.errors import NoSolutionFoundError
from planner.problem.model import Problem, Solution, days_by_venue
from planner.progress import Known, Progress
from planner.solver.announcing import announce_bounds, announce_plan
from planner.solver.engine import Deadline
from planner.solver.first_plan import FIRM, reach_of
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.local_search import is_plain, search_places
from planner.solver.master import shortfall_cost_h
from planner.solver.proof import DrivingProof, at_the_target, state_bounds
from planner.solver.round_trips import bound_coverage, bound_driving
from planner.solver.rounds import SearchOptions

_MANY_PAIRS: Final = 20_000
"""Pairs of adviser and venue above which the exact programs have no time to begin."""
_COVERAGE_STEPS: Final = 20_000
_DRIVING_STEPS: Final = 60_000
_COVERAGE_SHARE: Final = 0.3
"""Share of the time left that the search for coverage may take at most."""
_BOUND_SHARE: Final = 0.3
_NOTE: Final = (
    "Les programmes exacts ne viennent pas à bout d'un tel territoire dans le temps donné : le "
    "planning vient d'une recherche locale, et les bornes comptent des allers-retours à la place "
    "des tournées ; les écarts annoncés sont donc plus grands que les vrais."
)
_DRIVING_WEIGHT: Final = 0.05
"""While coverage is sought, a second of driving counts for so little."""


def is_large(problem: Problem) -> bool:
    """Whether a problem is left to local search: large, and without rules that it does not know."""
    return int(np.count_nonzero(problem.can_visit)) > _MANY_PAIRS and is_plain(problem)


def solve_large(
    problem: Problem, *, options: SearchOptions, deadline: Deadline, progress: Progress
) -> Solution:
    """Find visits of one cycle for a large territory, and bounds that hold for every plan.

    The best coverage found, and not the bound on it, is what the driving is to keep.
    """
    levels = coverage_levels(problem)
    base = base_coverage(problem)
    progress("Borne sur la couverture : allers-retours")
    bound = bound_coverage(problem, levels, deadline=deadline.part(_BOUND_SHARE))
    progress(Known(objective="coverage", bound=bound))
    progress("Couverture : recherche locale")
    reach = reach_of(problem)
    cost_s = 3600 * shortfall_cost_h(bound - base)
    widest = search_places(
        problem,
        reach,
        levels,
        target=bound - base,
        price_s=cost_s / _DRIVING_WEIGHT,
        shortfall_cost_s=FIRM * cost_s,
        num_steps=_COVERAGE_STEPS,
        deadline=deadline.part(_COVERAGE_SHARE),
        seed=options.seed,
    )
    best = covered_need(problem, days_by_venue(widest.visits))
    announce_plan(problem, widest, progress=progress)
    floor = (1 - options.coverage_tolerance) * best
    progress("Borne sur les trajets : allers-retours")
    driving = bound_driving(
        problem, levels, target=floor - base, deadline=deadline.part(_BOUND_SHARE)
    )
    progress(Known(objective="driving", bound=None if driving is None else driving.bound_s))
    progress("Trajets : recherche locale")
    placement = search_places(
        problem,
        reach,
        levels,
        target=floor - base,
        price_s=cost_s,
        shortfall_cost_s=FIRM * cost_s,
        num_steps=_DRIVING_STEPS,
        deadline=deadline,
        seed=options.seed,
        start=widest.visits,
    )
    if not placement.is_complete:
        raise NoSolutionFoundError(
            "la recherche locale n'a pas trouvé de place pour tous les lieux obligatoires ; "
            "retirez-en, ou augmentez optimisation.time_limit_s",
            hit_time_limit=placement.hit_time_limit,
        )
    bounds = state_bounds(
        problem,
        placement,
        coverage_bound=bound,
        driving=DrivingProof(
            bound_s=None if driving is None else driving.bound_s,
            condition=at_the_target(options.coverage_tolerance),
        ),
    )
    announce_bounds(bounds, progress=progress)
    return Solution(
        visits=placement.visits,
        bounds=bounds,
        hit_time_limit=widest.hit_time_limit or placement.hit_time_limit or driving is None,
        notes=(_NOTE,),
    )
