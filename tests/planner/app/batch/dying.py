"""Stand-ins for planning a scenario whose process dies; workers import them by name."""

import os
from pathlib import Path

from planner.app.batch.records import Outcome, Scenario


def die_once(scenario: Scenario) -> Outcome:
    """Die at the first attempt."""
    mark = Path(scenario.territory) / f"{scenario.name}.died"
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return Outcome(scenario=scenario, status="planned")


def die_always_if_large(scenario: Scenario) -> Outcome:
    """Die at every attempt of one scenario."""
    if scenario.name == "large":
        os._exit(9)
    return Outcome(scenario=scenario, status="planned")
