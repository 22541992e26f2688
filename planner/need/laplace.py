"""Laplace approximation of a nested logistic regression, without a matrix larger than its slopes.

Log-odds of commune i in EPCI e(i) and age band b, given the spreads s_e and s_c::

    eta_ib = F_ib . beta + u_e(i) + v_i,   u ~ N(0, s_e^2),  v ~ N(0, s_c^2),  beta ~ N(m, prior)

A commune lies in one EPCI, so v leaves the normal equations by itself (its block is diagonal),
then u (diagonal again), and what is left has the size of beta. Mode, determinant and draws are
exact for the Gaussian approximation, in a time that grows with the number of communes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, solve_triangular
from scipy.special import expit

_MAX_STEPS: Final = 100
_TOLERANCE: Final = 1e-8
"""Newton's steps stop below this change of log-odds."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """Data and prior of the regression; b counts age bands, q slopes."""

    asked: _Floats
    """(n, b) answers, whole or weighted."""
    wanting: _Floats
    """(n, b) of them, wanting help."""
    design: _Floats
    """(n, b, q)"""
    epci: npt.NDArray[np.int64]
    """(n,) position of each commune's EPCI."""
    num_epcis: int
    prior_mean: _Floats
    """(q,)"""
    prior_precision: _Floats
    """(q,) independent."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Point:
    """A value of every unknown: slopes, EPCI effects, commune effects."""

    beta: _Floats
    u: _Floats
    v: _Floats

    def plus(self, step: "Point", size: float) -> "Point":
        """Move by a multiple of a step."""
        return Point(
            beta=self.beta + size * step.beta, u=self.u + size * step.u, v=self.v + size * step.v
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Approximation:
    """The Gaussian approximation around the mode, for one pair of spreads."""

    log_evidence: float
    """Log of the probability of the answers given the spreads, up to a constant."""
    mode: Point
    factors: "_Factors"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Factors:
    """The negative Hessian, factored block by block."""

    commune: _Floats
    """(n,) block of v, diagonal."""
    weight: _Floats
    """(n,) block between v and its EPCI's u."""
    slopes: _Floats
    """(n, q) block between v and beta."""
    epci: _Floats
    """(e,) block of u without v."""
    epci_slopes: _Floats
    """(e, q) block between u and beta without v."""
    root: _Floats
    """(q, q) lower Cholesky factor of the block of beta without u and v."""


def approximate(
    model: Model, *, epci_sd: float, commune_sd: float, start: Point | None = None
) -> Approximation:
    """Find the mode by Newton's method, halving steps that overshoot."""
    precision = epci_sd**-2, commune_sd**-2
    point = start or Point(
        beta=model.prior_mean, u=np.zeros(model.num_epcis), v=np.zeros(len(model.epci))
    )
    value = _log_posterior(model, point, precision)
    for _ in range(_MAX_STEPS):
        step = _newton_step(model, point, precision)
        size = 1.0
        while True:
            moved = point.plus(step, size)
            moved_value = _log_posterior(model, moved, precision)
            if moved_value >= value - 1e-9 * (1 + abs(value)):
                break
            size /= 2
        point, value = moved, moved_value
        if size * _largest(step) < _TOLERANCE:
            break
    factors = _factor(model, point, precision)
    log_root = np.log(factors.commune).sum() + np.log(factors.epci).sum()
    log_root += 2 * np.log(np.diag(factors.root)).sum()
    log_prior = model.num_epcis * np.log(precision[0]) + len(model.epci) * np.log(precision[1])
    return Approximation(
        log_evidence=float(value + 0.5 * (log_prior - log_root)), mode=point, factors=factors
    )


