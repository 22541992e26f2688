"""Couverture: the figures of plan.json, the map in a frame of its own, one adviser more."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.app.main import run
from planner.app.summary import summarise
from planner.app.web.coverage.uncovered import describe_uncovered, list_uncovered
from planner.export.communes_csv import format_communes_csv
from planner.frontier.record import find_frontier
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan
from planner.wording import format_number, format_percent
from tests.planner.app.web.serving import PATIENCE_MS, Server, Tab, open_tab, wait_for_job

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE_MS)
COMPUTED_MS = 120_000


@pytest.fixture
def plan(small_office: Path) -> Plan:
    stored = latest_plan(small_office)
    assert stored is not None
    return read_plan(stored / PLAN_FILE)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_uncovered_list_holds_the_need_that_the_plan_does_not_cover(plan: Plan) -> None:
    rows = list_uncovered(plan)
    unmet = plan.whole.need - plan.whole.covered_need
    assert sum(row.need * (1 - row.value) for row in rows) == pytest.approx(
        unmet, abs=0.5 * len(plan.communes)
    )
    people = [row.need * (1 - row.value) for row in rows]
    assert people == sorted(people, reverse=True)


def test_the_list_says_of_a_commune_what_its_export_says(plan: Plan) -> None:
    exported = format_communes_csv(plan).decode("utf-8-sig")
    for cells in describe_uncovered(plan):
        assert cells[0] in exported
        assert cells[4] in exported
        assert cells[5] in exported


def test_the_page_shows_the_summary_of_the_command_and_the_list(tab: Tab, plan: Plan) -> None:
    page = tab.open("/couverture")
    brief = page.get_by_role("region", name="En bref")
    expect(brief).to_be_visible()
    shown = plain(brief.inner_text())
    assert all(plain(line) in shown for line in summarise(plan))
    first = list_uncovered(plan)[0]
    row = page.get_by_role("row", name=first.commune_name).first
    expect(row).to_contain_text(format_percent(first.value))
    expect(row).to_contain_text(format_number(round(first.need * (1 - first.value))))


def test_the_map_has_no_part_in_the_page(tab: Tab) -> None:
    page = tab.open("/couverture")
    expect(page.frame_locator("iframe").locator("path.commune").first).to_be_attached()
    [frame] = page.frames[1:]
    assert frame.evaluate("window.origin") == "null"
    assert (
        frame.evaluate("(() => { try { return parent.document.title } catch { return '' } })()")
        == ""
    )


def test_one_adviser_more_or_fewer_is_computed_on_demand(
    browser: Browser, own_office: Path, serve_office: Callable[..., Server], plan: Plan
) -> None:
    tab = open_tab(browser, serve_office(own_office))
    page = tab.open("/couverture")
    page.get_by_role("button", name="Calculer").click()
    table = page.get_by_role("table", name="Besoin couvert selon le nombre de conseillers")
    table.wait_for(timeout=COMPUTED_MS)
    record = find_frontier(own_office)
    assert record is not None
    assert record.is_of(plan)
    present = next(point for point in record.points if point.is_present)
    row = table.get_by_role("row", name=f"{present.x} (aujourd’hui)")
    expect(row).to_contain_text(format_percent(present.covered_need / record.need))
    page.context.close()


def test_a_frontier_is_stopped_and_keeps_what_it_has_found(
    browser: Browser, own_office: Path, serve_office: Callable[..., Server]
) -> None:
    tab = open_tab(browser, serve_office(own_office))
    page = tab.open("/couverture")
    page.get_by_role("button", name="Calculer").click()
    job = wait_for_job(own_office, step="Frontière : 3 conseillers")
    os.kill(job, signal.SIGSTOP)  # so that it is not over before anybody can stop it
    page.get_by_role("button", name="Arrêter").click()
    page.get_by_text("Arrêt demandé : les points déjà trouvés sont gardés.").wait_for()
    os.kill(job, signal.SIGCONT)
    expect(page.get_by_text("ne sont pas calculés")).to_be_visible(timeout=COMPUTED_MS)
    record = find_frontier(own_office)
    assert record is not None
    assert {1, 2} <= {point.x for point in record.points}
    assert 4 in record.missing
    assert tab.errors == []
    page.context.close()


def test_without_a_plan_the_page_leads_to_planning(
    browser: Browser, tmp_path: Path, serve_office: Callable[..., Server]
) -> None:
    folder = tmp_path / "neuf"
    assert run(["init", str(folder)]) == 0
    tab = open_tab(browser, serve_office(folder))
    for path in ("/couverture", "/publier"):
        page = tab.open(path)
        expect(page.get_by_text("Aucun planning dans ce dossier.")).to_be_visible()
    assert tab.errors == []
    tab.page.context.close()
