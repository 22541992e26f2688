"""The posterior of need: the spreads integrated over a grid, need drawn at its points.

Integrated nested Laplace (Rue, Martino and Chopin, *JRSS B* 71(2), 2009) in its plainest form:
the two spreads are a two-dimensional integral, on a grid; given them, the log-odds are Gaussian.
"""

import hashlib
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from planner.need.laplace import Approximation, Model, Point, approximate, draw_log_odds
from planner.need.published import SPREAD_LOG_SD, SPREAD_MEDIAN

SPREADS: Final = tuple(float(sd) for sd in np.geomspace(0.02, 1.28, 13))
"""Grid of the standard deviations of EPCI and communes, in log-odds."""

NUM_DRAWS: Final = 1000
MIN_DRAWS: Final = 200
MAX_DRAW_NUMBERS: Final = 16_000_000
"""Draws x communes kept (64 MB); beyond, fewer draws are kept, never fewer than MIN_DRAWS."""

_NEGLIGIBLE: Final = 1e-4
"""Points of the grid with less of the posterior than this are left out."""
_BLOCK: Final = 50
"""Draws made at once, to bound the memory of the log-odds by age band."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridPoint:
    """A pair of spreads, its share of the posterior, and the approximation there."""

    epci_sd: float
    commune_sd: float
    share: float
    fitted: Approximation


def integrate_spreads(model: Model) -> tuple[GridPoint, ...]:
    """Weigh every pair of spreads by its evidence and prior."""
    pairs = list(product(SPREADS, SPREADS))
    log_weight = np.empty(len(pairs))
    start: Point | None = None
    for row, (epci_sd, commune_sd) in enumerate(pairs):
        found = approximate(model, epci_sd=epci_sd, commune_sd=commune_sd, start=start)
        start = found.mode
        # Equal steps of log s: the log-normal prior is a normal one there.
        deviations = np.log(np.array([epci_sd, commune_sd]) / SPREAD_MEDIAN) / SPREAD_LOG_SD
        log_prior = -0.5 * float((deviations**2).sum())
        log_weight[row] = found.log_evidence + log_prior
    share = np.exp(log_weight - log_weight.max())
    share /= share.sum()
    share[share < _NEGLIGIBLE] = 0
    share /= share.sum()
    # Fitted again rather than kept: a grid of approximations would fill the memory.
    return tuple(
        GridPoint(
            epci_sd=pairs[row][0],
            commune_sd=pairs[row][1],
            share=float(share[row]),
            fitted=approximate(model, epci_sd=pairs[row][0], commune_sd=pairs[row][1], start=start),
        )
        for row in np.flatnonzero(share).tolist()
    )


def draw_need(model: Model, residents: _Floats) -> npt.NDArray[np.float32]:
    """Draw how many residents of each commune want help, (num_draws, num_communes).

    The seed is a digest of the model and the residents: the same input gives the same draws.
    """
    num_communes = len(residents)
    num_draws = min(NUM_DRAWS, max(MIN_DRAWS, MAX_DRAW_NUMBERS // max(1, num_communes)))
    rng = np.random.default_rng(_seed_of(model, residents))
    points = integrate_spreads(model)
    draws = np.empty((num_draws, num_communes), dtype=np.float32)
    ends = np.rint(num_draws * np.cumsum([point.share for point in points])).astype(int)
    first = 0
    for point, end in zip(points, ends.tolist(), strict=True):
        while first < end:
            last = min(end, first + _BLOCK)
            odds = draw_log_odds(model, point.fitted, num_draws=last - first, rng=rng)
            draws[first:last] = np.einsum("dib,ib->di", expit(odds), residents)
            first = last
    return draws


def _seed_of(model: Model, residents: _Floats) -> int:
    digest = hashlib.sha256()
    for array in (residents, model.asked, model.wanting, model.design, model.epci):
        digest.update(np.ascontiguousarray(array).tobytes())
    return int.from_bytes(digest.digest()[:8], "big")
