"""The page under axe-core's rules, in every state that hides or shows much."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.maps.axe import grave_violations
from tests.maps.browsing import open_page

pytestmark = pytest.mark.browser


def rest(_page: Page) -> None:
    """Leave the page as it opens."""


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.fill("#search", "saintes")
    page.keyboard.press("Enter")


def open_table(page: Page) -> None:
    page.click("#open-table")


def choose_zone(page: Page) -> None:
    page.select_option("#epci", index=1)


def open_sheet(page: Page) -> None:
    page.click("#sheet-toggle")


@pytest.mark.parametrize(
    ("width", "act"),
    [
        (1440, rest),
        (1440, open_everything),
        (1440, open_table),
        (1440, choose_zone),
        (390, rest),
        (390, open_sheet),
    ],
)
def test_axe_finds_no_serious_violation(
    browser: Browser, page_address: str, width: int, act: Callable[[Page], None]
) -> None:
    reader = open_page(browser, page_address, width=width)
    act(reader.page)
    assert grave_violations(reader.page) == []
    reader.page.close()