def draw_log_odds(
    model: Model, fitted: Approximation, *, num_draws: int, rng: np.random.Generator
) -> _Floats:
    """(num_draws, n, b) draws of the log-odds; each stands beside its mirror image.

    The mirror images make the mean of the draws that of the approximation but for the bend of
    the logistic curve.
    """
    factors, mode = fitted.factors, fitted.mode
    half = (num_draws + 1) // 2
    deviates = [rng.standard_normal((half, len(part))) for part in (mode.beta, mode.u, mode.v)]
    z_beta, z_u, z_v = (np.concatenate([z, -z])[:num_draws] for z in deviates)
    beta = solve_triangular(factors.root.T, z_beta.T, lower=False).T
    u = z_u / np.sqrt(factors.epci) - beta @ (factors.epci_slopes / factors.epci[:, None]).T
    v = z_v / np.sqrt(factors.commune)
    v -= (beta @ factors.slopes.T + u[:, model.epci] * factors.weight) / factors.commune
    area = mode.u[model.epci] + mode.v + u[:, model.epci] + v
    num_communes, num_bands, num_slopes = model.design.shape
    fixed = (mode.beta + beta) @ model.design.reshape(-1, num_slopes).T
    return area[:, :, None] + fixed.reshape(num_draws, num_communes, num_bands)


def _log_odds(model: Model, point: Point) -> _Floats:
    area: _Floats = point.u[model.epci] + point.v
    return model.design @ point.beta + area[:, None]


def _log_posterior(model: Model, point: Point, precision: tuple[float, float]) -> float:
    odds = _log_odds(model, point)
    likelihood = (model.wanting * odds - model.asked * np.logaddexp(0, odds)).sum()
    prior = (model.prior_precision * (point.beta - model.prior_mean) ** 2).sum()
    prior += precision[0] * (point.u**2).sum() + precision[1] * (point.v**2).sum()
    return float(likelihood - 0.5 * prior)


def _factor(model: Model, point: Point, precision: tuple[float, float]) -> _Factors:
    share = expit(_log_odds(model, point))
    curvature = model.asked * share * (1 - share)
    weight = curvature.sum(axis=1)
    slopes = np.einsum("ib,ibq->iq", curvature, model.design)
    commune = weight + precision[1]
    kept = precision[1] / commune  # 1 - weight / commune, without cancellation
    epci = precision[0] + _by_epci(model, weight * kept)
    epci_slopes = np.zeros((model.num_epcis, slopes.shape[1]))
    np.add.at(epci_slopes, model.epci, slopes * kept[:, None])
    block = np.einsum("ib,ibq,ibr->qr", curvature, model.design, model.design, optimize=True)
    block -= (slopes / commune[:, None]).T @ slopes
    block -= (epci_slopes / epci[:, None]).T @ epci_slopes
    block[np.diag_indices_from(block)] += model.prior_precision
    return _Factors(
        commune=commune,
        weight=weight,
        slopes=slopes,
        epci=epci,
        epci_slopes=epci_slopes,
        root=cholesky(block, lower=True),
    )


def _newton_step(model: Model, point: Point, precision: tuple[float, float]) -> Point:
    factors = _factor(model, point, precision)
    surplus = model.wanting - model.asked * expit(_log_odds(model, point))
    for_v = surplus.sum(axis=1) - precision[1] * point.v
    for_u = _by_epci(model, surplus.sum(axis=1)) - precision[0] * point.u
    for_beta = np.einsum("ib,ibq->q", surplus, model.design)
    for_beta -= model.prior_precision * (point.beta - model.prior_mean)
    scaled = for_v / factors.commune
    for_u -= _by_epci(model, factors.weight * scaled)
    for_beta -= factors.slopes.T @ scaled + factors.epci_slopes.T @ (for_u / factors.epci)
    half = solve_triangular(factors.root, for_beta, lower=True)
    beta = solve_triangular(factors.root.T, half, lower=False)
    u = (for_u - factors.epci_slopes @ beta) / factors.epci
    v = (for_v - factors.slopes @ beta - factors.weight * u[model.epci]) / factors.commune
    return Point(beta=beta, u=u, v=v)


def _by_epci(model: Model, column: _Floats) -> _Floats:
    """Sum a column of communes by EPCI."""
    sums = np.zeros(model.num_epcis)
    np.add.at(sums, model.epci, column)
    return sums


def _largest(step: Point) -> float:
    return max(float(np.abs(part).max(initial=0.0)) for part in (step.beta, step.u, step.v))
