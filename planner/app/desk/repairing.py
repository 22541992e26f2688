"""A draft put right with the fewest changes around what its maker decided.

What is locked, and what was placed by hand, stays; venues taken out stay out; rules on venues
hold. Everything else may move. Hours of short sessions follow from what shares their half-day:
those of locked venues stay, others change where a rule asks for it. Nothing is saved: a repair is
an edit like any other.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from geodata.errors import InfeasibleError, NoSolutionFoundError, ViolationError
from planner.app.desk.edits import Edit, Repair, VenueVisits
from planner.app.desk.errors import DeskError
from planner.app.desk.ground import DeskGround, with_rules
from planner.app.desk.judging import Verdict, assess, compare
from planner.app.desk.proof import Proof
from planner.app.desk.redating import redate_clashes
from planner.app.desk.state import DraftState
from planner.plan import Plan, Visit
from planner.planning import find_solution
from planner.preparation import Prepared, formulate_again
from planner.problem.model import PlannedVisit, Problem
from planner.progress import Progress
from planner.replan.adjusting import best_with
from planner.replan.changes import ChangeList, list_changes
from planner.replan.current import hold_in_place, is_known, positions_of, refuse_moved
from planner.replan.held_hours import hold_hours
from planner.solver.adjustment import AdjustmentProgram
from planner.solver.closeness import shorten_drives, stay_close
from planner.solver.engine import Deadline, Interrupter
from planner.solver.known_venues import keep_to_known_venues
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
    proof: Proof | None = None
    """``None`` where few changes were not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Visits that a search found, and what it proved of their changes."""

    visits: tuple[Visit, ...]
    proof: Proof | None = None


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
    ViolationError
        When the checker refuses what was found.
    """
    now = assess(plan, edits, ground, first_day=first_day)
    is_cycle_wrong = not now.is_cycle_right
    changes: tuple[VenueVisits, ...] = ()
    proof = None
    if options.mode == "repair":
        if is_cycle_wrong:
            raise DeskError(
                "Le cycle lui-même enfreint des règles : d'autres dates n'y suffisent pas. "
                "Choisissez « Le moins de changements possible »."
            )
    elif is_cycle_wrong or options.max_changes is not None or options.mode == "rebuild":
        searched = _search(
            now.state,
            plan,
            ground,
            options,
            progress=progress,
            interrupter=interrupter or Interrupter(),
        )
        proof = searched.proof

        def is_right(visits: Sequence[Visit]) -> bool:
            tried = Repair(changes=_list_changes(now.state.visits, visits))
            return assess(
                plan, (*edits, tried), ground, first_day=first_day, with_dates=False
            ).is_cycle_right

        visits = _keep_hours(now.state.visits, searched.visits, is_right)
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
        proof=proof,
    )


def _search(
    state: DraftState,
    plan: Plan,
    ground: DeskGround,
    options: RepairOptions,
    *,
    progress: Progress,
    interrupter: Interrupter,
) -> _Found:
    """Find visits that obey every rule around those that stay."""
    problem = _problem_of(state, ground)
    known = [visit for visit in state.visits if is_known(visit, problem)]
    current = positions_of(problem, known)
    frozen = _frozen(state, problem, ground)
    deadline = Deadline.after(options.time_limit_s, interrupter=interrupter)
    proof = None
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
            refuse_moved(
                visits,
                current,
                frozen,
                problem,
                remedy="choisissez « Le moins de changements possible »",
            )
        else:
            progress("Réparation : le moins de changements possible")
            visits, proof = _adjust(
                problem,
                current,
                options,
                num_gone=len(state.visits) - len(known),
                frozen=frozen,
                deadline=deadline,
            )
    except NoSolutionFoundError as error:
        if interrupter.interrupted:
            raise DeskError(
                "La recherche a été arrêtée avant d'avoir rien trouvé : le brouillon est comme "
                "avant."
            ) from error
        raise NoSolutionFoundError(
            f"aucune réparation trouvée en {options.time_limit_s} s : choisissez « Tout "
            "recalculer », ou annulez une modification",
            hit_time_limit=error.hit_time_limit,
        ) from error
    except InfeasibleError as error:
        raise InfeasibleError(
            f"ce qui est verrouillé ou placé à la main ne peut pas rester ainsi : {error} ; "
            "déverrouillez ou annulez une modification"
        ) from error
    as_known = dict(zip(current, known, strict=True))
    return _Found(
        visits=tuple(
            as_known.get(planned) or record_of_visit(problem, planned) for planned in visits
        ),
        proof=proof,
    )


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
) -> tuple[tuple[PlannedVisit, ...], Proof]:
    """Change as few visits as can be, or as many as are allowed; say what is proven of it."""
    if options.max_changes is None:
        problem = keep_to_known_venues(problem, current)
    program = AdjustmentProgram(problem, current, num_gone=num_gone, frozen_venues=frozen)
    fewest = None
    if options.max_changes is None:
        fewest = program.least_changes_possible(deadline=deadline, seed=options.seed)
    proof = Proof(
        num_changes=0 if fewest is None else fewest.num_changes,
        least=None if fewest is None else fewest.bound,
    )
    most = proof.num_changes if options.max_changes is None else options.max_changes
    try:
        point = best_with(program, problem, max_changes=most, deadline=deadline, seed=options.seed)
    except NoSolutionFoundError:
        if fewest is None:
            raise
        visits = fewest.visits  # time ended before it was known what else they could cover
    else:
        visits = point.visits
        proof = replace(
            proof,
            num_changes=point.num_changes,
            more_people=point.bound - point.covered_need,
        )
    shorter = shorten_drives(problem, visits, current=current, deadline=deadline, seed=options.seed)
    return shorter, proof


