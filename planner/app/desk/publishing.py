"""From a draft to the next plan: assembled anew, explained, checked in full, and its files."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from geodata.errors import InfeasibleError
from geodata.files import fingerprint
from geodata.folder import read_territory
from geodata.territory import Territory
from planner.app.desk.dating import cycle_day_of, date_draft
from planner.app.desk.draft import Base, Draft
from planner.app.desk.edits import Edit
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import survey_desk
from planner.app.desk.state import DraftState, work_out_state
from planner.app.replan_assembly import Sequel, assemble_sequel
from planner.app.writing import make_outputs
from planner.dates.versions import planned_slot
from planner.events import Event, VenueRuled
from planner.history.version import Provenance
from planner.plan import Plan, Session
from planner.plan.file import PLAN_FILE
from planner.plan.store import PLANS_FOLDER
from planner.planning import explain_and_check
from planner.preparation import CACHE_FOLDER, Prepared, formulate_again, prepare
from planner.problem.model import Bound, Solution
from planner.progress import Progress
from planner.replan.application import apply_events
from planner.replan.availability import calendar_end, leave_out_missing
from planner.replan.changes import list_changes
from planner.replan.ground import events_of, ground_of_plan
from planner.replan.reading import read_event_surveys
from planner.replan.report import (
    CHANGES_CSV,
    CHANGES_TEXT,
    Succeeding,
    format_changes_csv,
    format_changes_text,
)
from planner.visits import positions_of_visits

MESSAGES_ENCODING: Final = "utf-8-sig"
"""Of the texts to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewPlan:
    """A plan made of a draft that the checker accepts; nothing is written yet."""

    before: Plan
    plan: Plan
    territory: Territory
    prepared: Prepared

    @property
    def sides(self) -> Succeeding:
        """The two plans and what changes, for reports."""
        return Succeeding(
            before=self.before, after=self.plan, changes=list_changes(self.before, self.plan)
        )


def base_of(plan_folder: Path) -> Base:
    """Name a plan as a draft does."""
    return Base(plan=plan_folder.name, sha256=fingerprint(plan_folder / PLAN_FILE))


def plan_folder_of(folder: Path, base: Base) -> Path:
    """Folder of the plan that a draft starts from."""
    return folder / PLANS_FOLDER / base.plan


