"""The comparison and the charts as a reader sees them, in headless Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from maps.charts import render_charts
from maps.comparison import render_comparison
from planner.document_settings import DocumentSettings
from tests.maps.comparison.test_changes import AFTER, BEFORE
from tests.maps.sample_plan import HOSTILE_NAME, make_communes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as engine:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        instance = engine.chromium.launch(executable_path=chromium, args=flags)
        yield instance
        instance.close()


class Visit:
    """A page and what it asked for or complained of."""

    def __init__(self, browser: Browser, file: Path, *, width: int, height: int) -> None:
        self.page: Page = browser.new_page(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())

    def _note_request(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.complaints.append(url)

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("comparison") / "comparison.html"
    page = render_comparison(BEFORE, AFTER, communes=make_communes(), names=("Avant", HOSTILE_NAME))
    file.write_text(page, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def visit(browser: Browser, comparison: Path) -> Iterator[Visit]:
    opened = Visit(browser, comparison, width=1440, height=900)
    yield opened
    opened.page.close()


def first_name(visit: Visit) -> str:
    return visit.page.locator("#rows th").first.inner_text().split("\n")[0]


def test_the_greatest_loss_comes_first_and_a_heading_turns_the_order(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Communes").click()
    assert first_name(visit) == "La Rochelle"
    visit.page.get_by_role("button", name="Écart (pers.)").press("Enter")
    assert first_name(visit) == "Le Gué-d'Alleré"
    assert visit.page.locator("th[aria-sort='descending']").count() == 1


def test_a_search_forgives_accents_and_hyphens(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Communes").click()
    visit.page.fill("#filter", "le gue d allere")
    assert visit.page.locator("#rows tr").count() == 1
    visit.page.locator("#rows button").click()
    assert "sans service, puis permanence dans la commune" in visit.page.inner_text("#picked")
    visit.page.fill("#filter", "")


def test_the_slider_moves_the_limit_and_the_change_hides_it(visit: Visit) -> None:
    visit.page.locator("#swipe").fill("25")
    left, right = (
        visit.page.evaluate(f"document.querySelector('.leaflet-{name}-pane').style.clip")
        for name in ("before", "after")
    )
    assert left.split(",")[1].strip() == right.split(",")[3].strip(" )")
    visit.page.get_by_role("button", name="Écart", exact=True).click()
    assert visit.page.locator("#swipe").is_hidden()
    assert visit.page.locator("#legend li").all_inner_texts() == [
        "Gagne plus de 25\u00a0points",
        "Inchangé",
        "Perd plus de 25\u00a0points",
    ]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_comparison_opens_offline_without_complaint(
    browser: Browser, comparison: Path, size: tuple[int, int]
) -> None:
    opened = Visit(browser, comparison, width=size[0], height=size[1])
    assert HOSTILE_NAME in opened.page.locator("h1").inner_text()
    assert opened.page.locator(".leaflet-before-pane path").count() == len(BEFORE.communes)
    assert not opened.is_too_wide()
    assert opened.complaints == []
    opened.page.close()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_charts_open_offline_without_complaint(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "charts.html"
    file.write_text(render_charts(BEFORE, documents=DocumentSettings()), encoding="utf-8")
    opened = Visit(browser, file, width=size[0], height=size[1])
    assert opened.page.locator("svg.bars").count() == 7
    assert (
        opened.page.locator("svg.bars .middle").first.evaluate("bar => getComputedStyle(bar).fill")
        == "rgb(98, 170, 174)"
    )  # the page's own style is allowed
    assert not opened.is_too_wide()
    assert opened.complaints == []
    opened.page.close()
