"""An invented territory of any size, whole: land, communes, people, roads, places, survey."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from scipy.spatial import cKDTree

from geodata.synthetic.areas import grow_areas
from geodata.synthetic.hours import draw_hours
from geodata.synthetic.land import Land, make_land
from geodata.synthetic.names import alphabetical, insee_codes, name_communes, of_place
from geodata.synthetic.network import make_roads
from geodata.synthetic.people import People, make_people
from geodata.synthetic.spread import Points, Positions, choose_spread
from geodata.synthetic.staff import Located, place_advisers, place_offer
from geodata.synthetic.survey import draw_survey
from geodata.synthetic.tiling import MAINLAND, Tiling, make_tiling
from geodata.synthetic.truth import Chances, SyntheticTruth, make_chances, state_truth
from geodata.territory import Commune, Territory, Venue

MIN_COMMUNES: Final = 10
MAX_COMMUNES: Final = 50_000
_COMMUNES_PER_EPCI: Final = 35
_COMMUNES_PER_CANTON: Final = 18
_CITY_PEOPLE: Final = 15_000
"""From this population of its seat on, an EPCI is a communauté d'agglomération."""
_NEAR_WATER_M: Final = 2_500.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyntheticTerritory:
    """An invented territory and what is true of it."""

    territory: Territory
    truth: SyntheticTruth


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Division:
    """EPCI or cantons: which of them each commune belongs to, and where their seats are."""

    seats: Positions
    member_of: Positions


def make_synthetic_territory(
    *, seed: int, num_communes: int = 460, num_advisers: int = 4, num_respondents: int = 5000
) -> SyntheticTerritory:
    """Invent a territory with the proportions of a rural French département.

    Parameters
    ----------
    seed
        The same seed and sizes give the same territory, in any process.
    num_communes
        10 to 50,000; one of them is an island that no road leads to.
    num_advisers
        Based in towns apart from each other; at least 1.
    num_respondents
        Answers of the survey; 0 for a territory without a survey.

    Raises
    ------
    ValueError
        A size is out of its range.
    """
    if not MIN_COMMUNES <= num_communes <= MAX_COMMUNES:
        raise ValueError(f"num_communes must be {MIN_COMMUNES} to {MAX_COMMUNES}")
    if num_advisers < 1 or num_respondents < 0:
        raise ValueError("num_advisers must be at least 1, num_respondents at least 0")
    # a stream for each concern: a draw more in one leaves the others as they were
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(9)]
    land = make_land(streams[0], num_communes=num_communes)
    tiling = make_tiling(streams[1], land, num_communes=num_communes)
    people = make_people(streams[2], tiling, land)
    cantons = _divide(tiling, people, max(1, round(num_communes / _COMMUNES_PER_CANTON)))
    epcis = _divide(tiling, people, max(1, round(num_communes / _COMMUNES_PER_EPCI)))
    roads = make_roads(
        streams[3],
        tiling,
        land,
        people.population,
        choose_spread(tiling.sites, _main_weights(tiling, people), max(3, len(cantons.seats))),
        to_lonlat=_to_lonlat,
    )
    located, order = _locate(streams[4], tiling, land)
    chances = make_chances(streams[5], people.residents, epcis.member_of)
    hours = draw_hours(streams[6], people.population)
    survey = None
    if num_respondents:
        survey = draw_survey(
            streams[7], chances, people.residents, located.codes, num_respondents=num_respondents
        )
    territory = Territory(
        communes=_communes(
            tiling, people, located, chances, epcis=epcis, cantons=cantons, order=order
        ),
        venues=tuple(_mairie(located, position, *hours[position]) for position in order.tolist()),
        advisers=place_advisers(tiling, people.population, located, num_advisers=num_advisers),
        roads=roads,
        existing_offer=place_offer(streams[8], tiling, people.population, cantons.seats, located),
        survey=survey,
    )
    codes = tuple(commune.code for commune in territory.communes)
    truth = state_truth(chances, people.residents, codes, order)
    return SyntheticTerritory(territory=territory, truth=truth)


