"""Opening hours in OSM syntax."""

import time
from datetime import date

import pytest

from geodata.hours import hours_fault, open_intervals

MONDAY = date(2027, 1, 4)
TUESDAY = date(2027, 1, 5)
SUNDAY = date(2027, 1, 10)


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 09:00-12:00,14:00-17:00; PH off",
        "24/7",
        "week 1-53/2 Tu 09:00-12:00",
        "Mo[1] 09:00-12:00",
        "Fr 22:00-26:00",
        "Mo 18:00-00:00",
        'Mo 09:00-12:00 "sur rendez-vous, sauf 14:00-12:00"',
    ],
)
def test_sound_hours_have_no_fault(expression: str) -> None:
    assert hours_fault(expression) is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("Mo 9h-12h", "à partir de « 9h-12h »"),
        ("lundi matin", "« lundi matin » n'est pas un horaire lisible"),
        ("Mo 25:00-26:00", "n'est pas un horaire lisible"),
        ("Mo-Fr 14:00-12:00", "« 14:00-12:00 » finit avant d'avoir commencé"),
        ("Mo 10:00-10:00", "finit avant d'avoir commencé"),
    ],
)
def test_unsound_hours_are_said_in_french(expression: str, words: str) -> None:
    assert words in (hours_fault(expression) or "")


def test_every_day_asked_for_is_answered_closed_ones_too() -> None:
    hours = open_intervals("Mo 09:00-12:00,14:00-17:30", MONDAY, SUNDAY)
    assert list(hours) == [date(2027, 1, day) for day in range(4, 11)]
    assert hours[MONDAY] == ((540, 720), (840, 1050))
    assert not any(hours[day] for day in hours if day != MONDAY)


def test_hours_past_midnight_are_cut_at_the_day() -> None:
    hours = open_intervals("Mo 22:00-26:00", MONDAY, TUESDAY)
    assert hours == {MONDAY: ((1320, 1440),), TUESDAY: ((0, 120),)}


def test_the_night_before_the_first_day_counts() -> None:
    assert open_intervals("Mo 22:00-26:00", TUESDAY, TUESDAY) == {TUESDAY: ((0, 120),)}


def test_a_place_always_open_is_open_1440_minutes_each_day() -> None:
    assert open_intervals("24/7", MONDAY, TUESDAY) == {
        MONDAY: ((0, 1440),),
        TUESDAY: ((0, 1440),),
    }


def test_spans_that_touch_or_overlap_become_one() -> None:
    hours = open_intervals('Mo 09:00-10:00 "a", Mo 10:00-11:30 "b", Mo 11:00-12:00', MONDAY, MONDAY)
    assert hours == {MONDAY: ((540, 720),)}


def test_odd_weeks_follow_the_iso_calendar_over_new_year() -> None:
    hours = open_intervals("week 1-53/2 Tu 09:00-12:00", date(2026, 12, 22), date(2027, 1, 12))
    assert [day for day, spans in hours.items() if spans] == [
        date(2026, 12, 29),  # week 53
        date(2027, 1, 5),  # week 1
    ]


def test_unknown_hours_are_not_open_hours() -> None:
    assert open_intervals("Mo 09:00-12:00 unknown", MONDAY, MONDAY) == {MONDAY: ()}


def test_public_holidays_are_left_to_the_calendar() -> None:
    new_year = date(2027, 1, 1)
    assert open_intervals("Fr 09:00-12:00; PH off", new_year, new_year) == {new_year: ((540, 720),)}


@pytest.mark.parametrize("expression", ["", "Mo 9h-12h"])
def test_unreadable_hours_raise(expression: str) -> None:
    with pytest.raises(ValueError, match="not OSM opening hours"):
        open_intervals(expression, MONDAY, SUNDAY)


def test_twelve_weeks_of_a_departements_mairies_take_under_two_seconds() -> None:
    started = time.process_time()
    for _ in range(462):
        open_intervals("Mo-Fr 09:00-12:00,14:00-17:00", MONDAY, date(2027, 3, 28))
    assert time.process_time() - started < 2
