"""What a misspelt text means, or nothing: two meanings that are equally near are no guess."""

from collections.abc import Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MARGIN: Final = 2
"""How many letters the second best meaning must be further away than the best."""


def find_nearest(text: str, meanings: Mapping[str, str]) -> str | None:
    """Return the meaning whose text is a few letters away, if no other meaning is nearly as near.

    Letters are those of the optimal string alignment distance; short texts allow none.

    Parameters
    ----------
    meanings
        What each known text means; several texts may mean the same.
    """
    allowed = _max_letters(text)
    found = process.extract(
        text, sorted(meanings), scorer=OSA.distance, score_cutoff=allowed + _MARGIN - 1, limit=None
    )
    nearest: dict[str, int] = {}
    for known, letters, _ in found:
        meaning = meanings[known]
        nearest[meaning] = min(letters, nearest.get(meaning, letters))
    ranked = sorted(nearest.items(), key=lambda pair: (pair[1], pair[0]))
    if not ranked or ranked[0][1] > allowed:
        return None
    if len(ranked) > 1 and ranked[1][1] < ranked[0][1] + _MARGIN:
        return None
    return ranked[0][0]


def _max_letters(text: str) -> int:
    return next(letters for length, letters in ((12, 2), (6, 1), (0, 0)) if len(text) >= length)