def _to_lonlat(xy: Points) -> Points:
    """EPSG:2154 metres to EPSG:4326 degrees, rounded to about a centimetre."""
    project = pyproj.Transformer.from_crs(2154, 4326, always_xy=True)
    return np.round(np.column_stack(project.transform(xy[:, 0], xy[:, 1])), 7)


def _main_weights(tiling: Tiling, people: People) -> npt.NDArray[np.float64]:
    return np.where(tiling.landmass == MAINLAND, people.population, 0).astype(np.float64)


def _divide(tiling: Tiling, people: People, count: int) -> _Division:
    seats = choose_spread(tiling.sites, _main_weights(tiling, people), count)
    return _Division(seats=seats, member_of=grow_areas(tiling, seats))


def _locate(rng: np.random.Generator, tiling: Tiling, land: Land) -> tuple[Located, Positions]:
    """Name and code the communes, place their mairies; the order that sorts them by code."""
    count = len(tiling.sites)
    is_island = tiling.landmass != MAINLAND
    shore_m = cKDTree(land.shore).query(tiling.sites)[0]
    names = name_communes(
        rng,
        is_by_sea=(shore_m < _NEAR_WATER_M) | is_island,
        river=_river_beside(tiling.sites, land),
    )
    order = np.array(alphabetical(names), dtype=np.int64)
    codes = np.empty(count, dtype="<U5")
    codes[order] = insee_codes(count)
    away_m, bearing = rng.uniform(0, 120, count), rng.uniform(0, 2 * np.pi, count)
    moved = tiling.sites + away_m[:, None] * np.column_stack([np.cos(bearing), np.sin(bearing)])
    is_inside = shapely.contains_xy(tiling.cells, moved[:, 0], moved[:, 1])
    mairies = _to_lonlat(np.where(is_inside[:, None], moved, tiling.sites))
    return Located(codes=codes, names=names, mairies=mairies), order


def _river_beside(sites: Points, land: Land) -> Positions:
    """Number of the river close to each site, -1 for none."""
    beside = np.full(len(sites), -1, dtype=np.int64)
    for number, river in enumerate(land.rivers.geoms):
        beside[shapely.dwithin(shapely.points(sites), river, _NEAR_WATER_M)] = number
    return beside


def _communes(
    tiling: Tiling,
    people: People,
    located: Located,
    chances: Chances,
    *,
    epcis: _Division,
    cantons: _Division,
    order: Positions,
) -> tuple[Commune, ...]:
    outlines: npt.NDArray[Any] = shapely.transform(tiling.cells, _to_lonlat)
    epci_names = [
        f"{'CA' if people.population[seat] >= _CITY_PEOPLE else 'CC du Pays'} "
        f"{of_place(located.names[seat])}"
        for seat in epcis.seats.tolist()
    ]
    canton_names = [f"Canton {of_place(located.names[seat])}" for seat in cantons.seats.tolist()]
    width = max(2, len(str(len(cantons.seats))))
    communes = []
    for position in order.tolist():
        epci, canton = int(epcis.member_of[position]), int(cantons.member_of[position])
        communes.append(
            Commune(
                code=str(located.codes[position]),
                name=located.names[position],
                population=int(people.population[position]),
                epci_code=f"299{epci + 1:06d}",
                epci_name=epci_names[epci],
                canton_code=f"99{canton + 1:0{width}d}",
                canton_name=canton_names[canton],
                residents_by_age=tuple(people.residents[position].tolist()),
                geometry=outlines[position],
                postcode=f"99{(canton + 1) % 100:02d}0",
                fragility_index=float(chances.fragility_index[position]),
            )
        )
    return tuple(communes)


def _mairie(located: Located, position: int, opening_hours: str, hours_note: str) -> Venue:
    code = str(located.codes[position])
    lon, lat = located.mairies[position].tolist()
    return Venue(
        id=code,
        name=f"Mairie {of_place(located.names[position])}",
        kind="mairie",
        commune_code=code,
        lon=lon,
        lat=lat,
        opening_hours=opening_hours,
        hours_note=hours_note,
    )
