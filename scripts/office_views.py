"""The views of the coordinator's page that the guide shows, at 1440x900."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

WIDTH, HEIGHT = 1440, 900
_PATIENCE_MS: Final = 120_000
_SETTLED_MS: Final = 1_500
"""What is drawn a moment later has come: maps, a line that a timer fills."""
_STILL_CLOCKS: Final = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); )
    text.data = text.data.replace(
      /\d\d\/\d\d\/\d{4}( à | )\d\d:\d\d/g, (_, between) => `01/12/2026${between}09:00`);
}"""
"""When something was done is the same in every picture, whenever it is taken."""


def photograph_office(
    browser: Browser, entrance: str, path: str, *, act: Callable[[Page], None] | None = None
) -> bytes:
    """Sign in, open a page of the navigation, do something there, and photograph it."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
    view = context.new_page()
    view.set_default_timeout(_PATIENCE_MS)
    view.goto(entrance)
    view.wait_for_selector("h1")  # the entrance leads on to the first page
    view.goto(urljoin(entrance, path))
    view.wait_for_selector("#contenu:not([aria-busy]) h1")
    view.wait_for_function("window.socket?.connected ?? true")
    if act is not None:
        act(view)
    view.wait_for_timeout(_SETTLED_MS)
    view.evaluate(_STILL_CLOCKS)
    shot = view.screenshot()
    context.close()
    return shot


def choose_a_session(view: Page) -> None:
    """Choose a session that the draft leaves where it is."""
    view.locator(".chip:not(.changed)").first.click()
    view.locator(".week-right dl").wait_for()


def ask_where_it_is_allowed(view: Page) -> None:
    """Choose a session, and have every half-day of the week marked for it on this date."""
    view.get_by_role("radio", name="Cette date seule").click()
    choose_a_session(view)
    view.get_by_role("button", name="Où serait-ce autorisé ?").click()
    view.locator(".options").wait_for()


def drag_to_a_refusal(view: Page) -> None:
    """Drag a session, at one date, to a half-day that another one has."""
    view.get_by_role("radio", name="Cette date seule").click()
    chips = view.locator(".chip:not(.changed)")
    chips.nth(0).drag_to(chips.nth(1))
    view.locator(".verdict .sentences").wait_for()


def propose_for_an_absence(view: Page) -> None:
    """Ask what to do when the first adviser is ill for a week."""
    view.get_by_role("textbox", name="Premier jour").fill("11/01/2027")
    view.get_by_role("textbox", name="Dernier jour").fill("15/01/2027")
    view.get_by_role("button", name="Voir qui est concerné").click()
    view.get_by_role("button", name="D’autres dates").click()
    view.get_by_role("heading", name="Proposition").wait_for()
    view.get_by_role("heading", name="Que faire").evaluate("one => one.scrollIntoView()")


def wait_for_the_map(view: Page) -> None:
    """Wait until map and figures have come."""
    view.frame_locator("iframe").locator("path.commune").first.wait_for()
    view.locator(".coverage-figures table").first.wait_for()


def compare_plans(view: Page) -> None:
    """Compare the plan in force with the one before."""
    view.get_by_role("button", name="Comparer").click()
    view.locator(".result table").first.wait_for()
