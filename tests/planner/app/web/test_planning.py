"""Planning from the page: faults, progress, a killed server, the best kept; plans restored."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.app.demo import write_demo
from planner.app.summary import summarise
from planner.history import list_versions
from planner.plan.file import read_plan
from planner.plan.store import list_plans
from tests.planner.app.web.serving import Server, Tab, open_tab, start_server

pytestmark = pytest.mark.browser
LONG_MS = 90_000


@pytest.fixture(scope="module")
def office(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(small_office, tmp_path_factory.mktemp("own") / "territoire")


@pytest.fixture(scope="module")
def own_server(office: Path) -> Iterator[Server]:
    running = start_server(office)
    yield running
    running.stop()


@pytest.fixture
def two_tabs(browser: Browser, own_server: Server) -> Iterator[tuple[Tab, Tab]]:
    tabs = open_tab(browser, own_server), open_tab(browser, own_server)
    yield tabs
    for one in tabs:
        one.page.context.close()


def test_a_plan_restored_in_one_tab_appears_in_the_other(
    two_tabs: tuple[Tab, Tab], office: Path
) -> None:
    mine, other = (tab.open("/historique") for tab in two_tabs)
    expect(other.locator("tbody tr")).to_have_count(1)
    mine.get_by_role("button", name="Rétablir…").click()
    mine.get_by_label("Motif, gardé dans l’historique").fill("Retour <b>au</b> rythme d’avant")
    mine.get_by_role("button", name="Rétablir", exact=True).click()
    mine.wait_for_url("**/planifier")
    expect(other.get_by_role("link", name="Calcul en cours")).to_be_visible()
    expect(other.locator("tbody tr")).to_have_count(2, timeout=LONG_MS)
    first_row = other.locator("tbody tr").first
    expect(first_row).to_contain_text("2027-01-04-2 (en vigueur)")
    expect(first_row).to_contain_text("Retour <b>au</b> rythme d’avant")
    expect(first_row).to_contain_text("rétabli")
    expect(mine.get_by_text("Planning 2027-01-04-2")).to_be_visible()
    version = list_versions(office)[-1].version
    assert version is not None
    assert version.action == "restore"


def test_two_plans_are_compared_in_figures_and_on_the_map(two_tabs: tuple[Tab, Tab]) -> None:
    page = two_tabs[0].open("/historique")
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_text("Réglages : les mêmes")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Voir sur la carte").click()
    opened.value.wait_for_selector("path")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Garder les changements (CSV)").click()
    assert kept.value.suggested_filename.startswith("changements-")
    assert two_tabs[0].errors == []


def test_faults_of_the_folder_are_listed_with_what_to_do(
    two_tabs: tuple[Tab, Tab], office: Path
) -> None:
    venues = (office / "venues.csv").read_text(encoding="utf-8")
    (office / "venues.csv").write_text(venues.replace("mairie", "château"), encoding="utf-8")
    page = two_tabs[0].open("/planifier")
    page.get_by_role("button", name="Planifier").click()
    rows = page.get_by_role("region", name="Anomalies").locator("tbody tr")
    expect(rows.first).to_contain_text("venues.csv", timeout=LONG_MS)
    (office / "venues.csv").write_text(venues, encoding="utf-8")
    assert len(list_plans(office)) <= 2


def test_a_search_outlives_its_killed_server_and_is_ended_with_the_best(
    browser: Browser, serve_office: Callable[..., Server], tmp_path: Path
) -> None:
    office = tmp_path / "territoire"
    office.mkdir()
    write_demo(office, num_communes=120, num_advisers=4, seed=3)
    server = serve_office(office)
    tab = open_tab(browser, server)
    page = tab.open("/planifier")
    page.get_by_label("Motif, gardé dans l’historique").fill("Rentrée")
    page.get_by_role("button", name="Planifier").click()
    page.get_by_role("heading", name="Calcul en cours").wait_for()
    server.kill()
    page.context.close()
    tab = open_tab(browser, serve_office(office))
    page = tab.open("/planifier")
    stop = page.get_by_role("button", name="Arrêter et garder le meilleur")
    figures = page.get_by_role("region", name="Ce que la recherche a trouvé et prouvé")
    driving = figures.locator("tbody tr").nth(1).locator("td").nth(1)
    expect(driving).to_contain_text("h", timeout=LONG_MS)
    stop.click()
    expect(page.get_by_text("Planning 2027-01-04-1, arrêté par")).to_be_visible(timeout=LONG_MS)
    plan = read_plan(list_plans(office)[0] / "plan.json")
    shown = page.locator("ul.summary").first.locator("li").all_inner_texts()
    assert [line.split() for line in shown] == [line.split() for line in summarise(plan)]
    version = list_versions(office)[0].version
    assert version is not None
    assert version.reason == "Rentrée"
    page.context.close()
