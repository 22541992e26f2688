"""Area covariates: the numbers of the commune table that may explain need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import AGE_BANDS, Commune

FRAGILITY: Final = "indice de fragilité numérique"
OVER_75: Final = "part des 75 ans et plus"
MAX_DEVIATIONS: Final = 3.0
"""Standard scores are cut there: shares of a village of thirty are extreme by chance."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariates:
    """Standard scores of the communes, one column a covariate."""

    names: tuple[str, ...]
    """As a French sentence may list them."""
    scores: npt.NDArray[np.float64]
    """(num_communes, num_covariates), mean 0 and standard deviation 1 over communes."""
    with_gaps: tuple[str, ...]
    """Names of those that some communes lack; these count as average."""


def standardise_covariates(communes: Sequence[Commune]) -> Covariates:
    """Standard scores of fragility index, share of 75+ and every ``covariate_`` column.

    What is missing is set to the mean (score 0). A column with fewer than two different values
    says nothing and is left out.
    """
    residents = np.array([c.residents_by_age for c in communes], dtype=np.float64)
    residents = residents.reshape(len(communes), len(AGE_BANDS))
    columns: dict[str, npt.NDArray[np.float64]] = {
        FRAGILITY: _column([commune.fragility_index for commune in communes]),
        OVER_75: residents[:, -1] / np.maximum(residents.sum(axis=1), 1),
    }
    values = [dict(commune.covariates) for commune in communes]
    for name in sorted({name for row in values for name in row}):
        columns[name] = _column([row.get(name) for row in values])
    scores = {name: score for name, column in columns.items() if (score := _score(column)).any()}
    return Covariates(
        names=tuple(scores),
        scores=np.column_stack([np.empty((len(communes), 0)), *scores.values()]),
        with_gaps=tuple(name for name in scores if np.isnan(columns[name]).any()),
    )


def _column(values: Sequence[float | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _score(column: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    known = column[np.isfinite(column)]
    deviation = known.std() if known.size else 0.0
    if deviation <= 1e-9 * max(1.0, float(np.abs(known).max(initial=0.0))):
        return np.zeros(len(column))
    score = np.clip((column - known.mean()) / deviation, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    filled: npt.NDArray[np.float64] = np.nan_to_num(score, nan=0.0)
    return filled
