from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.hours import hours_fault, open_intervals
from planner.export.osm_dates import format_osm_dates
from planner.plan import Session

MONDAY = date(2026, 12, 7)


def _session(day: date, start_minute: int = 540, end_minute: int = 720) -> Session:
    return Session(
        day=day,
        adviser_id="a",
        venue_id="v",
        half="am",
        start_minute=start_minute,
        end_minute=end_minute,
    )


def _weekly(*offsets: int) -> list[Session]:
    return [_session(MONDAY + timedelta(weeks=n)) for n in offsets]


def test_no_session_is_no_hours() -> None:
    assert format_osm_dates([]) == ""


def test_weekly_sessions_are_one_rule_between_two_dates() -> None:
    assert format_osm_dates(_weekly(*range(8))) == "2026 Dec 07-2027 Jan 25 Mo 09:00-12:00"


def test_a_lost_date_of_a_weekly_session_is_a_day_off() -> None:
    hours = format_osm_dates(_weekly(0, 1, 2, 4, 5, 6, 7))
    assert hours == "2026 Dec 07-2027 Jan 25 Mo 09:00-12:00; 2026 Dec 28 off"


def test_every_other_week_is_listed_date_by_date_and_never_by_week_number() -> None:
    hours = format_osm_dates(_weekly(0, 2, 4, 6))
    assert hours == "2026 Dec 07,2026 Dec 21,2027 Jan 04,2027 Jan 18 09:00-12:00"


def test_morning_and_afternoon_of_one_day_stand_together() -> None:
    hours = format_osm_dates([_session(MONDAY, 810, 990), _session(MONDAY)])
    assert hours == "2026 Dec 07 09:00-12:00,13:30-16:30"


def test_a_session_at_other_hours_overrides_the_weekly_rule() -> None:
    sessions = [*_weekly(0, 1, 2, 3, 5, 6, 7), _session(MONDAY + timedelta(weeks=4), 600, 700)]
    assert format_osm_dates(sessions).endswith("2027 Jan 04 off; 2027 Jan 04 10:00-11:40")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 90), st.sampled_from([(525, 705), (540, 720), (810, 990), (720, 800)])
        ),
        min_size=1,
        max_size=40,
        unique=True,
    )
)
def test_read_back_the_hours_are_the_sessions_and_nothing_else(
    slots: list[tuple[int, tuple[int, int]]],
) -> None:
    sessions = [_session(MONDAY + timedelta(days=day), *hours) for day, hours in slots]
    hours = format_osm_dates(sessions)
    assert hours_fault(hours) is None
    found = open_intervals(hours, date(2026, 1, 1), date(2028, 12, 31))
    minutes = {(d, m) for d, spans in found.items() for a, b in spans for m in range(a, b)}
    assert minutes == {(s.day, m) for s in sessions for m in range(s.start_minute, s.end_minute)}


@pytest.mark.parametrize("offsets", [range(0, 12, 2), range(12), (0, 3, 4, 9)])
def test_hours_end_with_the_plan(offsets: range | tuple[int, ...]) -> None:
    sessions = _weekly(*offsets)
    last = sessions[-1].day
    found = open_intervals(format_osm_dates(sessions), last + timedelta(days=1), date(2029, 1, 1))
    assert not any(found.values())
