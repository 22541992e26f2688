"""One scenario, from its territory folder to its plan: the same function wherever it runs."""

import hashlib
import json
import sys
import time
import traceback
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from geodata.errors import Fault, ItineranceError, TerritoryError
from geodata.folder import fingerprint_inputs, read_territory
from geodata.folder_lock import lock_folder
from geodata.territory import Territory
from planner.app.batch.records import AdviserChoice, Outcome, Scenario, Status
from planner.app.failures import EXIT_INFEASIBLE, explain
from planner.app.writing import write_outputs
from planner.history import VERSION_FILE, Provenance, StoredVersion, list_versions
from planner.history.reading import read_stored_version
from planner.plan.file import plan_file, read_plan
from planner.plan.store import latest_plan
from planner.planning import make_plan
from planner.preparation import CACHE_FOLDER, prepare
from planner.progress import Step
from planner.settings import Settings
from planner.settings.changes import change_settings
from planner.settings.file import SETTINGS_FILE, read_settings

SCENARIOS_FOLDER: Final = "scenarios"
LOCK_WAIT_S: Final = 900.0
"""Somebody who plans the folder by hand, or a worker whose batch was killed, comes to an end."""
_LIBRARIES: Final = ("itinerance", "numpy", "ortools", "scipy")
"""Another version of these may find another plan."""


