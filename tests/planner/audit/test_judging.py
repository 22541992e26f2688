"""Each rule broken once by hand among the five villages, a minute a kilometre.

Camille, from Aubigny (km 0), works on Tuesdays and Thursdays; Dominique, from Écoyeux (km 40), on
Mondays and Thursdays until 16 April. Brissac (mairie-b) is at km 5, Corme (c) 10, Dolus (d) 20.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from geodata.territory import AreaRule, Exclusion
from planner.audit.records import DatedSession, Rule, sessions_of_plan
from planner.check import check_plan
from tests.planner.audit.hand import (
    THURSDAY,
    TUESDAY,
    judge,
    rules_of,
    session,
    with_adviser,
    with_settings,
    with_venue,
)
from tests.planner.test_villages_planned import plan_of
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan

EASTER_MONDAY = date(2027, 3, 29)


def test_a_session_within_all_rules_is_no_breach(villages: Villages) -> None:
    assert judge(villages, session("camille", "mairie-b")) == ()


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (session("dominique", "mairie-e", EASTER_MONDAY), Rule.PUBLIC_HOLIDAY),
        (session("dominique", "mairie-e", date(2027, 4, 19)), Rule.NOT_IN_POST),
        (session("camille", "mairie-b", date(2027, 4, 6)), Rule.ABSENCE),
        (session("camille", "mairie-c", date(2027, 4, 20), start=14, end=17), Rule.CLOSURE),
        (session("camille", "mairie-c"), Rule.OPENING_HOURS),
        (session("camille", "mairie-b", date(2027, 4, 13)), Rule.OPENING_HOURS),
        (session("camille", "mairie-b", date(2027, 3, 24)), Rule.WORKING_DAY),
        (session("camille", "mairie-d", start=8, end=11), Rule.SESSION_WINDOW),
        (session("camille", "mairie-b", end=10), Rule.SESSION_LENGTH),
    ],
)
def test_one_wrong_session_breaks_the_one_rule(
    villages: Villages, wrong: DatedSession, rule: Rule
) -> None:
    assert rules_of(villages, wrong) == [rule]


def test_a_lost_session_breaks_no_rule_of_its_date(villages: Villages) -> None:
    assert judge(villages, session("dominique", "mairie-e", EASTER_MONDAY, lost="férié")) == ()


def test_a_forbidden_venue_is_a_breach(villages: Villages) -> None:
    forbidden = with_venue(villages, "mairie-b", rule="forbidden")
    assert rules_of(forbidden, session("camille", "mairie-b")) == [Rule.FORBIDDEN_VENUE]


def test_a_required_venue_without_session_is_a_breach_of_no_line(villages: Villages) -> None:
    required = with_venue(villages, "mairie-d", rule="required")
    (breach,) = judge(required, session("camille", "mairie-b"))
    assert (breach.rule, breach.rows) == (Rule.REQUIRED_VENUE, ())


def test_unknown_hours_are_a_breach_only_where_the_settings_say_so(villages: Villages) -> None:
    strict = with_settings(villages, "sessions", assume_open_if_unknown=False)
    assert rules_of(strict, session("camille", "mairie-d")) == [Rule.UNKNOWN_HOURS]
    assert rules_of(villages, session("camille", "mairie-d")) == []


def test_two_sessions_at_one_time_name_both_lines(villages: Villages) -> None:
    both = session("camille", "mairie-a", row=4), session("camille", "mairie-b", row=7)
    (breach,) = judge(villages, *both)
    assert (breach.rule, breach.rows) == (Rule.TWO_AT_ONCE, (4, 7))


def test_two_advisers_in_one_room_are_a_breach(villages: Villages) -> None:
    """Dominique drives 80 minutes to Aubigny and back in 160, so the limit is raised here."""
    farther = with_adviser(villages, "dominique", max_drive_s_per_day=3 * 3600)
    both = (
        session("camille", "mairie-b", THURSDAY, row=4),
        session("dominique", "mairie-b", THURSDAY, row=7),
    )
    (breach,) = judge(farther, *both)
    assert (breach.rule, breach.rows) == (Rule.ROOM_TWICE, (4, 7))


def test_two_advisers_in_one_room_one_after_the_other_are_none(villages: Villages) -> None:
    farther = with_adviser(villages, "dominique", max_drive_s_per_day=3 * 3600)
    one_by_one = (
        session("camille", "mairie-b", THURSDAY),
        session("dominique", "mairie-b", THURSDAY, start=14, end=17),
    )
    assert judge(farther, *one_by_one) == ()


def day(end: float, start: float) -> tuple[DatedSession, DatedSession]:
    """Brissac until ``end``, then Dolus, 15 minutes away, from ``start``."""
    return (
        session("camille", "mairie-b", start=9, end=end),
        session("camille", "mairie-d", start=start, end=start + 2),
    )


def test_exactly_the_lunch_break_is_enough(villages: Villages) -> None:
    """12:00 to 13:30 less 15 minutes of driving is 75 minutes."""
    exact = with_settings(villages, "work", lunch_minutes=75)
    assert judge(exact, *day(12, 13.5)) == ()


def test_a_lunch_a_minute_short_is_a_breach(villages: Villages) -> None:
    short = with_settings(villages, "work", lunch_minutes=76)
    assert rules_of(short, *day(12, 13.5)) == [Rule.LUNCH]


def test_no_time_to_drive_between_two_sessions_is_a_breach(villages: Villages) -> None:
    """Two short sessions of one afternoon, 15 minutes of road and 10 minutes between them."""
    short = with_settings(villages, "sessions", min_minutes=60)
    first = session("camille", "mairie-b", start=14, end=15)
    second = session("camille", "mairie-d", start=15 + 10 / 60, end=16.5)
    assert rules_of(short, first, second) == [Rule.TIME_TO_DRIVE]


def test_two_sessions_of_one_afternoon_need_no_lunch_between_them(villages: Villages) -> None:
    short = with_settings(villages, "sessions", min_minutes=60)
    first = session("camille", "mairie-b", start=14, end=15)
    second = session("camille", "mairie-d", start=15.25, end=16.5)
    assert judge(short, first, second) == ()


def test_driving_of_exactly_the_limit_is_allowed(villages: Villages) -> None:
    """Dolus and back are 40 minutes."""
    assert (
        judge(
            with_adviser(villages, "camille", max_drive_s_per_day=2400),
            session("camille", "mairie-d"),
        )
        == ()
    )


def test_driving_beyond_the_limit_is_a_breach(villages: Villages) -> None:
    shorter = with_adviser(villages, "camille", max_drive_s_per_day=2399)
    assert rules_of(shorter, session("camille", "mairie-d")) == [Rule.DRIVING]


@pytest.mark.parametrize(("limit", "rules"), [(495, []), (494, [Rule.SPAN])])
def test_the_span_runs_from_departure_to_return(
    villages: Villages, limit: int, rules: list[Rule]
) -> None:
    """Leave at 8:55 for Brissac, back from Corme at 17:10: 495 minutes."""
    bounded = with_settings(villages, "work", max_span_minutes=limit)
    both = session("camille", "mairie-b"), session("camille", "mairie-c", start=14, end=17)
    assert rules_of(bounded, *both) == rules


@pytest.mark.parametrize(("limit", "rules"), [(380, []), (379, [Rule.DAY_WORK])])
def test_the_work_of_a_day_is_sessions_and_driving(
    villages: Villages, limit: int, rules: list[Rule]
) -> None:
    """Twice three hours and 5 + 5 + 10 minutes of driving."""
    bounded = with_settings(villages, "work", max_day_minutes=limit)
    both = session("camille", "mairie-b"), session("camille", "mairie-c", start=14, end=17)
    assert rules_of(bounded, *both) == rules


@pytest.mark.parametrize(("limit", "rules"), [(200, []), (199, [Rule.BREAK])])
def test_a_lone_session_may_have_its_pause_before_or_after_it(
    villages: Villages, limit: int, rules: list[Rule]
) -> None:
    """20 minutes out, 180 of session, 20 home: 20 and 200, whichever way."""
    bounded = with_settings(villages, "work", max_minutes_without_break=limit)
    assert rules_of(bounded, session("camille", "mairie-d")) == rules


@pytest.mark.parametrize(("gap_minutes", "rules"), [(20, []), (19, [Rule.BREAK])])
def test_free_time_of_twenty_minutes_is_a_pause(
    villages: Villages, gap_minutes: int, rules: list[Rule]
) -> None:
    """Two sessions of an hour at Brissac: 5 + 60, then 60 + 5; together 130 minutes."""
    bounded = with_settings(villages, "sessions", min_minutes=60)
    bounded = with_settings(bounded, "work", max_minutes_without_break=129)
    first = session("camille", "mairie-b", start=14, end=15)
    second = session("camille", "mairie-b", start=15 + gap_minutes / 60, end=16 + gap_minutes / 60)
    assert rules_of(bounded, first, second) == rules


def test_a_venue_without_road_is_told_alone(villages: Villages) -> None:
    time_s = villages.travel.time_s.copy()
    at = villages.travel.positions(["venue/mairie-b"])[0]
    time_s[at, :] = time_s[:, at] = 2**40
    cut_off = replace(villages, travel=replace(villages.travel, time_s=time_s))
    assert rules_of(cut_off, session("camille", "mairie-b")) == [Rule.NO_ROAD]


def test_a_week_without_back_office_is_told_by_its_monday(villages: Villages) -> None:
    """Camille has four half-days, two of them for the back office."""
    week = (
        session("camille", "mairie-b", row=2),
        session("camille", "mairie-b", THURSDAY, row=3),
        session("camille", "mairie-b", THURSDAY, start=14, end=17, row=4),
    )
    (breach,) = judge(villages, *week)
    assert (breach.rule, breach.rows, breach.days) == (
        Rule.BACK_OFFICE,
        (2, 3, 4),
        (date(2027, 3, 22),),
    )


def test_a_whole_day_session_takes_two_half_days(villages: Villages) -> None:
    free = with_settings(villages, "work", back_office_half_days_per_week=3)
    long = session("camille", "mairie-d", start=9, end=17)
    assert Rule.BACK_OFFICE in rules_of(free, long)


@pytest.mark.parametrize(("weekly_minutes", "rules"), [(550, []), (549, [Rule.CONTRACT])])
def test_the_contract_holds_sessions_driving_and_back_office(
    villages: Villages, weekly_minutes: int, rules: list[Rule]
) -> None:
    """Brissac every Tuesday is 190 minutes a week, the back office twice 180: 550."""
    bounded = with_adviser(villages, "camille", weekly_minutes=weekly_minutes)
    bounded = replace(bounded, territory=replace(bounded.territory, absences=(), closures=()))
    bounded = with_venue(bounded, "mairie-b", opening_hours="Mo-Fr 09:00-12:00")
    weekly = [session("camille", "mairie-b", TUESDAY + timedelta(weeks=n)) for n in range(5)]
    assert rules_of(bounded, *weekly) == rules


def with_rules(villages: Villages, **tables: object) -> Villages:
    return replace(villages, territory=replace(villages.territory, **tables))


def test_an_excluded_adviser_is_a_breach(villages: Villages) -> None:
    exclusion = Exclusion(adviser_id="camille", venue_id="mairie-b", reason="conflit")
    excluded = with_rules(villages, exclusions=(exclusion,))
    assert rules_of(excluded, session("camille", "mairie-b")) == [Rule.EXCLUSION]


@pytest.mark.parametrize(
    ("sector", "rules"),
    [((), []), (("99002",), []), (("200000001",), []), (("9902",), [Rule.SECTOR])],
)
def test_a_sector_is_made_of_communes_cantons_and_epcis(
    villages: Villages, sector: tuple[str, ...], rules: list[Rule]
) -> None:
    bound = with_adviser(villages, "camille", sector=sector)
    assert rules_of(bound, session("camille", "mairie-b")) == rules


@pytest.mark.parametrize(
    ("limits", "rules"),
    [
        ({"min_sessions": 2}, []),
        ({"min_sessions": 3}, [Rule.VENUE_SESSIONS]),
        ({"max_sessions": 2}, []),
        ({"max_sessions": 1}, [Rule.VENUE_SESSIONS]),
    ],
)
def test_a_venue_has_so_many_sessions_a_cycle(
    villages: Villages, limits: dict[str, int], rules: list[Rule]
) -> None:
    """Two in the four weeks of the cycle; the fifth week is no whole one."""
    limited = with_rules(with_venue(villages, "mairie-b", **limits), absences=())
    twice = [session("camille", "mairie-b", TUESDAY + timedelta(weeks=n)) for n in (0, 2, 4)]
    assert rules_of(limited, *twice) == rules


@pytest.mark.parametrize(
    ("area", "rules"),
    [("200000001", []), ("9901", [Rule.AREA_SESSIONS]), ("99005", [Rule.AREA_SESSIONS])],
)
def test_an_area_has_so_many_sessions_a_cycle_in_all_its_venues(
    villages: Villages, area: str, rules: list[Rule]
) -> None:
    """One at Brissac and one at Corme: two in the EPCI, one in the canton, none at Écoyeux."""
    limited = with_rules(villages, area_rules=(AreaRule(area=area, min_sessions=2),))
    both = session("camille", "mairie-b"), session("camille", "mairie-c", start=14, end=17)
    assert rules_of(limited, *both) == rules


def test_the_same_breach_on_several_dates_is_one(villages: Villages) -> None:
    weekly = [session("camille", "mairie-c", TUESDAY + timedelta(weeks=n)) for n in (0, 1)]
    (breach,) = judge(villages, *weekly)
    assert breach.days == (date(2027, 3, 23), date(2027, 3, 30))


def test_the_plan_made_by_hand_passes_on_every_date(villages: Villages) -> None:
    plan = make_villages_plan(villages)
    assert judge(villages, *sessions_of_plan(plan)) == ()


def test_the_plan_of_the_optimiser_passes_on_every_date(villages: Villages) -> None:
    assert judge(villages, *sessions_of_plan(plan_of(villages))) == ()


@pytest.mark.parametrize(
    ("section", "changes"),
    [
        ("work", {"lunch_minutes": 180}),
        ("work", {"max_span_minutes": 300}),
        ("work", {"max_day_minutes": 300}),
        ("work", {"max_minutes_without_break": 150}),
        ("work", {"back_office_half_days_per_week": 3}),
        ("work", {"back_office_half_day_minutes": 700}),
        ("sessions", {"max_minutes": 150, "min_minutes": 60}),
        ("sessions", {"morning_start": "09:30"}),
    ],
)
def test_a_plan_that_the_checker_refuses_is_refused_on_its_dates(
    villages: Villages, section: str, changes: dict[str, object]
) -> None:
    stricter = with_settings(villages, section, **changes)
    plan = make_villages_plan(stricter)
    refused = check_plan(
        plan,
        territory=stricter.territory,
        travel=stricter.travel,
        residents=stricter.residents,
        need=stricter.need,
        preferences=stricter.preferences,
    )
    assert refused
    assert judge(stricter, *sessions_of_plan(plan))
