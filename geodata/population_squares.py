"""INSEE's squares of population, each given to its commune.

INSEE (Filosofi, « données carroyées » of 200 m or 1 km, Licence Ouverte 2.0) names a square by the
lower left corner of its cell in EPSG:3035 (LAEA Europe): ``CRS3035RES200mN2029800E4252400``.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyarrow import ArrowException
from pyproj import Transformer

from geodata.errors import Fault, TerritoryError
from geodata.population import PopulationCells
from geodata.population_cells import (
    GRID_EPSG,
    NO_HOMES,
    LonLat,
    commune_positions,
    gather_cells,
)
from geodata.territory import Commune

POPULATION_FILES: Final = tuple(f"population_cells.{end}" for end in ("csv", "parquet", "gpkg"))
"""Names that a territory folder may give its file of squares."""
_SQUARE_ID: Final = re.compile(r"CRS3035RES(\d+)mN(\d+)E(\d+)")
_PEOPLE_COLUMNS: Final = ("ind", "ind_c", "pop", "population")
_SEPARATORS: Final = ";,\t"
_REMEDY: Final = "Donnez le fichier de carreaux tel que l'INSEE le publie (200 m ou 1 km)."


def find_population_file(folder: Path) -> Path | None:
    """Path of a territory folder's file of squares; ``None`` where there is none.

    Raises
    ------
    TerritoryError
        It is there in two forms.
    """
    present = [path for name in POPULATION_FILES if (path := folder / name).exists()]
    if len(present) > 1:
        names = " et ".join(path.name for path in present)
        raise TerritoryError(
            (
                Fault(
                    file=present[0].name,
                    message=f"les carreaux de population sont là deux fois : {names}",
                    remedy="Gardez un seul de ces fichiers.",
                ),
            )
        )
    return present[0] if present else None


def read_population_cells(
    path: Path, communes: Sequence[Commune], *, homes: Mapping[str, LonLat] = NO_HOMES
) -> PopulationCells:
    """Read a file of INSEE squares and give each its commune, by the square's centre.

    Parameters
    ----------
    path
        ``.gpkg`` (or another file GDAL reads), ``.parquet`` or ``.csv``; the whole of France will
        do. Squares without people, and squares whose centre lies in no commune, are left out.
    communes
        Those of the territory; without any, the file is checked and nothing kept.
    homes
        See :func:`cells_of_squares`.

    Raises
    ------
    TerritoryError
        The file cannot be read, has no column of people, nothing that places its squares, or no
        inhabited square in any commune.
    """
    return cells_of_squares(_read(path, communes), communes, file=path.name, homes=homes)


def cells_of_squares(
    squares: pd.DataFrame,
    communes: Sequence[Commune],
    *,
    file: str,
    homes: Mapping[str, LonLat] = NO_HOMES,
) -> PopulationCells:
    """Give every square its commune; see :func:`read_population_cells`.

    Parameters
    ----------
    squares
        People in a column ``ind`` (capitals do not matter); a grid id in any text column, of
        several the finest, else a geometry with its CRS.
    communes
        Those of the territory.
    file
        What faults call the table.
    homes
        Longitude and latitude of the mairie by commune code: where the residents of a commune
        without squares are put; without a mairie, at a point inside.
    """
    names = {str(name).lower(): name for name in reversed(squares.columns)}
    column = next((names[name] for name in _PEOPLE_COLUMNS if name in names), None)
    if column is None:
        raise _refusal(file, "aucune colonne d'habitants (« ind »)")
    people = pd.to_numeric(squares[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    if not np.isfinite(people).all() or (people < 0).any():
        rows = np.flatnonzero(~(people >= 0))
        message = f"nombre d'habitants absent ou négatif ({rows.size} lignes)"
        raise _refusal(file, message, row=int(rows[0]) + 2, column=str(column))
    lonlat, side_m = _centres(squares, file=file)
    found = commune_positions(lonlat, communes)
    is_kept = (found >= 0) & (people > 0)
    if communes and not is_kept.any():
        raise _refusal(file, "aucun carreau habité dans les communes du territoire")
    sides = np.unique(side_m[is_kept])
    is_known = sides.size == 1 and sides[0] > 0
    size = f" de {sides[0]:.0f} m" if is_known else ""
    return gather_cells(
        found[is_kept],
        lonlat[is_kept],
        people[is_kept],
        communes,
        side_m=side_m[is_kept],
        homes=homes,
        is_proxy=False,
        sentence=(
            f"Les habitants d’une commune sont placés dans les carreaux{size} de l’INSEE dont le "
            "centre se trouve sur son territoire."
        ),
    )


def _centres(
    squares: pd.DataFrame, *, file: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Centres of squares in degrees, and the side of each in whole metres of the grid."""
    by_id = [parts for name in squares.columns if (parts := _parse_ids(squares[name])) is not None]
    if by_id:
        # A file of 200 m squares names the square of 1 km around each as well.
        side, north, east = min(by_id, key=lambda parts: (parts[0].max(), parts[0].min()))
        to_degrees = Transformer.from_crs(GRID_EPSG, 4326, always_xy=True)
        lonlat = np.column_stack(to_degrees.transform(east + side / 2, north + side / 2))
        return lonlat, side
    if not isinstance(squares, gpd.GeoDataFrame) or squares.crs is None:
        raise _refusal(file, "ni identifiant de carreau (« idcar… »), ni géométrie avec son CRS")
    if squares.geometry.isna().any() or squares.geometry.is_empty.any():
        raise _refusal(file, "des carreaux sans géométrie")
    # In the grid's own metres: a centroid in degrees would be off.
    on_grid = squares.geometry.to_crs(GRID_EPSG)
    centres = shapely.get_coordinates(on_grid.centroid.to_crs(4326).to_numpy())
    return centres, np.rint(np.sqrt(on_grid.area.to_numpy()))


