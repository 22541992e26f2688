"""The one path from a territory folder to a plan; commands, scripts and tests all end here."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import Fault, InputError, TerritoryError, ViolationError
from geodata.folder import read_territory
from geodata.places import base_place_id, list_places, venue_place_id
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.routes import find_route_lines
from geodata.territory import Territory
from geodata.travel import AccessLeg, Place, TravelTimes, compute_travel_times
from geodata.travel_engines import (
    OWN_NETWORK,
    Engine,
    EngineTimes,
    TravelOrigin,
    find_travel_times,
)
from maps.render import render_map
from planner.app.interruption import run_interruptible
from planner.assembly import assemble_plan
from planner.calendar import calendar_holidays
from planner.check import check_plan
from planner.explain import explain_plan
from planner.export import export_files
from planner.formulation import formulate
from planner.model import Problem, Solution
from planner.need import (
    AccessPreferences,
    Need,
    NeedScenario,
    access_preferences,
    choose_scenario,
    estimate_need,
)
from planner.plan import Plan
from planner.plan_file import PLAN_FILE, format_plan
from planner.plan_store import write_plan_folder
from planner.settings import Settings
from planner.settings_file import read_settings
from planner.solver.search import Progress, SearchOptions, solve
from planner.warm_start import visits_to_start_from

SETTINGS_FILE: Final = "itinerance.toml"
CACHE_FOLDER: Final = ".cache"
MAP_FILE: Final = "map.html"


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


def read_inputs(folder: Path) -> tuple[Territory, Settings]:
    """Read and check a territory folder and its settings.

    Raises
    ------
    InputError
        With the faults of every file at once.
    """
    settings: Settings | None = None
    territory: Territory | None = None
    faults: list[Fault] = []
    try:
        settings = read_settings(folder / SETTINGS_FILE)
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
    territory: Territory, settings: Settings, *, cache: Path, progress: Progress
) -> Prepared:
    """Estimate need, compute travel times and formulate the problem.

    Raises
    ------
    TerritoryError, InfeasibleError
        See :func:`planner.formulation.formulate`.
    SourceError
        The routing server that the settings name fails.
    """
    progress("Besoin : estimation par commune")
    need = choose_scenario(
        estimate_need(territory.communes, territory.survey), settings.need.scenario
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
        territory,
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
    )


def formulate_again(prepared: Prepared, territory: Territory) -> Problem:
    """Formulate the problem of a territory with other limits, all else as prepared."""
    return formulate(
        territory,
        prepared.travel,
        prepared.residents,
        prepared.need,
        preferences=prepared.preferences,
        settings=prepared.settings,
        holidays=calendar_holidays(prepared.settings.calendar),
    )


def _find_travel_times(
    territory: Territory, settings: Settings, *, cache: Path, progress: Progress
) -> EngineTimes:
    places, access, engine = list_places(territory), access_leg(settings), travel_engine(settings)
    if engine.is_server:
        progress(f"Temps de trajet : demande au serveur {engine.url}")
    else:
        progress("Temps de trajet : calcul sur le réseau routier")
    try:
        return find_travel_times(
            territory.roads, places, access=access, engine=engine, folder=cache
        )
    except OSError:
        if engine.is_server:  # its failure is one, too, and nothing of ours may stand in for it
            raise
    progress(f"Cache impossible à écrire dans {cache} : temps de trajet non conservés")
    return EngineTimes(
        times=compute_travel_times(territory.roads, places, access=access),
        origin=OWN_NETWORK,
    )


def make_plan(
    prepared: Prepared, *, seed: int, progress: Progress, start: Plan | None = None
) -> Plan:
    """Search for a plan and have it checked.

    Ctrl-C and SIGTERM end the search with the best plan so far.

    Parameters
    ----------
    start
        An earlier plan of the territory, for the search to start from.

    Raises
    ------
    InfeasibleError
        When no plan obeys every rule.
    ViolationError
        When the independent checker refuses what was found; nothing may be written then.
    """
    optimisation, problem = prepared.settings.optimisation, prepared.problem
    options = SearchOptions(
        coverage_gap=optimisation.coverage_gap,
        coverage_tolerance=optimisation.coverage_tolerance,
        driving_gap=optimisation.driving_gap,
        driving_tolerance=optimisation.driving_tolerance,
        time_limit_s=optimisation.time_limit_s,
        seed=seed,
    )
    known = () if start is None else visits_to_start_from(start, problem)
    solution = run_interruptible(
        lambda interrupter: solve(
            problem, options=options, progress=progress, start=known, interrupter=interrupter
        ),
        announce=progress,
    )
    plan = assemble_prepared(prepared, solution, seed=seed)
    progress("Explications : pourquoi une commune n'est pas servie")
    plan = explain_prepared(prepared, plan)
    progress("Vérification indépendante du planning")
    violations = find_violations(prepared, plan)
    if violations:
        raise ViolationError(violations)
    return plan


def explain_prepared(prepared: Prepared, plan: Plan) -> Plan:
    """Explain every commune of a plan that was made from what is prepared."""
    return explain_plan(
        plan,
        prepared.problem,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        reformulate=partial(formulate_again, prepared),
    )


def assemble_prepared(prepared: Prepared, solution: Solution, *, seed: int) -> Plan:
    """Assemble the plan of a solution, with what is known of its territory."""
    return assemble_plan(
        prepared.problem,
        solution,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        need=prepared.need,
        preferences=prepared.preferences,
        settings=prepared.settings,
        seed=seed,
        travel_origin=prepared.travel_origin,
    )


def find_violations(prepared: Prepared, plan: Plan) -> tuple[str, ...]:
    """Have the independent checker look at a plan; French sentences, none when it is right."""
    return check_plan(
        plan,
        territory=prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        need=prepared.need,
        preferences=prepared.preferences,
    )


def draw_map(plan: Plan, territory: Territory) -> str:
    """Draw a plan as one HTML page that needs nothing else."""
    return render_map(
        plan,
        communes=territory.communes,
        offer=territory.existing_offer,
        tour_lines=find_tour_lines(plan, territory),
    )


def find_tour_lines(
    plan: Plan, territory: Territory
) -> tuple[tuple[npt.NDArray[np.float64], ...], ...]:
    """Find the roads of every leg of every tour: (n, 2) longitudes and latitudes."""
    places = {place.id: place for place in list_places(territory)}

    def stop(adviser_id: str, venue_id: str | None) -> Place:
        return places[base_place_id(adviser_id) if venue_id is None else venue_place_id(venue_id)]

    legs = [
        (stop(tour.adviser_id, leg.from_venue_id), stop(tour.adviser_id, leg.to_venue_id))
        for tour in plan.tours
        for leg in tour.legs
    ]
    lines = iter(find_route_lines(territory.roads, legs, access=access_leg(plan.settings)))
    return tuple(tuple(next(lines) for _ in tour.legs) for tour in plan.tours)


def write_outputs(folder: Path, plan: Plan, territory: Territory, *, progress: Progress) -> Path:
    """Write a checked plan with all its exports as a new folder below ``folder/plans``."""
    progress("Carte et fichiers")
    files = {
        PLAN_FILE: format_plan(plan).encode(),
        **export_files(plan),
        MAP_FILE: draw_map(plan, territory).encode(),
    }
    return write_plan_folder(folder, plan.settings.calendar.start, files)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How a folder is planned, beyond what its settings say."""

    seed: int
    time_limit_s: int | None = None
    gap: float | None = None
    """Relative gap to the bounds at which the search may stop; ``None``: the settings'."""
    start: Plan | None = None
    """An earlier plan to start from."""
    need_scenario: NeedScenario | None = None
    """Replaces the scenario of need of the settings."""


