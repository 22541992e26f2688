"""Territories with an adviser more or less, and problems with a half-day more."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geodata.places import base_place_id, venue_place_id
from geodata.territory import Adviser, Territory, Venue
from geodata.travel import TravelTimes
from planner.problem.model import Problem


def typical_adviser(territory: Territory, problem: Problem) -> Adviser:
    """Return the adviser in post with the median of the hours left for sessions and driving.

    Of an even number the lower one; of equals the first.
    """
    in_order = sorted(problem.advisers, key=lambda a: a.tour_s_per_cycle)
    median = in_order[(len(in_order) - 1) // 2]
    return next(adviser for adviser in territory.advisers if adviser.id == median.id)


def mairies_by_commune(territory: Territory) -> dict[str, Venue]:
    """Return the mairie, the first given, of each commune that has one among the venues."""
    return {
        venue.commune_code: venue for venue in reversed(territory.venues) if venue.kind == "mairie"
    }


def add_adviser(
    territory: Territory, travel: TravelTimes, *, like: Adviser, base_commune_code: str
) -> tuple[Territory, TravelTimes, str]:
    """Add a copy of an adviser whose base is a commune's mairie, which has to be a venue.

    Raises
    ------
    KeyError
        The commune has no mairie among the venues.

    Returns
    -------
    tuple
        The territory, its travel times with the new base, and the new adviser's id.
    """
    mairie = mairies_by_commune(territory)[base_commune_code]
    taken = {adviser.id for adviser in territory.advisers}
    number = next(n for n in range(1, len(taken) + 2) if f"nouveau-{n}" not in taken)
    adviser = replace(
        like,
        id=f"nouveau-{number}",
        name=f"Nouveau conseiller {number}",
        base_commune_code=base_commune_code,
        lon=mairie.lon,
        lat=mairie.lat,
        valid_from=None,
        valid_to=None,
        sector=(),
    )
    (home,) = travel.positions([venue_place_id(mairie.id)])
    # The new base is a second name of the mairie: the same drives.
    rows = np.append(np.arange(len(travel.place_ids)), home)
    extended = TravelTimes(
        place_ids=(*travel.place_ids, base_place_id(adviser.id)),
        time_s=travel.time_s[np.ix_(rows, rows)],
        length_m=travel.length_m[np.ix_(rows, rows)],
        access_m=travel.access_m[rows],
    )
    grown = replace(territory, advisers=(*territory.advisers, adviser))
    return grown, extended, adviser.id


def keep_advisers(territory: Territory, ids: Sequence[str]) -> Territory:
    """Return the territory with these advisers alone."""
    return replace(
        territory, advisers=tuple(adviser for adviser in territory.advisers if adviser.id in ids)
    )


def add_half_day(problem: Problem, adviser: int) -> Problem:
    """Give an adviser one more half-day a week, with the contract hours that go with one."""
    one = problem.advisers[adviser]
    half_days = one.max_sessions_per_week
    more_s = one.tour_s_per_cycle // half_days
    grown = replace(
        one,
        max_sessions_per_week=half_days + 1,
        tour_s_per_cycle=one.tour_s_per_cycle + more_s,
        contract_s_per_cycle=one.contract_s_per_cycle + more_s,
    )
    advisers = (*problem.advisers[:adviser], grown, *problem.advisers[adviser + 1 :])
    return replace(problem, advisers=advisers)
