"""Local search once the relaxed plan is known, and near the best plan so far."""

from typing import Final

from planner.solver.first_plan import find_places
from planner.solver.local_search import is_plain
from planner.solver.placement import Placement
from planner.solver.rounds import Task, found_of, merit_s

_STEPS_TO_RETURN: Final = 60
_WORSENING_NEAR: Final = 1 / 40
"""Share of the driving to a venue by which plans near the best may be worse to begin with."""
_PLACES_SHARE: Final = 0.6
"""Share of the time left that local search may take at most."""
_PRICE_MARGIN: Final = 2.0
"""Local search begins with so many times what the relaxed plan pays for coverage."""


def search_around_relaxed(task: Task, start: Placement, *, steps_per_venue: int) -> Placement:
    """The better of a plan and of what local search finds, beginning with the relaxed plan."""
    if not is_plain(task.problem):
        return start
    # A program cut short before it covered the target says little of who belongs where.
    rounded = task.relaxation.rounded(task.problem) if task.relaxation.meets_target else ()
    other = find_places(
        task.problem,
        target=task.target,
        price_s=_price_s(task),
        shortfall_cost_s=3600 * task.shortfall_cost_h,
        steps_per_venue=steps_per_venue,
        deadline=task.deadline.part(_PLACES_SHARE),
        seed=task.options.seed,
        start=() if rounded else start.visits,
        wanted=rounded,
    )
    return _better(task, start, other)


def search_near(task: Task, best: Placement, *, seed: int) -> Placement:
    """The best plan, or a better one that local search finds near it."""
    other = find_places(
        task.problem,
        target=task.target,
        price_s=_price_s(task),
        shortfall_cost_s=3600 * task.shortfall_cost_h,
        steps_per_venue=_STEPS_TO_RETURN,
        deadline=task.deadline.part(_PLACES_SHARE),
        seed=seed,
        start=best.visits,
        worsening=_WORSENING_NEAR,
    )
    return _better(task, best, other)


def _better(task: Task, one: Placement, other: Placement) -> Placement:
    """The better of two plans, the other only if it holds all required venues."""
    if not other.is_complete:
        return one
    return min(one, other, key=lambda plan: merit_s(task, found_of(task, plan)))


def _price_s(task: Task) -> float:
    """Seconds of driving that local search pays for a person to begin with."""
    cost_h, paid_h = task.shortfall_cost_h, task.relaxation.target_price_h
    return 3600 * (min(cost_h, _PRICE_MARGIN * paid_h) if paid_h > 0 else cost_h)
