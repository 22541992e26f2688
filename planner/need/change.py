"""Change of need between two waves of the survey, from one fit each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.territory import Commune
from planner.need.areas import AreaKind, group_communes, sum_draws
from planner.need.records import WIDE_LEVEL, Need, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChange:
    """Change of the share in need of one area; shares of residents of 15 and over."""

    code: str
    name: str
    share_before: float
    share: float
    change_low: float
    change_high: float
    """90 % interval of ``share - share_before``."""

    @property
    def change(self) -> float:
        """Now less before, in shares."""
        return self.share - self.share_before

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.change_low > 0 or self.change_high < 0


def compare_waves(
    communes: Sequence[Commune], before: Need, now: Need, *, by: AreaKind
) -> tuple[ShareChange, ...]:
    """Compare two estimates of the same communes; the waves asked different people.

    Both waves are applied to the same census, so that only answers make a difference. Each fit
    leans on the same published rates and on its own territory mean: changes of a few EPCI are
    understated rather than overstated.
    """
    position, keys = group_communes(communes, now, by=by)
    if before.commune_codes != now.commune_codes:
        raise ValueError("the two estimates are not of the same communes")
    counts = [sum(commune.residents_by_age) for commune in communes]
    residents = np.maximum(np.bincount(position, counts, len(keys)), 1)
    drawn = [sum_draws(need, position, len(keys)) / residents for need in (before, now)]
    size = min(len(sample) for sample in drawn)
    # Draws come as mirror images beside each other: shuffled, so that those of the two waves,
    # which know nothing of each other, meet at random.
    order = np.random.default_rng(0).permutation(size)
    low, high = quantiles(drawn[1][:size][order] - drawn[0][:size], WIDE_LEVEL)
    shares = [np.bincount(position, need.people, len(keys)) / residents for need in (before, now)]
    return tuple(
        ShareChange(
            code=code,
            name=name,
            share_before=float(shares[0][row]),
            share=float(shares[1][row]),
            change_low=float(low[row]),
            change_high=float(high[row]),
        )
        for row, (code, name) in enumerate(keys)
    )
