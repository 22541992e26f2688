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
    file = tmp_path / "map.html"
    text = render_map(
        plan, communes=make_communes(), offer=make_offer(), tour_lines=make_tour_lines(plan)
    )
    file.write_text(text, encoding="utf-8")
    reader = open_page(browser, file.as_uri())
    assert reader.count("path.commune") == 2
    assert "Vue d’ensemble" in reader.text("#overview-note")
    reader.search("surgeres")
    assert "Sans service" in reader.text("#card")
    assert reader.count("path.chosen") == 1
    reader.page.keyboard.press("Escape")
    reader.page.locator("path.commune").first.click()
    assert reader.text("#zone-name").startswith("CC de l'")
    assert reader.errors == []
    reader.page.close()
