"""docs/audit.md promises spellings: each of them is understood, or refused, as it says."""

import re
from datetime import date
from pathlib import Path

import pytest

from geodata.weekdays import FRENCH_WEEKDAYS
from planner.audit.cell_errors import CellError
from planner.audit.clock import parse_hours
from planner.audit.columns import recognise_columns
from planner.audit.rhythm import parse_rhythm

TEXT = (Path(__file__).parents[3] / "docs" / "audit.md").read_text(encoding="utf-8")
CALENDAR = {"first_day": date(2027, 1, 4), "last_day": date(2027, 3, 28)}


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def spellings(text: str) -> list[str]:
    return [found for found in re.findall(r"`([^`]+)`", text) if "…" not in found]


def with_weekday(text: str) -> str:
    """Dates need no weekday, and a weekday needs no other."""
    named = any(day in text for day in FRENCH_WEEKDAYS)
    is_dates = re.match(r"\d\d?(/|,)", text)
    return text if named or is_dates else f"lundi {text}"


def table_rows(text: str) -> list[list[str]]:
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return rows[2:]


RHYTHMS = [s for row in table_rows(section("Les rythmes")) for s in spellings(row[0])]
REFUSED = spellings(section("Les rythmes").split("Sont refusés")[1].split("Un **rythme**")[0])
HOURS = spellings(section("Les heures"))
HEADERS = [
    header for row in table_rows(section("Le tableau")) for header in [row[0], *row[1].split(", ")]
]


@pytest.mark.parametrize("text", RHYTHMS)
def test_a_rhythm_of_the_page_is_understood(text: str) -> None:
    assert parse_rhythm(with_weekday(text), **CALENDAR)


@pytest.mark.parametrize("text", REFUSED)
def test_a_rhythm_that_the_page_says_is_refused_is(text: str) -> None:
    with pytest.raises(CellError):
        parse_rhythm(with_weekday(text), **CALENDAR)


@pytest.mark.parametrize("text", HOURS)
def test_hours_of_the_page_are_understood(text: str) -> None:
    assert parse_hours(text)


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_of_the_page_is_known(header: str) -> None:
    columns, _ = recognise_columns([header], file="p.csv", line=1, needs_adviser=False)
    assert list(columns.header_of.values()) == [header]
    assert columns.notes == ()


def test_the_page_lists_what_it_promises() -> None:
    assert (len(RHYTHMS) > 25, len(REFUSED), len(HOURS) > 8, len(HEADERS) > 25) == (
        True,
        5,
        True,
        True,
    )
