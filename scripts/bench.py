"""Measure speed and gaps: travel times against networkx, and whole plannings.

Prints CPU seconds, which other programs disturb little. The real département needs its data beside
the checkout, in ``shared/charente-maritime``.
"""

import argparse
import multiprocessing
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final, ParamSpec, TypeVar

import networkx as nx
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from geodata.errors import ItineranceError
from geodata.places import venue_place_id
from geodata.roads import Roads
from geodata.snapping import SnappedPlaces, snap_places
from geodata.travel import UNREACHABLE_S, AccessLeg, Place, compute_travel_times
from planner.app.console import mute_solver
from planner.app.demo import write_demo
from planner.app.pipeline import PlanOptions, plan_folder
from planner.app.summary import find_objective
from planner.history import Provenance
from planner.plan import Plan
from planner.preparation import read_inputs
from planner.progress import Step
from planner.settings.travel import access_leg

P = ParamSpec("P")
T = TypeVar("T")
Figures = dict[str, str]
"""What was measured of one territory: figures by name, ready to print."""

REAL_DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "charente-maritime"
SEED: Final = 1
PROVENANCE: Final = Provenance(action="plan", author="", reason="", command="scripts/bench.py")
OUR_RUNS, PEER_RUNS = 7, 3
PEAK_PER_MB = 1e6 if sys.platform == "darwin" else 1e3
PER_S: Final = 100
"""Travel times are summed in whole centiseconds, by us and by the peer."""


