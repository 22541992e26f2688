"""The three ways from a plan to the next: other dates, few other visits, or all anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.errors import Fault, InfeasibleError, InputError, ViolationError
from geodata.files import fingerprint
from geodata.territory import Territory
from planner.app.replan_assembly import Sequel, assemble_sequel, succeed
from planner.app.replan_situation import Situation
from planner.events import AdviserAbsent, AdviserLeaves, VenueClosed
from planner.interruption import run_interruptible
from planner.plan import Plan
from planner.planning import explain_and_check, find_solution, find_violations
from planner.preparation import CACHE_FOLDER, Prepared, formulate_again, prepare
from planner.problem.model import (
    Bound,
    PlannedVisit,
    Problem,
    Solution,
    unproven,
)
from planner.progress import Progress
from planner.redating.repair import repair_plan
from planner.replan.adjusting import CurvePoint, best_with, choose_point, trade_off
from planner.replan.availability import (
    CycleGround,
    calendar_end,
    first_cycle_day,
    leave_out_missing,
)
from planner.replan.current import (
    covered_by_the_rest,
    hold_in_place,
    is_known,
    positions_of,
    refuse_moved,
)
from planner.replan.held_hours import hold_hours
from planner.settings import Settings
from planner.solver.adjustment import AdjustmentProgram
from planner.solver.closeness import shorten_drives, stay_close
from planner.solver.engine import Deadline, Interrupter
from planner.visits import positions_of_visits, record_of_visit

_DATED_EVENTS = (AdviserAbsent, AdviserLeaves, VenueClosed)
"""Events that leave the figures of the cycle as they are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NextPlan:
    """A plan that the checker accepts, and how it was chosen."""

    plan: Plan
    territory: Territory
    """What it was made and checked on."""
    cycle_day: date | None = None
    """First day of the new cycle; ``None`` where the cycle stays."""
    curve: tuple[CurvePoint, ...] = ()
    """What each number of changes is worth; empty where one was given or none counted."""
    chosen: CurvePoint | None = None
    """The point of the curve that was taken."""
    covered_if_unchanged: float | None = None
    """People covered if the visits that can stay stay and nothing else is done; ``None`` where the
    cycle stays."""


def repair(situation: Situation, *, progress: Progress) -> NextPlan:
    """Other dates, same visits."""
    request, before, territory = situation.request, situation.before, situation.ground.territory
    prepared = _prepare(situation, territory, situation.ground.advisers_left_out, progress=progress)
    progress("Réparation : nouvelles dates")
    if all(isinstance(event, _DATED_EVENTS) for event in situation.new_events):
        plan = repair_plan(
            before,
            territory,
            travel=prepared.travel,
            not_before=_sequel(situation).first_new_day,
        )
        after = succeed(plan, _sequel(situation))
        progress("Vérification indépendante du planning")
        violations = find_violations(prepared, after)
        if violations:
            raise ViolationError(violations)
        return NextPlan(plan=after, territory=territory)
    gone = [visit for visit in before.visits if not is_known(visit, prepared.problem)]
    if gone:
        raise InputError(
            (
                Fault(
                    file=request.events_path.name,
                    message=f"{len(gone)} visite(s) du planning ne peuvent plus se faire du tout "
                    f"({', '.join(sorted({visit.venue_id for visit in gone}))})",
                    remedy="changer les dates n'y suffit pas : donnez --mode adjust",
                ),
            )
        )
    solution = unproven(positions_of(prepared.problem, before.visits))
    plan = assemble_sequel(prepared, solution, _sequel(situation), cycle_day=None)
    after = explain_and_check(prepared, plan, progress=progress)
    return NextPlan(plan=after, territory=territory)


