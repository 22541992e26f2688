"""The checker on the cycle, tours, contracts and dates: damaged plans are refused by name."""

from collections.abc import Callable
from datetime import date

import pytest

from planner.plan import Plan
from tests.planner.plan_damage import (
    add,
    drop,
    edit,
    hold_lost_session,
    lose_held_session,
    set_rule,
    violations,
)
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan

BRISSAC, CORME, DOLUS = 0, 1, 2
"""Rows of the visits."""


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return make_villages_plan(villages)


def test_the_right_plan_is_accepted(plan: Plan, villages: Villages) -> None:
    assert violations(plan, villages) == ()


def test_the_right_plan_read_from_its_file_is_accepted(plan: Plan, villages: Villages) -> None:
    assert violations(Plan.model_validate_json(plan.model_dump_json()), villages) == ()


DAMAGES: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    # the cycle
    "unknown adviser": (
        lambda plan: edit(plan, "visits", DOLUS, adviser_id="zoe"),
        "ce conseiller n'existe pas",
    ),
    "unknown venue": (
        lambda plan: edit(plan, "visits", DOLUS, venue_id="mairie-z"),
        "ce lieu n'existe pas",
    ),
    "a day off": (
        lambda plan: edit(plan, "visits", DOLUS, weekday=2),
        "le mercredi n'est pas travaillé",
    ),
    "no week": (lambda plan: edit(plan, "visits", CORME, weeks=()), "aucune semaine"),
    "weeks in disorder": (
        lambda plan: edit(plan, "visits", CORME, weeks=(3, 1)),
        "pas en ordre croissant",
    ),
    "weeks unevenly spaced": (
        lambda plan: edit(plan, "visits", CORME, weeks=(1, 2)),
        "pas également espacées",
    ),
    "a week beyond the cycle": (
        lambda plan: edit(plan, "visits", CORME, weeks=(3, 5)),
        "hors du cycle de 4 semaines",
    ),
    "three sessions in four weeks": (
        lambda plan: edit(plan, "visits", CORME, weeks=(1, 2, 3)),
        "3 permanences ne se répartissent pas",
    ),
    "a venue on two days": (
        lambda plan: add(
            plan, "visits", plan.visits[BRISSAC].model_copy(update={"weekday": 3, "half": "pm"})
        ),
        "« Mairie B » (mairie-b) : 8 permanences par cycle, hors de 0 à 4",
    ),
    "two places at once": (
        lambda plan: edit(plan, "visits", CORME, half="am", start_minute=540, end_minute=720),
        "Camille, mardi matin, semaine 3 : plusieurs permanences à la fois",
    ),
    "too early": (
        lambda plan: edit(plan, "visits", DOLUS, start_minute=524, end_minute=704),
        "hors de la plage 8\u00a0h\u00a045 - 12\u00a0h\u00a030 (matin)",
    ),
    "too late": (
        lambda plan: edit(plan, "visits", CORME, start_minute=871, end_minute=1051),
        "hors de la plage 13\u00a0h\u00a030 - 17\u00a0h\u00a030 (après-midi)",
    ),
    "too short": (
        lambda plan: edit(plan, "visits", DOLUS, end_minute=540 + 119),
        "durée de 119 min",
    ),
    "too long": (
        lambda plan: edit(plan, "visits", DOLUS, end_minute=540 + 181),
        "durée de 181 min",
    ),
    # names and places as on file
    "a visited venue not listed": (
        lambda plan: drop(plan, "venues", 0),
        "Lieux visités : « mairie-b » manque",
    ),
    "a venue listed twice": (
        lambda plan: add(plan, "venues", plan.venues[0]),
        "« mairie-b » figure 2 fois",
    ),
    "a listed venue not visited": (
        lambda plan: add(plan, "venues", plan.venues[0].model_copy(update={"id": "mairie-a"})),
        "« mairie-a » n'y a pas sa place",
    ),
    "another name": (lambda plan: edit(plan, "venues", 0, name="Mairie X"), "nom : « Mairie X »"),
    "another longitude": (lambda plan: edit(plan, "venues", 0, lon=-0.9), "longitude : -0,9"),
    "another commune": (
        lambda plan: edit(plan, "venues", 0, commune_name="Corme"),
        "commune : « Corme » au lieu de « Brissac »",
    ),
    "unknown hours said to be known": (
        lambda plan: edit(plan, "venues", 2, hours_known=True),
        "horaires connus : oui au lieu de non",
    ),
    "an adviser not listed": (
        lambda plan: drop(plan, "advisers", 1),
        "Conseillers : « dominique » manque",
    ),
    "another base": (
        lambda plan: edit(plan, "advisers", 0, base_commune_code="99002"),
        "commune de départ : « 99002 » au lieu de « 99001 »",
    ),
    "other input files": (
        lambda plan: plan.model_copy(update={"fingerprints": {"venues.csv": "b" * 64}}),
        "Empreintes des fichiers : venues.csv",
    ),
    # tours
    "a tour left out": (lambda plan: drop(plan, "tours", 2), "(« mairie-d »)) manque"),
    "a tour too many": (
        lambda plan: add(plan, "tours", plan.tours[2].model_copy(update={"weekday": 3})),
        "n'y a pas sa place",
    ),
    "a tour told twice": (
        lambda plan: add(plan, "tours", plan.tours[2]),
        "figure 2 fois",
    ),
    "other weeks": (
        lambda plan: edit(plan, "tours", 1, weeks=(2,)),
        "semaines 2, 4 : semaines : (2) au lieu de (2, 4)",
    ),
    "less driving": (
        lambda plan: edit(plan, "tours", 0, drive_s=1199),
        "trajet (s) : 1199 au lieu de 1200",
    ),
    "fewer metres": (
        lambda plan: edit(plan, "tours", 0, distance_m=19_999),
        "distance (m) : 19999 au lieu de 20000",
    ),
    "less work": (lambda plan: edit(plan, "tours", 0, work_s=22_799), "travail (s) : 22799"),
    "a shorter leg": (
        lambda plan: edit(
            plan,
            "tours",
            1,
            legs=(plan.tours[1].legs[0].model_copy(update={"drive_s": 1}), plan.tours[1].legs[1]),
        ),
        "semaines 2, 4 : trajets",
    ),
    "legs in disorder": (
        lambda plan: edit(plan, "tours", 0, legs=plan.tours[0].legs[::-1]),
        "semaines 1, 3 : trajets",
    ),
    "a later start": (
        lambda plan: edit(plan, "tours", 0, leave_minute=536),
        "départ (minute) : 536 au lieu de 535",
    ),
    "an earlier return": (
        lambda plan: edit(plan, "tours", 0, return_minute=1029),
        "retour (minute) : 1029 au lieu de 1030",
    ),
    # workloads
    "a load left out": (lambda plan: drop(plan, "loads", 0), "« camille » manque"),
    "fewer sessions": (
        lambda plan: edit(plan, "loads", 0, num_sessions=5),
        "Charge de Camille : permanences : 5 au lieu de 6",
    ),
    "less driving a cycle": (
        lambda plan: edit(plan, "loads", 0, drive_s=3000),
        "Charge de Camille : trajet (s) : 3000 au lieu de 3600",
    ),
    "more back office": (
        lambda plan: edit(plan, "loads", 0, back_office_s=147_601),
        "travail administratif (s) : 147601 au lieu de 147600",
    ),
    "another contract": (
        lambda plan: edit(plan, "loads", 1, contract_s=144_060),
        "contrat (s) : 144060 au lieu de 144000",
    ),
    # dates
    "a session forgotten": (
        lambda plan: drop(plan, "sessions", 0),
        "lundi 22/03/2027 (matin) à « Mairie D » (mairie-d) par Dominique : prévue par le cycle",
    ),
    "a lost session forgotten": (
        lambda plan: drop(plan, "lost_sessions", 0),
        "lundi 29/03/2027 (matin) à « Mairie D » (mairie-d) par Dominique : prévue par le cycle",
    ),
    "a session told twice": (
        lambda plan: add(plan, "sessions", plan.sessions[0]),
        "figure 2 fois parmi",
    ),
    "a session in a week of the cycle without any": (
        lambda plan: edit(plan, "sessions", 2, day=date(2027, 3, 30)),
        "mardi 30/03/2027 (après-midi) à « Mairie C » (mairie-c) par Camille : le cycle ne",
    ),
    "a session on another weekday": (
        lambda plan: edit(plan, "sessions", 0, day=date(2027, 3, 24)),
        "mercredi 24/03/2027 (matin) à « Mairie D » (mairie-d) par Dominique : le cycle ne",
    ),
    "a session after the last day": (
        lambda plan: add(
            plan, "sessions", plan.sessions[0].model_copy(update={"day": date(2027, 4, 26)})
        ),
        "lundi 26/04/2027 (matin) à « Mairie D » (mairie-d) par Dominique : le cycle ne",
    ),
    "a session by a colleague": (
        lambda plan: edit(plan, "sessions", 0, adviser_id="camille"),
        "par Camille : le cycle ne la prévoit pas",
    ),
    "a session that ends earlier": (
        lambda plan: edit(plan, "sessions", 0, end_minute=700),
        "fin (minute) : 700 au lieu de 720",
    ),
    "a session on Easter Monday": (
        lambda plan: hold_lost_session(plan, 0),
        "à « Mairie D » (mairie-d) par Dominique : tenue malgré un obstacle : jour férié (",
    ),
    "a session of an absent adviser": (
        lambda plan: hold_lost_session(plan, 1),
        "obstacle : conseiller absent",
    ),
    "a session outside opening hours": (
        lambda plan: hold_lost_session(plan, 3),
        "obstacle : lieu non ouvert de 9\u00a0h\u00a000 à 12\u00a0h\u00a000",
    ),
    "a session after the end of the contract": (
        lambda plan: hold_lost_session(plan, 4),
        "obstacle : Dominique n'est pas en poste",
    ),
    "a session in a closed venue": (
        lambda plan: hold_lost_session(plan, 5),
        "obstacle : lieu fermé à titre exceptionnel",
    ),
    "a false reason": (
        lambda plan: edit(plan, "lost_sessions", 0, reason="absence"),
        "perdue pour un motif faux (« absence »)",
    ),
    "a session lost for nothing": (
        lambda plan: lose_held_session(plan, 0, "closed_that_day"),
        "lundi 22/03/2027 (matin) à « Mairie D » (mairie-d) par Dominique : perdue pour un motif",
    ),
    # the record itself
    "another schema": (
        lambda plan: plan.model_copy(update={"schema_version": 2}),
        "« schema_version » n'est pas une valeur permise",
    ),
    "words for a figure": (
        lambda plan: edit(plan, "tours", 0, drive_s="1200"),
        "« tours.0.drive_s » n'est pas une valeur permise",
    ),
    "an endless figure": (
        lambda plan: edit(plan, "venues", 0, lat=float("inf")),
        "« venues.0.lat » n'est pas un nombre fini",
    ),
    "no figure": (
        lambda plan: edit(plan, "communes", 4, need=float("nan")),
        "« communes.4.need » n'est pas un nombre fini",
    ),
    "a calendar beyond all dates": (
        lambda plan: set_rule(plan, "calendar", start=date(9999, 12, 27)),
        "Le calendrier commence trop tard",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_plan_is_refused_by_name(name: str, plan: Plan, villages: Villages) -> None:
    damage, says = DAMAGES[name]
    found = violations(damage(plan), villages)
    assert any(says in sentence for sentence in found), found
