"""From an optimiser's decisions to a plan: dated, measured, in the words of its readers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Final, Literal

from geodata.territory import Territory
from planner.assumptions import list_assumptions
from planner.dates.dating import date_plan
from planner.figures.capacity import measure_capacity
from planner.figures.intervals import add_need_intervals
from planner.figures.measures import Access, measure_access
from planner.figures.stress import stress_plan
from planner.figures.tours import build_tours, compute_loads
from planner.plan import (
    AdviserLoad,
    Capacity,
    EarlierVisits,
    Objective,
    ObjectiveStatus,
    Plan,
    PlanAdviser,
    PlanVenue,
    Session,
)
from planner.preparation import Prepared
from planner.problem.formulation import access_standard
from planner.problem.model import Bound, Solution, days_by_venue
from planner.settings import Settings
from planner.visits import record_of_visit

OPTIMAL_GAP: Final = 1e-6
"""Relative gap below which a value is called optimal: rounding alone is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What of an earlier plan the next one goes on from."""

    earlier_visits: tuple[EarlierVisits, ...] = ()
    """Cycles that held before the visits of the solution."""
    replacements: tuple[Session, ...] = ()
    """Sessions on other dates than foreseen, which stay where they can."""
    first_day: date | None = None
    """First day of a new replacement; ``None``: that of the calendar."""


def assemble_plan(
    prepared: Prepared, solution: Solution, *, seed: int, succeeds: Succession | None = None
) -> Plan:
    """Assemble the plan of a solution, with what is known of its territory.

    Parameters
    ----------
    prepared
        What the solution was found for.
    seed
        Of the search for other dates of lost sessions; the plan names it.
    succeeds
        What of an earlier plan this one goes on from, if it does.
    """
    territory, settings, travel = prepared.territory, prepared.settings, prepared.travel
    before = succeeds or Succession()
    visits = tuple(record_of_visit(prepared.problem, planned) for planned in solution.visits)
    tours = build_tours(visits, travel)
    dated = date_plan(
        visits,
        territory,
        travel=travel,
        settings=settings,
        seed=seed,
        earlier=before.earlier_visits,
        kept=before.replacements,
        not_before=before.first_day,
    )
    loads = compute_loads(
        tours, {a.id: a.weekly_minutes for a in territory.advisers}, settings=settings
    )
    access = _measure_access(prepared, solution)
    capacity = measure_capacity(prepared.problem, visits, settings)
    visited = {visit.venue_id for visit in visits}
    visited |= {visit.venue_id for phase in before.earlier_visits for visit in phase.visits}
    return Plan(
        software_version=version("itinerance"),
        territory_name=settings.territory.name,
        notice=settings.territory.notice,
        seed=seed,
        settings=settings,
        fingerprints=dict(territory.fingerprints),
        need_method=prepared.need.method,
        advisers=_list_plan_advisers(territory),
        venues=list_plan_venues(territory, visited),
        visits=visits,
        tours=tours,
        sessions=dated.sessions,
        lost_sessions=dated.lost,
        loads=loads,
        communes=access.communes,
        epcis=access.epcis,
        cantons=access.cantons,
        whole=access.whole,
        reach=access.reach,
        objectives=(
            *_objectives(solution, access, loads),
            *_objective_of_capacity(solution, capacity, settings),
        ),
        sources=territory.credits,
        assumptions=list_assumptions(prepared, solution, visits, dated=dated, capacity=capacity),
        stress=stress_plan(
            prepared.problem,
            solution.visits,
            prepared.need,
            venue_names={venue.id: venue.name for venue in territory.venues},
        ),
        need_has_survey=prepared.need.has_survey,
        dated_tours=dated.tours,
        replacements_from=before.first_day,
        earlier_visits=before.earlier_visits,
        capacity=capacity,
    )


def _measure_access(prepared: Prepared, solution: Solution) -> Access:
    """Measure what everybody has with a solution, and how sure the need behind it is."""
    territory, need = prepared.territory, prepared.need
    venue_ids = prepared.problem.venue_ids
    access = measure_access(
        territory,
        prepared.residents,
        need,
        sessions_by_venue={
            venue_ids[venue]: days for venue, days in days_by_venue(solution.visits).items()
        },
        standard=access_standard(prepared.settings, prepared.preferences),
        settings=prepared.settings,
    )
    return add_need_intervals(access, territory.communes, need)


def _list_plan_advisers(territory: Territory) -> tuple[PlanAdviser, ...]:
    """All advisers as a plan knows them, in the order of the table."""
    commune_name = {commune.code: commune.name for commune in territory.communes}
    return tuple(
        PlanAdviser(
            id=adviser.id,
            name=adviser.name,
            base_commune_code=adviser.base_commune_code,
            base_commune_name=commune_name[adviser.base_commune_code],
            lon=adviser.lon,
            lat=adviser.lat,
        )
        for adviser in territory.advisers
    )


def list_plan_venues(territory: Territory, venue_ids: Collection[str]) -> tuple[PlanVenue, ...]:
    """Venues as a plan knows them, in the order of the tables."""
    commune_name = {commune.code: commune.name for commune in territory.communes}
    return tuple(
        PlanVenue(
            id=venue.id,
            name=venue.name,
            kind=venue.kind,
            commune_code=venue.commune_code,
            commune_name=commune_name[venue.commune_code],
            lon=venue.lon,
            lat=venue.lat,
            hours_known=venue.opening_hours != "",
            hours_note=venue.hours_note,
        )
        for venue in territory.venues
        if venue.id in venue_ids
    )


def _objectives(
    solution: Solution, access: Access, loads: Sequence[AdviserLoad]
) -> tuple[Objective, ...]:
    """State value, bound and gap of coverage and driving, and the value of balance."""
    coverage, driving = solution.bounds[:2]
    highest_load = max((load.session_s + load.drive_s) / load.contract_s for load in loads)
    return (
        _objective(
            coverage,
            value=access.whole.covered_need,
            unit="habitants en besoin",
            sense="max",
            hit_time_limit=solution.hit_time_limit,
        ),
        _objective(
            driving,
            value=float(sum(load.drive_s for load in loads)),
            unit="secondes par cycle",
            sense="min",
            hit_time_limit=solution.hit_time_limit,
        ),
        Objective(
            name="balance",
            unit="part du contrat",
            sense="min",
            value=highest_load,
            bound=None,
            gap=None,
            status="not_proven",
            condition="charge la plus forte (permanences et trajets), après couverture et trajets",
        ),
    )


def _objective_of_capacity(
    solution: Solution, capacity: Capacity, settings: Settings
) -> tuple[Objective, ...]:
    """State how evenly the sessions are shared out, where the settings ask for it."""
    if not settings.capacity.even_out:
        return ()
    proven = solution.bound_of("capacity") or Bound(
        name="capacity", value=0.0, bound=None, condition=""
    )
    objective = _objective(
        proven,
        value=capacity.people_per_hour,
        unit="habitants en besoin par heure de permanence",
        sense="min",
        hit_time_limit=solution.hit_time_limit,
    )
    return (objective,)


def _objective(
    proven: Bound, *, value: float, unit: str, sense: Literal["max", "min"], hit_time_limit: bool
) -> Objective:
    """Set a value measured on the finished plan beside the bound that the search proved."""
    gap = None
    status: ObjectiveStatus = "not_proven"
    if proven.bound is not None:
        gap = abs(proven.bound - value) / max(abs(proven.bound), abs(value), 1e-9)
        if gap <= OPTIMAL_GAP:
            status = "optimal"
        else:
            status = "stopped_early" if hit_time_limit else "within_gap"
    return Objective(
        name=proven.name,
        unit=unit,
        sense=sense,
        value=value,
        bound=proven.bound,
        gap=gap,
        status=status,
        condition=proven.condition,
    )
