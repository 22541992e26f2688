"""The coordinator's rules, as the planning problem has to know them."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from geodata.errors import InfeasibleError
from geodata.territory import Adviser, AreaRule, Commune, Territory, Venue
from planner.problem.model import CoverageFloor, Quota
from planner.settings import CycleSettings


def list_frequencies(venues: Sequence[Venue], cycle: CycleSettings) -> tuple[int, ...]:
    """Days with a session a cycle that some venue may have, ascending.

    Equally spaced weeks; several days a week only where a venue asks for them.
    """
    most = max((venue.max_sessions or venue.min_sessions or 0 for venue in venues), default=0)
    several = range(2 * cycle.num_weeks, most + 1, cycle.num_weeks)
    return (*sorted(cycle.value_by_sessions()), *several)


def find_allowed_frequencies(
    venues: Sequence[Venue], frequencies: Sequence[int], *, cycle_weeks: int
) -> npt.NDArray[np.bool_]:
    """(num_venues, num_frequencies) whether a venue may have so many days with a session.

    Without rules: from one up to one a week.

    Raises
    ------
    InfeasibleError
        When the limits of a venue lie between two frequencies.
    """
    at_least = np.array([venue.min_sessions or 0 for venue in venues], dtype=np.int64)
    at_most = np.array(
        [
            venue.max_sessions
            if venue.max_sessions is not None
            else max(cycle_weeks, venue.min_sessions or 0)
            for venue in venues
        ],
        dtype=np.int64,
    )
    days = np.array(frequencies)
    allowed: npt.NDArray[np.bool_] = (days >= at_least[:, None]) & (days <= at_most[:, None])
    stuck = [
        venue.name
        for venue, row in zip(venues, allowed, strict=True)
        if venue.rule != "forbidden" and venue.max_sessions != 0 and not row.any()
    ]
    if stuck:
        possible = ", ".join(map(str, frequencies))
        raise InfeasibleError(
            f"le nombre de permanences demandé (min_sessions, max_sessions) n'est pas régulier pour"
            f" {', '.join(stuck)} ; possibles par cycle : {possible}"
        )
    return allowed


def may_go(advisers: Sequence[Adviser], territory: Territory) -> npt.NDArray[np.bool_]:
    """(num_advisers, num_venues) whether sector and exclusions let an adviser go to a venue."""
    excluded = {(one.adviser_id, one.venue_id) for one in territory.exclusions}
    areas = {commune.code: _areas_of(commune) for commune in territory.communes}
    return np.array(
        [
            [
                (adviser.id, venue.id) not in excluded
                and (not adviser.sector or not areas[venue.commune_code].isdisjoint(adviser.sector))
                for venue in territory.venues
            ]
            for adviser in advisers
        ],
        dtype=np.bool_,
    ).reshape(len(advisers), len(territory.venues))


def has_quota(territory: Territory) -> npt.NDArray[np.bool_]:
    """(num_venues,) whether a venue counts towards some least number of sessions."""
    wanted = {rule.area for rule in territory.area_rules if rule.min_sessions}
    areas = {commune.code: _areas_of(commune) for commune in territory.communes}
    return np.array(
        [not wanted.isdisjoint(areas[venue.commune_code]) for venue in territory.venues],
        dtype=np.bool_,
    )


def list_quotas(territory: Territory, venue_position: Mapping[str, int]) -> tuple[Quota, ...]:
    """Limits on the sessions of an area; ``venue_position`` holds the candidate venues."""
    communes = {commune.code: commune for commune in territory.communes}
    return tuple(
        Quota(
            area_name=_area_name(rule, territory.communes),
            venues=frozenset(
                venue_position[venue.id]
                for venue in territory.venues
                if venue.id in venue_position
                and rule.area in _areas_of(communes[venue.commune_code])
            ),
            min_sessions=rule.min_sessions or 0,
            max_sessions=rule.max_sessions,
        )
        for rule in territory.area_rules
        if rule.min_sessions or rule.max_sessions is not None
    )


def list_floors(
    territory: Territory, point_commune_codes: Sequence[str], need: npt.NDArray[np.float64]
) -> tuple[CoverageFloor, ...]:
    """Least covered need of areas; ``need`` of each demand point, of the communes given."""
    areas = {commune.code: _areas_of(commune) for commune in territory.communes}
    floors = []
    for rule in territory.area_rules:
        if not rule.min_coverage:
            continue
        inside = np.array(
            [rule.area in areas[code] for code in point_commune_codes], dtype=np.bool_
        )
        floors.append(
            CoverageFloor(
                area_name=_area_name(rule, territory.communes),
                is_inside=inside,
                min_people=rule.min_coverage * float(need[inside].sum()),
            )
        )
    return tuple(floors)


def _areas_of(commune: Commune) -> frozenset[str]:
    """Codes under which a rule may mean a commune."""
    return frozenset((commune.code, commune.epci_code, commune.canton_code))


def _area_name(rule: AreaRule, communes: Sequence[Commune]) -> str:
    """Name of the area of a rule; its code when no commune lies in it."""
    for commune in communes:
        if rule.area == commune.code:
            return commune.name
        if rule.area == commune.epci_code:
            return commune.epci_name
        if rule.area == commune.canton_code:
            return commune.canton_name
    return rule.area
