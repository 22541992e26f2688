"""What the search tells while it goes on agrees with what it returns."""

from planner.progress import Known, SearchBegins, Step
from planner.solver.search import SearchOptions, solve
from tests.planner.solver.small_problems import random_problem

OPTIONS = SearchOptions(
    coverage_gap=0.0,
    coverage_tolerance=0.0,
    driving_gap=0.0,
    driving_tolerance=0.0,
    time_limit_s=60,
    seed=1,
)


def test_the_last_that_is_told_is_what_is_returned() -> None:
    said: list[Step] = []
    problem = random_problem(3, num_venues=3, num_advisers=2)
    solution = solve(problem, options=OPTIONS, progress=said.append)
    begins = [step for step in said if isinstance(step, SearchBegins)]
    assert [step.need for step in begins] == [problem.need.sum()]
    for bound in solution.bounds:
        known = [step for step in said if isinstance(step, Known) and step.objective == bound.name]
        assert (known[-1].value, known[-1].bound) == (bound.value, bound.bound)


def test_what_is_proven_is_never_passed() -> None:
    said: list[Step] = []
    solve(random_problem(4), options=OPTIONS, progress=said.append)
    known = [step for step in said if isinstance(step, Known) and step.objective == "coverage"]
    bound = max(step.bound for step in known if step.bound is not None)
    assert all(step.value is None or step.value <= bound + 1e-6 for step in known)
