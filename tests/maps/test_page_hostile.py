"""A plan whose every free text is hostile."""

import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.render import render_map
from tests.maps.browsing import open_page
from tests.maps.hostile import HOSTILE, poisoned_plan
from tests.maps.sample_plan import make_communes, make_frontier, make_offer, make_plan

pytestmark = pytest.mark.browser


def test_hostile_texts_in_every_field_are_read_and_run_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    plan = poisoned_plan(make_plan())
    communes = [
        dataclasses.replace(
            commune, name=HOSTILE, epci_name=HOSTILE, canton_name=HOSTILE, postcode=HOSTILE
        )
        for commune in make_communes()
    ]
    offer = [dataclasses.replace(place, name=HOSTILE, kind=HOSTILE) for place in make_offer()]
    frontier = make_frontier()
    points = tuple(point.model_copy(update={"change": HOSTILE}) for point in frontier.points)
    frontier = frontier.model_copy(update={"points": points, "assumptions": (HOSTILE,)})
    path = tmp_path / "map.html"
    path.write_text(
        render_map(plan, communes=communes, offer=offer, tour_lines=(), frontier=frontier),
        encoding="utf-8",
    )
    reader = open_page(browser, path.as_uri())
    page = reader.page
    reader.unfold()
    for at in (2, 7, 10):
        reader.search(f"990{at:02}")
        assert "onerror=alert(1)" in reader.text("#card-title")
    page.locator("path.venue").first.click()
    page.locator("path.tour").first.click(force=True)
    page.evaluate("document.querySelectorAll('.base, .offer').forEach((place) => place.click())")
    page.hover("path.venue >> nth=0")
    page.select_option("#epci", index=1)
    page.click("#open-table")
    with page.expect_download() as waiting:
        page.click("#download")
    sheet = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert len(sheet.splitlines()) > 5
    assert ";=" not in sheet
    assert ';"=' not in sheet
    assert page.evaluate("window.flag") is None
    assert reader.dialogs == []
    assert reader.errors == []
    assert reader.foreign_requests() == []
    assert reader.count("img, script[src], svg[onload]") == 0
    page.close()
