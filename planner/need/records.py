"""The estimate of need: a mean, and draws of what it may be as well."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

WIDE_LEVEL: Final = 0.90
NARROW_LEVEL: Final = 0.80
"""Levels of the intervals shown: the truth lies inside nine, or eight, times in ten."""

_FALLBACK_DRAWS: Final = 400

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Need:
    """Estimated need of every commune, in the order of the communes given; read-only.

    ``people`` is an expectation: of ten residents with a chance of a third each, 3.3 want help.
    Intervals are about that expectation, not about who happens to want help this week.
    """

    commune_codes: tuple[str, ...]
    people: _Floats
    """(num_communes,) expected number of residents who want help."""
    standard_error: _Floats
    """(num_communes,) of ``people``; 0 only where nobody of these ages lives."""
    method: str
    """French sentence for the reader of a plan: how the estimate was made and on what."""
    draws: npt.NDArray[np.float32] | None = None
    """(num_draws, num_communes) equally likely needs, communes drawn *together*: sum a row over
    an area to get the area's. ``None`` where somebody else made the estimate: see
    :meth:`sample`."""
    has_survey: bool = True
    """Whether answers went into the estimate."""

    def __post_init__(self) -> None:
        size = len(self.commune_codes)
        for name in ("people", "standard_error"):
            column = np.array(getattr(self, name), dtype=np.float64)
            if column.shape != (size,):
                raise ValueError(f"{name} does not have one value per commune: {column.shape}")
            if not (np.isfinite(column).all() and (column >= 0).all()):
                raise ValueError(f"{name} must be finite and not negative")
            _set(self, name, column)
        if self.draws is None:
            return
        if self.draws.ndim != 2 or self.draws.shape[1] != size or not len(self.draws):  # noqa: PLR2004 - a table
            raise ValueError(f"draws does not have one column per commune: {self.draws.shape}")
        _set(self, "draws", np.array(self.draws, dtype=np.float32))

    def sample(self) -> npt.NDArray[np.float32]:
        """The draws; without them independent normal ones, cut at 0, always the same."""
        if self.draws is not None:
            return self.draws
        deviates = np.random.default_rng(0).standard_normal(
            (_FALLBACK_DRAWS // 2, len(self.people))
        )
        drawn = self.people + self.standard_error * np.concatenate([deviates, -deviates])
        positive: npt.NDArray[np.float32] = np.maximum(drawn, 0).astype(np.float32)
        return positive

    def interval(self, level: float = WIDE_LEVEL) -> tuple[_Floats, _Floats]:
        """Ends of the central interval of each commune's need, (num_communes,) each."""
        low, high = quantiles(self.sample(), level)
        return np.minimum(low, self.people), np.maximum(high, self.people)


def quantiles(draws: npt.NDArray[np.floating], level: float) -> tuple[_Floats, _Floats]:
    """Ends of the central interval of every column of draws."""
    if not draws.shape[1]:
        return np.empty(0), np.empty(0)
    tail = (1 - level) / 2
    low, high = np.quantile(draws.astype(np.float64), [tail, 1 - tail], axis=0)
    return low, high


def _set(need: Need, name: str, array: npt.NDArray[np.floating]) -> None:
    array.setflags(write=False)
    object.__setattr__(need, name, array)
