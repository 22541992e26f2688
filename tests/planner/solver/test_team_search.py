"""Teams of more advisers than one program can hold."""

import numpy as np
import pytest

from planner.problem.model import Problem, Solution
from planner.solver.rounds import SearchOptions
from planner.solver.search import solve
from planner.solver.teams import LARGEST_TEAM, measure_closeness, neighbours_of
from tests.planner.solver.small_problems import covered_by, drive_of, random_problem

OPTIONS = SearchOptions(
    coverage_gap=0.001,
    coverage_tolerance=0.002,
    driving_gap=0.01,
    driving_tolerance=0.02,
    time_limit_s=120,
    seed=1,
)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return random_problem(
        2,
        num_venues=14,
        num_advisers=LARGEST_TEAM + 1,
        num_communes=25,
        max_sessions_per_week=1,
        share_open=0.5,
    )


@pytest.fixture(scope="module")
def solution(problem: Problem) -> Solution:
    return solve(problem, options=OPTIONS, progress=lambda _step: None)


def test_a_large_team_obeys_every_rule(problem: Problem, solution: Solution) -> None:
    assert solution.visits
    assert drive_of(problem, list(solution.visits)) is not None


def test_its_driving_and_coverage_are_within_their_bounds(
    problem: Problem, solution: Solution
) -> None:
    coverage, driving = solution.bounds
    assert coverage.value == pytest.approx(covered_by(problem, list(solution.visits)))
    assert coverage.value <= coverage.bound
    assert driving.value == drive_of(problem, list(solution.visits))
    assert driving.bound <= driving.value


def test_it_covers_what_it_is_to_cover(solution: Solution) -> None:
    coverage = solution.bounds[0]
    assert (
        coverage.value >= (1 - OPTIONS.coverage_tolerance - OPTIONS.coverage_gap) * coverage.bound
    )


def test_those_whose_rounds_cross_are_neighbours(problem: Problem) -> None:
    near, other, far = (int(v) for v in np.argsort(problem.between_s[0])[[0, 1, -1]])
    close = measure_closeness(problem, [[near], [far], [other], []])
    assert neighbours_of(close[:3, :3], 0, 2) == (0, 2)