def in_child(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a fresh process, so that its peak of memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(function, *args, **kwargs).result()


def time_runs(function: Callable[[], T], *, num_runs: int) -> tuple[list[float], T]:
    """CPU seconds of each of several runs, and the last result."""
    run_s = []
    for _ in range(num_runs):
        start_s = time.process_time()
        result = function()
        run_s.append(time.process_time() - start_s)
    return run_s, result


def peer_graph(roads: Roads) -> nx.DiGraph:
    """Build the network as networkx takes it: of parallel edges the fastest."""
    time_cs, is_two_way = np.rint(roads.time_s * PER_S).astype(np.int64), ~roads.is_oneway
    ends = np.concatenate([roads.edge_nodes, roads.edge_nodes[is_two_way, ::-1]])
    arcs = np.column_stack([ends, np.concatenate([time_cs, time_cs[is_two_way]])])
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(arcs[np.argsort(-arcs[:, 2])].tolist())  # the last one wins
    return graph


def peer_times_s(
    found: dict[int, dict[int, int]], snapped: SnappedPlaces, *, access: AccessLeg
) -> npt.NDArray[np.int64]:
    """Whole seconds between the reachable places, from the peer's centiseconds between nodes."""
    straight_m = snapped.straight_m[snapped.is_reachable]
    nodes = snapped.node[snapped.is_reachable].tolist()
    leg_cs = np.rint(straight_m * access.detour * 3.6 / access.speed_kmh * PER_S).astype(np.int64)
    no_way_cs = PER_S * UNREACHABLE_S
    drive_cs = np.array([[found[start].get(end, no_way_cs) for end in nodes] for start in nodes])
    time_s: npt.NDArray[np.int64] = -(-(drive_cs + leg_cs[:, None] + leg_cs) // PER_S)
    return np.minimum(time_s, UNREACHABLE_S)


def measure_matrix(folder: Path) -> Figures:
    """Time both from all mairies to all, and compare the answers."""
    territory, settings = read_inputs(folder)
    roads, access = territory.roads, access_leg(settings)
    places = [Place(id=venue_place_id(v.id), lon=v.lon, lat=v.lat) for v in territory.venues]
    our_s, travel = time_runs(
        lambda: compute_travel_times(roads, places, access=access), num_runs=OUR_RUNS
    )
    snapped = snap_places(roads, places, access=access)
    graph = peer_graph(snapped.roads)
    nodes = np.unique(snapped.node[snapped.is_reachable]).tolist()
    peer_s, found = time_runs(
        lambda: {node: nx.single_source_dijkstra_path_length(graph, node) for node in nodes},
        num_runs=PEER_RUNS,
    )
    at = np.flatnonzero(snapped.is_reachable)
    is_other = ~np.eye(len(at), dtype=np.bool_)
    is_same = travel.time_s[np.ix_(at, at)] == peer_times_s(found, snapped, access=access)
    return {
        "road nodes / edges": f"{roads.num_nodes} / {roads.num_edges}",
        "mairies / on the network": f"{len(places)} / {len(at)}",
        f"ours: median of {OUR_RUNS} (least)": f"{median(our_s):.3f} ({min(our_s):.3f})",
        f"networkx: median of {PEER_RUNS} (least)": f"{median(peer_s):.2f} ({min(peer_s):.2f})",
        "ratio of medians": f"{median(peer_s) / median(our_s):.0f}",
        "pairs with equal seconds": f"{is_same[is_other].sum()} of {is_other.sum()}",
    }


def measure_plan(folder: Path) -> Figures:
    """Time the whole path of ``itinerance plan``, under the names of the stages it shows."""
    steps: list[tuple[str, float]] = []
    start_s = time.perf_counter()

    def note(step: Step) -> None:
        if not isinstance(step, str):
            return  # figures on the way, no stage
        steps.append((re.split(r" [:(]", step)[0], time.process_time()))

    try:
        with mute_solver():
            plan, _ = plan_folder(
                folder, options=PlanOptions(seed=SEED), provenance=PROVENANCE, progress=note
            )
        outcome = describe(plan)
    except ItineranceError as error:
        outcome = {"no plan": str(error)}
    note("")
    cpu_s: defaultdict[str, float] = defaultdict(float)
    for (stage, begin_s), (_, end_s) in pairwise(steps):
        cpu_s[stage] += end_s - begin_s
    return {
        **{stage: f"{used_s:.2f}" for stage, used_s in cpu_s.items()},
        "all": f"{sum(cpu_s.values()):.1f}",
        "all, by the wall clock": f"{time.perf_counter() - start_s:.1f}",
        "rounds of choosing": str(max(Counter(stage for stage, _ in steps).values())),
        "peak memory MB": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PEAK_PER_MB:.0f}",
        **outcome,
    }


def describe(plan: Plan) -> Figures:
    """How good a plan is."""
    figures = {"covered need": f"{plan.whole.covered_need / plan.whole.need:.1%}"}
    figures["sessions a cycle"] = str(sum(load.num_sessions for load in plan.loads))
    for name in ("coverage", "driving"):
        proven = find_objective(plan, name)
        gap = "none" if proven.gap is None else f"{proven.gap:.2%}"
        figures[f"{name}: gap, search"] = f"{gap}, {proven.status}"
    return figures


def make_folder(place: Path, num_communes: int | None) -> Path:
    """Write a synthetic territory folder, or the real one for ``None``."""
    if num_communes is None:
        folder = place / "Charente-Maritime"
        script = str(Path(__file__).with_name("make_charente_maritime.py"))
        command = [sys.executable, script, str(REAL_DATA), str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our script
        return folder
    folder = place / f"synthetic {num_communes}"
    in_child(write_demo, folder, num_communes=num_communes, num_advisers=4, seed=SEED)
    return folder


def tabulate(title: str, measure: Callable[[Path], Figures], sizes: Sequence[int | None]) -> Table:
    """Measure territories of these sizes; one column each."""
    with tempfile.TemporaryDirectory() as place:
        folders = [make_folder(Path(place), size) for size in sizes]
        columns = [in_child(measure, folder) for folder in folders]
    table = Table("", *(folder.name for folder in folders), title=title)
    for name in dict.fromkeys(name for figures in columns for name in figures):
        table.add_row(name, *(figures.get(name, "") for figures in columns))
    return table


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 synthetic communes only")
    is_quick: bool = parser.parse_args().quick
    console = Console(width=None if sys.stdout.isatty() else 120)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("scipy", "networkx", "ortools"))
    console.print(f"Python {platform.python_version()}, {libraries}; {os.cpu_count()} cores")
    real = [None] if REAL_DATA.is_dir() and not is_quick else []
    crossed, planned = ([100], [100]) if is_quick else ([462], [100, 460, 1000])
    console.print(tabulate("Travel times: CPU seconds", measure_matrix, [*crossed, *real]))
    console.print(tabulate("Planning: CPU seconds by stage", measure_plan, [*planned, *real]))


if __name__ == "__main__":
    main()
