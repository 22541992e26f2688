"""A draft put right with the fewest changes around what its maker decided.

What is locked, and what was placed by hand, stays; venues taken out stay out; rules on venues
hold. Everything else may move. Nothing is saved: a repair is an edit like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from geodata.errors import InfeasibleError, NoSolutionFoundError, ViolationError
from planner.app.desk.edits import Edit, Repair, VenueVisits
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import DeskGround, with_rules
from planner.app.desk.judging import Verdict, assess, compare
from planner.app.desk.redating import redate_clashes
from planner.app.desk.state import DraftState
from planner.plan import Plan, Visit
from planner.planning import find_solution
from planner.preparation import Prepared, formulate_again
from planner.problem.model import PlannedVisit, Problem
from planner.progress import Progress
from planner.replan.adjusting import best_with
from planner.replan.changes import ChangeList, list_changes, list_visit_changes
from planner.replan.current import hold_in_place, is_known, positions_of, refuse_moved
from planner.solver.adjustment import AdjustmentProgram
from planner.solver.closeness import shorten_drives, stay_close
from planner.solver.engine import Deadline, Interrupter
from planner.visits import record_of_visit

RepairMode = Literal["repair", "adjust", "rebuild"]
TIME_LIMIT_S: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOptions:
    """How a draft is to be put right."""

    mode: RepairMode = "adjust"
    """Dates only; few visits; or the whole search anew around what stays."""
    max_changes: int | None = None
    """In mode ``adjust``: at most so many changes of visits, for the most coverage; ``None``: as
    few as there can be."""
    time_limit_s: int = TIME_LIMIT_S
    """In every mode; what has been found by then is proposed."""
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repaired:
    """What a repair would change, before anybody saves it."""

    edit: Repair
    verdict: Verdict
    """Of the repair, against the draft as it stands."""
    changes: ChangeList
    """From the plan in force to the draft once repaired; figures apart."""
    after: Plan
    """The plan in force with the visits and dates of the draft once repaired."""


def repair_draft(
    plan: Plan,
    edits: Sequence[Edit],
    ground: DeskGround,
    *,
    first_day: date,
    options: RepairOptions,
    progress: Progress,
    interrupter: Interrupter | None = None,
) -> Repaired:
    """Find what puts a draft right.

    Raises
    ------
    DeskError
        When there is nothing to put right, or not in this mode.
    InfeasibleError
        When what was decided by hand cannot stand together, or not with so few changes.
    """
    now = assess(plan, edits, ground, first_day=first_day)
    is_cycle_wrong = not now.is_cycle_right
    changes: tuple[VenueVisits, ...] = ()
    if options.mode == "repair":
        if is_cycle_wrong:
            raise DeskError(
                "Le cycle lui-même enfreint des règles : changer des dates n'y suffit pas."
            )
    elif is_cycle_wrong or options.max_changes is not None or options.mode == "rebuild":
        visits = _search(
            now.state,
            plan,
            ground,
            options,
            progress=progress,
            interrupter=interrupter or Interrupter(),
        )
        changes = _list_changes(now.state.visits, visits)
    edit = Repair(changes=changes)
    found = assess(plan, (*edits, edit), ground, first_day=first_day) if changes else now
    if found.is_cycle_right and found.violations:
        progress("Réparation : nouvelles dates")
        moves = redate_clashes(
            found.on_dates, found.state, ground, first_day=first_day, seed=options.seed
        )
        edit = Repair(changes=changes, moves=moves)
        found = assess(plan, (*edits, edit), ground, first_day=first_day)
    if found.violations:
        raise ViolationError(found.violations)
    if not edit.changes and not edit.moves:
        raise DeskError("Il n'y a rien à réparer : le brouillon respecte toutes les règles.")
    return Repaired(
        edit=edit,
        verdict=compare(now, found, edit, ground),
        changes=list_changes(plan, found.on_dates),
        after=found.on_dates,
    )


def _search(
    state: DraftState,
    plan: Plan,
    ground: DeskGround,
    options: RepairOptions,
    *,
    progress: Progress,
    interrupter: Interrupter,
) -> tuple[Visit, ...]:
    """Find visits that obey every rule around those that stay."""
    problem = _problem_of(state, ground)
    known = [visit for visit in state.visits if is_known(visit, problem)]
    current = positions_of(problem, known)
    frozen = _frozen(state, problem, ground)
    deadline = Deadline.after(options.time_limit_s, interrupter=interrupter)
    try:
        if options.mode == "rebuild":
            held = _within(
                options.time_limit_s,
                replace(ground.prepared, problem=hold_in_place(problem, current, frozen)),
            )
            progress("Réparation : nouvelle recherche autour de ce qui reste")
            found = find_solution(
                held,
                seed=options.seed,
                progress=progress,
                start=plan.model_copy(update={"visits": tuple(known)}),
                interrupter=interrupter,
            )
            visits = stay_close(
                held.problem,
                found.visits,
                current=current,
                driving_tolerance=0.0,
                deadline=deadline,
                seed=options.seed,
            )
            refuse_moved(visits, current, frozen, problem)
        else:
            progress("Réparation : le moins de changements possible")
            visits = _adjust(
                problem,
                current,
                options,
                num_gone=len(state.visits) - len(known),
                frozen=frozen,
                deadline=deadline,
            )
    except NoSolutionFoundError as error:
        if not interrupter.interrupted:
            raise
        raise DeskError(
            "La recherche a été arrêtée avant d'avoir rien trouvé : le brouillon est comme avant."
        ) from error
    except InfeasibleError as error:
        raise InfeasibleError(
            f"ce qui est verrouillé ou placé à la main ne peut pas rester ainsi : {error} ; "
            "déverrouillez ou annulez une modification"
        ) from error
    as_known = dict(zip(current, known, strict=True))
    return tuple(as_known.get(planned) or record_of_visit(problem, planned) for planned in visits)


def _within(time_limit_s: int, prepared: Prepared) -> Prepared:
    """Let a whole search take no longer than any other repair: people wait for it."""
    optimisation = prepared.settings.optimisation
    limited = optimisation.model_copy(
        update={"time_limit_s": min(time_limit_s, optimisation.time_limit_s)}
    )
    settings = prepared.settings.model_copy(update={"optimisation": limited})
    return replace(prepared, settings=settings)


def _adjust(
    problem: Problem,
    current: Sequence[PlannedVisit],
    options: RepairOptions,
    *,
    num_gone: int,
    frozen: frozenset[int],
    deadline: Deadline,
) -> tuple[PlannedVisit, ...]:
    """Change as few visits as can be, or as many as are allowed."""
    if problem.pairs or problem.duos:
        raise DeskError(
            "Ce territoire a des permanences courtes ou à deux conseillers : choisissez « tout "
            "recalculer autour de ce qui reste »."
        )
    program = AdjustmentProgram(problem, current, num_gone=num_gone, frozen_venues=frozen)
    max_changes = options.max_changes
    if max_changes is None:
        max_changes = program.least_changes_possible(deadline=deadline, seed=options.seed)
    point = best_with(
        program, problem, max_changes=max_changes, deadline=deadline, seed=options.seed
    )
    return shorten_drives(
        problem, point.visits, current=current, deadline=deadline, seed=options.seed
    )


def _problem_of(state: DraftState, ground: DeskGround) -> Problem:
    """The planning problem with a draft's rules, and without the venues that it takes out."""
    territory = with_rules(ground.territory, state.rules)
    problem = formulate_again(ground.prepared, territory)
    can_visit = problem.can_visit.copy()
    for at, venue_id in enumerate(problem.venue_ids):
        if venue_id in state.dropped_venues:
            can_visit[:, at] = False
    return replace(problem, can_visit=can_visit)


def _frozen(state: DraftState, problem: Problem, ground: DeskGround) -> frozenset[int]:
    """Positions of the venues whose visits stay as they are."""
    visited = {visit.venue_id for visit in state.visits}
    stay = state.locked_venues | state.placed_venues
    stay |= {venue_id for venue_id, _ in state.locked_sessions}
    gone = sorted((stay & visited) - set(problem.venue_ids))
    if gone:
        names = ", ".join(ground.facts.venue_words(venue_id) for venue_id in gone)
        raise DeskError(
            "Aucun conseiller ne peut tenir de permanence dans un lieu qui doit rester en place "
            f"(interdit, fermé ou hors d'atteinte) : {names}."
        )
    return frozenset(
        at for at, venue_id in enumerate(problem.venue_ids) if venue_id in stay & visited
    )


def _list_changes(before: Sequence[Visit], after: Sequence[Visit]) -> tuple[VenueVisits, ...]:
    """List what differs, venue by venue; visits that stay are not named."""
    return tuple(
        VenueVisits(
            venue_id=change.venue_id,
            before=tuple(visit for visit in change.before if visit not in change.after),
            after=tuple(visit for visit in change.after if visit not in change.before),
        )
        for change in list_visit_changes(before, after)
    )
