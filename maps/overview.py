"""An overview by EPCI, for territories of more communes than a page can draw."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd

from maps.figures import number_words
from maps.geometry import encode_polygons
from maps.language import Language, mark
from maps.modes import Json, modes_of

ROAD_TOLERANCE_M: Final = 150.0
"""Of the roads of tours in an overview."""
LEFT_OUT: Final = mark(
    "Dans cette vue d’ensemble les communes sont des points et non des contours, les raisons sont "
    "abrégées (les explications entières sont dans communes.csv), routes et secteurs sont "
    "simplifiés."
)
MOST_COMMUNES: Final = 5_000
"""Above it a page would be heavy and its communes smaller than a pixel."""


def is_overview(num_communes: int) -> bool:
    """Whether a territory is drawn by EPCI instead of by commune."""
    return num_communes > MOST_COMMUNES


def describe_overview(layer: gpd.GeoDataFrame, epcis: Sequence[str]) -> list[Json]:
    """Outline every EPCI, in the class of each mode that most of its people in need are in.

    Parameters
    ----------
    layer
        The communes (:func:`maps.layers.make_commune_layer`).
    epcis
        Codes in the order in which the page knows them.
    """
    outlines = layer.dissolve(by="epci_code", method="unary").geometry
    classes = {
        mode: layer.groupby(["epci_code", f"class_{mode}"])["need"].sum().unstack().idxmax(axis=1)
        for mode in modes_of(layer)
    }
    return [
        {
            "epci": position,
            "classes": [int(of_epci[code]) for of_epci in classes.values()],
            "shape": encode_polygons(outlines[code]),
        }
        for position, code in enumerate(epcis)
        if code in outlines.index
    ]


def overview_note(num_communes: int, language: Language) -> str:
    """Say what an overview shows and how to see more."""
    return language.say(
        "Vue d’ensemble\u00a0: au-delà de {most} communes, la carte dessine les EPCI, chacun dans "
        "la couleur de la classe où vit le plus de son besoin. Choisissez-en un\u00a0: ses "
        "communes, ses permanences et ses tournées s’affichent. Les {number} communes sont toutes "
        "dans la recherche et le tableau.",
        most=number_words(MOST_COMMUNES, language=language),
        number=number_words(num_communes, language=language),
    )
