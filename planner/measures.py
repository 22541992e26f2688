"""What residents get from a plan: access by commune, totals by area, people within minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.places import base_place_id, commune_place_id
from geodata.territory import Commune, OfferPlace, Territory, Venue
from geodata.travel import UNREACHABLE_S, TravelTimes
from planner.access import (
    AccessStandard,
    compute_access_factors,
    compute_value_before,
    place_id,
)
from planner.need import Need
from planner.plan import AccessStatus, AreaAccess, CommuneAccess, ReachWithin
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Access of every commune with a plan, and its totals."""

    communes: tuple[CommuneAccess, ...]
    epcis: tuple[AreaAccess, ...]
    cantons: tuple[AreaAccess, ...]
    whole: AreaAccess
    reach: tuple[ReachWithin, ...]


def measure_access(
    territory: Territory,
    travel: TravelTimes,
    need: Need,
    *,
    sessions_by_venue: Mapping[str, int],
    standard: AccessStandard,
    settings: Settings,
) -> Access:
    """Measure what the residents of each commune get.

    Parameters
    ----------
    sessions_by_venue
        Sessions a cycle by id of each venue visited.
    """
    visited = [venue for venue in territory.venues if venue.id in sessions_by_venue]
    frequency_value = settings.cycle.value_by_sessions()
    value_of_visits = np.array([frequency_value[sessions_by_venue[v.id]] for v in visited])
    value_before = compute_value_before(
        territory.communes,
        territory.existing_offer,
        travel,
        standard=standard,
        value_weekly=settings.cycle.value_weekly,
    )
    value = (
        compute_access_factors(territory.communes, visited, travel, standard=standard)
        * value_of_visits
    )
    offered = _find_nearest(territory.communes, territory.existing_offer, travel)
    planned = _find_nearest(territory.communes, visited, travel)
    nearest_s = np.minimum(offered.time_s, planned.time_s)
    has_road = _has_road_elsewhere(territory, travel)
    communes = tuple(
        _measure_commune(
            commune,
            need=float(need.people[row]),
            value_before=float(value_before[row]),
            value_of=value[row],
            visited=visited,
            travel=travel,
            sessions_by_venue=sessions_by_venue,
            nearest_session=planned.of(row),
            nearest_offer=offered.of(row),
            has_road=bool(has_road[row]),
        )
        for row, commune in enumerate(territory.communes)
    )
    return Access(
        communes=communes,
        epcis=_sum_by(communes, lambda c: (c.epci_code, c.epci_name)),
        cantons=_sum_by(communes, lambda c: (c.canton_code, c.canton_name)),
        whole=_sum_area("", settings.territory.name, communes),
        reach=tuple(
            _reach_within(minutes, communes, offered.time_s, nearest_s)
            for minutes in settings.access.reported_minutes
        ),
    )


def _measure_commune(
    commune: Commune,
    *,
    need: float,
    value_before: float,
    value_of: npt.NDArray[np.float64],
    visited: Sequence[Venue],
    travel: TravelTimes,
    sessions_by_venue: Mapping[str, int],
    nearest_session: tuple[Venue | OfferPlace | None, float | None],
    nearest_offer: tuple[Venue | OfferPlace | None, float | None],
    has_road: bool,
) -> CommuneAccess:
    """Find a commune's best option among the visited venues and the existing offer."""
    best = int(value_of.argmax()) if len(visited) else None
    venue = visited[best] if best is not None and value_of[best] > value_before else None
    status: AccessStatus
    if venue is not None:
        status = "served_here" if venue.commune_code == commune.code else "served_nearby"
    elif value_before > 0:
        status = "existing_offer"
    else:
        status = "not_served" if has_road else "unreachable"
    return CommuneAccess(
        commune_code=commune.code,
        commune_name=commune.name,
        epci_code=commune.epci_code,
        epci_name=commune.epci_name,
        canton_code=commune.canton_code,
        canton_name=commune.canton_name,
        population=commune.population,
        need=need,
        value_before=value_before,
        value=max(value_before, float(value_of.max(initial=0.0))),
        status=status,
        best_venue_id=None if venue is None else venue.id,
        best_minutes=None if venue is None else _minutes_to(commune, venue, travel),
        best_sessions_per_cycle=None if venue is None else sessions_by_venue[venue.id],
        nearest_minutes=min(
            (minutes for _, minutes in (nearest_session, nearest_offer) if minutes is not None),
            default=None,
        ),
        nearest_session_venue_id=None if nearest_session[0] is None else nearest_session[0].id,
        nearest_session_minutes=nearest_session[1],
        nearest_offer_name=None if nearest_offer[0] is None else nearest_offer[0].name,
        nearest_offer_minutes=nearest_offer[1],
    )


