"""Answers counted by commune and age band: all that the model ever sees of a survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import AGE_BANDS, Commune, Survey

MAX_WEIGHT: Final = 5.0
"""A weight counts for at most this many times the mean weight: one answer never decides alone."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """Answers by commune and age band, (num_communes, 3), weighted if the survey is."""

    asked: _Floats
    """Answers that count, scaled to the effective size of the sample."""
    wanting: _Floats
    """Those of them that want help."""
    num_respondents: int
    """Plain number of answers with a weight; never shown below MIN_RESPONDENTS."""
    is_weighted: bool
    is_trimmed: bool
    """Whether some weight was cut to MAX_WEIGHT times the mean."""


def count_answers(communes: Sequence[Commune], survey: Survey | None) -> Answers:
    """Count answers, and answers wanting help, by commune and age band.

    Weights are cut at MAX_WEIGHT times their mean and scaled to the effective size of the sample
    (Kish, *Survey Sampling*, 1965: ``(sum w)^2 / sum w^2``), so that unequal weights widen the
    intervals. An answer of weight 0 counts nowhere.

    Raises
    ------
    ValueError
        When the survey holds communes or age bands that are not given.
    """
    shape = (len(communes), len(AGE_BANDS))
    if survey is None or len(survey) == 0:
        return Answers(
            asked=np.zeros(shape),
            wanting=np.zeros(shape),
            num_respondents=0,
            is_weighted=False,
            is_trimmed=False,
        )
    position = {commune.code: index for index, commune in enumerate(communes)}
    answered = survey.commune_code.tolist()
    unknown = sorted(set(answered) - position.keys())
    if unknown:
        raise ValueError(f"answers from communes that are not given: {', '.join(unknown)}")
    band = survey.age_band.astype(np.int64)
    if ((band < 0) | (band >= len(AGE_BANDS))).any():
        raise ValueError(f"age_band is a position in {AGE_BANDS}")
    cell = np.array([position[code] for code in answered]) * len(AGE_BANDS) + band
    weight, is_trimmed = _effective_weights(survey.weight)
    # Sorted, so that sums of weights do not depend on the order of the answers.
    order = np.lexsort((weight, survey.wants_help, cell))
    cell, weight, wants = cell[order], weight[order], survey.wants_help[order]
    asked, wanting = np.zeros(shape), np.zeros(shape)
    np.add.at(asked.reshape(-1), cell, weight)
    np.add.at(wanting.reshape(-1), cell[wants], weight[wants])
    return Answers(
        asked=asked,
        wanting=wanting,
        num_respondents=int(np.count_nonzero(weight)),
        is_weighted=bool((survey.weight != survey.weight[0]).any()),
        is_trimmed=is_trimmed,
    )


def _effective_weights(weight: _Floats) -> tuple[_Floats, bool]:
    """Weights cut at MAX_WEIGHT times their mean, of the sum of the effective sample size."""
    counting = weight > 0
    if not counting.any():
        return np.zeros(len(weight)), False
    scaled = weight / weight[counting].mean()
    is_trimmed = False
    for _ in range(100):  # cutting lowers the mean: again until nothing stands above
        limit = MAX_WEIGHT * scaled[counting].mean()
        if (scaled <= limit * (1 + 1e-9)).all():
            break
        scaled, is_trimmed = np.minimum(scaled, limit), True
    return scaled * (scaled.sum() / (scaled**2).sum()), is_trimmed
