"""How many people live in each commune, and how old they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from scipy.special import ndtri

from geodata.synthetic.land import Land
from geodata.synthetic.spread import Positions, choose_spread
from geodata.synthetic.tiling import MAINLAND, REMOTE_ISLAND, Tiling

_MEDIAN_POPULATION: Final = 600.0
_LOG_SPREAD: Final = 1.12
"""Standard deviation of the logarithm of a village's population."""
_REFERENCE_COMMUNES: Final = 460
_REFERENCE_CITY: Final = 75_000.0
_COMMUNES_PER_TOWN: Final = 90
_AGE_SHARES: Final = (0.15, 0.51, 0.22, 0.12)
"""Under 15, then the bands of :data:`geodata.territory.AGE_BANDS`."""
_AGE_LEANS: Final = (-0.15, 0.0, 0.2, 0.3)
"""Change of the logarithm of each share for one standard deviation of ageing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Residents of each commune."""

    population: npt.NDArray[np.int64]
    """(n,)"""
    residents: npt.NDArray[np.int64]
    """(n, 3) residents in each of :data:`geodata.territory.AGE_BANDS`."""


def make_people(rng: np.random.Generator, tiling: Tiling, land: Land) -> People:
    """Settle people: a city, a few towns, villages of lognormal size, older far from towns."""
    count = len(tiling.sites)
    wish = rng.random(count) * (tiling.landmass == MAINLAND)
    towns = choose_spread(tiling.sites, wish, max(1, round(count / _COMMUNES_PER_TOWN)))
    town_m = np.asarray(cKDTree(tiling.sites[towns]).query(tiling.sites)[0])
    population = _populations(rng, tiling, towns, town_m)
    shore_m = cKDTree(land.shore).query(tiling.sites)[0]
    ageing = np.exp(-shore_m / 8_000) - np.exp(-town_m / 12_000) + rng.normal(0, 0.35, count)
    ageing = (ageing - ageing.mean()) / max(float(ageing.std()), 1e-9)
    shares = np.array(_AGE_SHARES) * np.exp(np.outer(ageing, _AGE_LEANS))
    shares /= shares.sum(axis=1, keepdims=True)
    residents = rng.multinomial(population, shares)[:, 1:]
    return People(population=population, residents=residents.astype(np.int64))


def _populations(
    rng: np.random.Generator,
    tiling: Tiling,
    towns: Positions,
    town_m: npt.NDArray[np.float64],
) -> npt.NDArray[np.int64]:
    count = len(tiling.sites)
    # quantiles, not free draws: the total hardly changes from seed to seed
    quantiles = (np.arange(count) + rng.uniform(0.05, 0.95, count)) / count
    villages = _MEDIAN_POPULATION * np.exp(_LOG_SPREAD * ndtri(quantiles))
    attraction = np.exp(-town_m / 10_000) + rng.normal(0, 0.4, count)
    population = np.empty(count)
    population[np.argsort(attraction, kind="stable")] = np.clip(villages, 38, 10_000)
    city = _REFERENCE_CITY * (count / _REFERENCE_COMMUNES) ** 0.75
    ranks = np.arange(1, len(towns))
    population[towns[0]] = max(city, float(population[towns[0]]))
    population[towns[1:]] = city / 3 * ranks**-0.55 * rng.uniform(0.9, 1.1, len(ranks))
    population[tiling.landmass == REMOTE_ISLAND] = rng.uniform(150, 300)
    return np.round(population).astype(np.int64)
