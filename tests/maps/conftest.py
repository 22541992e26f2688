"""One sample page for all tests of the map."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from maps.render import render_map
from tests.maps.browsing import Reader, open_page
from tests.maps.sample_plan import (
    make_areas,
    make_communes,
    make_frontier,
    make_offer,
    make_plan,
    make_tour_lines,
)


@pytest.fixture(scope="session")
def page_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample plan with areas and a frontier."""
    plan = make_plan()
    file = tmp_path_factory.mktemp("map") / "map.html"
    text = render_map(
        plan,
        communes=make_communes(),
        offer=make_offer(),
        tour_lines=make_tour_lines(plan),
        areas=make_areas(),
        frontier=make_frontier(),
    )
    file.write_text(text, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def reader(browser: Browser, page_address: str) -> Iterator[Reader]:
    reader = open_page(browser, page_address)
    yield reader
    reader.page.close()
