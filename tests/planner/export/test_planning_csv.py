import csv
import io
from datetime import date

import pytest

from planner.export.planning_csv import COLUMNS, format_planning_csv, neutralise
from planner.plan import Plan
from planner.settings import Settings
from planner.settings.calendar import CalendarSettings
from tests.planner.small_plan import START, make_adviser, make_plan, make_venue


def _rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_the_file_is_as_excel_writes_it(plan: Plan) -> None:
    content = format_planning_csv(plan)
    assert content.startswith(b"\xef\xbb\xbfDate;Jour;")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_the_first_line_is_the_header_and_nothing_else(plan: Plan) -> None:
    first = format_planning_csv(plan).decode("utf-8-sig").split("\r\n")[0]
    assert first == ";".join(COLUMNS)


def test_a_planned_session_is_told_in_full(plan: Plan) -> None:
    row = _rows(format_planning_csv(plan))[1]
    assert row == {
        "Date": "2027-03-16",
        "Jour": "mardi",
        "Semaine": "2027-S11",
        "Semaine du cycle": "1",
        "Conseiller": "Léa Martin",
        "Demi-journée": "après-midi",
        "Début": "13:30",
        "Fin": "16:30",
        "Lieu": "Mairie de Bors",
        "Commune": "Bors",
        "Code INSEE": "insee-Bors",
        "EPCI": "CC des Trois Villages",
        "Rythme": "un mardi après-midi sur deux (semaines 1 et 3 du cycle)",
        "Statut": "prévue",
        "Motif": "",
        "Remplacement": "",
        "Horaires à confirmer": "oui",
        "Remarque": "",
        "Vacances scolaires": "",
        "Territoire": "Pays d'essai (territoire de démonstration)",
    }


def test_a_lost_session_stands_among_the_others_with_its_reason(plan: Plan) -> None:
    row = _rows(format_planning_csv(plan))[2]
    assert (row["Date"], row["Statut"]) == ("2027-03-23", "supprimée")
    assert row["Motif"] == "fermeture du lieu\u00a0: travaux"
    assert (row["Début"], row["Fin"]) == ("09:00", "12:00")
    assert row["Rythme"] == "chaque mardi matin"


def test_no_session_is_left_out(plan: Plan) -> None:
    rows = _rows(format_planning_csv(plan))
    assert len(rows) == len(plan.sessions) + len(plan.lost_sessions) == 7


def test_rows_are_sorted_by_date_adviser_and_half(plan: Plan) -> None:
    session = plan.sessions[0]
    same_day = [
        session.model_copy(update={"adviser_id": adviser, "half": half})
        for half in ("pm", "am")
        for adviser in ("a-tom", "a-lea")
    ]
    before = session.model_copy(update={"day": START, "adviser_id": "a-tom"})
    rows = _rows(format_planning_csv(make_plan(sessions=(*same_day, before), lost_sessions=())))
    assert [(row["Date"], row["Conseiller"], row["Demi-journée"]) for row in rows] == [
        ("2027-03-15", "Tom Petit", "matin"),
        ("2027-03-16", "Léa Martin", "matin"),
        ("2027-03-16", "Léa Martin", "après-midi"),
        ("2027-03-16", "Tom Petit", "matin"),
        ("2027-03-16", "Tom Petit", "après-midi"),
    ]


def test_the_order_of_sessions_in_the_plan_does_not_matter(plan: Plan) -> None:
    turned = make_plan(sessions=plan.sessions[::-1])
    assert format_planning_csv(turned) == format_planning_csv(plan)


def test_a_session_outside_the_cycle_says_so(plan: Plan) -> None:
    moved = plan.sessions[0].model_copy(update={"day": date(2027, 3, 19)})
    [row] = _rows(format_planning_csv(make_plan(sessions=(moved,), lost_sessions=())))
    assert row["Rythme"] == "date isolée, hors du cycle"


def test_weeks_carry_the_iso_year_at_new_year(plan: Plan) -> None:
    new_year = plan.sessions[0].model_copy(update={"day": date(2027, 1, 1)})
    settings = Settings(calendar=CalendarSettings(start=date(2026, 12, 28), num_weeks=2))
    changed = make_plan(settings=settings, sessions=(new_year,), lost_sessions=())
    [row] = _rows(format_planning_csv(changed))
    assert (row["Semaine"], row["Semaine du cycle"]) == ("2026-S53", "1")


def test_the_cycle_begins_anew_after_its_last_week(plan: Plan) -> None:
    later = plan.sessions[0].model_copy(update={"day": date(2027, 4, 13)})
    [row] = _rows(format_planning_csv(make_plan(sessions=(later,), lost_sessions=())))
    assert (row["Semaine du cycle"], row["Rythme"]) == ("1", "chaque mardi matin")


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "Saint-Jean", "1+1", "2027-03-16", "l'Aubrée = ici"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert neutralise(cell) == cell


def test_hostile_names_neither_run_nor_break_the_table() -> None:
    plan = make_plan(
        advisers=(
            make_adviser("a-lea", "=cmd|' /C calc'!A0"),
            make_adviser("a-tom", "\t\r\n@SUM(1)"),
        ),
        venues=(
            make_venue("v-aigre", 'Salle "A";=1+1\r\n=2+2', commune="-Aigre"),
            make_venue("v-bors", "+33 5", commune="Bors", hours_note=" =HYPERLINK(0)"),
            make_venue("v-cozes", "Médiathèque;", commune="Cozes\n"),
        ),
        territory_name="@territoire",
    )
    rows = _rows(format_planning_csv(plan))
    assert len(rows) == 7
    for row in rows:
        assert None not in row
        assert all(cell[:1] not in "=+-@\t\r\n" or not cell for cell in row.values())
        assert not any(sign in cell for cell in row.values() for sign in "\r\n\t")
    assert rows[0]["Conseiller"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["Lieu"] == 'Salle "A";=1+1 =2+2'
