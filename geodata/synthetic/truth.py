"""The known truth behind the invented survey, by which an estimator of need can be judged."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit

from geodata.synthetic.spread import Positions

INTERNET_SHARE: Final = 0.90
"""Residents of 15 and over who use the internet (published for a rural département)."""
HELP_SHARE_ONLINE: Final = 0.30
"""Internet users who want help (published)."""
HELP_SHARE_OFFLINE: Final = 0.60
"""Others who want help (assumed; no figure is published)."""
MAIRIE_SHARE: Final = 2 / 3
"""Residents who prefer the mairie (published)."""
_INTERNET_BY_AGE: Final = (0.0, -1.3, -2.7)
_HELP_BY_AGE: Final = (0.0, 0.25, 0.55)
_EPCI_SPREAD: Final = 0.2
_COMMUNE_SPREAD: Final = 0.25
_DEPRIVATION_SLOPE: Final = 0.25
_INDEX_CORRELATION: Final = 0.6
"""Between the fragility index and the deprivation that drives need."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyntheticTruth:
    """What is true of residents of 15 and over, exactly; arrays are read-only."""

    commune_codes: tuple[str, ...]
    """In the order of the territory's communes."""
    true_need_share: Floats
    """(num_communes,) expected share who want help, online or not."""
    internet_share: float
    help_share_online: float
    help_share_offline: float
    need_share: float
    """Whole territory, share who want help."""
    mairie_share: float
    """Share whose preferred place is the mairie."""

    def __post_init__(self) -> None:
        shares = self.true_need_share.copy()
        shares.setflags(write=False)
        object.__setattr__(self, "true_need_share", shares)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """Probabilities of each commune and age band, (n, 3) each."""

    internet: Floats
    help_online: Floats
    help_offline: Floats
    fragility_index: Floats
    """(n,) as published: about 100 ± 25, correlated with need but not the need."""

    @property
    def need(self) -> Floats:
        """(n, 3) probability of wanting help."""
        return self.internet * self.help_online + (1 - self.internet) * self.help_offline


def make_chances(
    rng: np.random.Generator, residents: npt.NDArray[np.int64], epci: Positions
) -> Chances:
    """Draw what people want: age, EPCI, commune and deprivation, set to the published rates."""
    count = len(residents)
    deprivation, noise = rng.normal(size=(2, count))
    effect = (
        _EPCI_SPREAD * rng.normal(size=int(epci.max()) + 1)[epci]
        + _COMMUNE_SPREAD * rng.normal(size=count)
        + _DEPRIVATION_SLOPE * deprivation
    )
    internet_scores = np.add.outer(-0.2 * deprivation, np.array(_INTERNET_BY_AGE))
    help_scores = np.add.outer(effect, np.array(_HELP_BY_AGE))
    people = residents.astype(np.float64)
    internet = _calibrated(internet_scores, people, INTERNET_SHARE)
    mixed = _INDEX_CORRELATION * deprivation + np.sqrt(1 - _INDEX_CORRELATION**2) * noise
    return Chances(
        internet=internet,
        help_online=_calibrated(help_scores, people * internet, HELP_SHARE_ONLINE),
        help_offline=_calibrated(help_scores, people * (1 - internet), HELP_SHARE_OFFLINE),
        fragility_index=np.round(np.clip(100 + 25 * mixed, 20, 200), 2),
    )


def state_truth(
    chances: Chances, residents: npt.NDArray[np.int64], codes: tuple[str, ...], order: Positions
) -> SyntheticTruth:
    """Sum the chances up; ``order`` lists positions in the order of ``codes``."""
    total = residents.sum(axis=1)
    share = (residents * chances.need).sum(axis=1) / np.maximum(total, 1)
    online, offline = residents * chances.internet, residents * (1 - chances.internet)
    return SyntheticTruth(
        commune_codes=codes,
        true_need_share=share[order],
        internet_share=float(online.sum() / total.sum()),
        help_share_online=float((online * chances.help_online).sum() / online.sum()),
        help_share_offline=float((offline * chances.help_offline).sum() / offline.sum()),
        need_share=float((residents * chances.need).sum() / total.sum()),
        mairie_share=MAIRIE_SHARE,
    )


def _calibrated(scores: Floats, people: Floats, target: float) -> Floats:
    """Probabilities whose mean over people is ``target``."""
    total = people.sum()
    shift = brentq(lambda shift: (people * expit(scores + shift)).sum() / total - target, -20, 20)
    return np.asarray(expit(scores + shift))
