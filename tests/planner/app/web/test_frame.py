"""The frame of every page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from planner.app.web.registry import list_pages
from tests.planner.app.web.serving import Server, Tab, open_tab

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("path", [page.path for page in list_pages()])
def test_axe_finds_no_serious_violation(tab: Tab, path: str) -> None:
    page = tab.open(path)
    response = Axe().run(page, options=RULES).response
    assert len(response["passes"]) > 10
    grave = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in response["violations"]
        if rule["impact"] in GRAVE
    ]
    assert grave == []


def test_a_page_asks_no_other_server(tab: Tab) -> None:
    tab.open("/historique")
    assert [url for url in tab.requests if not url.startswith(tab.address)] == []
    assert tab.errors == []


def test_the_first_tab_stop_skips_the_navigation(tab: Tab) -> None:
    page = tab.open("/historique")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_an_address_without_a_page_leads_back(tab: Tab) -> None:
    page = tab.page
    page.goto(tab.address + "/nulle-part")
    page.get_by_role("link", name="Retour à la première page").click()
    page.wait_for_selector("nav a[aria-current=page]")


def test_a_page_is_usable_at_the_width_of_a_telephone(browser: Browser, server: Server) -> None:
    tab = open_tab(browser, server, width=390, height=844)
    for page in list_pages():
        tab.open(page.path)
        width = tab.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, page.path
    tab.page.context.close()


def test_the_keyboard_alone_reaches_and_works_the_form(tab: Tab) -> None:
    page = tab.open("/historique")
    expect(page.get_by_role("button", name="Rétablir…")).to_be_enabled()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().endswith("Rétablir…"):
            break
    page.keyboard.press("Enter")
    reason = page.get_by_label("Motif, gardé dans l’historique")
    expect(reason).to_be_focused()
    page.keyboard.type("Essai")
    expect(reason).to_have_value("Essai")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    expect(page.get_by_role("button", name="Rétablir…")).to_be_focused()
