import csv
import io
import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from geodata.sources.mednum import check_mednum, read_mednum
from planner.export.ground import Ground
from planner.export.mednum import (
    SCHEMA_FILE,
    UNKNOWN_PIVOT,
    format_mednum,
    international_phone,
    list_gaps,
    mednum_columns,
)
from planner.plan import LostSession, Plan
from planner.settings.publication import PublicationSettings
from tests.planner.export.small_ground import make_ground
from tests.planner.small_plan import make_plan, make_venue

SCHEMA = json.loads((files("planner.export") / SCHEMA_FILE).read_text(encoding="utf-8"))


def _rows(plan: Plan, ground: Ground) -> dict[str, dict[str, str]]:
    text = format_mednum(plan, ground)["permanences.csv"].decode()
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def _errors(content: bytes, tmp_path: Path) -> list[str]:
    """What frictionless finds wrong."""
    frictionless = pytest.importorskip("frictionless", reason="comes with the dev extra")
    path = tmp_path / "permanences.csv"
    path.write_bytes(content)
    resource = frictionless.Resource(
        path=path.name, basepath=str(tmp_path), schema=frictionless.Schema.from_descriptor(SCHEMA)
    )
    report = resource.validate()
    return [error.message for task in report.tasks for error in task.errors]


def test_the_list_obeys_the_rules_of_the_national_schema(
    plan: Plan, ground: Ground, tmp_path: Path
) -> None:
    assert _errors(format_mednum(plan, ground)["permanences.csv"], tmp_path) == []


def test_the_rules_refuse_what_the_national_schema_refuses(
    plan: Plan, ground: Ground, tmp_path: Path
) -> None:
    good = format_mednum(plan, ground)["permanences.csv"]
    for right, wrong in (
        (b",17100,", b",1710,"),
        (b"Gratuit", b"Offert"),
        (b"+33546000000", b"0546000000"),
        (b"itinerance-v-cozes", b"itinerance-v-aigre"),
        (b"2027-03-15", b"15/03/2027"),
    ):
        assert _errors(good.replace(right, wrong), tmp_path) != []


def test_hostile_names_break_neither_the_rules_nor_a_spreadsheet(
    hostile_plan: Plan, tmp_path: Path
) -> None:
    ground = make_ground(hostile_plan)
    assert _errors(format_mednum(hostile_plan, ground)["permanences.csv"], tmp_path) == []
    for row in _rows(hostile_plan, ground).values():
        risky = {name: cell for name, cell in row.items() if cell.startswith(("=", "@"))}
        assert risky == {}


def test_a_place_is_told_in_full(plan: Plan, ground: Ground) -> None:
    row = _rows(plan, ground)["itinerance-v-aigre"]
    assert {name: cell for name, cell in row.items() if cell and "presentation" not in name} == {
        "id": "itinerance-v-aigre",
        "pivot": "21170001900018",
        "nom": "Mairie d'Aigre",
        "commune": "Aigre",
        "code_postal": "17100",
        "adresse": "1 place de la Mairie",
        "latitude": "45.75",
        "longitude": "-0.625",
        "typologie": "MUNI",
        "telephone": "+33546000000",
        "courriels": "aide@exemple.fr",
        "horaires": "2027 Mar 16-2027 Apr 06 Tu 09:00-12:00; 2027 Mar 23 off",
        "source": "Département d'essai",
        "itinerance": "Itinérant",
        "structure_parente": "Département d'essai",
        "date_maj": "2027-03-15",
        "services": (
            "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien"
        ),
        "frais_a_charge": "Gratuit",
        "dispositif_programmes_nationaux": "Conseillers numériques",
        "modalites_acces": "Téléphoner|Contacter par mail|Prendre un RDV en ligne",
        "prise_rdv": "https://rdv.exemple.fr/",
    }


def test_assumed_hours_are_not_published(plan: Plan, ground: Ground) -> None:
    row = _rows(plan, ground)["itinerance-v-bors"]
    assert row["horaires"] == ""
    assert "le champ horaires est laissé vide" in row["presentation_detail"]
    assert "16/03/2027, 30/03/2027" in row["presentation_detail"]


def test_why_an_adviser_is_absent_is_not_published(ground: Ground) -> None:
    lost = LostSession(
        day=date(2027, 3, 23),
        adviser_id="a-lea",
        venue_id="v-aigre",
        half="am",
        reason="absence",
        detail="congé maladie",
    )
    written = format_mednum(make_plan(lost_sessions=(lost,)), ground)
    assert not any("maladie" in content.decode() for content in written.values())


