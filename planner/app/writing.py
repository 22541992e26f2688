"""A checked plan written with everything that goes with it, as one new folder."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory
from maps.charts import render_charts
from maps.drawing import draw_page
from maps.language import FRENCH, Language
from planner.export import export_files, make_ground
from planner.figures.tour_lines import find_tour_lines
from planner.frontier.record import find_frontier
from planner.history.version import VERSION_FILE, Provenance, version_file
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, format_plan
from planner.plan.store import write_plan_folder
from planner.progress import Progress
from planner.settings.travel import access_leg

MAP_FILE: Final = "map.html"
CHARTS_FILE: Final = "charts.html"


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
    extra_files
        Written with it, at once: relative path (with ``/``) -> content.
    provenance, progress, residents, language
        As in :func:`make_outputs`.
    """
    files = make_outputs(
        folder,
        plan,
        territory,
        provenance=provenance,
        progress=progress,
        residents=residents,
        language=language,
    )
    return write_plan_folder(folder, plan.settings.calendar.start, files | dict(extra_files or {}))


def make_outputs(
    folder: Path,
    plan: Plan,
    territory: Territory,
    *,
    provenance: Provenance,
    progress: Progress,
    residents: ResidentTravel | None = None,
    language: Language = FRENCH,
) -> dict[str, bytes]:
    """Make all files of a checked plan: relative path (with ``/``) -> content; none is written.

    Parameters
    ----------
    residents
        Drives of the residents where they are known already; computed anew otherwise.
    language
        Of the map and the charts; all else is in French.
    """
    progress("Carte et fichiers")
    plan_bytes = format_plan(plan).encode()
    now = datetime.now(UTC)
    tour_lines, frontier = find_tour_lines(plan, territory), find_frontier(folder)
    ground = make_ground(
        plan,
        territory,
        tour_lines=tour_lines,
        access=access_leg(plan.settings),
        publication=plan.settings.publication,
        residents=residents,
    )
    drawn = draw_page(
        plan,
        territory,
        tour_lines=tour_lines,
        frontier=frontier,
        language=language,
    )
    charts = render_charts(
        plan, documents=plan.settings.documents, frontier=frontier, language=language
    )
    return {
        PLAN_FILE: plan_bytes,
        VERSION_FILE: version_file(plan, plan_bytes, provenance, folder=folder, now=now),
        **export_files(plan, ground),
        MAP_FILE: drawn.encode(),
        CHARTS_FILE: charts.encode(),
    }


def list_written(folder: Path) -> Sequence[Path]:
    """List the files of a plan folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
