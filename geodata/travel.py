"""Travel times between places: the names that the rest of the program imports."""

from geodata.snapping import AccessLeg, Place
from geodata.travel_cache import cached_travel_times
from geodata.travel_matrix import (
    UNREACHABLE_M,
    UNREACHABLE_S,
    NearbyTravelTimes,
    TravelTimes,
    compute_travel_times,
    compute_travel_times_within,
)

__all__ = [
    "UNREACHABLE_M",
    "UNREACHABLE_S",
    "AccessLeg",
    "NearbyTravelTimes",
    "Place",
    "TravelTimes",
    "cached_travel_times",
    "compute_travel_times",
    "compute_travel_times_within",
]
