"""Need: how many residents of each commune want help, and what the survey says of access.

"Wants help" is what the survey asks of users and non-users of the internet alike. A commune has a
handful of answers, so its share leans on its EPCI, and that on the département: an empirical
Bayes estimate over age bands (see :func:`estimate_need`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import AGE_BANDS, Commune, Survey

MIN_RESPONDENTS: Final = 11
"""Statistical secrecy: no figure that rests on fewer respondents is shown."""

PUBLISHED_INTERNET_USE: Final = 0.90
PUBLISHED_HELP_OF_USERS: Final = 0.30
"""Published for the département: 90 % use the internet, 30 % of the users want help."""

ASSUMED_HELP_OF_NON_USERS: Final = 0.50
"""Nothing is published on non-users: half of them are assumed to want help."""

ASSUMED_INTERNET_USE: Final = (0.95, 0.88, 0.68)
"""Assumed use of the internet by age band; about 90 % overall at the age structure of France."""

ASSUMED_RELATIVE_ERROR: Final = 0.30
"""Relative standard error of a commune's need when there is no survey."""

DEFAULT_ACCEPTANCE: Final = 1 / 3
"""Published: two people in three want help at their mairie, and nowhere else."""

DEFAULT_WILLINGNESS: Final[tuple[tuple[int, float], ...]] = (
    (5, 1.0),
    (10, 0.85),
    (15, 0.55),
    (20, 0.25),
    (30, 0.1),
)
"""Assumed shares willing to travel that many minutes or longer, without answers to measure it."""

_PRIOR_ANSWERS: Final = 20.0
"""Answers that the prior rate counts for: a band with fewer answers than that leans on it."""

_PRIOR_SPREAD: Final = 0.15**2
"""Prior variance of the true observed/expected ratios between places: 15 % up or down."""

_PRIOR_SPREAD_ERROR: Final = 2 * _PRIOR_SPREAD
"""How vague that is; some hundreds of answers outweigh it."""

_MIN_SPREAD: Final = _PRIOR_SPREAD / 20
"""Places are never taken to be all alike, which would make their standard errors too small."""

_MAX_RATE: Final = 0.99
_TINY: Final = 1e-9

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Need:
    """Estimated need of every commune, in the order of the communes given; read-only."""

    commune_codes: tuple[str, ...]
    people: npt.NDArray[np.float64]
    """(num_communes,) expected number of residents who want help."""
    standard_error: npt.NDArray[np.float64]
    """(num_communes,) of ``people``; 0 only where nobody of these ages lives."""
    method: str
    """French sentence for the reader of a plan: how the estimate was made and on what."""

    def __post_init__(self) -> None:
        for name in ("people", "standard_error"):
            column = np.array(getattr(self, name), dtype=np.float64)
            if column.shape != (len(self.commune_codes),):
                raise ValueError(f"{name} does not have one value per commune: {column.shape}")
            if not (np.isfinite(column).all() and (column >= 0).all()):
                raise ValueError(f"{name} must be finite and not negative")
            column.setflags(write=False)
            object.__setattr__(self, name, column)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPreferences:
    """What the survey says about going somewhere for help."""

    acceptance_elsewhere: float
    """Share of people in need who accept another place than their own mairie."""
    willingness: tuple[tuple[int, float], ...]
    """(minutes, share willing to travel that long or longer), ascending minutes; a trip of t
    minutes has the share of the first entry whose minutes are >= t, and 0 beyond the last."""
    source: str
    """French sentence: survey or default, and on how many answers it rests."""

    def __post_init__(self) -> None:
        shares = [share for _, share in self.willingness]
        if not all(0 <= share <= 1 for share in (self.acceptance_elsewhere, *shares)):
            raise ValueError("acceptance and willingness are shares between 0 and 1")
        if not self.willingness or self.willingness[0][0] < 0:
            raise ValueError("willingness needs an entry, and minutes are not negative")
        if any(later[0] <= sooner[0] for sooner, later in pairwise(self.willingness)):
            raise ValueError("the minutes of willingness must ascend")
        if any(later > sooner for sooner, later in pairwise(shares)):
            raise ValueError("fewer people cannot be more willing: shares must not rise")


