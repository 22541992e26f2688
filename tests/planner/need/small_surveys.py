"""Small communes and surveys, and a made-up département whose true need is known."""

import numpy as np
import numpy.typing as npt
from shapely import box

from geodata.territory import Commune, Survey
from planner.need import Need

Floats = npt.NDArray[np.float64]


def make_commune(
    code: str, *, epci: str = "E1", residents: tuple[int, ...] = (600, 250, 150)
) -> Commune:
    return Commune(
        code=code,
        name=f"Commune {code}",
        population=sum(residents),
        epci_code=epci,
        epci_name=f"EPCI {epci}",
        canton_code="C",
        canton_name="Canton",
        residents_by_age=residents,
        geometry=box(0, 0, 1, 1),
    )


def make_survey(
    codes: list[str],
    *,
    wants: list[bool],
    bands: list[int] | None = None,
    places: list[str] | None = None,
    minutes: list[float] | None = None,
    weights: list[float] | None = None,
    themes: dict[str, list[bool]] | None = None,
) -> Survey:
    size = len(codes)
    return Survey(
        commune_code=np.array(codes, dtype=np.str_),
        age_band=np.array(bands or [0] * size, dtype=np.int8),
        uses_internet=np.ones(size, dtype=np.bool_),
        wants_help=np.array(wants, dtype=np.bool_),
        preferred_place=np.array(places or [""] * size, dtype=np.str_),
        max_travel_minutes=np.array(minutes or [np.nan] * size, dtype=np.float64),
        weight=np.array(weights or [1.0] * size, dtype=np.float64),
        theme_names=tuple(themes or ()),
        themes=np.array(list((themes or {}).values()), dtype=np.bool_).T,
    )


def share_of(need: Need, position: int = 0, *, residents: int = 1000) -> float:
    return float(need.people[position]) / residents


TWO_EPCIS = (
    make_commune("17001"),
    make_commune("17002"),
    make_commune("17003", epci="E2"),
    make_commune("17004", epci="E2"),
)


class KnownTruth:
    """A made-up département whose true need is known, and a survey drawn from it."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        num_epcis, num_communes = 12, 300
        epci = np.arange(num_communes) % num_epcis
        size = np.exp(rng.normal(6.3, 1.1, num_communes))
        age = rng.dirichlet([30, 12, 7], num_communes)
        residents = np.maximum(np.rint(size[:, None] * age), 1).astype(int)
        effect = rng.normal(0, 0.25, num_epcis)[epci] + rng.normal(0, 0.3, num_communes)
        rate = 1 / (1 + np.exp(-(np.array([-1.1, -0.4, -0.1]) + effect[:, None])))
        self.residents = residents.sum(axis=1)
        self.people = (residents * rate).sum(axis=1)
        self.communes = tuple(
            make_commune(f"{17001 + i}", epci=f"E{epci[i]:02}", residents=tuple(residents[i]))
            for i in range(num_communes)
        )
        # 60-74-year-olds answer twice as often as the others, as in a paper survey.
        willing = residents * np.array([1.0, 2.0, 1.0])
        cell = rng.choice(willing.size, 5000, p=(willing / willing.sum()).ravel())
        self.commune_of_answer, band = np.divmod(cell, 3)
        wants = rng.random(5000) < rate.ravel()[cell]
        self.wants = wants
        self.survey = make_survey(
            [self.communes[i].code for i in self.commune_of_answer],
            wants=wants.tolist(),
            bands=band.tolist(),
        )

    def error_of(self, share: Floats | float) -> float:
        """Root of the mean squared error of communes' shares, weighted by residents."""
        wrong = share - self.people / self.residents
        return float(np.sqrt(np.average(wrong**2, weights=self.residents)))

    def raw_shares(self) -> Floats:
        answers = np.bincount(self.commune_of_answer, minlength=len(self.residents))
        wanting = np.bincount(self.commune_of_answer, self.wants, len(self.residents))
        return np.where(answers > 0, wanting / np.maximum(answers, 1), self.wants.mean())
