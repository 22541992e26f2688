"""Measure speed and gaps: travel times against networkx, and whole plannings.

Prints tables and leaves no file behind. With ``shared/charente-maritime`` beside the checkout the
real département is measured too.
"""

import argparse
import multiprocessing
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import networkx as nx
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from geodata.places import venue_place_id
from geodata.roads import Roads
from geodata.snapping import SnappedPlaces, snap_places
from geodata.travel import UNREACHABLE_S, AccessLeg, Place, TravelTimes, compute_travel_times
from planner.app.demo import write_demo
from planner.app.pipeline import access_leg, plan_folder, read_inputs
from planner.app.summary import find_objective

P = ParamSpec("P")
T = TypeVar("T")

ROOT: Final = Path(__file__).resolve().parents[1]
REAL_DATA: Final = ROOT.parent / "shared" / "charente-maritime"
SEED: Final = 1
NUM_ADVISERS: Final = 4
OUR_RUNS: Final = 7
PEER_RUNS: Final = 3
PER_S: Final = 100
"""Travel times are summed in whole centiseconds, by us and by the peer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFigures:
    """Travel times between all mairies of one territory."""

    num_places: int
    num_nodes: int
    num_edges: int
    our_s: tuple[float, ...]
    peer_s: tuple[float, ...]
    num_same: int
    """Ordered pairs of different places with the same whole seconds in both."""
    num_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """One planning, from the folder read to the files written."""

    stage_s: dict[str, float]
    """Seconds by stage, under the names that ``itinerance plan`` shows, in order."""
    num_rounds: dict[str, int]
    num_venues: int
    num_sessions: int
    covered_share: float
    gaps: dict[str, str]
    """Relative gap to the proven bound and status, by objective."""
    peak_mb: float


def in_child(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a fresh process, so that its peak of memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_memory_mb() -> float:
    """Most memory this process ever held: macOS counts bytes, Linux kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def make_real_folder(folder: Path) -> None:
    """Write the territory folder of Charente-Maritime."""
    script = ROOT / "scripts" / "make_charente_maritime.py"
    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(script), str(REAL_DATA), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def peer_graph(roads: Roads) -> nx.DiGraph:
    """Build the network as networkx takes it: of parallel edges the fastest."""
    graph = nx.DiGraph()
    time_cs = np.rint(roads.time_s * PER_S).astype(np.int64).tolist()
    edges = zip(roads.edge_nodes.tolist(), time_cs, roads.is_oneway.tolist(), strict=True)
    for (first, second), weight, is_oneway in edges:
        for ends in [(first, second)] if is_oneway else [(first, second), (second, first)]:
            known = graph.get_edge_data(*ends, default={"weight": weight})
            graph.add_edge(*ends, weight=min(weight, known["weight"]))
    return graph


