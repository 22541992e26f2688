"""How the columns and words of a raw survey export become ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from geodata.contracts import PREFERRED_PLACES, SURVEY_AGE_BANDS

UNDECIDED: Final = "?"
"""Stands for a word of ours that the coordinator has still to choose."""
ELSEWHERE: Final = "ailleurs"
"""Stands for a commune outside the territory."""
AUTO: Final = "auto"

REQUIRED_COLUMNS: Final = ("commune", "age_band", "uses_internet", "needs_help")
COLUMNS: Final = {
    "respondent_id": "Numéro de la réponse.",
    "submitted": "Date d'envoi : une réponse qui n'en a pas est incomplète, et mise de côté.",
    "commune": "Commune de la personne : nom, code postal ou code INSEE.",
    "postcode": "Code postal, s'il a sa propre colonne.",
    "age_band": "Tranche d'âge, ou âge.",
    "sex": "Sexe (facultatif).",
    "uses_internet": "Utilise-t-elle Internet ?",
    "needs_help": "Souhaite-t-elle de l'aide ?",
    "preferred_place": "Lieu d'aide préféré.",
    "max_travel_minutes": "Trajet accepté, en minutes.",
}
"""Our columns, with what each is asked for."""
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "age_band": tuple(SURVEY_AGE_BANDS),
    "sex": ("F", "H", "X"),
    "uses_internet": ("yes", "no"),
    "needs_help": ("yes", "no"),
    "preferred_place": PREFERRED_PLACES,
    "max_travel_minutes": (),
}
"""Our words in each column that has a dictionary; none where it holds numbers."""
THEMES: Final = (
    "messagerie",
    "demarches_administratives",
    "bureautique",
    "emploi",
    "scolarite_enfants",
    "securite",
    "smartphone",
)
"""What help is wanted with; a column ``theme_…`` of ``yes`` and ``no`` each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyMapping:
    """How to read one kind of export. Names of ours lead to names of the export."""

    columns: Mapping[str, str]
    """Column of the export for each of :data:`COLUMNS`; empty where it has none."""
    words: Mapping[str, Mapping[str, str]]
    """For each of :data:`WORDS`: text of the export to word of ours, ``""`` for no answer."""
    themes: Mapping[str, str] = field(default_factory=dict)
    """Column of the export for each of :data:`THEMES`."""
    communes: Mapping[str, str] = field(default_factory=dict)
    """Text of the export to INSEE code, or :data:`ELSEWHERE`: decisions of the coordinator."""
    bare_numbers: str = AUTO
    """A value of :class:`~geodata.survey_import.communes.BareNumbers`, or :data:`AUTO`."""
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of the export that fit equally well, where a proposal left the choice open."""
    themes_are_guessed: bool = False
    """The themes were taken in the order of the export, whose codes do not say what they are."""
