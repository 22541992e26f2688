"""Which adviser a cell means: by id, name in any order, or a part of it that one alone has."""

from collections.abc import Sequence

from geodata.commune_names import fold
from geodata.territory import Adviser
from planner.audit.cell_errors import CellError
from planner.audit.nearest import find_nearest
from planner.wording import join_words


def find_adviser(text: str, advisers: Sequence[Adviser]) -> Adviser:
    """Find the adviser that a text names.

    Raises
    ------
    CellError
        None or several fit.
    """
    folded = fold(text)
    words = frozenset(folded.split())
    by_id = [adviser for adviser in advisers if fold(adviser.id) == folded]
    by_name = [adviser for adviser in advisers if frozenset(fold(adviser.name).split()) == words]
    by_part = [adviser for adviser in advisers if words and words < set(fold(adviser.name).split())]
    for found in (by_id, by_name, by_part):
        if len(found) == 1:
            return found[0]
        if found:
            names = join_words([f"« {adviser.name} » ({adviser.id})" for adviser in found])
            raise CellError(
                f"« {text} » peut être {names}", "écrivez le nom entier ou l'identifiant"
            )
    near = find_nearest(folded, {fold(adviser.name): fold(adviser.name) for adviser in advisers})
    close = [adviser for adviser in advisers if fold(adviser.name) == near]
    if len(close) == 1 and not _differs_by_a_number(folded, fold(close[0].name)):
        return close[0]
    names = ", ".join(adviser.name for adviser in advisers)
    raise CellError(
        f"« {text} » n'est aucun conseiller du territoire ({names})",
        "corrigez le nom, ou ajoutez le conseiller à advisers.csv",
    )


def _differs_by_a_number(one: str, other: str) -> bool:
    """« Conseiller 7 » is no misspelt « Conseiller 1 »."""
    return [sign for sign in one if sign.isdigit()] != [sign for sign in other if sign.isdigit()]
