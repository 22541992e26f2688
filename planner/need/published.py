"""What is published or assumed of need before any answer is counted: the model's prior.

Without a survey these figures are the whole estimate; a survey soon outweighs them.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import logit

PUBLISHED_INTERNET_USE: Final = 0.90
PUBLISHED_HELP_OF_USERS: Final = 0.30
"""Published for the département: 90 % use the internet, 30 % of the users want help."""

ASSUMED_HELP_OF_NON_USERS: Final = 0.50
"""Nothing is published on non-users: half of them are assumed to want help."""

ASSUMED_INTERNET_USE: Final = (0.95, 0.88, 0.68)
"""Assumed use of the internet by age band; about 90 % overall at the age structure of France."""

ASSUMED_FRAGILITY_SLOPE: Final = 0.15
"""Assumed change of log-odds for one standard deviation of the digital fragility index."""

LEVEL_SD: Final = 0.35
"""Log-odds: a territory's own level is within a factor of about two of the published odds."""

BAND_SD: Final = 0.35
"""Log-odds: how far the difference between age bands may be from the assumed one."""

SLOPE_SD: Final = 0.2
"""Log-odds for one standard deviation of a covariate."""

SPREAD_MEDIAN: Final = 0.3
SPREAD_LOG_SD: Final = 0.5
"""Log-normal prior of the standard deviations (log-odds) of EPCI and of communes: nine times in
ten between 0.13 and 0.68. It keeps clear of 0, where too few answers would otherwise lead
(boundary-avoiding prior; Chung et al., *Psychometrika* 78(4), 2013)."""


def published_rates() -> npt.NDArray[np.float64]:
    """Rate of wanting help by age band, without a survey."""
    use = np.array(ASSUMED_INTERNET_USE)
    return use * PUBLISHED_HELP_OF_USERS + (1 - use) * ASSUMED_HELP_OF_NON_USERS


def published_log_odds() -> npt.NDArray[np.float64]:
    """Log-odds of the first age band, then the differences of the others from it."""
    scores: npt.NDArray[np.float64] = logit(published_rates())
    return np.concatenate([scores[:1], scores[1:] - scores[0]])
