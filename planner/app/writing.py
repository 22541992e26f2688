"""A checked plan written with everything that goes with it, as one new folder."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory
from maps.language import FRENCH, Language
from planner.app.drawing import draw_map, find_frontier, find_tour_lines
from planner.app.travel_settings import access_leg
from planner.export import export_files, make_ground
from planner.history.version import VERSION_FILE, Provenance, version_file
from planner.plan import Plan
from planner.plan_file import PLAN_FILE, format_plan
from planner.plan_store import write_plan_folder
from planner.solver.search import Progress

MAP_FILE: Final = "map.html"


def write_outputs(
    folder: Path,
    plan: Plan,
    territory: Territory,
    *,
    provenance: Provenance,
    progress: Progress,
    residents: ResidentTravel | None = None,
    language: Language = FRENCH,
    extra_files: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a checked plan with all its exports as a new folder below ``folder/plans``.

    Parameters
    ----------
    residents
        Drives of the residents where they are known already; computed anew otherwise.
    language
        Of the map; all else is in French.
    extra_files
        Written with it, at once: relative path (with ``/``) -> content.
    """
    progress("Carte et fichiers")
    plan_bytes = format_plan(plan).encode()
    now = datetime.now(UTC)
    tour_lines = find_tour_lines(plan, territory)
    ground = make_ground(
        plan,
        territory,
        tour_lines=tour_lines,
        access=access_leg(plan.settings),
        publication=plan.settings.publication,
        residents=residents,
    )
    drawn = draw_map(
        plan,
        territory,
        tour_lines=tour_lines,
        frontier=find_frontier(folder),
        language=language,
    )
    files = {
        PLAN_FILE: plan_bytes,
        VERSION_FILE: version_file(plan, plan_bytes, provenance, folder=folder, now=now),
        **export_files(plan, ground),
        MAP_FILE: drawn.encode(),
        **(extra_files or {}),
    }
    return write_plan_folder(folder, plan.settings.calendar.start, files)


def list_written(folder: Path) -> Sequence[Path]:
    """List the files of a plan folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
