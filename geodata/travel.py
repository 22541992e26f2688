"""Travel-time matrices and route lines over a road network."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

UNREACHABLE_S: Final = 2**40
"""Seconds that stand for "no way": ``<= limit`` is right by itself, and no sum overflows."""
UNREACHABLE_M: Final = 2**40
"""Metres that stand for "no way"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point to travel between; ``id`` is unique in one matrix (e.g. ``venue/17300``)."""

    id: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLeg:
    """How the stretch between a place and the nearest road node is counted."""

    speed_kmh: float = 25.0
    detour: float = 1.3
    max_m: float = 3000.0
    """A place farther than this from every road node (straight line) is unreachable."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TravelTimes:
    """Fastest drives between all places; arrays are read-only."""

    place_ids: tuple[str, ...]
    time_s: npt.NDArray[np.int64]
    """(n, n) whole seconds, access legs at both ends counted; 0 on the diagonal and between
    places with equal coordinates; UNREACHABLE_S where no road leads (the diagonal included, for
    a place too far from any road)."""
    length_m: npt.NDArray[np.int64]
    """(n, n) metres of the same fastest drives; UNREACHABLE_M where no road leads."""
    access_m: npt.NDArray[np.float64]
    """(n,) straight-line metres from each place to its road node."""
