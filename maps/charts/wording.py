"""What the charts say, in the language of the page; plain text, escaped by the page."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from maps.figures import number_words, percent_words
from maps.language import Language, mark
from maps.sentences import cycle_words
from planner.frontier.chart import FRENCH_WORDS, ChartWords

PAGE_TITLE: Final = mark("Le planning en chiffres")
BEFORE: Final = mark("couvert avant")
ADDED: Final = mark("ajouté par le planning")
COVERED_TITLES: Final = {
    "canton": mark("Besoin d’aide couvert, par canton"),
    "epci": mark("Besoin d’aide couvert, par intercommunalité"),
}
AREA_NAMES: Final = {"canton": mark("Canton"), "epci": mark("Intercommunalité")}
COVERED_COLUMNS: Final = (
    mark("Besoin (pers.)"),
    mark("Couvert avant"),
    mark("Avec le planning"),
    mark("Ajouté (pers.)"),
    mark("Reste (pers.)"),
)
SPREADS: Final = {
    "canton": mark(
        "Canton le moins couvert\u00a0: {worst} ({low}) ; le mieux couvert\u00a0: {best} ({high})"
        " ; écart\u00a0: {points}\u00a0points."
    ),
    "epci": mark(
        "Intercommunalité la moins couverte\u00a0: {worst} ({low}) ; la mieux couverte\u00a0: "
        "{best} ({high}) ; écart\u00a0: {points}\u00a0points."
    ),
}
HOURS_TITLES: Final = {
    "canton": mark("Heures de permanence pour 1\u00a0000 personnes à aider, par canton"),
    "epci": mark("Heures de permanence pour 1\u00a0000 personnes à aider, par intercommunalité"),
}
HOURS_COLUMNS: Final = (
    mark("Besoin estimé (personnes)"),
    mark("Heures par cycle"),
    mark("Heures pour 1\u00a0000 personnes"),
)
HOURS_NOTE: Final = mark(
    "Permanences tenues dans le territoire, à qui qu’elles servent ; les lieux fixes existants ne "
    "sont pas comptés."
)
WORK_TITLE: Final = mark("Heures de travail par conseiller")
SESSIONS: Final = mark("permanences")
DRIVING: Final = mark("route")
BACK_OFFICE: Final = mark("reste du contrat")
ADVISER: Final = mark("Conseiller")
WORK_COLUMNS: Final = (
    ADVISER,
    mark("Permanences"),
    mark("Heures de permanence"),
    mark("Heures de route"),
    mark("Reste du contrat (heures)"),
    mark("Contrat (heures)"),
)
DISTANCE_TITLE: Final = mark("Kilomètres par conseiller")
DISTANCE_COLUMNS: Final = (
    ADVISER,
    mark("Kilomètres"),
    mark("Heures de route"),
    mark("Km par permanence"),
)
EMISSION_TITLE: Final = mark("Émissions des trajets")
EMISSION_COLUMNS: Final = (
    ADVISER,
    mark("Kilomètres"),
    mark("kg de CO2e"),
    mark("kg par permanence"),
)
TOGETHER: Final = mark("Ensemble")
FRONTIER_TITLE: Final = mark("Avec plus ou moins de conseillers")
FRONTIER_COLUMNS: Final = (
    mark("Conseillers"),
    mark("Besoin couvert (personnes)"),
    mark("Besoin couvert"),
    mark("Borne prouvée"),
    mark("Changement"),
)
TODAY: Final = mark("aujourd’hui")
NO_FRONTIER: Final = mark(
    "Cette courbe n’est pas encore calculée. La commande « itinerance frontier » la calcule ; "
    "refaites ensuite cette page."
)
FRONTIER_NOTE: Final = mark(
    "Meilleure couverture possible, sans jours ni tournées : un planning réel en couvre un peu "
    "moins, et aucun ne dépasse la borne."
)
OLD_FRONTIER: Final = mark(
    "Attention\u00a0: cette courbe a été calculée pour d’autres données ou réglages que ceux du "
    "planning ; relancez « itinerance frontier »."
)
NOTHING: Final = mark("Rien à montrer dans ce planning.")


def say_all(messages: Sequence[str], language: Language) -> tuple[str, ...]:
    """Say the headings of a table."""
    return tuple(map(language.say, messages))


def hours_words(hours: float, *, decimals: int, language: Language) -> str:
    """Write hours at the end of a bar: « 12,5 h »."""
    number = number_words(hours, decimals=decimals, language=language)
    return language.say("{number}\u00a0h", number=number)


def not_all_drawn(num_drawn: int, language: Language) -> str:
    """Say that the drawing stops where the table goes on."""
    return language.say(
        "Le dessin montre les {number} territoires les moins couverts ; le tableau les a tous.",
        number=number_words(num_drawn, language=language),
    )


def spread_sentence(shares: Sequence[tuple[str, float]], kind: str, *, language: Language) -> str:
    """Say how far the best and the worst area are from each other; areas come worst first."""
    if not shares:
        return language.say(NOTHING)
    (worst, low), (best, high) = shares[0], shares[-1]
    return language.say(
        SPREADS[kind],
        worst=worst,
        low=percent_words(low, decimals=0, language=language),
        best=best,
        high=percent_words(high, decimals=0, language=language),
        points=number_words(100 * (high - low), language=language),
    )


def hours_sentence(hours: float, weeks: int, *, language: Language) -> str:
    """Say what the whole territory gets."""
    return language.say(
        "Dans tout le territoire\u00a0: {hours}\u00a0heures pour 1\u00a0000\u00a0personnes à "
        "aider, {per_cycle}.",
        hours=number_words(hours, decimals=1, language=language),
        per_cycle=cycle_words(weeks, language=language),
    )


def work_sentence(weeks: int, *, language: Language) -> str:
    """Say what the hours are of."""
    return language.say(
        "Heures {per_cycle}, réparties entre permanences, route et reste du contrat.",
        per_cycle=cycle_words(weeks, language=language),
    )


def distance_sentence(weeks: int, *, language: Language) -> str:
    """Say what the kilometres are of."""
    return language.say(
        "Kilomètres des tournées {per_cycle}, de la base à la base.",
        per_cycle=cycle_words(weeks, language=language),
    )


def emission_sentence(
    kilograms: float, *, weeks: int, num_sessions: int, language: Language
) -> str:
    """Say what all drives emit."""
    number = number_words(kilograms, language=language)
    per_cycle = cycle_words(weeks, language=language)
    if not num_sessions:
        return language.say(
            "{number}\u00a0kg de CO2e {per_cycle}.", number=number, per_cycle=per_cycle
        )
    return language.say(
        "{number}\u00a0kg de CO2e {per_cycle}, soit {each}\u00a0kg par permanence.",
        number=number,
        per_cycle=per_cycle,
        each=number_words(kilograms / num_sessions, decimals=1, language=language),
    )


def emission_note(grams_per_km: float, *, language: Language) -> str:
    """Say which factor is used and whence it is."""
    return language.say(
        "Kilomètres multipliés par {grams}\u00a0g de CO2e par km (réglage [documents] "
        "co2_grams_per_km). Par défaut 218 : voiture thermique, fabrication comprise (ADEME, "
        "Impact CO2).",
        grams=number_words(grams_per_km, language=language),
    )


def frontier_sentence(plan_share: float, *, language: Language) -> str:
    """Say what this very plan covers beside the curve."""
    return language.say(
        "Ce planning couvre {share} du besoin ; la courbe montre le mieux possible avec moins et "
        "avec plus de conseillers.",
        share=percent_words(plan_share, language=language),
    )


def curve_words(language: Language) -> ChartWords:
    """Word the drawing of the curve by advisers."""
    words = FRENCH_WORDS["advisers"]
    return replace(
        words,
        title=language.say(words.title),
        subtitle=language.say(words.subtitle),
        axis=language.say(words.axis),
        best=language.say(words.best),
        bound=language.say(words.bound),
        today=language.say(words.today),
        partial=language.say(words.partial, missing="{missing}"),  # filled in by the drawing
        format_number=partial(number_words, language=language),
        format_percent=partial(percent_words, language=language),
    )
