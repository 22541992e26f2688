"""A territory of more communes than a page can draw."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import maps.overview
from maps.payload import make_payload
from maps.render import render_map
from tests.maps.browsing import open_page
from tests.maps.sample_plan import make_communes, make_offer, make_plan, make_tour_lines


@pytest.fixture
def few_communes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve communes are many, so that the sample's thirteen are too many."""
    monkeypatch.setattr(maps.overview, "MOST_COMMUNES", 12)


@pytest.mark.usefixtures("few_communes")
def test_an_overview_draws_epcis_in_the_class_of_most_need() -> None:
    data = make_payload(make_plan(), communes=make_communes(), offer=(), tour_lines=())
    assert [drawn["epci"] for drawn in data["overview"]] == [0, 1]
    assert all("shape" not in commune for commune in data["communes"])
    # of the eastern EPCI most need is in communes without service: 1 200, 1 100, 800 of 4 500
    after = [mode["id"] for mode in data["modes"]].index("after")
    east = next(d for d in data["overview"] if data["epcis"][d["epci"]][1] == "CC de l'Est")
    assert data["modes"][after]["classes"][east["classes"][after]]["label"] == "Aucun accès"


def test_a_territory_of_a_few_communes_is_no_overview() -> None:
    data = make_payload(make_plan(), communes=make_communes(), offer=(), tour_lines=())
    assert data["overview"] is None
    assert data["overview_note"] == ""


@pytest.mark.browser
@pytest.mark.usefixtures("few_communes")
def test_an_overview_says_so_and_still_finds_every_commune(
    browser: Browser, tmp_path: Path
) -> None:
    plan = make_plan()
    communes = tuple(
        row.model_copy(update={"explanation_reason": "outbid"})
        if row.status == "not_served"
        else row
        for row in plan.communes
    )
    plan = plan.model_copy(update={"communes": communes})
    file = tmp_path / "map.html"
    text = render_map(
        plan, communes=make_communes(), offer=make_offer(), tour_lines=make_tour_lines(plan)
    )
    file.write_text(text, encoding="utf-8")
    reader = open_page(browser, file.as_uri())
    assert reader.count("path.commune") == 2
    assert "Vue d’ensemble" in reader.text("#overview-note")
    reader.unfold()
    assert "des points et non des contours" in reader.text("#assumptions")
    # a territory of so many communes shows sessions, tours and offer of the zone chosen alone
    assert [reader.count(f"path.{kind}") for kind in ("venue", "tour", "dot")] == [0, 0, 0]
    assert "choisissez une zone" in reader.text("#shown")
    reader.search("surgeres")
    assert "Sans service" in reader.text("#card")
    assert "Les demi-journées couvrent plus de besoin ailleurs." in reader.text("#card .why")
    assert reader.count("path.chosen") == 1
    reader.page.keyboard.press("Escape")
    reader.page.locator("path.commune").first.click()
    assert reader.text("#zone-name").startswith("CC de l'")
    reader.page.select_option("#epci", label="CC de l'Ouest")
    assert [reader.count(f"path.{kind}") for kind in ("venue", "tour", "dot")] == [2, 2, 7]
    assert reader.count(".offer") == 1
    assert reader.errors == []
    reader.page.close()
