"""Five villages on one road, so that every figure of a plan can be worked out in the head.

::

    km    0 ---------- 5 ---------- 10 ------------------ 20 ------------------ 40
       Aubigny      Brissac        Corme                 Dolus                Écoyeux
    base of                                          existing offer          base of
    Camille                                                                 Dominique

A kilometre takes 60 seconds, so minutes of driving are kilometres apart. One person in ten wants
help. Everything of a village (residents, town hall, base, offer) stands at the same kilometre.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from shapely import box

from geodata.places import list_places
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.roads import Roads
from geodata.territory import Absence, Adviser, Closure, Commune, OfferPlace, Territory, Venue
from geodata.travel import AccessLeg, TravelTimes
from planner.need import AccessPreferences, Need
from planner.settings import CycleSettings, Settings
from planner.settings.calendar import CalendarSettings

KM = {"99001": 0, "99002": 5, "99003": 10, "99004": 20, "99005": 40}
DEGREES_PER_KM = 1 / 77.3
"""Of longitude, at 46 degrees north."""
LATITUDE = 46.0
START = date(2027, 3, 22)
"""A Monday; 29 March 2027 is Easter Monday."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Villages:
    """A territory and what is computed of it before a plan is sought."""

    territory: Territory
    travel: TravelTimes
    need: Need
    preferences: AccessPreferences
    settings: Settings

    @property
    def residents(self) -> ResidentTravel:
        """Drives from where residents live to places of help, two hours and less."""
        return _residents_of(self.territory)


@lru_cache(maxsize=64)
def _residents_of(territory: Territory) -> ResidentTravel:
    """Of one territory as often as it is asked for: nothing of it ever changes."""
    return compute_resident_travel(territory, access=AccessLeg(), limit_s=7200)


def make_villages() -> Villages:
    """Make the five villages; relatives are one ``dataclasses.replace`` away."""
    territory = make_territory()
    people = np.array([commune.population / 10 for commune in territory.communes])
    return Villages(
        territory=territory,
        travel=travel_on_the_road(territory),
        need=Need(
            commune_codes=tuple(commune.code for commune in territory.communes),
            people=people,
            standard_error=people / 10,
            method="Besoin : un habitant sur dix.",
            # Five equally likely cases, all villages alike: the 90 % interval is 0.82 to 1.18.
            draws=np.outer([0.8, 0.9, 1.0, 1.1, 1.2], people),
        ),
        preferences=AccessPreferences(
            acceptance_elsewhere=0.4,
            willingness=((5, 1.0), (10, 0.5), (15, 0.25), (30, 0.1)),
            source="Courbe inventée pour l'essai.",
        ),
        settings=Settings(
            # Replacements by the same adviser in the same week can be found in the head.
            calendar=CalendarSettings(
                start=START, num_weeks=5, replacement_weeks=0, replacement_by_other_adviser=False
            ),
            cycle=CycleSettings(num_weeks=4),
        ),
    )


