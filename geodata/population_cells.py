"""Where the residents of a commune live: INSEE squares, or its road nodes in their stead.

INSEE (Filosofi, « données carroyées » of 200 m or 1 km, Licence Ouverte 2.0) names a square by the
lower left corner of its cell in EPSG:3035 (LAEA Europe): ``CRS3035RES200mN2029800E4252400``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from geodata.roads import Roads
from geodata.territory import Commune

GRID_EPSG: Final = 3035
_SQUARE_ID: Final = re.compile(r"CRS3035RES(\d+)mN(\d+)E(\d+)")
_PEOPLE_COLUMNS: Final = ("ind", "ind_c", "pop", "population")
_SEPARATORS: Final = ";,\t"
_REMEDY: Final = "Donnez le fichier de carreaux tel que l'INSEE le publie (200 m ou 1 km)."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationCells:
    """Points where the residents of communes live; arrays are read-only."""

    commune_code: npt.NDArray[np.str_]
    """(n,) ascending."""
    lonlat: npt.NDArray[np.float64]
    """(n, 2) centres in degrees, EPSG:4326."""
    weight: npt.NDArray[np.float64]
    """(n,) share of the commune's residents, above 0; adds up to 1 in each commune."""
    is_proxy: bool
    """Road nodes stand for people: a guess, not a count."""
    sentence: str
    """How it was made, in French, for whoever reads what rests on it."""
    communes_without: tuple[str, ...] = ()
    """Codes of communes that have one point inside their outline, for want of anything better."""

    def __post_init__(self) -> None:
        num_cells = len(self.weight)
        for name, shape in (
            ("commune_code", (num_cells,)),
            ("lonlat", (num_cells, 2)),
            ("weight", (num_cells,)),
        ):
            values = np.array(getattr(self, name))
            if values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {shape}")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not (np.isfinite(self.weight).all() and (self.weight > 0).all()):
            raise ValueError("weights must be above 0")

    def __len__(self) -> int:
        return len(self.weight)


def read_population_cells(path: Path, communes: Sequence[Commune]) -> PopulationCells:
    """Read a file of INSEE squares and give each its commune, by the square's centre.

    Parameters
    ----------
    path
        ``.gpkg`` (or another file GDAL reads), ``.parquet`` or ``.csv``; the whole of France will
        do. Squares without people, and squares whose centre lies in no commune, are left out.
    communes
        Those of the territory.

    Raises
    ------
    TerritoryError
        The file cannot be read, has no column of people or nothing that places its squares.
    """
    return cells_of_squares(_read(path, communes), communes, file=path.name)


def cells_of_squares(
    squares: pd.DataFrame, communes: Sequence[Commune], *, file: str
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
    lonlat, size_m = _centres(squares, file=file)
    found = _commune_positions(lonlat, communes)
    is_kept = (found >= 0) & (people > 0)
    size = f" de {size_m} m" if size_m else ""
    return _cells(
        found[is_kept],
        lonlat[is_kept],
        people[is_kept],
        communes,
        is_proxy=False,
        sentence=(
            f"Les habitants d’une commune sont placés dans les carreaux{size} de l’INSEE dont le "
            "centre se trouve sur son territoire."
        ),
    )


def cells_of_road_nodes(roads: Roads, communes: Sequence[Commune]) -> PopulationCells:
    """Let the road nodes of a commune stand for its residents, each for as many.

    Villages have more crossings than fields: better than one point a commune, worse than a count.
    """
    found = _commune_positions(roads.node_lonlat, communes)
    is_kept = found >= 0
    return _cells(
        found[is_kept],
        roads.node_lonlat[is_kept],
        np.ones(int(is_kept.sum())),
        communes,
        is_proxy=True,
        sentence=(
            "Faute de carreaux de population, les habitants d’une commune sont supposés répartis "
            "à parts égales sur les nœuds de son réseau routier : c’est une approximation."
        ),
    )


def _cells(
    commune: npt.NDArray[np.int64],
    lonlat: npt.NDArray[np.float64],
    people: npt.NDArray[np.float64],
    communes: Sequence[Commune],
    *,
    is_proxy: bool,
    sentence: str,
) -> PopulationCells:
    totals = np.bincount(commune, weights=people, minlength=len(communes))
    bare = np.flatnonzero(totals == 0)
    if bare.size:
        inside = [communes[i].geometry.representative_point() for i in bare.tolist()]
        points = np.array([(point.x, point.y) for point in inside])
        commune = np.concatenate([commune, bare])
        lonlat = np.concatenate([lonlat, points])
        people = np.concatenate([people, np.ones(bare.size)])
        totals[bare] = 1
        sentence += (
            f" {bare.size} commune{'s' if bare.size > 1 else ''} sans aucun de ces points : un "
            "point à l’intérieur du contour en tient lieu."
        )
    codes = np.array([item.code for item in communes])
    weight = people / totals[commune]
    order = np.lexsort((lonlat[:, 1], lonlat[:, 0], codes[commune]))
    return PopulationCells(
        commune_code=codes[commune][order],
        lonlat=lonlat[order],
        weight=weight[order],
        is_proxy=is_proxy,
        sentence=sentence,
        communes_without=tuple(sorted(codes[bare].tolist())),
    )


def _commune_positions(
    lonlat: npt.NDArray[np.float64], communes: Sequence[Commune]
) -> npt.NDArray[np.int64]:
    """(n,) position of the commune around each point, -1 without; on a border the first one."""
    outlines = shapely.STRtree([commune.geometry for commune in communes])
    point, commune = outlines.query(shapely.points(lonlat), predicate="intersects")
    found = np.full(len(lonlat), len(communes), dtype=np.int64)
    np.minimum.at(found, point, commune)
    return np.where(found == len(communes), -1, found)


def _centres(squares: pd.DataFrame, *, file: str) -> tuple[npt.NDArray[np.float64], int]:
    """Centres of squares in degrees, and the side of a square in metres (0 when it is unknown)."""
    by_id = [parts for name in squares.columns if (parts := _parse_ids(squares[name])) is not None]
    if by_id:
        # A file of 200 m squares names the square of 1 km around each as well.
        side, north, east = min(by_id, key=lambda parts: (parts[0].max(), parts[0].min()))
        to_degrees = Transformer.from_crs(GRID_EPSG, 4326, always_xy=True)
        lonlat = np.column_stack(to_degrees.transform(east + side / 2, north + side / 2))
        return lonlat, int(side[0]) if (side == side[0]).all() else 0
    if not isinstance(squares, gpd.GeoDataFrame) or squares.crs is None:
        raise _refusal(file, "ni identifiant de carreau (« idcar… »), ni géométrie avec son CRS")
    if squares.geometry.isna().any() or squares.geometry.is_empty.any():
        raise _refusal(file, "des carreaux sans géométrie")
    # In the grid's own metres: a centroid in degrees would be off.
    centres = squares.geometry.to_crs(GRID_EPSG).centroid.to_crs(4326)
    return shapely.get_coordinates(centres.to_numpy()), 0


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
                found: pd.DataFrame = gpd.read_file(path, bbox=frame)
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
