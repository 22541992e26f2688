"""Forty scenarios by processes that are killed, and on a Dask cluster, beside a sequential run."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.app.batch import local
from planner.app.batch.batch_file import Defaults, read_batch
from planner.app.batch.local import run_locally
from planner.app.batch.records import Scenario
from tests.planner.app.batch import dying
from tests.planner.app.batch.conftest import (
    NUM_SCENARIOS,
    content_of,
    copy_of,
    environment,
    finish,
    finished_plans,
    start_batch,
    wait_for,
    write_grid,
)

pytestmark = pytest.mark.slow
psutil = pytest.importorskip("psutil", reason="comes with the extra itinerance[dask]")
SAMPLE = slice(None, None, 8)
"""Scenarios that are planned one after the other, to compare with."""


@pytest.fixture(scope="module")
def sequential(
    tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, bytes]]]:
    """What one process makes of a sample of the scenarios, one after the other."""
    folder = copy_of(tiny_folder, tmp_path_factory.mktemp("sequential") / "canton")
    scenarios = read_batch(write_grid(folder), defaults=Defaults(seed=1, author="essai", reason=""))
    assert len(scenarios) == NUM_SCENARIOS
    outcomes = list(run_locally(scenarios[SAMPLE], num_workers=1))
    assert {outcome.status for outcome in outcomes} == {"planned"}
    return {name: content_of(plans) for name, plans in finished_plans(folder).items()}


def workers_of(pid: int) -> list[int]:
    """Processes that a batch started to plan with."""
    return [
        child.pid
        for child in psutil.Process(pid).children(recursive=True)
        if "spawn_main" in " ".join(child.cmdline())
    ]


def assert_equal_to(sequential: dict[str, list[dict[str, bytes]]], folder: Path) -> None:
    plans = finished_plans(folder)
    assert len(plans) == NUM_SCENARIOS
    assert all(len(own) == 1 for own in plans.values())  # nothing was planned twice
    for name, expected in sequential.items():
        assert content_of(plans[name]) == expected


def test_driver_and_worker_killed_all_forty_finish_equal_to_a_sequential_run(
    tiny: Path, sequential: dict[str, list[dict[str, bytes]]]
) -> None:
    path = write_grid(tiny)
    with start_batch(path, "--workers", "2") as first:
        wait_for(lambda: len(finished_plans(tiny)) >= 8, while_runs=first)
        workers = workers_of(first.pid)
        first.send_signal(signal.SIGKILL)
    assert workers
    wait_for(lambda: not any(psutil.pid_exists(worker) for worker in workers))
    before = finished_plans(tiny)
    assert 8 <= len(before) < NUM_SCENARIOS
    with start_batch(path, "--workers", "2") as second:
        wait_for(lambda: len(finished_plans(tiny)) >= len(before) + 4, while_runs=second)
        os.kill(workers_of(second.pid)[0], signal.SIGKILL)
        code, records = finish(second)
    assert code == 0
    assert sum(record["status"] == "reused" for record in records) == len(before)
    assert sum(record["status"] == "planned" for record in records) == NUM_SCENARIOS - len(before)
    assert_equal_to(sequential, tiny)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Address of a Dask scheduler, and the process that looks after its two workers."""
    pytest.importorskip("distributed", reason="needs the extra itinerance[dask]")
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(),
    ) as scheduler:
        assert scheduler.stderr is not None
        found = next(
            match[0] for line in scheduler.stderr if (match := re.search(r"tcp://[\d.:]+\d", line))
        )
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            [
                *(sys.executable, "-m", "distributed.cli.dask_worker", found),
                *("--nworkers", "2", "--nthreads", "1", "--no-dashboard"),
            ],
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
            env=environment(),
        ) as nanny:
            try:
                yield found, nanny.pid
            finally:
                for child in psutil.Process(nanny.pid).children(recursive=True):
                    child.kill()
                nanny.kill()
                scheduler.kill()


def test_a_dask_cluster_that_loses_a_worker_gives_the_same_forty(
    tiny: Path, cluster: tuple[str, int], sequential: dict[str, list[dict[str, bytes]]]
) -> None:
    address, nanny = cluster
    with start_batch(write_grid(tiny), "--scheduler", address) as batch:
        wait_for(lambda: len(finished_plans(tiny)) >= 8, while_runs=batch)
        os.kill(workers_of(nanny)[0], signal.SIGKILL)
        code, records = finish(batch)
    assert code == 0
    assert {record["status"] for record in records} <= {"planned", "reused"}
    assert len(records) == NUM_SCENARIOS
    assert_equal_to(sequential, tiny)


def test_a_scenario_whose_process_dies_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_scenario", dying.die_once)
    scenarios = [Scenario(territory=str(tmp_path), name=name) for name in ("a", "b")]
    outcomes = list(run_locally(scenarios, num_workers=2))
    assert [(outcome.status, outcome.num_attempts) for outcome in outcomes] == [("planned", 2)] * 2


def test_a_scenario_that_kills_every_process_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_scenario", dying.die_always_if_large)
    scenarios = [Scenario(territory=str(tmp_path), name=name) for name in ("large", "b", "c")]
    outcomes = {o.scenario.name: o for o in run_locally(scenarios, num_workers=1)}
    assert outcomes["large"].status == "failed"
    assert "mémoire" in outcomes["large"].error
    assert {outcomes["b"].status, outcomes["c"].status} == {"planned"}


def test_without_a_scheduler_there_the_exit_code_is_that_of_an_outside_source(tiny: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra itinerance[dask]")
    with start_batch(tiny, "--scheduler", "ici:0") as batch:
        code, records = finish(batch)
    assert (code, records) == (3, [])
