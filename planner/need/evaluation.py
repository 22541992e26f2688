"""How near an estimate comes to a truth that is known, as of a synthetic territory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from planner.need.answers import Answers
from planner.need.records import WIDE_LEVEL, Need, quantiles

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of one estimate against the truth."""

    rmse: float
    """Root of the mean squared error of communes' shares, weighted by residents."""
    rmse_mean: float
    """The same of the territory's mean, given to every commune."""
    rmse_raw: float
    """The same of the communes' own shares of answers; the mean where nobody answered."""
    rmse_age: float
    """The same of the territory's rates by age, applied to every commune's ages."""
    coverage_80: float
    coverage_90: float
    """Share of communes whose truth lies in their interval."""
    rank_correlation: float
    """Spearman's, over communes."""
    total_error: float
    """Relative error of the whole."""
    is_total_inside: bool
    """Whether the 90 % interval of the whole holds the truth."""


def score_need(need: Need, answers: Answers, *, residents: _Floats, truth: _Floats) -> Scores:
    """Score an estimate and the plain ones beside it.

    Parameters
    ----------
    residents
        (num_communes, 3) by age band.
    truth
        (num_communes,) true share in need.
    """
    people = residents.sum(axis=1)
    counted = people > 0
    asked, wanting = answers.asked.sum(axis=1), answers.wanting.sum(axis=1)
    mean = float(wanting.sum() / asked.sum())
    raw = np.divide(wanting, asked, out=np.full(len(asked), mean), where=asked > 0)
    by_age = answers.wanting.sum(axis=0) / np.maximum(answers.asked.sum(axis=0), 1)
    at_age = residents @ by_age / np.maximum(people, 1)
    share = need.people / np.maximum(people, 1)

    def rmse(estimate: _Floats | float) -> float:
        return float(np.sqrt(np.average((estimate - truth) ** 2, weights=people)))

    def coverage(level: float) -> float:
        low, high = need.interval(level)
        inside = (low <= truth * people) & (truth * people <= high)
        return float(inside[counted].mean())

    true_total = float((truth * people).sum())
    whole = need.sample().astype(np.float64).sum(axis=1)[:, None]
    low, high = quantiles(whole, WIDE_LEVEL)
    return Scores(
        rmse=rmse(share),
        rmse_mean=rmse(mean),
        rmse_raw=rmse(raw),
        rmse_age=rmse(at_age),
        coverage_80=coverage(0.80),
        coverage_90=coverage(0.90),
        rank_correlation=float(spearmanr(share[counted], truth[counted]).statistic),
        total_error=float(need.people.sum() / true_total - 1),
        is_total_inside=bool(low[0] <= true_total <= high[0]),
    )
