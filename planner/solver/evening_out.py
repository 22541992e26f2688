"""Capacity: how many sessions each place of a plan gets, evening out the shortage.

Reach has chosen the venues, and driving who goes there. With these as they are, sessions go where
an hour is shared by most people in need, within the coverage and the driving of the plan: half-days
left over first, then sessions of the less crowded. Each venue and frequency has a fixed crowding,
so that one linear program over all day tours among an adviser's venues decides, and bounds what any
such plan can reach. Timetables answer it with cuts, as everywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt
from scipy.sparse import csr_array

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.figures.capacity import measure_crowding, people_turning_to
from planner.problem.model import AM, PM, Bound, PlannedVisit, Problem, days_by_venue
from planner.problem.stops import split_pairs
from planner.solver.day_tours import list_week, merge_weekdays
from planner.solver.engine import Outcome, solve_mip
from planner.solver.levels import base_coverage, coverage_levels, covered_need
from planner.solver.master import NOWHERE, DayTour, make_day_tour
from planner.solver.placement import Placement, bound_together, place_visits
from planner.solver.rounds import EveningOut, Found, Rounds, Task
from planner.solver.tour_columns import Relaxation
from planner.solver.tours import SAME_COVERAGE, ChoiceModel, Cut, build_choice_model
from planner.solver.visit_program import Visit, visit_frequencies

_MISSED_RULE_COST: Final = 1e6
"""People an hour rather than missing the rule of an area by a session or a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evened:
    """A plan whose sessions are evened out, and by how much."""

    found: Found
    crowding_before: float
    crowding: float
    """People in need per hour of session, as they meet it on average."""
    bound: float | None
    """No plan with the same venues, advisers and limits is less crowded; ``None``: not proven."""
    allowance: EveningOut

    def as_bound(self) -> Bound:
        """State value, proven bound and condition."""
        more = f"{100 * self.allowance.driving_tolerance:.1f}".replace(".", ",")
        less = f"{100 * self.allowance.coverage_tolerance:.1f}".replace(".", ",")
        coverage = "sans couvrir moins" if less == "0,0" else f"à {less} % de couverture près"
        return Bound(
            name="capacity",
            value=self.crowding,
            bound=self.bound,
            condition=f"pour les lieux et les conseillers retenus, {coverage}, avec au plus {more} "
            "% de trajet en plus",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What the other objectives keep."""

    max_drive_s: float
    max_shortfall: float


def even_out_sessions(task: Task, found: Found, *, allowance: EveningOut, rounds: Rounds) -> Evened:
    """Give the venues of a placement as many sessions as even out the shortage."""
    best = found.placement
    covered = covered_need(task.problem, days_by_venue(best.visits))
    people = _people(task.problem, best.visits)
    before = crowding = measure_crowding(people, _hours(task.problem, best.visits))
    limits = _Limits(
        max_drive_s=best.drive_s * (1 + allowance.driving_tolerance) + 1,
        max_shortfall=found.shortfall + allowance.coverage_tolerance * covered + SAME_COVERAGE,
    )
    frame = _Frame.of(task, best, people, max_nodes=rounds.max_nodes)
    cuts = list(found.cuts)
    promised = limits
    hit_time_limit = False
    for _ in range(rounds.most):
        if task.deadline.is_over:
            hit_time_limit = True
            break
        try:
            outcome, choice = frame.choose(promised, cuts, crowding=frame.present)
        except NoSolutionFoundError as error:
            hit_time_limit |= error.hit_time_limit
            break
        except InfeasibleError:
            break  # cuts and limits leave nothing but what there is
        changed = _who_changes(task.problem, best, choice)
        if not changed or outcome.value >= crowding * (1 - 1e-9):
            break
        placed = place_visits(
            task.problem,
            [visit for visit in choice if any(visit[1] in group for group in changed)],
            deadline=task.deadline,
            seed=task.options.seed,
            may_give_up=False,
        )
        cuts += [cut for cut in placed.cuts if cut.visits]
        hit_time_limit |= placed.hit_time_limit
        whole = _with_groups(best, placed, changed)
        for part in _parts(best, placed, changed):
            reached = _reached(task, part, people, limits)
            if reached is not None and reached < crowding:
                best, crowding = part, reached
        if not rounds.is_exact and whole.drive_s > limits.max_drive_s:
            # Timetables take more than the program promises: it is to promise more from now on.
            allowed_s = promised.max_drive_s - (whole.drive_s - limits.max_drive_s)
            promised = replace(limits, max_drive_s=allowed_s)
    bound = None if task.deadline.is_over else frame.prove(limits, cuts)
    return Evened(
        found=replace(
            found,
            placement=best,
            shortfall=_shortfall(task, best),
            hit_time_limit=found.hit_time_limit or hit_time_limit,
        ),
        crowding_before=before,
        crowding=crowding,
        bound=None if bound is None else min(bound, crowding),
        allowance=allowance,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Frame:
    """What stays as it is while frequencies are chosen."""

    task: Task
    problem: Problem
    """The task's problem without other venues, and each of these with its own adviser alone."""
    relaxation: Relaxation
    """All visits and all day tours that are left."""
    present: Mapping[Visit, float]
    """What each visit adds to the crowding, with sessions as long as they are now."""
    least: Mapping[Visit, float]
    """What it adds at its longest sessions."""
    max_nodes: int

    @classmethod
    def of(
        cls, task: Task, now: Placement, people: Mapping[int, float], *, max_nodes: int
    ) -> "_Frame":
        """Return the frame of a placement."""
        held = sorted({(visit.venue, visit.adviser) for visit in now.visits})
        problem = _only(task.problem, held)
        visits = tuple(
            (venue, adviser, sessions)
            for venue, adviser in held
            for sessions in visit_frequencies(problem, venue, adviser)
        )
        total = max(sum(people.values()), 1e-9)

        def crowding(hours_of_day: Callable[[int], float]) -> dict[Visit, float]:
            return {
                (stop, adviser, sessions): sum(people[v] ** 2 for v in problem.members(stop))
                / (sessions * hours_of_day(stop) * total)
                # Two together give twice the hours, and each has half of what is left.
                / problem.num_advisers_at(stop) ** 2
                for stop, adviser, sessions in visits
            }

        hours, days = _hours(problem, now.visits), days_by_venue(now.visits)

        def present_h(stop: int) -> float:
            return hours[problem.members(stop)[0]] / days[stop] / problem.num_advisers_at(stop)

        return cls(
            task=task,
            problem=problem,
            relaxation=_everything(task, held, visits),
            present=crowding(present_h),
            least=crowding(lambda stop: _longest_h(problem, stop)),
            max_nodes=max_nodes,
        )

    def prove(self, limits: _Limits, cuts: Sequence[Cut]) -> float | None:
        """Prove how crowded every plan of the frame is at least; ``None`` without the time."""
        try:
            outcome, _ = self.choose(limits, cuts, crowding=self.least)
        except InfeasibleError:
            return None
        return outcome.bound

    def choose(
        self, limits: _Limits, cuts: Sequence[Cut], *, crowding: Mapping[Visit, float]
    ) -> tuple[Outcome, tuple[Visit, ...]]:
        """Choose how often each venue is visited.

        Raises
        ------
        InfeasibleError
            When nothing obeys the limits and the cuts.
        NoSolutionFoundError
            When the search ended before it found anything.
        """
        task = self.task
        program = build_choice_model(
            self.problem,
            self.relaxation,
            coverage_levels(self.problem),
            target=task.target,
            shortfall_cost_h=task.shortfall_cost_h,
            cuts=cuts,
        )
        self._keep(program, limits)
        program.model.minimize(
            mathopt.fast_sum(crowding[v] * x for v, x in program.visits.items())
            + _MISSED_RULE_COST * program.missed
        )
        outcome = solve_mip(
            program.model,
            gap=task.options.driving_gap,
            max_nodes=self.max_nodes,
            deadline=task.deadline,
            share=0.4,
            seed=task.options.seed,
            infeasible_message="aucune autre répartition des permanences",
        )
        chosen = tuple(v for v, variable in program.visits.items() if outcome.is_chosen(variable))
        return outcome, chosen

    def _keep(self, program: ChoiceModel, limits: _Limits) -> None:
        """Every venue stays, and the other objectives with it."""
        of_visitor: dict[tuple[int, int], list[mathopt.Variable]] = {}
        for (venue, adviser, _), variable in program.visits.items():
            of_visitor.setdefault((venue, adviser), []).append(variable)
        for variables in of_visitor.values():
            program.model.add_linear_constraint(mathopt.fast_sum(variables) == 1.0)
        program.model.add_linear_constraint(program.driving_h <= limits.max_drive_s / 3600)
        program.shortfall.upper_bound = limits.max_shortfall


def _only(problem: Problem, held: Sequence[tuple[int, int]]) -> Problem:
    """The problem without other venues; a venue keeps whoever visits it."""
    venues = [venue for venue, _ in held]
    can_visit = np.zeros_like(problem.can_visit)
    can_visit[[adviser for _, adviser in held], venues] = True
    is_held = np.isin(problem.access_factor.indices, venues)
    factor = csr_array(
        (
            np.where(is_held, problem.access_factor.data, 0.0),
            problem.access_factor.indices,
            problem.access_factor.indptr,
        ),
        shape=problem.access_factor.shape,
    )
    return replace(problem, can_visit=can_visit, access_factor=factor)


def _everything(
    task: Task, held: Sequence[tuple[int, int]], visits: tuple[Visit, ...]
) -> Relaxation:
    """All day tours among each adviser's venues, in the form that the choice takes."""
    tours: list[DayTour] = []
    for adviser in sorted({adviser for _, adviser in held}):
        own = np.array(sorted(venue for venue, who in held if who == adviser))
        table = merge_weekdays(list(list_week(task.problem, adviser, own).values()))
        rows = range(len(own))
        places = [(row, NOWHERE) for row in rows if table.single_is_allowed[row, AM]]
        places += [(NOWHERE, row) for row in rows if table.single_is_allowed[row, PM]]
        places += [(a, b) for a in rows for b in rows if table.pair_is_allowed[a, b]]
        tours += [make_day_tour(table, *place) for place in places]
    return replace(
        task.relaxation,
        tours=tuple(tours),
        tour_reduced_cost_h=np.zeros(len(tours)),
        tour_value=np.ones(len(tours)),
        visits=visits,
        visit_reduced_cost_h=np.zeros(len(visits)),
        visit_value=np.ones(len(visits)),
    )


def _who_changes(
    problem: Problem, now: Placement, choice: Sequence[Visit]
) -> list[tuple[int, ...]]:
    """Advisers for whom a choice changes something, with those bound to them."""
    frequency = days_by_venue(now.visits)
    changed = {who for venue, who, sessions in choice if frequency[venue] != sessions}
    return [group for group in bound_together(problem, choice) if not changed.isdisjoint(group)]


def _parts(
    now: Placement, placed: Placement, changed: Sequence[tuple[int, ...]]
) -> Iterator[Placement]:
    """All changes; then, beginning with the shortest driving, those of more and more advisers."""
    venues = {visit.venue for visit in now.visits if any(visit.adviser in g for g in changed)}
    if venues == {visit.venue for visit in placed.visits}:
        yield _with_groups(now, placed, changed)

    def more_driving_s(group: tuple[int, ...]) -> int:
        return sum(placed.drive_s_by_adviser[a] - now.drive_s_by_adviser[a] for a in group)

    kept: list[tuple[int, ...]] = []
    for group in sorted(changed, key=more_driving_s):
        own = {visit.venue for visit in now.visits if visit.adviser in group}
        if own == {visit.venue for visit in placed.visits if visit.adviser in group}:
            kept.append(group)
            yield _with_groups(now, placed, [group])
            yield _with_groups(now, placed, kept)


def _with_groups(now: Placement, placed: Placement, groups: Sequence[tuple[int, ...]]) -> Placement:
    """A placement with what some advisers do in another."""
    changed = {adviser for group in groups for adviser in group}

    def merge(new: Sequence[int], old: Sequence[int]) -> tuple[int, ...]:
        pairs = enumerate(zip(new, old, strict=True))
        return tuple(n if adviser in changed else o for adviser, (n, o) in pairs)

    visits = [visit for visit in now.visits if visit.adviser not in changed]
    visits += [visit for visit in placed.visits if visit.adviser in changed]
    return replace(
        now,
        visits=tuple(sorted(visits, key=lambda visit: visit.venue)),
        drive_s_by_adviser=merge(placed.drive_s_by_adviser, now.drive_s_by_adviser),
        work_s=merge(placed.work_s, now.work_s),
    )


def _reached(
    task: Task, placement: Placement, people: Mapping[int, float], limits: _Limits
) -> float | None:
    """Crowding of a placement; ``None`` when it does not keep the limits."""
    keeps = (
        placement.drive_s <= limits.max_drive_s
        and _shortfall(task, placement) <= limits.max_shortfall
    )
    if not keeps:
        return None
    return measure_crowding(people, _hours(task.problem, placement.visits))


def _shortfall(task: Task, placement: Placement) -> float:
    covered = covered_need(task.problem, days_by_venue(placement.visits))
    return max(0.0, base_coverage(task.problem) + task.target - covered)


def _people(problem: Problem, visits: Sequence[PlannedVisit]) -> dict[int, float]:
    """People in need who turn to each venue visited, those of pairs one by one."""
    venues = {venue for visit in visits for venue in problem.members(visit.venue)}
    return people_turning_to(problem, sorted(venues))


def _hours(problem: Problem, visits: Sequence[PlannedVisit]) -> dict[int, float]:
    """Hours of sessions a cycle of each venue visited."""
    hours: dict[int, float] = {}
    for visit in split_pairs(problem, visits):
        slot = visit.venue, visit.weekday, visit.half
        start, end = visit.minutes or (problem.start_minute[slot], problem.end_minute[slot])
        hours[visit.venue] = hours.get(visit.venue, 0.0) + len(visit.weeks) * (end - start) / 60
    return hours


def _longest_h(problem: Problem, stop: int) -> float:
    """Longest session of a day at each venue of a stop, in hours."""
    longest_s = problem.session_s()[stop].max(axis=0)
    of_day_s = longest_s.sum() if problem.is_full_day[stop] else longest_s.max()
    return float(of_day_s) / len(problem.members(stop)) / 3600
