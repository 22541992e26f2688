"""The places of a territory that are travelled between, and their ids in a travel-time matrix."""

from collections.abc import Sequence

from geodata.territory import Territory, Venue
from geodata.travel import Place


def venue_place_id(venue_id: str) -> str:
    """Id of a venue in a travel-time matrix."""
    return f"venue/{venue_id}"


def base_place_id(adviser_id: str) -> str:
    """Id of an adviser's base in a travel-time matrix."""
    return f"base/{adviser_id}"


def offer_place_id(offer_id: str) -> str:
    """Id of a place of the existing offer in a travel-time matrix."""
    return f"offer/{offer_id}"


def locate_mairies(venues: Sequence[Venue]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude in degrees of each commune's mairie, the first given, by its code."""
    return {
        venue.commune_code: (venue.lon, venue.lat)
        for venue in reversed(venues)
        if venue.kind == "mairie"
    }


def list_places(territory: Territory) -> tuple[Place, ...]:
    """List the places that advisers drive between: venues, then bases."""
    return (
        *(Place(id=venue_place_id(v.id), lon=v.lon, lat=v.lat) for v in territory.venues),
        *(Place(id=base_place_id(a.id), lon=a.lon, lat=a.lat) for a in territory.advisers),
    )


def list_help_places(territory: Territory) -> tuple[Place, ...]:
    """List the places that residents may go to: venues, then those of the existing offer."""
    return (
        *(Place(id=venue_place_id(v.id), lon=v.lon, lat=v.lat) for v in territory.venues),
        *(Place(id=offer_place_id(o.id), lon=o.lon, lat=o.lat) for o in territory.existing_offer),
    )
