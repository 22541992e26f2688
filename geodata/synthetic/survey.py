"""An invented residents' survey: who answers, and what they say."""

from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.synthetic.truth import MAIRIE_SHARE, Chances
from geodata.territory import Survey

TRAVEL_SHARES: Final = ((5, 0.15), (10, 0.31), (15, 0.29), (20, 0.17), (30, 0.08))
"""(longest trip accepted in minutes, share of respondents)."""
_OTHER_PLACES: Final = (
    ("mediatheque", 0.30),
    ("france_services", 0.29),
    ("association", 0.17),
    ("domicile", 0.16),
    ("autre", 0.08),
)
"""(place, share of those who do not prefer the mairie)."""
_RESPONSE_BY_AGE: Final = (0.8, 1.35, 0.7)
"""How readily each age band answers: few of the oldest, many of the newly retired."""
_COMMUNE_SPREAD: Final = 0.35
"""Some mairies hand the questionnaire out, others do not."""
_UNANSWERED_SHARE: Final = 0.02


def draw_survey(
    rng: np.random.Generator,
    chances: Chances,
    residents: npt.NDArray[np.int64],
    codes: npt.NDArray[np.str_],
    *,
    num_respondents: int,
) -> Survey:
    """Ask ``num_respondents`` residents, drawn in proportion to people and their readiness."""
    readiness = np.exp(rng.normal(0, _COMMUNE_SPREAD, size=(len(residents), 1)))
    weights = (residents * readiness * _RESPONSE_BY_AGE).ravel()
    cell = rng.choice(weights.size, size=num_respondents, p=weights / weights.sum())
    commune, band = np.divmod(cell, residents.shape[1])
    uses_internet = rng.random(num_respondents) < chances.internet[commune, band]
    help_chance = np.where(
        uses_internet, chances.help_online[commune, band], chances.help_offline[commune, band]
    )
    wants_help = rng.random(num_respondents) < help_chance
    places = np.array(["mairie", *(place for place, _ in _OTHER_PLACES)])
    place_shares = [MAIRIE_SHARE, *((1 - MAIRIE_SHARE) * share for _, share in _OTHER_PLACES)]
    preferred = rng.choice(places, size=num_respondents, p=place_shares)
    preferred[rng.random(num_respondents) < _UNANSWERED_SHARE] = ""
    minutes, minute_shares = zip(*TRAVEL_SHARES, strict=True)
    longest = rng.choice(np.array(minutes, dtype=np.float64), num_respondents, p=minute_shares)
    longest[rng.random(num_respondents) < _UNANSWERED_SHARE] = np.nan
    return Survey(
        commune_code=codes[commune],
        age_band=band.astype(np.int8),
        uses_internet=uses_internet,
        wants_help=wants_help,
        preferred_place=preferred,
        max_travel_minutes=longest,
    )
