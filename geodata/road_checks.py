"""What can be wrong in a road network's tables, told as faults."""

from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import Fault, TerritoryError

FASTEST_M_PER_S: Final = 60.0
"""No car drives faster (216 km/h): an edge that says so has a wrong length or time."""
_ROUNDING_S: Final = 1.0
"""Tables often give whole seconds: a short edge of 0 s is no fault."""
_Words = tuple[str, str]
"""What is wrong and how to mend it: message and remedy of a fault, in French."""
NOT_READABLE: Final = (
    "le fichier n'est pas un GeoParquet lisible",
    "Recréez-le avec « itinerance fetch », ou exportez-le de nouveau.",
)
ABSENT: Final = ("le fichier est absent", "Ajoutez-le au dossier du territoire.")
_NO_EDGE: Final = ("aucun tronçon de route", "Ajoutez au moins une route.")
NO_DEGREES: Final = ("les routes ne sont pas en degrés WGS 84", "Reprojetez en EPSG:4326.")
NO_LINE: Final = ("le tronçon n'est pas une LineString", "Exportez des lignes simples.")
NO_NUMBER: Final = ("numéro de nœud absent ou pas entier", "Numérotez les nœuds par des entiers.")
BAD_ID: Final = ("identifiant absent ou répété", "Donnez à chaque nœud un identifiant unique.")
BAD_POINT: Final = ("longitude ou latitude absente ou impossible", "Donnez des degrés WGS 84.")
BAD_END: Final = ("le tronçon mène à un nœud inconnu", "Ajoutez le nœud, ou retirez le tronçon.")
BAD_SPEED: Final = ("vitesse absente, nulle ou négative", "Donnez une vitesse en km/h.")
_BAD_LENGTH: Final = ("longueur absente ou négative", "Donnez une longueur en mètres.")
_BAD_TIME: Final = ("durée absente ou négative", "Donnez une durée en secondes.")
_TOO_FAST: Final = (
    "tronçon parcouru à plus de 200 km/h",
    "Corrigez la longueur (mètres) ou la durée (secondes, ou vitesse en km/h).",
)
_BAD_ONEWAY: Final = ("le sens unique n'est pas partout vrai ou faux", "Donnez des booléens.")
APART: Final = (
    "une extrémité est loin du nœud du même numéro d'un autre tronçon",
    "Corrigez « u » et « v », ou le sens du tracé : il va de « u » à « v ».",
)
_FIRST_ROW: Final = 2
"""Line number, as a spreadsheet shows it, of the row below the header."""


def check_edges(
    length_m: npt.NDArray[np.float64],
    time_s: npt.NDArray[np.float64],
    oneway: "pd.Series[Any]",
    *,
    file: str,
) -> list[Fault]:
    """Check what every source says of its edges."""
    if not length_m.size:
        return [make_fault(_NO_EDGE, file=file)]
    is_length = np.isfinite(length_m) & (length_m >= 0)
    is_time = np.isfinite(time_s) & (time_s >= 0)
    is_too_fast = is_length & is_time & (length_m > FASTEST_M_PER_S * (time_s + _ROUNDING_S))
    faults = [
        *check_rows(~is_length, _BAD_LENGTH, file=file, column="length_m"),
        *check_rows(is_length & ~is_time, _BAD_TIME, file=file, column="time_s"),
        *check_rows(is_too_fast, _TOO_FAST, file=file),
    ]
    if not pd.api.types.is_bool_dtype(oneway) or oneway.isna().any():
        faults.append(make_fault(_BAD_ONEWAY, file=file, column="oneway"))
    return faults


def check_columns(frame: pd.DataFrame, names: tuple[str, ...], *, file: str) -> list[Fault]:
    """One fault for each column that a table lacks."""
    return [
        make_fault(("la colonne est absente", "Ajoutez-la."), file=file, column=name)
        for name in names
        if name not in frame.columns
    ]


def check_rows(
    is_wrong: npt.NDArray[np.bool_], words: _Words, *, file: str, column: str | None = None
) -> list[Fault]:
    """One fault for all rows that are wrong in one way: a network has thousands."""
    rows = np.flatnonzero(is_wrong)
    if not rows.size:
        return []
    others = "" if rows.size == 1 else f" ({rows.size} lignes en tout)"
    fault = make_fault((words[0] + others, words[1]), file=file, column=column)
    return [replace(fault, row=int(rows[0]) + _FIRST_ROW)]


def make_fault(words: _Words, *, file: str, column: str | None = None) -> Fault:
    """Make a fault that concerns a whole file or column."""
    return Fault(file=file, column=column, message=words[0], remedy=words[1])


def refuse(faults: list[Fault]) -> None:
    """Raise the faults as one TerritoryError; none is fine."""
    if faults:
        raise TerritoryError(tuple(faults))


def read_numbers(column: "pd.Series[Any]") -> npt.NDArray[np.float64]:
    """Numbers of a column, NaN where there is none."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def is_wgs84(frame: gpd.GeoDataFrame) -> bool:
    """Whether coordinates are longitude and latitude in WGS 84."""
    crs = frame.crs
    return crs is not None and bool(crs.equals("EPSG:4326", ignore_axis_order=True))


def is_on_earth(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether coordinates are degrees that exist; NaN is not."""
    return np.asarray((np.abs(lonlat) <= np.array([180.0, 90.0])).all(axis=1))