def peer_drives_s(
    found: dict[int, dict[int, int]], snapped: SnappedPlaces, *, access: AccessLeg
) -> npt.NDArray[np.int64]:
    """Whole seconds between places from the peer's centiseconds between nodes."""
    leg_cs = np.rint(snapped.straight_m * access.detour * 3.6 / access.speed_kmh * PER_S)
    drives_s = np.full((len(leg_cs), len(leg_cs)), UNREACHABLE_S, dtype=np.int64)
    at = np.flatnonzero(snapped.is_reachable).tolist()
    for start in at:
        reached = found[int(snapped.node[start])]
        for end in at:
            drive_cs = reached.get(int(snapped.node[end]))
            if drive_cs is not None:
                drives_s[start, end] = -(-(drive_cs + int(leg_cs[start] + leg_cs[end])) // PER_S)
    return drives_s


def measure_matrix(folder: Path) -> MatrixFigures:
    """Time both ways from the same places to all of each other, and compare the answers."""
    territory, settings = read_inputs(folder)
    roads, access = territory.roads, access_leg(settings)
    places = [Place(id=venue_place_id(v.id), lon=v.lon, lat=v.lat) for v in territory.venues]
    our_s, peer_s = [], []
    travel: TravelTimes
    for _ in range(OUR_RUNS):
        start_s = time.perf_counter()
        travel = compute_travel_times(roads, places, access=access)
        our_s.append(time.perf_counter() - start_s)
    graph, snapped = peer_graph(roads), snap_places(roads, places, access=access)
    nodes = np.unique(snapped.node[snapped.is_reachable]).tolist()
    for _ in range(PEER_RUNS):
        start_s = time.perf_counter()
        found = {node: nx.single_source_dijkstra_path_length(graph, node) for node in nodes}
        peer_s.append(time.perf_counter() - start_s)
    is_other = ~np.eye(len(places), dtype=np.bool_)
    is_same = travel.time_s == peer_drives_s(found, snapped, access=access)
    return MatrixFigures(
        num_places=len(places),
        num_nodes=roads.num_nodes,
        num_edges=roads.num_edges,
        our_s=tuple(our_s),
        peer_s=tuple(peer_s),
        num_same=int(is_same[is_other].sum()),
        num_pairs=int(is_other.sum()),
    )


def measure_plan(folder: Path) -> PlanFigures:
    """Time the whole path of ``itinerance plan``, stage by stage."""
    steps: list[tuple[str, float]] = []

    def note(phrase: str) -> None:
        steps.append((re.split(r" [:(]", phrase)[0], time.perf_counter()))

    plan, _ = plan_folder(folder, seed=SEED, progress=note)
    note("Fin")
    stage_s: dict[str, float] = {}
    for (stage, start_s), (_, end_s) in zip(steps, steps[1:], strict=False):
        stage_s[stage] = stage_s.get(stage, 0.0) + end_s - start_s
    proven = [find_objective(plan, name) for name in ("coverage", "driving")]
    return PlanFigures(
        stage_s=stage_s,
        num_rounds=dict(Counter(stage for stage, _ in steps)),
        num_venues=len(plan.visits),
        num_sessions=sum(load.num_sessions for load in plan.loads),
        covered_share=plan.whole.covered_need / plan.whole.need,
        gaps={o.name: "-" if o.gap is None else f"{o.gap:.3%} {o.status}" for o in proven},
        peak_mb=peak_memory_mb(),
    )


def matrix_table(figures: dict[str, MatrixFigures]) -> Table:
    """Set ours beside the peer's."""
    table = Table("roads", "nodes / edges", "places", "ours s", "networkx s", "ratio", "same times")
    table.title = f"Travel-time matrix: median (fastest) of {OUR_RUNS} and {PEER_RUNS} runs"
    for name, found in figures.items():
        ours, peer = statistics.median(found.our_s), statistics.median(found.peer_s)
        table.add_row(
            name,
            f"{found.num_nodes} / {found.num_edges}",
            str(found.num_places),
            f"{ours:.3f} ({min(found.our_s):.3f})",
            f"{peer:.2f} ({min(found.peer_s):.2f})",
            f"{peer / ours:.0f} x",
            f"{found.num_same} of {found.num_pairs}",
        )
    return table


def plan_table(figures: dict[str, PlanFigures]) -> Table:
    """One column a territory, one row a stage."""
    table = Table("", *figures, title=f"Whole planning, {NUM_ADVISERS} advisers: seconds")
    stages = {stage: None for found in figures.values() for stage in found.stage_s}
    for stage in stages:
        cells = []
        for found in figures.values():
            times = found.num_rounds.get(stage, 0)
            repeated = f" ({times} times)" if times > 1 else ""
            cells.append(f"{found.stage_s.get(stage, 0.0):.2f}{repeated}")
        table.add_row(stage, *cells)
    rows: dict[str, Callable[[PlanFigures], str]] = {
        "all": lambda found: f"{sum(found.stage_s.values()):.1f}",
        "venues / sessions a cycle": lambda found: f"{found.num_venues} / {found.num_sessions}",
        "covered need": lambda found: f"{found.covered_share:.1%}",
        "coverage gap": lambda found: found.gaps["coverage"],
        "driving gap": lambda found: found.gaps["driving"],
        "peak memory MB": lambda found: f"{found.peak_mb:.0f}",
    }
    table.add_section()
    for name, read in rows.items():
        table.add_row(name, *map(read, figures.values()))
    return table


def make_folders(place: Path, sizes: Sequence[int], *, with_real: bool) -> dict[str, Path]:
    """Write the territories to measure, by name."""
    folders = {}
    for size in sizes:
        folders[f"synthetic {size}"] = place / str(size)
        in_child(write_demo, place / str(size), num_communes=size, num_advisers=4, seed=SEED)
    if with_real:
        folders["real 462"] = place / "real"
        make_real_folder(place / "real")
    return folders


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a synthetic territory of 100 only")
    quick: bool = parser.parse_args().quick
    with_real = REAL_DATA.is_dir() and not quick
    console = Console(width=None if sys.stdout.isatty() else 120)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("scipy", "networkx", "ortools"))
    console.print(f"Python {platform.python_version()}, {libraries}; {os.cpu_count()} cores")
    if not with_real and not quick:
        console.print("Real département left out: its data is not beside the checkout")
    with tempfile.TemporaryDirectory() as place:
        planned = make_folders(
            Path(place), [100] if quick else [100, 460, 1000], with_real=with_real
        )
        crossed = planned if quick else make_folders(Path(place), [462], with_real=False)
        if with_real:
            crossed["real 462"] = planned["real 462"]
        console.print(
            matrix_table({name: in_child(measure_matrix, at) for name, at in crossed.items()})
        )
        console.print(
            plan_table({name: in_child(measure_plan, at) for name, at in planned.items()})
        )


if __name__ == "__main__":
    main()
