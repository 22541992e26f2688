"""What the page says of one adviser more or fewer."""

import pytest

from maps.language import FRENCH
from maps.staffing import describe_staffing
from tests.maps.sample_plan import commune_code, make_frontier, make_plan


def test_without_a_frontier_the_page_says_how_to_compute_it() -> None:
    words = describe_staffing(make_plan(), None, language=FRENCH)
    assert words["missing"].startswith("Non calculé")
    assert words["command"] == "itinerance frontier"


@pytest.mark.parametrize("changed", ["tables", "settings"])
def test_a_frontier_of_other_inputs_is_not_shown(changed: str) -> None:
    frontier = make_frontier()
    cycle = frontier.settings.cycle.model_copy(update={"value_fortnightly": 0.7})
    update = {
        "tables": {"fingerprints": {"survey.csv": "other"}},
        "settings": {"settings": frontier.settings.model_copy(update={"cycle": cycle})},
    }[changed]
    other = frontier.model_copy(update=update)
    assert "missing" in describe_staffing(make_plan(), other, language=FRENCH)


def test_other_dates_do_not_make_a_frontier_stale() -> None:
    frontier = make_frontier()
    calendar = frontier.settings.calendar.model_copy(update={"num_weeks": 30})
    settings = frontier.settings.model_copy(update={"calendar": calendar})
    other = frontier.model_copy(update={"settings": settings})
    assert "points" in describe_staffing(make_plan(), other, language=FRENCH)


def test_people_gained_and_lost_are_those_of_the_communes_that_change() -> None:
    words = describe_staffing(make_plan(), make_frontier(), language=FRENCH)
    # Surgères: 1 200 people in need, half of them covered by a third adviser
    assert words["more"]["people"] == {commune_code(12): 600.0}
    assert words["more"]["total"] == pytest.approx(600)
    # La Rochelle: 200, from all of the value to half
    assert words["fewer"]["people"] == {commune_code(2): -100.0}


def test_the_table_names_the_present_and_the_gain_of_each_step() -> None:
    words = describe_staffing(make_plan(), make_frontier(), language=FRENCH)
    assert words["present"] == 2
    assert [point["gain"] for point in words["points"]] == ["", "+100", "+600"]


def test_a_search_that_was_stopped_is_said_to_leave_better_possible() -> None:
    frontier = make_frontier()
    assert len(describe_staffing(make_plan(), frontier, language=FRENCH)["notes"]) == 1
    *others, last = frontier.points
    stopped = last.model_copy(update={"hit_time_limit": True})
    unsure = frontier.model_copy(update={"points": (*others, stopped)})
    note = describe_staffing(make_plan(), unsure, language=FRENCH)["notes"][1]
    assert note.startswith(f"Recherche arrêtée avant la fin pour {last.x}\u00a0conseillers")
