"""Measure batches: two processes beside one, a Dask cluster, and a night for the whole country.

A synthetic territory is planned in forty scenarios by one process, by two, and by two workers of a
Dask cluster. Then a sample of départements, from the smallest to the largest, is planned one after
the other, and the cost of all 101 is read between the sampled sizes. Run it on an idle machine.
"""

import argparse
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table

from planner.app.batch.batch_file import Defaults, read_batch
from planner.app.batch.dask import run_on_dask
from planner.app.batch.driver import Engine, run_batch
from planner.app.batch.local import run_locally
from planner.app.batch.records import Outcome
from planner.app.demo import write_demo

COMMUNES: Final = {
    "01": 393,
    "02": 799,
    "03": 317,
    "04": 198,
    "05": 162,
    "06": 163,
    "07": 335,
    "08": 449,
    "09": 327,
    "10": 431,
    "11": 433,
    "12": 285,
    "13": 119,
    "14": 528,
    "15": 246,
    "16": 366,
    "17": 463,
    "18": 287,
    "19": 279,
    "2A": 124,
    "2B": 236,
    "21": 698,
    "22": 348,
    "23": 256,
    "24": 505,
    "25": 573,
    "26": 363,
    "27": 585,
    "28": 365,
    "29": 277,
    "30": 351,
    "31": 586,
    "32": 461,
    "33": 535,
    "34": 342,
    "35": 333,
    "36": 241,
    "37": 272,
    "38": 512,
    "39": 494,
    "40": 327,
    "41": 267,
    "42": 323,
    "43": 257,
    "44": 207,
    "45": 325,
    "46": 313,
    "47": 319,
    "48": 152,
    "49": 177,
    "50": 446,
    "51": 613,
    "52": 426,
    "53": 242,
    "54": 591,
    "55": 499,
    "56": 250,
    "57": 725,
    "58": 309,
    "59": 648,
    "60": 679,
    "61": 385,
    "62": 890,
    "63": 464,
    "64": 546,
    "65": 469,
    "66": 226,
    "67": 514,
    "68": 366,
    "69": 267,
    "70": 539,
    "71": 565,
    "72": 354,
    "73": 273,
    "74": 279,
    "75": 1,
    "76": 708,
    "77": 507,
    "78": 259,
    "79": 256,
    "80": 772,
    "81": 314,
    "82": 195,
    "83": 153,
    "84": 151,
    "85": 258,
    "86": 266,
    "87": 195,
    "88": 507,
    "89": 423,
    "90": 101,
    "91": 194,
    "92": 36,
    "93": 40,
    "94": 47,
    "95": 184,
    "971": 32,
    "972": 34,
    "973": 22,
    "974": 24,
    "976": 17,
}
"""Communes of each département on 1 January 2021 (INSEE, Code officiel géographique: 34,965)."""
LEAST_COMMUNES: Final = 10
"""No smaller territory can be made up; six départements count as this or little more."""
NUM_ADVISERS: Final = 4
NUM_SAMPLED: Final = 8
SCENARIO_COMMUNES: Final = 60
SEED: Final = 1
GRID: Final = """\
territories = ["canton"]
[grid]
access.standard_minutes = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
need.scenario = ["mean", "high"]
work.lunch_minutes = [45, 60]
"""


def time_batch(path: Path, engine: Engine) -> tuple[float, tuple[Outcome, ...]]:
    """Wall-clock seconds of a batch, and its outcomes.

    Raises
    ------
    RuntimeError
        When a scenario failed: what was measured is not what was meant.
    """
    scenarios = read_batch(path, defaults=Defaults(seed=SEED, author="bench", reason=""))
    start_s = time.perf_counter()
    outcomes = run_batch(scenarios, engine=engine, report=lambda _outcome: None)
    elapsed_s = time.perf_counter() - start_s
    failed = [outcome.error for outcome in outcomes if outcome.status != "planned"]
    if failed:
        raise RuntimeError(failed[0] or "planned before")
    return elapsed_s, outcomes


