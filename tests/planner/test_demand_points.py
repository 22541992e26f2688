"""Demand points inside communes: two cells a village, worked out by hand; what never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.population import PopulationCells
from planner.check import check_plan
from planner.dates.calendar import calendar_holidays
from planner.figures.measures import Access, measure_access
from planner.plan import CommuneAccess
from planner.problem.access import AccessStandard
from planner.problem.demand import need_by_point
from planner.problem.formulation import formulate
from planner.problem.model import Problem
from planner.solver.levels import covered_need
from tests.planner.test_villages_planned import plan_of
from tests.planner.villages import DEGREES_PER_KM, KM, LATITUDE, Villages, make_villages

Cells = Mapping[str, Sequence[tuple[float, float]]]
"""By commune: (kilometre on the road, share of the residents)."""
VISITS = {"mairie-b": 4, "mairie-c": 2, "mairie-d": 4}
TWO_CELLS: Cells = {
    "99001": ((0, 0.75), (2, 0.25)),
    "99002": ((5, 0.5), (7, 0.5)),
    "99003": ((10, 0.6), (14, 0.4)),
    "99004": ((20, 0.5), (24, 0.5)),
    "99005": ((40, 0.75), (32, 0.25)),
}


def with_cells(villages: Villages, cells: Cells) -> Villages:
    rows = [(code, km, share) for code in sorted(cells) for km, share in cells[code]]
    counted = PopulationCells(
        commune_code=np.array([code for code, _, _ in rows]),
        lonlat=np.array([(-1.0 + km * DEGREES_PER_KM, LATITUDE) for _, km, _ in rows]),
        weight=np.array([share for _, _, share in rows]),
        is_proxy=False,
        sentence="Deux carreaux par village.",
    )
    return replace(villages, territory=replace(villages.territory, population_cells=counted))


def access_of(villages: Villages) -> Access:
    return measure_access(
        villages.territory,
        villages.residents,
        villages.need,
        sessions_by_venue=VISITS,
        standard=AccessStandard(
            standard_minutes=15, acceptance_elsewhere=0.4, preferences=villages.preferences
        ),
        settings=villages.settings,
    )


def problem_of(villages: Villages) -> Problem:
    return formulate(
        villages.territory,
        villages.travel,
        villages.residents,
        villages.need,
        preferences=villages.preferences,
        settings=villages.settings,
        holidays=calendar_holidays(villages.settings.calendar),
    )


@pytest.fixture(scope="module")
def two_cells(villages: Villages) -> Access:
    return access_of(with_cells(villages, TWO_CELLS))


def commune(access: Access, code: str) -> CommuneAccess:
    return next(row for row in access.communes if row.commune_code == code)


def test_a_value_is_the_mean_over_the_residents(two_cells: Access) -> None:
    # Brissac's weekly session is 5 and 3 minutes away: both are worth 0.4.
    # Before, km 5 is 15 minutes from the offer (0.1), km 7 is 13 minutes away (0.1).
    assert commune(two_cells, "99001").value == pytest.approx(0.4)
    assert commune(two_cells, "99002").value_before == pytest.approx(0.1)
    # Corme: km 10 is 10 minutes from the offer (0.2), km 14 is 6 minutes away (0.2).
    assert commune(two_cells, "99003").value_before == pytest.approx(0.2)
    # Écoyeux: km 40 is 20 minutes from Dolus, km 32 is 12 minutes away (0.1), a quarter of people.
    assert commune(two_cells, "99005").value == pytest.approx(0.25 * 0.1)


def test_minutes_are_means_over_the_residents(two_cells: Access) -> None:
    aubigny = commune(two_cells, "99001")
    assert aubigny.best_minutes == pytest.approx(0.75 * 5 + 0.25 * 3, abs=1 / 60)
    assert aubigny.nearest_offer_minutes == pytest.approx(0.75 * 20 + 0.25 * 18, abs=1 / 60)
    assert commune(two_cells, "99003").best_minutes == pytest.approx(0.4 * 4, abs=1 / 60)


def test_a_commune_most_of_whose_people_have_nothing_is_not_served(two_cells: Access) -> None:
    ecoyeux = commune(two_cells, "99005")
    assert (ecoyeux.status, ecoyeux.share_unserved) == ("not_served", pytest.approx(0.75))
    assert ecoyeux.share_within_standard == pytest.approx(0.25)


def test_people_within_reach_are_counted_where_they_live(two_cells: Access) -> None:
    # Of Écoyeux's 400 people, 100 are 12 minutes from Dolus, 300 are 20 minutes away.
    by_minutes = {reach.minutes: reach.population for reach in two_cells.reach}
    assert by_minutes == {10: 2900, 15: 3000, 20: 3300, 30: 3300}


def test_the_plan_of_two_cells_a_village_is_accepted_by_the_checker(villages: Villages) -> None:
    spread = with_cells(villages, TWO_CELLS)
    violations = check_plan(
        plan_of(spread),
        territory=spread.territory,
        travel=spread.travel,
        residents=spread.residents,
        need=spread.need,
        preferences=spread.preferences,
    )
    assert violations == ()


def test_the_plan_says_where_people_live(villages: Villages) -> None:
    spread = with_cells(villages, TWO_CELLS)
    assert "Deux carreaux par village." in plan_of(spread).assumptions
    assert any("moitié des habitants" in line for line in plan_of(villages).assumptions)


def test_residents_at_their_mairie_have_what_they_had_before_there_were_points(
    villages: Villages,
) -> None:
    at_home = access_of(with_cells(villages, {code: ((km, 1.0),) for code, km in KM.items()}))
    assert [row.value for row in at_home.communes] == pytest.approx([0.4, 1.0, 0.8, 1.0, 0.0])
    assert [row.best_minutes for row in at_home.communes] == [5.0, 0.0, 0.0, None, None]
    assert [row.nearest_minutes for row in at_home.communes] == [5.0, 0.0, 0.0, 0.0, 20.0]


SHARES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 5)),
    min_size=1,
    max_size=4,
    unique_by=lambda c: c[0],
)


@settings(max_examples=25, deadline=None)
@given(places=st.tuples(*[SHARES] * 5))
def test_splitting_a_cell_in_two_halves_changes_nothing(
    places: tuple[list[tuple[int, int]], ...],
) -> None:
    villages = make_villages()
    cells = {
        code: [(float(km), people / sum(n for _, n in own)) for km, people in own]
        for code, own in zip(KM, places, strict=True)
    }
    halves = {
        code: [(km, share / 2) for km, share in own for _ in range(2)]
        for code, own in cells.items()
    }
    whole, split = with_cells(villages, cells), with_cells(villages, halves)
    one, other = access_of(whole), access_of(split)
    for name in ("value", "value_before", "share_improved", "share_unserved"):
        assert [getattr(row, name) for row in one.communes] == pytest.approx(
            [getattr(row, name) for row in other.communes]
        )
    assert [row.status for row in one.communes] == [row.status for row in other.communes]
    assert need_by_point(split.residents, villages.need).sum() == pytest.approx(330)


@settings(max_examples=25, deadline=None)
@given(places=st.tuples(*[SHARES] * 5))
def test_the_problem_covers_what_the_plan_measures(
    places: tuple[list[tuple[int, int]], ...],
) -> None:
    cells = {
        code: [(float(km), people / sum(n for _, n in own)) for km, people in own]
        for code, own in zip(KM, places, strict=True)
    }
    villages = with_cells(make_villages(), cells)
    problem = problem_of(villages)
    position = {venue_id: at for at, venue_id in enumerate(problem.venue_ids)}
    frequency = {position[v]: k for v, k in VISITS.items() if v in position}
    assert covered_need(problem, frequency) == pytest.approx(access_of(villages).whole.covered_need)
    assert problem.need.sum() == pytest.approx(330)


def test_alike_points_of_a_commune_are_one(villages: Villages) -> None:
    same = {code: ((km, 0.3), (km, 0.3), (km, 0.4)) for code, km in KM.items()}
    problem = problem_of(with_cells(villages, same))
    assert problem.point_commune.tolist() == [0, 1, 2, 3, 4]
    assert problem.need == pytest.approx(villages.need.people)


def test_points_of_a_commune_that_differ_are_kept_apart(villages: Villages) -> None:
    # At km 0 Brissac is 5 minutes away and Corme 10 (0.4, 0.2); at km 2 Corme is nearer, but both
    # are worth the same; at km 6 both are within 5 minutes.
    cells = {code: ((km, 1.0),) for code, km in KM.items()} | {
        "99001": ((0, 0.5), (2, 0.25), (6, 0.25))
    }
    problem = problem_of(with_cells(villages, cells))
    assert problem.point_commune.tolist() == [0, 0, 1, 2, 3, 4]
    assert problem.need[:2] == pytest.approx([75, 25])
