"""A whole batch: what is there already is kept, the rest goes to the workers."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from geodata.errors import ItineranceError
from planner.app.batch.records import Outcome, Scenario
from planner.app.batch.running import fail, find_finished
from planner.app.failures import EXIT_GOOD, EXIT_INFEASIBLE, EXIT_SOME, explain

Engine = Callable[[Sequence[Scenario]], Iterator[Outcome]]
"""Runs scenarios, wherever; yields their outcomes in any order."""


def run_batch(
    scenarios: Sequence[Scenario], *, engine: Engine, report: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Plan every scenario that is not planned yet; return all outcomes in the batch's order.

    Parameters
    ----------
    report
        Is told every outcome as it comes, when its plan is on disk.
    """
    outcomes: dict[tuple[str, str], Outcome] = {}
    for outcome in _known(scenarios):
        outcomes[outcome.scenario.id] = outcome
        report(outcome)
    waiting = [scenario for scenario in scenarios if scenario.id not in outcomes]
    if waiting:
        for outcome in engine(waiting):
            outcomes[outcome.scenario.id] = outcome
            report(outcome)
    return tuple(outcomes[scenario.id] for scenario in scenarios)


def look_ahead(scenarios: Sequence[Scenario]) -> tuple[tuple[Scenario, Outcome | None], ...]:
    """Say of every scenario what is known without planning; ``None``: it is to be planned."""
    known = {outcome.scenario.id: outcome for outcome in _known(scenarios)}
    return tuple((scenario, known.get(scenario.id)) for scenario in scenarios)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Exit code of a batch: all scenarios have their plan, some, or none."""
    num_failed = sum(outcome.status == "failed" for outcome in outcomes)
    if num_failed == 0:
        return EXIT_GOOD
    return EXIT_INFEASIBLE if num_failed == len(outcomes) else EXIT_SOME


def _known(scenarios: Iterable[Scenario]) -> Iterator[Outcome]:
    """Outcomes that need no planning: finished before, or settings that cannot be read."""
    for scenario in scenarios:
        try:
            finished = find_finished(scenario)
        except (ItineranceError, OSError) as error:
            yield fail(scenario, *explain(error))
            continue
        if finished is not None:
            yield finished
