"""The Ministry's calendar; payloads are made up in its documented form."""

import json
from datetime import date
from typing import Any

import pytest

from geodata.errors import SourceError
from geodata.sources.geo_api import check_departement
from geodata.sources.http import HttpOptions, open_http
from geodata.sources.school_holidays import fetch_school_holidays, read_school_holidays
from geodata.sources.school_zones import ACADEMIES, school_zone
from geodata.territory import SchoolHoliday
from tests.geodata.sources.local_server import LocalServer, Reply


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
    first_day=date(2026, 10, 17),
    last_day=date(2026, 11, 1),
    name="Vacances de la Toussaint",
    zone="Zone A",
)


def test_days_are_those_of_paris_and_the_day_of_return_is_no_holiday() -> None:
    # 22:00 UTC in summer time and 23:00 UTC in winter time are both midnight in Paris.
    assert read_school_holidays([row()], "Zone A").holidays == (AUTUMN,)


def test_a_holiday_of_several_academies_is_told_once() -> None:
    rows = [row(), row(location="Bordeaux")]
    assert read_school_holidays(rows, "Zone A").holidays == (AUTUMN,)


def test_rows_of_teachers_are_left_out() -> None:
    rows = [row(), row("Vacances d'Été", population="Enseignants")]
    assert read_school_holidays(rows, "Zone A").holidays == (AUTUMN,)


def test_rows_of_pupils_count() -> None:
    assert read_school_holidays([row(population="Élèves")], "Zone A").holidays == (AUTUMN,)


def test_other_zones_are_left_out() -> None:
    assert read_school_holidays([row(), row("Autre", zones="Zone B")], "Zone A").holidays == (
        AUTUMN,
    )


@pytest.mark.parametrize("end", [None, "", "2027-07-02T22:00:00+00:00"])
def test_a_summer_without_end_is_named_and_not_guessed(end: str | None) -> None:
    summer = row("Début des Vacances d'Été", start_date="2027-07-02T22:00:00+00:00", end_date=end)
    calendar = read_school_holidays([row(), summer], "Zone A")
    assert calendar.holidays == (AUTUMN,)
    assert calendar.without_end == ((date(2027, 7, 3), "Début des Vacances d'Été"),)


def test_a_summer_of_the_past_without_end_is_not_named() -> None:
    summer = row("Début des Vacances d'Été", start_date="2026-07-03T22:00:00+00:00", end_date=None)
    assert read_school_holidays([row(), summer], "Zone A").without_end == ()


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
    found = read_school_holidays([row(start_date=moment)], "Zone A").holidays[0]
    assert found.first_day == date(2026, 10, 17), where


def test_holidays_stand_in_the_order_of_their_days() -> None:
    winter = row(
        "Vacances d'Hiver",
        start_date="2027-02-12T23:00:00+00:00",
        end_date="2027-02-28T23:00:00+00:00",
    )
    names = [day.name for day in read_school_holidays([winter, row()], "Zone A").holidays]
    assert names == ["Vacances de la Toussaint", "Vacances d'Hiver"]


def test_an_answer_and_an_export_say_the_same() -> None:
    answer = json.dumps({"total_count": 1, "results": [row()]}).encode()
    assert read_school_holidays(answer, "Zone A") == read_school_holidays([row()], "Zone A")


def test_a_first_page_is_not_taken_for_the_whole() -> None:
    with pytest.raises(SourceError, match="1 lignes sur 120"):
        read_school_holidays(
            json.dumps({"total_count": 120, "results": [row()]}).encode(), "Zone A"
        )


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"<html>maintenance</html>", "page HTML"),
        (b'{"results": [', "JSON coupé"),
        (b'{"error": "x"}', "résultats"),
        (b"[]", "ne dit rien de la zone"),
    ],
)
def test_nonsense_is_refused(payload: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_school_holidays(payload, "Zone A")


@pytest.mark.parametrize("moment", ["soon", "2026-10-16T22:00:00", None])
def test_an_unreadable_start_is_refused(moment: str | None) -> None:
    with pytest.raises(SourceError, match="date illisible pour « Vacances de la Toussaint »"):
        read_school_holidays([row(start_date=moment)], "Zone A")


def test_a_zone_is_asked_for_by_the_name_that_the_source_gives_it(
    server: LocalServer, quick: HttpOptions
) -> None:
    server.serve("/holidays", Reply(status=503), Reply(body=json.dumps([row()]).encode()))
    with open_http(quick) as http:
        answer = fetch_school_holidays(http, "Zone A", url=f"{server.url}/holidays")
    assert answer.value.holidays == (AUTUMN,)
    assert server.count("/holidays") == 2, "asked again after a passing failure"
    assert server.asked[0].target == "/holidays?where=zones%3D%22Zone+A%22&timezone=UTC"


# Zones


def test_every_departement_lies_in_one_academie() -> None:
    codes = [
        code for academies in ACADEMIES.values() for some in academies.values() for code in some
    ]
    mainland = [f"{number:02}" for number in range(1, 96) if number != 20]
    assert sorted(codes) == sorted([*mainland, "2A", "2B", *(f"97{n}" for n in range(1, 7))])
    assert [check_departement(code) for code in codes] == codes


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("17", "Zone A"),
        ("35", "Zone B"),
        ("75", "Zone C"),
        ("31", "Zone C"),
        ("76", "Zone B"),
        ("2A", "Corse"),
        ("974", "Réunion"),
    ],
)
def test_a_departement_has_the_zone_of_its_academie(code: str, zone: str) -> None:
    assert school_zone(code) == zone
