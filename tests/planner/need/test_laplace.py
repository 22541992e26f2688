"""Laplace's method against sums over a fine grid, and its blocks against one dense matrix."""

import numpy as np
import pytest
from scipy.special import expit, logsumexp

from planner.need.laplace import Model, approximate, draw_log_odds


def make_model(*, asked: list[list[float]], wanting: list[list[float]], epci: list[int]) -> Model:
    """One level, one slope that differs by commune; as many bands as the counts have."""
    counts = np.array(asked, dtype=np.float64)
    design = np.ones((*counts.shape, 2))
    design[:, :, 1] = np.linspace(-1, 1, len(counts))[:, None]
    return Model(
        asked=counts,
        wanting=np.array(wanting, dtype=np.float64),
        design=design,
        epci=np.array(epci, dtype=np.int64),
        num_epcis=max(epci) + 1,
        prior_mean=np.array([-0.7, 0.1]),
        prior_precision=np.array([4.0, 25.0]),
    )


RANDOM = make_model(
    asked=[[12, 5], [0, 0], [40, 20], [3, 1], [7, 9]],
    wanting=[[5, 3], [0, 0], [10, 9], [0, 1], [4, 4]],
    epci=[0, 0, 1, 1, 2],
)


def dense(model: Model, *, epci_sd: float, commune_sd: float) -> tuple[np.ndarray, np.ndarray]:
    """Design of all unknowns and their prior precision, written out."""
    num_communes, num_bands, _ = model.design.shape
    rows = []
    for i in range(num_communes):
        for b in range(num_bands):
            u, v = np.zeros(model.num_epcis), np.zeros(num_communes)
            u[model.epci[i]] = v[i] = 1
            rows.append(np.concatenate([model.design[i, b], u, v]))
    precision = np.concatenate(
        [
            model.prior_precision,
            np.full(model.num_epcis, epci_sd**-2),
            np.full(num_communes, commune_sd**-2),
        ]
    )
    return np.array(rows), precision


def test_the_gradient_vanishes_at_the_mode() -> None:
    fitted = approximate(RANDOM, epci_sd=0.4, commune_sd=0.3)
    design, precision = dense(RANDOM, epci_sd=0.4, commune_sd=0.3)
    mode = np.concatenate([fitted.mode.beta, fitted.mode.u, fitted.mode.v])
    prior_mean = np.concatenate([RANDOM.prior_mean, np.zeros(8)])
    surplus = RANDOM.wanting.ravel() - RANDOM.asked.ravel() * expit(design @ mode)
    assert design.T @ surplus - precision * (mode - prior_mean) == pytest.approx(0, abs=1e-6)


def test_draws_have_the_covariance_of_the_dense_matrix() -> None:
    fitted = approximate(RANDOM, epci_sd=0.4, commune_sd=0.3)
    design, precision = dense(RANDOM, epci_sd=0.4, commune_sd=0.3)
    mode = np.concatenate([fitted.mode.beta, fitted.mode.u, fitted.mode.v])
    share = expit(design @ mode)
    weight = RANDOM.asked.ravel() * share * (1 - share)
    covariance = design @ np.linalg.inv((design.T * weight) @ design + np.diag(precision))
    covariance = covariance @ design.T
    odds = draw_log_odds(RANDOM, fitted, num_draws=60_000, rng=np.random.default_rng(1))
    drawn = odds.reshape(len(odds), -1)
    assert drawn.mean(axis=0) == pytest.approx(design @ mode)
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=0.01)


def test_the_evidence_has_the_determinant_of_the_dense_matrix() -> None:
    def log_evidence(epci_sd: float, commune_sd: float) -> float:
        fitted = approximate(RANDOM, epci_sd=epci_sd, commune_sd=commune_sd)
        design, precision = dense(RANDOM, epci_sd=epci_sd, commune_sd=commune_sd)
        mode = np.concatenate([fitted.mode.beta, fitted.mode.u, fitted.mode.v])
        odds = design @ mode
        share = expit(odds)
        weight = RANDOM.asked.ravel() * share * (1 - share)
        value = RANDOM.wanting.ravel() @ odds - RANDOM.asked.ravel() @ np.logaddexp(0, odds)
        value -= 0.5 * precision @ (mode - np.concatenate([RANDOM.prior_mean, np.zeros(8)])) ** 2
        hessian = (design.T * weight) @ design + np.diag(precision)
        return float(value + 0.5 * np.log(precision).sum() - 0.5 * np.linalg.slogdet(hessian)[1])

    pairs = [(0.1, 0.1), (0.4, 0.3), (1.0, 0.05)]
    ours = [approximate(RANDOM, epci_sd=e, commune_sd=c).log_evidence for e, c in pairs]
    theirs = [log_evidence(e, c) for e, c in pairs]
    assert np.diff(ours) == pytest.approx(np.diff(theirs))


def test_a_small_case_agrees_with_a_sum_over_a_fine_grid() -> None:
    model = Model(
        asked=np.array([[9.0], [14.0]]),
        wanting=np.array([[6.0], [3.0]]),
        design=np.ones((2, 1, 1)),
        epci=np.zeros(2, dtype=np.int64),
        num_epcis=1,
        prior_mean=np.array([-0.7]),
        prior_precision=np.array([8.0]),
    )
    epci_sd, commune_sd = 0.3, 0.5
    # beta and u enter as their sum alone: level ~ N(-0.7, 1/8 + 0.3^2)
    level = np.linspace(-4, 3, 201)[:, None, None]
    first = np.linspace(-3, 3, 151)[None, :, None]
    second = np.linspace(-3, 3, 151)[None, None, :]
    log = -0.5 * (level + 0.7) ** 2 / (1 / 8 + epci_sd**2)
    log = log - 0.5 * (first**2 + second**2) / commune_sd**2
    for effect, asked, wanting in ((first, 9, 6), (second, 14, 3)):
        odds = level + effect
        log = log + wanting * odds - asked * np.logaddexp(0, odds)
    weight = np.exp(log - logsumexp(log))
    exact = [float((weight * expit(level + effect)).sum()) for effect in (first, second)]
    spread = [
        float(np.sqrt((weight * expit(level + effect) ** 2).sum() - mean**2))
        for effect, mean in zip((first, second), exact, strict=True)
    ]
    fitted = approximate(model, epci_sd=epci_sd, commune_sd=commune_sd)
    odds = draw_log_odds(model, fitted, num_draws=20_000, rng=np.random.default_rng(3))
    drawn = expit(odds[:, :, 0])
    assert drawn.mean(axis=0) == pytest.approx(exact, abs=0.006)
    assert drawn.std(axis=0) == pytest.approx(spread, rel=0.06)
