import csv
import io
from datetime import timedelta

import pytest

from planner.history.difference import (
    compare_inputs,
    compare_plans,
    compare_settings,
    group_changes,
)
from planner.history.formats import difference_as_json, format_difference_csv
from planner.history.wording import describe_difference
from planner.plan import Plan
from planner.settings import AccessSettings, Settings
from planner.settings.calendar import CalendarSettings
from tests.planner.small_plan import START, make_adviser, make_plan, make_venue


@pytest.fixture
def before() -> Plan:
    return make_plan()


@pytest.fixture
def after(before: Plan) -> Plan:
    """The first session a day later, the second one gone, the third by the other adviser."""
    first, _, third, *others = before.sessions
    sessions = (
        first.model_copy(update={"day": first.day + timedelta(days=1)}),
        third.model_copy(update={"adviser_id": "a-tom"}),
        *others,
    )
    return before.model_copy(update={"sessions": sessions})


def test_a_plan_does_not_differ_from_itself(before: Plan) -> None:
    found = compare_plans(before, before)
    assert (found.sessions, found.settings, found.inputs, found.communes) == ((), (), (), ())


def test_changes_are_counted_by_kind(before: Plan, after: Plan) -> None:
    kinds = [change.kind for change in compare_plans(before, after).sessions]
    assert sorted(kinds) == ["moved", "moved", "removed"]


def test_a_session_that_passes_to_another_adviser_concerns_both(before: Plan, after: Plan) -> None:
    changes = compare_plans(before, after).sessions
    groups = group_changes(changes, "adviser", commune_of={})
    assert {key: len(group) for key, group in groups.items()} == {"a-lea": 3, "a-tom": 1}


def test_changes_are_sorted_by_commune_of_their_venue(before: Plan, after: Plan) -> None:
    changes = compare_plans(before, after).sessions
    places = {venue.id: venue.commune_code for venue in before.venues}
    assert set(group_changes(changes, "commune", commune_of=places)) <= set(places.values())


def test_sessions_outside_the_common_days_are_no_changes(before: Plan) -> None:
    shorter = before.settings.model_copy(
        update={"calendar": CalendarSettings(start=START, num_weeks=1)}
    )
    kept = tuple(s for s in before.sessions if s.day < START + timedelta(days=7))
    after = before.model_copy(update={"settings": shorter, "sessions": kept})
    assert compare_plans(before, after).sessions == ()


def test_plans_of_different_quarters_say_that_no_day_is_common(before: Plan) -> None:
    later = before.settings.model_copy(
        update={"calendar": CalendarSettings(start=START + timedelta(weeks=20), num_weeks=4)}
    )
    after = before.model_copy(update={"settings": later})
    lines = describe_difference(before, after, compare_plans(before, after))
    assert any("aucun jour en commun" in line for line in lines)


def test_a_setting_is_named_as_in_itinerance_toml() -> None:
    (change,) = compare_settings(Settings(), Settings(access=AccessSettings(standard_minutes=20)))
    assert (change.key, change.before, change.after) == ("access.standard_minutes", 15, 20)


def test_inputs_that_came_went_or_changed_are_told_apart() -> None:
    changes = compare_inputs({"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"})
    assert [(change.file, change.state) for change in changes] == [
        ("a", "gone"),
        ("b", "changed"),
        ("d", "new"),
    ]


def test_people_who_lose_come_first(before: Plan) -> None:
    rows = [
        row.model_copy(update={"value": value})
        for row, value in zip(before.communes, (0.1, 0.9, 0.5), strict=True)
    ]
    after = before.model_copy(update={"communes": tuple(rows)})
    changes = compare_plans(before, after).communes
    gaps = [change.covered_after - change.covered_before for change in changes]
    assert gaps == sorted(gaps)
    assert len(gaps) >= 2


def test_the_words_name_adviser_venue_and_date(before: Plan, after: Plan) -> None:
    text = "\n".join(describe_difference(before, after, compare_plans(before, after)))
    assert "Léa Martin" in text
    assert "Mairie d'Aigre" in text
    assert "1 supprimée" in text
    assert "17\u00a0mars\u00a02027" in text


def test_the_sheet_has_a_row_for_every_change(before: Plan, after: Plan) -> None:
    found = compare_plans(before, after)
    sheet = format_difference_csv(before, after, found).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert len(rows) == len(found.sessions)
    assert {row["changement"] for row in rows} == {"déplacée", "supprimée"}


def test_a_name_that_a_spreadsheet_would_run_is_neutralised(before: Plan, after: Plan) -> None:
    advisers = (make_adviser("a-lea", "=1+1"), make_adviser("a-tom", "Tom"))
    venues = tuple(make_venue(v.id, "@lieu", commune=v.commune_name) for v in before.venues)
    old, new = (
        plan.model_copy(update={"advisers": advisers, "venues": venues}) for plan in (before, after)
    )
    sheet = format_difference_csv(old, new, compare_plans(old, new)).decode("utf-8-sig")
    assert ";'=1+1" in sheet
    assert ";'@lieu" in sheet


def test_scripts_get_every_change(before: Plan, after: Plan) -> None:
    found = compare_plans(before, after)
    assert len(difference_as_json(found)["sessions"]) == len(found.sessions)


def test_advisers_who_leave_or_come_are_named(before: Plan) -> None:
    after = before.model_copy(
        update={"advisers": (before.advisers[0], make_adviser("a-zoe", "Zoé Roux"))}
    )
    text = "\n".join(describe_difference(before, after, compare_plans(before, after)))
    assert "Équipe : sans Tom Petit ; avec Zoé Roux" in text
