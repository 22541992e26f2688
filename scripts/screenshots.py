"""Photograph a map page in its main states, for somebody to look at: out/screenshots/*.png.

python scripts/screenshots.py my-departement/plans/2027-01-04-1/map.html
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"bureau": (1440, 900), "telephone": (390, 844)}


def search_first_commune(page: Page) -> None:
    """Open the card of the commune that the list of the worst served begins with."""
    name = page.evaluate("document.querySelector('#worst-rows button').textContent")
    page.fill("#search", name)
    page.keyboard.press("Enter")


def choose_zone(page: Page) -> None:
    """Choose the third EPCI and unfold who is worst served there."""
    page.select_option("#epci", index=3)
    page.evaluate("document.getElementById('worst').open = true")


def unfold(name: str) -> Callable[[Page], None]:
    """Unfold a part of the panel, which on a phone is a sheet."""

    def act(page: Page) -> None:
        if page.locator("#sheet-toggle").is_visible():
            page.click("#sheet-toggle")
        page.evaluate(f"document.getElementById('{name}').open = true")
        page.evaluate(f"document.getElementById('{name}').scrollIntoView()")

    return act


def show_table(page: Page) -> None:
    """Lay the table of all communes over the map."""
    if page.locator("#sheet-toggle").is_visible():
        page.click("#sheet-toggle")
    page.click("#open-table")


STATES: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "accueil": ("", None),
    "avant": ("#vue=before", None),
    "gain": ("#vue=gain", None),
    "frequence": ("#vue=frequency", None),
    "trajet": ("#vue=minutes&delai=10", None),
    "besoin": ("#vue=need", None),
    "mardi": ("#jour=2&semaine=1", None),
    "zone": ("", choose_zone),
    "fiche": ("", search_first_commune),
    "conseiller": ("", unfold("staffing-part")),
    "lecture": ("", unfold("about")),
    "tableau": ("", show_table),
}
"""Name: fragment of the address, and what is done on the page."""


def photograph(browser: Browser, address: str, folder: Path) -> None:
    """Photograph every state in every size, and print the first."""
    for size, (width, height) in SIZES.items():
        for state, (fragment, act) in STATES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
            page.goto(address + fragment)
            page.wait_for_selector("path.commune")
            if act is not None:
                act(page)
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{size}-{state}.png")
            page.close()
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("path.commune")
    page.pdf(path=folder / "papier.pdf", format="A4")
    page.close()


def main() -> None:
    """Photograph the page named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("map", type=Path, help="map.html of a plan")
    parser.add_argument("--output", type=Path, default=Path("out/screenshots"))
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("Chromium is not installed")
    options.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        photograph(browser, options.map.resolve().as_uri(), options.output)
        browser.close()
    print(options.output)


if __name__ == "__main__":
    main()
