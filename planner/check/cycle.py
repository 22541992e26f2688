"""The rules of a cycle, apart from the figures of a plan: what any visits may be held to.

A plan is checked with them, and so is every move that somebody tries before a plan is made of it.
"""

from collections.abc import Iterator, Mapping, Sequence

from planner.check.facts import Facts
from planner.check.opening import check_ever_open
from planner.check.tours import ExpectedTour, check_limits
from planner.check.venue_rules import check_area_coverage
from planner.check.visits import check_visits
from planner.check.workload import check_contracts, check_half_days


def check_cycle(
    facts: Facts, tours: Sequence[ExpectedTour], *, covered_need: Mapping[str, float]
) -> Iterator[str]:
    """Check the visits of a plan against every rule on a cycle; its figures are not looked at.

    Parameters
    ----------
    tours
        Worked out from the visits.
    covered_need
        People in need whom the visits cover, by commune code.
    """
    yield from check_visits(facts)
    for visit in facts.plan.visits:
        yield from check_ever_open(facts, visit)
    yield from check_limits(facts, tours)
    yield from check_half_days(facts)
    yield from check_contracts(facts, tours)
    yield from check_area_coverage(facts, covered_need)
