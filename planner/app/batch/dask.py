"""Scenarios on an existing Dask cluster; the cluster restarts workers and retries their tasks."""

from collections.abc import Iterator, Sequence
from typing import Final

from geodata.errors import Fault, InputError, SourceError
from planner.app.batch.records import Outcome, Scenario
from planner.app.batch.running import fail, run_scenario
from planner.app.failures import EXIT_INFEASIBLE

CONNECT_S: Final = 10
"""Without an answer of the scheduler for so long, there is none."""


def run_on_dask(scenarios: Sequence[Scenario], *, address: str) -> Iterator[Outcome]:
    """Run scenarios on the workers of a Dask scheduler; yield outcomes as they come.

    Every worker has to see the territory folders under the same paths, and to run the same version
    of this software.

    Raises
    ------
    InputError
        When Dask is not installed.
    SourceError
        When no scheduler answers at the address.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an optional dependency
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - an extra
    except ImportError as error:
        message, remedy = "Dask n'est pas installé", "pip install 'itinerance[dask]'"
        raise InputError((Fault(file="--scheduler", message=message, remedy=remedy),)) from error
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SourceError(f"aucun ordonnanceur Dask ne répond à {address}") from error
    with client:
        futures = {
            client.submit(run_scenario, scenario, pure=False): scenario for scenario in scenarios
        }
        for future in as_completed(futures, loop=client.loop):
            try:
                yield future.result()
            except KilledWorker:
                words = "Le cluster a perdu plusieurs machines de suite sur ce scénario."
                yield fail(futures[future], words, EXIT_INFEASIBLE)
