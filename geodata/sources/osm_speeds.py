"""Driving speeds on OpenStreetMap roads in France: legal limits, and what is driven of them.

A limit is not a speed: bends, crossings, villages and lights take their share. osmnx reads the
limits; this table says what is lost of them, in and out of built-up areas.
"""

from dataclasses import dataclass
from typing import Final

BUILT_UP_KMH: Final = 50.0
"""French law: at most 50 km/h in a built-up area; a road limited to that is taken to be in one."""
SLOWEST_KMH: Final = 5.0
"""A limit below walking pace is a slip of the mapper."""
_LINK: Final = "_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSpeed:
    """What is driven on one class of road (the OSM tag ``highway``)."""

    highway: str
    limit_kmh: float
    """Limit where OSM gives none."""
    rural_factor: float
    """Mean speed as a share of the limit, outside built-up areas."""
    urban_factor: float
    """The same in built-up areas."""
    is_fitted: bool = False
    """``rural_factor`` follows from measured drives; the other factors are conventions."""


SPEEDS: Final = (
    # Fitted: 115, 95, 74 and 69 km/h are the speeds that reproduce the reference drives of
    # Gironde (OSRM and INSEE METRIC, 2021) on motorways, nationales and départementales limited
    # to 130, 110, 80 and 80 km/h. Conventions: below the départementales each class loses a bit
    # more to bends and give-ways; in built-up areas lights and crossings take a third of 50 km/h
    # on through roads, and parked cars half of it on residential streets.
    ClassSpeed(
        highway="motorway", limit_kmh=130, rural_factor=0.88, urban_factor=0.88, is_fitted=True
    ),
    ClassSpeed(
        highway="trunk", limit_kmh=110, rural_factor=0.86, urban_factor=0.80, is_fitted=True
    ),
    ClassSpeed(
        highway="primary", limit_kmh=80, rural_factor=0.92, urban_factor=0.70, is_fitted=True
    ),
    ClassSpeed(
        highway="secondary", limit_kmh=80, rural_factor=0.86, urban_factor=0.70, is_fitted=True
    ),
    ClassSpeed(highway="tertiary", limit_kmh=80, rural_factor=0.80, urban_factor=0.65),
    ClassSpeed(highway="unclassified", limit_kmh=80, rural_factor=0.65, urban_factor=0.60),
    ClassSpeed(highway="road", limit_kmh=50, rural_factor=0.60, urban_factor=0.60),
    ClassSpeed(highway="residential", limit_kmh=50, rural_factor=0.50, urban_factor=0.50),
    ClassSpeed(highway="living_street", limit_kmh=20, rural_factor=0.75, urban_factor=0.75),
    ClassSpeed(highway="motorway_link", limit_kmh=70, rural_factor=0.80, urban_factor=0.80),
    ClassSpeed(highway="trunk_link", limit_kmh=70, rural_factor=0.80, urban_factor=0.70),
    ClassSpeed(highway="primary_link", limit_kmh=50, rural_factor=0.80, urban_factor=0.70),
    ClassSpeed(highway="secondary_link", limit_kmh=50, rural_factor=0.80, urban_factor=0.70),
    ClassSpeed(highway="tertiary_link", limit_kmh=50, rural_factor=0.80, urban_factor=0.65),
)
DRIVABLE: Final = tuple(speed.highway for speed in SPEEDS)
"""Classes of road that are taken; service roads and tracks are not."""
LIMITS_KMH: Final = tuple((speed.highway, speed.limit_kmh) for speed in SPEEDS)
_BY_CLASS: Final = {speed.highway: speed for speed in SPEEDS}
_FRENCH: Final = {
    "motorway": "autoroutes",
    "trunk": "voies express",
    "primary": "routes primaires",
    "secondary": "routes secondaires",
    "tertiary": "routes tertiaires",
    "unclassified": "petites routes",
    "road": "routes non classées",
    "residential": "rues résidentielles",
    "living_street": "zones de rencontre",
}


def driven_kmh(highway: str, limit_kmh: float) -> float:
    """Mean speed on a road of a class under a limit, both free of congestion.

    Raises
    ------
    KeyError
        The class is not one of :data:`DRIVABLE`.
    """
    speed = _BY_CLASS[highway]
    is_urban = limit_kmh <= BUILT_UP_KMH
    factor = speed.urban_factor if is_urban else speed.rural_factor
    return max(limit_kmh, SLOWEST_KMH) * factor


def speed_credit() -> str:
    """Say how speeds were made, in French, for the credits of what rests on them."""
    parts = ", ".join(
        f"{_FRENCH[speed.highway]} {_percent(speed.rural_factor)} / {_percent(speed.urban_factor)}"
        for speed in SPEEDS
        if not speed.highway.endswith(_LINK)
    )
    fitted = ", ".join(_FRENCH[speed.highway] for speed in SPEEDS if speed.is_fitted)
    return (
        "Vitesses : limites d’OpenStreetMap (à défaut, limite usuelle de la classe de voie), "
        "réduites à une vitesse moyenne hors agglomération / en agglomération (limite de "
        f"50 km/h ou moins) : {parts} ; bretelles 80 % hors agglomération. Hors agglomération, "
        f"les parts des classes suivantes sont calées sur des trajets de référence : {fitted} ; "
        "les autres sont des conventions. Trafic et stationnement ne sont pas comptés."
    )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
