"""« Publier ce brouillon » goes on whatever ends its server, and is told whatever ends it."""

import os
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from planner.app.desk.draft import Draft, add_edit
from planner.app.desk.edits import DropVisit, VenueVisits
from planner.app.desk.publishing import base_of
from planner.app.desk.store import hold_draft, read_draft, write_draft
from planner.history.reading import list_versions
from planner.plan.file import read_plan
from planner.plan.store import latest_plan, list_plans
from tests.planner.app.web.serving import PATIENCE_MS, Server, open_tab, wait_for_job

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE_MS)
TODAY = "2026-12-01"
"""Before the planning begins: all of it may change."""
PUBLISHED_MS = 60_000
Serve = Callable[..., Server]


@pytest.fixture
def drafted(small_office: Path, tmp_path: Path) -> Path:
    """A folder of one's own, whose draft takes out a visit."""
    folder = shutil.copytree(small_office, tmp_path / "territoire")
    in_force = latest_plan(folder)
    assert in_force is not None
    visit = read_plan(in_force / "plan.json").visits[0]
    edit = DropVisit(change=VenueVisits(venue_id=visit.venue_id, before=(visit,), after=()))
    with hold_draft(folder):
        write_draft(folder, add_edit(Draft(base=base_of(in_force)), edit, author="Camille"))
    return folder


def publish(page: Page, *, why: str) -> None:
    page.get_by_role("button", name="Publier ce brouillon").click()
    page.get_by_label("Motif, gardé dans l’historique").fill(why)
    page.get_by_role("button", name="Publier", exact=True).click()


def line_of(page: Page) -> Locator:
    return page.locator(".publication")


def test_a_publication_outlives_its_server_and_is_in_force_once(
    drafted: Path, serve_office: Serve, browser: Browser
) -> None:
    server = serve_office(drafted, "--today", TODAY)
    tab = open_tab(browser, server)
    publish(tab.open("/semaine"), why="Marché du mardi")
    job = wait_for_job(drafted)
    os.kill(job, signal.SIGSTOP)  # so that the server is gone before it ends
    server.kill()
    assert len(list_plans(drafted)) == 1

    other = open_tab(browser, serve_office(drafted, "--today", TODAY))
    page = other.open("/semaine")
    expect(line_of(page)).to_contain_text("Motif : Marché du mardi")
    expect(line_of(page).get_by_role("progressbar")).to_be_visible()
    publish(page, why="Une deuxième fois")
    page.get_by_text("Un calcul est déjà en cours : Publication").wait_for()
    page.get_by_role("button", name="Fermer").click()
    os.kill(job, signal.SIGCONT)
    expect(line_of(page)).to_contain_text("en vigueur", timeout=PUBLISHED_MS)
    page.locator(".draft-head", has_text="Aucune modification").wait_for()
    assert [entry.version.reason for entry in list_versions(drafted) if entry.version] == [
        "Premier planning",
        "Marché du mardi",
    ]
    draft = read_draft(drafted)
    assert draft is not None
    assert draft.edits == ()
    page.get_by_role("button", name="Messages à envoyer").click()
    expect(page.get_by_label("Messages à envoyer")).to_have_value(
        re.compile("Changements du planning")
    )
    assert other.errors == []
    for one in (tab, other):
        one.page.context.close()


def test_a_publication_that_was_killed_says_so_and_can_be_asked_for_again(
    drafted: Path, serve_office: Serve, browser: Browser
) -> None:
    tab = open_tab(browser, serve_office(drafted, "--today", TODAY))
    page = tab.open("/semaine")
    publish(page, why="")
    os.kill(wait_for_job(drafted), signal.SIGKILL)
    expect(page.get_by_role("alert")).to_contain_text("le brouillon sont intacts")
    assert len(list_plans(drafted)) == 1
    publish(page, why="")
    dialog = page.get_by_role("dialog", name=re.compile("en vigueur"))
    dialog.wait_for(timeout=PUBLISHED_MS)
    expect(dialog.get_by_label("Messages à envoyer")).to_have_value(
        re.compile("Changements du planning")
    )
    assert len(list_plans(drafted)) == 2
    assert tab.errors == []
    page.context.close()
