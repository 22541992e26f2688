"""What the map says of the areas not reached: how large, who lives there, what they rest on."""

from collections.abc import Mapping
from typing import Final

from maps.areas import Basis, UnreachedArea
from maps.figures import number_words
from maps.language import FRENCH, Language, mark
from maps.sentences import about_people
from planner.plan import Plan

AREA_BASIS: Final[Mapping[Basis, str]] = {
    "squares": mark("D’après les carreaux de population\u00a0: là où l’on habite."),
    "nodes": mark("D’après les carrefours des routes, faute de carreaux de population."),
}
AREA_METHODS: Final[Mapping[Basis, str]] = {
    "squares": mark(
        "Les secteurs non atteints sont les carreaux de population dont les habitants sont au-delà "
        "du délai, par la route depuis le centre du carreau. Les habitants d’une commune sans "
        "carreau sont tous dessinés en un seul."
    ),
    "nodes": mark(
        "Faute de carreaux de population, les secteurs non atteints sont dessinés d’après les "
        "temps de trajet des carrefours du réseau routier\u00a0: le terrain le plus proche d’un "
        "carrefour compte comme lui. Ils peuvent contenir des terres inhabitées, et leurs limites "
        "sont approximatives."
    ),
}


def unreached_words(
    area: UnreachedArea, plan: Plan, *, is_before: bool, language: Language = FRENCH
) -> str:
    """Say how large an area is and how many live there; for squares also how many need help."""
    land = area.before if is_before else area.after
    limit = number_words(area.limit_minutes, language=language)
    if land.km2 <= 0:
        return language.say(
            "Aucun secteur n’est à plus de {limit}\u00a0minutes d’un lieu d’aide.", limit=limit
        )
    surface = number_words(max(1.0, land.km2), language=language)
    if land.residents is not None and land.need is not None:
        return language.say(
            "Environ {surface}\u00a0km² habités à plus de {limit}\u00a0minutes d’un lieu d’aide ou "
            "sans route\u00a0; {people} y vivent, dont {need} à aider.",
            surface=surface,
            limit=limit,
            people=about_people(land.residents, language=language),
            need=about_people(land.need, language=language),
        )
    reach = next((row for row in plan.reach if row.minutes == area.limit_minutes), None)
    if reach is None:
        return language.say(
            "Environ {surface}\u00a0km² à plus de {limit}\u00a0minutes d’un lieu d’aide.",
            surface=surface,
            limit=limit,
        )
    within = reach.population_before if is_before else reach.population
    return language.say(
        "Environ {surface}\u00a0km² à plus de {limit}\u00a0minutes d’un lieu d’aide\u00a0; "
        "{people} y vivent ou n’ont pas de route.",
        surface=surface,
        limit=limit,
        people=about_people(plan.whole.population - within, language=language),
    )
