"""A year on its dates: every session of the cycle is held, replaced, proposed or dropped."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from geodata.territory import Absence, Closure, SchoolHoliday
from planner.dates.assumptions import describe_dates
from planner.dates.calendar import list_occurrences
from planner.dates.iso_weeks import parity_changes
from planner.plan import LostSession
from planner.settings.calendar import CalendarSettings
from planner.solver.redating import choose_options
from tests.planner.redating.years import Year, as_plan, date_faults, date_year, make_year, visit
from tests.planner.villages import START, Villages

TUESDAY = START + timedelta(days=1)


@pytest.fixture
def year(villages: Villages) -> Year:
    return make_year(villages, num_weeks=4)


def absent(adviser_id: str, first_day: date, *, num_days: int = 1) -> Absence:
    last_day = first_day + timedelta(days=num_days - 1)
    return Absence(adviser_id=adviser_id, first_day=first_day, last_day=last_day)


def lost_on(year: Year, day: date) -> list[LostSession]:
    return [lost for lost in date_year(year).lost if lost.day == day]


def test_every_session_of_the_cycle_is_held_or_lost_once(year: Year) -> None:
    dated = date_year(year.with_territory(absences=(absent("camille", TUESDAY, num_days=9),)))
    slots = Counter(
        (one.day, one.adviser_id, one.venue_id, one.half)
        for one in (*(s for s in dated.sessions if s.replaces is None), *dated.lost)
    )
    foreseen = list_occurrences(year.visits, settings=year.settings.calendar, cycle_weeks=2)
    assert slots == Counter((o.day, o.adviser_id, o.venue_id, o.half) for o in foreseen)
    assert all((lost.replacement is None) == bool(lost.no_replacement) for lost in dated.lost)


def test_the_weekday_is_kept_rather_than_the_week(year: Year) -> None:
    # Corme is free on the Tuesday of week 2, a week away: nearer than a Thursday to residents.
    closed = Closure(venue_id="mairie-c", first_day=TUESDAY, last_day=TUESDAY)
    [lost] = lost_on(year.with_territory(closures=(closed,)), TUESDAY)
    assert lost.replacement is not None
    assert lost.replacement.day == TUESDAY + timedelta(days=7)
    assert (lost.replacement.adviser_id, lost.replacement.half) == ("camille", "pm")


def test_a_venue_visited_every_week_gets_another_day_of_the_week(year: Year) -> None:
    closed = Closure(venue_id="mairie-b", first_day=TUESDAY, last_day=TUESDAY)
    [lost] = lost_on(year.with_territory(closures=(closed,)), TUESDAY)
    assert lost.replacement is not None
    assert (lost.replacement.day, lost.replacement.half) == (date(2027, 3, 24), "am")


def test_another_adviser_stands_in_only_where_the_settings_allow_it(year: Year) -> None:
    away = year.with_territory(absences=(absent("dominique", START, num_days=28),))
    assert {lost.replacement.adviser_id for lost in date_year(away).lost if lost.replacement} == {
        "camille"
    }
    alone = away.with_calendar(replacement_by_other_adviser=False)
    own = [lost for lost in date_year(alone).lost if lost.adviser_id == "dominique"]
    assert [lost.replacement for lost in own] == 4 * [None]
    assert {lost.no_replacement for lost in lost_on(alone, START)} == {
        "Dominique ne travaille sur ce secteur du 22/03/2027 au 11/04/2027"
    }


def test_a_proposal_is_no_session_of_the_plan(year: Year) -> None:
    away = year.with_territory(absences=(absent("camille", TUESDAY),))
    taken = date_year(away)
    proposed = date_year(away.with_calendar(replacements="proposed"))
    assert [lost.replacement for lost in proposed.lost] == [lost.replacement for lost in taken.lost]
    assert not any(lost.is_replaced for lost in proposed.lost)
    assert all(session.replaces is None for session in proposed.sessions)
    year_of_proposals = away.with_calendar(replacements="proposed")
    assert date_faults(as_plan(year_of_proposals, proposed), year_of_proposals) == []


def test_sessions_suspended_in_school_holidays_are_not_made_up_for(year: Year) -> None:
    holidays = SchoolHoliday(first_day=START, last_day=START + timedelta(days=6), name="Hiver")
    stopped = year.with_territory(school_holidays=(holidays,)).with_calendar(
        hold_sessions_in_school_holidays=False
    )
    dated = date_year(stopped)
    assert {lost.no_replacement for lost in dated.lost if lost.reason == "school_holidays"} == {
        "suspendue pendant les vacances scolaires (réglage), sans remplacement"
    }
    assert date_faults(as_plan(stopped, dated), stopped) == []


def test_good_friday_is_lost_in_alsace_moselle_alone(year: Year) -> None:
    friday = date(2027, 3, 26)
    on_fridays = tuple(
        visit.model_copy(update={"weekday": 4}) if visit.venue_id == "mairie-b" else visit
        for visit in year.visits
    )
    plain = Year(villages=year.villages, visits=on_fridays)
    assert lost_on(plain, friday) == []
    [lost] = lost_on(plain.with_calendar(alsace_moselle=True), friday)
    assert (lost.reason, lost.detail) == ("public_holiday", "Vendredi saint")


def test_a_day_off_leaves_the_week_less_of_its_contract(year: Year) -> None:
    # Five hours a day: Easter Monday leaves Dominique 20 h, of which a session and its drives
    # take 3 h 40; at 18 h a week not even the back office fits beside a second one.
    monday = date(2027, 3, 29)
    rich = lost_on(year, monday)[0].replacement
    assert rich is not None
    assert rich.adviser_id == "dominique"
    poor = year.with_calendar(replacement_by_other_adviser=False).with_territory(
        advisers=tuple(
            one if one.id == "camille" else replace(one, weekly_minutes=580)
            for one in year.territory.advisers
        )
    )
    [lost] = lost_on(poor, monday)
    assert "heures du contrat" in lost.no_replacement


@pytest.mark.parametrize(
    ("start", "num_weeks", "changes"),
    [
        (date(2026, 8, 31), 53, (date(2027, 1, 4),)),
        (date(2026, 12, 28), 2, (date(2027, 1, 4),)),
        (date(2026, 12, 28), 1, ()),
        (date(2027, 1, 4), 106, ()),
        (date(2020, 12, 14), 53, (date(2021, 1, 4),)),
    ],
)
def test_parity_changes_where_a_week_53_ends(
    start: date, num_weeks: int, changes: tuple[date, ...]
) -> None:
    assert parity_changes(CalendarSettings(start=start, num_weeks=num_weeks)) == changes


def test_fourteen_days_stay_fourteen_days_over_week_53_and_the_plan_says_so(year: Year) -> None:
    crossing = year.with_calendar(start=date(2026, 12, 14), num_weeks=6)
    corme = sorted(s.day for s in date_year(crossing).sessions if s.venue_id == "mairie-c")
    assert corme == [date(2026, 12, 15), date(2026, 12, 29), date(2027, 1, 12)]
    assert [day.isocalendar().week % 2 for day in corme] == [1, 1, 0]
    [sentence] = describe_dates(
        crossing.visits, (), crossing.territory, num_dates=1, settings=crossing.settings
    )
    assert sentence.startswith("L'année 2026 compte 53 semaines : à partir du lundi 4\u00a0janvier")


def test_a_search_that_is_cut_leaves_no_session_that_could_be_held(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = partial(choose_options, deterministic_time=0.0)
    monkeypatch.setattr("planner.redating.redate.choose_options", cut)
    away = year.with_territory(absences=(absent("camille", TUESDAY, num_days=9),))
    dated = date_year(away)
    assert not dated.is_proven
    assert any(lost.is_replaced for lost in dated.lost)
    assert date_faults(as_plan(away, dated), away) == []


def test_a_full_day_moves_as_a_whole(year: Year) -> None:
    thursday = START + timedelta(days=3)
    whole = year.with_territory(
        venues=tuple(
            replace(venue, is_full_day=venue.id == "mairie-b") for venue in year.territory.venues
        ),
        absences=(absent("camille", thursday),),
    )
    full_days = Year(
        villages=whole.villages,
        visits=tuple(
            visit("mairie-b", "camille", weekday=3, half=half, weeks=(1, 2))
            for half in ("am", "pm")
        ),
    )
    dated = date_year(full_days)
    new = [lost.replacement for lost in dated.lost if lost.day == thursday]
    assert [(one.day, one.adviser_id, one.half) for one in new if one] == [
        (new[0].day, new[0].adviser_id, "am"),
        (new[0].day, new[0].adviser_id, "pm"),
    ]
    assert date_faults(as_plan(full_days, dated), full_days) == []
