"""From a territory folder to a problem: everything that is known before any decision."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Final

from geodata.errors import Fault, InputError, TerritoryError
from geodata.folder import read_territory
from geodata.places import list_places
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.territory import Territory
from geodata.travel import TravelTimes, compute_travel_times
from geodata.travel_engines import OWN_NETWORK, EngineTimes, TravelOrigin, find_travel_times
from planner.dates.calendar import calendar_holidays
from planner.need import (
    AccessPreferences,
    Need,
    access_preferences,
    choose_scenario,
    estimate_need,
)
from planner.need.scaling import scale_need
from planner.problem.formulation import formulate
from planner.problem.model import Problem
from planner.progress import Progress
from planner.replan.availability import without_advisers
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE, read_settings
from planner.settings.travel import access_leg, travel_engine

CACHE_FOLDER: Final = ".cache"
"""Of a territory folder: travel times, and what sources answered."""


def silent(_step: object) -> None:
    """Tell nobody of the progress."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Everything known about a territory before any decision."""

    territory: Territory
    settings: Settings
    need: Need
    preferences: AccessPreferences
    travel: TravelTimes
    problem: Problem
    residents: ResidentTravel
    travel_origin: TravelOrigin = OWN_NETWORK
    advisers_left_out: frozenset[str] = frozenset()
    """Ids of those who hold no session of the cycle: they leave, or are away for long."""


def read_inputs(folder: str | PathLike[str]) -> tuple[Territory, Settings]:
    """Read and check a territory folder and its settings.

    Returns
    -------
    tuple
        The territory, and the settings of its ``itinerance.toml``; those that the file does not
        name have their defaults.

    Raises
    ------
    InputError
        With the faults of every file at once.
    """
    settings: Settings | None = None
    territory: Territory | None = None
    faults: list[Fault] = []
    try:
        settings = read_settings(Path(folder) / SETTINGS_FILE)
    except InputError as error:
        faults += error.faults
    try:
        territory = read_territory(folder)
    except InputError as error:
        faults += error.faults
    if settings is None or territory is None:
        raise TerritoryError(tuple(faults))
    return territory, settings


def prepare(
    territory: Territory,
    settings: Settings,
    *,
    cache: str | PathLike[str] | None = None,
    progress: Progress = silent,
    need_factors: Mapping[str, float] | None = None,
    advisers_left_out: frozenset[str] = frozenset(),
) -> Prepared:
    """Estimate need, compute travel times and formulate the problem.

    Parameters
    ----------
    territory, settings
        As :func:`read_inputs` or :func:`planner.invention.invent_inputs` give them.
    cache
        Folder that keeps travel times for the next time, made when absent; ``None`` keeps none.
    progress
        Told in French what begins.
    need_factors
        What the estimate of need is multiplied by, by commune code.
    advisers_left_out
        Ids of advisers who hold no session of the cycle.

    Raises
    ------
    TerritoryError, InfeasibleError
        See :func:`planner.problem.formulation.formulate`.
    SourceError
        The routing server that the settings name fails.
    """
    progress("Besoin : estimation par commune")
    need = choose_scenario(
        scale_need(estimate_need(territory.communes, territory.survey), need_factors or {}),
        settings.need.scenario,
    )
    preferences = access_preferences(
        territory.survey, acceptance_other_kind=settings.need.acceptance_other_kind
    )
    found = _find_travel_times(territory, settings, cache=cache, progress=progress)
    travel = found.times
    progress("Habitants : trajets vers les lieux d'aide")
    residents = compute_resident_travel(
        territory,
        access=access_leg(settings),
        limit_s=60 * settings.access.standard_minutes,
    )
    progress("Problème : horaires, limites et options d'accès")
    problem = formulate(
        without_advisers(territory, advisers_left_out),
        travel,
        residents,
        need,
        preferences=preferences,
        settings=settings,
        holidays=calendar_holidays(settings.calendar),
    )
    return Prepared(
        territory=territory,
        settings=settings,
        need=need,
        preferences=preferences,
        travel=travel,
        problem=problem,
        residents=residents,
        travel_origin=found.origin,
        advisers_left_out=advisers_left_out,
    )


def formulate_again(prepared: Prepared, territory: Territory) -> Problem:
    """Formulate the problem of a territory with other limits, all else as prepared."""
    return formulate(
        without_advisers(territory, prepared.advisers_left_out),
        prepared.travel,
        prepared.residents,
        prepared.need,
        preferences=prepared.preferences,
        settings=prepared.settings,
        holidays=calendar_holidays(prepared.settings.calendar),
    )


def _find_travel_times(
    territory: Territory,
    settings: Settings,
    *,
    cache: str | PathLike[str] | None,
    progress: Progress,
) -> EngineTimes:
    places, access, engine = list_places(territory), access_leg(settings), travel_engine(settings)
    if engine.is_server:
        progress(f"Temps de trajet : demande au serveur {engine.url}")
    else:
        progress("Temps de trajet : calcul sur le réseau routier")
    find = partial(find_travel_times, territory.roads, places, access=access, engine=engine)
    if cache is None:
        with tempfile.TemporaryDirectory(prefix="itinerance-") as passing:
            return find(folder=Path(passing))
    try:
        return find(folder=Path(cache))
    except OSError:
        if engine.is_server:  # its failure is one, too, and nothing of ours may stand in for it
            raise
    progress(f"Cache impossible à écrire dans {cache} : temps de trajet non conservés")
    return EngineTimes(
        times=compute_travel_times(territory.roads, places, access=access),
        origin=OWN_NETWORK,
    )


def find_travel(
    territory: Territory, settings: Settings, *, cache: Path, progress: Progress
) -> TravelTimes:
    """Find the travel times of a territory, from its cache where they are kept."""
    return _find_travel_times(territory, settings, cache=cache, progress=progress).times