def share_willing(preferences: AccessPreferences, minutes: npt.ArrayLike) -> _Floats:
    """Share of people in need willing to travel so many minutes, of the shape of ``minutes``.

    Inclusive: a trip of exactly 15 minutes is within 15. Infinite or unknown (NaN) minutes
    have the share 0.
    """
    stated = np.array([limit for limit, _ in preferences.willingness], dtype=np.float64)
    shares = np.array([*(share for _, share in preferences.willingness), 0.0])
    # searchsorted puts NaN after every number, hence on the closing 0.
    return shares[np.searchsorted(stated, np.asarray(minutes, dtype=np.float64), side="left")]


def estimate_need(communes: Sequence[Commune], survey: Survey | None) -> Need:
    """Estimate how many residents of each commune want help, by age and place.

    Rate of an age band b in the département: p_b = (y_b + m p) / (n_b + m), with y_b of n_b
    answers wanting help, p the overall rate, m = 20 answers. For a place i, r_i = O_i / E_i is
    observed over expected answers, E_i = sum_b n_ib p_b, of sampling variance
    V_i = sum_b n_ib p_b (1 - p_b) / E_i^2. The ratios of communes are shrunk to their EPCI's,
    those of EPCIs (means of communes' by precision, which stands for E_i) to 1::

        theta_i = parent + A / (A + V_i) * (r_i - parent)
        A = (sum_i E_i (r_i - r)^2 - sum_i E_i (1 - E_i/E) V_i) / (E - sum_i E_i^2 / E)

    People of a commune: theta_i * sum_b residents_ib p_b.

    Notes
    -----
    The estimator of A is the method of moments of Marshall (1991), "Mapping disease and
    mortality rates using empirical Bayes estimators", Applied Statistics 40(2), 283-294, with
    binomial instead of Poisson variance (a third of the people want help: not a rare event)
    and the exact degrees of freedom. Own addition: A is averaged with a prior value by their
    precisions, so that few answers cannot claim that places are all alike or worlds apart.
    The standard error adds the posterior variance of theta at A plus one standard error of A,
    the EPCI's, and the rates'; it takes answers as drawn at random within an age band of a
    commune. On made-up départements its 90 % intervals hold the truth 9 times in 10.

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
    residents = np.array([c.residents_by_age for c in communes], dtype=np.float64)
    residents = residents.reshape(len(codes), len(AGE_BANDS))
    if survey is None or len(survey) == 0:
        people = residents @ _published_rates()
        return Need(
            commune_codes=codes,
            people=people,
            standard_error=ASSUMED_RELATIVE_ERROR * people,
            method=_method_without_survey(),
        )
    answers, wanting = _count_answers(codes, survey)
    epcis = {
        code: position for position, code in enumerate(sorted({c.epci_code for c in communes}))
    }
    parent = np.array([epcis[commune.epci_code] for commune in communes], dtype=np.int64)

    rates, rate_variance = _band_rates(answers.sum(axis=0), wanting.sum(axis=0))
    expected = answers @ rates
    noise = answers @ (rates * (1 - rates))
    ratio, ratio_variance = _shrunk_ratios(wanting.sum(axis=1), expected, noise, parent)

    at_ratio = np.minimum(ratio[:, None] * rates, _MAX_RATE)
    people = (residents * at_ratio).sum(axis=1)
    variance = ratio_variance * (residents @ rates) ** 2
    variance += (residents * ratio[:, None]) ** 2 @ rate_variance
    return Need(
        commune_codes=codes,
        people=people,
        standard_error=np.sqrt(variance),
        method=_method_with_survey(len(survey)),
    )


def access_preferences(survey: Survey | None) -> AccessPreferences:
    """Measure what respondents who want help say of where they would go, and how far.

    Unanswered questions count nowhere. A question with fewer than :data:`MIN_RESPONDENTS`
    answers gets its default instead, and ``source`` says so. Stated times are whole minutes,
    rounded down; a time that fewer than :data:`MIN_RESPONDENTS` people state is merged with
    the stated times beside it, so that no step of the curve rests on fewer.
    """
    places = np.array([], dtype=np.str_)
    minutes = np.array([], dtype=np.float64)
    if survey is not None:
        places = survey.preferred_place[survey.wants_help & (survey.preferred_place != "")]
        minutes = survey.max_travel_minutes[survey.wants_help]
        minutes = np.floor(minutes[np.isfinite(minutes)])
    acceptance, willingness = DEFAULT_ACCEPTANCE, DEFAULT_WILLINGNESS
    place_source = "hypothèse, un tiers accepte un autre lieu que la mairie"
    travel_source = "hypothèse, " + ", ".join(
        f"{limit} min pour {100 * share:.0f} %" for limit, share in DEFAULT_WILLINGNESS
    )
    if len(places) >= MIN_RESPONDENTS:
        acceptance = float(np.mean(places != "mairie"))
        place_source = f"enquête, {_about(len(places))} réponses"
    if len(minutes) >= MIN_RESPONDENTS:
        willingness = _willingness_curve(minutes)
        travel_source = f"enquête, {_about(len(minutes))} réponses"
    reason = ""
    if survey is not None and min(len(places), len(minutes)) < MIN_RESPONDENTS:
        reason = f" Hypothèse là où l'enquête a moins de {MIN_RESPONDENTS} réponses."
    return AccessPreferences(
        acceptance_elsewhere=acceptance,
        willingness=willingness,
        source=f"Lieu accepté : {place_source}. Trajet accepté : {travel_source}.{reason}",
    )


def _published_rates() -> _Floats:
    """Rate of wanting help by age band, without a survey."""
    use = np.array(ASSUMED_INTERNET_USE)
    return use * PUBLISHED_HELP_OF_USERS + (1 - use) * ASSUMED_HELP_OF_NON_USERS


def _count_answers(codes: tuple[str, ...], survey: Survey) -> tuple[_Ints, _Ints]:
    """Answers, and answers wanting help, by commune and age band."""
    position = {code: index for index, code in enumerate(codes)}
    answered = survey.commune_code.tolist()
    unknown = sorted(set(answered) - position.keys())
    if unknown:
        raise ValueError(f"answers from communes that are not given: {', '.join(unknown)}")
    band = survey.age_band.astype(np.int64)
    if ((band < 0) | (band >= len(AGE_BANDS))).any():
        raise ValueError(f"age_band is a position in {AGE_BANDS}")
    cell = np.array([position[code] for code in answered]) * len(AGE_BANDS) + band
    shape = (len(codes), len(AGE_BANDS))
    answers = np.bincount(cell, minlength=shape[0] * shape[1])
    wanting = np.bincount(cell[survey.wants_help], minlength=shape[0] * shape[1])
    return answers.reshape(shape), wanting.reshape(shape)


def _band_rates(answers: _Ints, wanting: _Ints) -> tuple[_Floats, _Floats]:
    """Département's rate by age band and its variance, inside (0, 1) whatever the answers."""
    m = _PRIOR_ANSWERS
    prior = PUBLISHED_INTERNET_USE * PUBLISHED_HELP_OF_USERS
    prior += (1 - PUBLISHED_INTERNET_USE) * ASSUMED_HELP_OF_NON_USERS
    overall = (wanting.sum() + m * prior) / (answers.sum() + m)
    rates = (wanting + m * overall) / (answers + m)
    return rates, rates * (1 - rates) / (answers + m)