def plan_folder(folder: Path, *, options: PlanOptions, progress: Progress) -> tuple[Plan, Path]:
    """Go the whole way from a territory folder to a written plan; return it and its folder."""
    progress("Lecture du dossier")
    territory, settings = read_inputs(folder)
    prepared = prepare(
        territory,
        _with_options(settings, options),
        cache=folder / CACHE_FOLDER,
        progress=progress,
    )
    plan = make_plan(prepared, seed=options.seed, progress=progress, start=options.start)
    return plan, write_outputs(folder, plan, territory, progress=progress)


def _with_options(settings: Settings, options: PlanOptions) -> Settings:
    """Settings as this one run uses them; the plan keeps them."""
    changes: dict[str, object] = {}
    if options.time_limit_s is not None:
        changes["time_limit_s"] = options.time_limit_s
    if options.gap is not None:
        changes |= {"coverage_gap": options.gap, "driving_gap": options.gap}
    optimisation = settings.optimisation.model_copy(update=changes)
    need = settings.need
    if options.need_scenario is not None:
        need = need.model_copy(update={"scenario": options.need_scenario})
    return settings.model_copy(update={"optimisation": optimisation, "need": need})


def access_leg(settings: Settings) -> AccessLeg:
    """How the settings count the stretch between a place and its road."""
    return AccessLeg(
        speed_kmh=settings.travel.access_speed_kmh,
        detour=settings.travel.access_detour,
        max_m=float(settings.travel.max_access_m),
    )


def travel_engine(settings: Settings) -> Engine:
    """What the settings choose to compute travel times."""
    travel = settings.travel
    return Engine(name=travel.engine, url=travel.engine_url, profile=travel.engine_profile)


def list_written(folder: Path) -> Sequence[Path]:
    """List the files of a plan folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
