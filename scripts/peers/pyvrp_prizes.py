"""PyVRP with prizes: the lanes of :mod:`scripts.peers.encoding` as vehicles.

One depot an adviser; one profile of distances a weekday, in which closed venues and pairs without
lunch are out of reach; one load dimension for each frequency and half-day, and one for the number
of stops; prizes in seconds of driving; a client group a venue. Unit costs are the weeks a lane is
driven, so that the objective is exactly the driving of the cycle less the prizes. The contract is
the one rule that it cannot express, since it spans vehicles: each working day is held to
``contract_slack`` times its share.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    VehicleType,
    solve,
)
from pyvrp.stop import MaxRuntime

from geodata.travel import UNREACHABLE_S
from planner.problem.model import AM, CLOSED, PM, PlannedVisit, Problem
from scripts.peers.encoding import (
    Encoding,
    Lane,
    Stop,
    encode,
    pair_is_allowed,
    to_visits,
    usual_session_s,
)

IntArray = npt.NDArray[np.int64]
OUT_OF_REACH_S: Final = 50_000
"""Far beyond a day's driving, and small enough not to swamp the penalties that PyVRP adapts."""
HALVES: Final = (AM, PM)
LOAD_OF_A_STOP: Final = 1000
"""PyVRP's penalty of a unit too much has an upper limit: one stop too much must cost more than any
prize."""


def find_visits(
    problem: Problem,
    *,
    time_limit_s: float,
    seed: int,
    seconds_a_person: float = 1000.0,
    contract_slack: float = 1.1,
) -> list[PlannedVisit]:
    """Choose and route visits with prizes."""
    num_spare = len(problem.advisers) * 10
    encoding = encode(problem, seconds_a_person=seconds_a_person, num_spare=num_spare)
    return route(
        problem, encoding, time_limit_s=time_limit_s, seed=seed, contract_slack=contract_slack
    )


def route(
    problem: Problem,
    encoding: Encoding,
    *,
    time_limit_s: float,
    seed: int,
    contract_slack: float,
) -> list[PlannedVisit]:
    """Route the stops of an encoding that are worth their driving."""
    kinds = _kinds(encoding)
    data = _data(problem, encoding, kinds, contract_slack=contract_slack)
    result = solve(data, MaxRuntime(time_limit_s), seed=seed, collect_stats=False, display=False)
    unused = {kind: list(lanes) for kind, lanes in kinds.items()}
    order = list(kinds)
    visits = []
    for trip in result.best.routes():
        lane = unused[order[trip.vehicle_type()]].pop(0)
        stops = [encoding.stops[a.idx] for a in trip if a.is_client()]
        visits += to_visits(lane, stops)
    return visits


Kind = tuple[int, int, int, int]
"""Adviser, weekday, number of weeks and of stops: lanes that are alike."""


def _kinds(encoding: Encoding) -> dict[Kind, list[Lane]]:
    kinds: dict[Kind, list[Lane]] = {}
    for lane in encoding.lanes:
        key = lane.adviser, lane.weekday, len(lane.weeks), lane.max_stops
        kinds.setdefault(key, []).append(lane)
    return kinds


