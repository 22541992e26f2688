"""A frontier as a file: what the map and other tools read of it."""

import json
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from geodata.errors import Fault, PlanFileError
from planner.plan import Plan, Record
from planner.settings import Settings

By = Literal["advisers", "half-days", "minutes"]
FRONTIER_FOLDER: Final = "frontier"
FRONTIER_BY_ADVISERS: Final = "advisers.json"
SAME_INPUTS: Final = ("cycle", "access", "need", "sessions", "work", "travel")
"""Groups of settings on which a frontier depends."""


class FrontierPoint(Record):
    """The best coverage found for one choice of means, and the bound on any."""

    x: int
    """Advisers, half-days a week, or minutes of the standard."""
    change: str
    """French: what is other than in the point before; empty for the present."""
    covered_need: float
    """People in need."""
    bound: float
    is_present: bool
    hit_time_limit: bool
    num_venues: int
    value_by_commune: dict[str, float]
    """Share of the need covered, by INSEE code."""


class FrontierRecord(Record):
    """Everything a reader of a frontier needs."""

    schema_version: Literal[1] = 1
    software_version: str
    by: By
    seed: int
    settings: Settings
    fingerprints: dict[str, str]
    """SHA-256 of the tables it was computed from."""
    need: float
    """All people in need."""
    points: tuple[FrontierPoint, ...]
    assumptions: tuple[str, ...]
    """French sentences."""
    missing: tuple[int, ...] = ()
    """Means whose points are not known because the search was cut."""

    def is_of(self, plan: Plan) -> bool:
        """Whether it was computed from the inputs and settings that a plan was made from."""
        return self.fingerprints == plan.fingerprints and all(
            getattr(self.settings, group) == getattr(plan.settings, group) for group in SAME_INPUTS
        )


def format_frontier_json(record: FrontierRecord) -> bytes:
    """Write a record as JSON, the same for equal records."""
    text = json.dumps(record.model_dump(mode="json"), indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def read_frontier(path: Path) -> FrontierRecord:
    """Read a frontier that ``itinerance frontier`` has written.

    Raises
    ------
    PlanFileError
        The file is damaged or of another version.
    """
    try:
        return FrontierRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise PlanFileError(
            (
                Fault(
                    file=f"{path.parent.name}/{path.name}",
                    message="cette frontière n'est pas lisible",
                    remedy="refaites-la avec « itinerance frontier », ou supprimez ce fichier",
                ),
            )
        ) from error


def find_frontier(folder: Path) -> FrontierRecord | None:
    """Return the frontier by advisers of a territory folder, if it has been computed.

    Raises
    ------
    PlanFileError
        The file is damaged.
    """
    path = folder / FRONTIER_FOLDER / FRONTIER_BY_ADVISERS
    return read_frontier(path) if path.exists() else None
