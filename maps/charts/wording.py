"""What the charts say in French; plain text, escaped by the page."""

from collections.abc import Sequence
from typing import Final

from planner.wording import NO_BREAK_SPACE, format_number, format_percent

N: Final = NO_BREAK_SPACE

PAGE_TITLE: Final = "Le planning en chiffres"
BEFORE: Final = "couvert avant"
ADDED: Final = "ajouté par le planning"
COVERED_TITLES: Final = {
    "canton": "Besoin d’aide couvert, par canton",
    "epci": "Besoin d’aide couvert, par intercommunalité",
}
_COVERED: Final = (
    "Besoin (pers.)",
    "Couvert avant",
    "Avec le planning",
    "Ajouté (pers.)",
    "Reste (pers.)",
)
COVERED_COLUMNS: Final = {"canton": ("Canton", *_COVERED), "epci": ("Intercommunalité", *_COVERED)}
WORST_AND_BEST: Final = {
    "canton": (f"Canton le moins couvert{N}:", f"le mieux couvert{N}:"),
    "epci": (f"Intercommunalité la moins couverte{N}:", f"la mieux couverte{N}:"),
}
HOURS_TITLES: Final = {
    "canton": f"Heures de permanence pour 1{N}000 personnes à aider, par canton",
    "epci": f"Heures de permanence pour 1{N}000 personnes à aider, par intercommunalité",
}
_HOURS: Final = (
    "Besoin estimé (personnes)",
    "Heures par cycle",
    f"Heures pour 1{N}000 personnes",
)
HOURS_COLUMNS: Final = {"canton": ("Canton", *_HOURS), "epci": ("Intercommunalité", *_HOURS)}
HOURS_NOTE: Final = (
    "Permanences tenues dans le territoire, à qui qu’elles servent ; les lieux fixes existants ne "
    "sont pas comptés."
)
NOT_ALL_DRAWN: Final = (
    "Le dessin montre les 40 territoires les moins couverts ; le tableau les a tous."
)
WORK_TITLE: Final = "Heures de travail par conseiller"
SESSIONS: Final = "permanences"
DRIVING: Final = "route"
BACK_OFFICE: Final = "reste du contrat"
WORK_COLUMNS: Final = (
    "Conseiller",
    "Permanences",
    "Heures de permanence",
    "Heures de route",
    "Reste du contrat (heures)",
    "Contrat (heures)",
)
DISTANCE_TITLE: Final = "Kilomètres par conseiller"
DISTANCE_COLUMNS: Final = ("Conseiller", "Kilomètres", "Heures de route", "Km par permanence")
EMISSION_TITLE: Final = "Émissions des trajets"
EMISSION_COLUMNS: Final = ("Conseiller", "Kilomètres", "kg de CO2e", "kg par permanence")
TOGETHER: Final = "Ensemble"
FRONTIER_TITLE: Final = "Avec plus ou moins de conseillers"
FRONTIER_COLUMNS: Final = (
    "Conseillers",
    "Besoin couvert (personnes)",
    "Besoin couvert",
    "Borne prouvée",
    "Changement",
)
NO_FRONTIER: Final = (
    "Cette courbe n’est pas encore calculée. La commande « itinerance frontier » la calcule ; "
    "refaites ensuite cette page."
)
FRONTIER_NOTE: Final = (
    "Meilleure couverture possible, sans jours ni tournées : un planning réel en couvre un peu "
    "moins, et aucun ne dépasse la borne."
)
OLD_FRONTIER: Final = (
    f"Attention{N}: cette courbe a été calculée pour d’autres données ou réglages que ceux du "
    "planning ; relancez « itinerance frontier »."
)
PICTURE: Final = "Dessin"
TABLE_CAPTION: Final = "Les chiffres du dessin"
NOTHING: Final = "Rien à montrer dans ce planning."
CONTENTS: Final = "Sur cette page"


def cycle_words(weeks: int) -> str:
    """Name the span that figures are of."""
    return "par semaine" if weeks == 1 else f"par cycle de {weeks}{N}semaines"


def spread_sentence(shares: Sequence[tuple[str, float]], kind: str) -> str:
    """Say how far the best and the worst area are from each other; areas come worst first."""
    if not shares:
        return NOTHING
    (worst, low), (best, high) = shares[0], shares[-1]
    points = format_number(100 * (high - low))
    first, last = WORST_AND_BEST[kind]
    return (
        f"{first} {worst} ({format_percent(low, decimals=0)}) ; {last} {best} "
        f"({format_percent(high, decimals=0)}) ; écart{N}: {points}{N}points."
    )


def hours_sentence(hours: float, weeks: int) -> str:
    """Say what the whole territory gets."""
    return (
        f"Dans tout le territoire{N}: {format_number(hours, decimals=1)}{N}heures pour "
        f"1{N}000{N}personnes à aider, {cycle_words(weeks)}."
    )


def work_sentence(weeks: int) -> str:
    """Say what the hours are of."""
    return f"Heures {cycle_words(weeks)}, réparties entre permanences, route et reste du contrat."


def distance_sentence(weeks: int) -> str:
    """Say what the kilometres are of."""
    return f"Kilomètres des tournées {cycle_words(weeks)}, de la base à la base."


def emission_sentence(kilograms: float, *, weeks: int, num_sessions: int) -> str:
    """Say what all drives emit."""
    each = (
        f", soit {format_number(kilograms / num_sessions, decimals=1)}{N}kg par permanence"
        if num_sessions
        else ""
    )
    return f"{format_number(kilograms)}{N}kg de CO2e {cycle_words(weeks)}{each}."


def emission_note(grams_per_km: float) -> str:
    """Say which factor is used and whence it is."""
    return (
        f"Kilomètres multipliés par {format_number(grams_per_km)}{N}g de CO2e par km (réglage "
        "[documents] co2_grams_per_km). Par défaut 218 : voiture thermique, fabrication comprise "
        "(ADEME, Impact CO2)."
    )


def frontier_sentence(plan_share: float) -> str:
    """Say what this very plan covers beside the curve."""
    return (
        f"Ce planning couvre {format_percent(plan_share)} du besoin ; la courbe montre le mieux "
        "possible avec moins et avec plus de conseillers."
    )
