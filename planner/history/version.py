"""version.json, beside each plan.json: where a plan comes from, who made it and why.

It holds what depends on the person, the clock and the folder, so that plan.json need not: the same
input and seed give the same plan.json, whoever asks.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime

from planner.plan import Plan, Record
from planner.plan.file import PLAN_FILE
from planner.plan.store import PLANS_FOLDER, latest_plan

VERSION_FILE: Final = "version.json"
Action = Literal["plan", "replan", "restore", "edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What only the maker of a plan knows."""

    action: Action
    author: str
    reason: str
    """Free text; empty when nobody said why."""
    command: str
    parent: Path | None = None
    """Folder of the plan that this one is made from; ``None``: of the one it takes over from."""
    scenario: str = ""
    """Name of the scenario in a batch."""
    scenario_key: str = ""
    """Fingerprint of all that enters a scenario of a batch."""


class Figures(Record):
    """A plan's key figures, so that lists of versions need not read whole plans."""

    need: float
    covered_need_before: float
    covered_need: float
    covered_need_bound: float | None
    drive_s: int
    """Per cycle, like the metres and the sessions below."""
    distance_m: int
    num_sessions_per_cycle: int
    num_venues: int
    num_sessions: int
    """On dates."""
    num_lost_sessions: int
    num_advisers: int
    """Advisers with a session at least."""
    is_proven: bool
    """False where the time limit cut the search: another machine might find another plan."""


class Version(Record):
    """What version.json holds."""

    schema_version: Literal[1] = 1
    territory_name: str
    notice: str
    action: Action
    parent: str | None
    """Name of the plan this one is made from or takes over from; a path relative to its own
    ``plans`` folder where that plan lies elsewhere; ``null`` for the first of a territory."""
    parent_sha256: str | None
    """Of the parent's plan.json."""
    author: str
    reason: str
    command: str
    written_at: AwareDatetime
    software_version: str
    seed: int
    inputs: dict[str, str]
    """SHA-256 of every table that was read, by file name."""
    settings_sha256: str
    plan_sha256: str
    scenario: str
    scenario_key: str
    figures: Figures


def version_file(
    plan: Plan, plan_bytes: bytes, provenance: Provenance, *, folder: Path, now: datetime
) -> bytes:
    """Write the version.json of a plan that is about to be stored.

    Parameters
    ----------
    plan_bytes
        Its plan.json.
    folder
        The folder that the plan will lie in the ``plans`` of.
    now
        The present, with its time zone.
    """
    parent = provenance.parent or latest_plan(folder)
    version = Version(
        territory_name=plan.territory_name,
        notice=plan.notice,
        action=provenance.action,
        parent=None if parent is None else _name_of(parent, folder),
        parent_sha256=None if parent is None else _sha256((parent / PLAN_FILE).read_bytes()),
        author=provenance.author,
        reason=provenance.reason,
        command=provenance.command,
        written_at=now.astimezone(UTC).replace(microsecond=0),
        software_version=plan.software_version,
        seed=plan.seed,
        inputs=dict(sorted(plan.fingerprints.items())),
        settings_sha256=_sha256(plan.settings.model_dump_json().encode()),
        plan_sha256=_sha256(plan_bytes),
        scenario=provenance.scenario,
        scenario_key=provenance.scenario_key,
        figures=key_figures(plan),
    )
    return (version.model_dump_json(indent=2) + "\n").encode()


def key_figures(plan: Plan) -> Figures:
    """Gather the key figures of a plan."""
    bounds = {objective.name: objective.bound for objective in plan.objectives}
    return Figures(
        need=plan.whole.need,
        covered_need_before=plan.whole.covered_need_before,
        covered_need=plan.whole.covered_need,
        covered_need_bound=bounds.get("coverage"),
        drive_s=sum(load.drive_s for load in plan.loads),
        distance_m=sum(load.distance_m for load in plan.loads),
        num_sessions_per_cycle=sum(load.num_sessions for load in plan.loads),
        num_venues=len(plan.venues),
        num_sessions=len(plan.sessions),
        num_lost_sessions=len(plan.lost_sessions),
        num_advisers=len({visit.adviser_id for visit in plan.visits}),
        is_proven=all(objective.status != "stopped_early" for objective in plan.objectives),
    )


def _name_of(plan_folder: Path, folder: Path) -> str:
    """Name a plan as seen from a folder: its own name if it lies there."""
    plans = (folder / PLANS_FOLDER).resolve()
    there = plan_folder.resolve()
    if there.parent == plans:
        return there.name
    return Path(os.path.relpath(there, plans)).as_posix()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
