"""Exchanges against every exchange of small problems."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.explain.exchanges import EVEN, SAME_COVERAGE, find_exchanges
from planner.explain.gains import Target
from planner.explain.limits import Limits, OfficeTime
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.problem.stops import join_pairs, with_pairs
from tests.planner.explain.every_exchange import (
    State,
    covered_need,
    drive_within_limits,
    every_state,
    work_of,
)
from tests.planner.solver.short_problems import random_short_problem
from tests.planner.solver.small_problems import random_problem
from tests.planner.solver.test_search import EXACT, search
from tests.planner.solver.test_two_advisers import duo_problem

OFFICE = OfficeTime(half_days_per_week=1, half_day_s=3 * 3600)


def with_whole_days(seed: int, **options: int) -> Problem:
    """The first two venues open whole days, and sessions there take one."""
    problem = random_problem(seed, share_open=1.0, **options)
    return replace(problem, is_full_day=np.arange(problem.num_venues) < 2)


def with_several_a_week(seed: int, **options: int) -> Problem:
    """The first two venues may have two sessions a week, which is worth more."""
    problem = random_problem(seed, **options)
    often = 2 * problem.cycle_weeks
    may_have = np.hstack([problem.may_have, (np.arange(problem.num_venues) < 2)[:, None]])
    factor = problem.access_factor.toarray()
    factor[:2, 0] = 1.0
    values = (*problem.value_by_sessions, (often, 1.2))
    return replace(problem, value_by_sessions=values, may_have=may_have, access_factor=factor)


def with_duos_and_whole_days(seed: int, **options: int) -> Problem:
    problem = duo_problem(seed, share_open=1.0, **options)
    return replace(problem, is_full_day=np.arange(problem.num_venues) == 0)


CONFIGURATIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "one week": (random_problem, {"cycle_weeks": 1, "num_venues": 5}),
    "two weeks": (random_problem, {"num_venues": 5, "max_sessions_per_week": 2}),
    "four weeks": (
        random_problem,
        {"cycle_weeks": 4, "num_venues": 4, "max_sessions_per_week": 1},
    ),
    "two advisers": (
        random_problem,
        {"num_venues": 5, "num_advisers": 2, "max_sessions_per_week": 1},
    ),
    "few opening hours": (
        random_problem,
        {"num_venues": 5, "share_open": 0.2, "max_sessions_per_week": 2},
    ),
    "required venues": (
        random_problem,
        {"num_venues": 5, "share_required": 0.4, "max_sessions_per_week": 2},
    ),
    "whole days": (with_whole_days, {"num_venues": 5}),
    "several a week": (with_several_a_week, {"num_venues": 4}),
    "several a week, two advisers": (
        with_several_a_week,
        {"num_venues": 4, "num_advisers": 2, "max_sessions_per_week": 2},
    ),
    "together": (duo_problem, {"num_venues": 4, "num_advisers": 2, "num_duos": 2}),
    "together, of three": (
        duo_problem,
        {"num_venues": 4, "num_advisers": 3, "cycle_weeks": 1, "num_duos": 2},
    ),
    "together for whole days": (with_duos_and_whole_days, {"num_venues": 4, "num_advisers": 2}),
    "short sessions": (random_short_problem, {"num_venues": 5, "max_sessions_per_week": 2}),
    "short sessions, full weeks": (
        random_short_problem,
        {"num_venues": 5, "max_sessions_per_week": 1, "num_long": 1},
    ),
    "short sessions, two advisers": (
        random_short_problem,
        {"num_venues": 5, "num_advisers": 2, "max_sessions_per_week": 1, "cycle_weeks": 1},
    ),
}


Case = tuple[Problem, State, list[Target]]


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in range(3)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    """A problem, a timetable, and all that anybody may wish for."""
    return make_case(*request.param)


def make_case(name: str, seed: int) -> Case:
    make, options = CONFIGURATIONS[name]
    problem = make(seed, **options)
    chosen = search(problem, EXACT).visits
    if seed == 1:  # a timetable with room
        chosen = tuple(visit for visit in chosen if visit.venue != chosen[-1].venue)
    problem = with_pairs(problem)
    visits = join_pairs(problem, chosen)
    return problem, visits, list(list_targets(problem, visits))


def list_targets(problem: Problem, visits: tuple[PlannedVisit, ...]) -> list[Target]:
    frequency = days_by_venue(visits)
    visited = {member for venue in frequency for member in problem.members(venue)}
    targets = []
    for venue in range(problem.num_venues):
        members = problem.members(venue)
        is_new = len(members) == 1 and venue not in visited
        is_host = len(members) > 1 and len(visited.intersection(members)) == 1
        for position, (sessions, _) in enumerate(problem.value_by_sessions):
            is_more = sessions > frequency.get(venue, 0) and problem.may_have[venue, position]
            if is_more and (venue in frequency or is_new or is_host):
                targets.append(Target(venue=venue, sessions=sessions))
    return targets


def test_an_exchange_is_the_best_of_all(case: Case) -> None:
    problem, visits, targets = case
    covered, drive_s = covered_need(problem, visits), drive_within_limits(problem, visits)
    assert drive_s is not None
    for target, exchange in zip(targets, find_exchanges(problem, visits, targets), strict=True):
        every = [
            (covered_need(problem, state) - covered, after_s - drive_s)
            for state in every_state(problem, visits, target.venue, target.sessions)
            if (after_s := drive_within_limits(problem, state)) is not None
        ]
        if exchange is None:
            assert every == []
            continue
        most = max(gain for gain, _ in every)
        enough = most - SAME_COVERAGE if most < EVEN else max(most - SAME_COVERAGE, EVEN)
        assert exchange.drive_s == min(more for gain, more in every if gain >= enough - 1e-9)
        assert exchange.need_change.sum() >= enough - 1e-9
        assert any(
            more == exchange.drive_s and gain == pytest.approx(exchange.need_change.sum())
            for gain, more in every
        )


def test_more_working_time_is_the_least_that_makes_room(case: Case) -> None:
    problem, visits, targets = case
    found = find_exchanges(problem, visits, targets, limits=Limits(office=OFFICE))
    drive_s = drive_within_limits(problem, visits)
    assert drive_s is not None
    for target, exchange in zip(targets, found, strict=True):
        every = []
        for state in every_state(problem, visits, target.venue, target.sessions, may_take=False):
            over = overtime_of(problem, state)
            if over is not None:
                every.append((*over[:2], over[2] - drive_s))
        if exchange is None:
            assert every == []
            continue
        assert exchange.removal.venue is None
        rest = [v for v in visits if v.venue != target.venue and v != exchange.host]
        over = overtime_of(problem, (*rest, *exchange.visits))
        assert over is not None
        assert (*over[:2], exchange.drive_s) == min(every)


def overtime_of(problem: Problem, state: State) -> tuple[int, int, int] | None:
    """Half-days of the back office given up, minutes a week that contracts lack, and driving."""
    work = work_of(problem, state)
    if work is None:
        return None
    drive_s, half_days, worked = work
    given: Counter[int] = Counter()
    for (adviser, _), number in half_days.items():
        over = number - problem.advisers[adviser].max_sessions_per_week
        if over > OFFICE.half_days_per_week:
            return None
        given[adviser] += max(0, over)
    weeks, minutes = problem.cycle_weeks, 0
    for adviser, seconds in worked.items():
        kept_s = OFFICE.half_day_s * (OFFICE.half_days_per_week * weeks - given[adviser])
        over_s = seconds + kept_s - problem.advisers[adviser].contract_s_per_cycle
        minutes += -(-max(0, over_s) // (60 * weeks))
    return sum(given.values()), minutes, drive_s


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_cases_have_exchanges(name: str) -> None:
    """Otherwise the above would prove little."""
    cases = [make_case(name, seed) for seed in range(3)]
    found = [one for case in cases for one in find_exchanges(*case)]
    assert any(one is not None for one in found)


def test_the_cases_have_targets_without_an_exchange() -> None:
    cases = [make_case("required venues", seed) for seed in range(3)]
    assert None in [one for case in cases for one in find_exchanges(*case)]


def test_no_exchange_takes_a_required_venue_away() -> None:
    problem = random_problem(2, num_venues=5, max_sessions_per_week=1)
    visits = search(problem, EXACT).visits
    is_required = np.isin(np.arange(5), [visit.venue for visit in visits])
    kept = replace(problem, is_required=is_required)
    for exchange in find_exchanges(kept, visits, list_targets(kept, visits)):
        assert exchange is None or exchange.removal.venue is None or exchange.removal.put
