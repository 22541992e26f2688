from datetime import date

import pytest

from planner.plan import Half, Plan, Visit
from planner.wording import (
    format_clock,
    format_date,
    format_duration,
    format_km,
    format_minutes,
    format_number,
    format_percent,
    format_percent_up,
    format_reason,
    format_rhythm,
    format_territory,
    join_words,
    one_line,
)
from tests.planner.small_plan import make_plan

NBSP = "\u00a0"


@pytest.fixture
def plan() -> Plan:
    return make_plan()


def _visit(*weeks: int, half: Half = "am", weekday: int = 1) -> Visit:
    return Visit(
        venue_id="v",
        adviser_id="a",
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=540,
        end_minute=720,
    )


@pytest.mark.parametrize(
    ("visit", "cycle_weeks", "expected"),
    [
        (_visit(1, 2, 3, 4), 4, "chaque mardi matin"),
        (_visit(1), 1, "chaque mardi matin"),
        (_visit(1, 3), 4, "un mardi matin sur deux (semaines 1 et 3 du cycle)"),
        (_visit(4, 2), 4, "un mardi matin sur deux (semaines 2 et 4 du cycle)"),
        (_visit(2), 2, "un mardi matin sur deux (semaine 2 du cycle)"),
        (_visit(2), 3, "un mardi matin sur trois (semaine 2 du cycle)"),
        (_visit(2), 4, "un mardi matin sur quatre (semaine 2 du cycle)"),
        (_visit(1, 2, 4), 4, "le mardi matin (semaines 1, 2 et 4 du cycle)"),
        (_visit(1, 2), 4, "le mardi matin (semaines 1 et 2 du cycle)"),
        (_visit(1, 3), 3, "le mardi matin (semaines 1 et 3 du cycle)"),
        (_visit(1, half="pm", weekday=4), 1, "chaque vendredi après-midi"),
        (None, 4, "date isolée, hors du cycle"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(
    visit: Visit | None, cycle_weeks: int, expected: str
) -> None:
    assert format_rhythm(visit, cycle_weeks) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_clock(540), "9 h 00"),
        (format_clock(825), "13 h 45"),
        (format_minutes(12.4), "12 min"),
        (format_minutes(12.44, decimals=1), "12,4 min"),
        (format_km(12_449), "12,4 km"),
        (format_percent(0.8125), "81,2 %"),
        (format_percent(-0.0001), "0,0 %"),
        (format_percent(-0.05), "−5,0 %"),
        (format_duration(2700), "45 min"),
        (format_duration(3599), "1 h 00"),
        (format_duration(11_100), "3 h 05"),
        (format_date(date(2027, 3, 1)), "lundi 1er mars 2027"),
        (format_date(date(2027, 8, 17)), "mardi 17 août 2027"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, expected: str) -> None:
    assert text.replace(NBSP, " ") == expected
    assert text.count(NBSP) >= 1


def test_thousands_stand_apart_and_decimals_have_a_comma() -> None:
    assert format_number(1_234_567.891, decimals=2) == "1\u202f234\u202f567,89"


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), ""), (("a",), "a"), (("a", "b"), "a et b"), (("a", "b", "c"), "a, b et c")],
)
def test_words_are_joined_as_in_a_french_list(words: tuple[str, ...], expected: str) -> None:
    assert join_words(words) == expected


def test_control_characters_become_one_space() -> None:
    assert one_line(" Salle\r\n\x00des\u2028fêtes\t ") == "Salle des fêtes"


def test_a_lost_session_says_why(plan: Plan) -> None:
    [lost] = plan.lost_sessions
    assert format_reason(lost).replace(NBSP, " ") == "fermeture du lieu : travaux"
    assert format_reason(lost.model_copy(update={"detail": ""})) == "fermeture du lieu"


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        ("absence", "conseiller absent", "absence"),
        ("closure", "lieu fermé", "fermeture du lieu"),
    ],
)
def test_a_reason_that_only_says_itself_again_is_said_once(
    plan: Plan, reason: str, detail: str, words: str
) -> None:
    [lost] = plan.lost_sessions
    assert format_reason(lost.model_copy(update={"reason": reason, "detail": detail})) == words


def test_every_reason_has_a_wording(plan: Plan) -> None:
    [lost] = plan.lost_sessions
    schema = type(lost).model_json_schema()
    for reason in schema["properties"]["reason"]["enum"]:
        assert format_reason(lost.model_copy(update={"reason": reason}))


def test_the_territory_comes_with_its_notice() -> None:
    assert format_territory(make_plan()) == "Pays d'essai (territoire de démonstration)"
    assert format_territory(make_plan(notice="")) == "Pays d'essai"


def test_all_but_all_is_not_a_hundred_per_cent() -> None:
    assert format_percent(0.9998) == "99,9\u00a0%"
    # a sum of shares that is one but for rounding
    assert format_percent(1 - 2**-53, decimals=0) == "100\u00a0%"


def test_all_is_a_hundred_per_cent() -> None:
    assert format_percent(1.0) == "100,0\u00a0%"


def test_a_gap_is_rounded_up() -> None:
    assert format_percent_up(0.0361) == "3,7\u00a0%"


def test_an_exact_gap_is_not_rounded_up() -> None:
    assert format_percent_up(0.036) == "3,6\u00a0%"
