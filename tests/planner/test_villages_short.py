"""Short sessions among the five villages, from the tables to a checked plan.

Aubigny, Brissac and Corme (km 0, 5 and 10) have short sessions of 75 minutes, so that Camille, with
one day a week, holds up to four: 75 + 5 + 75 minutes fit into a morning of three hours.
"""

from dataclasses import replace

import pytest

from geodata.folder_writer import venues_csv
from planner.audit.records import sessions_of_plan
from planner.plan import Plan, Visit
from planner.warm_start import visits_to_start_from
from tests.planner.audit.hand import judge
from tests.planner.plan_damage import violations
from tests.planner.test_villages_planned import (
    check,
    plan_of,
    problem_of,
    with_settings,
    with_venue,
)
from tests.planner.villages import Villages

SHORT = ("mairie-a", "mairie-b", "mairie-c")


def with_short_sessions(villages: Villages) -> Villages:
    venues = tuple(
        replace(venue, is_short=True, opening_hours="Mo-Fr 09:00-12:00,14:00-17:00")
        if venue.id in SHORT
        else venue
        for venue in villages.territory.venues
    )
    return replace(villages, territory=replace(villages.territory, venues=venues))


@pytest.fixture(scope="module")
def short(villages: Villages) -> Villages:
    return with_short_sessions(villages)


@pytest.fixture(scope="module")
def plan(short: Villages) -> Plan:
    return plan_of(short)


def pair_of(plan: Plan) -> tuple[Visit, Visit]:
    """Two visits that share a half-day, in their order."""
    for one in plan.visits:
        for other in plan.visits:
            same = (one.adviser_id, one.weekday, one.half) == (
                other.adviser_id,
                other.weekday,
                other.half,
            )
            if same and one.start_minute < other.start_minute:
                return one, other
    raise AssertionError("no half-day is shared")


def with_visit(plan: Plan, visit: Visit, **changes: object) -> Plan:
    visits = tuple(v.model_copy(update=changes) if v == visit else v for v in plan.visits)
    return plan.model_copy(update={"visits": visits})


def test_camille_gives_three_villages_weekly_sessions_in_two_half_days(plan: Plan) -> None:
    """Without short sessions it is two villages: 306 people covered instead of 322 or more."""
    assert {v.venue_id: len(v.weeks) for v in plan.visits if v.venue_id in SHORT} == {
        "mairie-a": 4,
        "mairie-b": 4,
        "mairie-c": 4,
    }
    assert plan.whole.covered_need > 306 + 10


def test_the_plan_passes_the_checker(plan: Plan, short: Villages) -> None:
    assert check(plan, short) == ()


def test_the_second_session_begins_when_the_adviser_arrives(plan: Plan) -> None:
    first, second = pair_of(plan)
    assert (first.end_minute - first.start_minute, second.start_minute - first.end_minute) in [
        (75, 5),
        (75, 10),
    ]


def test_a_tour_with_two_sessions_in_a_half_day_is_measured_leg_by_leg(plan: Plan) -> None:
    first, second = pair_of(plan)
    tour = next(
        tour
        for tour in plan.tours
        if tour.adviser_id == first.adviser_id and second.venue_id in tour.venue_ids
    )
    assert len(tour.legs) == len(tour.venue_ids) + 1
    assert tour.work_s == tour.drive_s + 60 * 75 * len(tour.venue_ids)


def test_the_plan_passes_the_judge_of_dated_sessions(plan: Plan, short: Villages) -> None:
    assert judge(short, *sessions_of_plan(plan)) == ()


def test_the_bound_says_what_pairs_have_in_common(plan: Plan) -> None:
    assert "même rythme" in plan.objectives[0].condition


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"weeks": (1, 3)}, "n'ont pas le même rythme"),
        ({"start_minute": 628, "end_minute": 703}, "commence à l'arrivée"),
        ({"end_minute": 710}, "permanence courte"),
    ],
)
def test_a_pair_that_breaks_a_rule_is_refused(
    plan: Plan, short: Villages, changes: dict[str, object], fault: str
) -> None:
    damaged = with_visit(plan, pair_of(plan)[1], **changes)
    assert any(fault in found for found in violations(damaged, short))


def test_two_ordinary_sessions_do_not_share_a_half_day(plan: Plan, villages: Villages) -> None:
    assert any("à la fois" in found for found in violations(plan, villages))


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"short_drive_minutes": 4}, "plus que 4 min"),
        ({"short_neighbours": 0}, "lieux à permanence courte"),
    ],
)
def test_a_pair_beyond_the_settings_is_refused(
    plan: Plan, short: Villages, rule: dict[str, object], fault: str
) -> None:
    sessions = plan.settings.sessions.model_copy(update=rule)
    settings = plan.settings.model_copy(update={"sessions": sessions})
    stricter = plan.model_copy(update={"settings": settings})
    assert any(fault in found for found in violations(stricter, short))


def test_venues_too_far_from_each_other_get_no_pair(short: Villages) -> None:
    """The villages are five minutes apart."""
    assert problem_of(short).pairs
    assert not problem_of(with_settings(short, "sessions", short_drive_minutes=4)).pairs


def test_a_venue_of_two_advisers_is_nobodys_neighbour(short: Villages) -> None:
    """Brissac lies between Aubigny and Corme, each other's only neighbour all the same."""
    one_neighbour = with_settings(short, "sessions", short_neighbours=1)
    together = with_venue(one_neighbour, "mairie-b", num_advisers=2)
    plan = plan_of(together)
    assert {visit.venue_id for visit in pair_of(plan)} == {"mairie-a", "mairie-c"}
    assert check(plan, together) == ()


def test_a_session_that_closes_early_is_followed_by_one_that_opens_late(short: Villages) -> None:
    """Aubigny until 11:00 and Brissac from 11:00: the first ends when it closes or before."""
    hours = {"mairie-a": "Mo-Fr 09:00-11:00", "mairie-b": "Mo-Fr 11:00-12:30"}
    venues = tuple(
        replace(venue, opening_hours=hours.get(venue.id, venue.opening_hours))
        for venue in short.territory.venues
    )
    problem = problem_of(replace(short, territory=replace(short.territory, venues=venues)))
    (times,) = (
        pair.times[:, 0, 0].tolist()
        for pair in problem.pairs
        if (problem.venue_ids[pair.first], problem.venue_ids[pair.second])
        == ("mairie-a", "mairie-b")
    )
    assert times == [[580, 655], [660, 735]]


def test_an_earlier_plan_with_pairs_is_a_place_to_start_from(plan: Plan, short: Villages) -> None:
    problem = problem_of(short)
    assert max(venue for venue, _, _ in visits_to_start_from(plan, problem)) >= problem.num_venues


def test_the_column_survives_being_written_and_read(short: Villages) -> None:
    header, *rows = venues_csv(short.territory.venues).decode("utf-8-sig").splitlines()
    assert "session_length" in header
    assert sum(row.endswith("short") for row in rows) == len(SHORT)
