"""Scenarios by processes of this machine, one at a time each; a process that dies is replaced."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from planner.app.batch.records import Outcome, Scenario
from planner.app.batch.running import fail, run_scenario
from planner.app.batch.worker import start_worker
from planner.app.failures import EXIT_INFEASIBLE

MAX_ATTEMPTS: Final = 3
"""A scenario whose process died so often (for want of memory, most likely) has failed."""
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A scenario under way."""

    scenario: Scenario
    number: int
    pool: ProcessPoolExecutor


def run_locally(scenarios: Sequence[Scenario], *, num_workers: int) -> Iterator[Outcome]:
    """Run scenarios by some processes; yield outcomes as they come.

    Each process is a pool of its own, so that one that dies takes down its own scenario only, and
    it is known which. That scenario is tried again by a new process.
    """
    waiting = deque((scenario, 1) for scenario in scenarios)
    running: dict[Future[Outcome], _Try] = {}
    idle = [_new_pool() for _ in range(min(num_workers, len(scenarios)))]
    try:
        while waiting or running:
            while idle and waiting:
                scenario, number = waiting.popleft()
                future, pool = _submit(scenario, idle.pop())
                running[future] = _Try(scenario=scenario, number=number, pool=pool)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                attempt = running.pop(future)
                try:
                    outcome = replace(future.result(), num_attempts=attempt.number)
                except BrokenProcessPool:
                    attempt.pool.shutdown(wait=False)
                    idle.append(_new_pool())
                    if attempt.number < MAX_ATTEMPTS:
                        waiting.appendleft((attempt.scenario, attempt.number + 1))
                    else:
                        yield _died(attempt)
                else:
                    idle.append(attempt.pool)
                    yield outcome
    finally:
        for pool in [*idle, *(attempt.pool for attempt in running.values())]:
            _stop(pool)


def _submit(
    scenario: Scenario, pool: ProcessPoolExecutor
) -> tuple[Future[Outcome], ProcessPoolExecutor]:
    """Give a scenario to an idle pool, or to a new one if its process died while it waited."""
    with _one_thread_each():  # a process starts, and reads this, at its first task
        try:
            return pool.submit(run_scenario, scenario), pool
        except BrokenProcessPool:
            fresh = _new_pool()
            return fresh.submit(run_scenario, scenario), fresh


def _new_pool() -> ProcessPoolExecutor:
    # Spawned, not forked: the parent has threads, and a child starts with fresh libraries.
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=start_worker,
    )


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let a process that starts now do linear algebra in one thread: there are others to share."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _died(attempt: _Try) -> Outcome:
    words = (
        f"Le processus s'est arrêté {MAX_ATTEMPTS} fois de suite en plein calcul (mémoire "
        "insuffisante ?) : essayez avec moins de processus (--workers)."
    )
    outcome = fail(attempt.scenario, words, EXIT_INFEASIBLE)
    return replace(outcome, num_attempts=attempt.number)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool now; what its process has not finished is not on disk."""
    for process in (getattr(pool, "_processes", None) or {}).values():
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)
