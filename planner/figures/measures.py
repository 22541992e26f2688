"""What residents get from a plan: access by commune, totals by area, people within minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.resident_travel import ResidentTravel, find_cut_off_communes
from geodata.territory import Commune, OfferPlace, Territory, Venue
from geodata.travel import UNREACHABLE_S
from planner.need import Need
from planner.plan import AccessStatus, AreaAccess, CommuneAccess, ReachWithin
from planner.problem.access import AccessStandard
from planner.problem.demand import need_by_point
from planner.problem.point_access import SAME_VALUE, PointAccess, measure_points
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
    residents: ResidentTravel,
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
        Days with a session a cycle by id of each venue visited.
    """
    visited = [venue for venue in territory.venues if venue.id in sessions_by_venue]
    points = measure_points(
        residents,
        visited,
        territory.existing_offer,
        worth={venue.id: settings.cycle.value_of(sessions_by_venue[venue.id]) for venue in visited},
        standard=standard,
        value_weekly=settings.cycle.value_weekly,
    )
    is_cut_off = find_cut_off_communes(residents, territory)
    first = np.searchsorted(residents.commune, np.arange(len(territory.communes) + 1))
    communes = tuple(
        _measure_commune(
            commune,
            _OwnPoints(points=points, share=residents.share, at=slice(first[row], first[row + 1])),
            need=float(need.people[row]),
            visited=visited,
            offer=territory.existing_offer,
            sessions_by_venue=sessions_by_venue,
            standard_s=standard.standard_s,
            is_cut_off=bool(is_cut_off[row]),
        )
        for row, commune in enumerate(territory.communes)
    )
    population = np.array([c.population for c in territory.communes], dtype=np.float64)
    return Access(
        communes=communes,
        epcis=_sum_by(communes, lambda c: (c.epci_code, c.epci_name)),
        cantons=_sum_by(communes, lambda c: (c.canton_code, c.canton_name)),
        whole=_sum_area("", settings.territory.name, communes),
        reach=tuple(
            _reach_within(
                minutes,
                points,
                need=need_by_point(residents, need),
                population=population[residents.commune] * residents.share,
            )
            for minutes in settings.access.reported_minutes
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnPoints:
    """The demand points of one commune."""

    points: PointAccess
    share: npt.NDArray[np.float64]
    at: slice

    def mean(self, values: npt.NDArray[np.float64]) -> float:
        """Mean over the commune's residents."""
        return float(self.share[self.at] @ values[self.at])

    def mean_minutes(
        self, time_s: npt.NDArray[np.int64], is_counted: npt.NDArray[np.bool_] | None = None
    ) -> float | None:
        """Mean over those residents whom a road leads there; ``None`` without any."""
        seconds, share = time_s[self.at], self.share[self.at]
        is_way = seconds < UNREACHABLE_S
        if is_counted is not None:
            is_way &= is_counted
        if not is_way.any():
            return None
        return float(share[is_way] @ seconds[is_way] / share[is_way].sum()) / 60

    def most_common(self, place: npt.NDArray[np.int64]) -> int | None:
        """The place of most residents, of equals the first; ``None`` where nobody has one."""
        own, share = place[self.at], self.share[self.at]
        has_place = own >= 0
        if not has_place.any():
            return None
        people = np.bincount(own[has_place], weights=share[has_place])
        return int(np.flatnonzero(people >= people.max() - SAME_VALUE)[0])


def _measure_commune(
    commune: Commune,
    own: _OwnPoints,
    *,
    need: float,
    visited: Sequence[Venue],
    offer: Sequence[OfferPlace],
    sessions_by_venue: Mapping[str, int],
    standard_s: int,
    is_cut_off: bool,
) -> CommuneAccess:
    """Sum up what a commune's demand points get; every figure is defined in CommuneAccess."""
    points = own.points
    share_improved = own.mean(points.is_improved.astype(np.float64))
    share_unserved = own.mean((points.value <= 0).astype(np.float64))
    most_used = own.most_common(points.venue)
    status: AccessStatus
    best: Venue | None = None
    if share_unserved > 1 / 2 + SAME_VALUE:
        status = "unreachable" if is_cut_off else "not_served"
    elif most_used is not None and share_improved >= (1 - share_unserved) / 2 - SAME_VALUE:
        best = visited[most_used]
        status = "served_here" if best.commune_code == commune.code else "served_nearby"
    else:
        status = "existing_offer"
    session, fixed = own.most_common(points.session), own.most_common(points.offer)
    return CommuneAccess(
        commune_code=commune.code,
        commune_name=commune.name,
        epci_code=commune.epci_code,
        epci_name=commune.epci_name,
        canton_code=commune.canton_code,
        canton_name=commune.canton_name,
        population=commune.population,
        need=need,
        value_before=own.mean(points.value_before),
        value=own.mean(points.value),
        status=status,
        best_venue_id=None if best is None else best.id,
        best_minutes=None
        if best is None
        else own.mean_minutes(points.venue_s, points.venue[own.at] == most_used),
        best_sessions_per_cycle=None if best is None else sessions_by_venue[best.id],
        nearest_minutes=own.mean_minutes(points.nearest_s),
        nearest_session_venue_id=None if session is None else visited[session].id,
        nearest_session_minutes=own.mean_minutes(points.session_s),
        nearest_offer_name=None if fixed is None else offer[fixed].name,
        nearest_offer_minutes=own.mean_minutes(points.offer_s),
        share_improved=share_improved,
        share_unserved=share_unserved,
        share_within_standard=own.mean((points.nearest_s <= standard_s).astype(np.float64)),
    )


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
    points: PointAccess,
    *,
    need: npt.NDArray[np.float64],
    population: npt.NDArray[np.float64],
) -> ReachWithin:
    """Count people within a number of minutes, that number included."""
    before, after = (time_s <= 60 * minutes for time_s in (points.offer_s, points.nearest_s))
    return ReachWithin(
        minutes=minutes,
        need_before=float(need[before].sum()),
        need=float(need[after].sum()),
        population_before=round(float(population[before].sum())),
        population=round(float(population[after].sum())),
    )
