"""« Où serait-ce autorisé ? » in the browser: marks in the grid, a list on the card."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from planner.app.desk.desk import Desk, Saved, open_desk
from planner.app.desk.edits import LockVenue
from planner.app.desk.options import Option, judge_row, list_rows, rank_options
from planner.app.desk.week import WeekSession, WeekView, mondays
from planner.wording import HALVES, WEEKDAYS
from tests.planner.app.web.serving import Server, Tab, open_tab, start_server

pytestmark = pytest.mark.browser
TODAY = "2026-12-01"
"""Before the planning begins: all of it may change."""
GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Served = tuple[Path, Server]
ASK = "Où serait-ce autorisé ?"
MARKS = "[data-mark], .mark, .option"


@dataclass(frozen=True)
class Asked:
    """A session of the first week, and what the desk says of every half-day."""

    session: WeekSession
    week: WeekView
    options: tuple[Option, ...]
    other: WeekSession
    options_of_other: tuple[Option, ...]

    @property
    def best(self) -> Option:
        return rank_options(self.options)[0]

    def cells(self, *, is_allowed: bool) -> set[str]:
        return {cell_of(one) for one in self.options if one.is_allowed == is_allowed}


@dataclass(frozen=True)
class Office:
    """A served folder whose draft is empty, and a tab on its week."""

    folder: Path
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    def open(self) -> Desk:
        """Open the draft as somebody else would, in another process."""
        return open_desk(self.folder, today=lambda: date.fromisoformat(TODAY))


@pytest.fixture(scope="module")
def asked(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("asked") / "territoire")
    desk = open_desk(folder, today=lambda: date.fromisoformat(TODAY))
    week = desk.week(mondays(desk.plan)[0])
    found = {session.key: judge_all(desk, session, week) for session in week.sessions}
    session = next(
        one
        for one in week.sessions
        if {option.is_allowed for option in found[one.key]} == {True, False}
    )
    other = next(one for one in week.sessions if one.venue_id != session.venue_id)
    return Asked(session, week, found[session.key], other, found[other.key])


def judge_all(desk: Desk, session: WeekSession, week: WeekView) -> tuple[Option, ...]:
    return tuple(
        option
        for adviser_id in list_rows(session, week)
        for option in judge_row(desk, session, week, scope="cycle", adviser_id=adviser_id)
    )


@pytest.fixture(scope="module")
def served(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A folder of this module and its server; each test has a tab of its own."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("where") / "territoire")
    server = start_server(folder, "--today", TODAY)
    yield folder, server
    server.stop()


@pytest.fixture
def office(served: Served, browser: Browser) -> Iterator[Office]:
    folder, server = served
    office = Office(folder, open_tab(browser, server))
    office.tab.open("/semaine")
    yield office
    desk = office.open()
    if desk.draft.edits:
        discarded = desk.discard(expected_revision=desk.draft.revision, author="Dominique")
        assert isinstance(discarded, Saved)
    assert office.tab.errors == []
    office.page.context.close()


def cell_of(option: Option) -> str:
    return f"{option.adviser_id}|{option.day.isoformat()}|{option.half}"


def chip(page: Page, session: WeekSession) -> Locator:
    return page.locator(f'.chip[title="{session.venue_name}"]').first


def select(page: Page, session: WeekSession) -> None:
    chip(page, session).click()
    page.locator(".week-right dl").wait_for()


def ask(page: Page, session: WeekSession) -> None:
    """Ask where a session may go, and wait for the whole answer."""
    select(page, session)
    page.get_by_role("button", name=ASK).click()
    page.locator(".options").wait_for()


def marked(page: Page, kind: str) -> set[str]:
    cells = page.locator(f'td[data-mark="{kind}"]')
    return {cells.nth(at).get_attribute("data-cell") or "" for at in range(cells.count())}


def has_no_marks(page: Page) -> None:
    expect(page.locator(MARKS)).to_have_count(0)
    expect(page.get_by_role("button", name=ASK)).to_be_visible()


def test_half_days_are_marked_as_the_desk_judges_them(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    assert marked(office.page, "allowed") == asked.cells(is_allowed=True)
    assert marked(office.page, "refused") == asked.cells(is_allowed=False)


def test_a_mark_is_a_sign_and_words_not_a_colour_alone(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    for kind, sign, word in (("allowed", "✓", "autorisé"), ("refused", "✕", "refusé")):
        cell = office.page.locator(f'td[data-mark="{kind}"]').first
        assert cell.locator(".mark").inner_text().startswith(sign)
        assert f"; {word}, " in (cell.get_attribute("aria-label") or "")


def test_the_list_begins_with_the_best(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    best = asked.best
    name = dict(asked.week.advisers)[best.adviser_id]
    where = f"{name}, {WEEKDAYS[best.day.weekday()]} {HALVES[best.half]}"
    assert office.page.locator(".option .where").first.inner_text() == where


def test_what_is_listed_opens_the_dialog_on_it_and_has_the_focus_again_after_it(
    office: Office, asked: Asked
) -> None:
    page = office.page
    ask(page, asked.session)
    page.locator(".option").first.focus()
    page.keyboard.press("Enter")
    page.locator(".move-card").get_by_text("Autorisé").wait_for()
    half = page.locator(".move-card").get_by_label("Demi-journée")
    expect(half).to_have_value(HALVES[asked.best.half])
    page.keyboard.press("Escape")
    page.locator(".move-card").wait_for(state="detached")
    expect(page.locator(".option").first).to_be_focused()


def test_a_session_goes_where_it_is_allowed_by_the_keyboard_alone(
    office: Office, asked: Asked
) -> None:
    page = office.page
    chip(page, asked.session).focus()
    page.keyboard.press("m")
    page.locator(".options").wait_for()
    expect(page.locator(".week-grid[data-taken] td:focus")).to_have_count(1)
    page.locator(".option").first.focus()
    page.keyboard.press("Enter")
    go = page.get_by_role("button", name="Déplacer", exact=True)
    expect(go).to_be_enabled()
    go.focus()
    page.keyboard.press("Enter")
    page.locator(".draft-head", has_text="1 modification").wait_for()
    expect(page.locator(MARKS)).to_have_count(0)


def test_a_click_on_a_marked_half_day_opens_the_dialog_on_it(office: Office, asked: Asked) -> None:
    page = office.page
    ask(page, asked.session)
    page.locator(f'td[data-cell="{cell_of(asked.best)}"] .mark').click()
    page.locator(".move-card").get_by_text("Autorisé").wait_for()
    page.keyboard.press("Escape")


def test_marks_are_wiped_on_demand(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    cell = office.page.locator(f'td[data-cell="{cell_of(asked.best)}"]')
    office.page.get_by_role("button", name="Effacer les repères").click()
    has_no_marks(office.page)
    assert "autorisé" not in (cell.get_attribute("aria-label") or "")


def test_marks_of_another_week_vanish(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    office.page.get_by_role("button", name="Semaine suivante").click()
    expect(office.page.locator(MARKS)).to_have_count(0)


def test_marks_of_another_scope_vanish(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    office.page.get_by_role("radio", name="Cette date seule").click()
    has_no_marks(office.page)


def test_marks_of_another_session_vanish(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    select(office.page, asked.other)
    has_no_marks(office.page)


def test_a_question_asked_while_another_is_answered_is_the_one_that_counts(
    office: Office, asked: Asked
) -> None:
    page = office.page
    select(page, asked.session)
    page.get_by_role("button", name=ASK).click()
    chip(page, asked.other).click()
    page.locator(".week-right h3", has_text=asked.other.venue_name).wait_for()
    page.get_by_role("button", name=ASK).click()
    page.locator(".options").wait_for()
    expected = {cell_of(one) for one in asked.options_of_other}
    assert marked(page, "allowed") | marked(page, "refused") == expected
    allowed = {cell_of(one) for one in asked.options_of_other if one.is_allowed}
    assert marked(page, "allowed") == allowed


def test_marks_vanish_when_somebody_else_changes_the_draft(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    desk = office.open()
    desk.save(
        LockVenue(venue_id=asked.other.venue_id),
        expected_revision=desk.draft.revision,
        author="Dominique",
    )
    has_no_marks(office.page)


def test_what_stands_against_every_half_day_is_said_once(office: Office, asked: Asked) -> None:
    page = office.page
    select(page, asked.session)
    page.get_by_role("button", name="Verrouiller le lieu").click()
    page.get_by_role("button", name="Déverrouiller le lieu").wait_for()
    page.get_by_role("button", name=ASK).click()
    page.locator(".found", has_text="Déverrouillez ce lieu d'abord.").wait_for()
    assert page.locator(".option").count() == 0


def test_axe_finds_no_serious_violation_among_the_marks(office: Office, asked: Asked) -> None:
    ask(office.page, asked.session)
    response = Axe().run(office.page, options=RULES).response
    assert len(response["passes"]) > 10
    assert [one["id"] for one in response["violations"] if one["impact"] in GRAVE] == []


def test_what_can_be_done_with_a_session_is_in_sight_without_scrolling(
    office: Office, asked: Asked
) -> None:
    select(office.page, asked.session)
    actions = office.page.locator(".week-right .actions button")
    assert actions.count() > 5
    for at in range(actions.count()):
        expect(actions.nth(at)).to_be_in_viewport(ratio=1)