def _data(
    problem: Problem,
    encoding: Encoding,
    kinds: dict[Kind, list[Lane]],
    *,
    contract_slack: float,
) -> ProblemData:
    num_advisers = len(problem.advisers)
    venues = sorted({stop.venue for stop in encoding.stops})
    # A venue's morning and its afternoon are two locations: what may follow them differs.
    location = {place: num_advisers + at for at, place in enumerate(product(venues, HALVES))}
    weekdays = sorted({lane.weekday for lane in encoding.lanes})
    dimensions = sorted({(stop.sessions, half) for stop in encoding.stops for half in HALVES})
    groups = list(encoding.positions_by_venue().values())
    group_of = {at: number for number, own in enumerate(groups) for at in own}
    # PyVRP's stub takes the shape of an array for the type of its values.
    distances: list[Any] = [_distances(problem, venues, weekday) for weekday in weekdays]
    return ProblemData(
        locations=[Location(0, 0) for _ in range(num_advisers + 2 * len(venues))],
        clients=[
            _client(
                problem,
                encoding,
                stop,
                location=location[stop.venue, stop.half],
                dimensions=dimensions,
                group=group_of[position],
            )
            for position, stop in enumerate(encoding.stops)
        ],
        depots=[Depot(adviser) for adviser in range(num_advisers)],
        vehicle_types=[
            _vehicle_type(
                problem,
                kind,
                num_available=len(lanes),
                dimensions=dimensions,
                profile=weekdays.index(kind[1]),
                contract_slack=contract_slack,
            )
            for kind, lanes in kinds.items()
        ],
        distance_matrices=distances,
        duration_matrices=distances,
        groups=[ClientGroup(own, required=False) for own in groups],
    )


def _client(
    problem: Problem,
    encoding: Encoding,
    stop: Stop,
    *,
    location: int,
    dimensions: Sequence[tuple[int, int]],
    group: int,
) -> Client:
    kind = stop.sessions, stop.half
    load = [LOAD_OF_A_STOP * (kind == dimension) for dimension in dimensions]
    return Client(
        location=location,
        delivery=[*load, LOAD_OF_A_STOP],
        service_duration=usual_session_s(problem, stop),
        prize=encoding.prize[stop.option],
        required=False,
        group=group,
    )


def _vehicle_type(
    problem: Problem,
    kind: Kind,
    *,
    num_available: int,
    dimensions: Sequence[tuple[int, int]],
    profile: int,
    contract_slack: float,
) -> VehicleType:
    adviser, _, num_weeks, max_stops = kind
    workforce = problem.advisers[adviser]
    days = problem.cycle_weeks * -(-workforce.max_sessions_per_week // 2)
    share_s = contract_slack * workforce.tour_s_per_cycle / days
    return VehicleType(
        num_available=num_available,
        capacity=[
            *(LOAD_OF_A_STOP * (sessions == num_weeks) for sessions, _ in dimensions),
            LOAD_OF_A_STOP * max_stops,
        ],
        start_depot=adviser,
        end_depot=adviser,
        shift_duration=int(min(60 * problem.rules.max_day_minutes, share_s)),
        max_distance=workforce.max_drive_s_per_day,
        unit_distance_cost=num_weeks,
        profile=profile,
    )


def _distances(problem: Problem, venues: Sequence[int], weekday: int) -> IntArray:
    """(locations, locations) seconds of driving on a weekday; forbidden ways are out of reach."""
    num_advisers = len(problem.advisers)
    num_locations = num_advisers + 2 * len(venues)
    distance = np.zeros((num_locations, num_locations), dtype=np.int64)
    first = slice(num_advisers, None, 2), slice(num_advisers + 1, None, 2)
    between_s = np.minimum(problem.between_s[np.ix_(venues, venues)], UNREACHABLE_S)
    may_follow = pair_is_allowed(problem, weekday)[np.ix_(venues, venues)]
    for half, rows in zip(HALVES, first, strict=True):
        is_closed = problem.start_minute[venues, weekday, half] == CLOSED
        way = problem.can_visit[:, venues] & ~is_closed
        distance[:num_advisers, rows] = np.where(way, problem.out_s[:, venues], OUT_OF_REACH_S)
        distance[rows, :num_advisers] = np.where(way, problem.back_s[:, venues], OUT_OF_REACH_S).T
        for other, columns in zip(HALVES, first, strict=True):
            distance[rows, columns] = between_s
            if (half, other) == (AM, PM):
                distance[rows, columns] += OUT_OF_REACH_S * ~may_follow
            elif (half, other) == (PM, AM):
                distance[rows, columns] += OUT_OF_REACH_S
    np.fill_diagonal(distance, 0)
    return np.minimum(distance, 2 * OUT_OF_REACH_S)
