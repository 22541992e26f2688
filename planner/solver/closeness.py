"""Visits put into slots as near as can be to where an earlier plan had them.

The visits are chosen already; what is left to choose is the weekday, the half-day and the weeks.
Two short sessions that share a half-day go on sharing one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from planner.problem.model import AM, PM, PlannedVisit, Problem, days_by_venue
from planner.problem.stops import join_pairs, split_pairs, with_pairs
from planner.solver.day_tours import list_week
from planner.solver.engine import Deadline
from planner.solver.placement import TIMETABLE_DETERMINISTIC_TIME, bound_together
from planner.solver.timetable import Limits, TimetableModel, Week, make_solver

WEEKDAY_COST: Final = 9
HALF_COST: Final = 3
WEEKS_COST: Final = 1
"""What it costs to move a visit: residents keep a weekday in mind before all else."""


def shorten_drives(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    *,
    current: Sequence[PlannedVisit],
    deadline: Deadline,
    seed: int,
) -> tuple[PlannedVisit, ...]:
    """Move the visits that are new anyway to where they cost least driving; the others stay.

    Parameters
    ----------
    current
        The visits of the earlier plan.
    """
    stops, held = _as_stops(problem, visits)
    stay = _without_hours(current)
    fixed = [visit for visit in held if not stay.isdisjoint(_members(stops, visit))]
    placed: list[PlannedVisit] = []
    for own, model, _ in _models(stops, held):
        for visit in fixed:
            if visit in model.options:
                model.model.add(model.options[visit] == 1)
        found = _solve(model, own, deadline=deadline, seed=seed)
        placed += own if found is None else found
    return _with_hours(stops, placed, before=visits)


def stay_close(
    problem: Problem,
    visits: Sequence[PlannedVisit],
    *,
    current: Sequence[PlannedVisit],
    driving_tolerance: float,
    deadline: Deadline,
    seed: int,
) -> tuple[PlannedVisit, ...]:
    """Move visits back towards their earlier weekday, half-day and weeks, in that order.

    Nobody drives longer for it than the tolerance allows. A visit whose adviser is another one
    keeps the slot of the earlier adviser if it can.

    Parameters
    ----------
    driving_tolerance
        Share of an adviser's driving that may be added.
    """
    stops, held = _as_stops(problem, visits)
    before: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in current:
        before[visit.venue].append(visit)
    placed: list[PlannedVisit] = []
    for own, model, weeks in _models(stops, held):
        limit_s = _drive_s(weeks, own) * (1 + driving_tolerance)
        model.model.add(model.driving_s <= int(limit_s))
        model.model.minimize(
            sum(
                _cost(visit, before[visit.venue]) * chosen
                for option, chosen in model.options.items()
                for visit in _members(stops, option)
            )
        )
        found = _solve(model, own, deadline=deadline, seed=seed)
        placed += own if found is None else found
    return _with_hours(stops, placed, before=visits)


def _as_stops(
    problem: Problem, visits: Sequence[PlannedVisit]
) -> tuple[Problem, tuple[PlannedVisit, ...]]:
    """The problem with pairs of short sessions as venues, and the visits as it has them."""
    stops = with_pairs(problem)
    return stops, tuple(replace(visit, minutes=None) for visit in join_pairs(stops, visits))


def _members(stops: Problem, visit: PlannedVisit) -> tuple[PlannedVisit, ...]:
    """The visits of a stop, without their hours."""
    return tuple(replace(visit, venue=venue) for venue in stops.members(visit.venue))


def _without_hours(visits: Iterable[PlannedVisit]) -> set[PlannedVisit]:
    return {replace(visit, minutes=None) for visit in visits}


def _with_hours(
    stops: Problem, placed: Sequence[PlannedVisit], *, before: Sequence[PlannedVisit]
) -> tuple[PlannedVisit, ...]:
    """The visits of stops by venue; those that did not move keep the hours they had."""
    known = {replace(visit, minutes=None): visit for visit in before}
    return tuple(
        known.get(replace(visit, minutes=None), visit) for visit in split_pairs(stops, placed)
    )


def _models(
    problem: Problem, visits: Sequence[PlannedVisit]
) -> Sequence[tuple[list[PlannedVisit], TimetableModel, Mapping[int, Week]]]:
    """Timetables of advisers, together where sessions bind them: visits, model and day tours."""
    days = days_by_venue(visits)
    held = [(visit.venue, visit.adviser, days[visit.venue]) for visit in visits]
    found = []
    for group in bound_together(problem, held):
        own = [visit for visit in visits if visit.adviser in group]
        if own:
            frequencies = {
                adviser: {
                    visit.venue: days[visit.venue] for visit in own if visit.adviser == adviser
                }
                for adviser in group
            }
            weeks = {
                adviser: list_week(problem, adviser, np.array(sorted(frequency), dtype=np.int64))
                for adviser, frequency in frequencies.items()
            }
            found.append((own, TimetableModel(problem, weeks, frequencies), weeks))
    return found


def _drive_s(weeks: Mapping[int, Week], own: Sequence[PlannedVisit]) -> int:
    """Seconds of driving a cycle of visits where they stand."""
    days: defaultdict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    for visit in own:
        for week in visit.weeks:
            days[visit.adviser, visit.weekday, week][visit.half] = visit.venue
    drive_s = 0
    for (adviser, weekday, _), halves in days.items():
        tours = weeks[adviser][weekday]
        at = {half: int(np.searchsorted(tours.venues, venue)) for half, venue in halves.items()}
        drive_s += int(
            tours.pair_drive_s[at[AM], at[PM]]
            if len(at) > 1
            else tours.single_drive_s[next(iter(at.values()))]
        )
    return drive_s


def _solve(
    model: TimetableModel, own: Sequence[PlannedVisit], *, deadline: Deadline, seed: int
) -> tuple[PlannedVisit, ...] | None:
    chosen = set(own)
    model.model.clear_hints()  # type: ignore[no-untyped-call] # untyped in OR-Tools
    for option, variable in model.options.items():
        model.model.add_hint(variable, option in chosen)
    solver = make_solver(_limits(deadline, seed))
    status = solver.solve(model.model)
    return model.read(solver) if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else None


def _limits(deadline: Deadline, seed: int) -> Limits:
    return Limits(
        deterministic_time=TIMETABLE_DETERMINISTIC_TIME, wall_s=deadline.remaining_s(), seed=seed
    )


def _cost(option: PlannedVisit, before: Sequence[PlannedVisit]) -> int:
    """How far an option is from the nearest of a venue's earlier visits; 0 for a new venue."""
    return min(
        (
            WEEKDAY_COST * (option.weekday != visit.weekday)
            + HALF_COST * (option.half != visit.half)
            + WEEKS_COST * (option.weeks != visit.weeks)
            for visit in before
        ),
        default=0,
    )
