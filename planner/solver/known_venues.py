"""The venues that a repair may visit when all it is asked for is few changes."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from planner.problem.model import PlannedVisit, Problem


def keep_to_known_venues(problem: Problem, current: Iterable[PlannedVisit]) -> Problem:
    """Leave out every venue that is not visited now and that no rule asks for.

    A visit of a new venue is a change, which only a rule is worth: a required venue, the least
    number of sessions of an area, or its least coverage. With a few dozen venues instead of
    hundreds the fewest changes are found and proven in seconds.
    """
    may_come = problem.is_required.copy()
    may_come[[visit.venue for visit in current]] = True
    for quota in problem.quotas:
        if quota.min_sessions:
            may_come[list(quota.venues)] = True
    for floor in problem.floors:
        may_come[np.unique(problem.access_factor[floor.is_inside].indices)] = True
    return replace(problem, can_visit=problem.can_visit & may_come)
