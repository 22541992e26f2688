"""A territory without the limit that keeps sessions from some of its venues."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final, Literal

from geodata.territory import Territory
from planner.explain.obstacles import ObstacleKind

TableLimit = Literal["rule", "opening_hours", "max_drive_minutes_per_day"]
"""A limit that stands in the tables."""
LIFTABLE: Final[dict[ObstacleKind, TableLimit]] = {
    "closed": "opening_hours",
    "too_short": "opening_hours",
    "drive_limit": "max_drive_minutes_per_day",
    "forbidden": "rule",
}
"""What a coordinator can have changed; roads and the law on working time are not
among it. Contracts are, minute by minute: see :mod:`planner.explain.limits`."""
ALWAYS_OPEN: Final = "Mo-Su 00:00-24:00"
DAY_S: Final = 24 * 3600
WEEK_MINUTES: Final = 7 * 24 * 60


def lift_limit(territory: Territory, limit: TableLimit, venue_ids: Collection[str]) -> Territory:
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


def lift_contracts(territory: Territory) -> Territory:
    """Return the territory in which nobody's contract is too short for anything."""
    advisers = tuple(
        replace(adviser, weekly_minutes=WEEK_MINUTES) for adviser in territory.advisers
    )
    return replace(territory, advisers=advisers)


def lift_all_limits(territory: Territory) -> Territory:
    """Return the territory in which every venue is open, allowed, and near enough for everybody."""
    for limit in dict.fromkeys(LIFTABLE.values()):
        territory = lift_limit(territory, limit, {venue.id for venue in territory.venues})
    territory = lift_contracts(territory)
    advisers = tuple(replace(adviser, sector=()) for adviser in territory.advisers)
    return replace(territory, advisers=advisers, exclusions=(), area_rules=())
