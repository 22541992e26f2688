"""The one path from a territory folder to a plan; commands, scripts and tests all end here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from geodata.errors import Fault, InputError, TerritoryError, ViolationError
from geodata.folder import read_territory
from geodata.folder_lock import lock_folder
from geodata.places import list_places
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.territory import Territory
from geodata.travel import TravelTimes, compute_travel_times
from geodata.travel_engines import (
    OWN_NETWORK,
    EngineTimes,
    TravelOrigin,
    find_travel_times,
)
from maps.language import LanguageCode, load_language
from planner.app.interruption import run_interruptible
from planner.app.travel_settings import access_leg, travel_engine
from planner.app.writing import write_outputs
from planner.assembly import Succession, assemble_plan
from planner.calendar import calendar_holidays
from planner.calendar_versions import continue_calendar
from planner.check import check_plan
from planner.explain import explain_plan
from planner.formulation import formulate
from planner.history.version import Provenance
from planner.model import Problem, Solution
from planner.need import (
    AccessPreferences,
    Need,
    NeedScenario,
    access_preferences,
    choose_scenario,
    estimate_need,
)
from planner.need.scaling import scale_need
from planner.plan import Plan
from planner.replan.availability import without_advisers
from planner.settings import Settings
from planner.settings_file import read_settings
from planner.solver.engine import Interrupter
from planner.solver.rounds import EveningOut
from planner.solver.search import Progress, SearchOptions, solve
from planner.warm_start import visits_to_start_from

SETTINGS_FILE: Final = "itinerance.toml"
CACHE_FOLDER: Final = ".cache"


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
    territory: Territory,
    settings: Settings,
    *,
    cache: Path,
    progress: Progress,
    need_factors: Mapping[str, float] | None = None,
    advisers_left_out: frozenset[str] = frozenset(),
) -> Prepared:
    """Estimate need, compute travel times and formulate the problem.

    Parameters
    ----------
    need_factors
        What the estimate of need is multiplied by, by commune code.
    advisers_left_out
        Ids of advisers who hold no session of the cycle.

    Raises
    ------
    TerritoryError, InfeasibleError
        See :func:`planner.formulation.formulate`.
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


def find_travel(
    territory: Territory, settings: Settings, *, cache: Path, progress: Progress
) -> TravelTimes:
    """Find the travel times of a territory, from its cache where they are kept."""
    return _find_travel_times(territory, settings, cache=cache, progress=progress).times


def make_plan(
    prepared: Prepared,
    *,
    seed: int,
    progress: Progress,
    start: Plan | None = None,
    is_interruptible: bool = True,
) -> Plan:
    """Search for a plan and have it checked.

    Parameters
    ----------
    start
        An earlier plan of the territory, for the search to start from; calendars that were
        imported from it are updated.
    is_interruptible
        Whether Ctrl-C and SIGTERM end the search with the best plan so far.

    Raises
    ------
    InfeasibleError
        When no plan obeys every rule.
    ViolationError
        When the independent checker refuses what was found; nothing may be written then.
    """
    solution = find_solution(
        prepared, seed=seed, progress=progress, start=start, is_interruptible=is_interruptible
    )
    plan = assemble_prepared(prepared, solution, seed=seed)
    if start is not None:
        plan = continue_calendar(plan, start)
    return explain_and_check(prepared, plan, progress=progress)


def find_solution(
    prepared: Prepared,
    *,
    seed: int,
    progress: Progress,
    start: Plan | None = None,
    is_interruptible: bool = True,
) -> Solution:
    """Search for the visits of a cycle; parameters and errors as in :func:`make_plan`."""
    optimisation, problem = prepared.settings.optimisation, prepared.problem
    capacity = prepared.settings.capacity
    options = SearchOptions(
        coverage_gap=optimisation.coverage_gap,
        coverage_tolerance=optimisation.coverage_tolerance,
        driving_gap=optimisation.driving_gap,
        driving_tolerance=optimisation.driving_tolerance,
        time_limit_s=optimisation.time_limit_s,
        seed=seed,
        evening_out=EveningOut(
            coverage_tolerance=capacity.coverage_tolerance,
            driving_tolerance=capacity.driving_tolerance,
        )
        if capacity.even_out
        else None,
    )
    known = () if start is None else visits_to_start_from(start, problem)

    def search(interrupter: Interrupter) -> Solution:
        return solve(
            problem, options=options, progress=progress, start=known, interrupter=interrupter
        )

    if is_interruptible:
        return run_interruptible(search, announce=progress)
    return search(Interrupter())


def explain_and_check(prepared: Prepared, plan: Plan, *, progress: Progress) -> Plan:
    """Explain a plan and have it checked; errors as in :func:`make_plan`."""
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


def assemble_prepared(
    prepared: Prepared, solution: Solution, *, seed: int, succeeds: Succession | None = None
) -> Plan:
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
        succeeds=succeeds,
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
    language: LanguageCode = "fr"
    """Of the map."""


def plan_folder(
    folder: Path, *, options: PlanOptions, provenance: Provenance, progress: Progress
) -> tuple[Plan, Path]:
    """Go the whole way from a territory folder to a written plan; return it and its folder.

    Raises
    ------
    FolderInUseError
        When another process is working on the folder.
    """
    with lock_folder(folder, doing=provenance.command):
        progress("Lecture du dossier")
        territory, settings = read_inputs(folder)
        prepared = prepare(
            territory,
            _with_options(settings, options),
            cache=folder / CACHE_FOLDER,
            progress=progress,
        )
        plan = make_plan(prepared, seed=options.seed, progress=progress, start=options.start)
        written = write_outputs(
            folder,
            plan,
            territory,
            provenance=provenance,
            progress=progress,
            residents=prepared.residents,
            language=load_language(options.language),
        )
    return plan, written


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
