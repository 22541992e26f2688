"""spopt's MCLP chooses venues and frequencies, PyVRP routes what was chosen.

The MCLP knows demand points that are covered or not, and a number of equal facilities. Steps of
access (:func:`planner.solver.levels.coverage_levels`) as demand points make its answer exact for
one frequency; frequencies are chosen one after the other, the most frequent first, each on the
steps that are left, for several ways to share the half-days out, the best of which counts.
"""

import warnings
from collections.abc import Sequence
from itertools import product
from time import monotonic
from typing import Final

import numpy as np
import pulp

from planner.problem.model import PlannedVisit, Problem
from planner.solver.levels import Level, coverage_levels, covered_need
from scripts.peers.encoding import encode_choice, num_half_days
from scripts.peers.gains import allowed_options
from scripts.peers.pyvrp_prizes import route

with warnings.catch_warnings():  # spopt's own imports warn
    warnings.simplefilter("ignore")
    from spopt.locate import MCLP

_PARTS: Final = 4
"""The half-days are shared out over frequencies in quarters."""
_SHARE_OF_TIME: Final = 0.4
"""Of the time limit, for choosing; routing has what is left."""


def find_visits(
    problem: Problem, *, time_limit_s: float, seed: int, contract_slack: float = 1.1
) -> list[PlannedVisit]:
    """Choose venues, then route them."""
    end_s = monotonic() + time_limit_s
    frequency = choose_venues(problem, end_s=monotonic() + _SHARE_OF_TIME * time_limit_s)
    prize_s = 100 * max(a.max_drive_s_per_day for a in problem.advisers)
    return route(
        problem,
        encode_choice(problem, frequency, prize_s=prize_s),
        time_limit_s=max(1.0, end_s - monotonic()),
        seed=seed,
        contract_slack=contract_slack,
    )


def choose_venues(problem: Problem, *, end_s: float) -> dict[int, int]:
    """Choose venues and days a cycle; ``end_s`` on the clock of :func:`time.monotonic`."""
    levels = coverage_levels(problem)
    kinds = sorted((sessions for sessions, _ in problem.value_by_sessions), reverse=True)
    known: dict[tuple[int, ...], dict[int, int]] = {}
    best: dict[int, int] = {}
    for shares in _ways_to_share(len(kinds)):
        if best and monotonic() >= end_s:
            break
        chosen = _choose_by_shares(problem, levels, kinds, shares, known, end_s=end_s)
        if covered_need(problem, chosen) > covered_need(problem, best):
            best = chosen
    return best


def _ways_to_share(num_kinds: int) -> list[tuple[int, ...]]:
    """Quarters of the half-days for each frequency, the most even ways first."""
    ways = [way for way in product(range(_PARTS + 1), repeat=num_kinds) if sum(way) == _PARTS]
    return sorted(ways, key=lambda way: (max(way), way))


def _choose_by_shares(
    problem: Problem,
    levels: Sequence[Level],
    kinds: Sequence[int],
    shares: tuple[int, ...],
    known: dict[tuple[int, ...], dict[int, int]],
    *,
    end_s: float,
) -> dict[int, int]:
    """Choose frequency after frequency; what begins alike is not chosen twice."""
    num_left = num_half_days(problem)
    budget = num_left
    chosen: dict[int, int] = {}
    for at, sessions in enumerate(kinds):
        is_last = at == len(kinds) - 1
        beginning = shares[: at + 1]
        num = (num_left if is_last else budget * shares[at] // _PARTS) // sessions
        if beginning not in known:
            known[beginning] = chosen | _solve_mclp(
                problem, levels, chosen, sessions=sessions, num=num, end_s=end_s
            )
        chosen = dict(known[beginning])
        num_left = budget - sum(chosen.values())
    return chosen


def _solve_mclp(
    problem: Problem,
    levels: Sequence[Level],
    chosen: dict[int, int],
    *,
    sessions: int,
    num: int,
    end_s: float,
) -> dict[int, int]:
    """Choose so many venues more for one frequency, on the steps that are not reached yet."""
    venues = [
        venue
        for venue in range(problem.num_venues)
        if venue not in chosen and (venue, sessions) in allowed_options(problem, venue)
    ]
    reached = set(chosen.items())
    column = {venue: at for at, venue in enumerate(venues)}
    rows, weights = [], []
    for level in levels:
        if reached.intersection(level.visits):
            continue
        covering = [column[v] for v, k in level.visits if k == sessions and v in column]
        if covering:
            row = np.ones(len(venues))
            row[covering] = 0.0
            rows.append(row)
            weights.append(level.weight)
    num = min(num, len(venues))
    if not rows or num == 0:
        return {}
    model = MCLP.from_cost_matrix(np.array(rows), np.array(weights), 0.5, p_facilities=num)
    limit_s = max(2.0, end_s - monotonic())
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit_s, gapRel=0.001, threads=1))
    return {
        venue: sessions
        for venue, variable in zip(venues, model.fac_vars, strict=True)
        if (variable.value() or 0.0) > 0.5  # noqa: PLR2004 - half way between no and yes
    }