def _shrunk_ratios(
    observed: _Ints, expected: _Floats, noise: _Floats, parent: _Ints
) -> tuple[_Floats, _Floats]:
    """Observed over expected answers of each commune, shrunk to its EPCI's; and the variance.

    ``noise`` is the sampling variance of ``observed``; ``parent`` the EPCI's position.
    """
    heard = expected > 0
    ratio = np.divide(observed, expected, out=np.ones(len(expected)), where=heard)
    sampling = np.divide(noise, expected**2, out=np.full(len(expected), np.inf), where=heard)
    spread, error = _moment_spread(ratio[heard], sampling[heard], expected[heard], parent[heard])

    num_epcis = int(parent.max()) + 1
    precision = 1 / (spread + sampling)  # 0 without answers
    weight: _Floats = np.bincount(parent, precision, num_epcis).astype(np.float64)
    total = np.bincount(parent, precision * ratio, num_epcis)
    known = weight > 0
    epci_ratio = np.divide(total, weight, out=np.ones(num_epcis), where=known)
    epci_sampling = np.divide(1, weight, out=np.full(num_epcis, np.inf), where=known)
    one_group = np.zeros(np.count_nonzero(known), dtype=np.int64)
    epci_spread, epci_error = _moment_spread(
        epci_ratio[known], epci_sampling[known], weight[known], one_group
    )

    trust = epci_spread / (epci_spread + epci_sampling)
    epci_theta = 1 + trust * (epci_ratio - 1)
    # The département's own level, which 1 stands for, is known no better than this.
    level_variance = 1 / (1 / (epci_spread + epci_sampling[known])).sum()
    epci_variance = epci_spread * (1 - trust) + (1 - trust) ** 2 * (epci_error + level_variance)

    trust = spread / (spread + sampling)
    theta = epci_theta[parent] + trust * (ratio - epci_theta[parent])
    variance = spread * (1 - trust) + (1 - trust) ** 2 * (error + epci_variance[parent])
    return theta, variance


