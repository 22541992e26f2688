import hashlib
import io
import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.export.ground import Ground
from planner.export.workbook import format_workbook
from planner.plan import Plan, PlannedSlot, Replacement
from planner.wording import HALVES
from tests.planner.small_plan import START, make_plan

HEADER_ROW = 3
SHEETS = [
    "Planning",
    "Permanences",
    "Communes",
    "Tournées",
    "Conseillers",
    "RDV Service Public",
    "Hypothèses",
    "Anomalies",
]


def _read(plan: Plan, ground: Ground | None = None, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(format_workbook(plan, ground)), data_only=values)


def _table(sheet: Worksheet) -> list[dict[str, Any]]:
    header = [cell.value for cell in sheet[HEADER_ROW]]
    return [
        dict(zip(header, row, strict=True))
        for row in sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    ]


def _total(sheet: Worksheet, title: str) -> object:
    column = [cell.value for cell in sheet[HEADER_ROW]].index(title) + 1
    return sheet.cell(row=HEADER_ROW - 1, column=column).value


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _cell_containing(sheet: Worksheet, text: str) -> Cell:
    return next(cell for row in sheet.iter_rows() for cell in row if text in str(cell.value or ""))


def test_the_sheets_stand_in_the_order_of_use(plan: Plan) -> None:
    assert _read(plan).sheetnames == SHEETS


def test_read_back_the_sessions_are_those_of_the_plan(plan: Plan) -> None:
    rows = _table(_read(plan)["Permanences"])
    halves = {word: half for half, word in HALVES.items()}
    found = {
        (
            row["Date"].date(),
            row["Identifiant du conseiller"],
            row["Identifiant du lieu"],
            halves[row["Demi-journée"]],
            row["Début"],
            row["Fin"],
        )
        for row in rows
        if row["Statut"] == "prévue"
    }
    assert found == {
        (s.day, s.adviser_id, s.venue_id, s.half, _clock(s.start_minute), _clock(s.end_minute))
        for s in plan.sessions
    }
    assert len(rows) == len(plan.sessions) + len(plan.lost_sessions)


def test_a_lost_session_stays_with_its_reason_and_takes_no_time(plan: Plan) -> None:
    [lost] = [r for r in _table(_read(plan)["Permanences"]) if r["Statut"] == "supprimée"]
    assert lost["Date"].date() == date(2027, 3, 23)
    assert lost["Motif"] == "fermeture du lieu\u00a0: travaux"
    assert lost["Durée"] is None


def test_read_back_the_communes_are_those_of_the_plan(plan: Plan) -> None:
    for row, commune in zip(_table(_read(plan)["Communes"]), plan.communes, strict=True):
        assert row["Code INSEE"] == commune.commune_code
        assert row["Population"] == commune.population
        assert row["Besoin estimé (personnes)"] == commune.need
        assert row["Besoin couvert"] == commune.value
        assert row["Permanence la plus proche (min)"] == commune.nearest_session_minutes


def test_read_back_tours_and_loads_are_those_of_the_plan(plan: Plan) -> None:
    book = _read(plan)
    for row, tour in zip(_table(book["Tournées"]), plan.tours, strict=True):
        assert row["Départ"] == _clock(tour.leave_minute)
        assert row["Route"] == timedelta(seconds=tour.drive_s)
        assert row["Distance (km)"] == tour.distance_m / 1000
    for row, load in zip(_table(book["Conseillers"]), plan.loads, strict=True):
        assert row["Permanences"] == load.num_sessions
        assert row["Contrat"] == timedelta(seconds=load.contract_s)


def test_totals_show_their_value_without_computing(plan: Plan) -> None:
    book = _read(plan, values=True)
    minutes = sum(s.end_minute - s.start_minute for s in plan.sessions)
    assert _total(book["Permanences"], "Durée") == timedelta(minutes=minutes)
    assert _total(book["Communes"], "Population") == sum(c.population for c in plan.communes)
    need = sum(c.need * c.value for c in plan.communes)
    assert _total(book["Communes"], "Besoin couvert (personnes)") == pytest.approx(need)


