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
MAX_COMMUNES: Final = 2000
"""On larger territories only so many communes, those with most to learn, are looked at."""

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
    covariance a little of every other commune's. Each batch of answers changes the covariance C as
    expected: C - C_i C_i' / (C_ii + p (1 - p) / m). Spreads between communes are taken as known;
    answers may reveal larger ones. Nobody is asked twice: a commune gets no more answers than a
    fifth of its residents of 15 and over.

    Raises
    ------
    ValueError
        When the communes are not those of the estimate, in its order.
    """
    if tuple(commune.code for commune in communes) != need.commune_codes:
        raise ValueError("these are not the communes of the estimate, in its order")
    residents = np.array([sum(commune.residents_by_age) for commune in communes], dtype=np.float64)
    per_resident = np.divide(1, residents, out=np.zeros(len(communes)), where=residents > 0)
    sample = need.sample().astype(np.float64) * per_resident
    spread = np.square(sample - sample.mean(axis=0)).mean(axis=0) * residents
    rows = np.sort(np.argsort(-spread, kind="stable")[:MAX_COMMUNES])
    covariance = _covariance(sample[:, rows])
    share = np.clip(need.people * per_resident, 0, 1)[rows]
    noise = share * (1 - share)
    room = np.floor(residents[rows] / 5).astype(np.int64)
    given = np.zeros(len(rows), dtype=np.int64)
    before = np.diag(covariance).copy()
    left = num_answers
    while left > 0:
        batch = min(BATCH, left)
        fall = np.square(covariance) @ residents[rows]
        total = np.diag(covariance) + noise / batch
        gains = np.divide(fall, total, out=np.zeros(len(rows)), where=total > 0)
        gains[given + batch > room] = 0
        best = int(gains.argmax()) if gains.size else 0
        if not gains.size or gains[best] <= 0:
            break
        covariance -= np.outer(covariance[best], covariance[best]) / total[best]
        given[best] += batch
        left -= batch
    after = np.maximum(np.diag(covariance), 0)
    chosen = sorted(np.flatnonzero(given).tolist(), key=lambda row: (-given[row], row))
    return AnswerPlan(
        allocations=tuple(
            Allocation(
                code=communes[rows[row]].code,
                name=communes[rows[row]].name,
                epci_name=communes[rows[row]].epci_name,
                num_answers=int(given[row]),
                error_before=float(residents[rows[row]] * np.sqrt(before[row])),
                error_after=float(residents[rows[row]] * np.sqrt(after[row])),
            )
            for row in chosen
        ),
        variance_before=float(before @ residents[rows] / max(1.0, residents.sum())),
        variance_after=float(after @ residents[rows] / max(1.0, residents.sum())),
    )


def _covariance(sample: _Floats) -> _Floats:
    """Covariance of the columns of draws, without what chance alone explains."""
    deviation = sample - sample.mean(axis=0)
    covariance: _Floats = deviation.T @ deviation / len(sample)
    variance = np.diag(covariance)
    # Independent columns of so many draws stay below this nineteen times in twenty.
    chance = 2 * np.sqrt(np.outer(variance, variance) / len(sample))
    covariance[np.abs(covariance) < chance] = 0
    covariance[np.diag_indices_from(covariance)] = variance
    return covariance
