"""The commune that somebody means: by INSEE code, or by a name as people write it."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from geodata.commune_names import drop_articles, fold_name
from geodata.errors import Fault, InputError
from planner.plan import CommuneAccess

MAX_SUGGESTIONS: Final = 5
LEAST_SCORE: Final = 60.0
"""Of 100, by :func:`rapidfuzz.fuzz.WRatio`: names less alike are no suggestion."""


def find_commune(communes: Sequence[CommuneAccess], words: str) -> CommuneAccess:
    """Find a commune by its INSEE code or name; accents, hyphens and articles do not matter.

    Raises
    ------
    InputError
        When no commune or several have that name; near names are suggested.
    """
    by_code = {row.commune_code: row for row in communes}
    if words.strip() in by_code:
        return by_code[words.strip()]
    folded = fold_name(words)
    for simplify in (str, drop_articles):
        found = [
            row for row in communes if simplify(fold_name(row.commune_name)) == simplify(folded)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError((_fault(words, "plusieurs communes portent ce nom", found),))
    names = [fold_name(row.commune_name) for row in communes]
    near = process.extract(
        folded, names, scorer=fuzz.WRatio, limit=MAX_SUGGESTIONS, score_cutoff=LEAST_SCORE
    )
    suggested = [communes[position] for _, _, position in near]
    raise InputError((_fault(words, "commune inconnue de ce planning", suggested),))


def _fault(words: str, message: str, suggested: Sequence[CommuneAccess]) -> Fault:
    names = ", ".join(f"{row.commune_name} ({row.commune_code})" for row in suggested)
    remedy = f"vouliez-vous dire : {names} ?" if names else "donnez son nom ou son code INSEE"
    return Fault(file="plan.json", message=f"{message} : « {words} »", remedy=remedy)
