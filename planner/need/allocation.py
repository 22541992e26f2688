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
    """Mean over residents of the variance of their commune's share in need."""
    variance_after: float

    @property
    def reduction(self) -> float:
        """Share of the variance that goes away."""
        return 1 - self.variance_after / self.variance_before if self.variance_before else 0.0


def where_to_ask(communes: Sequence[Commune], need: Need, *, num_answers: int) -> AnswerPlan:
    """Hand ``num_answers`` out where the expected error of communes' shares falls most.

    What matters is the squared error of the share of the commune that a resident taken at random
    lives in. Shares and answers are taken as jointly normal with the covariance of the draws: m
    answers tell the share p of their commune with a variance p (1 - p) / m, and through the
    covariance a little of every other commune's. After each batch the draws are moved as the
    answers are expected to move them (square-root update; Whitaker and Hamill, *Monthly Weather
    Review* 130, 2002). Nobody is asked twice: a commune gets no more answers than a fifth of its
    residents of 15 and over.

    Raises
    ------
    ValueError
        When the communes are not those of the estimate, in its order.
    """
    if tuple(commune.code for commune in communes) != need.commune_codes:
        raise ValueError("these are not the communes of the estimate, in its order")
    residents = np.array([sum(commune.residents_by_age) for commune in communes], dtype=np.float64)
    per_resident = np.divide(1, residents, out=np.zeros(len(communes)), where=residents > 0)
    sample = need.sample() * per_resident
    deviation: _Floats = sample - sample.mean(axis=0)
    share = np.clip(need.people * per_resident, 0, 1)
    before = _variance(deviation)
    candidates = np.argsort(-before * residents, kind="stable")[:MAX_CANDIDATES]
    room = np.floor(residents / 5).astype(np.int64)
    given = np.zeros(len(communes), dtype=np.int64)
    left = num_answers
    while left > 0:
        batch = min(BATCH, left)
        open_ones = candidates[(given + batch <= room)[candidates] & (before[candidates] > 0)]
        if not open_ones.size:
            break
        gains = _gains(deviation, open_ones, residents, share, batch)
        best = int(open_ones[gains.argmax()])
        _learn(deviation, best, noise=float(share[best] * (1 - share[best]) / batch))
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
                error_before=float(residents[row] * np.sqrt(before[row])),
                error_after=float(residents[row] * np.sqrt(after[row])),
            )
            for row in chosen
        ),
        variance_before=float(before @ residents / max(1.0, residents.sum())),
        variance_after=float(after @ residents / max(1.0, residents.sum())),
    )


def _variance(deviation: _Floats) -> _Floats:
    variance: _Floats = np.square(deviation).mean(axis=0)
    return variance


def _gains(
    deviation: _Floats,
    candidates: npt.NDArray[np.int64],
    residents: _Floats,
    share: _Floats,
    batch: int,
) -> _Floats:
    """Fall of the variances, summed over residents, by a batch in each candidate."""
    covariance = deviation[:, candidates].T @ deviation / len(deviation)
    variance = _variance(deviation)
    own = variance[candidates]
    # Chance covariances of finite draws add this much to a sum of squares: taken off again.
    chance = own * (variance @ residents - own * residents[candidates]) / len(deviation)
    fall: _Floats = np.square(covariance) @ residents - chance
    return fall / (own + (share * (1 - share) / batch)[candidates])


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
