"""Places tied to the nearest node of the road network."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from scipy.spatial import cKDTree

from geodata.roads import Roads

_TO_GEOCENTRIC = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point to travel between; ``id`` is unique in one matrix (e.g. ``venue/17300``)."""

    id: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (abs(self.lon) <= 180 and abs(self.lat) <= 90):  # noqa: PLR2004 - degrees; NaN fails
            raise ValueError(f"place {self.id} has no position on earth: {self.lon}, {self.lat}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLeg:
    """How the stretch between a place and the nearest road node is counted."""

    speed_kmh: float = 25.0
    detour: float = 1.3
    max_m: float = 3000.0
    """A place farther than this from every road node (straight line) is unreachable."""

    def __post_init__(self) -> None:
        if not (0 < self.speed_kmh < math.inf and 1 <= self.detour < math.inf and self.max_m >= 0):
            raise ValueError(f"impossible access leg: {self}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SnappedPlaces:
    """Where places join the road network, one position a place."""

    node: npt.NDArray[np.int64]
    """(num_places,) position of the nearest road node; 0 where there is none at all."""
    straight_m: npt.NDArray[np.float64]
    """(num_places,) straight-line metres to that node; infinite where there is none."""
    is_reachable: npt.NDArray[np.bool_]
    """(num_places,) whether the node is near enough for the access leg."""


def snap_places(roads: Roads, places: Sequence[Place], *, access: AccessLeg) -> SnappedPlaces:
    """Tie every place to its nearest road node; a node without an edge is none.

    Distances are chords between geocentric coordinates on the WGS 84 ellipsoid at height 0, so
    that any longitude and latitude will do and no projection distorts: a chord is shorter than
    the geodesic by less than a millimetre at 10 km and by a metre at 100 km. (Lambert-93 would be
    off by up to 3 m in each kilometre.)
    """
    used = np.unique(roads.edge_nodes)
    lonlat = np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2)
    if not used.size:
        return SnappedPlaces(
            node=np.zeros(len(places), dtype=np.int64),
            straight_m=np.full(len(places), np.inf),
            is_reachable=np.zeros(len(places), dtype=np.bool_),
        )
    tree = cKDTree(_geocentric(roads.node_lonlat[used]))
    straight_m, nearest = tree.query(_geocentric(lonlat))
    return SnappedPlaces(
        node=used[nearest].astype(np.int64),
        straight_m=np.asarray(straight_m, dtype=np.float64),
        is_reachable=np.asarray(straight_m <= access.max_m),
    )


def _geocentric(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, 3) metres from the centre of the earth."""
    height = np.zeros(len(lonlat))
    transformer = Transformer.from_pipeline(_TO_GEOCENTRIC)
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1], height))
