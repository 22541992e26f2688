"""« vouliez-vous … ? »: the known word that somebody has probably meant."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

from geodata.commune_names import fold

_LEAST_SCORE: Final = 75.0
"""Of 100: a letter wrong in a short word still passes, and a part of a name; no other word."""


def suggest(word: str, known: Iterable[str]) -> str:
    """French aside for a word that is not known: the closest one that is, or nothing.

    Accents, capitals and hyphens count for nothing. Numbers are not guessed: a code beside the one
    that was meant is another commune.
    """
    if not any(letter.isalpha() for letter in word):
        return ""
    names = list(dict.fromkeys(known))
    found = process.extractOne(
        fold(word), [fold(name) for name in names], scorer=fuzz.WRatio, score_cutoff=_LEAST_SCORE
    )
    return "" if found is None else f" (vouliez-vous « {names[found[2]]} » ?)"
