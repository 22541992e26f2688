"""What is proven of a repair, and how people are told."""

import math
from dataclasses import dataclass
from typing import Final

from planner.wording import count_words

_ONE_PERSON: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is proven of a repair that makes few changes, among all around what stays."""

    num_changes: int
    """Of the draft's visits; other hours alone are none."""
    least: int | None
    """No repair makes fewer, new venues that no rule asks for apart; ``None`` where a number was
    given."""
    more_people: float | None = None
    """No repair with so few changes covers more people than so many beyond; ``None`` where that
    is not known."""


def describe_proof(proof: Proof) -> tuple[str, ...]:
    """Say in French how good a repair is known to be, a sentence each."""
    changes = count_words(proof.num_changes, "changement de visite", "changements de visites")
    told = [f"{changes} par rapport au brouillon."]
    if proof.num_changes == 0:
        told = ["Aucune visite ne change de créneau : d'autres heures suffisent."]
    elif proof.least is not None:
        told.append(
            "C'est prouvé : sans lieu nouveau, aucune réparation n'en demande moins."
            if proof.least >= proof.num_changes
            else f"Il en faut {proof.least} au moins ; la recherche s'est arrêtée avant de prouver "
            "que davantage sont nécessaires."
        )
    if proof.more_people is not None and proof.more_people < _ONE_PERSON:
        told.append("Aucune autre avec aussi peu de changements ne couvre plus de personnes.")
    elif proof.more_people is not None:
        people = count_words(math.ceil(proof.more_people), "personne", "personnes")
        told.append(
            f"Une autre avec aussi peu de changements en couvrirait au plus {people} de plus."
        )
    return tuple(told)
