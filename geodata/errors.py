"""Errors of itinerance, and the fault record that input checks collect.

::

    ItineranceError
    ├── InputError (ValueError)          exit code 2: what the user gave cannot be used
    │   ├── TerritoryError               a table of the territory folder
    │   ├── SettingsError                itinerance.toml
    │   └── PlanFileError                a plan.json that cannot be read
    ├── InfeasibleError (RuntimeError)   exit code 1: no plan obeys every rule
    ├── ViolationError (RuntimeError)    exit code 1: the checker refused a plan
    ├── SourceError (OSError)            exit code 3: an outside source failed
    └── FolderInUseError (RuntimeError)  exit code 4: another process is working on the folder
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in the input, said so that its author can mend it.

    ``message`` and ``remedy`` are French sentences, read by the coordinator.
    """

    file: str
    message: str
    remedy: str
    row: int | None = None
    """Line number as a spreadsheet shows it: the header is line 1."""
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"ligne {self.row}")
        if self.column is not None:
            place.append(f"colonne « {self.column} »")
        return f"{', '.join(place)} : {self.message} → {self.remedy}"


class ItineranceError(Exception):
    """Any failure that itinerance foresees and explains."""


class InputError(ItineranceError, ValueError):
    """Input that cannot be used; carries every fault found, not the first one."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            raise ValueError("an InputError needs at least one fault")
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class TerritoryError(InputError):
    """A table of the territory folder is missing, unreadable or contradictory."""


class SettingsError(InputError):
    """itinerance.toml holds an unknown or impossible setting."""


class PlanFileError(InputError):
    """A plan file is missing, damaged, or of another version."""


class InfeasibleError(ItineranceError, RuntimeError):
    """No plan obeys every rule; the message names the rules in French."""


class NoSolutionFoundError(InfeasibleError):
    """The search ended before it found a solution; there may be one."""

    def __init__(self, message: str, *, hit_time_limit: bool) -> None:
        self.hit_time_limit = hit_time_limit
        super().__init__(message)


class ViolationError(ItineranceError, RuntimeError):
    """The independent checker found that a plan breaks rules."""

    def __init__(self, violations: tuple[str, ...]) -> None:
        self.violations = violations
        super().__init__("\n".join(violations))


class SourceError(ItineranceError, OSError):
    """An outside source is down or answers nonsense."""


class FolderInUseError(ItineranceError, RuntimeError):
    """Another process is working on the folder; the message says who, and what to do."""
