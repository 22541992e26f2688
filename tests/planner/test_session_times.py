"""When a session can be held, from opening hours and the half-days of the settings."""

from dataclasses import replace
from datetime import date

import pytest

from planner.problem.model import AM, CLOSED, PM
from planner.problem.session_times import compute_session_times
from planner.settings import SessionSettings
from tests.planner.villages import Villages

MONDAY = date(2027, 1, 4)
TUESDAY = 1


def session(
    villages: Villages,
    hours: str,
    *,
    half: int,
    weekday: int = TUESDAY,
    settings: SessionSettings | None = None,
    holidays: tuple[date, ...] = (),
) -> tuple[int, int]:
    """Start and end minute at a venue with these hours, over twelve weeks."""
    venue = replace(villages.territory.venues[0], opening_hours=hours)
    start, end = compute_session_times(
        [venue],
        settings or SessionSettings(),
        first_day=MONDAY,
        num_weeks=12,
        holidays=holidays,
    )
    return int(start[0, weekday, half]), int(end[0, weekday, half])


@pytest.mark.parametrize(
    ("hours", "half", "expected"),
    [
        ("Tu 09:00-12:00", AM, (540, 720)),
        ("Tu 08:00-12:00", AM, (525, 705)),
        ("Tu 09:30-11:30", AM, (570, 690)),
        ("Tu 09:00-10:30", AM, (CLOSED, CLOSED)),
        ("Tu 09:00-12:00", PM, (CLOSED, CLOSED)),
        ("Tu 14:00-19:00", PM, (840, 1020)),
        ("Tu 09:00-18:00", AM, (540, 720)),
        ("Tu 09:00-18:00", PM, (810, 990)),
        ("We 09:00-12:00", AM, (CLOSED, CLOSED)),
    ],
)
def test_a_session_fits_into_the_hours_and_the_half_day(
    villages: Villages, hours: str, half: int, expected: tuple[int, int]
) -> None:
    assert session(villages, hours, half=half) == expected


def test_of_two_openings_the_longer_is_taken(villages: Villages) -> None:
    hours = "Tu 08:45-10:00,10:15-12:30"
    assert session(villages, hours, half=AM) == (615, 750)


def test_hours_that_shrink_on_one_date_hold_for_all_dates(villages: Villages) -> None:
    hours = "Tu 09:00-12:00; 2027 Feb 02 Tu 10:00-12:00"
    assert session(villages, hours, half=AM) == (600, 720)


def test_hours_of_every_other_week_count_as_closed(villages: Villages) -> None:
    hours = "week 01-53/2 Tu 09:00-12:00"
    assert session(villages, hours, half=AM) == (CLOSED, CLOSED)


def test_a_public_holiday_does_not_count_against_a_weekday(villages: Villages) -> None:
    hours = "Tu 09:00-12:00; 2027 Feb 02 off"
    assert session(villages, hours, half=AM, holidays=(date(2027, 2, 2),)) == (540, 720)


def test_unknown_hours_are_taken_as_open_on_weekdays(villages: Villages) -> None:
    assert session(villages, "", half=AM) == (525, 705)


def test_unknown_hours_are_not_taken_as_open_on_saturdays(villages: Villages) -> None:
    assert session(villages, "", half=AM, weekday=5) == (CLOSED, CLOSED)


def test_unknown_hours_can_be_taken_as_closed(villages: Villages) -> None:
    strict = SessionSettings(assume_open_if_unknown=False)
    assert session(villages, "", half=AM, settings=strict) == (CLOSED, CLOSED)
