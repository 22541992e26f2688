"""What a batch is made of: scenarios of plain values, and what became of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from planner.history.version import Figures

Start = Literal["none", "current"]
Status = Literal[
    "planned",
    "reused",  # the same scenario was planned before, from the same inputs
    "failed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviserChoice:
    """Which advisers of a territory a scenario plans with."""

    only: tuple[str, ...] = ()
    """Ids; empty: all."""
    without: tuple[str, ...] = ()


ALL_ADVISERS: Final = AdviserChoice()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """One planning to make; plain values, so that any process on any machine can make it."""

    territory: str
    """Path of the territory folder, the same on every machine."""
    name: str
    """Empty: the territory as it is, whose plan goes among its own."""
    settings: tuple[tuple[str, Any], ...] = ()
    """Section and name, joined by a dot, and the value (as JSON has it) in this scenario."""
    advisers: AdviserChoice = ALL_ADVISERS
    seed: int = 1
    start: Start = "none"
    """``current``: from the plan in force, whose calendars are continued."""
    author: str = ""
    reason: str = ""

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from the others of its batch."""
        return self.territory, self.name

    @property
    def label(self) -> str:
        """Name for people: territory folder and scenario."""
        folder = self.territory.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]
        return f"{folder} · {self.name}" if self.name else folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a scenario."""

    scenario: Scenario
    status: Status
    key: str = ""
    """Fingerprint of all that enters; empty when the inputs could not be read."""
    plan: str | None = None
    """Folder of its plan; of a failed one, of the last good plan if there is any."""
    figures: Figures | None = None
    """Of ``plan``, but ``None`` for a failed scenario."""
    succeeds: str = ""
    """Name of the plan of the territory that was in force until this one; empty if none was, or if
    it is a named scenario's."""
    first_day: date | None = None
    """Of its calendar, when it was planned just now."""
    territory_name: str = ""
    notice: str = ""
    error: str = ""
    """French; why it failed."""
    exit_code: int = 0
    """What ``itinerance plan`` would have ended with."""
    elapsed_s: float = 0.0
    peak_memory_mb: float = 0.0
    """Of the process so far, by its own account."""
    num_attempts: int = 1
