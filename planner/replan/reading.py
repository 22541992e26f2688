"""The territory that a plan rests on: the tables of its folder, and what happened since."""

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

from geodata.errors import Fault, InputError
from geodata.files import fingerprint
from geodata.folder import read_territory
from geodata.survey_file import read_survey
from geodata.territory import Survey, Territory
from planner.events import Event, SurveyChanged
from planner.plan import Plan
from planner.replan.ground import PlanGround, events_of, ground_of_plan


def read_territory_of(plan: Plan, folder: str | PathLike[str]) -> Territory:
    """Read the territory that a plan rests on: its folder's, changed by its events.

    For a plan that no replan made, the same as :func:`geodata.read_territory`.

    Raises
    ------
    TerritoryError
        With every fault of the tables; or they do not have any more what the events name.
    """
    territory = read_territory(folder)
    return ground_as_planned(plan, territory, folder=Path(folder)).territory


def ground_as_planned(plan: Plan, territory: Territory, *, folder: Path) -> PlanGround:
    """The territory that a plan rests on, from the tables of its folder.

    Raises
    ------
    TerritoryError
        When the tables do not have any more what its events name.
    """
    surveys = read_event_surveys(events_of(plan), territory, folder)
    return ground_of_plan(plan, territory, surveys=surveys)


def read_event_surveys(
    events: Sequence[Event], territory: Territory, folder: Path
) -> Mapping[str, Survey]:
    """Read the surveys that events name, as they were then."""
    surveys: dict[str, Survey] = {}
    for event in events:
        if isinstance(event, SurveyChanged):
            surveys[event.file] = read_survey(folder / event.file, territory.communes)
            if fingerprint(folder / event.file) != event.sha256:
                raise InputError(
                    (
                        Fault(
                            file=event.file,
                            message="l'enquête a changé depuis l'évènement qui la nomme",
                            remedy="remettez le fichier d'alors, ou donnez-lui un autre nom et un "
                            "nouvel évènement",
                        ),
                    )
                )
    return surveys
