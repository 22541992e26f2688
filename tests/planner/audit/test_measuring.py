"""Intervals, their values, and the measures of a plan for rhythms that no cycle has."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.territory import AreaRule
from planner.audit.audit import Audit, audit_planning
from planner.audit.measuring import mean_intervals, measure_intervals, value_of_interval
from planner.audit.records import DatedSession, HandPlanning, Rule
from planner.figures.measures import measure_access
from planner.plan import Plan
from planner.problem.formulation import access_standard
from planner.settings import CycleSettings
from tests.planner.audit.hand import TUESDAY, ground_of, session, with_settings, with_venue
from tests.planner.test_villages_planned import plan_of
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan


def weeks(*numbers: int) -> list[DatedSession]:
    return [session("camille", "mairie-b", TUESDAY + timedelta(weeks=n)) for n in numbers]


@pytest.mark.parametrize(
    ("num_weeks", "numbers", "interval"),
    [
        (5, (0, 1, 2, 3, 4), 1),
        (5, (0, 2, 4), 2),  # three in five weeks, and yet every second week
        (5, (1, 3), 2),
        (5, (0, 4), 4),
        (12, (2, 6, 10), 4),
        (12, (0, 1, 2), 4),  # three weeks running, then nothing: not weekly
        (12, (0, 4, 9), 4),
        (26, (0, 4, 9, 13, 17, 22), 26 / 6),
        (12, (5,), 12),
    ],
)
def test_the_interval_is_that_of_regular_weeks_else_the_mean(
    villages: Villages, num_weeks: int, numbers: tuple[int, ...], interval: float
) -> None:
    longer = with_settings(villages, "calendar", num_weeks=num_weeks)
    found = mean_intervals(weeks(*numbers), ground_of(longer))
    assert found == {"mairie-b": pytest.approx(interval)}


def test_two_days_every_week_are_half_a_week_apart(villages: Villages) -> None:
    ground = ground_of(with_settings(villages, "calendar", num_weeks=2))
    days = [TUESDAY + timedelta(days=n) for n in (0, 2, 7, 9)]
    found = mean_intervals([session("camille", "mairie-b", day) for day in days], ground)
    assert found == {"mairie-b": 0.5}


def test_several_sessions_a_week_have_the_value_of_the_settings() -> None:
    cycle = CycleSettings(value_twice_weekly=1.0, value_weekly=0.9)
    assert [value_of_interval(weeks, cycle) for weeks in (0.2, 0.5, 1)] == [1.0, 1.0, 0.9]


def test_two_sessions_in_a_week_are_no_shorter_interval(villages: Villages) -> None:
    ground = ground_of(with_settings(villages, "calendar", num_weeks=4))
    twice = [
        *weeks(0, 2),
        *(session("camille", "mairie-b", s.day, start=14, end=17) for s in weeks(0, 2)),
    ]
    assert mean_intervals(twice, ground) == {"mairie-b": 2}


def test_lost_sessions_count_for_the_interval_as_in_a_plan(villages: Villages) -> None:
    ground = ground_of(with_settings(villages, "calendar", num_weeks=4))
    lost = session("camille", "mairie-b", TUESDAY + timedelta(weeks=2), lost="jour férié")
    assert mean_intervals([*weeks(0), lost], ground) == {"mairie-b": 2}


@pytest.mark.parametrize(
    ("interval", "value"),
    [(0.5, 1), (1, 1), (1.5, 0.9), (2, 0.8), (2.5, 0.725), (3, 0.65), (4, 0.5), (8, 0.25)],
)
def test_values_lie_on_lines_between_those_of_whole_weeks(interval: float, value: float) -> None:
    assert value_of_interval(interval, CycleSettings()) == pytest.approx(value)


@given(st.floats(0.2, 60), st.floats(0.2, 60))
def test_a_rarer_session_is_never_worth_more(one: float, other: float) -> None:
    rarer, denser = max(one, other), min(one, other)
    assert value_of_interval(rarer, CycleSettings()) <= value_of_interval(denser, CycleSettings())


def test_whole_intervals_are_measured_as_a_plan_is(villages: Villages) -> None:
    found = measure_intervals(
        {"mairie-b": 1.0, "mairie-c": 2.0, "mairie-d": 4.0},
        ground_of(villages),
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
    )
    expected = measure_access(
        villages.territory,
        villages.residents,
        villages.need,
        sessions_by_venue={"mairie-b": 4, "mairie-c": 2, "mairie-d": 1},
        standard=access_standard(villages.settings, villages.preferences),
        settings=villages.settings,
    )
    assert [c.value for c in found.communes] == [c.value for c in expected.communes]


def audit(villages: Villages, sessions: list[DatedSession], plan: Plan | None) -> Audit:
    return audit_planning(
        HandPlanning(file="p.csv", num_rows=1, sessions=tuple(sessions), notes=()),
        ground_of(villages),
        travel=villages.travel,
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
        plan=plan,
        against="essai",
    )


def dated(plan: Plan) -> list[DatedSession]:
    """Sessions of a plan on the dates of its cycle, lost ones included."""
    hours = {
        (v.adviser_id, v.venue_id, v.half): (v.start_minute, v.end_minute) for v in plan.visits
    }
    return [
        DatedSession(
            day=one.day,
            adviser_id=one.adviser_id,
            venue_id=one.venue_id,
            start_minute=hours[one.adviser_id, one.venue_id, one.half][0],
            end_minute=hours[one.adviser_id, one.venue_id, one.half][1],
            lost="" if one in plan.sessions else "perdue",
        )
        for one in (*(s for s in plan.sessions if s.replaces is None), *plan.lost_sessions)
    ]


def test_the_plan_made_by_hand_has_its_own_coverage_and_no_gain(villages: Villages) -> None:
    plan = make_villages_plan(villages)
    found = audit(villages, dated(plan), plan)
    assert found.access.whole.covered_need == pytest.approx(214)
    assert found.comparison is not None
    assert found.comparison.whole.gain == pytest.approx(0)


def test_the_optimised_plan_drives_by_hand_what_it_drives(villages: Villages) -> None:
    """Eight weeks are two whole cycles."""
    longer = with_settings(villages, "calendar", num_weeks=8)
    plan = plan_of(longer)
    found = audit(longer, dated(plan), plan)
    assert found.comparison is not None
    assert (found.work.drive_s, found.work.num_sessions) == (
        pytest.approx(found.comparison.plan_work.drive_s),
        pytest.approx(found.comparison.plan_work.num_sessions),
    )


@pytest.mark.parametrize(
    "rule",
    [
        {"is_full_day": True, "rule": "required"},
        {"max_sessions": 1, "rule": "required"},
    ],
)
def test_a_plan_with_a_venues_own_rules_passes_with_its_coverage(
    villages: Villages, rule: dict[str, object]
) -> None:
    """Aubigny for whole days, or once in four weeks."""
    longer = with_settings(villages, "calendar", num_weeks=8)
    ruled = with_venue(longer, "mairie-a", **rule)
    plan = plan_of(ruled)
    found = audit(ruled, dated(plan), plan)
    assert found.breaches == ()
    assert found.access.whole.covered_need == pytest.approx(plan.whole.covered_need)


def test_gains_by_commune_and_by_epci_add_up_to_the_whole(villages: Villages) -> None:
    plan = plan_of(villages)
    found = audit(villages, weeks(0, 2, 4), plan)
    assert found.comparison is not None
    whole = found.comparison.whole.gain
    assert sum(one.gain for one in found.comparison.communes) == pytest.approx(whole)
    assert sum(one.gain for one in found.comparison.epcis) == pytest.approx(whole)
    # Brissac every second week is worth 0.8 x 50 at home and 0.4 x 0.8 x 100 at Aubigny;
    # Corme has Dolus' offer at 0.2 x 80 already, or Brissac at 0.4 x 1.0 x 0.8 x 80.
    assert found.access.whole.covered_need == pytest.approx(40 + 32 + 25.6 + 60)


@pytest.mark.parametrize(("share", "num_breaches"), [(0.40, 0), (0.41, 1)])
def test_an_area_without_its_share_of_need_covered_is_a_breach(
    villages: Villages, share: float, num_breaches: int
) -> None:
    """Brissac every week, five minutes away, is worth 0.4 to Aubigny."""
    rule = AreaRule(area="99001", min_coverage=share)
    ruled = replace(villages, territory=replace(villages.territory, area_rules=(rule,)))
    found = audit(ruled, weeks(0, 1, 2, 3, 4), None)
    assert [b.rule for b in found.breaches if b.rule is Rule.AREA_COVERAGE] == (
        [Rule.AREA_COVERAGE] * num_breaches
    )


def test_nothing_planned_covers_what_the_offer_does(villages: Villages) -> None:
    found = measure_intervals(
        {},
        ground_of(villages),
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
    )
    assert found.whole.covered_need == found.whole.covered_need_before