def compare_engines(place: Path) -> Table:
    """Plan forty scenarios by each engine, each from a fresh copy."""
    made = place / "made"
    made.mkdir()
    write_demo(made, num_communes=SCENARIO_COMMUNES, num_advisers=2, seed=SEED)
    table = Table("", "seconds", "times as fast as one", title="40 scenarios, wall clock")
    engines: list[tuple[str, Engine]] = [
        ("1 process", partial(run_locally, num_workers=1)),
        ("2 processes", partial(run_locally, num_workers=2)),
    ]
    base_s = 0.0
    plans: list[list[bytes]] = []
    for name, engine in engines:
        elapsed_s, outcomes = time_batch(_copy(place, made, name), engine)
        base_s = base_s or elapsed_s
        plans.append(_plans(outcomes))
        table.add_row(name, f"{elapsed_s:.1f}", f"{base_s / elapsed_s:.2f}")
    try:
        from distributed import LocalCluster  # noqa: PLC0415 - an optional dependency
    except ImportError:
        return table
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        name = "Dask, 2 workers"
        engine = partial(run_on_dask, address=cluster.scheduler_address)
        elapsed_s, outcomes = time_batch(_copy(place, made, name), engine)
    plans.append(_plans(outcomes))
    table.add_row(name, f"{elapsed_s:.1f}", f"{base_s / elapsed_s:.2f}")
    table.caption = f"plan.json equal, byte for byte: {all(own == plans[0] for own in plans)}"
    return table


def _copy(place: Path, made: Path, name: str) -> Path:
    """Write the batch file of a fresh copy of the territory."""
    folder = place / name
    shutil.copytree(made, folder / "canton")
    path = folder / "lot.toml"
    path.write_text(GRID, encoding="utf-8")
    return path


def _plans(outcomes: Sequence[Outcome]) -> list[bytes]:
    return [Path(outcome.plan, "plan.json").read_bytes() for outcome in outcomes if outcome.plan]


def sample_sizes() -> list[int]:
    """Choose sizes evenly spread over the départements by number of communes, both ends with it."""
    sizes = sorted(max(LEAST_COMMUNES, count) for count in COMMUNES.values())
    places = np.linspace(0, len(sizes) - 1, NUM_SAMPLED).round().astype(int)
    return sorted({sizes[place] for place in places.tolist()})


def measure_night(place: Path) -> Table:
    """Plan the sample from small to large in one process; project the country."""
    sizes = sample_sizes()
    for size in sizes:
        folder = place / "night" / f"{size:04}"
        folder.mkdir(parents=True)
        write_demo(folder, num_communes=size, num_advisers=NUM_ADVISERS, seed=SEED)
    _, outcomes = time_batch(place / "night", partial(run_locally, num_workers=1))
    table = Table("communes", "seconds", "peak memory MB", "stopped by time", title="A night")
    for size, outcome in zip(sizes, outcomes, strict=True):
        assert outcome.figures is not None  # noqa: S101 - none failed
        cut = "no" if outcome.figures.is_proven else "yes"
        # One process after the other: the peak so far is the own one, for sizes rise.
        table.add_row(str(size), f"{outcome.elapsed_s:.1f}", f"{outcome.peak_memory_mb:.0f}", cut)
    elapsed_s = [outcome.elapsed_s for outcome in outcomes]
    whole_s = sum(np.interp([max(LEAST_COMMUNES, n) for n in COMMUNES.values()], sizes, elapsed_s))
    peak_mb = max(outcome.peak_memory_mb for outcome in outcomes)
    is_rising = all(early <= late for early, late in pairwise(elapsed_s))
    table.caption = (
        f"101 départements, {sum(COMMUNES.values())} communes: {whole_s / 60:.0f} minutes of one "
        f"core, projected{'' if is_rising else ' (seconds do not rise with size throughout)'}; "
        f"{peak_mb:.0f} MB a worker"
    )
    return table


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["engines", "night"], help="One of the two.")
    only: str | None = parser.parse_args().only
    console = Console(width=None if sys.stdout.isatty() else 110)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("scipy", "ortools"))
    console.print(f"Python {platform.python_version()}, {libraries}")
    with tempfile.TemporaryDirectory() as place:
        if only != "night":
            console.print(compare_engines(Path(place)))
        if only != "engines":
            console.print(measure_night(Path(place)))


if __name__ == "__main__":
    main()