def _moment_spread(
    ratio: _Floats, sampling: _Floats, weight: _Floats, group: _Ints
) -> tuple[float, float]:
    """Variance of true ratios inside groups, and its standard error.

    Method of moments, averaged with the prior's.
    """
    group_weight = np.bincount(group, weights=weight)[group]
    mean = np.bincount(group, weights=weight * ratio)[group] / group_weight
    freedom = weight * (1 - weight / group_weight)
    if freedom.sum() <= _TINY * weight.sum():  # every group is one place: nothing to compare
        return _PRIOR_SPREAD, _PRIOR_SPREAD_ERROR
    excess = (weight * (ratio - mean) ** 2).sum() - (freedom * sampling).sum()
    moment = excess / freedom.sum()
    # Variance of a sum of squares of near-normal deviates whose variance is prior + sampling.
    moment_variance = 2 * ((freedom * (_PRIOR_SPREAD + sampling)) ** 2).sum() / freedom.sum() ** 2
    prior_weight = moment_variance / (moment_variance + _PRIOR_SPREAD_ERROR**2)
    mixed = prior_weight * _PRIOR_SPREAD + (1 - prior_weight) * moment
    error = np.sqrt(prior_weight) * _PRIOR_SPREAD_ERROR
    return float(max(mixed, _MIN_SPREAD)), float(error)


def _willingness_curve(minutes: _Floats) -> tuple[tuple[int, float], ...]:
    """Share of answers >= t for stated times t, in steps of MIN_RESPONDENTS answers or more."""
    stated, counts = np.unique(minutes, return_counts=True)
    steps: list[tuple[int, int]] = []  # (shortest minutes of the step, its answers), descending
    pending = 0
    for limit, count in zip(stated[::-1].tolist(), counts[::-1].tolist(), strict=True):
        pending += count
        if pending >= MIN_RESPONDENTS:
            steps.append((int(limit), pending))
            pending = 0
    # The last few, who state less than all others, count with the step above them.
    steps[-1] = (steps[-1][0], steps[-1][1] + pending)
    shares = np.cumsum([count for _, count in steps]) / len(minutes)
    curve = [(limit, float(share)) for (limit, _), share in zip(steps, shares, strict=True)]
    return tuple(reversed(curve))


def _about(count: int) -> str:
    """A count of at least MIN_RESPONDENTS as French text: two digits are all that it tells."""
    step = 10 ** max(len(str(count)) - 2, 0)
    return f"environ {round(count / step) * step:,}".replace(",", "\u202f")


def _method_with_survey(num_answers: int) -> str:
    """How the estimate was made, for the reader of a plan."""
    if num_answers < MIN_RESPONDENTS:
        basis = f"moins de {MIN_RESPONDENTS} réponses : l'estimation reste proche des taux publiés"
    else:
        basis = f"{_about(num_answers)} réponses"
    return (
        f"Besoin estimé par l'enquête ({basis}) : taux de demande d'aide par âge, ajustés à l'EPCI "
        "et à la commune selon le nombre de réponses, appliqués aux habitants recensés par âge."
    )


def _method_without_survey() -> str:
    """What stands in for a survey, for the reader of a plan."""
    return (
        "Besoin estimé sans enquête, par des taux publiés "
        f"({100 * PUBLISHED_INTERNET_USE:.0f} % d'internautes, dont "
        f"{100 * PUBLISHED_HELP_OF_USERS:.0f} % souhaitent une aide) et des hypothèses (usage "
        f"d'internet selon l'âge ; {100 * ASSUMED_HELP_OF_NON_USERS:.0f} % des non-internautes "
        "souhaitent une aide), appliqués aux habitants recensés par âge."
    )
