"""Reasons decided from the tables, among villages where each can be seen at a glance."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.plan import CommuneAccess
from tests.planner.explain.cases import (
    explained_plan,
    with_drives,
    with_exclusions,
    with_short_contract,
    without_offer,
)
from tests.planner.test_villages_planned import with_settings, with_venue
from tests.planner.villages import Villages, travel_on_the_road


def without_venue(villages: Villages, *venue_ids: str) -> Villages:
    venues = tuple(v for v in villages.territory.venues if v.id not in venue_ids)
    territory = replace(villages.territory, venues=venues)
    return replace(villages, territory=territory, travel=travel_on_the_road(territory))


def cut_off(villages: Villages) -> Villages:
    """No road leads to Écoyeux or to its adviser."""
    camille, dominique = villages.territory.advisers
    moved = replace(dominique, base_commune_code="99004")
    territory = replace(villages.territory, advisers=(camille, moved))
    travel = travel_on_the_road(territory)
    time_s = travel.time_s.copy()
    at_home = [i for i, name in enumerate(travel.place_ids) if name.endswith(("99005", "mairie-e"))]
    time_s[at_home, :] = time_s[:, at_home] = 2**40
    return replace(villages, territory=territory, travel=replace(travel, time_s=time_s))


CASES: dict[str, tuple[Callable[[Villages], Villages], str, str, str]] = {
    "no road": (cut_off, "Écoyeux", "no_road", "Aucune route"),
    "no venue": (
        lambda v: without_venue(v, "mairie-e"),
        "Écoyeux",
        "no_venue",
        "ni à 15 minutes ou moins",
    ),
    "closed on the days worked": (
        lambda v: with_venue(v, "mairie-b", opening_hours="We 09:00-12:00"),
        "Brissac",
        "closed",
        "n’ouvre à aucune demi-journée travaillée",
    ),
    "open too briefly": (
        lambda v: with_venue(v, "mairie-b", opening_hours="Tu 09:00-10:00"),
        "Brissac",
        "too_short",
        "1 h 00 au plus par demi-journée travaillée, et une permanence dure au moins 2 h 00",
    ),
    "hours unknown and taken as closed": (
        lambda v: with_settings(without_offer(v), "sessions", assume_open_if_unknown=False),
        "Dolus",
        "closed",
        "n’ouvre à aucune",
    ),
    "too far": (
        lambda v: with_drives(v, minutes=19),
        "Corme",
        "drive_limit",
        "20 min de trajet aller et retour pour Camille, dont la limite est de 19 min par jour",
    ),
    "too long for the contract": (
        with_short_contract,
        "Dolus",
        "work_limit",
        "3 h 40 de permanence et de trajet, alors que le contrat en laisse 3 h 32 par cycle",
    ),
    "forbidden": (
        lambda v: with_venue(v, "mairie-a", rule="forbidden"),
        "Aubigny",
        "forbidden",
        "La table des lieux interdit « Mairie A »",
    ),
    "excluded": (
        lambda v: with_exclusions(v, "camille", "dominique"),
        "Brissac",
        "excluded",
        "Secteurs et exclusions écartent tous les conseillers de « Mairie B »",
    ),
    "too far for the second of two": (
        lambda v: with_venue(v, "mairie-a", num_advisers=2),
        "Aubigny",
        "drive_limit",
        "où il faut deux conseillers, est hors de portée : 1 h 20 de trajet",
    ),
    "closed to the second of two": (
        lambda v: with_venue(v, "mairie-c", num_advisers=2, opening_hours="Tu 09:00-12:00"),
        "Corme",
        "closed",
        "n’ouvre à aucune demi-journée travaillée par deux conseillers",
    ),
    "excluded for the second of two": (
        lambda v: with_exclusions(with_venue(v, "mairie-b", num_advisers=2), "camille"),
        "Brissac",
        "excluded",
        "Secteurs et exclusions ne laissent pas deux conseillers à « Mairie B »",
    ),
    "served by the offer": (lambda v: v, "Dolus", "enough", "L’offre fixe sert déjà"),
    "outbid": (
        lambda v: v,
        "Corme",
        "outbid",
        (
            "si le contrat de Dominique gagne 1 h 30 par semaine, une permanence peut se tenir à "
            "« Mairie C » chaque jeudi matin, sans rien retirer : environ 16 personnes de plus "
            "couvertes, aucune de moins ailleurs, 2 h 00 de route de plus par cycle, 8 h 00 de "
            "travail de plus."
        ),
    ),
}


def row_of(villages: Villages, name: str) -> CommuneAccess:
    plan = explained_plan(villages)[1]
    return next(row for row in plan.communes if row.commune_name == name)


@pytest.mark.parametrize(("variant", "name", "reason", "words"), CASES.values(), ids=list(CASES))
def test_a_reason_is_the_one_that_can_be_seen(
    villages: Villages,
    variant: Callable[[Villages], Villages],
    name: str,
    reason: str,
    words: str,
) -> None:
    row = row_of(variant(villages), name)
    text = row.explanation.replace("\u00a0", " ")
    assert (row.explanation_reason, words in text) == (reason, True), text


def test_a_commune_with_a_weekly_session_has_nothing_to_explain(villages: Villages) -> None:
    row = row_of(villages, "Aubigny")
    assert (row.explanation, row.explanation_reason, row.smallest_change) == ("", None, None)


def test_a_closed_venue_is_told_which_half_day_would_do(villages: Villages) -> None:
    closed = with_venue(villages, "mairie-b", opening_hours="We 09:00-12:00")
    change = row_of(closed, "Brissac").smallest_change
    assert change is not None
    assert (change.lifted_limit, change.adviser_id) == ("opening_hours", "camille")


def test_a_venue_too_far_is_told_which_limit_would_do(villages: Villages) -> None:
    change = row_of(with_drives(villages, minutes=19), "Corme").smallest_change
    assert change is not None
    assert (change.lifted_limit, change.new_limit_minutes) == ("max_drive_minutes_per_day", 20)


def test_a_contract_too_short_is_told_by_how_much(villages: Villages) -> None:
    """Of 3 h 32 a cycle Écoyeux takes 3 h; with the 3 h 40 of Dolus it is 3 h 08 too much."""
    change = row_of(with_short_contract(villages), "Dolus").smallest_change
    assert change is not None
    assert (change.venue_id, change.lifted_limit) == ("mairie-d", "working_time")
    assert [more.minutes_per_week for more in change.more_time] == [47]


def test_every_explanation_is_one_sentence(villages: Villages) -> None:
    for row in explained_plan(villages)[1].communes:
        assert row.explanation.count(". ") == 0
        assert row.explanation == "" or row.explanation.endswith(".")