def _parse_ids(column: "pd.Series[Any]") -> tuple[npt.NDArray[np.float64], ...] | None:
    """Side, north and east in metres; ``None`` where a cell is no grid id."""
    if not len(column) or not isinstance(column.iloc[0], str):
        return None
    if not _SQUARE_ID.fullmatch(column.iloc[0]):
        return None
    parts = column.astype(str).str.extract(f"^{_SQUARE_ID.pattern}$")
    if parts.isna().to_numpy().any():
        return None
    return tuple(parts[position].to_numpy(dtype=np.float64) for position in parts)


def _read(path: Path, communes: Sequence[Commune]) -> pd.DataFrame:
    if not path.is_file():
        raise _refusal(path.name, "le fichier est absent")
    try:
        match path.suffix.lower():
            case ".csv":
                return _read_csv(path)
            case ".parquet":
                return _read_parquet(path)
            case _:
                frame = gpd.GeoSeries([item.geometry for item in communes], crs="EPSG:4326")
                found: pd.DataFrame = gpd.read_file(path, bbox=frame if communes else None)
                return found
    except (OSError, ValueError, RuntimeError, ArrowException) as error:
        raise _refusal(path.name, f"le fichier n'est pas lisible ({error})") from error


def _read_csv(path: Path) -> pd.DataFrame:
    """The columns that are needed of a table that may have millions of rows."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    separator = max(_SEPARATORS, key=header.count)
    return pd.read_csv(
        path,
        sep=separator,
        encoding="utf-8-sig",
        usecols=lambda name: name.lower() in _PEOPLE_COLUMNS or name.lower().startswith("id"),
        decimal="," if separator == ";" else ".",
    )


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:  # a table without geometry: its ids place it
        frame = pd.read_parquet(path)
    return frame


def _refusal(
    file: str, message: str, *, row: int | None = None, column: str | None = None
) -> TerritoryError:
    fault = Fault(file=file, message=message, remedy=_REMEDY, row=row, column=column)
    return TerritoryError((fault,))
