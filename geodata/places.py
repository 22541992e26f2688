"""The places of a territory that are travelled between, and their ids in a travel-time matrix."""

from geodata.territory import Commune, Territory, Venue
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


def commune_place_id(commune_code: str) -> str:
    """Id of a commune's demand point in a travel-time matrix."""
    return f"commune/{commune_code}"


def demand_location(commune: Commune, mairie: Venue | None) -> tuple[float, float]:
    """Where a commune's residents are taken to live: longitude and latitude in degrees.

    Their mairie, as it stands in the main village; without one, a point inside the outline.
    An approximation as good as the commune is small, which outputs state.
    """
    if mairie is not None:
        return mairie.lon, mairie.lat
    inside = commune.geometry.representative_point()
    return inside.x, inside.y


def list_places(territory: Territory) -> tuple[Place, ...]:
    """List the demand points, venues, bases and offer places of a territory, in that order."""
    mairies = {
        venue.commune_code: venue for venue in reversed(territory.venues) if venue.kind == "mairie"
    }
    places = []
    for commune in territory.communes:
        lon, lat = demand_location(commune, mairies.get(commune.code))
        places.append(Place(id=commune_place_id(commune.code), lon=lon, lat=lat))
    places += [Place(id=venue_place_id(v.id), lon=v.lon, lat=v.lat) for v in territory.venues]
    places += [Place(id=base_place_id(a.id), lon=a.lon, lat=a.lat) for a in territory.advisers]
    places += [
        Place(id=offer_place_id(o.id), lon=o.lon, lat=o.lat) for o in territory.existing_offer
    ]
    return tuple(places)
