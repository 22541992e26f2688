"""People covered by any visits, from what is worked out once for a territory.

The same figures as in :mod:`planner.check.access`, without what else a commune's row says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.check.points import worth_by_venue
from planner.check.reach import Reach, list_options


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residents:
    """Demand points, and what a weekly session of every venue is worth to each."""

    reach: Reach
    options: tuple[tuple[tuple[float, str], ...], ...]
    """(share of a weekly session's value, venue id) of each point; venues of no worth left out."""


def list_residents(reach: Reach) -> Residents:
    """Put what venues are worth in the order of demand points."""
    options = list_options(reach, dict.fromkeys(reach.shares, 1.0))
    return Residents(reach=reach, options=tuple(map(tuple, options)))


def work_out_covered_need(facts: Facts, residents: Residents) -> dict[str, float]:
    """People in need whom the visits of a plan cover, by commune code."""
    reach, worth = residents.reach, worth_by_venue(facts)
    covered = dict.fromkeys(facts.communes, 0.0)
    for code, need, point, options in zip(
        reach.commune_codes, reach.need, reach.points, residents.options, strict=True
    ):
        covered[code] += need * _value(point.value_before, options, worth)
    return covered


def _value(
    value_before: float, options: tuple[tuple[float, str], ...], worth: Mapping[str, float]
) -> float:
    """Value of a point's best option."""
    best = value_before
    for share, venue_id in options:
        if venue_id in worth:
            best = max(best, worth[venue_id] * share)
    return best
