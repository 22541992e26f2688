"""What changes from one plan to another, and how it is classed and said."""

import json
import re
from datetime import date, timedelta

import pytest

from maps.comparison import render_comparison
from maps.comparison.changes import (
    Change,
    area_changes,
    commune_changes,
    sign_of,
    sum_by_epci,
    venue_changes,
    whole_change,
)
from maps.comparison.payload import change_classes, classify_change, make_comparison
from maps.comparison.sessions import describe_sessions
from maps.comparison.wording import people_words, points_words, summary_sentences
from maps.language import FRENCH
from planner.plan import Plan
from tests.maps.sample_plan import HOSTILE_NAME, make_communes
from tests.maps.sheets.paper import make_sheet_plan

BEFORE = make_sheet_plan()
NAMES = ("Avant", "Après")


def make_after() -> Plan:
    """Commune 2 loses its session, commune 4 gains one of half the worth; v7 comes more often.

    On real dates v2 has none any more, a session of v6 is a day later with another adviser, and v7
    has one more.
    """
    values = {"99002": ("not_served", 0.0), "99004": ("served_here", 0.5)}
    communes = tuple(
        row.model_copy(update=dict(zip(("status", "value"), values[row.commune_code], strict=True)))
        if row.commune_code in values
        else row
        for row in BEFORE.communes
    )
    _, v6, v7 = BEFORE.visits
    weekly = v7.model_copy(update={"weeks": (1, 2, 3, 4)})
    covered = sum(row.need * row.value for row in communes)
    whole = BEFORE.whole.model_copy(update={"covered_need": covered})
    dated = {key: [one for one in BEFORE.sessions if one.venue_id == key] for key in ("v6", "v7")}
    (moved, *kept), (usual, *_) = dated["v6"], dated["v7"]
    day_later = {"day": moved.day + timedelta(days=1), "adviser_id": "a2"}
    sessions = (
        moved.model_copy(update=day_later),
        *kept,
        *dated["v7"],
        usual.model_copy(update={"day": usual.day + timedelta(weeks=1)}),
    )
    return BEFORE.model_copy(
        update={
            "communes": communes,
            "visits": (v6, weekly),
            "whole": whole,
            "sessions": sessions,
        }
    )


AFTER = make_after()


def change(points: float) -> Change:
    return Change(code="1", name="A", need=(100.0, 100.0), covered=(50.0, 50.0 + 100 * points))


def test_a_commune_changes_by_need_times_value() -> None:
    by_code = {one.code: one for one in commune_changes(BEFORE, AFTER)}
    assert by_code["99002"].people == pytest.approx(-200.0)
    assert by_code["99004"].people == pytest.approx(0.5 * 400.0)
    assert {code for code, one in by_code.items() if sign_of(one)} == {"99002", "99004"}


def test_the_whole_is_the_sum_of_its_communes() -> None:
    communes = sum(one.people for one in commune_changes(BEFORE, AFTER))
    assert whole_change(BEFORE, AFTER).people == pytest.approx(communes)


def test_venues_are_kept_dropped_or_visited_more_often() -> None:
    states = {one.venue.id: (one.state, one.sessions) for one in venue_changes(BEFORE, AFTER)}
    assert states == {"v2": ("dropped", (4, 0)), "v6": ("kept", (2, 2)), "v7": ("more", (1, 4))}


def test_areas_that_only_one_plan_knows_are_left_out() -> None:
    fewer = AFTER.model_copy(update={"epcis": AFTER.epcis[:1]})
    assert [one.code for one in area_changes(BEFORE, fewer, "epci")] == ["E1"]


def test_plans_of_other_communes_are_refused() -> None:
    fewer = AFTER.model_copy(update={"communes": AFTER.communes[1:]})
    with pytest.raises(ValueError, match="same communes"):
        commune_changes(BEFORE, fewer)


@pytest.mark.parametrize(
    ("points", "expected"),
    [(0.26, 0), (0.25, 1), (0.05, 2), (0.001, 2), (0.0, 3), (-0.001, 4), (-0.06, 5), (-0.4, 6)],
)
def test_a_limit_belongs_to_the_smaller_change(points: float, expected: int) -> None:
    assert classify_change(change(points)) == expected


