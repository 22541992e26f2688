"""Classes of the need layer: the greener, the larger the share in need; hatched where unsure.

Another hue than coverage, so that nobody takes much need for much help.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from maps.language import FRENCH, Language
from maps.style import MapClass

NEED_RAMP: Final = ("#3c4a12", "#6b7f2a", "#98aa54", "#c3cf8c", "#e9edc9")
"""Most need first."""
WIDE_INTERVAL: Final = 1 / 3
"""Half of the 90 % interval over the estimate, beyond which it is drawn as unsure."""


def need_limits(shares: Sequence[float]) -> tuple[int, ...]:
    """Limits between classes, whole percents near the fifths of the communes, ascending."""
    fifths = np.quantile(np.asarray(shares, dtype=np.float64), [0.2, 0.4, 0.6, 0.8])
    return tuple(sorted({max(1, round(100 * float(share))) for share in fifths}))


def need_classes(limits: Sequence[int], *, language: Language = FRENCH) -> tuple[MapClass, ...]:
    """Classes of the share in need, most first; then the same, hatched.

    Of the hatched ones only the first has a label: a legend says once what hatching means.
    """
    wide = language.say("Hachures\u00a0: marge d’un tiers ou plus")
    labels = (
        language.say("{low}\u00a0% et plus", low=limits[-1]),
        *(
            language.say("De {low} à {high}\u00a0%", low=low, high=high)
            for low, high in reversed(list(pairwise(limits)))
        ),
        language.say("Moins de {high}\u00a0%", high=limits[0]),
    )
    fills = [NEED_RAMP[round(i * 4 / max(1, len(labels) - 1))] for i in range(len(labels))]
    plain = [MapClass(label=label, fill=fill) for label, fill in zip(labels, fills, strict=True)]
    hatched = [
        MapClass(label="" if position else wide, fill=fill, is_unsure=True)
        for position, fill in enumerate(fills)
    ]
    return (*plain, *hatched)


def classify_need(share: float, *, is_wide: bool, limits: Sequence[int]) -> int:
    """Position in :func:`need_classes`; a limit belongs to the class above it."""
    num_classes = len(limits) + 1
    position = num_classes - 1 - bisect_right(limits, 100 * share + 1e-9)
    return position + num_classes if is_wide else position


def is_wide(need: float, low: float | None, high: float | None) -> bool:
    """Whether an estimate is known to a third or worse; so is one of nobody."""
    if low is None or high is None:
        return True
    return high - low >= 2 * WIDE_INTERVAL * need
