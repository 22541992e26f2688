"""OR-Tools routing with disjunctions: the lanes of :mod:`scripts.peers.encoding` as vehicles.

One node a stop and one disjunction a venue, at most one stop of which is made; its penalty is the
venue's highest prize, and a stop of a lower prize costs the difference. Opening hours, frequencies
and exclusions are lists of allowed vehicles. Drives cost their seconds times the weeks of the lane.
Unlike PyVRP's, this model holds the contracts exactly: one linear row an adviser over the ends of
the vehicles' working time.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.problem.model import AM, PM, PlannedVisit, Problem
from scripts.peers.encoding import (
    Encoding,
    can_stop,
    encode,
    pair_is_allowed,
    to_visits,
    usual_session_s,
)

IntArray = npt.NDArray[np.int64]
OUT_OF_REACH_S: Final = 1_000_000


def find_visits(
    problem: Problem,
    *,
    time_limit_s: float,
    seed: int,
    seconds_a_person: float = 1000.0,
) -> list[PlannedVisit]:
    """Choose and route visits with disjunctions.

    The search has no seed: the same input gives the same visits, as far as the clock allows.
    """
    del seed
    encoding = encode(problem, seconds_a_person=seconds_a_person, num_spare=problem.num_venues // 2)
    return route(problem, encoding, time_limit_s=time_limit_s)


def route(problem: Problem, encoding: Encoding, *, time_limit_s: float) -> list[PlannedVisit]:
    """Route the stops of an encoding that are worth their driving."""
    num_advisers, lanes = len(problem.advisers), encoding.lanes
    bases = [lane.adviser for lane in lanes]
    num_nodes = num_advisers + len(encoding.stops)
    manager = pywrapcp.RoutingIndexManager(num_nodes, len(lanes), bases, bases)
    routing = pywrapcp.RoutingModel(manager)
    drive_s = _drives(problem, encoding)
    cost = routing.RegisterTransitMatrix(_costs(problem, encoding, drive_s).tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(cost)
    _limit_driving(problem, encoding, routing, drive_s)
    _hold_halves(problem, encoding, routing)
    _keep_to_contracts(problem, encoding, routing, drive_s)
    for position, stop in enumerate(encoding.stops):
        allowed = [at for at, lane in enumerate(lanes) if can_stop(problem, lane, stop)]
        index = manager.NodeToIndex(num_advisers + position)
        routing.VehicleVar(index).SetValues([-1, *allowed])
    for own in encoding.positions_by_venue().values():
        penalty = max(encoding.prize[encoding.stops[at].option] for at in own)
        routing.AddDisjunction([manager.NodeToIndex(num_advisers + at) for at in own], penalty, 1)
    solution = routing.SolveWithParameters(_search(time_limit_s))
    if solution is None:
        return []
    visits = []
    for vehicle, lane in enumerate(lanes):
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        stops = []
        while not routing.IsEnd(index):
            stops.append(encoding.stops[manager.IndexToNode(index) - num_advisers])
            index = solution.Value(routing.NextVar(index))
        visits += to_visits(lane, stops)
    return visits


def _search(time_limit_s: float) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(int(1000 * time_limit_s))
    return parameters


def _drives(problem: Problem, encoding: Encoding) -> IntArray:
    """(nodes, nodes) seconds of driving; an afternoon before a morning is out of reach."""
    num_advisers = len(problem.advisers)
    venues = np.array([stop.venue for stop in encoding.stops])
    halves = np.array([stop.half for stop in encoding.stops])
    num_nodes = num_advisers + len(venues)
    drive_s = np.zeros((num_nodes, num_nodes), dtype=np.int64)
    drive_s[:num_advisers, num_advisers:] = problem.out_s[:, venues]
    drive_s[num_advisers:, :num_advisers] = problem.back_s[:, venues].T
    weekdays = sorted({lane.weekday for lane in encoding.lanes})
    has_lunch = np.logical_or.reduce([pair_is_allowed(problem, day) for day in weekdays])
    may_follow = has_lunch[np.ix_(venues, venues)]
    may_follow &= (halves[:, None] == AM) & (halves[None, :] == PM)
    between_s = problem.between_s[np.ix_(venues, venues)]
    drive_s[num_advisers:, num_advisers:] = np.where(may_follow, between_s, OUT_OF_REACH_S)
    return np.minimum(drive_s, OUT_OF_REACH_S)


def _costs(problem: Problem, encoding: Encoding, drive_s: IntArray) -> IntArray:
    """(nodes, nodes) driving of a cycle, and what a stop's prize lacks of its venue's highest."""
    num_advisers = len(problem.advisers)
    times = np.array([stop.sessions for stop in encoding.stops])
    cost = drive_s.copy()
    cost[:num_advisers, num_advisers:] *= times
    cost[num_advisers:] *= times[:, None]
    lacking = np.zeros(len(encoding.stops), dtype=np.int64)
    for own in encoding.positions_by_venue().values():
        prizes = [encoding.prize[encoding.stops[at].option] for at in own]
        lacking[own] = max(prizes) - np.array(prizes)
    cost[:, num_advisers:] += lacking
    return cost


def _limit_driving(
    problem: Problem, encoding: Encoding, routing: pywrapcp.RoutingModel, drive_s: IntArray
) -> None:
    """No lane drives longer than its adviser may in a day."""
    transit = routing.RegisterTransitMatrix(drive_s.tolist())
    limits = [problem.advisers[lane.adviser].max_drive_s_per_day for lane in encoding.lanes]
    routing.AddDimensionWithVehicleCapacity(transit, 0, limits, True, "drive")


def _hold_halves(problem: Problem, encoding: Encoding, routing: pywrapcp.RoutingModel) -> None:
    """A lane has one morning and one afternoon, or one of them where it has one stop."""
    zeros = [0] * len(problem.advisers)
    one_each = [1] * len(encoding.lanes)
    for name, half in (("morning", AM), ("afternoon", PM)):
        load = routing.RegisterUnaryTransitVector(
            [*zeros, *(int(stop.half == half) for stop in encoding.stops)]
        )
        routing.AddDimensionWithVehicleCapacity(load, 0, one_each, True, name)
    every = routing.RegisterUnaryTransitVector([*zeros, *(1 for _ in encoding.stops)])
    most = [lane.max_stops for lane in encoding.lanes]
    routing.AddDimensionWithVehicleCapacity(every, 0, most, True, "stops")


def _keep_to_contracts(
    problem: Problem, encoding: Encoding, routing: pywrapcp.RoutingModel, drive_s: IntArray
) -> None:
    """Sessions and driving of a day, and of an adviser's cycle, keep to their limits."""
    num_advisers = len(problem.advisers)
    session_s = [usual_session_s(problem, stop) for stop in encoding.stops]
    work_s = drive_s.copy()
    work_s[num_advisers:] += np.array(session_s)[:, None]
    transit = routing.RegisterTransitMatrix(work_s.tolist())
    routing.AddDimension(transit, 0, 60 * problem.rules.max_day_minutes, True, "work")
    work = routing.GetDimensionOrDie("work")
    solver = routing.solver()
    for adviser, workforce in enumerate(problem.advisers):
        own = [at for at, la in enumerate(encoding.lanes) if la.adviser == adviser]
        ends = [work.CumulVar(routing.End(at)) for at in own]
        times = [len(encoding.lanes[at].weeks) for at in own]
        solver.Add(solver.ScalProd(ends, times) <= workforce.tour_s_per_cycle)
