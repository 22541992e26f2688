"""A plan after a change: the very timetable with one visit changed, or all searched anew."""

from dataclasses import replace

from geodata.territory import Territory
from planner.assembly import assemble_plan
from planner.explain.application import settings_after, territory_after, visits_after
from planner.plan import Plan, SmallestChange
from planner.planning import find_violations, make_plan
from planner.preparation import Prepared, formulate_again
from planner.problem.model import unproven
from planner.progress import Progress
from planner.visits import positions_of_visits


def exchange_visit(
    prepared: Prepared, plan: Plan, change: SmallestChange
) -> tuple[Plan, tuple[str, ...]]:
    """Make a change in a plan's timetable; measure it anew and have it checked.

    Returns
    -------
    tuple
        The plan after the change, without bounds of its own, and what the checker refuses.
    """
    settings = settings_after(prepared.settings, change)
    changed = _with_territory(
        replace(prepared, settings=settings), territory_after(prepared.territory, change)
    )
    visits = visits_after(plan, change)
    solution = unproven(
        positions_of_visits(changed.problem, plan.model_copy(update={"visits": visits}))
    )
    after = assemble_plan(changed, solution, seed=plan.seed)
    return after, find_violations(changed, after)


def is_true(plan: Plan, change: SmallestChange, after: Plan) -> bool:
    """Whether a plan after a change has the figures that were said of it."""
    drive_s = sum(load.drive_s for load in after.loads) - sum(load.drive_s for load in plan.loads)
    covered = after.whole.covered_need - plan.whole.covered_need
    rounding = 1e-6 * max(1.0, plan.whole.need)
    work_s = _work_s(after) - _work_s(plan)
    is_work = change.work_s is None or work_s == change.work_s
    return is_work and drive_s == change.drive_s and abs(covered - change.covered_need) <= rounding


def _work_s(plan: Plan) -> int:
    return sum(load.session_s + load.drive_s for load in plan.loads)


def plan_again_with(
    prepared: Prepared, change: SmallestChange, *, seed: int, progress: Progress
) -> Plan:
    """Search the whole plan anew with a session at the change's venue required.

    Nobody works more for it than the tables and settings allow.

    Raises
    ------
    InfeasibleError
        When no plan has room for it.
    """
    territory = prepared.territory
    if change.lifted_limit != "working_time":
        territory = territory_after(territory, change)
    venues = tuple(
        replace(venue, rule="required") if venue.id == change.venue_id else venue
        for venue in territory.venues
    )
    changed = _with_territory(prepared, replace(territory, venues=venues))
    return make_plan(changed, seed=seed, progress=progress)


def _with_territory(prepared: Prepared, territory: Territory) -> Prepared:
    return replace(prepared, territory=territory, problem=formulate_again(prepared, territory))
