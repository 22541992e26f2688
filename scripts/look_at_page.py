"""Photograph a page in its main states, for somebody to look at: out/screenshots/*.png.

The page may be a map, charts or a comparison; or the address that `itinerance serve` says, for all
pages of its navigation:

python scripts/look_at_page.py my-departement/plans/2027-01-04-1/map.html
python scripts/look_at_page.py 'http://127.0.0.1:8421/entrer?jeton=…'
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"bureau": (1440, 900), "telephone": (390, 844)}
_SERVED_MS = 4000
"""What a served page draws after it has opened has come: maps, figures read from a plan."""


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


def press(selector: str) -> Callable[[Page], None]:
    """Press the last button that the selector finds."""

    def act(page: Page) -> None:
        page.locator(selector).last.click()

    return act


def pick_worst_commune(page: Page) -> None:
    """Choose the commune that loses most in a comparison."""
    press("#kinds button")(page)
    page.locator("#rows button").first.click()


States = dict[str, tuple[str, Callable[[Page], None] | None]]
"""Name: fragment of the address, and what is done on the page."""
MAP_STATES: States = {
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
COMPARISON_STATES: States = {
    "accueil": ("", None),
    "ecart": ("", press("#modes button:nth-child(2)")),
    "commune": ("", pick_worst_commune),
    "supprimees": ("", press("#session-kinds button:nth-child(3)")),
}
PAGES: dict[str, tuple[States, bool]] = {
    "path.commune": (MAP_STATES, False),
    "#sessions-heads": (COMPARISON_STATES, True),
    "svg.bars": ({"accueil": ("", None)}, True),
}
"""What a kind of page is known by: its states, and whether it is longer than the screen."""


def find_kind(browser: Browser, address: str) -> str:
    """Find out what kind of page it is; one of none of them never becomes ready."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(", ".join(PAGES), state="attached")
    found = next(kind for kind in PAGES if page.locator(kind).count())
    page.close()
    return found


def photograph(browser: Browser, address: str, folder: Path) -> None:
    """Photograph every state in every size, and print the first."""
    kind = find_kind(browser, address)
    states, is_long = PAGES[kind]
    for size, (width, height) in SIZES.items():
        for state, (fragment, act) in states.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
            page.goto(address + fragment)
            page.wait_for_selector(kind, state="attached")
            if act is not None:
                act(page)
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{size}-{state}.png", full_page=is_long)
            page.close()
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(kind, state="attached")
    page.pdf(path=folder / "papier.pdf", format="A4")
    page.close()


def photograph_served(browser: Browser, entrance: str, folder: Path) -> None:
    """Photograph every page of the coordinator's navigation in every size, as it opens."""
    for size, (width, height) in SIZES.items():
        page = browser.new_page(
            viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
        )
        page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
        page.goto(entrance)
        page.wait_for_selector("nav")
        for address in page.locator("nav a").evaluate_all("all => all.map((one) => one.href)"):
            page.goto(address)
            page.wait_for_selector("#contenu:not([aria-busy]) h1")
            page.wait_for_timeout(_SERVED_MS)
            page.screenshot(path=folder / f"{size}-{address.rpartition('/')[2]}.png")
        page.close()


def main() -> None:
    """Photograph the page named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("page", help="map.html, charts.html, a comparison; or an address served")
    parser.add_argument("--output", type=Path, default=Path("out/screenshots"))
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("Chromium is not installed")
    options.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if "://" in options.page:
            photograph_served(browser, options.page, options.output)
        else:
            photograph(browser, Path(options.page).resolve().as_uri(), options.output)
        browser.close()
    print(options.output)


if __name__ == "__main__":
    main()
