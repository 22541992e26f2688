"""The one path from a plan and what happened since to the next plan."""

from dataclasses import dataclass
from pathlib import Path

from planner.app.replan_modes import NextPlan, adjust, rebuild, repair
from planner.app.replan_situation import ReplanRequest, survey_situation
from planner.plan import Plan
from planner.progress import Progress
from planner.replan.changes import ChangeList, list_changes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replanned:
    """The next plan, checked but not written, and what it changes."""

    folder: Path
    before: Plan
    found: NextPlan
    changes: ChangeList


def replan(request: ReplanRequest, *, progress: Progress) -> Replanned:
    """Make the next plan and have it checked.

    Raises
    ------
    InputError
        With every fault of the events, the list of confirmed sessions, or their clashes.
    InfeasibleError
        When no plan obeys every rule, or not with so few changes.
    ViolationError
        When the independent checker refuses what was found.
    """
    situation = survey_situation(request, progress=progress)
    modes = {"repair": repair, "adjust": adjust, "rebuild": rebuild}
    found = modes[request.mode](situation, progress=progress)
    return Replanned(
        folder=situation.folder,
        before=situation.before,
        found=found,
        changes=list_changes(situation.before, found.plan),
    )