def adjust(situation: Situation, *, progress: Progress) -> NextPlan:
    """Few changes of visits, for the most coverage."""
    request, before = situation.request, situation.before
    ground, cycle_day = _cycle_ground(situation)
    prepared = _prepare(situation, ground.territory, ground.advisers_left_out, progress=progress)
    problem = _hold_confirmed_hours(situation, prepared, cycle_day)
    known = [visit for visit in before.visits if is_known(visit, problem)]
    current = positions_of(problem, known)
    progress("Ajustement : programme des changements")
    program = AdjustmentProgram(
        problem,
        current,
        num_gone=len(before.visits) - len(known),
        frozen_venues=_frozen(situation, problem, cycle_day),
    )
    limit_s = request.time_limit_s or before.settings.optimisation.time_limit_s

    def search(interrupter: Interrupter) -> tuple[tuple[CurvePoint, ...], CurvePoint]:
        deadline = Deadline.after(limit_s, interrupter=interrupter)
        if request.max_changes is not None:
            only = best_with(
                program,
                problem,
                max_changes=request.max_changes,
                deadline=deadline,
                seed=request.seed,
            )
            return (), only
        points = trade_off(
            program, problem, deadline=deadline, seed=request.seed, progress=progress
        )
        return points, choose_point(points, need=float(problem.need.sum()))

    curve, point = run_interruptible(search, announce=progress)
    if _in_slots(point.visits) == _in_slots(current) and len(known) == len(before.visits):
        # Nothing is worth a change, or none was allowed: the cycle goes on.
        kept = repair(situation, progress=progress)
        return replace(kept, curve=curve, chosen=point)
    visits = shorten_drives(
        problem,
        point.visits,
        current=current,
        deadline=Deadline.after(limit_s),
        seed=request.seed,
    )
    solution = Solution(
        visits=_as_prepared(visits, problem, prepared=prepared, before=before),
        bounds=(
            Bound(
                name="coverage",
                value=point.covered_need,
                bound=point.bound,
                condition=f"avec {point.max_changes} changements de visites au plus",
            ),
            Bound(name="driving", value=0.0, bound=None, condition=""),
        ),
        hit_time_limit=point.hit_time_limit,
    )
    plan = assemble_sequel(prepared, solution, _sequel(situation), cycle_day=cycle_day)
    after = explain_and_check(prepared, plan, progress=progress)
    return NextPlan(
        plan=after,
        territory=ground.territory,
        cycle_day=cycle_day,
        curve=curve,
        chosen=point,
        covered_if_unchanged=covered_by_the_rest(problem, current),
    )


def rebuild(situation: Situation, *, progress: Progress) -> NextPlan:
    """The whole search anew, then as near as can be to the plan there was."""
    request, before = situation.request, situation.before
    ground, cycle_day = _cycle_ground(situation)
    prepared = _prepare(situation, ground.territory, ground.advisers_left_out, progress=progress)
    problem = _hold_confirmed_hours(situation, prepared, cycle_day)
    known = [visit for visit in before.visits if is_known(visit, problem)]
    current = positions_of(problem, known)
    frozen = _frozen(situation, problem, cycle_day)
    searched = replace(prepared, problem=hold_in_place(problem, current, frozen))
    found = find_solution(searched, seed=request.seed, progress=progress, start=before)
    progress("Créneaux : au plus près du planning d'avant")
    visits = stay_close(
        searched.problem,
        found.visits,
        current=current,
        driving_tolerance=0.0,
        deadline=Deadline.after(
            request.time_limit_s or prepared.settings.optimisation.time_limit_s
        ),
        seed=request.seed,
    )
    refuse_moved(visits, current, frozen, problem, remedy="donnez --mode adjust")
    found = replace(found, visits=_as_prepared(visits, problem, prepared=prepared, before=before))
    plan = assemble_sequel(prepared, found, _sequel(situation), cycle_day=cycle_day)
    after = explain_and_check(prepared, plan, progress=progress)
    return NextPlan(
        plan=after,
        territory=ground.territory,
        cycle_day=cycle_day,
        covered_if_unchanged=covered_by_the_rest(problem, current),
    )


