"""La semaine and Absences in the browser, as a coordinator uses them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from planner.app.desk.desk import open_desk
from planner.app.desk.store import read_draft
from planner.app.desk.week import WeekSession, mondays
from planner.app.desk.wishes import wish_visit
from planner.plan.file import read_plan
from planner.plan.store import latest_plan
from tests.planner.app.web.serving import Server, Tab, open_tab, start_server

pytestmark = pytest.mark.browser
TODAY = "2026-12-01"
"""Before the planning begins: all of it may change."""
Serve = Callable[..., Server]
Shared = tuple[Path, Server]


@dataclass(frozen=True)
class Move:
    """A session and a free half-day of the same adviser, as the grid names them."""

    session: WeekSession
    cell: str


@pytest.fixture(scope="module")
def moves(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Move, Move]:
    """A move that the checker allows, and one that it refuses."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("moves") / "territoire")
    desk = open_desk(folder, today=lambda: date.fromisoformat(TODAY))
    week = desk.week(mondays(desk.plan)[0])
    found: dict[bool, Move] = {}
    for session in week.sessions:
        for day in week.days:
            for half in ("am", "pm"):
                edit = (
                    wish_visit(
                        desk,
                        session,
                        adviser_id=session.adviser_id,
                        weekday=day.weekday(),
                        half=half,
                    )
                    if (day, half) != (session.day, session.half)
                    else None
                )
                if edit is not None:
                    cell = f"{session.adviser_id}|{day.isoformat()}|{half}"
                    found.setdefault(desk.judge(edit).is_allowed, Move(session, cell))
    return found[True], found[False]


