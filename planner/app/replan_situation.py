"""What a replan starts from: a plan, its folder, what happened since, and what was promised."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import Fault, InputError
from geodata.territory import Territory
from planner.app import reports
from planner.events import Event, ReplanMode
from planner.plan import Plan
from planner.plan.file import plan_file, read_plan
from planner.preparation import CACHE_FOLDER, Prepared, prepare, read_inputs
from planner.progress import Progress
from planner.replan.application import Changed, apply_events
from planner.replan.availability import calendar_end
from planner.replan.confirmed import Confirmed, read_confirmed, refuse_clashes
from planner.replan.events_file import read_events
from planner.replan.ground import PlanGround, events_of, ground_of_plan
from planner.replan.reading import ground_as_planned, read_event_surveys

__all__ = [
    "ReplanRequest",
    "Situation",
    "ground_as_planned",
    "prepare_as_planned",
    "survey_situation",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRequest:
    """What is to be replanned, and how."""

    plan_path: Path
    folder: Path | None
    """The territory folder; ``None``: the one that the plan lies in."""
    events_path: Path
    confirmed_path: Path | None
    mode: ReplanMode
    first_day: date
    max_changes: int | None
    time_limit_s: int | None
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """Everything that the three modes start from."""

    request: ReplanRequest
    folder: Path
    before: Plan
    ground: PlanGround
    """Of the present cycle, with the new events."""
    changed: Changed
    """The folder's territory with all events, for a new cycle."""
    events: tuple[Event, ...]
    """Of this replan and all before."""
    new_events: tuple[Event, ...]
    confirmed: tuple[Confirmed, ...]


def prepare_as_planned(
    plan: Plan, territory: Territory, *, folder: Path, progress: Progress
) -> Prepared:
    """Prepare what a plan was made from: the tables of its folder and what happened since.

    Raises
    ------
    TerritoryError
        When the tables do not have any more what its events name.
    """
    ground = ground_as_planned(plan, territory, folder=folder)
    return prepare(
        ground.territory,
        plan.settings,
        cache=folder / CACHE_FOLDER,
        progress=progress,
        need_factors=ground.need_factors,
        advisers_left_out=ground.advisers_left_out,
    )


def survey_situation(request: ReplanRequest, *, progress: Progress) -> Situation:
    """Read the plan, its folder, the events and what is confirmed."""
    path = plan_file(request.plan_path)
    before = read_plan(path)
    folder = request.folder or reports.territory_of(path)
    progress("Lecture du dossier et des évènements")
    territory, _ = read_inputs(folder)
    reports.check_same_territory(before, territory, path)
    _check_first_day(request, before)
    earlier = ground_as_planned(before, territory, folder=folder)
    new_events = read_events(request.events_path, earlier.territory, folder=folder)
    events = (*events_of(before), *new_events)
    surveys = read_event_surveys(events, territory, folder)
    changed = apply_events(territory, before.settings, events, surveys=surveys)
    confirmed: tuple[Confirmed, ...] = ()
    if request.confirmed_path is not None:
        confirmed = read_confirmed(request.confirmed_path, before)
        refuse_clashes(
            confirmed,
            before,
            changed.territory,
            settings=changed.settings.calendar,
            first_day=request.first_day,
            file=request.confirmed_path.name,
        )
    return Situation(
        request=request,
        folder=folder,
        before=before,
        ground=ground_of_plan(before, territory, more=new_events, surveys=surveys),
        changed=changed,
        events=events,
        new_events=new_events,
        confirmed=confirmed,
    )


def _check_first_day(request: ReplanRequest, before: Plan) -> None:
    last_day = calendar_end(before.settings.calendar)
    if request.first_day > last_day:
        raise InputError(
            (
                Fault(
                    file=request.plan_path.name,
                    message=f"le planning finit le {last_day:%d/%m/%Y}, avant le premier jour à "
                    f"replanifier ({request.first_day:%d/%m/%Y})",
                    remedy="donnez --from ou --today, ou faites le planning suivant avec "
                    "« itinerance plan »",
                ),
            )
        )
