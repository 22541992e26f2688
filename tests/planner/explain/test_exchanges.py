"""Exchanges against every exchange of small problems."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.explain.cycle import list_removals, remove
from planner.explain.exchanges import EVEN, SAME_COVERAGE, Target, find_exchanges
from planner.model import AM, CLOSED, PM, PlannedVisit, Problem, week_patterns
from tests.planner.solver.small_problems import covered_by, drive_of, random_problem
from tests.planner.solver.test_search import EXACT, search

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one week": {"cycle_weeks": 1, "num_venues": 5},
    "two weeks": {"cycle_weeks": 2, "num_venues": 5, "max_sessions_per_week": 2},
    "four weeks": {"cycle_weeks": 4, "num_venues": 4, "max_sessions_per_week": 1},
    "two advisers": {"num_venues": 5, "num_advisers": 2, "max_sessions_per_week": 1},
    "few opening hours": {"num_venues": 5, "share_open": 0.2, "max_sessions_per_week": 2},
    "required venues": {"num_venues": 5, "share_required": 0.4, "max_sessions_per_week": 2},
}


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name in CONFIGURATIONS for seed in range(4)],
    ids=lambda param: f"{param[0]}, seed {param[1]}",
)
def case(request: pytest.FixtureRequest) -> tuple[Problem, tuple[PlannedVisit, ...]]:
    name, seed = request.param
    problem = random_problem(seed, **CONFIGURATIONS[name])
    return problem, search(problem, EXACT).visits


def targets_of(problem: Problem, visits: tuple[PlannedVisit, ...]) -> list[Target]:
    frequency = {visit.venue: len(visit.weeks) for visit in visits}
    return [
        Target(venue=venue, sessions=sessions)
        for venue in range(problem.num_venues)
        for sessions, _ in problem.value_by_sessions
        if sessions > frequency.get(venue, 0)
    ]


def every_exchange(
    problem: Problem, visits: tuple[PlannedVisit, ...], target: Target
) -> Iterator[tuple[float, int]]:
    """Change of covered need and of driving of every exchange that obeys the rules."""
    covered, drive_s = covered_by(problem, list(visits)), drive_of(problem, list(visits))
    assert drive_s is not None
    present = next((v for v in visits if v.venue == target.venue), None)
    for adviser in range(len(problem.advisers)):
        own = [visit for visit in visits if visit.adviser == adviser]
        others = [visit for visit in visits if visit.adviser != adviser]
        for removal in list_removals(problem, own):
            if present is not None and removal.visit == present:
                continue
            for new in places(problem, target, adviser, present):
                rest = [v for v in remove(own, removal) if v.venue != target.venue]
                rest += [v for v in others if v.venue != target.venue]
                after_s = drive_of(problem, [*rest, new])
                if after_s is not None:
                    yield covered_by(problem, [*rest, new]) - covered, after_s - drive_s


def places(
    problem: Problem, target: Target, adviser: int, present: PlannedVisit | None
) -> Iterator[PlannedVisit]:
    patterns = week_patterns(problem.cycle_weeks, target.sessions)
    if present is not None:
        if present.adviser == adviser:
            for weeks in patterns:
                if set(present.weeks) < set(weeks):
                    yield replace(present, weeks=weeks)
        return
    for weekday, half in product(problem.advisers[adviser].working_days, (AM, PM)):
        if problem.start_minute[target.venue, weekday, half] != CLOSED:
            for weeks in patterns:
                yield PlannedVisit(
                    venue=target.venue, adviser=adviser, weekday=weekday, half=half, weeks=weeks
                )


def test_an_exchange_is_the_best_of_all(
    case: tuple[Problem, tuple[PlannedVisit, ...]],
) -> None:
    problem, visits = case
    targets = targets_of(problem, visits)
    found = find_exchanges(problem, visits, targets)
    for target, exchange in zip(targets, found, strict=True):
        every = list(every_exchange(problem, visits, target))
        if exchange is None:
            assert every == []
            continue
        most = max(covered for covered, _ in every)
        enough = most - SAME_COVERAGE if most < EVEN else max(most - SAME_COVERAGE, EVEN)
        least_s = min(drive_s for covered, drive_s in every if covered >= enough - 1e-9)
        assert exchange.drive_s == least_s
        assert exchange.need_change.sum() >= enough - 1e-9
        assert any(
            drive_s == exchange.drive_s and covered == pytest.approx(exchange.need_change.sum())
            for covered, drive_s in every
        )


def test_the_cases_have_exchanges_and_their_lack() -> None:
    found = []
    for name, options in CONFIGURATIONS.items():
        problem = random_problem(1, **options)
        visits = search(problem, EXACT).visits
        found += [
            (name, exchange is None)
            for exchange in find_exchanges(problem, visits, targets_of(problem, visits))
        ]
    assert {is_none for _, is_none in found} == {True, False}


def test_no_exchange_takes_a_required_venue_away() -> None:
    problem = random_problem(2, num_venues=5, max_sessions_per_week=1)
    visits = search(problem, EXACT).visits
    required = {field: getattr(problem, field) for field in Problem.__dataclass_fields__}
    required["is_required"] = np.isin(np.arange(5), [visit.venue for visit in visits])
    kept = Problem(**required)
    for exchange in find_exchanges(kept, visits, targets_of(kept, visits)):
        assert exchange is None or exchange.removal.visit is None or exchange.removal.kept_weeks
