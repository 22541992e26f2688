"""The covering model against published optima, and against what everybody knows of coverage."""

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import planner.solver.levels as levels_module
from planner.problem.model import Problem, Workforce
from planner.solver.coverage import CoverageResult, solve_coverage
from planner.solver.engine import Deadline
from planner.solver.levels import (
    base_coverage,
    coverage_levels,
    covered_need,
    levels_for_choice,
)
from tests.planner.solver.small_problems import RULES, no_rules, random_problem


def facility_problem(covers: np.ndarray, demand: np.ndarray, num_sites: int) -> Problem:
    """Write a maximal covering location problem as a one-week plan without any driving.

    ``covers`` is (num_demand_points, num_sites).
    """
    num_points, num_candidates = covers.shape
    nothing = np.zeros((1, num_candidates), dtype=np.int64)
    return Problem(
        cycle_weeks=1,
        value_by_sessions=((1, 1.0),),
        commune_codes=tuple(map(str, range(num_points))),
        need=demand.astype(np.float64),
        value_before=np.zeros(num_points),
        venue_ids=tuple(map(str, range(num_candidates))),
        access_factor=covers.astype(np.float64),
        is_required=np.zeros(num_candidates, dtype=bool),
        start_minute=np.full((num_candidates, 7, 2), [540, 840], dtype=np.int64),
        end_minute=np.full((num_candidates, 7, 2), [720, 1020], dtype=np.int64),
        advisers=(
            Workforce(
                id="everybody",
                working_days=(0, 1, 2, 3, 4),
                max_drive_s_per_day=0,
                max_sessions_per_week=num_sites,
                tour_s_per_cycle=10**9,
                contract_s_per_cycle=10**9,
            ),
        ),
        can_visit=np.ones((1, num_candidates), dtype=bool),
        out_s=nothing,
        back_s=nothing,
        between_s=np.zeros((num_candidates, num_candidates), dtype=np.int64),
        rules=RULES,
        point_commune=np.arange(num_points),
        **no_rules(num_venues=num_candidates, num_frequencies=1),
    )


def best_coverage(problem: Problem) -> CoverageResult:
    return solve_coverage(problem, gap=0.0, deadline=Deadline.after(120), seed=1)


def read_sao_jose(bench_folder: Path, instance: str) -> np.ndarray:
    """(n, 3) x, y in metres and demand."""
    lines = (bench_folder / "mclp_sjc" / f"{instance}.txt").read_text().splitlines()[1:]
    return np.array([[float(cell) for cell in line.split()[:3]] for line in lines if line.split()])


@pytest.mark.real
@pytest.mark.parametrize("instance", ["SJC324", "SJC500"])
def test_published_optima_of_sao_jose_dos_campos_are_reproduced(
    bench_folder: Path, instance: str
) -> None:
    points = read_sao_jose(bench_folder, instance)
    distance = np.linalg.norm(points[:, None, :2] - points[None, :, :2], axis=2)
    with (bench_folder / "mclp_sjc" / "optima_r800.csv").open() as file:
        expected = {
            int(row["p"]): float(row["obj"])
            for row in csv.DictReader(file)
            if row["instance"] == instance
        }
    found = {
        p: best_coverage(facility_problem(distance <= 800, points[:, 2], p)).value for p in expected
    }
    assert found == pytest.approx(expected)


@pytest.mark.real
def test_optima_of_san_francisco_found_by_enumeration_are_reproduced(bench_folder: Path) -> None:
    folder = bench_folder / "spopt_san_francisco"
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open() as file:
        pairs = list(csv.DictReader(file))
    tracts = sorted({pair["DestinationName"] for pair in pairs})
    stores = sorted({pair["name"] for pair in pairs})
    covers = np.zeros((len(tracts), len(stores)), dtype=bool)
    for pair in pairs:
        row, column = tracts.index(pair["DestinationName"]), stores.index(pair["name"])
        covers[row, column] = float(pair["distance"]) <= 5000
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open() as file:
        population = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    demand = np.array([population[tract] for tract in tracts])
    optima = json.loads((folder / "SF_optima_by_full_enumeration.json").read_text())
    expected = {int(p): float(best["mclp_opt"]) for p, best in optima.items()}
    found = {p: best_coverage(facility_problem(covers, demand, p)).value for p in expected}
    assert found == pytest.approx(expected)


def test_levels_add_up_to_the_coverage_of_any_visits() -> None:
    problem = random_problem(4)
    frequency = {0: 1, 2: 2, 3: 1}
    reached = sum(
        level.weight
        for level in coverage_levels(problem)
        if any((venue, k) in level.visits for venue, k in frequency.items())
    )
    assert base_coverage(problem) + reached == pytest.approx(covered_need(problem, frequency))


def test_one_more_session_a_week_never_covers_less() -> None:
    values = [
        best_coverage(random_problem(6, max_sessions_per_week=sessions)).value
        for sessions in (1, 2, 3)
    ]
    assert values == sorted(values)


def test_the_order_of_venues_changes_nothing() -> None:
    problem = random_problem(7)
    order = np.array([2, 0, 3, 1])
    fields = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    fields["venue_ids"] = tuple(problem.venue_ids[i] for i in order)
    fields["access_factor"] = problem.access_factor[:, order]
    fields["between_s"] = problem.between_s[np.ix_(order, order)]
    for name in ("is_required", "start_minute", "end_minute", "may_have", "is_full_day", "bonus_s"):
        fields[name] = fields[name][order]
    for name in ("can_visit", "out_s", "back_s"):
        fields[name] = fields[name][:, order]
    assert best_coverage(Problem(**fields)).value == pytest.approx(best_coverage(problem).value)


def test_levels_that_the_same_visits_reach_are_one() -> None:
    problem = random_problem(3, num_communes=30, num_venues=3)
    levels = coverage_levels(problem)
    assert len({level.visits for level in levels}) == len(levels)


@pytest.mark.parametrize("seed", range(5))
def test_fewer_levels_never_promise_more_than_is_covered(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels_module, "MANY_LEVELS", 5)
    monkeypatch.setattr(levels_module, "LIGHT_SHARE", 0.4)
    problem = random_problem(seed, num_communes=12, num_venues=4)
    fewer = levels_for_choice(problem)
    assert len(fewer) < len(coverage_levels(problem))
    for sessions in product((0, 1, 2), repeat=4):
        frequency = {venue: k for venue, k in enumerate(sessions) if k}
        promised = sum(
            level.weight for level in fewer if any(frequency.get(v) == k for v, k in level.visits)
        )
        assert base_coverage(problem) + promised <= covered_need(problem, frequency) + 1e-6


def test_few_levels_are_kept_as_they_are() -> None:
    problem = random_problem(3)
    assert levels_for_choice(problem) == coverage_levels(problem)
