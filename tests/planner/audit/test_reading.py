"""Sheets as people make them, read among the five villages."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

from geodata.errors import Fault, InputError
from planner.audit.reading import read_planning
from planner.audit.records import HandPlanning
from planner.export.planning_csv import format_planning_csv
from tests.planner.audit.hand import ground_of, read, with_adviser
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan

HEADER = "Conseiller;Lieu;Jour;Horaires;Rythme"
LINE = "Camille;Mairie de Brissac;Mardi;9h-12h;tous les mardis"


def line(**cells: str) -> str:
    """The line that is right, with some cells changed."""
    names = ("adviser", "venue", "day", "hours", "rhythm")
    return ";".join(
        cells.get(name, cell) for name, cell in zip(names, LINE.split(";"), strict=True)
    )


def faults_of(folder: Path, text: str, villages: Villages) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, text, villages)
    return caught.value.faults


def venues_of(planning: HandPlanning) -> set[str]:
    return {session.venue_id for session in planning.sessions}


def test_a_line_becomes_its_dates_with_its_number(tmp_path: Path, villages: Villages) -> None:
    planning = read(tmp_path, f"{HEADER}\n{LINE}\n", villages)
    assert [(s.day.isoformat(), s.row, s.start_minute) for s in planning.sessions] == [
        ("2027-03-23", 2, 540),
        ("2027-03-30", 2, 540),
        ("2027-04-06", 2, 540),
        ("2027-04-13", 2, 540),
        ("2027-04-20", 2, 540),
    ]


def test_a_rhythm_steps_over_an_absence_and_says_why(tmp_path: Path, villages: Villages) -> None:
    planning = read(tmp_path, f"{HEADER}\n{LINE}\n", villages)
    assert {s.day: s.lost for s in planning.sessions if s.lost} == {
        date(2027, 4, 6): "conseiller absent (formation)"
    }


def test_a_date_written_by_hand_is_held_all_the_same(tmp_path: Path, villages: Villages) -> None:
    text = "Conseiller;Lieu;Date;Horaires\nCamille;mairie-b;06/04/2027;9h-12h\n"
    (session,) = read(tmp_path, text, villages).sessions
    assert session.lost == ""


def test_a_lone_date_beside_a_rhythm_is_said(tmp_path: Path, villages: Villages) -> None:
    text = "Conseiller;Lieu;Date;Horaires;Rythme\nCamille;mairie-b;23/03/2027;9h-12h;chaque mardi\n"
    planning = read(tmp_path, text, villages)
    assert len(planning.sessions) == 1
    assert any("seule la date est lue" in note for note in planning.notes)


def test_a_status_of_cancelled_makes_a_lost_session(tmp_path: Path, villages: Villages) -> None:
    text = "Conseiller;Lieu;Date;Horaires;Statut\nCamille;mairie-b;23/03/2027;9h-12h;Annulée\n"
    (session,) = read(tmp_path, text, villages).sessions
    assert session.lost == "Annulée"


@pytest.mark.parametrize(
    "header",
    [
        "CONSEILLER(E);LIEUX;JOURS;CRÉNEAUX;FRÉQUENCE",
        "Conseiller numérique;Lieu de permanence;Jour de la semaine;Plage horaire;Périodicité",
        "Agent;Mairie;jour;heures;quand",
        "Conseillier;Lieu;Jour;Horairres;Rythme",
    ],
)
def test_headers_are_known_by_many_names(tmp_path: Path, villages: Villages, header: str) -> None:
    assert len(read(tmp_path, f"{header}\n{LINE}\n", villages).sessions) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_title_lines_and_any_encoding_are_read(
    tmp_path: Path, villages: Villages, encoding: str
) -> None:
    text = (
        f"Planning 2027 – été;;;;\n\nMis à jour en février;;;;\n{HEADER}\n{line(venue='Écoyeux')}\n"
    )
    planning = read(tmp_path, text, villages, encoding=encoding)
    assert (venues_of(planning), planning.sessions[0].row) == ({"mairie-e"}, 5)


def test_a_workbook_with_merged_cells_and_times_is_read(tmp_path: Path, villages: Villages) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Permanences"])
    sheet.append(["Conseiller", "Commune", "Date", "Début", "Fin"])
    sheet.append(["Camille", "Brissac", date(2027, 3, 23), time(9), time(12)])
    sheet.append([None, "Corme", date(2027, 3, 23), time(14), time(17)])
    sheet.merge_cells("A3:A4")
    workbook.save(tmp_path / "planning.xlsx")
    planning = read_planning(tmp_path / "planning.xlsx", ground_of(villages))
    assert [(s.adviser_id, s.venue_id, s.start_minute) for s in planning.sessions] == [
        ("camille", "mairie-b", 540),
        ("camille", "mairie-c", 840),
    ]


def test_a_blank_day_below_a_blank_adviser_is_that_of_the_line_above(
    tmp_path: Path, villages: Villages
) -> None:
    text = "Conseiller;Lieu;Jour;Horaires\nCamille;mairie-b;Mardi;9h-12h\n;mairie-c;;14h-17h\n"
    planning = read(tmp_path, text, villages)
    assert {s.day.weekday() for s in planning.sessions if s.venue_id == "mairie-c"} == {1}


def test_a_blank_day_of_another_adviser_is_a_fault(tmp_path: Path, villages: Villages) -> None:
    text = (
        "Conseiller;Lieu;Jour;Horaires\nCamille;mairie-b;Mardi;9h-12h\nDominique;mairie-e;;9h-12h\n"
    )
    (fault,) = faults_of(tmp_path, text, villages)
    assert (fault.row, fault.column) == (3, "Jour")


def test_a_line_without_session_is_left_out_and_said(tmp_path: Path, villages: Villages) -> None:
    planning = read(tmp_path, f"{HEADER}\n{LINE}\nValidé le 12;;;;\n", villages)
    assert any("ligne 3" in note for note in planning.notes)


@pytest.mark.parametrize(
    "venue",
    [
        "mairie-b",
        "99002",
        "Mairie de Brissac",
        "mairie  BRISSAC",
        "Hôtel de ville de Brissac",
        "Brissac",
        "Brisac",
        "Mairie B",
    ],
)
def test_a_venue_is_known_by_id_name_commune_or_code(
    tmp_path: Path, villages: Villages, venue: str
) -> None:
    assert venues_of(read(tmp_path, f"{HEADER}\n{line(venue=venue)}\n", villages)) == {"mairie-b"}


@pytest.mark.parametrize(
    ("week", "num_dates"),
    [("paires", 3), ("12 et 14", 2), ("S12", 1), ("2027-S13", 1), ("toutes", 5)],
)
def test_a_column_of_weeks_restricts_the_day(
    tmp_path: Path, villages: Villages, week: str, num_dates: int
) -> None:
    """Weeks 12 to 16 of 2027."""
    text = f"Conseiller;Lieu;Jour;Semaine;Horaires\nCamille;Brissac;Mardi;{week};9h-12h\n"
    assert len(read(tmp_path, text, villages).sessions) == num_dates


def test_an_insee_code_column_is_no_postcode(tmp_path: Path, villages: Villages) -> None:
    """The postcode of Corme is here the code of Brissac."""
    communes = tuple(
        replace(commune, postcode="99002") if commune.name == "Corme" else commune
        for commune in villages.territory.communes
    )
    mixed = replace(villages, territory=replace(villages.territory, communes=communes))
    text = "Conseiller;Code INSEE;Jour;Horaires\nCamille;99002;Mardi;9h-12h\n"
    assert venues_of(read(tmp_path, text, mixed)) == {"mairie-b"}


def test_two_venues_of_one_name_need_their_commune(tmp_path: Path, villages: Villages) -> None:
    venues = tuple(replace(venue, name="Mairie") for venue in villages.territory.venues)
    alike = replace(villages, territory=replace(villages.territory, venues=venues))
    (fault,) = faults_of(tmp_path, f"{HEADER}\n{line(venue='Mairie')}\n", alike)
    assert fault.column == "Lieu"
    text = "Conseiller;Lieu;Commune;Jour;Horaires\nCamille;Mairie;Corme;Mardi;14h-17h\n"
    assert venues_of(read(tmp_path, text, alike)) == {"mairie-c"}


@pytest.mark.parametrize(
    "adviser", ["camille", "CAMILLE", "Camille Durand", "DURAND Camille", "Durand"]
)
def test_an_adviser_is_known_by_id_name_or_a_part_of_it(
    tmp_path: Path, villages: Villages, adviser: str
) -> None:
    named = with_adviser(villages, "camille", name="Camille Durand")
    planning = read(tmp_path, f"{HEADER}\n{line(adviser=adviser)}\n", named)
    assert {s.adviser_id for s in planning.sessions} == {"camille"}


def test_a_part_of_two_names_is_no_adviser(tmp_path: Path, villages: Villages) -> None:
    alike = with_adviser(villages, "camille", name="Durand Camille")
    alike = with_adviser(alike, "dominique", name="Durand Dominique")
    (fault,) = faults_of(tmp_path, f"{HEADER}\n{line(adviser='Durand')}\n", alike)
    assert "Durand Camille" in fault.message


def test_another_number_is_another_adviser(tmp_path: Path, villages: Villages) -> None:
    numbered = with_adviser(villages, "camille", name="Conseiller 1")
    assert faults_of(tmp_path, f"{HEADER}\n{line(adviser='Conseiller 2')}\n", numbered)


def test_an_adviser_alone_in_the_territory_needs_no_column(
    tmp_path: Path, villages: Villages
) -> None:
    alone = replace(
        villages,
        territory=replace(villages.territory, advisers=villages.territory.advisers[:1]),
    )
    planning = read(tmp_path, "Lieu;Jour;Horaires\nBrissac;Mardi;9h-12h\n", alone)
    assert {s.adviser_id for s in planning.sessions} == {"camille"}


def test_a_morning_in_words_takes_the_opening_hours(tmp_path: Path, villages: Villages) -> None:
    """Corme opens on Thursdays from 9 to 12."""
    text = f"{HEADER}\n{line(venue='Corme', day='Jeudi', hours='matin', rhythm='')}\n"
    session = read(tmp_path, text, villages).sessions[0]
    assert (session.start_minute, session.end_minute) == (540, 720)


def test_all_faults_of_all_lines_come_at_once(tmp_path: Path, villages: Villages) -> None:
    text = "\n".join(
        [
            HEADER,
            line(adviser="Inconnu"),
            line(venue="Bordeaux"),
            line(hours="9h"),
            line(rhythm="selon besoin"),
        ]
    )
    found = faults_of(tmp_path, text, villages)
    assert [(f.row, f.column) for f in found] == [
        (2, "Conseiller"),
        (3, "Lieu"),
        (4, "Horaires"),
        (5, "Rythme"),
    ]


def test_the_same_fault_of_several_lines_is_told_once(tmp_path: Path, villages: Villages) -> None:
    text = "\n".join([HEADER, line(venue="Bordeaux"), LINE, line(venue="Bordeaux")])
    (fault,) = faults_of(tmp_path, text, villages)
    assert (fault.row, "ligne 4" in fault.message) == (2, True)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Lieu;Jour;Horaires", "conseiller"),
        ("Conseiller;Jour;Horaires", "lieu"),
        ("Conseiller;Lieu;Horaires", "jour"),
    ],
)
def test_a_missing_column_is_a_fault(
    tmp_path: Path, villages: Villages, header: str, missing: str
) -> None:
    (fault,) = faults_of(tmp_path, f"{header}\na;b;c\n", villages)
    assert missing in fault.message


def test_two_columns_for_one_thing_are_a_fault(tmp_path: Path, villages: Villages) -> None:
    text = "Conseiller;Lieu;Mairie;Jour;Horaires\nCamille;Brissac;Corme;Mardi;9h-12h\n"
    (fault,) = faults_of(tmp_path, text, villages)
    assert "« Lieu » et « Mairie »" in fault.message


def test_hours_of_the_other_half_day_are_a_fault(tmp_path: Path, villages: Villages) -> None:
    (fault,) = faults_of(
        tmp_path, f"{HEADER}\n{line(rhythm='tous les mardis après-midi')}\n", villages
    )
    assert fault.column == "Horaires"


def test_a_planning_of_another_year_is_a_fault(tmp_path: Path, villages: Villages) -> None:
    text = "Conseiller;Lieu;Date;Horaires\nCamille;mairie-b;05/01/2021;9h-12h\n"
    (fault,) = faults_of(tmp_path, text, villages)
    assert "calendar.start" in fault.remedy


def test_dates_after_the_calendar_are_left_out_and_counted(
    tmp_path: Path, villages: Villages
) -> None:
    dates = "\n".join(f"Camille;mairie-b;{day};9h-12h" for day in ("23/03/2027", "06/07/2027"))
    planning = read(tmp_path, f"Conseiller;Lieu;Date;Horaires\n{dates}\n", villages)
    assert len(planning.sessions) == 1
    assert any("1 date laissée de côté" in note for note in planning.notes)


def test_a_replaced_session_of_our_own_sheet_is_read_where_it_is_held(
    tmp_path: Path, villages: Villages
) -> None:
    plan = make_villages_plan(villages)
    path = tmp_path / "planning.csv"
    path.write_bytes(format_planning_csv(plan))
    planning = read_planning(path, ground_of(villages))
    held = [session for session in planning.sessions if not session.lost]
    assert sorted((one.day, one.venue_id, one.start_minute) for one in held) == sorted(
        (one.day, one.venue_id, one.start_minute) for one in plan.sessions
    )
    dropped = [one for one in plan.lost_sessions if not one.is_replaced]
    assert len(planning.sessions) - len(held) == len(dropped)
