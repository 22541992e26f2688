"""Measure plannings: our search and its peers on the same instances, and how both grow.

    python -m scripts.bench_plan [--quick] [--only NAME]

One line of JSON a measurement is appended to ``out/bench_plan.jsonl``, and the tables are printed
as Markdown. Each measurement has a process of its own, whose peak of memory and CPU seconds are
stated; one that fails, takes too long or too much memory is reported as such. The real département
needs its data beside the checkout, in ``shared/charente-maritime``; peers need the ``bench`` extra.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from scripts.peers.cases import OURS, PEERS, REAL, REAL_DATA, Case, Figures, measure
from scripts.peers.tables import write_tables

OUT: Final = Path("out") / "bench_plan.jsonl"
MEMORY_LIMIT_GB: Final = 12
PATIENCE: Final = 2.0
"""A process may take so many times its limit, and GRACE_S, before it is ended."""
GRACE_S: Final = 240.0
LARGEST: Final = 5000
"""Communes of the largest synthetic territory."""


def peer_cases(num_communes: int, num_advisers: int, time_limit_s: float) -> list[Case]:
    """List everybody on one instance; who begins changes from instance to instance."""
    methods = [OURS, *PEERS]
    first = num_advisers % len(methods)
    return [
        Case(
            suite="peers",
            num_communes=num_communes,
            num_advisers=num_advisers,
            cycle_weeks=4,
            method=method,
            time_limit_s=time_limit_s,
        )
        for method in methods[first:] + methods[:first]
    ]


def our_case(
    suite: str,
    *,
    num_communes: int,
    num_advisers: int,
    time_limit_s: float,
    cycle_weeks: int = 4,
) -> Case:
    """Our search on one instance."""
    return Case(
        suite=suite,
        num_communes=num_communes,
        num_advisers=num_advisers,
        cycle_weeks=cycle_weeks,
        method=OURS,
        time_limit_s=time_limit_s,
    )


def list_cases(*, is_quick: bool) -> list[Case]:
    """List the measurements, the shortest first within each suite."""
    if is_quick:
        return peer_cases(100, 4, 20.0)
    has_real = REAL_DATA.is_dir()
    cases: list[Case] = []
    if has_real:
        for num_advisers, limit_s in ((4, 60.0), (12, 120.0), (43, 300.0)):
            cases += peer_cases(REAL, num_advisers, limit_s)
    cases += [*peer_cases(100, 4, 60.0), *peer_cases(1000, 12, 120.0)]
    if has_real:
        cases += [
            our_case("curve", num_communes=REAL, num_advisers=n, time_limit_s=limit_s)
            for n in (4, 12, 43)
            for limit_s in (30.0, 60.0, 120.0, 300.0)
        ]
    cases += [
        our_case(
            "communes",
            num_communes=n,
            num_advisers=-(-n * 60 // 5000),
            time_limit_s=120.0 if n == LARGEST else 60.0,
        )
        for n in (100, 460, 1000, 2500, LARGEST)
    ]
    cases += [
        our_case("advisers", num_communes=460, num_advisers=n, time_limit_s=60.0)
        for n in (2, 8, 32)
    ]
    cases += [
        our_case("weeks", num_communes=460, num_advisers=4, time_limit_s=60.0, cycle_weeks=weeks)
        for weeks in (1, 2, 4)
    ]
    return cases


def run(case: Case) -> Figures:
    """Measure in a process of its own, within limits of time and memory."""
    command = [sys.executable, "-m", "scripts.bench_plan", "--case", json.dumps(asdict(case))]
    start_s = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - ours
    outcome = ""
    try:
        out, err = child.communicate(timeout=PATIENCE * case.time_limit_s + GRACE_S)
        if child.returncode:
            lines = err.decode(errors="replace").strip().splitlines() or ["no message"]
            outcome = f"failed ({child.returncode}): {lines[-1]}"
    except subprocess.TimeoutExpired:
        child.kill()
        out, _ = child.communicate()
        outcome = "ended: took too long"
    told = out.decode().strip().splitlines()
    figures: Figures = json.loads(told[-1]) if told and not outcome else {"outcome": outcome}
    total_s = round(time.perf_counter() - start_s, 1)
    return {**asdict(case), **figures, "process_s": total_s, "load": round(os.getloadavg()[0], 1)}


def ended_before(case: Case, lines: Sequence[Figures]) -> Figures | None:
    """A run of the same case that ended by itself with less time: more would change nothing."""
    for line in lines:
        is_same = asdict(case) == {
            **{name: line[name] for name in asdict(case)},
            "time_limit_s": case.time_limit_s,
        }
        if is_same and case.method == OURS and line.get("hit_time_limit") is False:
            return {**line, "time_limit_s": case.time_limit_s, "same_as_s": line["time_limit_s"]}
    return None


def run_all(cases: Sequence[Case], out: Path) -> list[Figures]:
    """Measure case by case; every line is on disk before the next begins."""
    out.parent.mkdir(parents=True, exist_ok=True)
    lines: list[Figures] = []
    for case in cases:
        print(f"… {case}", file=sys.stderr, flush=True)
        figures = ended_before(case, lines) or run(case)
        lines.append(figures)
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return lines


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small instance, 2 minutes")
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="a suite (peers, curve, communes, advisers, weeks); may be given several times",
    )
    parser.add_argument("--advisers", type=int, help="only with so many advisers")
    parser.add_argument("--communes", type=int, help="only with so many communes; 0 is the real")
    parser.add_argument("--limit", type=float, metavar="S", help="one time limit for all, seconds")
    parser.add_argument("--out", type=Path, default=OUT, help="file of JSON lines")
    parser.add_argument("--tables", action="store_true", help="only print the tables of --out")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        limit = MEMORY_LIMIT_GB * 2**30
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        print(json.dumps(measure(Case(**json.loads(options.case))), ensure_ascii=False))
        return
    if not options.tables:
        cases = [
            case
            for case in list_cases(is_quick=options.quick)
            if (options.only is None or case.suite in options.only)
            and options.advisers in {None, case.num_advisers}
            and options.communes in {None, case.num_communes}
        ]
        if options.limit is not None:
            cases = list(dict.fromkeys(replace(c, time_limit_s=options.limit) for c in cases))
        run_all(cases, options.out)
    read = [json.loads(line) for line in options.out.read_text(encoding="utf-8").splitlines()]
    print(write_tables(read))


if __name__ == "__main__":
    main()
