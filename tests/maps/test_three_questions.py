"""Somebody who has never seen the map answers three questions.

With what is before the eyes on the first screen, and one action: a click, a choice, a name typed.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from maps.render import render_map
from planner.plan import Plan
from tests.maps.browsing import Reader, open_page
from tests.maps.sample_plan import (
    HOSTILE_NAME,
    make_communes,
    make_frontier,
    make_offer,
    make_plan,
    make_tour_lines,
)

pytestmark = pytest.mark.browser
SIZES = ((1440, 900), (390, 844))
EPCI = "CC du Bocage et des Marais"


def make_crowded_plan() -> Plan:
    """The sample with all communes in one EPCI, under names as long as they get."""
    plan = make_plan()

    def rename(name: str) -> str:
        return f"Saint-{'Pardoult' if name == HOSTILE_NAME else name}-sur-Gironde"

    communes = tuple(
        row.model_copy(
            update={
                "epci_code": "E1",
                "epci_name": EPCI,
                "commune_name": rename(row.commune_name),
                "value": min(row.value, 0.9),
            }
        )
        for row in plan.communes
    )
    return plan.model_copy(update={"communes": communes, "epcis": ()})


@pytest.fixture(scope="module", params=SIZES, ids=("desk", "phone"))
def stranger(
    browser: Browser,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reader]:
    """A page opened on the day before the first session, seen for the first time."""
    plan = make_crowded_plan()
    file = tmp_path_factory.mktemp("questions") / "map.html"
    text = render_map(
        plan,
        communes=make_communes(),
        offer=make_offer(),
        tour_lines=make_tour_lines(plan),
        frontier=make_frontier(),
    )
    file.write_text(text, encoding="utf-8")
    width, height = request.param
    reader = open_page(browser, file.as_uri(), width=width, height=height)
    yield reader
    assert reader.errors == []
    reader.page.close()


@pytest.fixture
def first_screen(stranger: Reader) -> Reader:
    """The page as it opens, whatever was done before."""
    stranger.page.goto(stranger.page.url.partition("#")[0])
    stranger.page.reload()
    stranger.page.wait_for_selector("path.commune")
    return stranger


def is_in_sight(reader: Reader, selector: str) -> bool:
    box = reader.page.locator(selector).bounding_box()
    window = reader.page.viewport_size
    assert box is not None
    assert window is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


def test_is_a_commune_served_and_when_next(first_screen: Reader) -> None:
    assert is_in_sight(first_screen, "#search")
    first_screen.search("saint la rochelle")
    seen = first_screen.seen()
    assert "Saint-La Rochelle-sur-Gironde" in seen
    assert "Permanence dans la commune" in seen
    assert "Prochaines dates mardi 5 janvier 2027, 9 h 00–12 h 00" in seen


def test_a_commune_left_out_is_said_to_be(first_screen: Reader) -> None:
    first_screen.search("surgeres")
    seen = first_screen.seen()
    assert "Sans service" in seen
    assert "Ni permanence ni lieu d’aide à 15 minutes ou moins" in seen


def test_which_ten_communes_of_an_epci_are_worst_off(first_screen: Reader) -> None:
    assert is_in_sight(first_screen, "#epci")
    first_screen.page.select_option("#epci", label=EPCI)
    seen = first_screen.seen()
    rows = sorted(
        make_crowded_plan().communes,
        key=lambda row: (-row.need * (1 - row.value), row.commune_code),
    )
    places = [
        seen.find(" ".join(row.commune_name.split()), seen.find("Communes les moins bien servies"))
        for row in rows[:10]
    ]
    assert -1 not in places
    assert places == sorted(places)


def test_what_one_adviser_more_brings(first_screen: Reader) -> None:
    seen = first_screen.seen()
    assert "de plus : +600 personnes" in seen
    link = first_screen.page.locator("#staffing-link")
    first_screen.page.click("#staffing-link" if link.is_visible() else "#staffing-part summary")
    assert "Avec un conseiller de plus +600 personnes à aider couvertes" in first_screen.seen()


def test_every_colouring_is_one_click_away(first_screen: Reader) -> None:
    for button in first_screen.page.locator("#modes button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= first_screen.page.viewport_size["width"]
        button.click(trial=True)
