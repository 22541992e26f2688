"""One measurement: a territory, a team, a method and a time limit; and how it is carried out."""

import importlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from geodata.errors import InfeasibleError
from geodata.synthetic import make_synthetic_territory
from planner.app.console import mute_solver
from planner.preparation import Prepared, prepare, read_inputs
from planner.problem.model import PlannedVisit, Problem, Solution
from planner.progress import Step
from planner.settings import Settings, TerritorySettings
from planner.solver.search import SearchOptions, solve
from scripts.peers.instances import with_team
from scripts.peers.judging import judge
from scripts.peers.repair import repair_visits

OURS: Final = "itinerance"
PEERS: Final = {
    "OR-Tools routing": "ortools_routing",
    "PyVRP": "pyvrp_prizes",
    "spopt + PyVRP": "mclp_tours",
}
"""Modules of :mod:`scripts.peers` by the name that tables show."""
REAL: Final = 0
"""In the place of a number of communes: the real département."""
REAL_DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "charente-maritime"
PEAK_PER_MB: Final = 1e6 if sys.platform == "darwin" else 1e3

Figures = dict[str, str | float | int]
"""What was measured, ready for a line of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What to measure."""

    suite: str
    num_communes: int
    """REAL, or that many synthetic ones."""
    num_advisers: int
    cycle_weeks: int
    method: str
    time_limit_s: float
    seed: int = 1


def measure(case: Case) -> Figures:
    """Carry out a measurement in this process."""
    start_s = time.perf_counter()
    prepared = _prepare(case)
    prepared_s = time.perf_counter() - start_s
    figures: Figures = {
        "venues": prepared.problem.num_venues,
        "prepare_s": round(prepared_s, 2),
        "peak_before_mb": round(_peak_mb()),
    }
    if case.method == OURS:
        return figures | _measure_ours(case, prepared)
    return figures | _measure_peer(case, prepared)


def _prepare(case: Case) -> Prepared:
    if case.num_communes == REAL:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "real"
            script = str(Path(__file__).parents[1] / "make_charente_maritime.py")
            environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
            subprocess.run(  # noqa: S603 - our own script
                [sys.executable, script, str(REAL_DATA), str(folder)],
                check=True,
                stdout=subprocess.DEVNULL,
                env=environment,
            )
            territory, settings = read_inputs(folder)
        territory = with_team(territory, case.num_advisers)
    else:
        made_up = make_synthetic_territory(
            seed=case.seed, num_communes=case.num_communes, num_advisers=case.num_advisers
        )
        territory = made_up.territory
        settings = Settings(territory=TerritorySettings(name="synthetic", notice=""))
    cycle = settings.cycle.model_copy(update={"num_weeks": case.cycle_weeks})
    settings = settings.model_copy(update={"cycle": cycle})
    with tempfile.TemporaryDirectory() as cache:
        return prepare(territory, settings, cache=Path(cache), progress=lambda _step: None)


def _measure_ours(case: Case, prepared: Prepared) -> Figures:
    """Our own search, its gaps, and the seconds of its stages."""
    stages: list[tuple[str, float]] = []

    def note(step: Step) -> None:
        if not isinstance(step, str):
            return  # figures on the way, no stage
        stage = re.split(r" [:(]", step, maxsplit=1)[0]
        stages.append(("Équipes" if stage.startswith("Équipe ") else stage, time.perf_counter()))

    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    optimisation = prepared.settings.optimisation
    options = SearchOptions(
        coverage_gap=optimisation.coverage_gap,
        coverage_tolerance=optimisation.coverage_tolerance,
        driving_gap=optimisation.driving_gap,
        driving_tolerance=optimisation.driving_tolerance,
        time_limit_s=case.time_limit_s,
        seed=case.seed,
    )
    solution, outcome = None, ""
    try:
        with mute_solver():
            solution = solve(prepared.problem, options=options, progress=note)
    except (InfeasibleError, MemoryError) as error:
        outcome = f"no plan: {type(error).__name__}: {error}"
    note("")
    figures: Figures = {
        "wall_s": round(time.perf_counter() - start_s, 1),
        "cpu_s": round(time.process_time() - start_cpu_s, 1),
        "peak_mb": round(_peak_mb()),
    }
    spent: defaultdict[str, float] = defaultdict(float)
    for (stage, begin_s), (_, end_s) in pairwise(stages):
        spent[stage] += end_s - begin_s
    figures |= {f"stage: {stage}": round(seconds, 1) for stage, seconds in spent.items()}
    if solution is None:
        return figures | {"outcome": outcome}
    figures["hit_time_limit"] = solution.hit_time_limit
    return figures | _gaps(solution) | _judged(prepared, solution.visits)


def _gaps(solution: Solution) -> Figures:
    figures: Figures = {}
    for bound in solution.bounds:
        if bound.bound is None:
            figures[f"{bound.name}_gap"] = "not proven"
            continue
        figures[f"{bound.name}_bound"] = bound.bound
        figures[f"{bound.name}_gap"] = abs(bound.bound - bound.value) / max(
            abs(bound.bound), abs(bound.value), 1e-9
        )
    return figures


def _measure_peer(case: Case, prepared: Prepared) -> Figures:
    """A peer, then the repair."""
    peer = importlib.import_module(f"scripts.peers.{PEERS[case.method]}")
    problem: Problem = prepared.problem
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    wanted = peer.find_visits(problem, time_limit_s=case.time_limit_s, seed=case.seed)
    found_s = time.perf_counter() - start_s
    repaired = repair_visits(problem, wanted)
    figures: Figures = {
        "wall_s": round(time.perf_counter() - start_s, 1),
        "cpu_s": round(time.process_time() - start_cpu_s, 1),
        "repair_s": round(time.perf_counter() - start_s - found_s, 1),
        "peak_mb": round(_peak_mb()),
        "kept": repaired.num_kept,
        "moved": repaired.num_moved,
        "dropped": repaired.num_dropped,
        "filled": repaired.num_filled,
    }
    raw = judge(prepared, wanted) if wanted else None
    if raw is not None:
        figures |= {
            "raw_violations": len(raw.violations),
            "raw_covered": raw.covered_need / raw.need,
            "raw_drive_h": raw.drive_h,
        }
    return figures | _judged(prepared, repaired.visits)


def _judged(prepared: Prepared, visits: Sequence[PlannedVisit]) -> Figures:
    verdict = judge(prepared, visits)
    return {
        "covered_need": verdict.covered_need,
        "covered": verdict.covered_need / verdict.need,
        "drive_h": verdict.drive_h,
        "sessions": verdict.num_sessions,
        "violations": len(verdict.violations),
        "first_violation": verdict.violations[0] if verdict.violations else "",
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PEAK_PER_MB