def _in_slots(visits: Sequence[PlannedVisit]) -> set[PlannedVisit]:
    """Visits without the hours that short sessions have in their half-day."""
    return {replace(visit, minutes=None) for visit in visits}


def _hold_confirmed_hours(situation: Situation, prepared: Prepared, cycle_day: date) -> Problem:
    """The problem in which confirmed short sessions have no hours but their own."""
    held = _confirmed_venues(situation, cycle_day)
    if not held:
        return prepared.problem
    territory = hold_hours(
        prepared.territory, situation.before.visits, held, settings=prepared.settings
    )
    return formulate_again(prepared, territory)


def _as_prepared(
    visits: Sequence[PlannedVisit], problem: Problem, *, prepared: Prepared, before: Plan
) -> tuple[PlannedVisit, ...]:
    """Visits of a problem with confirmed hours, at the same hours in the problem without."""
    if problem is prepared.problem:
        return tuple(visits)
    records = tuple(record_of_visit(problem, visit) for visit in visits)
    after = before.model_copy(update={"visits": records})
    return positions_of_visits(prepared.problem, after)


def _prepare(
    situation: Situation,
    territory: Territory,
    advisers_left_out: frozenset[str],
    *,
    progress: Progress,
) -> Prepared:
    return prepare(
        territory,
        _settings_of(situation),
        cache=situation.folder / CACHE_FOLDER,
        progress=progress,
        need_factors=situation.changed.need_factors,
        advisers_left_out=advisers_left_out,
    )


def _settings_of(situation: Situation) -> Settings:
    """Settings after the events, with the time limit of this one run; the plan keeps them."""
    settings = situation.changed.settings
    if situation.request.time_limit_s is None:
        return settings
    optimisation = settings.optimisation.model_copy(
        update={"time_limit_s": situation.request.time_limit_s}
    )
    return settings.model_copy(update={"optimisation": optimisation})


def _cycle_ground(situation: Situation) -> tuple[CycleGround, date]:
    """The territory as the new cycle sees it, and the cycle's first day."""
    calendar = situation.changed.settings.calendar
    cycle_day = first_cycle_day(situation.request.first_day, situation.new_events, calendar)
    last_day = calendar_end(calendar)
    if cycle_day > last_day:
        raise InputError(
            (
                Fault(
                    file=situation.request.plan_path.name,
                    message="il ne reste pas de semaine entière dans le calendrier pour un nouveau "
                    f"cycle (le planning finit le {last_day:%d/%m/%Y})",
                    remedy="donnez --mode repair, ou faites le planning suivant avec "
                    "« itinerance plan »",
                ),
            )
        )
    ground = leave_out_missing(situation.changed.territory, first_day=cycle_day, last_day=last_day)
    return ground, cycle_day


def _frozen(situation: Situation, problem: Problem, cycle_day: date) -> frozenset[int]:
    """Positions of the venues whose visits stay as they are."""
    venue_ids = _confirmed_venues(situation, cycle_day)
    unknown = sorted(venue_ids - set(problem.venue_ids))
    if unknown:
        raise InfeasibleError(
            "des permanences confirmées se tiennent dans des lieux que le nouveau cycle ne peut "
            f"plus visiter : {', '.join(unknown)}"
        )
    return frozenset(at for at, venue_id in enumerate(problem.venue_ids) if venue_id in venue_ids)


def _confirmed_venues(situation: Situation, cycle_day: date) -> frozenset[str]:
    """Venues with a confirmed session once the new cycle runs."""
    return frozenset(
        one.session.venue_id for one in situation.confirmed if one.session.day >= cycle_day
    )


def _sequel(situation: Situation) -> Sequel:
    request = situation.request
    return Sequel(
        before=situation.before,
        mode=request.mode,
        first_day=request.first_day,
        events=situation.events,
        events_sha256=fingerprint(request.events_path),
        seed=request.seed,
    )
