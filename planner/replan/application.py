"""A territory and its settings once events have happened: new records, the old ones untouched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from geodata.errors import Fault, TerritoryError
from geodata.places import locate_mairies
from geodata.population_cells import locate_home
from geodata.road_changes import close_edges, edges_between, edges_inside, slow_edges
from geodata.roads import Roads
from geodata.territory import Absence, Adviser, Closure, Commune, Survey, Territory, Venue
from planner.events import (
    AdviserAbsent,
    AdviserJoins,
    AdviserLeaves,
    Event,
    NeedChanged,
    RoadChanged,
    StandardChanged,
    SurveyChanged,
    TeamEvent,
    VenueClosed,
    VenueEvent,
    VenueMoved,
    VenueOpened,
    VenueRuled,
)
from planner.settings import Settings

FOR_GOOD: Final = date(9999, 12, 31)
"""Last day of a closure without an end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changed:
    """What events make of a territory."""

    territory: Territory
    settings: Settings
    need_factors: Mapping[str, float]
    """By commune code; what the estimate of need is multiplied by."""


def apply_events(
    territory: Territory,
    settings: Settings,
    events: Sequence[Event],
    *,
    surveys: Mapping[str, Survey] | None = None,
) -> Changed:
    """Apply events in their order.

    Parameters
    ----------
    surveys
        Answers by file name, for the events that name one.

    Raises
    ------
    TerritoryError
        When an event names an adviser, a venue or a commune that the territory does not have, as
        when the folder's tables have changed since.
    """
    faults = [fault for event in events for fault in _unknown_names(event, territory, events)]
    if faults:
        raise TerritoryError(tuple(faults))
    factors: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for event in events:
        match event:
            case StandardChanged(standard_minutes=minutes):
                access = settings.access.model_copy(update={"standard_minutes": minutes})
                settings = settings.model_copy(update={"access": access})
            case NeedChanged(commune_code=code, factor=factor):
                for commune in territory.communes:
                    if code in {"", commune.code}:
                        factors[commune.code] *= factor
            case SurveyChanged(file=file):
                territory = replace(territory, survey=(surveys or {})[file])
            case _:
                territory = _change_territory(territory, event)
    return Changed(territory=territory, settings=settings, need_factors=dict(factors))


def _change_territory(
    territory: Territory, event: TeamEvent | VenueEvent | RoadChanged
) -> Territory:
    if isinstance(event, RoadChanged):
        roads = _change_roads(territory.roads, territory.communes, event)
        return replace(territory, roads=roads)
    if isinstance(event, TeamEvent):
        return _change_team(territory, event)
    return _change_venues(territory, event)


def _change_team(territory: Territory, event: TeamEvent) -> Territory:
    match event:
        case AdviserAbsent():
            absence = Absence(
                adviser_id=event.adviser_id,
                first_day=event.first_day,
                last_day=event.last_day,
                reason=event.reason,
            )
            absences = (*territory.absences, absence)
            order = sorted(absences, key=lambda one: (one.adviser_id, one.first_day))
            return replace(territory, absences=tuple(order))
        case AdviserLeaves():
            advisers = tuple(
                replace(adviser, valid_to=event.last_day)
                if adviser.id == event.adviser_id
                else adviser
                for adviser in territory.advisers
            )
            return replace(territory, advisers=advisers)
        case AdviserJoins():
            newcomer = _newcomer(territory, event)
            advisers = tuple(sorted((*territory.advisers, newcomer), key=lambda one: one.id))
            return replace(territory, advisers=advisers)


def _newcomer(territory: Territory, event: AdviserJoins) -> Adviser:
    lon, lat = event.base_lon, event.base_lat
    if lon is None or lat is None:
        commune = next(c for c in territory.communes if c.code == event.base_commune_code)
        lon, lat = locate_home(commune, locate_mairies(territory.venues))
    return Adviser(
        id=event.adviser_id,
        name=event.name,
        base_commune_code=event.base_commune_code,
        lon=lon,
        lat=lat,
        working_days=event.working_days,
        weekly_minutes=event.weekly_minutes,
        max_drive_s_per_day=event.max_drive_s_per_day,
        valid_from=event.first_day,
        valid_to=event.last_day,
        sector=event.sector,
    )


def _change_venues(territory: Territory, event: VenueEvent) -> Territory:
    match event:
        case VenueRuled():
            venues = tuple(
                replace(venue, rule=event.rule) if venue.id == event.venue_id else venue
                for venue in territory.venues
            )
            return replace(territory, venues=venues)
        case VenueClosed():
            last = event.last_day or FOR_GOOD
            return _with_closure(territory, event.venue_id, event.first_day, last, event.reason)
        case VenueMoved():
            venues = tuple(
                _moved(venue, event) if venue.id == event.venue_id else venue
                for venue in territory.venues
            )
            return replace(territory, venues=venues)
        case VenueOpened():
            venue = Venue(
                id=event.venue_id,
                name=event.name,
                kind=event.venue_kind,
                commune_code=event.commune_code,
                lon=event.lon,
                lat=event.lat,
                opening_hours=event.opening_hours,
            )
            venues = tuple(sorted((*territory.venues, venue), key=lambda one: one.id))
            grown = replace(territory, venues=venues)
            if event.first_day is None:
                return grown
            eve = event.first_day - timedelta(days=1)
            return _with_closure(grown, venue.id, date.min, eve, "pas encore ouvert")


def _moved(venue: Venue, event: VenueMoved) -> Venue:
    return replace(
        venue,
        name=event.name or venue.name,
        commune_code=event.commune_code,
        lon=event.lon,
        lat=event.lat,
        opening_hours=event.opening_hours or venue.opening_hours,
    )


def _with_closure(
    territory: Territory, venue_id: str, first_day: date, last_day: date, reason: str
) -> Territory:
    closure = Closure(venue_id=venue_id, first_day=first_day, last_day=last_day, reason=reason)
    order = sorted((*territory.closures, closure), key=lambda one: (one.venue_id, one.first_day))
    return replace(territory, closures=tuple(order))


def _change_roads(roads: Roads, communes: Sequence[Commune], event: RoadChanged) -> Roads:
    if event.line is not None:
        edges = edges_between(roads, event.line)
    else:
        outline = next(c.geometry for c in communes if c.code == event.commune_code)
        edges = edges_inside(roads, outline)
    if event.factor is None:
        return close_edges(roads, edges)
    return slow_edges(roads, edges, factor=event.factor)


def _unknown_names(event: Event, territory: Territory, events: Sequence[Event]) -> list[Fault]:
    """Names of an event that neither the territory nor another event brings."""
    joined = {other.adviser_id for other in events if isinstance(other, AdviserJoins)}
    opened = {other.venue_id for other in events if isinstance(other, VenueOpened)}
    known = {
        "adviser_id": {adviser.id for adviser in territory.advisers} | joined,
        "venue_id": {venue.id for venue in territory.venues} | opened,
        "commune_code": {commune.code for commune in territory.communes} | {""},
    }
    return [
        Fault(
            file="évènements du planning",
            message=f"« {getattr(event, field)} » n'est plus dans le dossier du territoire",
            remedy="Gardez dans les tables les conseillers, lieux et communes qu'un planning "
            "cite, ou refaites le planning avec « itinerance plan ».",
        )
        for field, names in known.items()
        if hasattr(event, field) and getattr(event, field) not in names
    ]
