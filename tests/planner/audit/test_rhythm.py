"""Rhythms in French, unrolled and compared with plain loops over every day of the calendar."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from planner.audit.cell_errors import CellError
from planner.audit.recurrence import describe_assumptions, rhythm_dates
from planner.audit.rhythm import Rhythm, parse_rhythm
from planner.settings import CycleSettings
from planner.settings.calendar import CalendarSettings

WINTER = CalendarSettings(start=date(2027, 1, 4), num_weeks=26)
NEW_YEAR = CalendarSettings(start=date(2026, 12, 7), num_weeks=8)
"""2026 has a week 53, from 28 December."""
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


def days_of(calendar: CalendarSettings) -> list[date]:
    return [calendar.start + timedelta(days=n) for n in range(7 * calendar.num_weeks)]


def parse(text: str, calendar: CalendarSettings = WINTER) -> Rhythm:
    days = days_of(calendar)
    return parse_rhythm(text, first_day=days[0], last_day=days[-1])


def dates(text: str, calendar: CalendarSettings = WINTER) -> list[date]:
    found, _ = rhythm_dates(parse(text, calendar), calendar, cycle=CycleSettings(num_weeks=4))
    return list(found)


def week(day: date) -> int:
    return (day - WINTER.start).days // 7


def nth(day: date) -> int:
    return (day.day - 1) // 7 + 1


def is_last(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month


SPELLINGS: dict[str, tuple[Callable[[date], bool], list[str]]] = {
    "every Monday": (
        lambda day: day.weekday() == MONDAY,
        [
            "lundi",
            "Lun.",
            "tous les lundis",
            "chaque lundi",
            "Lundi hebdomadaire",
            "Lundi toutes les semaines",
            "lundi une fois par semaine",
            "lundi semaines paires et impaires",
            "tous les lundis sauf jours fériés",
        ],
    ),
    "every second Monday": (
        lambda day: day.weekday() == MONDAY and week(day) % 2 == 0,
        [
            "un lundi sur deux",
            "1 lundi sur 2",
            "Lundi une semaine sur deux",
            "lundi 1 sem/2",
            "lundi toutes les deux semaines",
            "tous les 2 lundis",
            "lundi tous les 15 jours",
            "Lundi par quinzaine",
            "Lundi 1 fois sur 2",
            "un lundi matin sur deux (semaines 1 et 3 du cycle)",
        ],
    ),
    "every third Thursday from the 14th": (
        lambda day: (
            day.weekday() == THURSDAY
            and (day - date(2027, 1, 14)).days % 21 == 0
            and day >= date(2027, 1, 14)
        ),
        [
            "un jeudi sur trois à partir du 14/01/2027",
            "jeudi toutes les 3 semaines dès le 14 janvier",
            "Jeudi 1 semaine sur 3 à compter du jeudi 14/01/27",
        ],
    ),
    "odd ISO weeks on Tuesday": (
        lambda day: day.weekday() == TUESDAY and day.isocalendar().week % 2 == 1,
        [
            "Mardi semaines impaires",
            "mardi semaine impaire",
            "mardi (S. impaires)",
            "Mardi impair",
            "un mardi sur deux, semaines impaires",
        ],
    ),
    "second and fourth Thursday": (
        lambda day: day.weekday() == THURSDAY and nth(day) in (2, 4),
        [
            "2ème et 4ème jeudi",
            "2e et 4e jeudi du mois",
            "Jeudi 2ème et 4ème",
            "les 2èmes et 4èmes jeudis de chaque mois",
            "deuxième et quatrième jeudi",
            "2 et 4ème jeudi",
            "2nd & 4e jeudi",
            "Jeudi 2ème et 4ème jeudi",
            "2ème jeudi et 4ème jeudi",
        ],
    ),
    "first Monday and third Friday": (
        lambda day: (
            (day.weekday() == MONDAY and nth(day) == 1)
            or (day.weekday() == FRIDAY and nth(day) == 3)
        ),
        ["1er lundi et 3e vendredi", "premier lundi, troisième vendredi du mois"],
    ),
    "last Friday": (
        lambda day: day.weekday() == FRIDAY and is_last(day),
        ["dernier vendredi", "le dernier vendredi du mois", "Vendredi dernier"],
    ),
    "weeks 1 and 3 of the cycle": (
        lambda day: day.weekday() == MONDAY and week(day) % 4 in (0, 2),
        ["lundi semaines 1 et 3 du cycle"],
    ),
    "some ISO weeks": (
        lambda day: day.weekday() == MONDAY and day.isocalendar().week in (2, 6, 10),
        [
            "lundi semaines 2, 6 et 10",
            "lundi 2027-S02 S06 S10",
            "Lundi S02 S06 S10",
            "lundi semaines iso 2 6 10",
        ],
    ),
    "within a period": (
        lambda day: day.weekday() == MONDAY and date(2027, 2, 1) <= day <= date(2027, 3, 15),
        [
            "tous les lundis du 01/02/2027 au 15/03/2027",
            "lundi du 1er février au 15 mars",
            "lundi à partir du 1/2/2027 jusqu'au 15/3/2027",
        ],
    ),
    "without February": (
        lambda day: day.weekday() == MONDAY and day.month != 2,
        ["lundi sauf février", "tous les lundis (sauf en février)", "lundi hors mois de février"],
    ),
    "without two dates": (
        lambda day: day.weekday() == MONDAY and day not in (date(2027, 1, 11), date(2027, 2, 8)),
        ["lundi sauf le 11/01 et le 8/2/2027", "tous les lundis, excepté 11 janvier et 8 février"],
    ),
    "four days a week": (
        lambda day: day.weekday() in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY),
        ["du lundi au jeudi", "lundi, mardi, mercredi et jeudi", "de lundi à jeudi"],
    ),
    "explicit dates": (
        lambda day: day in (date(2027, 1, 5), date(2027, 1, 12), date(2027, 2, 2)),
        [
            "05/01/2027, 12/01/2027 et 02/02/2027",
            "5 janvier, 12 janvier et 2 février 2027",
            "mardi 5 et 12 janvier, 2 février",
            "2027-01-05 2027-01-12 2027-02-02",
            "05/01 - 12/01 - 02/02",
            "5.1.2027 ; 12.1.2027 ; 2.2.27",
        ],
    ),
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, (_, texts) in SPELLINGS.items() for text in texts]
)
def test_a_spelling_gives_the_dates_of_a_plain_loop(name: str, text: str) -> None:
    holds, _ = SPELLINGS[name]
    assert dates(text) == [day for day in days_of(WINTER) if holds(day)]


def test_half_days_in_a_rhythm_are_kept() -> None:
    assert parse("tous les mardis matin").halves == ("am",)


def test_two_odd_weeks_follow_each_other_after_a_week_53() -> None:
    odd = dates("lundi semaines impaires", NEW_YEAR)
    assert [b - a for a, b in pairwise(odd)].count(timedelta(weeks=1)) == 1


def test_odd_weeks_over_a_year_of_53_weeks_are_said() -> None:
    said = describe_assumptions(parse("lundi semaines impaires", NEW_YEAR), NEW_YEAR)
    assert any("semaine 53" in text for text in said)


def test_odd_weeks_within_one_year_need_no_word() -> None:
    assert describe_assumptions(parse("lundi semaines impaires"), WINTER) == ()


def test_every_second_week_without_a_start_states_from_when_it_is_counted() -> None:
    (said,) = describe_assumptions(parse("un lundi sur deux"), WINTER)
    assert "lundi 4 janvier 2027" in said.replace("\u00a0", " ")


def test_every_second_week_with_a_start_states_nothing() -> None:
    assert describe_assumptions(parse("un lundi sur deux à partir du 11/01/2027"), WINTER) == ()


def test_a_weekday_alone_is_weekly_and_said_so() -> None:
    (said,) = describe_assumptions(parse("lundi"), WINTER)
    assert "chaque semaine" in said


def test_school_holidays_are_not_applied_and_said_so() -> None:
    text = "tous les lundis sauf vacances scolaires"
    assert dates(text) == dates("tous les lundis")
    (said,) = describe_assumptions(parse(text), WINTER)
    assert "sauf vacances scolaires" in said


def test_school_holidays_that_are_known_are_left_out() -> None:
    winter = (date(2027, 2, 6), date(2027, 2, 21))
    found, _ = rhythm_dates(
        parse("tous les lundis hors vacances"),
        WINTER,
        cycle=CycleSettings(),
        school_holidays=[winter],
    )
    left_out = set(dates("tous les lundis")) - set(found)
    assert left_out == {date(2027, 2, 8), date(2027, 2, 15)}


def test_an_exception_understood_in_part_is_not_applied_at_all() -> None:
    assert dates("lundi sauf février et si neige") == dates("lundi")


def test_dates_outside_the_calendar_are_counted() -> None:
    rhythm = parse("05/01/2027, 05/01/2031")
    inside, num_outside = rhythm_dates(rhythm, WINTER, cycle=CycleSettings())
    assert (inside, num_outside) == ((date(2027, 1, 5),), 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "selon les besoins",
        "lundi si possible",
        "mardi mensuel",
        "mardi 2 fois par mois",
        "mardi bimensuel",
        "semaines paires",
        "quinzaine",
        "lundi semaines 1 et 3",  # of the cycle or of the year?
        "lundi 1/2",  # a date or a fraction?
        "lundi 5 janvier 2027",  # a Tuesday
        "mardi 2ème jeudi",
        "1er lundi semaines paires",
        "un lundi sur trois semaines paires",
        "tous les mardis 05/01/2027",
        "lundi 31/02/2027",
        "lundi semaines 60 et 61",
        "un mois sur deux le lundi",
        "lundi chaque mois",
        "un lundi par mois",
        "un lundi",
        "lundi jours impairs",
        "tous les trois mois le 1er lundi",
        "2 semaines sur 3 le lundi",
        "lundi semaines 5 à 10",
        "1ère semaine du mois le lundi",
        "début de mois, lundi",
        "lundi 9h-12h",
        "jours impairs",
        "lundi du 15/03/2027 au 01/02/2027",
    ],
)
def test_what_is_not_certain_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse(text)
    assert caught.value.remedy
