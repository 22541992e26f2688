"""What the map says of a plan's figures."""

from datetime import date

import pytest

from maps.sentences import (
    about_people,
    bound_sentence,
    distance_sentence,
    hours_remark,
    lost_words,
    minutes_words,
    period_sentence,
    place_name,
    reach_sentence,
    worth_sentence,
)
from planner.plan import LossReason, LostSession, Objective, Replacement
from planner.settings import CycleSettings
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
        "Aucun planning respectant les règles ne peut couvrir plus de 0,2 % de besoin "
        "supplémentaire."
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


def test_reach_is_told_where_the_plan_changes_most() -> None:
    assert plain(reach_sentence(make_plan())) == (
        "50,0 % des personnes à aider sont à 10 minutes ou moins d’une permanence ou d’un lieu "
        "fixe, contre 20,0 % sans le planning."
    )


def test_reach_that_the_plan_does_not_change_is_told_once_at_the_standard() -> None:
    plan = make_plan()
    same = tuple(row.model_copy(update={"need_before": row.need}) for row in plan.reach)
    sentence = plain(reach_sentence(plan.model_copy(update={"reach": same})))
    assert sentence == (
        "75,0 % des personnes à aider sont à 15 minutes ou moins d’une permanence ou d’un lieu "
        "fixe, avec comme sans le planning."
    )


def test_the_covered_share_is_explained_by_the_settings() -> None:
    assert plain(worth_sentence(make_plan())) == (
        "Lecture : une aide dans sa propre commune compte pour 100 % chaque semaine, 80 % tous "
        "les quinze jours et 50 % toutes les quatre semaines ; dans une autre commune elle compte "
        "moins, selon le trajet, et plus du tout au-delà de 15 minutes."
    )


def test_a_cycle_of_three_weeks_is_explained_by_its_own_rhythms() -> None:
    plan = make_plan()
    cycle = CycleSettings(num_weeks=3, value_every_third_week=0.6)
    settings = plan.settings.model_copy(update={"cycle": cycle})
    sentence = plain(worth_sentence(plan.model_copy(update={"settings": settings})))
    assert "100 % chaque semaine et 60 % toutes les trois semaines ;" in sentence


def test_the_period_ends_on_the_last_day_of_the_last_week() -> None:
    assert plain(period_sentence(make_plan())) == (
        "Planning du lundi 4 janvier 2027 au dimanche 28 février 2027."
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


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.0, "sur place"), (14.6, "15 min"), (15.3, "16 min"), (27.0, "27 min")],
)
def test_minutes_beyond_the_standard_are_rounded_up(minutes: float, words: str) -> None:
    assert plain(minutes_words(minutes, 15)) == words


@pytest.mark.parametrize(
    ("name", "commune", "title"),
    [
        ("Mairie - Angoulins", "Angoulins", "Mairie - Angoulins"),
        ("MAIRIE D'ANGOULINS", "Angoulins", "MAIRIE D'ANGOULINS"),
        ("Mairie", "Ars", "Mairie, Ars"),
        ("Mairie de Marsais", "Ars", "Mairie de Marsais, Ars"),
    ],
)
def test_a_place_is_named_with_its_commune_once(name: str, commune: str, title: str) -> None:
    assert place_name(name, commune) == title


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        ("absence", "maladie", "conseiller absent"),
        ("absence", "", "conseiller absent"),
        ("closure", "lieu fermé", "fermeture du lieu"),
        ("closure", "", "fermeture du lieu"),
        ("closure", "travaux d'été", "fermeture du lieu : travaux d’été"),
        ("public_holiday", "Toussaint", "jour férié : Toussaint"),
        ("closed_that_day", "lieu fermé à ces heures ce jour-là", "hors horaires d’ouverture"),
    ],
)
def test_a_lost_session_says_why_once_and_never_why_an_adviser_is_absent(
    reason: LossReason, detail: str, words: str
) -> None:
    lost = LostSession(
        day=date(2027, 2, 1), adviser_id="a", venue_id="v", half="am", reason=reason, detail=detail
    )
    assert plain(lost_words(lost)) == f"lundi 1er février 2027 ({words})"


@pytest.mark.parametrize(
    ("is_replaced", "words"), [(True, ", remplacée le jeudi 4 février 2027"), (False, "")]
)
def test_a_lost_session_says_which_date_replaces_it_if_one_does(
    *, is_replaced: bool, words: str
) -> None:
    lost = LostSession(
        day=date(2027, 2, 1),
        adviser_id="a",
        venue_id="v",
        half="am",
        reason="absence",
        detail="",
        is_replaced=is_replaced,
        replacement=Replacement(
            day=date(2027, 2, 4), adviser_id="a", half="pm", start_minute=840, end_minute=1000
        ),
    )
    assert plain(lost_words(lost)).endswith(f"){words}")
