"""Gently bent lines between two points, evaluated at any share of their way."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geodata.synthetic.spread import Points, Positions

_BENDS: Final = (0.05, 0.03, 0.012)
"""Standard deviation of the half waves of one, two and three bows, per metre of chord."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """Lines that leave the chord sideways as a sum of sine waves."""

    start: Points
    end: Points
    bends: npt.NDArray[np.float64]
    """(m, 3) sizes of the waves, per metre of chord; zeros make a straight line."""

    def points_at(self, share: npt.NDArray[np.float64], curve: Positions) -> Points:
        """(k, 2) points at a share of the way, from 0 to 1, along the curves at ``curve``."""
        chord = self.end[curve] - self.start[curve]
        sideways = np.column_stack([-chord[:, 1], chord[:, 0]])
        waves = np.sin(np.pi * share[:, None] * np.arange(1, self.bends.shape[1] + 1))
        offset = (self.bends[curve] * waves).sum(axis=1)
        return np.asarray(self.start[curve] + share[:, None] * chord + offset[:, None] * sideways)

    def lines(self, *, num_points: int) -> npt.NDArray[Any]:
        """(m,) LineStrings."""
        count = len(self.start)
        share = np.tile(np.linspace(0, 1, num_points), count)
        curve = np.repeat(np.arange(count), num_points)
        points = self.points_at(share, curve).reshape(count, num_points, 2)
        return np.asarray(shapely.linestrings(points))


def draw_bends(rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Sizes of the bends of ``count`` roads."""
    return rng.normal(0, _BENDS, size=(count, len(_BENDS)))
