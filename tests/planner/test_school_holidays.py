"""Sessions in school holidays: held and marked, or lost with their reason, and checked."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.territory import SchoolHoliday
from planner.check import check_plan
from planner.dates.calendar import date_sessions
from planner.export.calendars import format_calendars
from planner.export.planning_csv import format_planning_csv
from planner.plan import Plan
from planner.wording import format_reason
from tests.planner.export.calendar_client import EVERYTHING
from tests.planner.plan_damage import edit
from tests.planner.test_villages_planned import plan_of
from tests.planner.villages import Villages

SPRING = SchoolHoliday(
    first_day=date(2027, 4, 10), last_day=date(2027, 4, 25), name="Vacances de printemps"
)
BRIDGE = SchoolHoliday(first_day=date(2027, 4, 19), last_day=date(2027, 4, 19), name="Pont")


def in_holidays(villages: Villages, *, hold: bool, known: bool = True) -> Villages:
    calendar = villages.settings.calendar.model_copy(
        update={"hold_sessions_in_school_holidays": hold}
    )
    return replace(
        villages,
        settings=villages.settings.model_copy(update={"calendar": calendar}),
        territory=replace(villages.territory, school_holidays=(SPRING, BRIDGE) if known else ()),
    )


@pytest.fixture(scope="module")
def going_on(villages: Villages) -> Villages:
    return in_holidays(villages, hold=True)


@pytest.fixture(scope="module")
def stopping(villages: Villages) -> Villages:
    return in_holidays(villages, hold=False)


@pytest.fixture(scope="module")
def held(going_on: Villages) -> Plan:
    return plan_of(going_on)


@pytest.fixture(scope="module")
def stopped(stopping: Villages) -> Plan:
    return plan_of(stopping)


def faults(plan: Plan, villages: Villages) -> tuple[str, ...]:
    return check_plan(
        plan,
        territory=villages.territory,
        travel=villages.travel,
        residents=villages.residents,
        need=villages.need,
        preferences=villages.preferences,
    )


def test_sessions_go_on_unless_the_settings_say_otherwise(held: Plan) -> None:
    assert any(SPRING.first_day <= session.day <= SPRING.last_day for session in held.sessions)
    assert all(lost.reason != "school_holidays" for lost in held.lost_sessions)


def test_a_session_held_in_school_holidays_is_marked(held: Plan) -> None:
    assert {
        session.day: session.school_holiday for session in held.sessions if session.school_holiday
    } == {
        session.day: SPRING.name
        for session in held.sessions
        if SPRING.first_day <= session.day <= SPRING.last_day
    }


def test_sheets_and_calendars_show_the_mark(held: Plan) -> None:
    rows = format_planning_csv(held).decode("utf-8-sig").splitlines()
    marked = sum(bool(session.school_holiday) for session in held.sessions)
    assert sum(SPRING.name in row for row in rows) == marked > 0
    events = format_calendars(held)[EVERYTHING].replace(b"\r\n ", b"").decode()
    assert events.count(f"Vacances scolaires\u00a0: {SPRING.name}") == marked


def test_dates_in_school_holidays_are_lost_where_the_settings_say_so(stopped: Plan) -> None:
    assert not any(SPRING.first_day <= one.day <= SPRING.last_day for one in stopped.sessions)
    lost = [one for one in stopped.lost_sessions if one.reason == "school_holidays"]
    assert lost
    assert all(SPRING.first_day <= one.day <= SPRING.last_day for one in lost)
    assert {format_reason(one) for one in lost} == {f"vacances scolaires\u00a0: {SPRING.name}"}


def test_the_first_and_the_last_day_are_holidays_and_no_other(stopping: Villages) -> None:
    visit = plan_of(stopping).visits[0].model_copy(update={"weeks": (1, 2, 3, 4)})

    def is_lost(day: date) -> bool:
        territory = replace(
            stopping.territory,
            school_holidays=(replace(SPRING, first_day=day, last_day=day),),
            absences=(),
            closures=(),
        )
        dated = date_sessions(
            [visit], territory, settings=stopping.settings.calendar, cycle_weeks=4
        )
        return any(one.reason == "school_holidays" for one in dated.lost)

    days = [date(2027, 3, 22 + number) for number in range(7)]
    assert [day.weekday() for day in days if is_lost(day)] == [visit.weekday]


def test_the_checker_finds_nothing(
    held: Plan, going_on: Villages, stopped: Plan, stopping: Villages
) -> None:
    assert faults(held, going_on) == ()
    assert faults(stopped, stopping) == ()


def test_the_checker_finds_a_session_held_where_it_should_be_lost(
    held: Plan, stopping: Villages
) -> None:
    told = faults(held.model_copy(update={"settings": stopping.settings}), stopping)
    assert any(f"obstacle : vacances scolaires ({SPRING.name})" in one for one in told)


def test_the_checker_finds_a_session_lost_where_it_should_be_held(
    stopped: Plan, going_on: Villages
) -> None:
    told = faults(stopped.model_copy(update={"settings": going_on.settings}), going_on)
    assert any("motif faux (« school_holidays »)" in one for one in told)


def test_the_checker_finds_a_false_mark(held: Plan, going_on: Villages) -> None:
    told = faults(edit(held, "sessions", 0, school_holiday=SPRING.name), going_on)
    assert any("comme vacances scolaires" in one for one in told)


def test_a_plan_says_when_the_school_holidays_are_not_known(villages: Villages) -> None:
    blind = plan_of(in_holidays(villages, hold=False, known=False))
    assert any("le dossier ne les donne pas (school_holidays.csv)" in s for s in blind.assumptions)


def test_a_plan_says_how_far_the_school_holidays_are_known(villages: Villages) -> None:
    stopping = in_holidays(villages, hold=False)
    early = replace(
        stopping,
        territory=replace(
            stopping.territory, school_holidays=(replace(SPRING, last_day=date(2027, 4, 11)),)
        ),
    )
    told = "Les vacances scolaires ne sont connues que jusqu'au 11/04/2027."
    assert told in plan_of(early).assumptions
    assert told not in plan_of(stopping).assumptions
