"""Peers of the benchmark: the shared repair, and what the encoders hand to it."""

import importlib
from dataclasses import replace
from itertools import pairwise

import pytest

from planner.problem.model import AM, PM, PlannedVisit, Problem, days_by_venue
from planner.solver.levels import covered_need
from scripts.peers.encoding import plan_lanes
from scripts.peers.gains import choose_greedily
from scripts.peers.repair import repair_visits
from tests.planner.solver.small_problems import drive_of, random_problem

SEEDS = range(5)


def small(seed: int) -> Problem:
    return random_problem(seed, num_venues=8, num_advisers=2, num_communes=10, cycle_weeks=4)


def impossible_wishes(problem: Problem) -> list[PlannedVisit]:
    """Everybody's venues at once, on one half-day, in weeks that are not spaced."""
    return [
        PlannedVisit(venue=venue, adviser=0, weekday=0, half=AM, weeks=(1, 2, 3))
        for venue in range(problem.num_venues)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_repaired_visits_obey_every_rule(seed: int) -> None:
    problem = small(seed)
    visits = list(repair_visits(problem, impossible_wishes(problem)).visits)
    assert visits
    assert drive_of(problem, visits) is not None
    assert all(problem.is_open()[v.venue, v.weekday, v.half] for v in visits)
    held = [(v.adviser, v.weekday, v.half, week) for v in visits for week in v.weeks]
    assert len(set(held)) == len(held)
    steps = {b - a == 4 // len(v.weeks) for v in visits for a, b in pairwise(v.weeks)}
    assert steps <= {True}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_repaired_plan_needs_no_further_repair(seed: int) -> None:
    problem = small(seed)
    once = repair_visits(problem, impossible_wishes(problem))
    twice = repair_visits(problem, once.visits)
    assert (twice.num_moved, twice.num_dropped, twice.num_filled) == (0, 0, 0)
    assert twice.visits == once.visits


def test_repair_refuses_what_it_does_not_handle() -> None:
    problem = random_problem(1, num_venues=3)
    full_day = problem.is_full_day.copy()
    full_day[0] = True
    with pytest.raises(ValueError, match="full-day"):
        repair_visits(replace(problem, is_full_day=full_day), [])


@pytest.mark.parametrize("seed", SEEDS)
def test_prizes_of_the_greedy_choice_add_up_to_what_it_covers(seed: int) -> None:
    problem = random_problem(seed, num_venues=8, num_communes=10, cycle_weeks=1)
    greedy = choose_greedily(problem, num_half_days=5)
    nothing = covered_need(problem, {})
    total = sum(greedy.prize[option] for option in greedy.frequency.items())
    assert total == pytest.approx(covered_need(problem, greedy.frequency) - nothing)


@pytest.mark.parametrize("seed", SEEDS)
def test_lanes_of_a_day_never_share_a_week(seed: int) -> None:
    problem = small(seed)
    greedy = choose_greedily(problem, num_half_days=20)
    weeks = [
        (lane.adviser, lane.weekday, week)
        for lane in plan_lanes(problem, greedy.frequency)
        for week in lane.weeks
    ]
    assert len(set(weeks)) == len(weeks)


@pytest.mark.parametrize(
    ("module", "package"),
    [("pyvrp_prizes", "pyvrp"), ("ortools_routing", "ortools"), ("mclp_tours", "spopt")],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_peer_breaks_no_rule_that_it_can_express(module: str, package: str) -> None:
    pytest.importorskip(package, reason=f"{package} comes with the bench extra")
    peer = importlib.import_module(f"scripts.peers.{module}")
    problem = small(0)
    visits = peer.find_visits(problem, time_limit_s=0.5, seed=1)
    assert visits
    assert max(days_by_venue(visits).values()) <= problem.cycle_weeks
    assert {visit.half for visit in visits} <= {AM, PM}
    repaired = repair_visits(problem, visits)
    assert (repaired.num_moved, repaired.num_dropped) == (0, 0)
