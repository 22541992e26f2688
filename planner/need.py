"""Need: how many residents of each commune want help, and what the survey says of access."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MIN_RESPONDENTS: Final = 11
"""Statistical secrecy: no figure that rests on fewer respondents is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Need:
    """Estimated need of every commune, in the order of the communes given; read-only."""

    commune_codes: tuple[str, ...]
    people: npt.NDArray[np.float64]
    """(num_communes,) expected number of residents who want help."""
    standard_error: npt.NDArray[np.float64]
    """(num_communes,) of ``people``."""
    method: str
    """French sentence for the reader of a plan: how the estimate was made and on what."""


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
