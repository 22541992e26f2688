"""What the map says of a plan's figures."""

import pytest

from maps.sentences import (
    about_people,
    bound_sentence,
    distance_sentence,
    hours_remark,
    nearest_words,
    reach_sentence,
)
from planner.plan import Objective
from tests.maps.sample_plan import make_plan


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def objective(name: str, gap: float | None, condition: str = "") -> Objective:
    return Objective(
        name=name, unit="", sense="max" if name == "coverage" else "min", value=1.0,
        bound=None if gap is None else 1.0, gap=gap,
        status="not_proven" if gap is None else "within_gap", condition=condition,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (0.2, "moins d’une personne"),
        (3.2, "moins de 5 personnes"),
        (42.6, "environ 45 personnes"),
        (444.0, "environ 440 personnes"),
        (7101.0, "environ 7 100 personnes"),
    ],
)
def test_an_estimate_is_written_no_more_exactly_than_it_is_known(need: float, words: str) -> None:
    assert plain(about_people(need)) == words


def test_the_coverage_bound_is_rounded_up() -> None:
    assert plain(bound_sentence(objective("coverage", 0.0011))) == (
        "Aucun planning respectant les règles ne peut couvrir plus de 0,2 % de besoin en plus."
    )


def test_a_closed_gap_says_that_nothing_better_exists() -> None:
    assert bound_sentence(objective("coverage", 0.0)) == (
        "Aucun planning respectant les règles ne peut couvrir plus de besoin."
    )


def test_the_driving_bound_carries_its_condition() -> None:
    sentence = plain(bound_sentence(objective("driving", 0.008, "à couverture égale")))
    assert sentence == (
        "Aucun planning respectant les règles ne peut réduire les trajets de plus de 0,8 %, "
        "à couverture égale."
    )


def test_without_a_bound_the_map_claims_nothing() -> None:
    assert "meilleur planning reste possible" in bound_sentence(objective("coverage", None))
    assert bound_sentence(objective("driving", None)) == ""


def test_reach_is_told_in_people_who_need_help_and_against_before() -> None:
    assert plain(reach_sentence(make_plan())) == (
        "50,0 % des personnes à aider sont à 15 minutes ou moins d’une permanence ou d’un lieu "
        "fixe, contre 20,0 % sans le planning."
    )


def test_driving_is_told_per_cycle() -> None:
    assert plain(distance_sentence(make_plan())) == (
        "140 km et 2 h 50 de route par cycle de 4 semaines, pour 7 permanences."
    )


def test_unknown_hours_are_to_be_confirmed_with_the_note_of_the_source() -> None:
    venues = make_plan().venues
    assert hours_remark(venues[0]) == ""
    assert hours_remark(venues[2]) == (
        "Horaires d’ouverture inconnus, à confirmer. Sonner à l'accueil."
    )


def test_minutes_beyond_the_standard_are_rounded_up() -> None:
    unserved = make_plan().communes[3].model_copy(update={"nearest_minutes": 15.3})
    assert plain(nearest_words(unserved)) == "16 min"
