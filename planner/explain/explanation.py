"""Why communes are not or rarely served: reasons decided from data, changes weighed in the plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.explain.candidates import (
    Candidates,
    find_obstacles,
    least_obstacle,
    list_candidates,
)
from planner.explain.exchanges import EVEN, SAME_COVERAGE
from planner.explain.lifting import LIFTABLE, lift_all_limits, lift_contracts, lift_limit
from planner.explain.obstacles import Obstacle
from planner.explain.plan_changes import PlanChanges
from planner.explain.sentences import explain_in_words
from planner.plan import CommuneAccess, ExplanationReason, Plan, SmallestChange
from planner.problem.model import Problem

Reformulate = Callable[[Territory], Problem]
"""Formulates the problem of a territory with one limit lifted, all else as it was."""


def explain_plan(
    plan: Plan,
    problem: Problem,
    territory: Territory,
    *,
    travel: TravelTimes,
    residents: ResidentTravel,
    reformulate: Reformulate,
) -> Plan:
    """Return the plan with the reason, the change and the sentence of every commune.

    A commune with a weekly session of its own has nothing to explain. Every change is one that
    the timetable of this very plan allows, with the figures that it would then have.
    """
    settings = plan.settings
    candidates = list_candidates(
        territory, residents, standard_minutes=settings.access.standard_minutes
    )
    obstacles = find_obstacles(territory, travel, problem, settings)
    rows = [row for row in plan.communes if _needs_words(row, settings.cycle.num_weeks)]
    timetable = PlanChanges(problem, plan)
    without_limits = PlanChanges(reformulate(lift_all_limits(territory)), plan)
    wanted: dict[str, list[Venue]] = {}
    blocked: dict[str, tuple[Venue, Obstacle]] = {}
    for row in rows:
        code, of_commune = row.commune_code, candidates[row.commune_code]
        useful = [v for v in of_commune.venues if without_limits.helps(code, v)]
        free = [venue for venue in useful if venue.id not in obstacles]
        cut_off = [v for v in of_commune.venues if _is_cut_off(obstacles.get(v.id))]
        if free:
            wanted[code] = free
        elif useful or cut_off:
            blocked[code] = least_obstacle(useful or cut_off, obstacles)
            wanted[code] = [venue for venue in of_commune.others if venue.id not in obstacles]
    exchanges = timetable.find_changes(wanted)
    more_time = timetable.find_changes_with_more_time(wanted)
    lifted = _lift_limits(plan, territory, blocked, reformulate)
    lifted |= _lengthen_contracts(plan, problem, territory, blocked, reformulate)
    venue_names = {venue.id: venue.name for venue in territory.venues}
    explained = {}
    for row in rows:
        code = row.commune_code
        barrier = None if row.status == "unreachable" else blocked.get(code)
        exchange = lifted.get(code) or exchanges.get(code)
        half_day = None if code in lifted else more_time.get(code)
        change, other = put_in_order(exchange, half_day)
        if barrier is not None:
            reason: ExplanationReason = barrier[1].kind
        else:
            reason = _find_reason(row, candidates[code], wanted.get(code, []), exchange)
        explained[code] = row.model_copy(
            update={
                "explanation": explain_in_words(
                    row, plan, reason=reason, barrier=barrier, change=change, names=venue_names
                ),
                "explanation_reason": reason,
                "smallest_change": change,
                "other_change": other,
            }
        )
    communes = tuple(explained.get(row.commune_code, row) for row in plan.communes)
    return plan.model_copy(update={"communes": communes})


def put_in_order(
    exchange: SmallestChange | None, half_day: SmallestChange | None
) -> tuple[SmallestChange | None, SmallestChange | None]:
    """The smaller of an exchange and one more half-day, then the other.

    An exchange asks nobody to work more: it comes first unless it covers less need than before and
    the half-day would cover notably more.
    """
    if exchange is None or half_day is None:
        return exchange or half_day, None
    is_small = exchange.covered_need >= min(EVEN, half_day.covered_need - SAME_COVERAGE)
    return (exchange, half_day) if is_small else (half_day, exchange)


def _needs_words(row: CommuneAccess, cycle_weeks: int) -> bool:
    return row.status != "served_here" or (row.best_sessions_per_cycle or 0) < cycle_weeks


def _is_cut_off(obstacle: Obstacle | None) -> bool:
    return obstacle is not None and obstacle.kind == "no_road"


def _find_reason(
    row: CommuneAccess,
    candidates: Candidates,
    wanted: Sequence[Venue],
    exchange: SmallestChange | None,
) -> ExplanationReason:
    """Name the first reason that holds of a commune whose venues no limit keeps from it."""
    if row.status == "unreachable":
        return "no_road"
    if not candidates.venues:
        return "no_venue"
    if not wanted:
        return "enough"
    if exchange is None:
        return "no_exchange"
    return "conceded" if exchange.covered_need >= EVEN else "outbid"


def _lift_limits(
    plan: Plan,
    territory: Territory,
    blocked: Mapping[str, tuple[Venue, Obstacle]],
    reformulate: Reformulate,
) -> dict[str, SmallestChange]:
    """Find changes for communes behind a limit, each kind of limit lifted by itself."""
    found: dict[str, SmallestChange] = {}
    for limit in dict.fromkeys(LIFTABLE.values()):
        wanted = {
            code: [venue]
            for code, (venue, obstacle) in blocked.items()
            if LIFTABLE.get(obstacle.kind) == limit
        }
        if not wanted:
            continue
        venue_ids = {venue.id for venues in wanted.values() for venue in venues}
        problem = reformulate(lift_limit(territory, limit, venue_ids))
        limits = {adviser.id: adviser.max_drive_s_per_day for adviser in territory.advisers}
        found |= PlanChanges(problem, plan, lifted=limit, limits_s=limits).find_changes(wanted)
    return found


def _lengthen_contracts(
    plan: Plan,
    problem: Problem,
    territory: Territory,
    blocked: Mapping[str, tuple[Venue, Obstacle]],
    reformulate: Reformulate,
) -> dict[str, SmallestChange]:
    """Find visits for communes whose venue no contract holds: how much longer it would have to be.

    Who may go where is then asked without regard to contracts, which themselves stay.
    """
    wanted = {
        code: [venue] for code, (venue, obstacle) in blocked.items() if obstacle.limit == "contract"
    }
    if not wanted:
        return {}
    wide = reformulate(lift_contracts(territory))
    changes = PlanChanges(replace(wide, advisers=problem.advisers), plan)
    return changes.find_changes_with_more_time(wanted)
