"""The independent checker: whether a plan is right, whoever made it.

Nothing here knows how plans are found. Every figure is worked out again from the territory's
tables, in plain loops, and compared with what the plan says. Nothing is shared with the code
that finds and measures plans, so that a mistake there cannot hide here.
"""

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.check.access import check_communes, work_out_access
from planner.check.calendar_record import check_calendar_record
from planner.check.capacity import check_capacity, work_out_capacity
from planner.check.cycle import check_cycle
from planner.check.dated_year import check_dated_year
from planner.check.dates import check_dates
from planner.check.explanations import check_explanations
from planner.check.facts import gather_facts
from planner.check.nearest import check_nearest
from planner.check.need import check_need
from planner.check.objectives import check_objectives
from planner.check.reach import work_out_reach
from planner.check.record import check_figures, check_record
from planner.check.stress import check_stress
from planner.check.succession import check_succession
from planner.check.totals import check_totals
from planner.check.tours import check_written_tours, work_out_tours
from planner.check.visits import check_header
from planner.check.workload import check_loads
from planner.need import AccessPreferences, Need
from planner.plan import Plan

__all__ = ["check_plan"]


def check_plan(
    plan: Plan,
    *,
    territory: Territory,
    travel: TravelTimes,
    residents: ResidentTravel,
    need: Need,
    preferences: AccessPreferences,
) -> tuple[str, ...]:
    """Work out a plan again from the tables and list all that is wrong with it.

    Parameters
    ----------
    plan
        Any plan, however damaged; its own settings are the rules it is held to.
    territory, travel, residents, need, preferences
        What the plan should rest on; ``travel`` has the ids of :mod:`geodata.places`.

    Returns
    -------
    tuple of str
        French sentences, one a violation; empty when the plan is right. A plan that is no
        record of its schema is checked no further.
    """
    violations = check_record(plan)
    if violations:
        return violations
    facts = gather_facts(
        plan,
        territory,
        travel=travel,
        residents=residents,
        need=need,
        preferences=preferences,
    )
    tours = work_out_tours(facts)
    access = work_out_access(facts)
    reach = work_out_reach(facts, access)
    capacity = work_out_capacity(facts, reach)
    violations = (
        *check_figures(plan),
        *check_header(facts),
        *check_cycle(
            facts, tours, covered_need={one.commune.code: one.need * one.value for one in access}
        ),
        *check_written_tours(facts, tours),
        *check_loads(facts, tours),
        *check_succession(facts),
        *check_dates(facts),
        *check_communes(facts, access),
        *check_need(plan, territory, need),
        *check_stress(facts, access, reach, need),
        *check_nearest(facts, access),
        *check_explanations(facts, access, reach),
        *check_capacity(facts, capacity),
        *check_totals(facts, access),
        *check_objectives(facts, tours, access, capacity),
        *check_calendar_record(plan),
    )
    # The year repeats the cycle, so the faults of a wrong cycle would be told once a date.
    return violations or tuple(check_dated_year(facts))