def test_the_json_holds_the_same_places(plan: Plan, ground: Ground) -> None:
    places = json.loads(format_mednum(plan, ground)["permanences.json"])
    rows = _rows(plan, ground)
    assert [{name: str(value) for name, value in place.items()} for place in places] == [
        {name: cell for name, cell in row.items() if cell} for row in rows.values()
    ]


def test_our_own_reader_takes_the_list_and_counts_no_fixed_offer(
    plan: Plan, ground: Ground, tmp_path: Path
) -> None:
    path = tmp_path / "permanences.csv"
    path.write_bytes(check_mednum(format_mednum(plan, ground)["permanences.csv"]))
    found = read_mednum(path, ground.communes)
    assert found.places == ()
    assert len(found.itinerant) == 3


def test_what_the_folder_does_not_say_is_named(plan: Plan, ground: Ground) -> None:
    bare = replace(
        ground,
        venues=tuple(replace(venue, address="", siret="") for venue in ground.venues),
        communes=tuple(replace(commune, postcode="") for commune in ground.communes[:1])
        + ground.communes[1:],
    )
    rows = _rows(plan, bare)
    assert list(rows) == ["itinerance-v-bors", "itinerance-v-cozes"]
    assert rows["itinerance-v-bors"]["pivot"] == UNKNOWN_PIVOT
    assert rows["itinerance-v-bors"]["adresse"] == "Mairie de Bors"
    assert [gap.partition(" sur 3 ")[0] for gap in list_gaps(plan, bare)] == [
        "1 lieu",
        "3 lieux",
        "3 lieux",
    ]


def test_a_complete_folder_has_no_gaps(plan: Plan, ground: Ground) -> None:
    assert list(list_gaps(plan, ground)) == []


def test_the_day_of_the_data_can_be_given(plan: Plan, ground: Ground) -> None:
    written = format_mednum(plan, ground, updated=date(2026, 11, 26))["permanences.csv"]
    assert b",2026-11-26," in written


def test_a_presentation_never_exceeds_what_the_schema_allows(plan: Plan, ground: Ground) -> None:
    visits = tuple(
        plan.visits[0].model_copy(update={"weekday": day, "half": half})
        for day in range(5)
        for half in ("am", "pm")
    )
    rows = _rows(make_plan(visits=visits), ground)
    assert max(len(row["presentation_resume"]) for row in rows.values()) <= 280


def test_every_column_of_the_schema_is_there_in_its_order(plan: Plan, ground: Ground) -> None:
    header = format_mednum(plan, ground)["permanences.csv"].decode().split("\r\n")[0]
    assert header.split(",") == list(mednum_columns())
    assert len(mednum_columns()) == 32


def test_a_venue_is_of_the_kind_that_the_vocabulary_knows(ground: Ground) -> None:
    venues = tuple(
        make_venue(one.id, one.name, commune=one.commune_name).model_copy(update={"kind": kind})
        for one, kind in zip(
            make_plan().venues, ("mediatheque", "france_services", "autre"), strict=True
        )
    )
    rows = _rows(make_plan(venues=venues), ground)
    assert [row["typologie"] for row in rows.values()] == ["BIB", "RFS", "Autre"]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("05 46 00 00 00", "+33546000000"),
        ("05.46.00.00.00", "+33546000000"),
        ("+33 5 46 00 00 00", "+33546000000"),
        ("0262 40 00 00", "+262262400000"),
        ("3939", ""),
        ("à demander en mairie", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_takes_the_form_of_the_schema(written: str, published: str) -> None:
    assert international_phone(written) == published


def test_a_telephone_number_that_cannot_be_published_is_named(plan: Plan) -> None:
    ground = make_ground(plan, publication=PublicationSettings(phone="3939"))
    assert list(list_gaps(plan, ground)) == [
        "Téléphone « 3939 » hors de permanences.csv : numéro non reconnu."
    ]


def test_an_email_that_the_national_map_refuses_is_left_out_and_named(plan: Plan) -> None:
    ground = make_ground(plan, publication=PublicationSettings(email="renée@exemple.fr"))
    row = _rows(plan, ground)["itinerance-v-aigre"]
    assert row["courriels"] == ""
    assert "Contacter par mail" not in row["modalites_acces"]
    assert list(list_gaps(plan, ground)) == [
        "Courriel « renée@exemple.fr » hors de permanences.csv : lettres accentuées."
    ]


def test_the_postcode_of_a_venue_goes_before_that_of_its_commune(
    plan: Plan, ground: Ground
) -> None:
    venues = tuple(
        replace(venue, postcode="17101") if venue.id == "v-aigre" else venue
        for venue in ground.venues
    )
    rows = _rows(plan, replace(ground, venues=venues))
    assert [row["code_postal"] for row in rows.values()] == ["17101", "17100", "17100"]
