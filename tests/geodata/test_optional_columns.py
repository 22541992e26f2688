"""Columns that a table may have any number of: covariates of communes, themes of a survey."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.contracts import COMMUNES, SURVEY, VENUES
from geodata.errors import TerritoryError
from geodata.folder import read_territory, write_territory
from geodata.survey_file import read_survey
from geodata.table_contract import check_table
from geodata.territory import Survey, Territory
from tests.geodata.small_territory import assert_same, three_communes

COLUMNS = "respondent_id;commune;age_band;uses_internet;needs_help"


def with_extras() -> Territory:
    territory = three_communes()
    assert territory.survey is not None
    survey = territory.survey
    return replace(
        territory,
        communes=tuple(
            replace(commune, covariates=(("revenu", 20_000.5 if number else None),))
            for number, commune in enumerate(territory.communes)
        ),
        survey=Survey(
            **{
                name: getattr(survey, name)
                for name in Survey.__dataclass_fields__
                if name not in {"weight", "theme_names", "themes"}
            },
            weight=np.array([0.5, 1.75]),
            theme_names=("emploi",),
            themes=np.array([[True], [False]]),
        ),
    )


def test_covariates_weights_and_themes_come_back_as_written(tmp_path: Path) -> None:
    territory = with_extras()
    write_territory(territory, tmp_path / "t")
    assert_same(read_territory(tmp_path / "t"), territory)


def test_a_covariate_that_is_no_number_is_a_fault() -> None:
    table = pd.DataFrame({"covariate_revenu": ["vingt"]}, index=[2])
    _, faults = check_table(table, COMMUNES, file="communes.geojson")
    assert any(fault.column == "covariate_revenu" for fault in faults)


def test_a_theme_that_is_neither_yes_nor_no_is_a_fault() -> None:
    table = pd.DataFrame({"theme_emploi": ["peut-être"]}, index=[2])
    _, faults = check_table(table, SURVEY, file="survey.csv")
    assert any(fault.column == "theme_emploi" for fault in faults)


def test_a_weight_that_is_missing_for_some_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "vague.csv"
    path.write_text(f"{COLUMNS};weight\n1;01001;75+;oui;oui;2\n2;01001;75+;oui;oui;\n")
    with pytest.raises(TerritoryError, match="weight"):
        read_survey(path, three_communes().communes)


def test_an_earlier_wave_is_read_from_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "vague.csv"
    path.write_text(f"{COLUMNS}\n1;01001;75+;oui;oui\n")
    survey = read_survey(path, three_communes().communes)
    assert (len(survey), survey.weight.tolist()) == (1, [1.0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{COLUMNS}\n", "aucune réponse"),
        (f"{COLUMNS}\n1;33063;75+;oui;oui\n", "33063"),
        (f"{COLUMNS}\n1;01001;80;oui;oui\n", "age_band"),
        (None, "absent"),
    ],
)
def test_a_faulty_wave_is_refused(tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "vague.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TerritoryError, match=words):
        read_survey(path, three_communes().communes)


def test_negative_weights_are_refused() -> None:
    survey = with_extras().survey
    assert survey is not None
    with pytest.raises(ValueError, match="weights"):
        replace(survey, weight=np.array([1.0, -1.0]))


def test_address_postcode_and_siret_of_a_venue_come_back_as_written(tmp_path: Path) -> None:
    territory = three_communes()
    venues = tuple(
        replace(venue, address="2 bis, place de l’Église", postcode="01090", siret="21170001900018")
        for venue in territory.venues
    )
    write_territory(replace(territory, venues=venues), tmp_path)
    assert read_territory(tmp_path).venues == venues


def test_a_siret_that_a_spreadsheet_has_rounded_is_a_fault() -> None:
    rounded = pd.DataFrame({"siret": ["21170001900018", "2,1170E+13"]}, index=[2, 3])
    _, faults = check_table(rounded, VENUES, file="venues.csv")
    assert [fault.row for fault in faults if fault.column == "siret" and fault.row] == [3]