def run_scenario(scenario: Scenario) -> Outcome:
    """Plan a scenario unless its plan is there already; whatever happens is an outcome.

    The plan is on disk, whole, before this returns. A failure leaves earlier plans as they are.
    """
    start_s = time.monotonic()
    try:
        outcome = _run(scenario)
    except (ItineranceError, OSError) as error:
        outcome = fail(scenario, *explain(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the other scenarios
        traceback.print_exc()
        words = f"Erreur inattendue ({type(error).__name__}) : {error}"
        outcome = fail(scenario, words, EXIT_INFEASIBLE)
    elapsed_s = time.monotonic() - start_s
    return replace(outcome, elapsed_s=elapsed_s, peak_memory_mb=_peak_memory_mb())


def fail(scenario: Scenario, error: str, exit_code: int) -> Outcome:
    """Return the outcome of a scenario that failed; its last good plan is still there."""
    last = latest_plan(store_of(scenario))
    return Outcome(
        scenario=scenario,
        status="failed",
        plan=None if last is None else str(last),
        error=error,
        exit_code=exit_code,
    )


def find_finished(scenario: Scenario) -> Outcome | None:
    """Return the outcome of a scenario that was planned before from the very same inputs.

    Plans that people made since do not count: they stay in force.

    Raises
    ------
    InputError
        When the settings cannot be read, or the scenario makes them contradictory.
    """
    key = compute_key(scenario)
    own = [stored for stored in list_versions(store_of(scenario)) if _key_of(stored)]
    if not own or _key_of(own[-1]) != key or own[-1].state != "sound":
        return None
    return _outcome(scenario, "reused", own[-1])


def compute_key(scenario: Scenario) -> str:
    """Fingerprint of all that a plan depends on: inputs, settings, advisers, seed, software."""
    folder = Path(scenario.territory)
    everything = {
        "inputs": fingerprint_inputs(folder),
        "settings": settings_of(scenario).model_dump(mode="json"),
        "advisers": asdict(scenario.advisers),
        "seed": scenario.seed,
        "start": scenario.start,
        "software": {name: version(name) for name in _LIBRARIES},
    }
    return hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()


def store_of(scenario: Scenario) -> Path:
    """Folder whose ``plans`` hold those of a scenario."""
    folder = Path(scenario.territory)
    return folder / SCENARIOS_FOLDER / scenario.name if scenario.name else folder


def find_start(scenario: Scenario) -> Path | None:
    """Return the plan that a scenario starts from: its own last one, else that in force."""
    if scenario.start == "none":
        return None
    return latest_plan(store_of(scenario)) or latest_plan(Path(scenario.territory))


def settings_of(scenario: Scenario) -> Settings:
    """Settings of a territory as a scenario changes them."""
    path = Path(scenario.territory) / SETTINGS_FILE
    return change_settings(read_settings(path), dict(scenario.settings), file=scenario.label)


def _run(scenario: Scenario) -> Outcome:
    folder, store = Path(scenario.territory), store_of(scenario)
    if not folder.is_dir():
        message = f"le dossier {folder} n'existe pas, ou n'est pas visible de cette machine"
        remedy = "vérifiez le chemin, et le partage entre les machines"
        raise TerritoryError((Fault(file=folder.name, message=message, remedy=remedy),))
    if scenario.name:
        store.mkdir(parents=True, exist_ok=True)
    with lock_folder(store, doing="itinerance batch", wait_s=LOCK_WAIT_S):
        # Asked again under the lock: another batch may have just finished it.
        finished = find_finished(scenario)
        return finished or _plan(scenario, folder, store)


def _plan(scenario: Scenario, folder: Path, store: Path) -> Outcome:
    key, settings = compute_key(scenario), settings_of(scenario)
    territory = choose_advisers(read_territory(folder), scenario.advisers)
    start, before = find_start(scenario), latest_plan(folder)
    prepared = prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=_silent)
    plan = make_plan(
        prepared,
        seed=scenario.seed,
        progress=_silent,
        start=None if start is None else read_plan(plan_file(start)),
        is_interruptible=False,  # a plan cut short must not pass for a finished one
    )
    provenance = Provenance(
        action="plan",
        author=scenario.author,
        reason=scenario.reason,
        command="itinerance batch",
        parent=start,
        scenario=scenario.name,
        scenario_key=key,
    )
    if compute_key(scenario) != key:
        message = "les données ont changé pendant le calcul : rien n'a été écrit"
        raise TerritoryError((Fault(file=folder.name, message=message, remedy="relancez le lot"),))
    written = write_outputs(store, plan, territory, provenance=provenance, progress=_silent)
    return replace(
        _outcome(scenario, "planned", read_stored_version(written)),
        succeeds="" if before is None or scenario.name else before.name,
        first_day=plan.settings.calendar.start,
    )


def _outcome(scenario: Scenario, status: Status, stored: StoredVersion) -> Outcome:
    """Return the outcome that a stored plan is, by its own record."""
    if stored.version is None:
        raise OSError(f"{stored.path / VERSION_FILE}: just written, and cannot be read")
    return Outcome(
        scenario=scenario,
        status=status,
        key=stored.version.scenario_key,
        plan=str(stored.path),
        figures=stored.version.figures,
        territory_name=stored.version.territory_name,
        notice=stored.version.notice,
    )


def choose_advisers(territory: Territory, choice: AdviserChoice) -> Territory:
    """Keep the advisers that a scenario plans with, and what is said of them.

    Raises
    ------
    TerritoryError
        When it names advisers that there are not, or none is left.
    """
    known = {adviser.id for adviser in territory.advisers}
    kept = (set(choice.only) or known) - set(choice.without)
    strangers = sorted((set(choice.only) | set(choice.without)) - known)
    faults = [
        Fault(
            file="advisers.csv",
            message=f"le scénario nomme un conseiller inconnu : {adviser_id}",
            remedy=f"sont connus : {', '.join(sorted(known))}",
        )
        for adviser_id in strangers
    ]
    if not strangers and not kept:
        message = "le scénario ne laisse aucun conseiller"
        faults.append(Fault(file="advisers.csv", message=message, remedy="gardez-en un au moins"))
    if faults:
        raise TerritoryError(tuple(faults))
    return replace(
        territory,
        advisers=tuple(adviser for adviser in territory.advisers if adviser.id in kept),
        absences=tuple(row for row in territory.absences if row.adviser_id in kept),
        exclusions=tuple(row for row in territory.exclusions if row.adviser_id in kept),
    )


def _peak_memory_mb() -> float:
    """Highest memory of this process so far; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not there on Windows

    per_mb = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb


def _key_of(stored: StoredVersion) -> str:
    return "" if stored.version is None else stored.version.scenario_key


def _silent(_step: Step) -> None:
    """Say nothing: many scenarios run at once."""
