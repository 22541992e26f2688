"""A plan after a change: the very timetable with one exchange, or the whole plan searched anew."""

from dataclasses import replace

from geodata.territory import Territory
from planner.app.pipeline import (
    Prepared,
    assemble_prepared,
    find_violations,
    formulate_again,
    make_plan,
)
from planner.explain.application import territory_after, visits_after
from planner.explain.explanation import positions_of_visits
from planner.model import unproven
from planner.plan import Plan, SmallestChange
from planner.solver.search import Progress


def exchange_visit(
    prepared: Prepared, plan: Plan, change: SmallestChange
) -> tuple[Plan, tuple[str, ...]]:
    """Make an exchange in a plan's timetable; measure it anew and have it checked.

    Returns
    -------
    tuple
        The plan after the exchange, without bounds of its own, and what the checker refuses.
    """
    changed = _with_territory(prepared, territory_after(prepared.territory, change))
    visits = visits_after(plan, change)
    solution = unproven(
        positions_of_visits(changed.problem, plan.model_copy(update={"visits": visits}))
    )
    after = assemble_prepared(changed, solution, seed=plan.seed)
    return after, find_violations(changed, after)


def is_true(plan: Plan, change: SmallestChange, after: Plan) -> bool:
    """Whether a plan after an exchange has the figures that were said of it."""
    drive_s = sum(load.drive_s for load in after.loads) - sum(load.drive_s for load in plan.loads)
    covered = after.whole.covered_need - plan.whole.covered_need
    rounding = 1e-6 * max(1.0, plan.whole.need)
    return drive_s == change.drive_s and abs(covered - change.covered_need) <= rounding


def plan_again_with(
    prepared: Prepared, change: SmallestChange, *, seed: int, progress: Progress
) -> Plan:
    """Search the whole plan anew with a session at the change's venue required.

    Raises
    ------
    InfeasibleError
        When no plan has room for it.
    """
    territory = territory_after(prepared.territory, change)
    venues = tuple(
        replace(venue, rule="required") if venue.id == change.venue_id else venue
        for venue in territory.venues
    )
    changed = _with_territory(prepared, replace(territory, venues=venues))
    return make_plan(changed, seed=seed, progress=progress)


def _with_territory(prepared: Prepared, territory: Territory) -> Prepared:
    return replace(prepared, territory=territory, problem=formulate_again(prepared, territory))
