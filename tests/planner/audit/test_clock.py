"""Hours as people write them."""

import pytest

from planner.audit.cell_errors import CellError
from planner.audit.clock import parse_hours, parse_time

MORNING = (9 * 60, 12 * 60)


@pytest.mark.parametrize(
    "text",
    [
        "9h-12h",
        "09:00-12:00",
        "9h à 12h",
        "de 9h à 12h",
        "De 9 h 00 à 12 h 00",
        "9 h 00 – 12 h 00",
        "9-12",
        "9h/12h",
        "9h-midi",
        "matin (9h-12h)",
        "09:00:00 - 12:00:00",
        "9 heures à 12 heures",
        "9h-12h sur rendez-vous",
    ],
)
def test_the_same_morning_is_understood_in_every_spelling(text: str) -> None:
    assert parse_hours(text).spans == (MORNING,)


def test_half_hours_are_kept() -> None:
    assert parse_hours("9h30-12h15").spans == ((570, 735),)


def test_a_morning_and_an_afternoon_in_one_cell_are_two_sessions() -> None:
    assert parse_hours("9h-12h / 14h00-17h30").spans == (MORNING, (840, 1050))


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("matin", ("am",)),
        ("Matinée", ("am",)),
        ("après-midi", ("pm",)),
        ("Apres midi", ("pm",)),
        ("matin et après-midi", ("am", "pm")),
        ("journée", ("am", "pm")),
        ("toute la journée", ("am", "pm")),
    ],
)
def test_half_days_in_words_are_understood(text: str, halves: tuple[str, ...]) -> None:
    assert parse_hours(text).halves == halves


@pytest.mark.parametrize(
    "text",
    ["", "9h", "12h-9h", "9h-9h", "25h-26h", "9h75-12h", "9h-12h-14h", "9h-12h salle 2", "rdv"],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "minute"), [("9h", 540), ("14:30", 870), ("9", 540), ("midi", 720)]
)
def test_one_time_of_day_is_minutes_since_midnight(text: str, minute: int) -> None:
    assert parse_time(text) == minute


def test_a_span_is_no_single_time() -> None:
    with pytest.raises(CellError):
        parse_time("9h-12h")
