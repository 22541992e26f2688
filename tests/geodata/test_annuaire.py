"""Answers of the Annuaire de l'administration."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import SourceError
from geodata.hours import hours_fault
from geodata.sources.annuaire import MairieHours, read_annuaire


def line(first: str, last: str, *clocks: str, comment: str = "") -> dict[str, str]:
    opened = [*clocks, "", "", "", ""]
    return {
        "nom_jour_debut": first,
        "nom_jour_fin": last,
        "valeur_heure_debut_1": opened[0],
        "valeur_heure_fin_1": opened[1],
        "valeur_heure_debut_2": opened[2],
        "valeur_heure_fin_2": opened[3],
        "commentaire": comment,
    }


def record(hours: object, *, kind: str = "mairie", **fields: object) -> dict[str, Any]:
    return {
        "id": "mairie-01001-01",
        "nom": "Mairie - L'Abergement",
        "code_insee_commune": "01001",
        "pivot": json.dumps([{"type_service_local": kind, "code_insee_commune": ["01001"]}]),
        "adresse": json.dumps(
            [
                {
                    "numero_voie": "1 place de l'Église",
                    "code_postal": "01400",
                    "longitude": "4.92",
                    "latitude": "46.15",
                }
            ]
        ),
        "plage_ouverture": json.dumps(hours) if isinstance(hours, list) else hours,
        **fields,
    }


def only(*records: dict[str, Any]) -> MairieHours:
    (mairie,) = read_annuaire({"results": list(records)}).values()
    return mairie


def test_days_ranges_and_two_spans_become_osm_hours() -> None:
    hours = [
        line("Lundi", "Jeudi", "09:00:00", "12:00:00", "14:00:00", "17:30:00"),
        line("Samedi", "Samedi", "10:00:00", "12:00:00"),
    ]
    assert only(record(hours)).opening_hours == "Mo-Th 09:00-12:00,14:00-17:30; Sa 10:00-12:00"


def test_several_lines_of_one_day_are_united() -> None:
    hours = [
        line("Mardi", "Mardi", "14:00:00", "17:00:00"),
        line("Lundi", "Mardi", "09:00:00", "12:00:00"),
        line("Mardi", "Mardi", "11:00:00", "12:30:00"),
    ]
    assert only(record(hours)).opening_hours == "Mo 09:00-12:00; Tu 09:00-12:30,14:00-17:00"


def test_a_second_span_alone_is_read() -> None:
    hours = [line("Lundi", "Lundi", "", "", "14:00:00", "17:00:00")]
    assert only(record(hours)).opening_hours == "Mo 14:00-17:00"


@pytest.mark.parametrize("hours", [None, "", "[]"])
def test_no_hours_are_unknown_hours_without_a_note(hours: str | None) -> None:
    mairie = only(record(hours))
    assert (mairie.opening_hours, mairie.hours_note) == ("", "")


def test_a_comment_becomes_a_note_that_names_its_day() -> None:
    hours = [
        line("Lundi", "Lundi", "09:00:00", "12:00:00"),
        line("Samedi", "Samedi", "09:00:00", "12:00:00", comment="Sauf le premier de chaque mois"),
    ]
    assert only(record(hours)).hours_note == "Samedi : Sauf le premier de chaque mois"


@pytest.mark.parametrize(
    "hours",
    [
        "{not json",
        '"text"',
        [line("Lundredi", "Mardi", "09:00:00", "12:00:00")],
        [line("Lundi", "Lundi", "14:00:00", "12:00:00")],
        [line("Lundi", "Lundi", "09:00:00", "")],
        [{"nom_jour_fin": "Lundi"}],
    ],
)
def test_unreadable_hours_are_unknown_and_the_note_says_so(hours: object) -> None:
    mairie = only(record(hours))
    assert mairie.opening_hours == ""
    assert "illisibles" in mairie.hours_note


def test_a_delegated_mairie_is_not_the_mairie() -> None:
    delegated = record([line("Lundi", "Vendredi", "08:00:00", "20:00:00")], kind="mairie_com")
    mairie = record([line("Lundi", "Lundi", "09:00:00", "12:00:00")])
    assert only(delegated, mairie).opening_hours == "Mo 09:00-12:00"
    assert read_annuaire([delegated]) == {}


def test_of_two_mairies_the_one_with_hours_is_taken_in_any_order() -> None:
    without = record(None, id="a")
    with_hours = record([line("Lundi", "Lundi", "09:00:00", "12:00:00")], id="b")
    assert only(without, with_hours).id == only(with_hours, without).id == "b"


def test_address_and_point_are_read() -> None:
    mairie = only(record(None))
    assert (mairie.address, mairie.postcode) == ("1 place de l'Église", "01400")
    assert (mairie.lon, mairie.lat) == (4.92, 46.15)


def test_a_missing_address_is_blank() -> None:
    mairie = only(record(None, adresse="[]"))
    assert (mairie.address, mairie.lon) == ("", None)


def test_bytes_text_and_parsed_answers_read_alike() -> None:
    answer = {"results": [record(None)]}
    text = json.dumps(answer)
    assert read_annuaire(text.encode()) == read_annuaire(text) == read_annuaire(answer)


@pytest.mark.parametrize("payload", [b"<html>", b"{}", b"[1]", b'{"results": null}'])
def test_what_is_no_answer_of_the_directory_is_a_source_error(payload: bytes) -> None:
    with pytest.raises(SourceError, match="Annuaire"):
        read_annuaire(payload)


@pytest.mark.real
def test_the_departements_answer_gives_one_mairie_a_commune(real_folder: Path) -> None:
    path = real_folder / "api" / "annuaire_mairies_17.simulated_hours.json.gz"
    mairies = read_annuaire(gzip.decompress(path.read_bytes()))
    assert len(mairies) == 462
    assert sum(mairie.opening_hours == "" for mairie in mairies.values()) == 39
    assert sum("Sauf le premier" in mairie.hours_note for mairie in mairies.values()) == 17
    assert {
        hours_fault(mairie.opening_hours) for mairie in mairies.values() if mairie.opening_hours
    } == {None}


@pytest.mark.parametrize(
    ("given", "siret"),
    [("211 700 019 00018", "21170001900018"), ("21170", ""), (None, ""), ("à venir", "")],
)
def test_a_siret_is_taken_when_it_is_one(given: str | None, siret: str) -> None:
    assert only(record(None, siret=given)).siret == siret
