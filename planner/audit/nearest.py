"""The one known text that a misspelt one means, or none: two that are equally near are no guess."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MARGIN: Final = 2
"""How many letters the second best must be further away than the best."""


def find_nearest_text(text: str, known: Iterable[str]) -> str | None:
    """Return the known text a few letters away, if no other is nearly as near.

    Letters are those of the optimal string alignment distance; short texts allow none.
    """
    allowed = _max_letters(text)
    found = process.extract(
        text, sorted(set(known)), scorer=OSA.distance, score_cutoff=allowed + _MARGIN, limit=None
    )
    ranked = sorted((letters, other) for other, letters, _ in found)
    if not ranked or ranked[0][0] > allowed:
        return None
    if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + _MARGIN:
        return None
    return ranked[0][1]


def _max_letters(text: str) -> int:
    return next(letters for length, letters in ((12, 2), (6, 1), (0, 0)) if len(text) >= length)
