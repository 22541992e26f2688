from datetime import date, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.export.rdv_csv import list_rdv_rows
from planner.export.series import format_interval, make_series
from planner.plan import Plan, Session
from planner.settings import CycleSettings, Settings
from planner.settings.calendar import CalendarSettings
from tests.planner.small_plan import START, make_plan

NEW_YEAR = date(2026, 12, 7)
"""Three weeks before the year of 53 weeks ends."""


def _plan_of_weeks(weeks: tuple[int, ...], *, num_weeks: int = 12, start: date = START) -> Plan:
    """The first visit of the small plan alone, in these weeks of the cycle."""
    visit = make_plan().visits[0].model_copy(update={"weeks": weeks})
    sessions = tuple(
        Session(
            day=start + timedelta(weeks=week, days=visit.weekday),
            adviser_id=visit.adviser_id,
            venue_id=visit.venue_id,
            half=visit.half,
            start_minute=visit.start_minute,
            end_minute=visit.end_minute,
        )
        for week in range(num_weeks)
        if week % 4 + 1 in weeks
    )
    settings = Settings(
        calendar=CalendarSettings(start=start, num_weeks=num_weeks),
        cycle=CycleSettings(num_weeks=4),
    )
    return make_plan(visits=(visit,), sessions=sessions, lost_sessions=(), settings=settings)


@pytest.mark.parametrize(
    ("weeks", "intervals"),
    [
        ((1, 2, 3, 4), ["toutes les semaines, le mardi"]),
        ((1, 3), ["toutes les 2 semaines, le mardi"]),
        ((2,), ["toutes les 4 semaines, le mardi"]),
        ((1, 2), 2 * ["toutes les 4 semaines, le mardi"]),
        ((1, 2, 4), 3 * ["toutes les 4 semaines, le mardi"]),
    ],
)
def test_a_rhythm_becomes_as_few_lines_as_the_form_can_hold(
    weeks: tuple[int, ...], intervals: list[str]
) -> None:
    assert [format_interval(one) for one in make_series(_plan_of_weeks(weeks))] == intervals


def test_every_other_week_goes_on_across_a_year_of_53_weeks() -> None:
    [series] = make_series(_plan_of_weeks((1, 3), start=NEW_YEAR))
    assert series.days()[1:4] == (date(2026, 12, 22), date(2027, 1, 5), date(2027, 1, 19))


@given(
    weeks=st.sets(st.integers(1, 4), min_size=1),
    fates=st.lists(st.sampled_from(("held", "lost", "later", "moved")), min_size=12, max_size=12),
)
def test_the_days_of_all_lines_are_the_sessions_of_the_plan(
    weeks: set[int], fates: list[str]
) -> None:
    plan = _plan_of_weeks(tuple(sorted(weeks)))
    changes = {
        "held": lambda _: {},
        "later": lambda _: {"start_minute": 600},
        "moved": lambda session: {"day": session.day + timedelta(days=1)},
    }
    sessions = tuple(
        session.model_copy(update=changes[fate](session))
        for session, fate in zip(plan.sessions, fates, strict=False)
        if fate != "lost"
    )
    plan = make_plan(
        visits=plan.visits, settings=plan.settings, sessions=sessions, lost_sessions=()
    )
    # Whatever a moved session is matched with, it is no part of the series.
    matched = dict.fromkeys(plan.sessions, plan.visits[0])
    with patch("planner.export.series.match_visits", return_value=matched):
        again = sorted((day, s.start_minute) for s in make_series(plan) for day in s.days())
    found = sorted((day, s.start_minute) for s in make_series(plan) for day in s.days())
    assert found == again == sorted((session.day, session.start_minute) for session in sessions)


def test_a_lost_day_has_to_be_taken_out_by_hand(plan: Plan) -> None:
    weekly = next(row for row in list_rdv_rows(plan) if "Aigre" in row[1])
    assert weekly[5:11] == (
        "2027-03-16",
        "09:00",
        "12:00",
        "toutes les semaines, le mardi",
        "2027-04-06",
        "23/03/2027",
    )


def test_assumed_hours_are_to_be_checked_before_typing(plan: Plan) -> None:
    assert [row[11] for row in list_rdv_rows(plan)] == ["", "horaires du lieu à confirmer", ""]
