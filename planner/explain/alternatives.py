"""What else would serve a commune: other venues, other advisers, more working time."""

from collections.abc import Iterator, Sequence
from typing import Final

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.explain.candidates import find_obstacles, list_candidates
from planner.explain.plan_changes import PlanChanges
from planner.plan import CommuneAccess, Plan, SmallestChange
from planner.problem.model import Problem

MOST: Final = 4
"""Nobody reads more than a few."""


def list_alternatives(
    row: CommuneAccess,
    plan: Plan,
    problem: Problem,
    territory: Territory,
    *,
    travel: TravelTimes,
    residents: ResidentTravel,
) -> tuple[SmallestChange, ...]:
    """List what would serve a commune beside its smallest change, the smallest first.

    Of each venue that helps the commune, its own or within the standard, the best change; and of
    each adviser. Those that help the commune less than half as much as the smallest change are left
    out. Those that cost least covered need elsewhere come first; of equals, to the person, those
    that ask for less working time, then for less driving.

    Parameters
    ----------
    row
        The commune, explained; ``other_change`` comes first.
    """
    if row.smallest_change is None:
        return ()
    settings = plan.settings.access
    of_commune = list_candidates(territory, residents, standard_minutes=settings.standard_minutes)[
        row.commune_code
    ]
    obstacles = find_obstacles(territory, travel, problem, plan.settings)
    venues = [v for v in (*of_commune.venues, *of_commune.others) if v.id not in obstacles]
    every = sorted(set(_find_all(row.commune_code, venues, PlanChanges(problem, plan))), key=_rank)
    known = [row.smallest_change, *([] if row.other_change is None else [row.other_change])]
    least_here = row.smallest_change.covered_need_here / 2
    more = [one for one in every if one not in known and one.covered_need_here >= least_here]
    return (*known[1:], *more)[:MOST]


def _find_all(code: str, venues: Sequence[Venue], changes: PlanChanges) -> Iterator[SmallestChange]:
    """Find the best exchange, and the best with more time, of each venue and of each adviser."""
    useful = [venue for venue in venues if changes.helps(code, venue)]
    for one in useful:
        yield from changes.find_changes({code: [one]}).values()
        yield from changes.find_changes_with_more_time({code: [one]}).values()
    for adviser in changes.advisers_of(useful):
        yield from changes.find_changes({code: useful}, among={adviser}).values()
        yield from changes.find_changes_with_more_time({code: useful}, among={adviser}).values()


def _rank(change: SmallestChange) -> tuple[int, int, int, int, str, str]:
    return (
        round(change.covered_need_gained - change.covered_need),
        sum(len(more.office_weeks) for more in change.more_time),
        sum(more.minutes_per_week for more in change.more_time),
        change.drive_s,
        change.venue_id,
        change.adviser_id,
    )
