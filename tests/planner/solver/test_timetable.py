"""The timetable of one adviser."""

import numpy as np
import pytest

from planner.problem.model import AM, PM, PlannedVisit, Problem
from planner.solver.day_tours import list_week
from planner.solver.engine import Deadline
from planner.solver.placement import Placement, place_visits
from planner.solver.timetable import Conflict, Timetable, solve_timetable
from tests.planner.solver.small_problems import drive_of, random_problem


def timetable(problem: Problem, frequency: dict[int, int]) -> Timetable | Conflict:
    return solve_timetable(
        problem,
        {0: list_week(problem, 0, np.arange(problem.num_venues))},
        {0: frequency},
        max_deterministic_time=5.0,
        deadline=Deadline.after(60),
        seed=1,
    )


def test_every_visit_is_placed_as_often_as_asked() -> None:
    found = timetable(random_problem(0, share_open=1.0), {0: 2, 1: 1, 2: 1})
    assert {visit.venue: len(visit.weeks) for visit in found.visits} == {0: 2, 1: 1, 2: 1}


def test_its_driving_is_that_of_its_visits() -> None:
    problem = random_problem(0, share_open=1.0)
    found = timetable(problem, {0: 2, 1: 1, 2: 1})
    assert found.drive_s[0] == drive_of(problem, list(found.visits))


def test_two_fortnightly_venues_that_open_together_share_a_half_day() -> None:
    found = timetable(random_problem(0, num_venues=2, share_open=0.0), {0: 1, 1: 1})
    assert sorted(visit.weeks for visit in found.visits) == [(1,), (2,)]


def test_two_weekly_venues_that_open_together_are_in_conflict() -> None:
    found = timetable(random_problem(0, num_venues=2, share_open=0.0), {0: 2, 1: 2})
    assert found == Conflict(venues=(0, 1), is_proven=True, hit_time_limit=False)


def test_a_venue_outside_a_conflict_is_not_named_in_it() -> None:
    problem = random_problem(0, num_venues=3, share_open=0.0)
    start = np.array(problem.start_minute)
    end = np.array(problem.end_minute)
    start[2, :2], end[2, :2] = [540, 840], [720, 1020]
    fields = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    apart = Problem(**{**fields, "start_minute": start, "end_minute": end})
    found = timetable(apart, {0: 2, 1: 2, 2: 1})
    assert isinstance(found, Conflict)
    assert found.venues == (0, 1)


def test_the_back_office_keeps_its_half_days() -> None:
    problem = random_problem(0, share_open=1.0, max_sessions_per_week=1)
    found = timetable(problem, {0: 1, 1: 1})
    assert sorted(visit.weeks for visit in found.visits) == [(1,), (2,)]


def give_up(problem: Problem, visits: list[tuple[int, int, int]]) -> Placement:
    return place_visits(problem, visits, deadline=Deadline.after(60), seed=1, may_give_up=True)


def test_of_two_visits_in_conflict_the_less_useful_is_given_up() -> None:
    problem = random_problem(0, num_venues=2, share_open=0.0)
    factor = np.zeros(problem.access_factor.shape)
    factor[:, 0], factor[:, 1] = 0.3, 1.0
    fields = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    placed = give_up(Problem(**{**fields, "access_factor": factor}), [(0, 0, 2), (1, 0, 2)])
    assert [visit.venue for visit in placed.visits] == [1]


def test_a_placement_that_gave_something_up_is_not_complete() -> None:
    problem = random_problem(0, num_venues=2, share_open=0.0)
    assert not give_up(problem, [(0, 0, 2), (1, 0, 2)]).is_complete


@pytest.mark.parametrize("half", [AM, PM])
def test_sessions_fall_on_half_days_on_which_the_venue_is_open(half: int) -> None:
    problem = random_problem(0, num_venues=1)
    start, end = np.full((1, 7, 2), -1), np.full((1, 7, 2), -1)
    start[0, 1, half], end[0, 1, half] = (540, 720) if half == AM else (840, 1020)
    fields = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    found = timetable(Problem(**{**fields, "start_minute": start, "end_minute": end}), {0: 2})
    expected = PlannedVisit(venue=0, adviser=0, weekday=1, half=half, weeks=(1, 2))
    assert found.visits == (expected,)


def test_after_the_deadline_visits_that_may_wait_are_not_placed() -> None:
    problem = random_problem(0, share_open=1.0)
    placed = place_visits(
        problem, [(0, 0, 1)], deadline=Deadline.after(0), seed=1, may_give_up=False
    )
    assert (placed.visits, placed.is_complete, placed.hit_time_limit) == ((), False, True)


def test_after_the_deadline_visits_of_the_only_plan_are_placed_somewhere() -> None:
    problem = random_problem(0, share_open=1.0)
    placed = place_visits(
        problem, [(0, 0, 2), (1, 0, 1)], deadline=Deadline.after(0), seed=1, may_give_up=True
    )
    assert {visit.venue for visit in placed.visits} == {0, 1}
    assert placed.drive_s == drive_of(problem, list(placed.visits))


def test_after_the_deadline_nothing_is_left_out_of_a_conflict_unseen() -> None:
    """To shrink it takes time; that all the venues clash together is proven."""
    problem = random_problem(0, num_venues=3, share_open=0.0)
    found = solve_timetable(
        problem,
        {0: list_week(problem, 0, np.arange(problem.num_venues))},
        {0: {0: 2, 1: 2, 2: 1}},
        max_deterministic_time=5.0,
        deadline=Deadline.after(0),
        seed=1,
    )
    assert isinstance(found, Conflict)
    assert (found.venues, found.is_proven) == ((0, 1, 2), True)