@pytest.fixture(scope="module")
def desk_server(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A server for tests that leave the draft as they found it."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("week") / "territoire")
    server = start_server(folder, "--today", TODAY)
    yield folder, server
    server.stop()


@pytest.fixture
def office(desk_server: Shared, browser: Browser) -> Iterator["Office"]:
    folder, server = desk_server
    office = Office(folder, open_tab(browser, server))
    office.tab.open("/semaine")
    yield office
    if office.num_edits():
        office.page.get_by_role("button", name="Tout abandonner").click()
        office.page.get_by_role("button", name="Abandonner", exact=True).click()
        says(office.page, "Aucune modification")
    assert office.tab.errors == []
    office.page.context.close()


@dataclass
class Office:
    """A folder of one's own and a tab on its week."""

    folder: Path
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    def num_edits(self) -> int:
        draft = read_draft(self.folder)
        return 0 if draft is None else len(draft.edits)


def chip(page: Page, session: WeekSession) -> Locator:
    return page.locator(f'.chip[title="{session.venue_name}"]').first


def drag(page: Page, move: Move) -> None:
    chip(page, move.session).drag_to(page.locator(f'td[data-cell="{move.cell}"]'))


def says(page: Page, text: str) -> None:
    page.locator(".draft-head", has_text=text).wait_for()


def test_an_allowed_move_is_judged_confirmed_undone_and_redone(
    office: Office, moves: tuple[Move, Move]
) -> None:
    page = office.page
    drag(page, moves[0])
    page.get_by_text("Autorisé :").wait_for()
    page.get_by_role("button", name="Déplacer", exact=True).click()
    says(page, "1 modification, toutes les règles sont respectées.")
    assert office.num_edits() == 1
    page.keyboard.press("Control+z")
    says(page, "Aucune modification")
    page.keyboard.press("Control+y")
    says(page, "1 modification")
    assert page.locator(".chip.changed").count() > 0


def test_a_forbidden_move_is_refused_with_its_reason(
    office: Office, moves: tuple[Move, Move]
) -> None:
    page = office.page
    drag(page, moves[1])
    page.get_by_text("Refusé").wait_for()
    assert page.locator(".verdict .sentences li").count() > 0
    assert page.get_by_role("button", name="Déplacer", exact=True).is_disabled()
    page.keyboard.press("Escape")
    page.locator(".verdict").wait_for(state="detached")
    assert office.num_edits() == 0


def test_a_gesture_on_a_week_that_has_changed_meanwhile_does_nothing(
    office: Office, moves: tuple[Move, Move]
) -> None:
    page = office.page
    page.locator(".week-grid").evaluate("table => table.dataset.edition = '2026-01-05/7'")
    drag(page, moves[0])
    page.get_by_text("La semaine a changé pendant votre geste").wait_for()
    assert page.locator(".verdict").count() == 0


def test_a_session_moves_by_the_keyboard_alone(office: Office, moves: tuple[Move, Move]) -> None:
    page, move = office.page, moves[0]
    chip(page, move.session).focus()
    page.keyboard.press("Enter")
    page.locator(".week-right h3").wait_for()
    page.locator('.chip[aria-pressed="true"]').wait_for()
    page.keyboard.press("m")
    page.locator(".week-grid[data-taken] td:focus").wait_for()
    cells = page.locator("tr", has=page.locator("td:focus")).locator("td")
    names = [cells.nth(at).get_attribute("data-cell") for at in range(cells.count())]
    here = page.locator("td:focus").get_attribute("data-cell")
    steps = names.index(move.cell) - names.index(here)
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_text("Autorisé :").wait_for()
    button = page.get_by_role("button", name="Déplacer", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    says(page, "1 modification")


def test_a_venue_that_is_not_visited_can_be_required_and_placed_by_a_repair(
    office: Office,
) -> None:
    page = office.page
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_label("Lieu", exact=True).click()
    page.get_by_role("option").first.click()
    page.locator(".verdict dl").wait_for()
    page.get_by_role("button", name="Rendre obligatoire, à placer").click()
    says(page, "1 règle enfreinte")
    page.get_by_role("button", name="Réparer").click()
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name="Garder ces changements").click()
    says(page, "2 modifications, toutes les règles sont respectées.")


def test_two_tabs_see_each_others_edits(
    own_office: Path, serve_office: Serve, browser: Browser, moves: tuple[Move, Move]
) -> None:
    server = serve_office(own_office, "--today", TODAY)
    one, other = open_tab(browser, server), open_tab(browser, server)
    for tab in (one, other):
        tab.open("/semaine")
    drag(one.page, moves[0])
    one.page.get_by_text("Autorisé :").wait_for()
    one.page.get_by_role("button", name="Déplacer", exact=True).click()
    says(other.page, "1 modification")
    server.kill()
    draft = read_draft(own_office)
    assert draft is not None
    assert len(draft.edits) == 1  # what was confirmed outlives the server
    for tab in (one, other):
        tab.page.context.close()


def test_an_absence_is_repaired_and_its_plan_comes_into_force(
    own_office: Path, serve_office: Serve, browser: Browser
) -> None:
    office = Office(own_office, open_tab(browser, serve_office(own_office, "--today", TODAY)))
    page = office.page
    plan = read_plan(latest_plan(office.folder) / "plan.json")  # type: ignore[operator] # planned
    session = plan.sessions[0]
    office.tab.open("/absences")
    adviser = next(one.name for one in plan.advisers if one.id == session.adviser_id)
    page.get_by_label("Conseiller", exact=True).click()
    page.get_by_role("option", name=adviser).click()
    for field in ("Premier jour", "Dernier jour (compris)"):
        page.get_by_label(field, exact=True).fill(f"{session.day:%d/%m/%Y}")
    page.get_by_role("button", name="Voir qui est concerné").click()
    page.get_by_role("button", name="D’autres dates").click()
    page.get_by_role("heading", name="Proposition").wait_for()
    assert "À DIRE À CHAQUE CONSEILLER" in page.get_by_label("Messages à envoyer").input_value()
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_text("en vigueur").first.wait_for()
    after = read_plan(latest_plan(office.folder) / "plan.json")  # type: ignore[operator] # planned
    assert after.replanning is not None
    assert [event.kind for event in after.replanning.events] == ["adviser_absent"]
    assert not any(
        (one.adviser_id, one.day) == (session.adviser_id, session.day) for one in after.sessions
    )
    assert office.tab.errors == []
    page.context.close()
