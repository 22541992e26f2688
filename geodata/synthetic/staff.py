"""The invented advisers and the places of help that were there before them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.synthetic.names import of_place
from geodata.synthetic.spread import Points, Positions, choose_spread
from geodata.synthetic.tiling import REMOTE_ISLAND, Tiling
from geodata.territory import Adviser, OfferPlace

_PLACES_PER_COMMUNE: Final = 0.283
_COMMUNES_WITH_OFFER: Final = 0.22
_CANTONS_WITH_FRANCE_SERVICES: Final = 0.85
_MIN_PEOPLE_FOR_MEDIATHEQUE: Final = 1_500
_FULL_WEEK: Final = (0, 1, 2, 3, 4)
_PART_WEEK: Final = (0, 1, 3, 4)
_ADVISERS_PER_PART_TIMER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Located:
    """What advisers and places need to know of each commune, in the order of the tiling."""

    codes: npt.NDArray[np.str_]
    names: tuple[str, ...]
    mairies: Points
    """(n, 2) longitude and latitude."""


def place_advisers(
    tiling: Tiling,
    population: npt.NDArray[np.int64],
    located: Located,
    *,
    num_advisers: int,
) -> tuple[Adviser, ...]:
    """Base advisers at the mairies of towns far from each other; one in four works part-time."""
    count = len(population)
    weights = np.where(tiling.landmass == REMOTE_ISLAND, 0, population).astype(np.float64)
    bases = choose_spread(tiling.sites, weights, min(num_advisers, count)).tolist()
    width = len(str(num_advisers))
    advisers = []
    for rank in range(num_advisers):
        base = bases[rank % len(bases)]
        is_part_time = rank % _ADVISERS_PER_PART_TIMER == 2  # noqa: PLR2004 - the third of four
        lon, lat = located.mairies[base].tolist()
        advisers.append(
            Adviser(
                id=f"CN{rank + 1:0{width}d}",
                name=f"Conseiller {rank + 1}",
                base_commune_code=str(located.codes[base]),
                lon=lon,
                lat=lat,
                working_days=_PART_WEEK if is_part_time else _FULL_WEEK,
                weekly_minutes=60 * (28 if is_part_time else 35),
                max_drive_s_per_day=60 * (180 if is_part_time else 150),
            )
        )
    return tuple(advisers)


def place_offer(
    rng: np.random.Generator,
    tiling: Tiling,
    population: npt.NDArray[np.int64],
    canton_seats: Positions,
    located: Located,
) -> tuple[OfferPlace, ...]:
    """Fixed places of help: France services in most canton seats, others in larger communes."""
    count = len(population)
    seats = canton_seats[rng.random(len(canton_seats)) < _CANTONS_WITH_FRANCE_SERVICES]
    num_places = max(1, round(_PLACES_PER_COMMUNE * count))
    num_communes = max(1, round(_COMMUNES_WITH_OFFER * count))
    weights = population**0.8 * (tiling.landmass != REMOTE_ISLAND)
    hosts = rng.choice(count, size=num_communes, replace=False, p=weights / weights.sum())
    extra = rng.choice(hosts, size=max(0, num_places - len(seats) - len(hosts)))
    at = np.concatenate([seats, hosts, extra])
    kinds = (
        ["france_services"] * len(seats)
        + np.where(
            population[hosts] >= _MIN_PEOPLE_FOR_MEDIATHEQUE, "mediatheque", "association"
        ).tolist()
        + ["association"] * len(extra)
    )
    labels = {"france_services": "France services", "mediatheque": "Médiathèque"}
    labels["association"] = "Association d'aide au numérique"
    width = len(str(len(at)))
    used: dict[str, int] = {}
    places = []
    for rank, (commune, kind) in enumerate(zip(at.tolist(), kinds, strict=True), start=1):
        name = f"{labels[kind]} {of_place(located.names[commune])}"
        used[name] = used.get(name, 0) + 1
        lon, lat = located.mairies[commune].tolist()
        places.append(
            OfferPlace(
                id=f"OF{rank:0{width}d}",
                name=name if used[name] == 1 else f"{name} ({used[name]})",
                kind=kind,
                commune_code=str(located.codes[commune]),
                lon=lon,
                lat=lat,
            )
        )
    return tuple(places)
