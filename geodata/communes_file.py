"""The communes of a territory folder: one GeoJSON, GeoPackage or GeoParquet file."""

import warnings
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely
from pyogrio.errors import DataSourceError
from pyproj import CRS

from geodata.column_rules import row_faults
from geodata.errors import Fault, TerritoryError

COMMUNES_FILES: Final = ("communes.geojson", "communes.gpkg", "communes.parquet")
_WGS84: Final = CRS.from_epsg(4326)
_REDRAW: Final = "Corrigez le contour dans un SIG (QGIS : « Réparer les géométries »)."

Outlines = npt.NDArray[Any]
"""Shapely geometries in EPSG:4326; ``None`` where an outline cannot be used."""


def find_communes_file(folder: Path) -> Path:
    """Path of the one communes file.

    Raises
    ------
    TerritoryError
        There is none, or several.
    """
    present = [name for name in COMMUNES_FILES if (folder / name).is_file()]
    if len(present) == 1:
        return folder / present[0]
    raise TerritoryError(
        (
            Fault(
                file=present[0] if present else COMMUNES_FILES[0],
                message=f"plusieurs fichiers de communes : {', '.join(present)}"
                if present
                else "le fichier des communes est absent",
                remedy="Gardez-en un seul."
                if present
                else f"Ajoutez au dossier l'un de : {', '.join(COMMUNES_FILES)}.",
            ),
        )
    )


def read_communes(path: Path) -> tuple[pd.DataFrame, Outlines, list[Fault]]:
    """Read the communes as a table of text, and their outlines in EPSG:4326.

    Returns
    -------
    tuple
        The columns as text, indexed by line as a spreadsheet would show the attribute table (the
        first commune is line 2); the outlines in the same order; faults of the outlines.

    Raises
    ------
    TerritoryError
        The file cannot be read, holds no commune or no geometry, or does not say its CRS.
    """
    frame = _to_wgs84(_read_frame(path), file=path.name)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    outlines = shapely.force_2d(np.array(frame.geometry.array, dtype=object))
    wrong = _wrong_outlines(outlines)
    faults = row_faults(
        ((line + 2, message) for line, message in wrong.items()),
        file=path.name,
        column="geometry",
        remedy=_REDRAW,
    )
    outlines[list(wrong)] = None
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return table.apply(_as_text).astype(str), outlines, faults


def _read_frame(path: Path) -> gpd.GeoDataFrame:
    try:
        if path.suffix == ".parquet":
            frame = gpd.read_parquet(path)
        else:
            # Without the option GDAL takes a column of names that look like dates for dates.
            options = {"DATE_AS_STRING": "YES"} if path.suffix == ".geojson" else {}
            with warnings.catch_warnings():
                # What GDAL warns of shows below, as an outline missing or a cell refused.
                warnings.simplefilter("ignore")
                frame = gpd.read_file(path, on_invalid="ignore", **options)
    except (DataSourceError, OSError, ValueError, pa.ArrowException) as error:
        raise _refusal(
            path.name,
            f"le fichier est illisible ({' '.join(str(error).split())})",
            "Exportez-le à nouveau depuis le SIG.",
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _refusal(path.name, "le fichier n'a pas de géométries", "Exportez aussi les contours")
    if frame.empty:
        raise _refusal(path.name, "le fichier ne contient aucune commune", "Ajoutez les communes.")
    return frame


def _to_wgs84(frame: gpd.GeoDataFrame, *, file: str) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise _refusal(
            file,
            "le système de coordonnées n'est pas indiqué",
            "Indiquez-le à l'export (EPSG:4326 ou EPSG:2154).",
        )
    return frame if CRS(frame.crs) == _WGS84 else frame.to_crs(_WGS84)


def _wrong_outlines(outlines: Outlines) -> dict[int, str]:
    """French words for every outline that cannot be used, by position."""
    wrong: dict[int, str] = {}
    bounds = shapely.bounds(outlines)
    for position, (outline, (west, south, east, north)) in enumerate(
        zip(outlines, bounds, strict=True)
    ):
        if outline is None or outline.is_empty:
            wrong[position] = "le contour est absent ou illisible"
        elif outline.geom_type not in {"Polygon", "MultiPolygon"}:
            wrong[position] = f"la géométrie est de type {outline.geom_type}, pas un polygone"
        elif not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
            wrong[position] = "le contour n'est pas en degrés (longitude, latitude)"
        elif not outline.is_valid:
            reason = shapely.is_valid_reason(outline)
            wrong[position] = f"le contour est invalide ({reason})"
    return wrong


def _as_text(column: pd.Series) -> pd.Series:
    """Write values as a CSV would show them: whole floats without their ``.0``, blanks empty."""

    def write(value: object) -> str:
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    return column.astype(object).map(write).where(column.notna(), "")


def _refusal(file: str, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=file, message=message, remedy=remedy),))
