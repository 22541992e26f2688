"""Which rules clash, when no plan obeys them all: the smallest set that already cannot stand.

Rules are dropped one by one as long as the rest still has no plan (deletion filter: Chinneck and
Dravnieks, ORSA Journal on Computing 3(2), 1991). What is left is irreducible: without any one of
its rules there is a plan of the covering model.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from planner.problem.model import Problem, Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule:
    """A rule that the coordinator can give up."""

    sentence: str
    """French, as it stands in a list of rules."""
    drop: Callable[[Problem], Problem]
    """The problem without it."""


def list_rules(problem: Problem) -> tuple[NamedRule, ...]:
    """List the rules that may be given up, in the order of the problem."""
    rules = [
        NamedRule(
            sentence=f"lieu obligatoire {problem.venue_words(venue)}",
            drop=partial(_without_requirement, venue=venue),
        )
        for venue in np.flatnonzero(problem.is_required).tolist()
    ]
    for position, quota in enumerate(problem.quotas):
        if quota.min_sessions:
            rules.append(
                NamedRule(
                    sentence=f"au moins {quota.min_sessions} permanences par cycle pour "
                    f"{quota.area_name}",
                    drop=partial(_change_quota, position=position, change=_without_minimum),
                )
            )
        if quota.max_sessions is not None:
            rules.append(
                NamedRule(
                    sentence=f"au plus {quota.max_sessions} permanences par cycle pour "
                    f"{quota.area_name}",
                    drop=partial(_change_quota, position=position, change=_without_maximum),
                )
            )
    rules += [
        NamedRule(
            sentence=f"couverture minimale de {floor.area_name}",
            drop=partial(_without_floor, position=position),
        )
        for position, floor in enumerate(problem.floors)
    ]
    return tuple(rules)


def find_conflict(
    problem: Problem, *, can_stand: Callable[[Problem], bool]
) -> tuple[NamedRule, ...]:
    """Find a smallest set of rules that cannot stand together with the advisers' time.

    Parameters
    ----------
    can_stand
        Whether a problem has a plan; it is asked once a rule.

    Returns
    -------
    tuple of NamedRule
        Empty when the advisers' time alone allows no plan, whatever is given up.
    """
    conflict = list(list_rules(problem))
    for rule in tuple(conflict):
        rest = [other for other in conflict if other is not rule]
        if not can_stand(_only(problem, rest)):
            conflict = rest
    return tuple(conflict)


def _only(problem: Problem, rules: list[NamedRule]) -> Problem:
    """The problem with these rules and no other."""
    kept = {rule.sentence for rule in rules}
    for rule in list_rules(problem):
        if rule.sentence not in kept:
            problem = rule.drop(problem)
    return problem


def _without_requirement(problem: Problem, *, venue: int) -> Problem:
    required = np.array(problem.is_required)
    required[venue] = False
    return replace(problem, is_required=required)


def _change_quota(problem: Problem, *, position: int, change: Callable[[Quota], Quota]) -> Problem:
    quotas = list(problem.quotas)
    quotas[position] = change(quotas[position])
    return replace(problem, quotas=tuple(quotas))


def _without_minimum(quota: Quota) -> Quota:
    return replace(quota, min_sessions=0)


def _without_maximum(quota: Quota) -> Quota:
    return replace(quota, max_sessions=None)


def _without_floor(problem: Problem, *, position: int) -> Problem:
    floors = list(problem.floors)
    floors[position] = replace(floors[position], min_people=0.0)
    return replace(problem, floors=tuple(floors))
