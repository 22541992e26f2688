"""axe-core's rules of WCAG 2.2 A and AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def grave_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Rules that the page breaks badly, each with a few places."""
    response = Axe().run(page, options=RULES).response
    assert len(response["passes"]) > 10
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in response["violations"]
        if rule["impact"] in GRAVE
    ]
