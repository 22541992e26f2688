"""What the settings say of travel, as the code that computes it takes it."""

from geodata.travel import AccessLeg
from geodata.travel_engines import Engine
from planner.settings import Settings


def access_leg(settings: Settings) -> AccessLeg:
    """How the settings count the stretch between a place and its road."""
    return AccessLeg(
        speed_kmh=settings.travel.access_speed_kmh,
        detour=settings.travel.access_detour,
        max_m=float(settings.travel.max_access_m),
    )


def travel_engine(settings: Settings) -> Engine:
    """What the settings choose to compute travel times."""
    travel = settings.travel
    return Engine(name=travel.engine, url=travel.engine_url, profile=travel.engine_profile)
