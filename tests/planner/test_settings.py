"""The settings: defaults, limits, and what they mean together."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from planner.settings import CycleSettings, SessionSettings, Settings, minute_of_day
from planner.settings.calendar import CalendarSettings
from planner.settings.section import Section

SECTIONS: list[tuple[str, Any]] = [
    (name, field.annotation) for name, field in Settings.model_fields.items()
]
FIELDS = [(name, key, section) for name, section in SECTIONS for key in section.model_fields]


@pytest.mark.parametrize(("clock", "minute"), [("00:00", 0), ("08:45", 525), ("23:59", 1439)])
def test_a_time_is_counted_from_midnight(clock: str, minute: int) -> None:
    assert minute_of_day(clock) == minute


def test_every_setting_has_a_default() -> None:
    assert Settings.model_validate({}) == Settings()


@pytest.mark.parametrize(("name", "section"), SECTIONS)
def test_the_defaults_of_a_section_obey_its_own_rules(name: str, section: type[Section]) -> None:
    assert section.model_validate(section().model_dump()) == getattr(Settings(), name)


@pytest.mark.parametrize(("name", "key", "section"), FIELDS)
def test_every_setting_is_explained_by_a_sentence(
    name: str, key: str, section: type[Section]
) -> None:
    description = section.model_fields[key].description
    assert description, f"{name}.{key}"
    assert description[0].isupper()
    assert description.endswith(".")


@pytest.mark.parametrize(("name", "section"), SECTIONS)
def test_every_section_is_explained_by_a_sentence(name: str, section: type[Section]) -> None:
    assert section
    assert (Settings.model_fields[name].description or "").endswith(".")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().cycle.num_weeks = 2


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="num_week"):
        Settings.model_validate({"cycle": {"num_week": 2}})


def test_a_plan_starts_on_a_monday() -> None:
    assert CalendarSettings(start=date(2026, 12, 28)).start.weekday() == 0
    with pytest.raises(ValidationError, match="lundi"):
        CalendarSettings(start=date(2026, 12, 29))


@pytest.mark.parametrize(
    ("num_weeks", "values"),
    [
        (1, {1: 1.0}),
        (2, {1: 0.8, 2: 1.0}),
        (3, {1: 0.65, 3: 1.0}),
        (4, {1: 0.5, 2: 0.8, 4: 1.0}),
    ],
)
def test_sessions_are_valued_by_the_weeks_between_them(
    num_weeks: int, values: dict[int, float]
) -> None:
    assert CycleSettings(num_weeks=num_weeks).value_by_sessions() == values


def test_a_session_may_fill_its_half_day_exactly() -> None:
    settings = SessionSettings(morning_start="09:00", morning_end="11:00", min_minutes=120)
    assert settings.morning_end == "11:00"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"min_minutes": 181}, "min_minutes dépasse max_minutes"),
        ({"morning_end": "10:44"}, "le matin"),
        ({"afternoon_end": "15:29"}, "l'après-midi"),
        ({"morning_end": "13:31"}, "après le début de l'après-midi"),
    ],
)
def test_half_days_that_hold_no_session_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SessionSettings(**wrong)


@pytest.mark.parametrize("clock", ["8:45", "24:00", "08:60", "08h45", "08:45:00", " 08:45", ""])
def test_a_time_that_is_none_is_refused(clock: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        SessionSettings(morning_start=clock)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.01, 1.01])
def test_a_share_lies_between_0_and_1(value: float) -> None:
    with pytest.raises(ValidationError, match="value_weekly"):
        CycleSettings(value_weekly=value)


def test_a_rarer_session_cannot_be_worth_more() -> None:
    with pytest.raises(ValueError, match="plus rare"):
        CycleSettings(value_weekly=0.1)