def test_losses_are_hatched_and_gains_are_not() -> None:
    assert [one.is_hatched for one in change_classes()] == [False] * 4 + [True] * 3


@pytest.mark.parametrize(
    ("points", "words"), [(0.042, ("+4,2", "+4")), (-0.042, ("−4,2", "−4")), (0.0, ("0,0", "0"))]
)
def test_changes_are_said_with_their_sign(points: float, words: tuple[str, str]) -> None:
    assert (points_words(change(points)), people_words(change(points))) == words


def test_the_page_counts_gains_and_losses() -> None:
    data = make_comparison(BEFORE, AFTER, communes=make_communes(), names=NAMES)
    assert data["sentences"][1] == "1\u00a0commune gagne, 1\u00a0commune perd."
    signs = {row["name"]: row["sign"] for row in data["tables"]["commune"] if row["sign"]}
    assert signs == {"La Rochelle": -1, "Le Gué-d'Alleré": 1}
    assert data["warnings"] == []


def test_plans_of_another_need_or_other_rules_warn() -> None:
    rules = AFTER.settings.model_copy(
        update={"access": AFTER.settings.access.model_copy(update={"standard_minutes": 20})}
    )
    communes = tuple(row.model_copy(update={"need": 2 * row.need}) for row in AFTER.communes)
    other = AFTER.model_copy(update={"settings": rules, "communes": communes})
    data = make_comparison(BEFORE, other, communes=make_communes(), names=NAMES)
    assert len(data["warnings"]) == 2


def test_a_territory_of_very_many_communes_is_drawn_by_epci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("maps.overview.MOST_COMMUNES", len(BEFORE.communes) - 1)
    data = make_comparison(BEFORE, AFTER, communes=make_communes(), names=NAMES)
    epcis = sorted({row.epci_code for row in BEFORE.communes})
    assert len(data["shapes"]) == len(data["shape_classes"]) == len(data["epcis"]) == len(epcis)
    assert len(data["tables"]["commune"]) == len(BEFORE.communes)
    assert {row["epci"] for row in data["tables"]["commune"]} == set(range(len(epcis)))
    assert "dessine les EPCI" in data["overview_note"]


def test_the_change_of_an_epci_is_the_sum_of_its_communes() -> None:
    changes = commune_changes(BEFORE, AFTER)
    for epci in sum_by_epci(changes):
        own = [one.people for one in changes if one.after.epci_code == epci.code]
        assert epci.people == pytest.approx(sum(own))


def test_a_page_without_room_for_all_sessions_says_what_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("maps.comparison.sessions.MOST_CHANGES", 2)
    sessions = describe_sessions(BEFORE, AFTER, language=FRENCH)
    assert len(sessions["rows"]) == 2
    assert "itinerance diff --output" in sessions["more"]


def test_plans_of_other_times_have_no_sessions_to_compare() -> None:
    calendar = AFTER.settings.calendar.model_copy(update={"start": date(2028, 1, 3)})
    settings = AFTER.settings.model_copy(update={"calendar": calendar})
    later = AFTER.model_copy(update={"settings": settings, "sessions": ()})
    sessions = describe_sessions(BEFORE, later, language=FRENCH)
    assert sessions["rows"] == []
    assert "aucun jour en commun" in sessions["note"]


def test_the_page_is_the_same_every_time_and_holds_no_markup_of_the_data() -> None:
    names = (HOSTILE_NAME, "Après")
    page, again = (
        render_comparison(BEFORE, AFTER, communes=make_communes(), names=names) for _ in range(2)
    )
    assert page == again
    assert "<img src=x" not in page
    block = re.search(r'id="comparison-data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert json.loads(block[1])["names"][0] == HOSTILE_NAME


@pytest.mark.parametrize(
    ("points", "words"),
    [(0.001, "+0,1 point,"), (0.01, "+1,0 point,"), (0.019, "+1,9 point,"), (0.02, "+2,0 points,")],
)
def test_less_than_two_points_are_singular(points: float, words: str) -> None:
    whole = change(points)
    told = summary_sentences(("A", "B"), whole, gains=0, losses=0, language=FRENCH)
    assert words in told[0].replace("\u00a0", " ")
