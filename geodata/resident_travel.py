"""How far residents are from help: drives from where they live to venues and fixed places."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geodata.nearest import NO_PLACE, NearestPlaces
from geodata.places import list_help_places, locate_mairies
from geodata.point_travel import PointNetwork, find_nearest_places, find_times, join_network
from geodata.population import PopulationCells
from geodata.population_cells import cells_of_road_nodes
from geodata.snapping import AccessLeg
from geodata.territory import Territory


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResidentTravel:
    """Demand points, and their drives to the places of help that are near; arrays are read-only.

    A demand point is a point of one commune where a share of its residents lives.
    """

    cells: PopulationCells
    """The demand points, communes ascending."""
    commune: npt.NDArray[np.int64]
    """(num_points,) position of each point's commune in the territory."""
    place_ids: tuple[str, ...]
    """Venues, then places of the existing offer (ids of :mod:`geodata.places`)."""
    limit_s: int
    time_s: csr_array
    """(num_points, num_places) whole seconds of the drives of at most ``limit_s``, and of all
    drives to places in the point's own commune; no other pair is stored, stored zeros count."""
    network: PointNetwork = field(repr=False)
    """For searches without a limit: points and places at the same positions."""

    def __post_init__(self) -> None:
        self.commune.setflags(write=False)

    @property
    def num_points(self) -> int:
        """Number of demand points."""
        return len(self.cells)

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """(num_points,) share of the commune's residents; adds up to 1 in each commune."""
        return self.cells.weight

    def positions(self, place_ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """Columns of places; KeyError names an unknown one."""
        position = {place_id: at for at, place_id in enumerate(self.place_ids)}
        return np.array([position[place_id] for place_id in place_ids], dtype=np.int64)

    def find_nearest(self, place_ids: Sequence[str]) -> NearestPlaces:
        """Find the nearest of some places for every point, however far."""
        return find_nearest_places(self.network, self.positions(place_ids))


def locate_residents(territory: Territory) -> PopulationCells:
    """Where residents live: as counted where the territory says, else mairies and road nodes."""
    if territory.population_cells is not None:
        return territory.population_cells
    return cells_of_road_nodes(
        territory.roads, territory.communes, homes=locate_mairies(territory.venues)
    )


def compute_resident_travel(
    territory: Territory, *, access: AccessLeg, limit_s: int
) -> ResidentTravel:
    """Compute how far residents are from each place of help near them.

    Parameters
    ----------
    access
        How the way between a point, or a place, and its road is counted.
    limit_s
        Longer drives to other communes need not be known.

    Raises
    ------
    ValueError
        The population cells are not those of the territory's communes.
    """
    cells = locate_residents(territory)
    position = {commune.code: at for at, commune in enumerate(territory.communes)}
    if set(cells.commune_code.tolist()) != position.keys():
        raise ValueError("population cells and communes differ")
    codes, rank = np.unique(cells.commune_code, return_inverse=True)
    commune = np.array([position[code] for code in codes.tolist()], dtype=np.int64)[rank]
    places = list_help_places(territory)
    network = join_network(territory.roads, cells.lonlat, places, access=access)
    return ResidentTravel(
        cells=cells,
        commune=commune,
        place_ids=tuple(place.id for place in places),
        limit_s=limit_s,
        time_s=find_times(
            network,
            limit_s=limit_s,
            always=pairs_at_home(cells.commune_code, _communes_of_places(territory)),
        ),
        network=network,
    )


def pairs_at_home(
    of_point: npt.NDArray[np.str_], of_place: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Points and places of all pairs that lie in one commune.

    Parameters
    ----------
    of_point, of_place
        Commune codes; those of the points ascending.
    """
    codes = np.array(of_place, dtype=np.str_)
    first = np.searchsorted(of_point, codes, side="left")
    count = np.searchsorted(of_point, codes, side="right") - first
    place = np.repeat(np.arange(len(codes)), count)
    start = np.repeat(first - (np.cumsum(count) - count), count)
    return np.arange(len(place)) + start, place


def _communes_of_places(territory: Territory) -> list[str]:
    """Commune codes of venues, then of the existing offer."""
    return [
        *(venue.commune_code for venue in territory.venues),
        *(offer.commune_code for offer in territory.existing_offer),
    ]


def find_cut_off_communes(residents: ResidentTravel, territory: Territory) -> npt.NDArray[np.bool_]:
    """(num_communes,) whether no road leads from any point to a place of help elsewhere."""
    codes = np.array([commune.code for commune in territory.communes], dtype=np.str_)
    of_place = np.array(_communes_of_places(territory), dtype=np.str_)
    near = residents.time_s.tocoo()
    is_elsewhere = residents.cells.commune_code[near.row] != of_place[near.col]
    is_cut_off = np.ones(len(codes), dtype=np.bool_)
    is_cut_off[residents.commune[near.row[is_elsewhere]]] = False
    for commune in np.flatnonzero(is_cut_off).tolist():  # few: islands, and the very remote
        elsewhere = np.flatnonzero(of_place != codes[commune])
        nearest = find_nearest_places(residents.network, elsewhere)
        is_cut_off[commune] = (nearest.place[residents.commune == commune] == NO_PLACE).all()
    return is_cut_off
