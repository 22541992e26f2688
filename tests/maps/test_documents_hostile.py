"""Charts and comparison of plans whose every free text is hostile, in both languages."""

import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.charts import render_charts
from maps.comparison import render_comparison
from maps.language import Language, load_language
from planner.settings.documents import DocumentSettings
from tests.maps.browsing import Reader, open_page
from tests.maps.charts.test_charts import frontier_of
from tests.maps.comparison.test_changes import AFTER, BEFORE
from tests.maps.hostile import HOSTILE, poisoned_plan
from tests.maps.sample_plan import make_communes

pytestmark = pytest.mark.browser
LANGUAGES = [load_language("fr"), load_language("en")]


def assert_harmless(reader: Reader) -> None:
    assert reader.page.evaluate("window.flag") is None
    assert reader.count("img[src='x'], script[src], svg[onload]") == 0
    assert reader.dialogs + reader.errors + reader.foreign_requests() == []
    reader.page.close()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_hostile_texts_run_nothing_in_a_comparison(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    communes = [
        dataclasses.replace(commune, name=HOSTILE, epci_name=HOSTILE) for commune in make_communes()
    ]
    page = render_comparison(
        poisoned_plan(BEFORE),
        poisoned_plan(AFTER),
        communes=communes,
        names=(HOSTILE, HOSTILE),
        language=language,
    )
    file = tmp_path / "comparison.html"
    file.write_text(page, encoding="utf-8")
    reader = open_page(browser, file.as_uri(), ready="#rows tr")
    reader.page.locator("#kinds button").last.click()
    reader.page.locator("#rows button").first.click()
    reader.page.locator(".symbol").first.hover()
    assert "onerror=alert(1)" in reader.text("#picked")
    assert "onerror=alert(1)" in reader.text("#sessions-rows")
    for button in ("#download", "#sessions-download"):
        with reader.page.expect_download() as waiting:
            reader.page.click(button)
        sheet = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
        assert ";=" not in sheet
        assert ';"=' not in sheet
    assert_harmless(reader)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_hostile_texts_run_nothing_among_charts(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    plan = poisoned_plan(BEFORE)
    record = frontier_of(plan)
    points = tuple(point.model_copy(update={"change": HOSTILE}) for point in record.points)
    page = render_charts(
        plan,
        documents=DocumentSettings(),
        frontier=record.model_copy(update={"points": points}),
        language=language,
    )
    file = tmp_path / "charts.html"
    file.write_text(page, encoding="utf-8")
    reader = open_page(browser, file.as_uri(), ready="svg.bars")
    assert "onerror=alert(1)" in reader.text("main")
    assert_harmless(reader)