def _minutes_to(commune: Commune, venue: Venue, travel: TravelTimes) -> float:
    """Minutes by road; none inside one's own commune."""
    if venue.commune_code == commune.code:
        return 0.0
    origin, destination = travel.positions([commune_place_id(commune.code), place_id(venue)])
    return float(travel.time_s[origin, destination]) / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nearest:
    """The place nearest to each commune, of some kind of places."""

    places: Sequence[Venue | OfferPlace]
    position: npt.NDArray[np.int64]
    """(num_communes,) position in ``places``; means nothing where there is no road."""
    time_s: npt.NDArray[np.int64]
    """(num_communes,) UNREACHABLE_S where no road leads to any."""

    def of(self, commune: int) -> tuple[Venue | OfferPlace | None, float | None]:
        """The place nearest to a commune and its minutes; ``None`` without a road."""
        if self.time_s[commune] >= UNREACHABLE_S:
            return None, None
        return self.places[self.position[commune]], float(self.time_s[commune]) / 60


def _find_nearest(
    communes: Sequence[Commune], places: Sequence[Venue | OfferPlace], travel: TravelTimes
) -> _Nearest:
    """Find the nearest place by road, the first of equals; one in the commune itself is at 0."""
    if not places:
        nowhere = np.full(len(communes), UNREACHABLE_S, dtype=np.int64)
        return _Nearest(places=places, position=np.zeros_like(nowhere), time_s=nowhere)
    time_s = travel.time_s[
        np.ix_(
            travel.positions([commune_place_id(c.code) for c in communes]),
            travel.positions([place_id(place) for place in places]),
        )
    ]
    own = np.array([c.code for c in communes])[:, None] == np.array(
        [place.commune_code for place in places]
    )
    time_s = np.where(own, 0, time_s)
    position = time_s.argmin(axis=1)
    return _Nearest(
        places=places,
        position=position,
        time_s=np.take_along_axis(time_s, position[:, None], axis=1)[:, 0],
    )


def _has_road_elsewhere(territory: Territory, travel: TravelTimes) -> npt.NDArray[np.bool_]:
    """(num_communes,) whether a road leads to some venue, base or offer in another commune."""
    targets = [(place_id(venue), venue.commune_code) for venue in territory.venues]
    targets += [(base_place_id(a.id), a.base_commune_code) for a in territory.advisers]
    targets += [(place_id(place), place.commune_code) for place in territory.existing_offer]
    time_s = travel.time_s[
        np.ix_(
            travel.positions([commune_place_id(c.code) for c in territory.communes]),
            travel.positions([identity for identity, _ in targets]),
        )
    ]
    at_home = (
        np.array([c.code for c in territory.communes])[:, None]
        == np.array([code for _, code in targets])[None, :]
    )
    is_road: npt.NDArray[np.bool_] = (time_s < UNREACHABLE_S) & ~at_home
    return np.asarray(is_road.any(axis=1), dtype=np.bool_)


def _sum_by(
    communes: Sequence[CommuneAccess], key: Callable[[CommuneAccess], tuple[str, str]]
) -> tuple[AreaAccess, ...]:
    """Sum communes by area, areas in order of their codes."""
    groups: dict[tuple[str, str], list[CommuneAccess]] = {}
    for commune in communes:
        groups.setdefault(key(commune), []).append(commune)
    return tuple(_sum_area(code, name, groups[code, name]) for code, name in sorted(groups))


def _sum_area(code: str, name: str, communes: Sequence[CommuneAccess]) -> AreaAccess:
    return AreaAccess(
        code=code,
        name=name,
        population=sum(c.population for c in communes),
        need=sum(c.need for c in communes),
        covered_need_before=sum(c.need * c.value_before for c in communes),
        covered_need=sum(c.need * c.value for c in communes),
    )


def _reach_within(
    minutes: int,
    communes: Sequence[CommuneAccess],
    nearest_before_s: npt.NDArray[np.int64],
    nearest_s: npt.NDArray[np.int64],
) -> ReachWithin:
    """Count people within a number of minutes, that number included."""
    before = [c for c, s in zip(communes, nearest_before_s, strict=True) if s <= 60 * minutes]
    after = [c for c, s in zip(communes, nearest_s, strict=True) if s <= 60 * minutes]
    return ReachWithin(
        minutes=minutes,
        need_before=sum(c.need for c in before),
        need=sum(c.need for c in after),
        population_before=sum(c.population for c in before),
        population=sum(c.population for c in after),
    )
