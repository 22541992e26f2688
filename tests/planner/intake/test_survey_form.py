"""An export of the survey read by choosing from lists, and what of it may be shown."""

from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import Fault
from geodata.survey_import import SurveyMapping, format_report
from geodata.survey_import.mapping import UNDECIDED
from geodata.tables import read_table
from planner.intake.drops import accept, check_folder, open_drop, review
from planner.intake.secrecy import hide_answers
from planner.intake.survey_form import (
    SurveyForm,
    choose_column,
    choose_commune,
    choose_theme,
    choose_word,
    fill_form,
    ignore_rare_words,
    start_mapping,
    try_import,
)

HEADER = "id;submitdate;Commune;Age;Internet;Aide;Téléphone ?"
RARE = "je préfère ne rien dire, mon fils Paul s'en occupe"


def export(folder: Path) -> Path:
    """Forty sent answers: twelve say « Parfois » of help, one writes a text of its own."""
    rows = [
        f"{number};2026-10-01 10:{number:02};{('Un', 'Deux', 'Trois')[number % 3]};"
        f"{'60-74 ans' if number % 2 else '75 ans et plus'};Oui;"
        f"{'Parfois' if number <= 12 else ('Oui', 'Non')[number % 2]};Oui"
        for number in range(1, 40)
    ]
    rows.append(f"40;2026-10-02 11:00;Lieu-dit Secret;75 ans et plus;Oui;{RARE};Non")
    path = folder.parent / "résultats.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8-sig")
    return path


@pytest.fixture
def table(folder: Path) -> pd.DataFrame:
    return read_table(export(folder))


@pytest.fixture
def mapping(table: pd.DataFrame, folder: Path) -> SurveyMapping:
    return start_mapping(table, folder)


def decided(table: pd.DataFrame, mapping: SurveyMapping) -> SurveyMapping:
    mapping = choose_word(mapping, ours="needs_help", text="Parfois", word="yes")
    return ignore_rare_words(table, mapping)


def column(form: SurveyForm, ours: str) -> dict[str, str]:
    return dict(next(one for one in form.columns if one.ours == ours).words)


def test_only_texts_of_many_people_are_shown(table: pd.DataFrame, mapping: SurveyMapping) -> None:
    form = fill_form(table, mapping)
    assert column(form, "needs_help") == {"Oui": "yes", "Non": "no", "Parfois": UNDECIDED}
    assert form.num_rare_undecided == 1
    assert RARE not in repr(form)
    assert "Secret" not in repr(form)


def test_a_form_is_complete_when_every_word_is_decided(
    table: pd.DataFrame, mapping: SurveyMapping
) -> None:
    assert not fill_form(table, mapping).is_complete
    assert fill_form(table, decided(table, mapping)).is_complete


def test_another_column_brings_its_own_words(table: pd.DataFrame, mapping: SurveyMapping) -> None:
    other = choose_column(table, mapping, ours="uses_internet", name="Téléphone ?")
    assert column(fill_form(table, other), "uses_internet") == {"Oui": "yes"}
    none = choose_column(table, mapping, ours="uses_internet", name="")
    assert not fill_form(table, none).is_complete


def test_a_theme_is_read_from_the_column_chosen(
    table: pd.DataFrame, mapping: SurveyMapping
) -> None:
    chosen = choose_theme(mapping, theme="smartphone", name="Téléphone ?")
    assert ("smartphone", "Téléphone ?") in fill_form(table, chosen).themes


def test_a_trial_changes_nothing_and_tells_no_small_number(
    folder: Path, table: pd.DataFrame, mapping: SurveyMapping
) -> None:
    before = (folder / "survey.csv").read_bytes()
    trial = try_import(
        folder,
        open_drop(folder),
        export(folder),
        name="résultats.csv",
        mapping=decided(table, mapping),
    )
    assert trial.report is not None
    text = format_report(trial.report, hide_few=True)
    assert "Secret" not in text
    assert "résultats.csv : 40 réponses" in text
    assert "réponses gardées : chiffre non montré" in text  # else the sum would tell the one left
    assert (folder / "survey.csv").read_bytes() == before
    assert not (folder / "survey_mapping.toml").exists()


def test_an_accepted_trial_is_the_survey_of_the_folder(
    folder: Path, table: pd.DataFrame, mapping: SurveyMapping
) -> None:
    drop = open_drop(folder)
    chosen = choose_commune(decided(table, mapping), text="Lieu-dit Secret", code="01001")
    trial = try_import(folder, drop, export(folder), name="résultats.csv", mapping=chosen)
    accept(folder, drop, trial.files, judged=review(folder, drop, trial.files))
    territory = check_folder(folder).territory
    assert territory is not None
    assert territory.survey is not None
    assert len(territory.survey) == 39  # without help said, an answer is set aside
    again = start_mapping(table, folder)
    assert fill_form(table, again).is_complete  # the mapping is kept for the next export


def test_a_trial_that_fails_shows_no_answer(folder: Path, mapping: SurveyMapping) -> None:
    trial = try_import(
        folder, open_drop(folder), export(folder), name="résultats.csv", mapping=mapping
    )
    assert trial.report is None
    assert {fault.file for fault in trial.faults} == {"résultats.csv"}
    assert RARE not in repr(trial.faults)
    assert not list(trial.files)


def test_faults_of_other_files_keep_their_words() -> None:
    faults = [
        Fault(file=file, row=3, message="« Paul » est inconnu", remedy="Corrigez.")
        for file in ("survey.csv", "venues.csv")
    ]
    assert [fault.message for fault in hide_answers(faults, files=["survey.csv"])] == [
        "« … » est inconnu",
        "« Paul » est inconnu",
    ]


def test_an_answer_that_holds_quotation_marks_is_hidden_to_its_end_in_the_advice_too() -> None:
    told = Fault(
        file="survey.csv",
        row=3,
        message="valeur « chez « Rose » le soir » inconnue",
        remedy="vouliez-vous dire « chez Rose » ?",
    )
    (hidden,) = hide_answers([told], files=["survey.csv"])
    assert (hidden.message, hidden.remedy) == (
        "valeur « … » inconnue",
        "vouliez-vous dire « … » ?",
    )
