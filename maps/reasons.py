"""Why a commune has no weekly session, in a few words and in any language.

The whole explanation, with the smallest change that would serve the commune, is a French sentence
of plan.json. Its reason is a word of the plan, which is said here: alone where there is no room for
the sentence, and before it where the reader's language is another one.
"""

from typing import Final

from maps.language import FRENCH, Language, mark
from planner.plan import CommuneAccess, ExplanationReason

SHORT_REASONS: Final[dict[ExplanationReason, str]] = {
    "no_road": mark("Aucune route n’y mène."),
    "no_venue": mark("Aucun lieu où tenir une permanence à proximité."),
    "closed": mark("Les lieux proches sont fermés les demi-journées travaillées."),
    "too_short": mark("Les lieux proches n’ouvrent pas assez longtemps."),
    "drive_limit": mark("Trop loin pour la limite de conduite des conseillers."),
    "work_limit": mark("Le trajet ne tient dans la journée d’aucun conseiller."),
    "excluded": mark("Les secteurs et exclusions en écartent tous les conseillers."),
    "forbidden": mark("Ses lieux sont interdits par les règles du coordinateur."),
    "enough": mark("Une permanence n’y apporterait rien de plus."),
    "outbid": mark("Les demi-journées couvrent plus de besoin ailleurs."),
    "conceded": mark("Une permanence couvrirait plus de besoin, au prix de trop de route."),
    "no_exchange": mark("Aucun échange d’une seule visite ne lui fait de place."),
}


def describe_reasons(language: Language) -> dict[str, str]:
    """All reasons in a language."""
    return {code: language.say(text) for code, text in SHORT_REASONS.items()}


def foreign_reason(row: CommuneAccess, language: Language) -> str:
    """What stands before a French explanation: the reason, where the language is another one."""
    if language.code == FRENCH.code or row.explanation_reason is None:
        return ""
    return language.say(SHORT_REASONS[row.explanation_reason])
