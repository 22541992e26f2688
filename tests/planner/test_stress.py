"""Need redrawn with the plan fixed: covered shares, and venues that owe their place to luck."""

from dataclasses import replace

import numpy as np
import pytest

from planner.figures.stress import stress_plan
from planner.need import Need
from planner.plan import NeedStress
from planner.problem.model import AM, PlannedVisit, Problem
from tests.planner.solver.small_problems import random_problem

NAMES = {"v0": "Zéro", "v1": "Un", "v2": "Deux"}


def make_problem() -> Problem:
    """Three communes, each with a venue that serves it alone; one adviser can go everywhere."""
    problem = random_problem(0, num_venues=3, num_communes=3, cycle_weeks=2)
    return replace(
        problem,
        access_factor=np.eye(3),
        value_before=np.zeros(3),
        need=np.array([100.0, 90.0, 10.0]),
        can_visit=np.ones((1, 3), dtype=np.bool_),
    )


def visit(venue: int, *, weeks: tuple[int, ...] = (1, 2)) -> PlannedVisit:
    return PlannedVisit(venue=venue, adviser=0, weekday=0, half=AM, weeks=weeks)


def make_need(draws: list[list[float]]) -> Need:
    return Need(
        commune_codes=("c0", "c1", "c2"),
        people=np.array([100.0, 90.0, 10.0]),
        standard_error=np.ones(3),
        method="m",
        draws=np.array(draws, dtype=np.float32),
    )


def stress(draws: list[list[float]], *visits: PlannedVisit) -> NeedStress:
    return stress_plan(make_problem(), visits, make_need(draws), venue_names=NAMES)


def test_the_covered_share_is_that_of_each_redraw() -> None:
    found = stress([[100, 90, 10], [50, 50, 0]], visit(0))
    assert found.num_redraws == 2
    assert found.covered_share == pytest.approx(0.5)
    assert found.covered_share_least == pytest.approx(0.5)
    rarer = stress([[100, 90, 10], [20, 70, 10]], visit(0, weeks=(1,)))
    assert rarer.covered_share == pytest.approx(0.8 * 0.5)
    assert rarer.covered_share_least == pytest.approx(0.8 * 0.2)


def test_a_rival_that_wins_in_a_third_of_the_redraws_makes_it_luck() -> None:
    (venue,) = stress([[100, 90, 10], [100, 120, 10], [110, 90, 10]], visit(0)).venues
    assert (venue.rival_venue_id, venue.rival_name) == ("v1", "Un")
    assert venue.outranked_share == pytest.approx(1 / 3)
    assert venue.depends_on_luck


def test_a_venue_that_no_redraw_would_replace_is_firm() -> None:
    (venue,) = stress([[100, 90, 10], [101, 99, 12]], visit(0)).venues
    assert venue.rival_venue_id is None
    assert venue.outranked_share == 0
    assert not venue.depends_on_luck


def test_a_venue_better_at_the_estimate_itself_is_no_rival() -> None:
    # v0 is better than v1 at the estimate: rules keep it out, whatever the need.
    (venue,) = stress([[100, 90, 10]] * 5, visit(1)).venues
    assert venue.rival_venue_id is None


def test_a_venue_that_the_adviser_cannot_reach_is_no_rival() -> None:
    problem = replace(make_problem(), can_visit=np.array([[True, False, True]]))
    need = make_need([[100, 150, 10]] * 4)
    (venue,) = stress_plan(problem, [visit(0)], need, venue_names=NAMES).venues
    assert venue.rival_venue_id is None


def test_what_a_neighbour_serves_as_well_is_not_counted_as_the_venues_own() -> None:
    problem = replace(
        make_problem(), access_factor=np.array([[1.0, 0.9, 0], [0.5, 1.0, 0], [0, 0, 1.0]])
    )
    need = make_need([[100, 90, 10], [100, 90, 30]])
    first, _ = stress_plan(problem, [visit(0), visit(1)], need, venue_names=NAMES).venues
    # v0 adds 0.1 x 100 = 10 to what v1 covers; v2 covers 10, and 30 in the second redraw.
    assert (first.rival_venue_id, first.outranked_share) == ("v2", 0.5)


def test_demand_points_of_a_commune_move_together() -> None:
    # Commune 0 is two points of 60 and 40, commune 1 one of 90; commune 2 is nobody's.
    problem = replace(
        make_problem(), need=np.array([60.0, 40.0, 90.0]), point_commune=np.array([0, 0, 1])
    )
    found = stress_plan(
        problem, [visit(0)], make_need([[100, 90, 10], [50, 100, 10]]), venue_names=NAMES
    )
    assert found.covered_share == pytest.approx(60 / 190)
    assert found.covered_share_least == pytest.approx(30 / 150)


def test_a_venue_visited_on_two_days_stands_once() -> None:
    problem = replace(
        make_problem(),
        value_by_sessions=((1, 0.5), (2, 0.8), (4, 1.0)),
        may_have=np.ones((3, 3), dtype=np.bool_),
    )
    twice = [visit(0), replace(visit(0), weekday=1)]
    found = stress_plan(problem, twice, make_need([[100, 90, 10]] * 2), venue_names=NAMES)
    assert [venue.venue_id for venue in found.venues] == ["v0"]
    assert found.covered_share == pytest.approx(0.5)


def test_at_most_two_hundred_redraws_are_made() -> None:
    assert stress([[100, 90, 10]] * 1000, visit(0)).num_redraws == 200