def make_territory() -> Territory:
    """Make the tables: five town halls, two advisers, one place of the existing offer."""
    return Territory(
        communes=(
            _commune("99001", "Aubigny", population=1000, epci="Levant", canton="9901"),
            _commune("99002", "Brissac", population=500, epci="Levant", canton="9901"),
            _commune("99003", "Corme", population=800, epci="Levant", canton="9902"),
            _commune("99004", "Dolus", population=600, epci="Couchant", canton="9902"),
            _commune("99005", "Écoyeux", population=400, epci="Couchant", canton="9902"),
        ),
        venues=(
            _mairie("mairie-a", "99001", hours="Mo-Fr 09:00-12:00,14:00-17:00"),
            _mairie("mairie-b", "99002", hours="Mo-Fr 09:00-12:00,14:00-17:00; 2027 Apr 13 off"),
            _mairie("mairie-c", "99003", hours="Tu 14:00-17:00; Th 09:00-12:00"),
            _mairie("mairie-d", "99004", hours=""),
            _mairie("mairie-e", "99005", hours="Mo-Fr 09:00-12:00"),
        ),
        advisers=(
            Adviser(
                id="camille",
                name="Camille",
                base_commune_code="99001",
                lon=longitude("99001"),
                lat=LATITUDE,
                working_days=(1, 3),
                weekly_minutes=900,
                max_drive_s_per_day=3600,
            ),
            Adviser(
                id="dominique",
                name="Dominique",
                base_commune_code="99005",
                lon=longitude("99005"),
                lat=LATITUDE,
                working_days=(0, 3),
                weekly_minutes=600,
                max_drive_s_per_day=3600,
                valid_to=date(2027, 4, 16),
            ),
        ),
        roads=_road(),
        existing_offer=(
            OfferPlace(
                id="fs-d",
                name="France services de Dolus",
                kind="france_services",
                commune_code="99004",
                lon=longitude("99004"),
                lat=LATITUDE,
            ),
        ),
        absences=(
            Absence(
                adviser_id="camille",
                first_day=date(2027, 4, 5),
                last_day=date(2027, 4, 7),
                reason="formation",
            ),
        ),
        closures=(
            Closure(
                venue_id="mairie-c",
                first_day=date(2027, 4, 20),
                last_day=date(2027, 4, 20),
                reason="travaux",
            ),
        ),
        fingerprints=(("venues.csv", "a" * 64),),
        credits=("Mairies – Licence Ouverte 2.0 – 2026",),
    )


def travel_on_the_road(territory: Territory) -> TravelTimes:
    """Drives between all places of a territory whose communes are the five villages."""
    places = list_places(territory)
    commune_of = {
        **{f"venue/{venue.id}": venue.commune_code for venue in territory.venues},
        **{f"base/{adviser.id}": adviser.base_commune_code for adviser in territory.advisers},
    }
    km = np.array([KM[commune_of[place.id]] for place in places], dtype=np.int64)
    apart_km = np.abs(km[:, None] - km[None, :])
    return TravelTimes(
        place_ids=tuple(place.id for place in places),
        time_s=60 * apart_km,
        length_m=1000 * apart_km,
        access_m=np.zeros(len(places)),
    )


def longitude(commune_code: str) -> float:
    """Longitude of a village, in degrees."""
    return -1.0 + KM[commune_code] * DEGREES_PER_KM


def _commune(code: str, name: str, *, population: int, epci: str, canton: str) -> Commune:
    lon = longitude(code)
    return Commune(
        code=code,
        name=name,
        population=population,
        epci_code={"Levant": "200000001", "Couchant": "200000002"}[epci],
        epci_name=f"CC du {epci}",
        canton_code=canton,
        canton_name=f"Canton {canton}",
        residents_by_age=(population // 2, population // 4, population // 4),
        geometry=box(lon - 0.02, LATITUDE - 0.02, lon + 0.02, LATITUDE + 0.02),
    )


def _mairie(venue_id: str, commune_code: str, *, hours: str) -> Venue:
    return Venue(
        id=venue_id,
        name=f"Mairie {venue_id[-1].upper()}",
        kind="mairie",
        commune_code=commune_code,
        lon=longitude(commune_code),
        lat=LATITUDE,
        opening_hours=hours,
    )


def _road() -> Roads:
    km = np.array(list(KM.values()), dtype=np.float64)
    return Roads(
        node_lonlat=np.column_stack([-1.0 + km * DEGREES_PER_KM, np.full(5, LATITUDE)]),
        edge_nodes=np.array([[0, 1], [1, 2], [2, 3], [3, 4]], dtype=np.int32),
        length_m=1000 * np.diff(km),
        time_s=60 * np.diff(km),
        is_oneway=np.zeros(4, dtype=np.bool_),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(5, dtype=np.int64),
    )
