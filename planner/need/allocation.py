"""Where more answers would help most: a greedy design of the next wave of the survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import Commune
from planner.need.records import Need

BATCH: Final = 5
"""Answers are handed out this many at a time: a visit to a market brings no fewer."""
MAX_CANDIDATES: Final = 600
"""Only communes with the largest variance of need are candidates, on large territories."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Answers to collect in one commune."""

    code: str
    name: str
    epci_name: str
    num_answers: int
    error_before: float
    """Standard error of the commune's need today, people."""
    error_after: float
    """Expected once *all* answers of the allocation are in, neighbours' included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPlan:
    """Where to ask, the commune with most answers first, and what it brings."""

    allocations: tuple[Allocation, ...]
    variance_before: float
    """Sum over communes of the variance of need, people squared."""
    variance_after: float

    @property
    def reduction(self) -> float:
        """Share of the variance that goes away."""
        return 1 - self.variance_after / self.variance_before if self.variance_before else 0.0


def where_to_ask(communes: Sequence[Commune], need: Need, *, num_answers: int) -> AnswerPlan:
    """Hand ``num_answers`` out where the expected sum of squared errors of need falls most.

    The need of a commune and the answers in it are taken as jointly normal with the covariance
    of the draws: m answers tell the share p of the commune with a variance p (1 - p) / m, and
    through the covariance of the draws a little of every other commune's. After each batch the
    draws are moved as the answers are expected to move them (square-root update; Whitaker and
    Hamill, *Monthly Weather Review* 130, 2002). Nobody is asked twice: a commune gets no more
    answers than a fifth of its residents of 15 and over.

    Raises
    ------
    ValueError
        When the communes are not those of the estimate, in its order.
    """
    if tuple(commune.code for commune in communes) != need.commune_codes:
        raise ValueError("these are not the communes of the estimate, in its order")
    residents = np.array([sum(commune.residents_by_age) for commune in communes], dtype=np.float64)
    sample = need.sample().astype(np.float64)
    deviation = sample - sample.mean(axis=0)
    before = _variance(deviation)
    candidates = np.argsort(-before, kind="stable")[:MAX_CANDIDATES]
    room = np.floor(residents / 5).astype(np.int64)
    given = np.zeros(len(communes), dtype=np.int64)
    left = num_answers
    share = np.divide(need.people, residents, out=np.zeros(len(communes)), where=residents > 0)
    while left > 0:
        batch = min(BATCH, left)
        open_ones = candidates[(given + batch <= room)[candidates] & (before[candidates] > 0)]
        if not open_ones.size:
            break
        gains = _gains(deviation, open_ones, residents, share, batch)
        best = int(open_ones[gains.argmax()])
        _learn(deviation, best, noise=_noise(residents, share, batch)[best])
        given[best] += batch
        left -= batch
    after = _variance(deviation)
    chosen = sorted(np.flatnonzero(given).tolist(), key=lambda row: (-given[row], row))
    return AnswerPlan(
        allocations=tuple(
            Allocation(
                code=communes[row].code,
                name=communes[row].name,
                epci_name=communes[row].epci_name,
                num_answers=int(given[row]),
                error_before=float(np.sqrt(before[row])),
                error_after=float(np.sqrt(after[row])),
            )
            for row in chosen
        ),
        variance_before=float(before.sum()),
        variance_after=float(after.sum()),
    )


def _variance(deviation: _Floats) -> _Floats:
    variance: _Floats = np.square(deviation).mean(axis=0)
    return variance


def _noise(residents: _Floats, share: _Floats, batch: int) -> _Floats:
    """Variance of a commune's need as a batch of answers there measures it, people squared."""
    return residents**2 * share * (1 - share) / batch


def _gains(
    deviation: _Floats,
    candidates: npt.NDArray[np.int64],
    residents: _Floats,
    share: _Floats,
    batch: int,
) -> _Floats:
    """Fall of the sum of variances by a batch in each candidate."""
    covariance = deviation[:, candidates].T @ deviation / len(deviation)
    own = _variance(deviation)[candidates]
    # Chance covariances of finite draws add this much to a sum of squares: taken off again.
    chance = own * (_variance(deviation).sum() - own) / len(deviation)
    fall: _Floats = np.square(covariance).sum(axis=1) - chance
    return fall / (own + _noise(residents, share, batch)[candidates])


def _learn(deviation: _Floats, commune: int, *, noise: float) -> None:
    """Narrow the draws in place as answers in a commune are expected to."""
    observed = deviation[:, commune].copy()
    variance = float(np.square(observed).mean())
    covariance = observed @ deviation / len(deviation)
    # Below what chance alone gives, a covariance tells nothing.
    limit = 2 * np.sqrt(variance * _variance(deviation) / len(deviation))
    covariance[np.abs(covariance) < limit] = 0
    gain = covariance / (variance + noise)
    damping = 1 / (1 + np.sqrt(noise / (variance + noise)))
    deviation -= damping * np.outer(observed, gain)
