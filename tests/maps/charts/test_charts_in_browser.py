"""The charts as a reader sees them, in headless Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.charts import render_charts
from maps.language import load_language
from planner.settings.documents import DocumentSettings
from tests.maps.axe import grave_violations
from tests.maps.browsing import open_page
from tests.maps.charts.test_charts import PLAN, frontier_of
from tests.maps.foreign import french_left, words_of

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (390, 844), (720, 450)]
"""A desk, a telephone, and the desk zoomed to 200 %."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("charts") / "charts.html"
    page = render_charts(PLAN, documents=DocumentSettings(), frontier=frontier_of(PLAN))
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("size", SIZES)
def test_the_charts_open_offline_without_complaint(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    opened = open_page(browser, address, width=size[0], height=size[1], ready="svg.bars")
    assert opened.count("svg.bars:visible") == 7
    bar = opened.page.locator("svg.bars:visible .middle").first
    # the page's own style is allowed
    assert bar.evaluate("bar => getComputedStyle(bar).fill") == "rgb(98, 170, 174)"
    assert not opened.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert opened.foreign_requests() + opened.errors + opened.dialogs == []
    assert grave_violations(opened.page) == []
    opened.page.close()


LETTER_SIZES = """() => [...document.querySelectorAll(".bars text")]
  .map((text) => text.getBoundingClientRect().height)
  .filter((height) => height > 0)"""
OUTSIDE = """() => [...document.querySelectorAll(".bars text")]
  .map((text) => [text.getBoundingClientRect(), text.closest("svg").getBoundingClientRect()])
  .filter(([text]) => text.width > 0)
  .filter(([text, svg]) => text.left < svg.left - 1 || text.right > svg.right + 1)
  .length"""


@pytest.mark.parametrize("size", SIZES)
def test_labels_of_bars_are_whole_and_large_enough_to_read(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    opened = open_page(browser, address, width=size[0], height=size[1], ready="svg.bars")
    assert min(opened.page.evaluate(LETTER_SIZES)) > 11
    assert opened.page.evaluate(OUTSIDE) == 0
    opened.page.close()


def test_the_english_page_is_english_but_for_what_the_plan_says(
    browser: Browser, tmp_path: Path
) -> None:
    page = render_charts(
        PLAN,
        documents=DocumentSettings(),
        frontier=frontier_of(PLAN),
        language=load_language("en"),
    )
    file = tmp_path / "charts.html"
    file.write_text(page, encoding="utf-8")
    opened = open_page(browser, file.as_uri(), ready="svg.bars")
    assert opened.page.get_attribute("html", "lang") == "en"
    assert opened.count("[lang=fr]") > 3
    assert "40.0%" in opened.text("#conseillers table")
    assert french_left(words_of(opened.page)) == []
    opened.page.close()
