"""The page under axe-core's rules, in every state that hides or shows much."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.maps.browsing import open_page

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def rest(_page: Page) -> None:
    """Leave the page as it opens."""


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.fill("#search", "saintes")
    page.keyboard.press("Enter")


def open_table(page: Page) -> None:
    page.click("#open-table")


def open_sheet(page: Page) -> None:
    page.click("#sheet-toggle")


@pytest.mark.parametrize(
    ("width", "act"),
    [(1440, rest), (1440, open_everything), (1440, open_table), (390, rest), (390, open_sheet)],
)
def test_axe_finds_no_serious_violation(
    browser: Browser, page_address: str, width: int, act: Callable[[Page], None]
) -> None:
    reader = open_page(browser, page_address, width=width)
    act(reader.page)
    response = Axe().run(reader.page, options=RULES).response
    assert len(response["passes"]) > 10
    grave = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in response["violations"]
        if rule["impact"] in GRAVE
    ]
    assert grave == []
    reader.page.close()
