"""Signals during a search, and limits given on the command line."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from geodata.errors import NoSolutionFoundError
from planner.app.failures import EXIT_GOOD, EXIT_INTERRUPTED
from planner.app.main import run
from planner.frontier.record import read_frontier
from planner.interruption import run_interruptible
from planner.plan.file import read_plan
from planner.solver.engine import Interrupter


def wait_for(interrupter: Interrupter) -> str:
    while not interrupter.interrupted:
        time.sleep(0.01)
    return "the best so far"


def signal_soon(number: signal.Signals) -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_search_with_what_it_has(number: signal.Signals) -> None:
    signal_soon(number)
    assert run_interruptible(wait_for, announce=lambda _text: None) == "the best so far"


def test_the_handlers_from_before_are_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run_interruptible(lambda _interrupter: None, announce=lambda _text: None)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_search_that_had_nothing_yet_is_interrupted_for_good() -> None:
    def search(interrupter: Interrupter) -> str:
        wait_for(interrupter)
        raise NoSolutionFoundError("rien", hit_time_limit=True)

    signal_soon(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run_interruptible(search, announce=lambda _text: None)


def test_what_goes_wrong_in_a_search_is_raised() -> None:
    def search(_interrupter: Interrupter) -> str:
        raise TimeoutError("the search's own")

    with pytest.raises(TimeoutError, match="own"):
        run_interruptible(search, announce=lambda _text: None)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", str(folder), "--communes", "60", "--advisers", "2", "--quiet"]) == 0
    return folder


def test_the_plan_keeps_the_limits_of_the_command_line(demo: Path) -> None:
    assert run(["plan", str(demo), "--time-limit", "40", "--gap", "0.05", "--quiet"]) == 0
    optimisation = read_plan(demo / "plans" / "2027-01-04-2" / "plan.json").settings.optimisation
    assert (optimisation.time_limit_s, optimisation.driving_gap) == (40, 0.05)


@pytest.mark.slow
def test_a_search_from_an_earlier_plan_drives_no_more(demo: Path) -> None:
    first = demo / "plans" / "2027-01-04-1"
    assert run(["plan", str(demo), "--from", str(first), "--quiet"]) == 0
    latest = max((demo / "plans").iterdir())
    driving = [
        next(o.value for o in read_plan(at / "plan.json").objectives if o.name == "driving")
        for at in (first, latest)
    ]
    assert driving[1] <= driving[0] * 1.01


def test_ctrl_c_in_the_middle_of_a_search_leaves_a_checked_plan_or_none(demo: Path) -> None:
    before = sorted((demo / "plans").iterdir())
    program = "from planner.app.main import main; main()"
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", program, "plan", str(demo)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Choix des lieux"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        code = process.wait()
    plans = sorted((demo / "plans").iterdir())
    assert (code, len(plans) - len(before)) in {(0, 1), (130, 0)}, rest
    assert "Traceback" not in rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_frontier_with_the_points_found_so_far(
    demo: Path, tmp_path: Path, number: signal.Signals
) -> None:
    output = tmp_path / "frontier"
    code, out, err = run_until(
        "Frontière : 3 conseillers",
        number,
        *("frontier", str(demo), "--most", "40", "--output", str(output), "--json"),
    )
    assert code == EXIT_GOOD, err
    told = json.loads(out)
    assert told["is_partial"]
    found = [point["x"] for point in told["points"]]
    assert {1, 2} <= set(found)
    assert sorted([*found, *told["missing_x"]]) == list(range(41))
    assert all(point["bound_people"] >= point["covered_need_people"] for point in told["points"])
    assert read_frontier(output / "advisers.json").missing == tuple(told["missing_x"])
    assert "40;;;;;non calculé" in (output / "advisers.csv").read_text("utf-8-sig")
    assert "Recherche arrêtée avant la fin" in (output / "advisers.svg").read_text()


def test_a_frontier_that_had_no_point_yet_writes_nothing(demo: Path, tmp_path: Path) -> None:
    output = tmp_path / "frontier"
    code, out, err = run_until(
        "Besoin", signal.SIGINT, "frontier", str(demo), "--output", str(output)
    )
    assert (code, out, output.exists()) == (EXIT_INTERRUPTED, "", False)
    assert "rien n'a été écrit" in err


def run_until(step: str, number: signal.Signals, *arguments: str) -> tuple[int, str, str]:
    """Run the command, send it a signal at a step; return its exit code and what it said."""
    program = "from planner.app.main import main; main()"
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", program, *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        for line in process.stderr:
            if line.startswith(step):
                break
        process.send_signal(number)
        out, err = process.stdout.read(), process.stderr.read()
        return process.wait(), out, err
