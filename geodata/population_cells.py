"""Where the residents of a commune live: at points that somebody counted, or at stand-ins."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geodata.population import PopulationCells
from geodata.roads import Roads
from geodata.territory import Commune

GRID_EPSG: Final = 3035
"""LAEA Europe, in metres: the grid of European statistics."""
MAIRIE_SHARE: Final = 0.5
"""Share of a commune's residents put at its mairie where nobody counted them; a convention."""
NODE_SQUARE_M: Final = 500
"""Road nodes of a commune in one square of the grid count together: a guess needs no more."""
LonLat = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326."""
NO_HOMES: Final[Mapping[str, LonLat]] = MappingProxyType({})
"""No mairie is known."""


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
    found = commune_positions(lonlat, communes)
    lonlat, found, num_nodes = _thin_out(lonlat[found >= 0], found[found >= 0])
    at = np.array([i for i, item in enumerate(communes) if item.code in homes], dtype=np.int64)
    of_mairie = [homes[communes[i].code] for i in at.tolist()]
    by_commune = np.bincount(found, weights=num_nodes, minlength=len(communes))
    share = num_nodes * (1 - MAIRIE_SHARE) / by_commune[found] if found.size else num_nodes
    return gather_cells(
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


def gather_cells(
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
    """Gather points into cells; a commune without any has one, at its mairie or inside it.

    Parameters
    ----------
    commune, lonlat, people, side_m
        (n,) positions in ``communes``, (n, 2) degrees, (n,) residents in any unit, and (n,) metres
        of each point.
    is_proxy, sentence
        See :class:`PopulationCells`; the sentence is continued with the communes without points.
    """
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


def commune_positions(
    lonlat: npt.NDArray[np.float64], communes: Sequence[Commune]
) -> npt.NDArray[np.int64]:
    """(n,) position of the commune around each point, -1 without; on a border the first one."""
    outlines = shapely.STRtree([commune.geometry for commune in communes])
    point, commune = outlines.query(shapely.points(lonlat), predicate="intersects")
    found = np.full(len(lonlat), len(communes), dtype=np.int64)
    np.minimum.at(found, point, commune)
    return np.where(found == len(communes), -1, found)
