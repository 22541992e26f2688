"""Publier: every file that a plan can leave in, and nothing else of the disk."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from planner.export import FORMATS
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan
from tests.planner.app.web.serving import PATIENCE_MS, Server, Tab, open_tab

pytestmark = pytest.mark.browser
PACKED_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def stored(small_office: Path) -> Path:
    found = latest_plan(small_office)
    assert found is not None
    return found


@pytest.fixture
def plan(stored: Path) -> Plan:
    return read_plan(stored / PLAN_FILE)


@pytest.fixture
def page(tab: Tab) -> Page:
    return tab.open("/publier")


def saved(page: Page, button: str, *, role: str = "button") -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role(role, name=button, exact=True).click()  # type: ignore[arg-type]
    file = download.value
    return file.suggested_filename, Path(file.path()).read_bytes()


def test_every_format_is_there_with_what_it_is_for(page: Page) -> None:
    for one in FORMATS:
        if one.name != "sources":
            expect(page.locator("li", has_text=one.files).first).to_contain_text(one.words)


def test_a_plan_without_named_sources_offers_no_list_of_them(page: Page, plan: Plan) -> None:
    assert not plan.sources
    page.get_by_text("plan.json").wait_for()
    assert page.get_by_text("sources.txt").count() == 0


def test_a_file_beside_the_plan_is_given_as_it_is(page: Page, stored: Path) -> None:
    for name in ("map.html", "planning.csv", "plan.gpkg", "plan.json"):
        given = saved(page, f"Télécharger : {name}", role="link")
        assert given == (name, (stored / name).read_bytes())


def test_a_format_that_is_not_beside_the_plan_is_made_on_demand(page: Page) -> None:
    with page.expect_download() as download:
        page.locator("li", has_text="gpx/").get_by_role("button").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert all(name.startswith("gpx/") and name.endswith(".gpx") for name in packed.namelist())
        assert packed.testzip() is None


def test_the_calendar_of_one_adviser_is_given_alone(page: Page, stored: Path) -> None:
    line = page.locator("li", has_text="calendriers/")
    names = sorted(path.name for path in (stored / "calendriers").iterdir())
    line.get_by_label("Fichier").click()
    page.get_by_role("option", name=names[-1], exact=True).click()
    with page.expect_download() as download:
        line.get_by_role("button", name="Télécharger", exact=True).click()
    assert download.value.suggested_filename == names[-1]
    assert (
        Path(download.value.path()).read_bytes()
        == (stored / "calendriers" / names[-1]).read_bytes()
    )


def test_a_route_sheet_is_of_the_adviser_and_week_chosen(page: Page, plan: Plan) -> None:
    adviser = plan.advisers[-1]
    page.get_by_label("Conseiller et semaine").fill(adviser.name)
    page.get_by_role("option", name=adviser.name).first.click()
    name, content = saved(page, "PDF : Feuilles de route")
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert name.endswith(".pdf")
    assert adviser.name in text


def test_all_posters_come_in_one_zip(page: Page, plan: Plan) -> None:
    _, content = saved(page, "Toutes (ZIP) : Affiches")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert len(packed.namelist()) == len(plan.venues)
        assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())


def test_everything_is_packed_into_one_zip(
    browser: Browser, own_office: Path, serve_office: Callable[..., Server], plan: Plan
) -> None:
    tab = open_tab(browser, serve_office(own_office))
    page = tab.open("/publier")
    page.get_by_role("button", name="Préparer le ZIP").click()
    page.get_by_role("button", name="Télécharger le ZIP").wait_for(timeout=PACKED_MS)
    name, content = saved(page, "Télécharger le ZIP")
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {"planning.xlsx", "permanences.csv", "plan.gpkg"} <= set(names)
    assert sum(name.startswith("a-imprimer/affiches/") for name in names) == len(plan.venues)
    page.context.close()
