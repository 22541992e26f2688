"""Where the residents of a commune live: INSEE squares, or its mairie and road nodes instead.

INSEE (Filosofi, « données carroyées » of 200 m or 1 km, Licence Ouverte 2.0) names a square by the
lower left corner of its cell in EPSG:3035 (LAEA Europe): ``CRS3035RES200mN2029800E4252400``.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
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
from geodata.roads import Roads
from geodata.territory import Commune

GRID_EPSG: Final = 3035
MAIRIE_SHARE: Final = 0.5
"""Share of a commune's residents put at its mairie where nobody counted them; a convention."""
NODE_SQUARE_M: Final = 500
"""Road nodes of a commune in one square of the grid count together: a guess needs no more."""
POPULATION_FILES: Final = tuple(f"population_cells.{end}" for end in ("csv", "parquet", "gpkg"))
"""Names that a territory folder may give its file of squares."""
_SQUARE_ID: Final = re.compile(r"CRS3035RES(\d+)mN(\d+)E(\d+)")
_PEOPLE_COLUMNS: Final = ("ind", "ind_c", "pop", "population")
_SEPARATORS: Final = ";,\t"
LonLat = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326."""
_NO_HOMES: Final[Mapping[str, LonLat]] = MappingProxyType({})
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
    path: Path, communes: Sequence[Commune], *, homes: Mapping[str, LonLat] = _NO_HOMES
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
    homes: Mapping[str, LonLat] = _NO_HOMES,
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
    found = _commune_positions(lonlat, communes)
    is_kept = (found >= 0) & (people > 0)
    if communes and not is_kept.any():
        raise _refusal(file, "aucun carreau habité dans les communes du territoire")
    sides = np.unique(side_m[is_kept])
    is_known = sides.size == 1 and sides[0] > 0
    size = f" de {sides[0]:.0f} m" if is_known else ""
    return _cells(
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


def cells_of_road_nodes(
    roads: Roads, communes: Sequence[Commune], *, homes: Mapping[str, LonLat]
) -> PopulationCells:
    """Let the mairie and the road nodes of a commune stand for its residents.

    Half of them (:data:`MAIRIE_SHARE`) are put at the mairie, which stands in the main village for
    certain; the other half over the nodes of roads, each for as many. Nodes alone would mislead:
    where only numbered roads are known they are the crossings around a village, and motorway
    exits. Better than one point a commune, worse than a count.

    Parameters
    ----------
    roads
        Nodes that no road passes are left out.
    communes
        Those of the territory.
    homes
        Longitude and latitude of the mairie by commune code. A commune without one has its nodes
        alone; a commune without nodes its mairie alone, or else a point inside.
    """
    lonlat = roads.node_lonlat[np.unique(roads.edge_nodes)]
    found = _commune_positions(lonlat, communes)
    lonlat, found, num_nodes = _thin_out(lonlat[found >= 0], found[found >= 0])
    at = np.array([i for i, item in enumerate(communes) if item.code in homes], dtype=np.int64)
    of_mairie = [homes[communes[i].code] for i in at.tolist()]
    by_commune = np.bincount(found, weights=num_nodes, minlength=len(communes))
    share = num_nodes * (1 - MAIRIE_SHARE) / by_commune[found] if found.size else num_nodes
    return _cells(
        np.concatenate([found, at]),
        np.concatenate([lonlat, np.array(of_mairie, dtype=np.float64).reshape(-1, 2)]),
        np.concatenate([share, np.full(at.size, MAIRIE_SHARE)]),
        communes,
        side_m=np.zeros(found.size + at.size),
        homes=homes,
        is_proxy=True,
        sentence=(
            "Faute de carreaux de population, la moitié des habitants d’une commune est supposée "
            "vivre autour de la mairie, l’autre moitié le long des routes du réseau fourni : "
            "c’est une approximation."
        ),
    )


def _thin_out(
    lonlat: npt.NDArray[np.float64], commune: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Of a commune's nodes in one square keep the most central; position, commune and count."""
    to_grid = Transformer.from_crs(4326, GRID_EPSG, always_xy=True)
    metres = np.column_stack(to_grid.transform(lonlat[:, 0], lonlat[:, 1])).reshape(-1, 2)
    square = np.floor(metres / NODE_SQUARE_M)
    keys = np.column_stack([commune, square])
    _, group, count = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
    middle = np.column_stack([np.bincount(group, weights=part) for part in metres.T])
    away = np.linalg.norm(metres - (middle / count[:, None])[group], axis=1)
    order = np.lexsort((lonlat[:, 1], lonlat[:, 0], np.rint(100 * away), group))
    kept = order[np.searchsorted(group[order], np.arange(len(count)))]
    return lonlat[kept], commune[kept], count.astype(np.float64)


def _cells(
    commune: npt.NDArray[np.int64],
    lonlat: npt.NDArray[np.float64],
    people: npt.NDArray[np.float64],
    communes: Sequence[Commune],
    *,
    side_m: npt.NDArray[np.float64],
    homes: Mapping[str, LonLat],
    is_proxy: bool,
    sentence: str,
) -> PopulationCells:
    totals = np.bincount(commune, weights=people, minlength=len(communes))
    bare = np.flatnonzero(totals == 0)
    if bare.size:
        points = np.array([locate_home(communes[i], homes) for i in bare.tolist()])
        commune = np.concatenate([commune, bare])
        lonlat = np.concatenate([lonlat, points])
        people = np.concatenate([people, np.ones(bare.size)])
        side_m = np.concatenate([side_m, np.zeros(bare.size)])
        totals[bare] = 1
    alone = np.flatnonzero(np.bincount(commune, minlength=len(communes)) == 1)
    alone = alone if is_proxy else bare
    if alone.size:
        many = "s" if alone.size > 1 else ""
        what = "nœud de route" if is_proxy else "carreau habité"
        sentence += (
            f" {alone.size} commune{many} sans {what} : "
            "tous les habitants y sont placés à la mairie, à défaut en un point de la commune."
        )
    codes = np.array([item.code for item in communes], dtype=np.str_)
    weight = people / totals[commune]
    order = np.lexsort((lonlat[:, 1], lonlat[:, 0], codes[commune]))
    return PopulationCells(
        commune_code=codes[commune][order],
        lonlat=lonlat[order],
        weight=weight[order],
        is_proxy=is_proxy,
        sentence=sentence,
        side_m=side_m[order],
    )


def locate_home(commune: Commune, homes: Mapping[str, LonLat]) -> LonLat:
    """Longitude and latitude of a commune's mairie; without one, of a point inside."""
    if commune.code in homes:
        return homes[commune.code]
    inside = commune.geometry.representative_point()
    return inside.x, inside.y


def _commune_positions(
    lonlat: npt.NDArray[np.float64], communes: Sequence[Commune]
) -> npt.NDArray[np.int64]:
    """(n,) position of the commune around each point, -1 without; on a border the first one."""
    outlines = shapely.STRtree([commune.geometry for commune in communes])
    point, commune = outlines.query(shapely.points(lonlat), predicate="intersects")
    found = np.full(len(lonlat), len(communes), dtype=np.int64)
    np.minimum.at(found, point, commune)
    return np.where(found == len(communes), -1, found)


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
