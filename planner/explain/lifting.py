"""A territory without the limit that keeps sessions from some of its venues."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from geodata.territory import Territory
from planner.explain.obstacles import ObstacleKind
from planner.plan import LiftedLimit

LIFTABLE: Final[dict[ObstacleKind, LiftedLimit]] = {
    "closed": "opening_hours",
    "too_short": "opening_hours",
    "drive_limit": "max_drive_minutes_per_day",
    "forbidden": "rule",
}
"""What a coordinator can have changed; roads and the law on working time are not among it."""
ALWAYS_OPEN: Final = "Mo-Su 00:00-24:00"
DAY_S: Final = 24 * 3600
WEEK_MINUTES: Final = 7 * 24 * 60


def lift_limit(territory: Territory, limit: LiftedLimit, venue_ids: Collection[str]) -> Territory:
    """Return the territory with one limit lifted, for these venues where it is theirs."""
    match limit:
        case "rule":
            venues = tuple(
                replace(venue, rule="candidate")
                if venue.id in venue_ids and venue.rule == "forbidden"
                else venue
                for venue in territory.venues
            )
            return replace(territory, venues=venues)
        case "opening_hours":
            venues = tuple(
                replace(venue, opening_hours=ALWAYS_OPEN) if venue.id in venue_ids else venue
                for venue in territory.venues
            )
            return replace(territory, venues=venues)
        case "max_drive_minutes_per_day":
            advisers = tuple(
                replace(adviser, max_drive_s_per_day=DAY_S) for adviser in territory.advisers
            )
            return replace(territory, advisers=advisers)


def lift_all_limits(territory: Territory) -> Territory:
    """Return the territory in which every venue is open, allowed, and near enough for everybody."""
    for limit in dict.fromkeys(LIFTABLE.values()):
        territory = lift_limit(territory, limit, {venue.id for venue in territory.venues})
    advisers = tuple(
        replace(adviser, weekly_minutes=WEEK_MINUTES, sector=()) for adviser in territory.advisers
    )
    return replace(territory, advisers=advisers, exclusions=(), area_rules=())
