"""Need of communes, EPCI, cantons and the whole, each with its intervals.

Areas are summed draw by draw: errors that communes share add up, the others cancel out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geodata.territory import Commune
from planner.need.records import NARROW_LEVEL, WIDE_LEVEL, Need, quantiles

AreaKind = Literal["commune", "epci", "canton", "whole"]

_KEYS: dict[AreaKind, Callable[[Commune], tuple[str, str]]] = {
    "commune": lambda commune: (commune.code, commune.name),
    "epci": lambda commune: (commune.epci_code, commune.epci_name),
    "canton": lambda commune: (commune.canton_code, commune.canton_name),
    "whole": lambda _: ("", "Ensemble"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNeed:
    """Estimated need of one area, in people; shares are of residents of 15 and over."""

    code: str
    name: str
    residents: float
    """Residents of 15 and over (census)."""
    people: float
    standard_error: float
    low_80: float
    high_80: float
    low_90: float
    high_90: float

    def share_of(self, people: float) -> float:
        """Share of the residents; 0 where nobody lives."""
        return people / self.residents if self.residents > 0 else 0.0


def summarise_areas(
    communes: Sequence[Commune], need: Need, *, by: AreaKind
) -> tuple[AreaNeed, ...]:
    """Sum need over areas, in the order of their codes.

    Intervals are those of the estimate whatever its scenario: the sum of low needs lies below
    the interval of the sum.

    Raises
    ------
    ValueError
        When the communes are not those of the estimate, in its order.
    """
    position, keys = group_communes(communes, need, by=by)
    people = np.bincount(position, need.people, len(keys))
    residents = np.bincount(position, [sum(c.residents_by_age) for c in communes], len(keys))
    draws = sum_draws(need, position, len(keys))
    low_80, high_80 = quantiles(draws, NARROW_LEVEL)
    low_90, high_90 = quantiles(draws, WIDE_LEVEL)
    error = draws.std(axis=0)
    return tuple(
        AreaNeed(
            code=code,
            name=name,
            residents=float(residents[row]),
            people=float(people[row]),
            standard_error=float(error[row]),
            low_80=float(low_80[row]),
            high_80=float(high_80[row]),
            low_90=float(low_90[row]),
            high_90=float(high_90[row]),
        )
        for row, (code, name) in enumerate(keys)
    )


def group_communes(
    communes: Sequence[Commune], need: Need, *, by: AreaKind
) -> tuple[npt.NDArray[np.int64], tuple[tuple[str, str], ...]]:
    """Position of each commune's area, and (code, name) of the areas in order."""
    if tuple(commune.code for commune in communes) != need.commune_codes:
        raise ValueError("these are not the communes of the estimate, in its order")
    key = _KEYS[by]
    keys = tuple(sorted({key(commune) for commune in communes}))
    place = {area: number for number, area in enumerate(keys)}
    return np.array([place[key(commune)] for commune in communes], dtype=np.int64), keys


def sum_draws(
    need: Need, position: npt.NDArray[np.int64], num_areas: int
) -> npt.NDArray[np.float64]:
    """(num_draws, num_areas) draws of the areas' need."""
    draws = need.sample()
    sums = np.zeros((num_areas, len(draws)))
    np.add.at(sums, position, draws.T.astype(np.float64))
    return sums.T
