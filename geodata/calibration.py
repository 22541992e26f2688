"""How far computed minutes agree with reference times between pairs of points."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod, Transformer

from geodata.errors import Fault, InputError
from geodata.road_checks import check_columns, check_rows, make_fault, read_numbers
from geodata.snapping import AccessLeg, Place
from geodata.travel_engines import FindTimes
from geodata.travel_matrix import UNREACHABLE_S

QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Of the ratio of computed time to reference time."""
BANDS_KM: Final = ((0.0, 10.0), (10.0, 25.0), (25.0, 50.0), (50.0, np.inf))
"""Bands of straight-line distance, the upper end excluded."""
PAIRS_AT_ONCE: Final = 250
"""A matrix of twice as many places: quickly computed on our own network."""
FEW_PAIRS: Final = 30
"""Fewer pairs say little: sentences tell so."""
_LAMBERT_93: Final = "EPSG:2154"
_POINTS: Final = ("X1", "Y1", "X2", "Y2")
_NOT_READABLE: Final = (
    "le fichier n'est pas un tableau CSV lisible",
    "Exportez-le en CSV séparé par des virgules, avec une ligne d'en-tête.",
)
_NO_PAIR: Final = ("aucun couple de points", "Ajoutez au moins une ligne.")
_BAD_POINT: Final = (
    "coordonnée absente ou hors de la France en Lambert-93",
    "Donnez des mètres en Lambert-93 (EPSG:2154).",
)
_BAD_MINUTES: Final = (
    "durée de référence absente, nulle ou négative",
    "Donnez des minutes, ou retirez la ligne.",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferencePairs:
    """Pairs of points with a known driving time; arrays are read-only."""

    origin_lonlat: npt.NDArray[np.float64]
    """(num_pairs, 2) degrees."""
    end_lonlat: npt.NDArray[np.float64]
    """(num_pairs, 2) degrees."""
    time_s: npt.NDArray[np.float64]
    """(num_pairs,) seconds of the reference."""

    def __post_init__(self) -> None:
        num_pairs = len(self.time_s)
        for name, shape in (
            ("origin_lonlat", (num_pairs, 2)),
            ("end_lonlat", (num_pairs, 2)),
            ("time_s", (num_pairs,)),
        ):
            values = np.array(getattr(self, name), dtype=np.float64)
            if values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {shape}")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not (self.time_s > 0).all():
            raise ValueError("reference times must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How computed times of some pairs compare with the reference."""

    from_km: float
    to_km: float
    """Straight-line distances of the pairs, the upper end excluded; infinite without a limit."""
    num_pairs: int
    ratio_quantiles: tuple[float, ...]
    """Quantiles at :data:`QUANTILES` of computed time / reference time; empty without a pair."""
    mean_error_minutes: float
    """Mean absolute difference; NaN without a pair, as the next two."""
    mean_error: float
    """Mean absolute difference, as a share of the reference time."""
    error_of_one_in_ten: float
    """One pair in ten differs by more than this share of the reference time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a comparison with reference pairs showed."""

    num_pairs: int
    num_outside: int
    """Pairs with an end too far from every road of the network; not compared."""
    num_unreachable: int
    """Pairs inside the network that no road joins; not compared."""
    whole: Agreement
    bands: tuple[Agreement, ...]


def read_reference_pairs(path: Path, *, minutes_column: str = "osrm_min") -> ReferencePairs:
    """Read pairs from a CSV with X1, Y1, X2, Y2 in Lambert-93 and a column of minutes.

    Raises
    ------
    InputError
        With every fault found.
    """
    try:
        table = pd.read_csv(path)
    except FileNotFoundError as error:
        words = ("le fichier est absent", "Vérifiez son nom.")
        raise InputError((make_fault(words, file=path.name),)) from error
    except (OSError, ValueError, EOFError) as error:
        raise InputError((make_fault(_NOT_READABLE, file=path.name),)) from error
    _refuse(check_columns(table, (*_POINTS, minutes_column), file=path.name))
    if table.empty:
        _refuse([make_fault(_NO_PAIR, file=path.name)])
    x1, y1, x2, y2 = (read_numbers(table[name]) for name in _POINTS)
    minutes = read_numbers(table[minutes_column])
    to_degrees = Transformer.from_crs(_LAMBERT_93, "EPSG:4326", always_xy=True)
    lonlats = [np.column_stack(to_degrees.transform(x, y)) for x, y in ((x1, y1), (x2, y2))]
    faults = []
    for lonlat, columns in zip(lonlats, ("X1 et Y1", "X2 et Y2"), strict=True):
        is_away = ~((lonlat > [-10, 40]) & (lonlat < [15, 53])).all(axis=1)
        faults += check_rows(np.asarray(is_away), _BAD_POINT, file=path.name, column=columns)
    is_bad = ~(np.isfinite(minutes) & (minutes > 0))
    _refuse(faults + check_rows(is_bad, _BAD_MINUTES, file=path.name, column=minutes_column))
    return ReferencePairs(origin_lonlat=lonlats[0], end_lonlat=lonlats[1], time_s=minutes * 60)


def calibrate(
    find_times: FindTimes,
    pairs: ReferencePairs,
    *,
    access: AccessLeg,
    pairs_at_once: int = PAIRS_AT_ONCE,
) -> Calibration:
    """Compare an engine's times with those of the reference.

    Pairs are compared when a road is near enough to both ends. Near the border of the network a
    faster way may lead outside it: such times come out too long, and the network is not wrong.

    Parameters
    ----------
    find_times
        The engine, see :func:`geodata.travel_engines.open_engine`.
    pairs
        The reference.
    access
        How the engine counts the way between a point and its road.
    pairs_at_once
        So many pairs are found in one matrix; it changes no time.
    """
    lonlat = np.concatenate([pairs.origin_lonlat, pairs.end_lonlat])
    places = [
        Place(id=str(number), lon=lon, lat=lat) for number, (lon, lat) in enumerate(lonlat.tolist())
    ]
    num_pairs = len(pairs.time_s)
    is_inside = np.zeros(num_pairs, dtype=np.bool_)
    computed_s = np.empty(num_pairs)
    for first in range(0, num_pairs, pairs_at_once):
        some = np.arange(first, min(first + pairs_at_once, num_pairs))
        travel = find_times([places[at] for at in [*some.tolist(), *(some + num_pairs).tolist()]])
        is_near = (travel.access_m <= access.max_m).reshape(2, len(some))
        is_inside[some] = is_near.all(axis=0)
        computed_s[some] = travel.time_s[np.arange(len(some)), np.arange(len(some), 2 * len(some))]
    inside = np.flatnonzero(is_inside)
    computed_s = computed_s[inside]
    is_way = computed_s < UNREACHABLE_S
    compared, computed_s = inside[is_way], computed_s[is_way]
    _, _, distance_m = Geod(ellps="WGS84").inv(
        *pairs.origin_lonlat[compared].T, *pairs.end_lonlat[compared].T
    )
    distance_km = np.asarray(distance_m, dtype=np.float64) / 1000
    agreements = [
        _compare(computed_s, pairs.time_s[compared], distance_km, from_km=low, to_km=high)
        for low, high in ((0.0, np.inf), *BANDS_KM)
    ]
    return Calibration(
        num_pairs=num_pairs,
        num_outside=num_pairs - len(inside),
        num_unreachable=len(inside) - len(compared),
        whole=agreements[0],
        bands=tuple(agreements[1:]),
    )


def describe_calibration(calibration: Calibration) -> tuple[str, ...]:
    """French sentences for a coordinator: how far to trust the minutes."""
    whole = calibration.whole
    first = (
        f"{_count(whole.num_pairs, 'trajet comparé', 'trajets comparés')} "
        f"sur {_whole(calibration.num_pairs)} de la référence : "
        f"{_whole(calibration.num_outside)} hors du réseau, "
        f"{_whole(calibration.num_unreachable)} sans route d'un bout à l'autre."
    )
    sentences = [first]
    if not whole.num_pairs:
        return (*sentences, "Rien ne peut être dit de la justesse des temps calculés.")
    median = whole.ratio_quantiles[QUANTILES.index(0.5)]
    sentences.append(
        f"Les temps calculés valent {_decimal(median, 2)} fois ceux de la référence (médiane) ; "
        f"un sur dix s'en écarte de plus de {_percent(whole.error_of_one_in_ten)}."
    )
    sentences.append(
        f"Écart moyen : {_decimal(whole.mean_error_minutes, 1)} min, "
        f"soit {_percent(whole.mean_error)} du temps de référence."
    )
    for band in calibration.bands:
        if band.num_pairs:
            median = band.ratio_quantiles[QUANTILES.index(0.5)]
            sentences.append(
                f"{_name_band(band)} à vol d'oiseau "
                f"({_count(band.num_pairs, 'trajet', 'trajets')}) : "
                f"{_decimal(median, 2)} fois la référence (médiane), "
                f"écart moyen {_decimal(band.mean_error_minutes, 1)} min."
            )
    if whole.num_pairs < FEW_PAIRS:
        sentences.append(
            f"Moins de {FEW_PAIRS} trajets : trop peu pour juger de l'ensemble du territoire."
        )
    return tuple(sentences)


def _compare(
    computed_s: npt.NDArray[np.float64],
    reference_s: npt.NDArray[np.float64],
    distance_km: npt.NDArray[np.float64],
    *,
    from_km: float,
    to_km: float,
) -> Agreement:
    """Compare the pairs of one band."""
    is_in = (distance_km >= from_km) & (distance_km < to_km)
    ratio = computed_s[is_in] / reference_s[is_in]
    error_s = np.abs(computed_s[is_in] - reference_s[is_in])
    if not ratio.size:
        return Agreement(
            from_km=from_km,
            to_km=to_km,
            num_pairs=0,
            ratio_quantiles=(),
            mean_error_minutes=np.nan,
            mean_error=np.nan,
            error_of_one_in_ten=np.nan,
        )
    error = np.abs(ratio - 1)
    return Agreement(
        from_km=from_km,
        to_km=to_km,
        num_pairs=len(ratio),
        ratio_quantiles=tuple(np.quantile(ratio, QUANTILES).tolist()),
        mean_error_minutes=float(error_s.mean() / 60),
        mean_error=float(error.mean()),
        error_of_one_in_ten=float(np.quantile(error, 0.9)),
    )


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InputError(tuple(faults))


def _name_band(band: Agreement) -> str:
    if np.isinf(band.to_km):
        return f"À {band.from_km:.0f} km et plus"
    if not band.from_km:
        return f"À moins de {band.to_km:.0f} km"
    return f"De {band.from_km:.0f} à {band.to_km:.0f} km"


def _count(number: int, one: str, several: str) -> str:
    return f"{_whole(number)} {one if number < 2 else several}"  # noqa: PLR2004 - French: 0 and 1


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _decimal(number: float, digits: int) -> str:
    return f"{number:.{digits}f}".replace(".", ",")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"
