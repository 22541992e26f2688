"""The Ministry's calendar; payloads are made up in its documented form."""

import json
from datetime import date
from typing import Any

import pytest

from geodata.errors import SourceError
from geodata.sources.school_holidays import (
    SchoolHoliday,
    read_school_holidays,
    school_holidays_params,
)


def row(name: str = "Vacances de la Toussaint", **changes: str | None) -> dict[str, Any]:
    return {
        "description": name,
        "population": "-",
        "start_date": "2026-10-16T22:00:00+00:00",
        "end_date": "2026-11-01T23:00:00+00:00",
        "location": "Poitiers",
        "zones": "Zone A",
        "annee_scolaire": "2026-2027",
    } | changes


AUTUMN = SchoolHoliday(
    first_day=date(2026, 10, 17), last_day=date(2026, 11, 1), name="Vacances de la Toussaint"
)


def test_days_are_those_of_paris_and_the_day_of_return_is_no_holiday() -> None:
    # 22:00 UTC in summer time and 23:00 UTC in winter time are both midnight in Paris.
    assert read_school_holidays([row()], "A").holidays == (AUTUMN,)


def test_a_holiday_of_several_academies_is_told_once() -> None:
    rows = [row(), row(location="Bordeaux")]
    assert read_school_holidays(rows, "Zone A").holidays == (AUTUMN,)


def test_rows_of_teachers_are_left_out() -> None:
    rows = [row(), row("Vacances d'Été", population="Enseignants")]
    assert read_school_holidays(rows, "A").holidays == (AUTUMN,)


def test_rows_of_pupils_count() -> None:
    assert read_school_holidays([row(population="Élèves")], "A").holidays == (AUTUMN,)


def test_other_zones_are_left_out() -> None:
    assert read_school_holidays([row(), row("Autre", zones="Zone B")], "A").holidays == (AUTUMN,)


@pytest.mark.parametrize("end", [None, "", "2027-07-02T22:00:00+00:00"])
def test_a_summer_without_end_is_named_and_not_guessed(end: str | None) -> None:
    summer = row("Début des Vacances d'Été", start_date="2027-07-02T22:00:00+00:00", end_date=end)
    calendar = read_school_holidays([row(), summer], "A")
    assert calendar.holidays == (AUTUMN,)
    assert calendar.without_end == ("Début des Vacances d'Été (03/07/2027)",)


@pytest.mark.parametrize(
    ("moment", "where"),
    [
        ("2026-10-16T20:00:00+00:00", "Réunion, UTC+4"),
        ("2026-10-17T04:00:00+00:00", "Guadeloupe, UTC-4"),
        ("2026-10-17T10:00:00+00:00", "Polynésie, UTC-10"),
        ("2026-10-16T13:00:00+00:00", "Nouvelle-Calédonie, UTC+11"),
        ("2026-10-17T00:00:00+02:00", "Paris, with its own offset"),
    ],
)
def test_a_midnight_elsewhere_is_the_same_day(moment: str, where: str) -> None:
    found = read_school_holidays([row(start_date=moment)], "A").holidays[0]
    assert found.first_day == date(2026, 10, 17), where


def test_holidays_stand_in_the_order_of_their_days() -> None:
    winter = row(
        "Vacances d'Hiver",
        start_date="2027-02-12T23:00:00+00:00",
        end_date="2027-02-28T23:00:00+00:00",
    )
    names = [day.name for day in read_school_holidays([winter, row()], "A").holidays]
    assert names == ["Vacances de la Toussaint", "Vacances d'Hiver"]


def test_an_answer_and_an_export_say_the_same() -> None:
    answer = json.dumps({"total_count": 1, "results": [row()]}).encode()
    assert read_school_holidays(answer, "A") == read_school_holidays([row()], "A")


def test_a_first_page_is_not_taken_for_the_whole() -> None:
    with pytest.raises(SourceError, match="1 lignes sur 120"):
        read_school_holidays(json.dumps({"total_count": 120, "results": [row()]}), "A")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"<html>maintenance</html>", "JSON entier"),
        (b'{"results": [', "JSON entier"),
        (b'{"error": "x"}', "résultats"),
        (b"[]", "ne dit rien de la zone"),
    ],
)
def test_nonsense_is_refused(payload: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_school_holidays(payload, "A")


@pytest.mark.parametrize("moment", ["soon", "2026-10-16T22:00:00", None])
def test_an_unreadable_start_is_refused(moment: str | None) -> None:
    with pytest.raises(SourceError, match="date illisible pour « Vacances de la Toussaint »"):
        read_school_holidays([row(start_date=moment)], "A")


def test_the_request_names_zone_and_years() -> None:
    params = school_holidays_params("b", ["2026-2027", "2027-2028"])
    assert params["where"] == (
        'zones="Zone B" and (annee_scolaire="2026-2027" or annee_scolaire="2027-2028")'
    )


def test_a_quote_does_not_leave_its_filter() -> None:
    assert school_holidays_params('Corse" or "', [])["where"] == 'zones="Corse or "'
