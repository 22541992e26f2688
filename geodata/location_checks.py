"""Do places lie where they say: points held against the outline of their commune.

Distances are straight lines in a plane that is true to scale at the territory's middle latitude
(equirectangular, mean Earth radius): within 1 % for a département, plenty for a 3 km tolerance.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.column_rules import row_faults
from geodata.errors import Fault
from geodata.tables import parse_numbers

TOLERANCE_M: Final = 3_000.0
"""Outlines are simplified and mairies stand at borders: nearer than this is near enough."""
NEIGHBOURHOOD_M: Final = 50_000.0
"""A place of the existing offer may lie outside the territory, up to this far."""
_METRES_PER_DEGREE: Final = 111_195.0

Geometries = npt.NDArray[Any]


class CommuneMap:
    """Outlines of the communes in metres, ready to be asked about points."""

    def __init__(self, communes: pd.DataFrame, outlines: Geometries) -> None:
        is_usable = np.array([outline is not None for outline in outlines], dtype=bool)
        usable = outlines[is_usable]
        self._codes = communes["code"].to_numpy(dtype=object)[is_usable]
        self._names = communes["name"].to_numpy(dtype=object)[is_usable]
        self._position = {code: position for position, code in enumerate(self._codes)}
        middle = np.nanmean(shapely.bounds(usable)[:, [1, 3]]) if len(usable) else 0.0
        self._scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(middle)), 1.0])
        self._outlines = shapely.transform(usable, lambda lonlat: lonlat * self._scale)
        self._tree = shapely.STRtree(self._outlines)

    def __len__(self) -> int:
        return len(self._codes)

    def knows(self, code: str) -> bool:
        """Whether the commune is there with an outline."""
        return code in self._position

    def label(self, code: str) -> str:
        """Code and name of a commune, for a message."""
        return f"{code} ({self._names[self._position[code]]})"

    def distance_m(self, lon: float, lat: float, code: str) -> float:
        """Metres from a point to the outline of a commune; 0 inside."""
        outline = self._outlines[self._position[code]]
        return float(shapely.distance(self._point(lon, lat), outline))

    def nearest(self, lon: float, lat: float) -> tuple[str, float]:
        """Code of the commune nearest to a point, and the metres to it."""
        point = self._point(lon, lat)
        position = int(self._tree.nearest(point))
        return str(self._codes[position]), float(shapely.distance(point, self._outlines[position]))

    def _point(self, lon: float, lat: float) -> shapely.Point:
        return shapely.Point(lon * self._scale[0], lat * self._scale[1])


def check_locations(
    places: pd.DataFrame, communes: CommuneMap, *, file: str, may_lie_outside: bool = False
) -> list[Fault]:
    """Find places far from the commune they name.

    Parameters
    ----------
    places
        Text columns ``commune``, ``lon``, ``lat``.
    communes
        The territory.
    file
        Name that faults show.
    may_lie_outside
        Accept a place of a commune outside the territory, unless its point is in the territory
        (then the code is wrong) or beyond :data:`NEIGHBOURHOOD_M`.
    """
    lons, lats = parse_numbers(places["lon"]), parse_numbers(places["lat"])
    is_swapped: list[tuple[int, str]] = []
    is_far: list[tuple[int, str]] = []
    is_misnamed: list[tuple[int, str]] = []
    for line, code, lon, lat in zip(places.index, places["commune"], lons, lats, strict=True):
        if not (communes and -180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
            continue  # blank or refused by the contract already
        if communes.knows(code):
            limit_m, away_m = TOLERANCE_M, communes.distance_m(lon, lat, code)
            swapped_m = communes.distance_m(lat, lon, code)
        elif may_lie_outside:
            limit_m, (nearest, away_m) = NEIGHBOURHOOD_M, communes.nearest(lon, lat)
            swapped_m = communes.nearest(lat, lon)[1]
            if away_m == 0:
                label = communes.label(nearest)
                message = f"la commune « {code} » est inconnue, mais le point est dans {label}"
                is_misnamed.append((line, message))
        else:
            continue
        if away_m <= limit_m:
            continue
        if swapped_m <= limit_m:
            is_swapped.append(
                (line, f"longitude et latitude semblent inversées (lon {lon:g}, lat {lat:g})")
            )
        else:
            is_far.append((line, _far_message(communes, code, lon, lat)))
    return [
        *row_faults(is_swapped, file=file, column="lon", remedy="Échangez les deux valeurs."),
        *row_faults(
            is_far,
            file=file,
            column="lon",
            remedy="Corrigez lon et lat (degrés), ou le code de la colonne « commune ».",
        ),
        *row_faults(
            is_misnamed,
            file=file,
            column="commune",
            remedy="Écrivez le code INSEE actuel de la commune.",
        ),
    ]


def _far_message(communes: CommuneMap, code: str, lon: float, lat: float) -> str:
    nearest, off_territory_m = communes.nearest(lon, lat)
    if off_territory_m > TOLERANCE_M:
        return (
            f"le point (lon {lon:g}, lat {lat:g}) est hors du territoire, "
            f"à {off_territory_m / 1000:.0f} km de sa limite"
        )
    away_km = f"{communes.distance_m(lon, lat, code) / 1000:.1f}".replace(".", ",")
    return (
        f"le point est à {away_km} km de la commune {communes.label(code)}, "
        f"dans ou près de {communes.label(nearest)}"
    )