def _keep_hours(
    before: Sequence[Visit],
    after: Sequence[Visit],
    is_right: Callable[[Sequence[Visit]], bool],
) -> tuple[Visit, ...]:
    """Give sessions their hours back in every half-day that holds the same ones as before.

    A short session that was left alone may begin late; nobody moves it for that.
    """
    visits, old = tuple(after), _by_half_day(before)
    for slot, own in _by_half_day(after).items():
        had = old.get(slot, {})
        if had.keys() == own.keys() and had != own:
            tried = tuple(
                had[visit.venue_id] if visit in own.values() else visit for visit in visits
            )
            visits = tried if is_right(tried) else visits
    return visits


def _by_half_day(visits: Sequence[Visit]) -> dict[tuple[object, ...], dict[str, Visit]]:
    """Visits by venue, of each half-day of an adviser."""
    found: defaultdict[tuple[object, ...], dict[str, Visit]] = defaultdict(dict)
    for visit in visits:
        found[visit.adviser_id, visit.weekday, visit.half, visit.weeks][visit.venue_id] = visit
    return found


def _problem_of(state: DraftState, ground: DeskGround) -> Problem:
    """The planning problem with a draft's rules and locks, without the venues that it takes out.

    Raises
    ------
    DeskError
        When a venue that is taken out is required.
    """
    territory = hold_hours(
        with_rules(ground.territory, state.rules),
        state.visits,
        state.fixed_venues,
        settings=ground.settings,
    )
    problem = formulate_again(ground.prepared, territory)
    can_visit = problem.can_visit.copy()
    dropped = [at for at, id_ in enumerate(problem.venue_ids) if id_ in state.dropped_venues]
    can_visit[:, dropped] = False
    required = [problem.venue_ids[at] for at in dropped if problem.is_required[at]]
    if required:
        names = ", ".join(ground.facts.venue_words(venue_id) for venue_id in required)
        raise DeskError(
            f"Obligatoire et retiré du cycle à la fois : {names}. Annulez le retrait, ou laissez "
            "le lieu au choix."
        )
    return replace(problem, can_visit=can_visit)


def _frozen(state: DraftState, problem: Problem, ground: DeskGround) -> frozenset[int]:
    """Positions of the venues whose visits stay as they are."""
    visited = {visit.venue_id for visit in state.visits}
    stay = state.fixed_venues | state.placed_venues
    gone = sorted((stay & visited) - set(problem.venue_ids))
    if gone:
        names = ", ".join(ground.facts.venue_words(venue_id) for venue_id in gone)
        raise DeskError(
            "Aucun conseiller ne peut tenir de permanence dans un lieu qui doit rester en place "
            f"(interdit, fermé à ces heures ou hors d'atteinte) : {names}. Déverrouillez-le, ou "
            "retirez-le du cycle."
        )
    return frozenset(
        at for at, venue_id in enumerate(problem.venue_ids) if venue_id in stay & visited
    )


def _list_changes(before: Sequence[Visit], after: Sequence[Visit]) -> tuple[VenueVisits, ...]:
    """List what differs, venue by venue, hours included; visits that stay are not named."""
    venue_ids = sorted({visit.venue_id for visit in {*before} ^ {*after}})
    return tuple(
        VenueVisits(
            venue_id=venue_id,
            before=tuple(
                visit for visit in before if visit.venue_id == venue_id and visit not in after
            ),
            after=tuple(
                visit for visit in after if visit.venue_id == venue_id and visit not in before
            ),
        )
        for venue_id in venue_ids
    )
