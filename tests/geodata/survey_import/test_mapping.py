"""Proposed mappings, and survey_mapping.toml."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import TerritoryError
from geodata.survey_import import SurveyMapping, propose_mapping, read_mapping, write_mapping
from geodata.survey_import.mapping_file import format_mapping
from geodata.survey_import.proposal import guess_word


def export(columns: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=str)


LIMESURVEY = export(
    {
        "id": ["1", "2"],
        "submitdate": ["2021-07-20 16:21:00", ""],
        "Commune": ["Royan", "17300"],
        "Age": ["75 ans et plus", "15 à 29 ans"],
        "Internet": ["Oui", "Non"],
        "Aide": ["Oui", "Non"],
        "Lieu": ["À la mairie", "Dans la rue"],
    }
)


def read_text(tmp_path: Path, text: str) -> SurveyMapping:
    path = tmp_path / "survey_mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_columns_and_words_of_a_limesurvey_export_are_proposed() -> None:
    mapping = propose_mapping(LIMESURVEY)
    assert {ours: name for ours, name in mapping.columns.items() if name} == {
        "respondent_id": "id",
        "submitted": "submitdate",
        "commune": "Commune",
        "age_band": "Age",
        "uses_internet": "Internet",
        "needs_help": "Aide",
        "preferred_place": "Lieu",
    }
    assert mapping.words["age_band"] == {"15 à 29 ans": "15-29", "75 ans et plus": "75+"}
    assert mapping.words["preferred_place"] == {"Dans la rue": "?", "À la mairie": "mairie"}


def test_whole_questions_as_headers_are_understood() -> None:
    questions = {
        "Code postal": ["17200"],
        "Dans quelle commune habitez-vous ?": ["Royan"],
        "Quel âge avez-vous ?": ["67"],
        "Avez-vous besoin d'aide pour utiliser Internet ?": ["Oui, souvent"],
        "Utilisez-vous Internet ?": ["Oui"],
        "Combien de minutes accepteriez-vous de vous déplacer ?": ["30 minutes"],
    }
    mapping = propose_mapping(export(questions))
    chosen = (
        "postcode",
        "commune",
        "age_band",
        "needs_help",
        "uses_internet",
        "max_travel_minutes",
    )
    assert [mapping.columns[ours] for ours in chosen] == list(questions)
    assert mapping.words["max_travel_minutes"] == {"30 minutes": "30"}


def test_two_columns_that_fit_alike_are_left_to_the_coordinator() -> None:
    mapping = propose_mapping(export({"Votre commune": ["a"], "La commune du travail": ["b"]}))
    assert mapping.columns["commune"] == ""
    assert "Votre commune | La commune du travail" in format_mapping(mapping)


def test_a_column_whose_words_are_not_understood_is_not_chosen() -> None:
    assert propose_mapping(export({"Aide": ["beaucoup", "un peu"]})).columns["needs_help"] == ""


def test_themes_without_names_are_proposed_in_their_order_and_said_to_be_guessed() -> None:
    codes = {f"Themes[SQ00{number}]": ["Oui"] for number in range(1, 8)}
    mapping = propose_mapping(export(codes))
    assert (mapping.themes["smartphone"], mapping.themes_are_guessed) == ("Themes[SQ007]", True)
    assert "Ordre supposé" in format_mapping(mapping)


@pytest.mark.parametrize(
    ("ours", "text", "word"),
    [
        ("age_band", "75+", "75+"),
        ("age_band", "60 à 74 ans", "60-74"),
        ("age_band", "67", "60-74"),
        ("age_band", "plus de 60 ans", "?"),
        ("age_band", "moins de 30 ans", "?"),
        ("uses_internet", "Y", "yes"),
        ("uses_internet", "Parfois", "?"),
        ("preferred_place", "À la bibliothèque", "mediatheque"),
        ("preferred_place", "Mairie ou médiathèque", "?"),
        ("preferred_place", "Chez moi", "domicile"),
        ("max_travel_minutes", "30 min", "30"),
        ("max_travel_minutes", "plus de 30 min", "?"),
        ("max_travel_minutes", "1 heure", "?"),
    ],
)
def test_a_word_is_translated_only_where_it_is_certain(ours: str, text: str, word: str) -> None:
    assert guess_word(text, ours) == word


def test_a_mapping_file_reads_back_whatever_its_texts_hold(tmp_path: Path) -> None:
    texts = {'a "b"\n c': "17300", "d.e = #": "ailleurs", "": "17200"}
    mapping = dataclasses.replace(propose_mapping(LIMESURVEY), communes=texts)
    path = tmp_path / "survey_mapping.toml"
    write_mapping(mapping, path)
    assert read_mapping(path) == mapping


def test_every_fault_of_a_mapping_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError) as caught:
        read_text(
            tmp_path,
            '[columns]\ncommun = "X"\n[values.needs_help]\nOui = "oui"\n[values.taille]\n'
            '[autre]\n[bare_numbers]\nmeaning = "x"\n[themes]\nemploi = 1.5\n',
        )
    told = str(caught.value)
    assert len(caught.value.faults) == 6
    assert all(words in told for words in ("commun", "« oui »", "taille", "autre", "« x »"))


@pytest.mark.parametrize("text", ["[columns\n", '[values.age_band]\na = "75+"\na = "60-74"\n'])
def test_an_unreadable_mapping_file_is_a_fault(tmp_path: Path, text: str) -> None:
    with pytest.raises(TerritoryError, match="lisible"):
        read_text(tmp_path, text)