def test_totals_are_the_only_formulas(plan: Plan, hostile_plan: Plan) -> None:
    for one in (plan, hostile_plan):
        formulas = [
            cell.value
            for sheet in _read(one).worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert len(formulas) == 13
        assert all(str(formula).startswith("=SUBTOTAL(109,") for formula in formulas)


def test_hostile_names_stay_text_on_one_line(hostile_plan: Plan) -> None:
    row = _table(_read(hostile_plan)["Permanences"])[0]
    assert row["Lieu"] == '=HYPERLINK("http://x";"<b>é\'&") +1 end'
    sheet = _read(hostile_plan)["Permanences"]
    for row_of_cells in sheet.iter_rows(min_row=HEADER_ROW + 1):
        risky = [cell for cell in row_of_cells if str(cell.value).startswith("=")]
        assert risky
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)


def test_the_planning_shows_every_session_under_its_day(plan: Plan) -> None:
    sheet = _read(plan)["Planning"]
    names = {venue.id: venue.commune_name for venue in plan.venues}
    advisers = {adviser.id: adviser.name for adviser in plan.advisers}
    found = set()
    days: list[Any] = []
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True):
        if row[3] in (None, ""):  # the band of a week
            days = [value.date() for value in row[5:]]
            continue
        for day, text in zip(days, row[5:], strict=True):
            if text and "SUPPRIMÉE" not in text:
                found.add((day, row[3], row[4], text.split("\n")[0], text.split("\n")[1]))
    assert found == {
        (
            s.day,
            advisers[s.adviser_id],
            HALVES[s.half],
            names[s.venue_id],
            f"{_clock(s.start_minute):%H:%M}–{_clock(s.end_minute):%H:%M}",
        )
        for s in plan.sessions
    }


def test_a_weeks_band_holds_real_dates(plan: Plan) -> None:
    sheet = _read(plan)["Planning"]
    assert [cell.value for cell in sheet[4]][5:] == [
        datetime.combine(START + timedelta(days=n), time()) for n in range(5)
    ]


def test_lost_and_unsure_sessions_differ_without_colour(plan: Plan) -> None:
    sheet = _read(plan)["Planning"]
    lost = _cell_containing(sheet, "SUPPRIMÉE\u00a0: Aigre")
    unsure = _cell_containing(sheet, "horaires à confirmer")
    assert lost.fill.patternType not in (None, "solid")
    assert unsure.font.italic


def test_a_lost_row_is_struck_out_but_for_its_reason(plan: Plan) -> None:
    sheet = _read(plan)["Permanences"]
    reason = _cell_containing(sheet, "travaux")
    assert not reason.font.strike
    assert sheet.cell(row=reason.row, column=1).font.strike


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_ready_to_read_filter_and_print(plan: Plan, name: str) -> None:
    sheet = _read(plan)[name]
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref is not None
    assert sheet.print_area
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_session_at_the_weekend_gets_its_column(plan: Plan) -> None:
    saturday = plan.sessions[0].model_copy(update={"day": START + timedelta(days=5)})
    sheet = _read(make_plan(sessions=(saturday,), lost_sessions=()))["Planning"]
    assert sheet.cell(row=HEADER_ROW, column=11).value == "Samedi"
    assert _cell_containing(sheet, "Aigre\n").column == 11


def test_what_has_to_be_confirmed_is_listed(plan: Plan, ground: Ground) -> None:
    rows = _table(_read(plan, ground)["Anomalies"])
    assert [(row["Nature"], row["Commune"]) for row in rows] == [
        ("Horaires à confirmer", "Bors"),
        ("Permanence supprimée", "Aigre"),
    ]


