"""Stops: what an adviser does in a half-day, one session or two short ones at venues nearby.

The search knows one venue a half-day. A pair of short sessions is given to it as one more venue:
reached at the first, left from the second, opened and closed with them, worth to each resident
what the better of both is worth, and never visited beside a visit of either by itself. So a day
tour of two such stops has four sessions, and every model and bound holds as it stands.

Both venues of a pair have the adviser, weekday, half-day and weeks in common.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack

from planner.problem.model import CLOSED, PlannedVisit, Problem, SessionPair

_T = TypeVar("_T", bound=np.generic)


def with_pairs(problem: Problem) -> Problem:
    """Return the problem with its pairs of short sessions as venues after the others."""
    if not problem.pairs or problem.pairs_from is not None:
        return problem
    first = np.array([pair.first for pair in problem.pairs])
    second = np.array([pair.second for pair in problem.pairs])
    inner_s = np.array([pair.drive_s for pair in problem.pairs])
    start = np.array([pair.times[0, :, :, 0] for pair in problem.pairs])
    end = np.array([pair.times[1, :, :, 1] for pair in problem.pairs])
    enter, leave = _with(np.arange(problem.num_venues), first, second)
    out_s, back_s = problem.out_s[:, enter], problem.back_s[:, leave]
    drives_s = problem.out_s[:, first] + inner_s + problem.back_s[:, second]
    limits_s = np.array([adviser.max_drive_s_per_day for adviser in problem.advisers])
    is_open = np.not_equal(start, CLOSED)
    opens = [
        is_open[:, list(adviser.working_days)].any(axis=(1, 2)) for adviser in problem.advisers
    ]
    can_visit = problem.can_visit[:, first] & problem.can_visit[:, second] & np.array(opens)
    return replace(
        problem,
        venue_ids=(*problem.venue_ids, *(_id(problem, pair) for pair in problem.pairs)),
        venue_names=(*problem.venue_names, *(_name(problem, pair) for pair in problem.pairs))
        if problem.venue_names
        else (),
        access_factor=hstack([problem.access_factor, _best_of(problem, first, second)]).tocsr(),
        is_required=_longer(problem.is_required, np.zeros(len(first), dtype=np.bool_)),
        start_minute=np.concatenate([problem.start_minute, start]),
        end_minute=np.concatenate([problem.end_minute, end]),
        can_visit=np.hstack([problem.can_visit, can_visit & (drives_s <= limits_s[:, None])]),
        out_s=out_s,
        back_s=back_s,
        between_s=problem.between_s[np.ix_(leave, enter)],
        may_have=_longer(problem.may_have, problem.may_have[first] & problem.may_have[second]),
        is_full_day=_longer(problem.is_full_day, np.zeros(len(first), dtype=np.bool_)),
        bonus_s=_longer(problem.bonus_s, problem.bonus_s[first] + problem.bonus_s[second]),
        pairs_from=problem.num_venues,
    )


def split_pairs(problem: Problem, visits: Sequence[PlannedVisit]) -> tuple[PlannedVisit, ...]:
    """Return visits of which each pair is two, by venue; of a problem :func:`with_pairs`."""
    split = []
    for visit in visits:
        members = problem.members(visit.venue)
        if len(members) == 1:
            split.append(visit)
            continue
        pair = problem.pairs[visit.venue - (problem.pairs_from or 0)]
        for venue, times in zip(members, pair.times, strict=True):
            start, end = times[visit.weekday, visit.half].tolist()
            split.append(replace(visit, venue=venue, minutes=(start, end)))
    return tuple(sorted(split, key=lambda visit: visit.venue))


def join_pairs(problem: Problem, visits: Sequence[PlannedVisit]) -> tuple[PlannedVisit, ...]:
    """Return visits of which two in one half-day are a pair: the reverse of the above.

    Two that the problem does not have as a pair stay two.
    """
    together: defaultdict[tuple[int, int, int, tuple[int, ...]], list[PlannedVisit]]
    together = defaultdict(list)
    for visit in visits:
        together[visit.adviser, visit.weekday, visit.half, visit.weeks].append(visit)
    position: dict[tuple[int, ...], int] = {
        (pair.first, pair.second): (problem.pairs_from or 0) + at
        for at, pair in enumerate(problem.pairs if problem.pairs_from is not None else ())
    }
    joined = []
    for own in together.values():
        if len(own) == 1:
            joined += own
            continue
        in_order = sorted(own, key=lambda visit: visit.minutes or (0, 0))
        pair = position.get(tuple(visit.venue for visit in in_order))
        joined += own if pair is None else [replace(own[0], venue=pair, minutes=None)]
    return tuple(sorted(joined, key=lambda visit: visit.venue))


def _with(
    own: npt.NDArray[np.int64], first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Venues by which each position is entered and left."""
    return np.concatenate([own, first]), np.concatenate([own, second])


def _longer(own: npt.NDArray[_T], more: npt.NDArray[_T]) -> npt.NDArray[_T]:
    return np.concatenate([own, more])


def _best_of(
    problem: Problem, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> csr_array:
    """(num_points, num_pairs) value of the better of both venues."""
    by_venue = problem.access_factor.tocsc()
    return csr_array(by_venue[:, first].maximum(by_venue[:, second]))


def _id(problem: Problem, pair: SessionPair) -> str:
    return f"{problem.venue_ids[pair.first]} + {problem.venue_ids[pair.second]}"


def _name(problem: Problem, pair: SessionPair) -> str:
    return f"{problem.venue_names[pair.first]} + {problem.venue_names[pair.second]}"
