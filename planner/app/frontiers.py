"""Coverage against the means, from a territory folder to the files of a frontier."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from geodata.files import write_atomically
from geodata.resident_travel import ResidentTravel, compute_resident_travel
from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.dates.calendar import calendar_holidays
from planner.frontier.chart import draw_frontier
from planner.frontier.losses import Loss, list_losses
from planner.frontier.points import Point, SolveOptions
from planner.frontier.record import By, format_frontier_json
from planner.frontier.recording import record_frontier
from planner.frontier.search import (
    Frontier,
    frontier_by_advisers,
    frontier_by_half_days,
    frontier_by_minutes,
)
from planner.frontier.steps import Present
from planner.frontier.wording import format_frontier_csv, format_losses_csv
from planner.interruption import run_interruptible
from planner.preparation import CACHE_FOLDER, Prepared, prepare, read_inputs
from planner.problem.formulation import formulate
from planner.problem.model import Problem
from planner.progress import Progress, SearchEnds
from planner.settings import Settings
from planner.settings.travel import access_leg
from planner.solver.engine import Interrupter
from planner.wording import one_line

DEFAULT_TIME_LIMIT_S: Final = 300
NEXT_HALF_DAYS: Final = 10
STANDARDS: Final = (5, 10, 15, 20, 25, 30)
_LOSSES_FILE: Final = "un-conseiller-de-moins.csv"
_INTERRUPTION: Final = "Interruption : les points trouvés jusqu'ici, un instant…"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComputedFrontier:
    """A frontier, and what it was computed from."""

    prepared: Prepared
    found: Frontier
    by: By
    fewer: Point | None
    """Of a frontier by advisers, the point with one fewer than now."""
    losses: tuple[Loss, ...]
    """Communes that lose with one adviser fewer."""

    @property
    def need(self) -> float:
        """All people in need."""
        return float(self.prepared.need.people.sum())


def compute_frontier(
    folder: Path,
    *,
    by: By = "advisers",
    most: int | None = None,
    time_limit_s: int = DEFAULT_TIME_LIMIT_S,
    seed: int = 1,
    progress: Progress,
) -> ComputedFrontier:
    """Compute the need that a territory folder's means cover, and more or fewer of them.

    Ctrl-C and SIGTERM end the search with the points that it has.

    Parameters
    ----------
    most
        Advisers at most (by default twice as many as now), or half-days more.

    Raises
    ------
    KeyboardInterrupt
        When a signal ends it before its first point.
    """
    territory, settings = read_inputs(folder)
    prepared = prepare(territory, settings, cache=folder / CACHE_FOLDER, progress=progress)
    options = SolveOptions(
        gap=prepared.settings.optimisation.coverage_gap, time_limit_s=time_limit_s, seed=seed
    )

    def search(interrupter: Interrupter) -> Frontier:
        found = _search(
            prepared, by, most, options=options, progress=progress, interrupter=interrupter
        )
        progress(SearchEnds())
        return found

    found = run_interruptible(search, announce=lambda _planning: progress(_INTERRUPTION))
    fewer = _one_fewer(found) if by == "advisers" else None
    return ComputedFrontier(
        prepared=prepared,
        found=found,
        by=by,
        fewer=fewer,
        losses=() if fewer is None else _losses(prepared, found.present, fewer),
    )


def write_frontier(computed: ComputedFrontier, folder: Path, *, seed: int) -> list[Path]:
    """Write the sheet, the chart and the record, and the communes that lose if there are any."""
    prepared, found, by = computed.prepared, computed.found, computed.by
    settings = prepared.settings.territory
    name = one_line(settings.name)
    if settings.notice:
        name = f"{name} ({one_line(settings.notice)})"
    chart = draw_frontier(found, by, need=computed.need, territory=name)
    record = record_frontier(
        found,
        by,
        need=computed.need,
        settings=prepared.settings,
        fingerprints=dict(prepared.territory.fingerprints),
        seed=seed,
    )
    contents = {
        f"{by}.csv": format_frontier_csv(found, by, need=computed.need),
        f"{by}.svg": chart.encode(),
        f"{by}.json": format_frontier_json(record),
    }
    folder.mkdir(parents=True, exist_ok=True)
    if computed.losses:
        contents[_LOSSES_FILE] = format_losses_csv(computed.losses)
    elif by == "advisers":
        (folder / _LOSSES_FILE).unlink(missing_ok=True)  # of an earlier search
    for file_name, content in contents.items():
        write_atomically(folder / file_name, content)
    return [folder / file_name for file_name in contents]


def _search(
    prepared: Prepared,
    by: By,
    most: int | None,
    *,
    options: SolveOptions,
    progress: Progress,
    interrupter: Interrupter,
) -> Frontier:
    present = Present(
        territory=prepared.territory,
        travel=prepared.travel,
        settings=prepared.settings,
        problem=prepared.problem,
        reformulate=partial(_formulate, prepared, prepared.residents),
    )
    match by:
        case "advisers":
            count = 2 * len(prepared.problem.advisers)
            return frontier_by_advisers(
                present,
                max_advisers=most or count,
                options=options,
                progress=progress,
                interrupter=interrupter,
            )
        case "half-days":
            return frontier_by_half_days(
                present,
                num_more=most or NEXT_HALF_DAYS,
                options=options,
                progress=progress,
                interrupter=interrupter,
            )
        case "minutes":
            widest_s = 60 * max(*STANDARDS, prepared.settings.access.standard_minutes)
            progress("Habitants : trajets jusqu'à la norme la plus large")
            residents = compute_resident_travel(
                prepared.territory, access=access_leg(prepared.settings), limit_s=widest_s
            )
            present = replace(present, reformulate=partial(_formulate, prepared, residents))
            return frontier_by_minutes(
                present,
                minutes=STANDARDS,
                options=options,
                progress=progress,
                interrupter=interrupter,
            )


def _formulate(
    prepared: Prepared,
    residents: ResidentTravel,
    territory: Territory,
    travel: TravelTimes,
    settings: Settings,
) -> Problem:
    """Formulate the problem of other advisers, places or settings, all else as prepared."""
    return formulate(
        territory,
        travel,
        residents,
        prepared.need,
        preferences=prepared.preferences,
        settings=settings,
        holidays=calendar_holidays(settings.calendar),
    )


def _one_fewer(found: Frontier) -> Point | None:
    return next((point for point in found.points if point.x == found.present.x - 1), None)


def _losses(prepared: Prepared, present: Point, fewer: Point) -> tuple[Loss, ...]:
    need = dict(zip(prepared.need.commune_codes, map(float, prepared.need.people), strict=True))
    return list_losses(prepared.territory, need, present=present, fewer=fewer)
