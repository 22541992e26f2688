"""A raw export into survey.csv, and what became of every answer."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import TerritoryError
from geodata.survey_import import MAPPING_FILE, ImportReport, format_report, import_survey
from geodata.survey_import.answers import COLUMNS, Fate
from geodata.survey_import.communes import Meaning

COMMUNES = [("17300", "La Rochelle", "17000"), ("17306", "Royan", "17200")]
HEADER = "id;submitdate;Commune;Age;Internet;Aide;Lieu"
DAY = "2021-07-20 16:21"


def answer(number: int, commune: str = "Royan", *, at: str = f"{DAY}:00", rest: str = "") -> str:
    return f"{number};{at};{commune};{rest or '75 ans et plus;Oui;Non;À la mairie'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "territory"
    folder.mkdir()
    write_communes(folder, COMMUNES)
    return folder


def write_communes(folder: Path, communes: list[tuple[str, str, str]]) -> None:
    ring = [[0, 45], [0, 46], [1, 46], [0, 45]]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "postcode": postcode},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, name, postcode in communes
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "communes.geojson").write_text(json.dumps(collection), encoding="utf-8")


def raw_export(folder: Path, *lines: str) -> Path:
    path = folder.parent / "export.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8-sig")
    return path


def run(folder: Path, *lines: str, overwrite: bool = False) -> ImportReport:
    return import_survey(raw_export(folder, *lines), folder, overwrite=overwrite)


def survey_of(folder: Path, name: str = "survey.csv") -> pd.DataFrame:
    return pd.read_csv(
        folder / name, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )


def counts(report: ImportReport) -> dict[str, int]:
    return {str(fate): number for fate, number in report.fates if number}


def faults_of(folder: Path, *lines: str) -> list[str]:
    with pytest.raises(TerritoryError) as caught:
        run(folder, *lines)
    return [str(fault) for fault in caught.value.faults]


def test_every_row_of_the_export_has_one_fate(folder: Path) -> None:
    report = run(
        folder,
        answer(1),
        answer(1),
        answer(2, at=""),
        answer(3, "16100 Cognac"),
        answer(4, ""),
        answer(5, "Xyzzy"),
        answer(6, "33000 Royan"),
        answer(7, rest=";Oui;Non;"),
        answer(8, "Royann"),
    )
    assert counts(report) == {
        "kept": 2, "duplicate": 1, "incomplete": 1, "elsewhere": 1, "blank": 1,
        "unknown": 1, "ambiguous": 1, "unanswered": 1,
    }  # fmt: skip
    assert report.num_answers == 9
    assert dict(report.meanings) == {Meaning.NAME: 1, Meaning.MISSPELLING: 1}


def test_answers_kept_are_written_in_our_words(folder: Path) -> None:
    run(folder, answer(12))
    survey = survey_of(folder)
    assert tuple(survey.columns) == COLUMNS
    assert survey.loc[0, :"max_travel_minutes"].tolist() == [
        *("12", "17306", "75+", "", "yes", "no", "mairie", "")
    ]


def test_the_trace_names_the_fate_of_every_line(folder: Path) -> None:
    run(folder, answer(1), answer(2, "Xyzzy"))
    trace = survey_of(folder, "survey_import.csv")
    assert trace[["line", "fate"]].to_numpy().tolist() == [["2", "kept"], ["3", "unknown"]]


def test_a_second_click_is_a_duplicate_and_a_later_twin_is_not(folder: Path) -> None:
    report = run(
        folder,
        answer(1, at=f"{DAY}:00"),
        answer(2, at=f"{DAY}:59"),
        answer(3, at="2021-07-20 16:25:00"),
        answer(4, "La Rochelle", at=f"{DAY}:00"),
    )
    assert counts(report) == {"kept": 3, "duplicate": 1}
    assert survey_of(folder)["respondent_id"].tolist() == ["1", "3", "4"]


def test_a_workbook_is_imported_as_the_csv_of_the_same_answers(folder: Path) -> None:
    lines = [answer(1), answer(2, "La Rochelle"), answer(3, at=""), answer(3, "Royant")]
    run(folder, *lines)
    from_csv = (folder / "survey.csv").read_bytes()
    table = pd.DataFrame([line.split(";") for line in lines], columns=HEADER.split(";"))
    table["id"] = table["id"].astype(int)
    table["submitdate"] = pd.to_datetime(table["submitdate"].replace("", None))
    workbook = folder.parent / "export.xlsx"
    with pd.ExcelWriter(workbook, engine="openpyxl") as writer:
        table.to_excel(writer, sheet_name="Réponses", index=False, startrow=2)
        writer.sheets["Réponses"]["A1"] = "Enquête auprès des habitants"
    import_survey(workbook, folder, overwrite=True)
    assert (folder / "survey.csv").read_bytes() == from_csv


def test_titles_above_the_header_of_an_export_are_left_out(folder: Path) -> None:
    run(folder, answer(1), answer(2))
    plain = (folder / "survey.csv").read_bytes()
    path = raw_export(folder, answer(1), answer(2))
    path.write_text("Enquête auprès des habitants\n\n" + path.read_text(encoding="utf-8-sig"))
    import_survey(path, folder, overwrite=True)
    assert (folder / "survey.csv").read_bytes() == plain


def test_dates_without_a_time_make_no_duplicates(folder: Path) -> None:
    lines = [answer(number, at="2021-07-20 00:00:00") for number in (1, 2)]
    assert counts(run(folder, *lines)) == {"kept": 2}


def test_two_people_under_one_number_are_both_kept(folder: Path) -> None:
    run(folder, answer(1), answer(1, "La Rochelle"), answer(2, at="2021-07-22 08:00:00"))
    assert survey_of(folder)["respondent_id"].tolist() == ["1", "1-2", "2"]


def test_a_word_without_translation_stops_the_import_and_is_named_once(folder: Path) -> None:
    rest = "75 ans et plus;Parfois;Non;À la mairie"
    faults = faults_of(folder, answer(1), answer(2), answer(3, rest=rest), answer(4, rest=rest))
    assert len(faults) == 1
    assert all(words in faults[0] for words in ("« Parfois »", "ligne 4", "values.uses_internet"))
    assert not (folder / "survey.csv").exists()


def test_a_mapping_corrected_by_hand_is_used_and_kept(folder: Path) -> None:
    rest = "75 ans et plus;Parfois;Non;À la mairie"
    lines = [answer(1), answer(2, "La Rochelle"), answer(3, "Marennes", rest=rest)]
    faults_of(folder, *lines)
    path = folder / MAPPING_FILE
    corrected = path.read_text(encoding="utf-8").replace('Parfois = "?"', 'Parfois = "yes"')
    corrected = corrected.replace("[communes]", '[communes]\n"MARENNES" = "17300"')
    path.write_text(corrected, encoding="utf-8")
    report = run(folder, *lines)
    assert (report.is_new_mapping, counts(report)) == (False, {"kept": 3})
    assert survey_of(folder).loc[2, ["commune", "uses_internet"]].tolist() == ["17300", "yes"]
    assert path.read_text(encoding="utf-8") == corrected


def test_a_commune_decided_by_hand_must_exist(folder: Path) -> None:
    run(folder, answer(1))
    path = folder / MAPPING_FILE
    text = path.read_text(encoding="utf-8").replace("[communes]", '[communes]\nA = "99999"')
    path.write_text(text, encoding="utf-8")
    assert "« 99999 »" in faults_of(folder, answer(1))[0]


def test_columns_that_the_export_lacks_are_all_named(folder: Path) -> None:
    text = '[columns]\ncommune = "Commune"\nage_band = "Age"\nneeds_help = "X"\npostcode = "Y"\n'
    (folder / MAPPING_FILE).write_text(text, encoding="utf-8")
    faults = faults_of(folder, answer(1))
    named = ("choisie pour uses_internet", "« Y »", "« X »")
    assert len(faults) == 3
    assert all(any(words in fault for fault in faults) for words in named)


def test_another_survey_is_replaced_on_demand_only(folder: Path) -> None:
    run(folder, answer(1))
    before = (folder / "survey.csv").read_bytes()
    assert "existe déjà" in faults_of(folder, answer(1), answer(2, "La Rochelle"))[0]
    assert (folder / "survey.csv").read_bytes() == before
    run(folder, answer(1), answer(2, "La Rochelle"), overwrite=True)
    assert len(survey_of(folder)) == 2


def test_a_survey_workbook_in_the_folder_is_not_passed_over(folder: Path) -> None:
    (folder / "survey.xlsx").write_bytes(b"PK")
    assert "survey.xlsx" in faults_of(folder, answer(1))[0]


def test_names_of_merged_communes_come_from_the_folder(folder: Path) -> None:
    text = "old_code;old_name;code\n17189;Hiers-Brouage;17300\n;Marennes;17300\n"
    (folder / "old_communes.csv").write_text(text, encoding="utf-8")
    report = run(folder, answer(1, "marennes"), answer(2, "17189"))
    assert dict(report.meanings) == {Meaning.OLD_NAME: 2}


def test_an_old_commune_that_leads_nowhere_is_a_fault(folder: Path) -> None:
    text = "old_code;old_name;code\n17189;Hiers-Brouage;17219\n"
    (folder / "old_communes.csv").write_text(text, encoding="utf-8")
    assert "old_communes.csv, ligne 2" in faults_of(folder, answer(1))[0]


def test_the_report_counts_nothing_below_eleven_about_a_commune(folder: Path) -> None:
    few = [
        answer(number, "La Rochele", at=f"2021-07-20 {number}:00:00") for number in range(10, 17)
    ]
    many = [
        answer(number, "Royann", at=f"2021-07-21 {number - 10}:00:00") for number in range(20, 32)
    ]
    told = format_report(run(folder, *few, *many))
    assert "« La Rochele » → La Rochelle (17300) (< 11 réponses)" in told
    assert "« Royann » → Royan (17306) (12 réponses)" in told


def test_the_report_says_that_travel_times_are_missing(folder: Path) -> None:
    assert "max_travel_minutes" in format_report(run(folder, answer(1)))


def test_an_import_repeated_writes_the_same_bytes(folder: Path) -> None:
    def written() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    run(folder, answer(1), answer(2, "Xyzzy"))
    first = written()
    run(folder, answer(1), answer(2, "Xyzzy"))
    assert written() == first


def test_a_postcode_of_its_own_column_stands_before_the_name(folder: Path) -> None:
    path = folder.parent / "export.csv"
    rows = ["Code postal;Commune;Age;Internet;Aide", "17200;Royann;67;Oui;Non", "17000;;80;Oui;Oui"]
    path.write_text("\n".join(rows), encoding="utf-8")
    report = import_survey(path, folder)
    assert dict(report.meanings) == {Meaning.POSTCODE: 1, Meaning.MISSPELLING: 1}
    assert survey_of(folder)["age_band"].tolist() == ["60-74", "75+"]
    assert "Sans date d'envoi" in format_report(report)


@pytest.mark.real
def test_the_limesurvey_export_agrees_with_the_clean_survey(
    real_folder: Path, tmp_path: Path
) -> None:
    payload = gzip.decompress((real_folder / "api" / "geo_api_communes_17.json.gz").read_bytes())
    write_communes(
        tmp_path,
        [(c["code"], c["nom"], " ".join(c["codesPostaux"])) for c in json.loads(payload)],
    )
    raw_path = real_folder / "simulated" / "survey_limesurvey_export.csv"
    report = import_survey(raw_path, tmp_path)
    assert dict(report.fates) == {
        Fate.KEPT: 4932, Fate.INCOMPLETE: 190, Fate.DUPLICATE: 9, Fate.UNANSWERED: 0,
        Fate.ELSEWHERE: 8, Fate.BLANK: 4, Fate.AMBIGUOUS: 0, Fate.UNKNOWN: 3,
    }  # fmt: skip
    imported = survey_of(tmp_path).set_index("respondent_id")
    clean = pd.read_csv(
        real_folder / "simulated" / "survey.csv", dtype=str, keep_default_na=False
    ).set_index("respondent_id")
    asked = [name for name in COLUMNS[1:] if name not in ("sex", "max_travel_minutes")]
    agrees = (imported[asked] == clean.loc[imported.index, asked]).all(axis=1)
    assert agrees.all()  # none is wrong: no commune is guessed
    num_complete = report.num_answers - 190 - 9
    assert agrees.sum() / num_complete >= 0.995
