"""An earlier plan in force again: as it was, or its timetable on today's tables."""

from geodata.errors import ViolationError
from planner.assembly import assemble_plan
from planner.plan import Plan
from planner.planning import explain_prepared, find_violations
from planner.preparation import Prepared
from planner.problem.model import unproven
from planner.visits import positions_of_visits


def check_restorable(prepared: Prepared, plan: Plan) -> None:
    """Have the checker hold a plan against today's tables.

    Raises
    ------
    ViolationError
        With the checker's reasons.
    """
    violations = find_violations(prepared, plan)
    if violations:
        raise ViolationError(violations)


def remeasure(prepared: Prepared, plan: Plan) -> Plan:
    """Keep the visits of a plan; date and measure them anew on what is prepared, and check.

    The bounds that were proven for other tables are left out.

    Raises
    ------
    ViolationError
        When today's tables have no such venue or adviser, or the visits break a rule.
    """
    missing = _find_missing(prepared, plan)
    if missing:
        raise ViolationError(missing)
    solution = unproven(positions_of_visits(prepared.problem, plan))
    again = explain_prepared(prepared, assemble_plan(prepared, solution, seed=plan.seed))
    check_restorable(prepared, again)
    return again


def _find_missing(prepared: Prepared, plan: Plan) -> tuple[str, ...]:
    """Say which venues and advisers of a plan cannot be planned today."""
    problem = prepared.problem
    venues, advisers = set(problem.venue_ids), {adviser.id for adviser in problem.advisers}
    names = {venue.id: f"{venue.name} ({venue.commune_name})" for venue in plan.venues}
    names |= {adviser.id: adviser.name for adviser in plan.advisers}
    gone_venues = dict.fromkeys(v.venue_id for v in plan.visits if v.venue_id not in venues)
    gone_advisers = dict.fromkeys(v.adviser_id for v in plan.visits if v.adviser_id not in advisers)
    return (
        *(
            f"Lieu {names[key]} : absent des tables d'aujourd'hui, interdit ou hors d'atteinte."
            for key in gone_venues
        ),
        *(
            f"Conseiller {names[key]} : absent des tables d'aujourd'hui, ou pas en poste."
            for key in gone_advisers
        ),
    )
