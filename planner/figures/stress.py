"""How a plan fares when need is not what was estimated: redrawn many times, the plan fixed.

Access values of a plan do not depend on need, so a redraw costs one product. Nothing is optimised
again: the figures say what the *same* plan covers, and which of its venues another would replace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from planner.need import Need
from planner.plan import NeedStress, VenueStress
from planner.problem.model import PlannedVisit, Problem, days_by_venue

NUM_REDRAWS: Final = 200
LUCK_SHARE: Final = 0.2
"""A venue that another outranks in more redraws than this owes its place to the estimate."""

_ROUNDING: Final = 1e-9

_Floats = npt.NDArray[np.float64]


def stress_plan(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    need: Need,
    *,
    venue_names: Mapping[str, str],
    num_redraws: int = NUM_REDRAWS,
) -> NeedStress:
    """Redraw need and measure what the plan covers and which venues keep their place.

    The covered share of a redraw N is ``sum_c N_c value_c / sum_c N_c``. A venue is outranked
    when the need that it alone covers is less than what its rival, visited as often by the same
    adviser, would cover in its place. A rival is a venue that the plan does not visit and that is
    outranked by all visited ones at the estimate itself: others are kept out by driving, hours or
    contracts, whatever the need. Driving is left out: rivals are names to look at, not plans. A
    redraw scales all demand points of a commune alike.

    Parameters
    ----------
    venue_names
        Name of every venue by id.
    """
    of_point = problem.point_commune
    in_commune = need.people[of_point]
    part = np.divide(problem.need, in_commune, out=np.zeros(len(of_point)), where=in_commune > 0)
    redraws = _redraws(need, num_redraws)[:, of_point] * part
    sessions = days_by_venue(visits)
    value_by_sessions = dict(problem.value_by_sessions)
    frequency = {count: rank for rank, (count, _) in enumerate(problem.value_by_sessions)}
    best, second, holder = _two_best(problem, sessions, value_by_sessions)
    shares = (redraws @ best) / np.maximum(redraws.sum(axis=1), 1e-9)
    contests = [
        _Contest(
            venue=venue,
            value=value_by_sessions[sessions[venue]],
            without=np.where(holder == venue, second, best),
            with_it=best,
            is_open=problem.can_visit[sorted({v.adviser for v in visits if v.venue == venue})].all(
                axis=0
            )
            & problem.may_have[:, frequency[sessions[venue]]],
        )
        for venue in dict.fromkeys(visit.venue for visit in visits)
    ]
    is_rival = np.ones(problem.num_venues, dtype=np.bool_)
    is_rival[list(sessions)] = False
    for contest in contests:
        own, others = contest.covered(problem, problem.need[None, :], np.flatnonzero(is_rival))
        is_rival[is_rival] &= ~(_is_more(others, own)[0] & contest.is_open[is_rival])
    total = max(float(problem.need.sum()), 1e-9)
    low, middle, high = np.percentile(shares, [5, 50, 95]).tolist()
    return NeedStress(
        num_redraws=len(redraws),
        covered_share=float(problem.need @ best) / total,
        covered_share_low=low,
        covered_share_median=middle,
        covered_share_high=high,
        covered_share_least=float(shares.min()),
        venues=tuple(
            _stress_venue(problem, contest, redraws, is_rival=is_rival, venue_names=venue_names)
            for contest in contests
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Contest:
    """A visited venue against those that might stand in its place."""

    venue: int
    value: float
    """Of its number of sessions."""
    without: _Floats
    """(num_points,) best value of each demand point without the venue."""
    with_it: _Floats
    """(num_points,) best value with it."""
    is_open: npt.NDArray[np.bool_]
    """(num_venues,) whether the same adviser can go there."""

    def covered(
        self, problem: Problem, need: _Floats, rivals: npt.NDArray[np.int64]
    ) -> tuple[_Floats, _Floats]:
        """Need that the venue alone covers (num_needs,), and rivals instead (num_needs, k)."""
        factor = problem.access_factor
        row = np.repeat(np.arange(factor.shape[0]), np.diff(factor.indptr))
        gained = np.maximum(self.value * factor.data - self.without[row], 0)
        gain = csr_array((gained, factor.indices, factor.indptr), shape=factor.shape)
        others: _Floats = (gain.T @ need.T).T[:, rivals]
        return need @ (self.with_it - self.without), others


def _redraws(need: Need, num_redraws: int) -> _Floats:
    """Evenly spaced draws of the estimate."""
    sample = need.sample()
    rows = np.linspace(0, len(sample) - 1, min(num_redraws, len(sample))).round().astype(int)
    redraws: _Floats = sample[rows].astype(np.float64)
    return redraws


def _two_best(
    problem: Problem, sessions: Mapping[int, int], value_by_sessions: Mapping[int, float]
) -> tuple[_Floats, _Floats, npt.NDArray[np.int64]]:
    """Best and second-best value of each demand point, and the venue of the best (or -1)."""
    best, second = problem.value_before.copy(), problem.value_before.copy()
    holder = np.full(len(best), -1, dtype=np.int64)
    by_venue = problem.access_factor.tocsc()
    for venue, count in sorted(sessions.items()):
        value = by_venue[:, [venue]].toarray()[:, 0] * value_by_sessions[count]
        wins = value > best
        second = np.where(wins, best, np.maximum(second, value))
        best = np.where(wins, value, best)
        holder[wins] = venue
    return best, second, holder


def _is_more(others: _Floats, own: _Floats) -> npt.NDArray[np.bool_]:
    """Where rivals cover more; equal but for rounding is not more."""
    return others > own[:, None] * (1 + _ROUNDING) + _ROUNDING


def _stress_venue(
    problem: Problem,
    contest: _Contest,
    redraws: _Floats,
    *,
    is_rival: npt.NDArray[np.bool_],
    venue_names: Mapping[str, str],
) -> VenueStress:
    """Find the rival that outranks a venue most often."""
    rivals = np.flatnonzero(is_rival & contest.is_open)
    own, others = contest.covered(problem, redraws, rivals)
    wins = _is_more(others, own).mean(axis=0)
    most = int(wins.argmax()) if rivals.size else 0
    share = float(wins[most]) if rivals.size else 0.0
    rival_id = problem.venue_ids[rivals[most]] if share > 0 else None
    return VenueStress(
        venue_id=problem.venue_ids[contest.venue],
        rival_venue_id=rival_id,
        rival_name="" if rival_id is None else venue_names[rival_id],
        outranked_share=share,
        depends_on_luck=share > LUCK_SHARE,
    )