@pytest.fixture
def replaced_plan(plan: Plan) -> Plan:
    """The lost session is held two days later, at other hours."""
    [lost] = plan.lost_sessions
    day = lost.day + timedelta(days=2)
    instead = plan.sessions[0].model_copy(
        update={
            "day": day,
            "start_minute": 600,
            "replaces": PlannedSlot(day=lost.day, adviser_id=lost.adviser_id, half=lost.half),
        }
    )
    new = Replacement(
        day=day, adviser_id=lost.adviser_id, half=lost.half, start_minute=600, end_minute=720
    )
    told = lost.model_copy(update={"replacement": new, "is_replaced": True})
    return make_plan(sessions=(*plan.sessions, instead), lost_sessions=(told,))


def test_a_replacement_stands_on_its_own_day_and_names_the_day_it_replaces(
    replaced_plan: Plan,
) -> None:
    rows = {row["Date"].date(): row for row in _table(_read(replaced_plan)["Permanences"])}
    new, lost = rows[date(2027, 3, 25)], rows[date(2027, 3, 23)]
    assert (new["Statut"], new["Début"]) == ("remplacement", time(10))
    assert "23\u00a0mars\u00a02027" in new["Remplacement"]
    assert lost["Statut"] == "remplacée"
    sheet = _read(replaced_plan)["Planning"]
    assert "remplace le 23/03/2027" in str(_cell_containing(sheet, "10:00").value)
    assert _cell_containing(sheet, "REMPLACÉE le 25/03/2027").fill.patternType != "solid"


def test_a_replaced_session_has_to_be_told_to_its_venue(replaced_plan: Plan) -> None:
    rows = _table(_read(replaced_plan)["Anomalies"])
    assert ("Permanence remplacée", "Prévenir la mairie de la date") in {
        (row["Nature"], row["À faire"]) for row in rows
    }


def test_a_replacement_is_a_slot_of_its_own(replaced_plan: Plan) -> None:
    rows = [
        row for row in _table(_read(replaced_plan)["RDV Service Public"]) if "Aigre" in row["Titre"]
    ]
    assert [row["Récurrence"] for row in rows] == [
        "toutes les semaines, le mardi",
        "une seule fois",
    ]


def test_every_setting_is_told_with_its_explanation(plan: Plan) -> None:
    rows = {row["Élément"]: row for row in _table(_read(plan)["Hypothèses"])}
    assert rows["access.standard_minutes"]["Valeur"] == "15"
    assert "borne comprise" in rows["access.standard_minutes"]["Explication"]


def test_every_sheet_names_the_territory_and_its_notice(plan: Plan) -> None:
    for sheet in _read(plan).worksheets:
        assert str(sheet["A1"].value).endswith("Pays d'essai (territoire de démonstration)")


def test_equal_plans_give_the_same_bytes(plan: Plan) -> None:
    first, second = format_workbook(plan), format_workbook(make_plan())
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def _convert(path: Path, to: str, tmp_path: Path) -> Path:
    """Have LibreOffice write a file in another format."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc)")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    folder = tmp_path / "converted"
    subprocess.run(  # noqa: S603 - the office of this machine, on our own file
        [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{to}"


def test_libreoffice_prints_it(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(format_workbook(plan))
    assert _convert(path, "pdf", tmp_path).read_bytes().startswith(b"%PDF")


def test_libreoffice_computes_the_totals_that_are_written(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    _read(plan).save(path)  # openpyxl leaves the values of formulas out
    computed = openpyxl.load_workbook(_convert(path, "xlsx", tmp_path), data_only=True)
    written = _read(plan, values=True)
    for name in ("Permanences", "Communes", "Tournées", "Conseillers"):
        column = slice(1, None)  # the first holds words
        found = [cell.value for cell in computed[name][HEADER_ROW - 1]][column]
        assert found == [cell.value for cell in written[name][HEADER_ROW - 1]][column]
