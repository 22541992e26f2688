"""The comparison as a reader sees it, in headless Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.comparison import render_comparison
from maps.language import load_language
from planner.history.difference import compare_plans
from planner.history.formats import format_difference_csv
from tests.maps.axe import grave_violations
from tests.maps.browsing import Reader, open_page
from tests.maps.comparison.test_changes import AFTER, BEFORE
from tests.maps.foreign import french_left, words_of
from tests.maps.sample_plan import HOSTILE_NAME, make_communes

pytestmark = pytest.mark.browser
NAMES = ("Avant", HOSTILE_NAME)
SIZES = [(1440, 900), (390, 844), (720, 450)]
"""A desk, a telephone, and the desk zoomed to 200 %."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("comparison") / "comparison.html"
    page = render_comparison(BEFORE, AFTER, communes=make_communes(), names=NAMES)
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    opened = open_page(browser, address, ready="#rows tr")
    yield opened
    opened.page.close()


def first_name(reader: Reader) -> str:
    return reader.page.locator("#rows th").first.inner_text().split("\n")[0]


def test_the_greatest_loss_comes_first_and_a_heading_turns_the_order(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Communes").click()
    assert first_name(reader) == "La Rochelle"
    reader.page.get_by_role("button", name="Écart (pers.)").press("Enter")
    assert first_name(reader) == "Le Gué-d'Alleré"
    assert reader.count("#heads th[aria-sort='descending']") == 1


def test_a_search_forgives_accents_and_hyphens(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Communes").click()
    reader.page.fill("#filter", "le gue d allere")
    assert reader.count("#rows tr") == 1
    reader.page.locator("#rows button").click()
    assert "sans service, puis permanence dans la commune" in reader.text("#picked")


def test_the_slider_moves_the_limit_in_outlines_that_are_drawn_once(reader: Reader) -> None:
    assert reader.count(".leaflet-land-pane path") == len(BEFORE.communes)
    fills = reader.page.locator(".leaflet-land-pane path[fill^='url(#pair-']")
    assert fills.count() == 2  # the two communes that change
    reader.page.locator("#swipe").fill("25")
    widths = reader.page.locator("[id^='pair-'] rect").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('width')))"
    )
    assert 3 * widths[0] == pytest.approx(widths[1])
    assert "25 % : Avant à gauche" in reader.page.get_attribute("#swipe", "aria-valuetext").replace(
        "\u00a0", " "
    )


def test_the_change_hides_the_slider_and_has_a_legend_of_its_own(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Écart", exact=True).click()
    assert reader.page.locator("#swipe").is_hidden()
    assert reader.texts("#legend li") == [
        "Gagne plus de 25 points",
        "Inchangé",
        "Perd plus de 25 points",
    ]


def test_a_symbol_is_small_from_afar_and_grows_as_the_reader_comes_near(reader: Reader) -> None:
    sizes = []
    for _ in range(12):
        reader.page.locator("#map").press("-")
    for _ in range(12):
        sizes.append(reader.page.locator(".symbol svg").first.bounding_box()["width"])
        reader.page.locator("#map").press("+")
    assert sizes[0] == 12
    assert sizes == sorted(sizes)
    assert sizes[-1] == 20


def test_paper_shows_the_change_and_the_screen_comes_back(reader: Reader) -> None:
    pressed = "#modes [aria-pressed=true]"
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reader.text(pressed) == "Écart"
    assert reader.page.locator("#map").bounding_box()["width"] == 700
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reader.text(pressed) == "Glisser"


def test_the_list_of_sessions_is_that_of_the_command_diff(reader: Reader) -> None:
    with reader.page.expect_download() as waiting:
        reader.page.click("#sessions-download")
    saved = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    written = format_difference_csv(BEFORE, AFTER, compare_plans(BEFORE, AFTER)).decode("utf-8-sig")
    head, *lines = saved.splitlines()
    assert len(lines) > 3
    assert [head, *sorted(lines)] == [written.splitlines()[0], *sorted(written.splitlines()[1:])]


def test_sessions_are_filtered_by_kind_and_by_words_and_sorted(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Supprimées").click()
    kinds = set(reader.texts("#sessions-rows .kind"))
    assert kinds == {"supprimée"}
    reader.page.get_by_role("button", name="Toutes").click()
    reader.page.fill("#sessions-filter", "saintes")
    assert all("Saintes" in place for place in reader.texts("#sessions-rows th"))
    days = reader.texts("#sessions-rows td:nth-child(3)")
    reader.page.locator("#sessions-heads button").nth(2).press("Enter")
    assert reader.texts("#sessions-rows td:nth-child(3)") == days[::-1]


def test_gains_and_losses_are_had_as_a_sheet(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Communes").click()
    with reader.page.expect_download() as waiting:
        reader.page.click("#download")
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert waiting.value.suggested_filename == "gains-et-pertes-commune.csv"
    assert lines[1] == "99002;La Rochelle;-200,0;-100,00;100,00;0,00;200,0"
    assert len(lines) == 1 + len(BEFORE.communes)


def test_the_tabulator_reaches_every_control(reader: Reader) -> None:
    controls = "button, input, a[href], [tabindex='0']"
    visible = reader.page.locator(controls).evaluate_all(
        "all => all.filter((one) => one.checkVisibility()).map((one, at) => (one.dataset.at = at))"
    )
    reached = set()
    for _ in visible:
        reader.page.keyboard.press("Tab")
        reached.add(reader.page.evaluate("Number(document.activeElement.dataset.at)"))
    assert reached == set(visible)


@pytest.mark.parametrize("size", SIZES)
def test_the_comparison_opens_offline_without_complaint(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    opened = open_page(browser, address, width=size[0], height=size[1], ready="#rows tr")
    assert HOSTILE_NAME in opened.text("h1")
    assert not opened.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert opened.foreign_requests() + opened.errors + opened.dialogs == []
    assert grave_violations(opened.page) == []
    opened.page.close()


def test_the_english_page_is_english(browser: Browser, tmp_path: Path) -> None:
    page = render_comparison(
        BEFORE, AFTER, communes=make_communes(), names=("A", "B"), language=load_language("en")
    )
    file = tmp_path / "comparison.html"
    file.write_text(page, encoding="utf-8")
    opened = open_page(browser, file.as_uri(), ready="#rows tr")
    assert opened.page.get_attribute("html", "lang") == "en"
    assert "“B” covers" in opened.text("#sentences")
    assert "Tuesday 2 February 2027" in opened.text("#sessions-rows")
    opened.page.get_by_role("button", name="Communes").click()
    opened.page.locator("#rows button").first.click()
    assert "session in the commune, then not served" in opened.text("#picked")
    opened.page.evaluate("document.querySelectorAll('script').forEach((one) => one.remove())")
    assert french_left(words_of(opened.page)) == []
    assert opened.errors == []
    opened.page.close()
