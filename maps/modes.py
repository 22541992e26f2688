"""What the communes can be coloured by: the switch and the legends of the page."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import geopandas as gpd

from maps.language import Language, mark
from maps.layers import MODES, need_limits_of
from maps.need_style import need_classes
from maps.style import (
    MapClass,
    frequency_classes,
    gain_classes,
    minute_classes,
    minute_limits,
    share_classes,
)
from planner.plan import Plan

Json: TypeAlias = Any
"""A value that :mod:`json` writes."""

MODE_TEXTS: Final = {
    "after": (
        mark("Avec le planning"),
        mark("Part du besoin d’aide couverte, avec le planning"),
    ),
    "before": (
        mark("Avant"),
        mark("Part du besoin d’aide couverte par la seule offre fixe existante"),
    ),
    "gain": (mark("Gain"), mark("Ce que le planning ajoute à la part du besoin couverte")),
    "frequency": (
        mark("Fréquence"),
        mark("Rythme des permanences les plus utiles à la commune"),
    ),
    "minutes": (
        mark("Trajet"),
        mark("Trajet moyen par la route jusqu’au lieu d’aide le plus proche"),
    ),
    "need": (mark("Besoin"), mark("Part estimée des 15 ans et plus qui souhaitent une aide")),
}
"""(label of the button, title of the legend)."""


def modes_of(layer: gpd.GeoDataFrame) -> list[str]:
    """Modes that a plan has figures for."""
    return [mode for mode in MODES if f"class_{mode}" in layer]


def describe_modes(plan: Plan, layer: gpd.GeoDataFrame, *, language: Language) -> list[Json]:
    """Word the switch and the legend of every mode.

    ``of`` are the classes whose communes a class of the legend counts: those drawn as unsure count
    with their colour, and once more together.
    """
    classes = _classes(plan, language)
    modes = []
    for mode in modes_of(layer):
        label, title = (language.say(text) for text in MODE_TEXTS[mode])
        if mode == "need" and not plan.need_has_survey:
            title = language.say("{title} (sans enquête)", title=title)
        num_plain = sum(not drawn.is_unsure for drawn in classes[mode])
        modes.append(
            {
                "id": mode,
                "label": label,
                "title": title,
                "classes": [
                    {
                        "label": drawn.label,
                        "fill": drawn.fill,
                        "hatch": hatch_of(drawn),
                        "of": _counted(classes[mode], position, num_plain),
                    }
                    for position, drawn in enumerate(classes[mode])
                ],
            }
        )
    return modes


def _classes(plan: Plan, language: Language) -> dict[str, tuple[MapClass, ...]]:
    access = plan.settings.access
    limits = minute_limits(access.reported_minutes, standard_minutes=access.standard_minutes)
    classes = {
        "after": share_classes(language),
        "before": share_classes(language),
        "gain": gain_classes(language),
        "frequency": frequency_classes(language),
        "minutes": minute_classes(
            limits, standard_minutes=access.standard_minutes, language=language
        ),
    }
    shown = need_limits_of(plan)
    if shown:
        classes["need"] = need_classes(shown, language=language)
    return classes


def _counted(classes: Sequence[MapClass], position: int, num_plain: int) -> list[int]:
    if position == num_plain:
        return list(range(num_plain, len(classes)))
    if len(classes) > num_plain and position < num_plain:
        return [position, position + num_plain]
    return [position]


def hatch_of(drawn: MapClass) -> str:
    """Name the pattern of a class as the page's scripts know it."""
    if drawn.is_hatched:
        return "lines"
    if drawn.is_unsure:
        return "unsure"
    return "cross" if drawn.is_crosshatched else ""
