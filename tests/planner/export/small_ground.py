"""The ground under the small plan: three square communes in a row, straight roads."""

import numpy as np
from shapely import box

from geodata.territory import Commune, Venue
from planner.export.ground import AccessPoints, Ground
from planner.plan import Plan
from planner.settings.publication import PublicationSettings

PUBLICATION = PublicationSettings(
    structure="Département d'essai",
    phone="05 46 00 00 00",
    email="aide@exemple.fr",
    booking_url="https://rdv.exemple.fr/",
)


def make_ground(plan: Plan, *, publication: PublicationSettings = PUBLICATION) -> Ground:
    bases = {adviser.id: (adviser.lon, adviser.lat) for adviser in plan.advisers}
    places = {venue.id: (venue.lon, venue.lat) for venue in plan.venues}
    codes = [row.commune_code for row in plan.communes]
    return Ground(
        communes=tuple(
            Commune(
                code=row.commune_code,
                name=row.commune_name,
                population=row.population,
                epci_code=row.epci_code,
                epci_name=row.epci_name,
                canton_code=row.canton_code,
                canton_name=row.canton_name,
                residents_by_age=(100, 100, 100),
                geometry=box(-0.7 + 0.1 * n, 45.7, -0.6 + 0.1 * n, 45.8),
                postcode="17100",
            )
            for n, row in enumerate(plan.communes)
        ),
        venues=tuple(
            Venue(
                id=venue.id,
                name=venue.name,
                kind=venue.kind,
                commune_code=venue.commune_code,
                lon=venue.lon,
                lat=venue.lat,
                address="1 place de la Mairie",
                siret="21170001900018",
            )
            for venue in plan.venues
        ),
        tour_lines=tuple(
            tuple(
                np.array(
                    [
                        places.get(leg.from_venue_id or "", bases[tour.adviser_id]),
                        places.get(leg.to_venue_id or "", bases[tour.adviser_id]),
                    ]
                )
                for leg in tour.legs
            )
            for tour in plan.tours
        ),
        points=AccessPoints(
            lonlat=np.array([(-0.65 + 0.1 * n, 45.75) for n in range(len(codes))]),
            commune_code=np.array(codes),
            share=np.ones(len(codes)),
            session_s=np.array([600 * n for n in range(len(codes))], dtype=np.int64),
            offer_s=np.array([2**40] * len(codes), dtype=np.int64),
            is_proxy=True,
        ),
        publication=publication,
    )
