"""Settings: what ``itinerance.toml`` may say, how it is read, checked and written."""

from planner.settings.record import (
    AccessSettings,
    CapacitySettings,
    CycleSettings,
    NeedSettings,
    OptimisationSettings,
    SessionSettings,
    Settings,
    TerritorySettings,
    TravelSettings,
    WorkSettings,
    minute_of_day,
)

__all__ = [
    "AccessSettings",
    "CapacitySettings",
    "CycleSettings",
    "NeedSettings",
    "OptimisationSettings",
    "SessionSettings",
    "Settings",
    "TerritorySettings",
    "TravelSettings",
    "WorkSettings",
    "minute_of_day",
]
