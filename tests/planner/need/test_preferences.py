"""What the survey says of going somewhere for help."""

from dataclasses import replace

import numpy as np
import pytest

from planner.need import (
    DEFAULT_ACCEPTANCE,
    DEFAULT_WILLINGNESS,
    AccessPreferences,
    access_preferences,
    share_willing,
    weight_of_kind,
)
from tests.planner.need.small_surveys import make_survey

PREFERENCES = AccessPreferences(
    acceptance_elsewhere=0.3, willingness=((5, 1.0), (15, 0.6), (30, 0.1)), source="essai"
)


@pytest.mark.parametrize(
    ("minutes", "share"),
    [(0, 1.0), (5, 1.0), (5.01, 0.6), (15, 0.6), (15.01, 0.1), (30, 0.1), (30.01, 0.0)],
)
def test_a_trip_of_exactly_the_stated_minutes_counts_as_within(
    minutes: float, share: float
) -> None:
    assert share_willing(PREFERENCES, minutes) == share


def test_no_way_or_an_unknown_one_has_no_willing_people() -> None:
    assert share_willing(PREFERENCES, [np.inf, np.nan]).tolist() == [0, 0]


def test_willingness_keeps_the_shape_of_the_minutes() -> None:
    assert share_willing(PREFERENCES, np.zeros((3, 4))).shape == (3, 4)


def test_preferences_count_only_people_who_want_help() -> None:
    survey = make_survey(
        ["17001"] * 60,
        wants=[True] * 30 + [False] * 30,
        places=["mairie"] * 12 + ["mediatheque"] * 18 + ["mairie"] * 30,
        minutes=[10] * 15 + [20] * 15 + [5] * 30,
    )
    preferences = access_preferences(survey)
    assert preferences.acceptance_elsewhere == pytest.approx(0.6)
    assert preferences.willingness == ((10, 1.0), (20, 0.5))


def test_unanswered_questions_count_nowhere() -> None:
    survey = make_survey(
        ["17001"] * 40,
        wants=[True] * 40,
        places=["mairie"] * 10 + ["autre"] * 10 + [""] * 20,
        minutes=[15] * 20 + [np.nan] * 20,
    )
    preferences = access_preferences(survey)
    assert preferences.acceptance_elsewhere == 0.5
    assert preferences.willingness == ((15, 1.0),)


def test_each_question_falls_back_by_itself_and_says_so() -> None:
    survey = make_survey(["17001"] * 20, wants=[True] * 20, places=["mairie"] * 20)
    preferences = access_preferences(survey)
    assert preferences.acceptance_elsewhere == 0
    assert preferences.willingness == DEFAULT_WILLINGNESS
    assert "Lieu accepté : enquête, environ 20 réponses." in preferences.source
    assert "Trajet accepté : hypothèse" in preferences.source


@pytest.mark.parametrize("num_answers", [None, 0, 1, 10])
def test_too_few_answers_give_the_stated_defaults(num_answers: int | None) -> None:
    survey = None
    if num_answers is not None:
        survey = make_survey(
            ["17001"] * num_answers,
            wants=[True] * num_answers,
            places=["mairie"] * num_answers,
            minutes=[30] * num_answers,
        )
    preferences = access_preferences(survey)
    assert preferences.acceptance_elsewhere == DEFAULT_ACCEPTANCE
    assert preferences.willingness == DEFAULT_WILLINGNESS
    assert "enquête," not in preferences.source


def test_eleven_answers_are_enough() -> None:
    survey = make_survey(
        ["17001"] * 11, wants=[True] * 11, places=["autre"] * 11, minutes=[12.5] * 11
    )
    preferences = access_preferences(survey)
    assert preferences.acceptance_elsewhere == 1
    assert preferences.willingness == ((12, 1.0),)


def test_no_step_of_the_willingness_curve_rests_on_fewer_than_eleven() -> None:
    stated = [2.0] * 3 + [10.0] * 40 + [12.0] * 4 + [20.0] * 30 + [45.0] * 5 + [90.0] * 2
    survey = make_survey(["17001"] * len(stated), wants=[True] * len(stated), minutes=stated)
    # 45 and 90 join 20, 12 joins 10, and so do the three people who state 2.
    assert access_preferences(survey).willingness == ((10, 1.0), (20, 37 / 84))


@pytest.mark.parametrize(
    "wrong",
    [
        {"acceptance_elsewhere": 1.1},
        {"acceptance_elsewhere": float("nan")},
        {"willingness": ()},
        {"willingness": ((-5, 1.0),)},
        {"willingness": ((10, 0.5), (10, 0.4))},
        {"willingness": ((20, 0.5), (10, 0.4))},
        {"willingness": ((10, 0.5), (20, 0.6))},
    ],
)
def test_contradictory_preferences_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"shares|minutes"):
        replace(PREFERENCES, **wrong)


def test_the_most_wanted_kind_weighs_one_and_the_others_by_preference_and_acceptance() -> None:
    places = ["mairie"] * 56 + ["mediatheque"] * 33
    survey = make_survey(["17001"] * 89, wants=[True] * 89, places=places)
    weights = dict(access_preferences(survey, acceptance_other_kind=0.5).kind_weight)
    # m = 11 answers are spread over 5 kinds: (56 + 2.2) / 100 and (33 + 2.2) / 100 prefer them.
    assert weights["mairie"] == 1
    expected = (0.352 + 0.648 * 0.5) / (0.582 + 0.418 * 0.5)
    assert weights["mediatheque"] == pytest.approx(expected)
    assert weights["autre"] == weights["association"] < weights["mediatheque"]


def test_kinds_that_fewer_than_eleven_prefer_cannot_be_told_apart() -> None:
    places = ["mairie"] * 50 + ["association"] * 10 + ["autre"]
    survey = make_survey(["17001"] * 61, wants=[True] * 61, places=places)
    weights = dict(access_preferences(survey).kind_weight)
    assert weights["association"] == weights["autre"] == weights["mediatheque"]


def test_who_accepts_any_kind_makes_all_kinds_equal() -> None:
    survey = make_survey(["17001"] * 30, wants=[True] * 30, places=["mairie"] * 30)
    preferences = access_preferences(survey, acceptance_other_kind=1.0)
    assert {weight for _, weight in preferences.kind_weight} == {1.0}


def test_without_enough_answers_every_kind_is_worth_the_same_and_it_says_so() -> None:
    preferences = access_preferences(None)
    assert preferences.kind_weight == ()
    assert weight_of_kind(preferences, "mediatheque") == 1
    assert "tous se valent" in preferences.kind_source


def test_the_assumed_acceptance_is_stated_with_the_weights() -> None:
    survey = make_survey(["17001"] * 30, wants=[True] * 30, places=["mairie"] * 30)
    assert "40 %" in access_preferences(survey, acceptance_other_kind=0.4).kind_source


def test_an_unknown_kind_is_worth_the_least_wanted_one() -> None:
    preferences = replace(PREFERENCES, kind_weight=(("mairie", 1.0), ("autre", 0.6)))
    assert weight_of_kind(preferences, "bus") == 0.6