def edits_sha256(edits: Sequence[Edit]) -> str:
    """Fingerprint of edits; a plan made of them bears it."""
    text = json.dumps([edit.model_dump(mode="json") for edit in edits], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def count_published(plan: Plan, draft: Draft) -> int:
    """Count the first edits of a draft that a plan is made of; 0 when it is made of none.

    All of them, after a crash right behind the writing, unless others have gone on since.
    """
    made_of = None if plan.replanning is None else plan.replanning.events_sha256
    numbers = range(len(draft.edits), 0, -1)
    return next((n for n in numbers if edits_sha256(draft.edits[:n]) == made_of), 0)


def assemble_draft(
    plan: Plan, edits: Sequence[Edit], folder: Path, *, first_day: date, progress: Progress
) -> NewPlan:
    """Make the next plan of a draft and have it checked in full, on the tables as they are now.

    Raises
    ------
    DeskError
        When the draft changes nothing, or an edit finds no more what it changes.
    ViolationError
        When the independent checker refuses the plan.
    """
    state = work_out_state(plan, edits)
    if state.misfits:
        raise DeskError(
            f"{len(state.misfits)} modification(s) du brouillon ne trouvent plus ce qu'elles "
            "changent : annulez-les, ou reprenez le brouillon sur le planning en vigueur."
        )
    cycle_day = cycle_day_of(plan, state, first_day)
    new_events = tuple(
        VenueRuled(venue_id=venue_id, rule=rule) for venue_id, rule in sorted(state.rules.items())
    )
    if cycle_day is None and not state.moves and not new_events:
        raise DeskError(
            "Le brouillon ne change rien au planning en vigueur : déplacez, ajoutez ou retirez "
            "une permanence, puis publiez."
        )
    progress("Lecture du dossier")
    territory = read_territory(folder)
    prepared = _prepare(
        plan, territory, folder, new_events=new_events, cycle_day=cycle_day, progress=progress
    )
    ground = survey_desk(plan, prepared)
    dated = date_draft(plan, state, ground, first_day=first_day)
    prepared = _with_visited(prepared, state)
    sequel = Sequel(
        before=plan,
        mode="repair" if cycle_day is None else "adjust",
        first_day=first_day,
        events=(*events_of(plan), *new_events),
        events_sha256=edits_sha256(edits),
        seed=plan.seed,
        kept=tuple(session for session in dated.sessions if session.replaces is not None),
    )
    visits = positions_of_visits(prepared.problem, plan.model_copy(update={"visits": state.visits}))
    solution = Solution(
        visits=visits,
        bounds=_bounds(plan, territory, is_as_before=not sequel.events),
        hit_time_limit=False,
    )
    progress("Planning : dates et chiffres")
    after = assemble_sequel(prepared, solution, sequel, cycle_day=cycle_day)
    _refuse_lost_moves(after, state, prepared)
    after = explain_and_check(prepared, after, progress=progress)
    return NewPlan(before=plan, plan=after, territory=prepared.territory, prepared=prepared)


def make_files(
    found: NewPlan, folder: Path, *, provenance: Provenance, progress: Progress
) -> dict[str, bytes]:
    """Make all files of a plan made of a draft, the messages to send among them."""
    files = make_outputs(
        folder,
        found.plan,
        found.territory,
        provenance=provenance,
        progress=progress,
        residents=found.prepared.residents,
    )
    sides = found.sides
    return files | {
        CHANGES_CSV: format_changes_csv(sides),
        CHANGES_TEXT: format_changes_text(sides),
    }


def read_messages(plan_folder: Path) -> str:
    """Read the messages to send that were written with a plan."""
    return (plan_folder / CHANGES_TEXT).read_text(encoding=MESSAGES_ENCODING)


def _prepare(
    plan: Plan,
    territory: Territory,
    folder: Path,
    *,
    new_events: tuple[Event, ...],
    cycle_day: date | None,
    progress: Progress,
) -> Prepared:
    """Prepare what the next plan rests on; a new cycle leaves out whoever is missing by then."""
    surveys = read_event_surveys((*events_of(plan), *new_events), territory, folder)
    if cycle_day is None:
        ground = ground_of_plan(plan, territory, more=new_events, surveys=surveys)
        return prepare(
            ground.territory,
            ground.settings,
            cache=folder / CACHE_FOLDER,
            progress=progress,
            need_factors=ground.need_factors,
            advisers_left_out=ground.advisers_left_out,
        )
    changed = apply_events(
        territory, plan.settings, (*events_of(plan), *new_events), surveys=surveys
    )
    of_cycle = leave_out_missing(
        changed.territory, first_day=cycle_day, last_day=calendar_end(plan.settings.calendar)
    )
    return prepare(
        of_cycle.territory,
        changed.settings,
        cache=folder / CACHE_FOLDER,
        progress=progress,
        need_factors=changed.need_factors,
        advisers_left_out=of_cycle.advisers_left_out,
    )


def _with_visited(prepared: Prepared, state: DraftState) -> Prepared:
    """Have the problem know venues that no search would visit, where the draft does."""
    missing = {visit.venue_id for visit in state.visits} - set(prepared.problem.venue_ids)
    if not missing:
        return prepared
    venues = tuple(
        replace(venue, rule="required") if venue.id in missing else venue
        for venue in prepared.territory.venues
    )
    problem = formulate_again(prepared, replace(prepared.territory, venues=venues))
    return replace(prepared, problem=problem)


def _bounds(plan: Plan, territory: Territory, *, is_as_before: bool) -> tuple[Bound, ...]:
    """What is proven: the bound of coverage stays true while tables and rules are the same."""
    coverage = next((one for one in plan.objectives if one.name == "coverage"), None)
    is_known = coverage is not None and not coverage.condition and is_as_before
    bound = None
    if coverage is not None and is_known and dict(territory.fingerprints) == plan.fingerprints:
        bound = coverage.bound
    return (
        Bound(name="coverage", value=0.0, bound=bound, condition=""),
        Bound(name="driving", value=0.0, bound=None, condition=""),
    )


def _refuse_lost_moves(plan: Plan, state: DraftState, prepared: Prepared) -> None:
    """Refuse a plan in which a date moved by hand is not where it was put.

    Raises
    ------
    InfeasibleError
    """
    held: dict[tuple[str, object], Session] = {
        (session.venue_id, planned_slot(session)): session for session in plan.sessions
    }
    names = {venue.id: venue.name for venue in prepared.territory.venues}
    lost = [
        f"{names[venue_id]}, le {to.day:%d/%m/%Y}"
        for (venue_id, planned), to in state.moves.items()
        if (session := held.get((venue_id, planned))) is None
        or (session.day, session.adviser_id, session.half) != (to.day, to.adviser_id, to.half)
    ]
    if lost:
        raise InfeasibleError(
            f"des permanences déplacées à la main ne peuvent pas y être tenues : {'; '.join(lost)}"
        )
