"""The one path from a territory folder to a written plan; commands, scripts and tests end here.

Its stages are the library's own: :mod:`planner.preparation`, then :mod:`planner.planning`. What is
written, and who may write, is the application's.
"""

from dataclasses import dataclass
from pathlib import Path

from geodata.folder_lock import lock_folder
from maps.language import LanguageCode, load_language
from planner.app.writing import write_outputs
from planner.history.version import Provenance
from planner.need import NeedScenario
from planner.plan import Plan
from planner.planning import make_plan
from planner.preparation import CACHE_FOLDER, prepare, read_inputs
from planner.progress import Progress
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How a folder is planned, beyond what its settings say."""

    seed: int
    time_limit_s: int | None = None
    gap: float | None = None
    """Relative gap to the bounds at which the search may stop; ``None``: the settings'."""
    start: Plan | None = None
    """An earlier plan to start from."""
    need_scenario: NeedScenario | None = None
    """Replaces the scenario of need of the settings."""
    language: LanguageCode = "fr"
    """Of the map."""


def plan_folder(
    folder: Path, *, options: PlanOptions, provenance: Provenance, progress: Progress
) -> tuple[Plan, Path]:
    """Go the whole way from a territory folder to a written plan; return it and its folder.

    Raises
    ------
    FolderInUseError
        When another process is working on the folder.
    """
    with lock_folder(folder, doing=provenance.command):
        progress("Lecture du dossier")
        territory, settings = read_inputs(folder)
        prepared = prepare(
            territory,
            _with_options(settings, options),
            cache=folder / CACHE_FOLDER,
            progress=progress,
        )
        plan = make_plan(prepared, seed=options.seed, progress=progress, start=options.start)
        written = write_outputs(
            folder,
            plan,
            territory,
            provenance=provenance,
            progress=progress,
            residents=prepared.residents,
            language=load_language(options.language),
        )
    return plan, written


def _with_options(settings: Settings, options: PlanOptions) -> Settings:
    """Settings as this one run uses them; the plan keeps them."""
    changes: dict[str, object] = {}
    if options.time_limit_s is not None:
        changes["time_limit_s"] = options.time_limit_s
    if options.gap is not None:
        changes |= {"coverage_gap": options.gap, "driving_gap": options.gap}
    optimisation = settings.optimisation.model_copy(update=changes)
    need = settings.need
    if options.need_scenario is not None:
        need = need.model_copy(update={"scenario": options.need_scenario})
    return settings.model_copy(update={"optimisation": optimisation, "need": need})
