"""How many residents of each commune want help: multilevel regression and post-stratification.

"Wants help" is what the survey asks of users and non-users of the internet alike. A commune has a
handful of answers, so its share leans on its EPCI and on what resembles it, and these on the
whole territory; how far, the answers decide (docs/need.md).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geodata.territory import AGE_BANDS, Commune, Survey
from planner.need.answers import Answers, count_answers
from planner.need.covariates import FRAGILITY, Covariates, standardise_covariates
from planner.need.laplace import Model
from planner.need.posterior import draw_need
from planner.need.published import (
    ASSUMED_FRAGILITY_SLOPE,
    BAND_SD,
    LEVEL_SD,
    SLOPE_SD,
    published_log_odds,
)
from planner.need.records import Need
from planner.need.wording import describe_method

_Floats = npt.NDArray[np.float64]


def estimate_need(communes: Sequence[Commune], survey: Survey | None) -> Need:
    """Estimate how many residents of each commune want help, by age and place.

    Chance p_ib of a resident of commune i and age band b, and need N_i of the commune::

        logit p_ib = beta_b + x_i . gamma + u_EPCI(i) + v_i
        u ~ N(0, s_EPCI^2),  v ~ N(0, s_commune^2),  N_i = sum_b residents_ib p_ib

    with x_i the fragility index, the share of 75+ and any ``covariate_`` column. The spreads are
    integrated over a grid, the rest by Laplace's method (:mod:`planner.need.posterior`). Without
    a survey the same model speaks from its prior alone (:mod:`planner.need.published`).

    Notes
    -----
    Answers are taken as drawn at random within an age band of a commune (or as the survey's
    weights say). The order of communes and answers changes nothing.

    Raises
    ------
    ValueError
        When a commune stands twice, has no resident count for each age band, or when the
        survey holds communes or age bands that are not given.
    """
    codes = tuple(commune.code for commune in communes)
    if len(set(codes)) != len(codes):
        raise ValueError("a commune stands twice among the communes")
    if any(len(commune.residents_by_age) != len(AGE_BANDS) for commune in communes):
        raise ValueError(f"residents_by_age needs a count for each of {AGE_BANDS}")
    ordered = sorted(communes, key=lambda commune: commune.code)
    residents = np.array([c.residents_by_age for c in ordered], dtype=np.float64)
    residents = residents.reshape(len(codes), len(AGE_BANDS))
    answers = count_answers(ordered, survey)
    covariates = standardise_covariates(ordered)
    drawn = draw_need(build_model(ordered, answers, covariates), residents)
    place = {commune.code: position for position, commune in enumerate(ordered)}
    order = np.array([place[code] for code in codes], dtype=np.int64)
    draws = drawn[:, order]
    return Need(
        commune_codes=codes,
        people=draws.mean(axis=0, dtype=np.float64),
        standard_error=draws.std(axis=0, dtype=np.float64),
        method=describe_method(answers, covariates, was_asked=bool(survey)),
        draws=draws,
        has_survey=answers.num_respondents > 0,
    )


def build_model(communes: Sequence[Commune], answers: Answers, covariates: Covariates) -> Model:
    """Design and prior: level, differences of the age bands, covariates."""
    num_bands, num_covariates = len(AGE_BANDS), len(covariates.names)
    design = np.zeros((len(communes), num_bands, num_bands + num_covariates))
    design[:, :, 0] = 1
    for band in range(1, num_bands):
        design[:, band, band] = 1
    design[:, :, num_bands:] = covariates.scores[:, None, :]
    slopes = [ASSUMED_FRAGILITY_SLOPE if name == FRAGILITY else 0.0 for name in covariates.names]
    # Many columns explain no more beforehand than the two that every territory has.
    slope_sd = SLOPE_SD * min(1.0, (2 / max(1, num_covariates)) ** 0.5)
    deviations = [LEVEL_SD] + [BAND_SD] * (num_bands - 1) + [slope_sd] * num_covariates
    epci_codes = sorted({commune.epci_code for commune in communes})
    position = {code: number for number, code in enumerate(epci_codes)}
    return Model(
        asked=answers.asked,
        wanting=answers.wanting,
        design=design,
        epci=np.array([position[commune.epci_code] for commune in communes], dtype=np.int64),
        num_epcis=len(epci_codes),
        prior_mean=np.concatenate([published_log_odds(), slopes]),
        prior_precision=np.array(deviations) ** -2.0,
    )
