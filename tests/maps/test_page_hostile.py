"""A plan whose every free text is hostile."""

import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.render import render_map
from planner.plan import Plan
from tests.maps.browsing import open_page
from tests.maps.sample_plan import make_communes, make_frontier, make_offer, make_plan

pytestmark = pytest.mark.browser
HOSTILE = (
    "=1+1|<img src=x onerror=alert(1)><svg onload=alert(1)>\"'><script>window.flag=1</script>"
    "</script><!-- {{7*7}} {number} javascript:alert(1) \u2028 https://example.org/x.png"
)
FREE = {
    "territory_name", "notice", "need_method", "name", "epci_name", "canton_name", "commune_name",
    "base_commune_name", "hours_note", "detail", "explanation", "condition", "nearest_offer_name",
    "sources", "assumptions", "change", "kind", "postcode",
}  # fmt: skip


def poison(value: object, key: str = "") -> object:
    """The same record with every free text made hostile."""
    if isinstance(value, dict):
        return {name: poison(part, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [poison(part, key) for part in value]
    return HOSTILE if isinstance(value, str) and key in FREE else value


def poisoned_plan() -> Plan:
    data = make_plan().model_dump(mode="json")
    poisoned = {
        key: value if key == "settings" else poison(value, key) for key, value in data.items()
    }
    for objective, own in zip(poisoned["objectives"], data["objectives"], strict=True):
        objective["name"] = own["name"]
    return Plan.model_validate(poisoned, strict=False)


def test_hostile_texts_in_every_field_are_read_and_run_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    plan = poisoned_plan()
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
