"""What the pictures of the documentation are taken of: a made-up département, planned and served.

Its folder is filled once, as a coordinator fills hers, and kept: two plannings, what more or fewer
advisers would change, printed sheets, and a draft that is not published.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from planner.app.demo import write_demo
from planner.app.desk.desk import Desk, Saved, open_desk
from planner.app.desk.edits import Edit, RuleVenue
from planner.app.desk.errors import DeskError
from planner.app.desk.repairing import RepairOptions
from planner.app.desk.week import WeekSession, WeekView, mondays
from planner.app.desk.wishes import wish_visit
from planner.app.jobs.keeper import JobKeeper
from planner.app.main import run
from planner.app.web.planning.form import TITLE, plan_arguments
from planner.frontier.record import find_frontier
from planner.plan import CommuneAccess, Half, Plan
from planner.plan.store import list_plans
from planner.settings.file import SETTINGS_FILE, read_settings, write_settings
from planner.settings.publication import PublicationSettings

AUTHOR: Final = "Camille"
TODAY: Final = date(2026, 12, 1)
"""Before the planning begins: all of it may change."""
_TERRITORY: Final = "my-departement"
_PAPERS: Final = "papiers"
_PUBLICATION: Final = PublicationSettings(
    structure="Département de démonstration",
    phone="01 99 00 00 00",
    booking_url="https://rdv.exemple.fr/numerique",
)
"""Numbers and names that nobody has."""
_HALVES: Final[tuple[Half, Half]] = ("am", "pm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What pictures are taken of."""

    folder: Path
    """The territory."""
    plan: Path
    """Its first plan."""
    papers: Path
    """What ``itinerance print`` made of it."""
    browser: Browser
    entrance: str
    """Address that opens the coordinator's page."""


@contextlib.contextmanager
def open_studio(home: Path) -> Iterator[Studio]:
    """Have everything ready that pictures are taken of, below a folder."""
    folder = home / _TERRITORY
    prepare_territory(folder)
    with serve_pages(folder) as entrance, sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=fr-FR"]
        )
        yield Studio(
            folder=folder,
            plan=list_plans(folder)[0],
            papers=folder / _PAPERS,
            browser=browser,
            entrance=entrance,
        )
        browser.close()


@contextlib.contextmanager
def serve_pages(folder: Path) -> Iterator[str]:
    """Serve the coordinator's page while pictures are taken; gives the address that opens it."""
    command = [sys.executable, "-m", "planner.app", "serve", str(folder)]
    command += ["--port=0", "--no-open", f"--today={TODAY}"]
    environment = {**os.environ, "LOGNAME": AUTHOR}  # the name that the page shows
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is piped
            found = re.search(r"http\S+", server.stdout.readline())
            if found is None:
                raise RuntimeError("the coordinator's page did not open")
            yield found[0]
        finally:
            server.terminate()


def prepare_territory(folder: Path) -> None:
    """Fill a territory folder, from wherever an earlier attempt left it."""
    if not (folder / SETTINGS_FILE).exists():
        write_demo(folder, num_communes=460, num_advisers=4, seed=0)
        settings = read_settings(folder / SETTINGS_FILE)
        settings = settings.model_copy(update={"publication": _PUBLICATION})
        write_settings(settings, folder / SETTINGS_FILE)
    if find_frontier(folder) is None:  # first: maps drawn afterwards show it
        call_itinerance("frontier", str(folder), "--quiet")
    if not list_plans(folder):
        _plan_as_the_page_does(folder)
    first = list_plans(folder)[0]
    if not (first / "charts.html").exists():
        call_itinerance("charts", str(first))
    if not (folder / _PAPERS).exists():
        call_itinerance("print", str(first), "--to", str(folder / _PAPERS), "--quiet")
    desk = open_desk(folder, today=lambda: TODAY)
    if len(list_plans(folder)) == 1:
        _publish_a_wish(desk)
        call_itinerance("compare", *(str(plan) for plan in list_plans(folder)))
        desk = open_desk(folder, today=lambda: TODAY)
    if not desk.draft.edits:
        _save(desk, find_small_move(desk))


def find_least_served(plan: Plan) -> CommuneAccess:
    """Find the commune with most unmet need of those that have a reason for it."""
    rows = [row for row in plan.communes if row.smallest_change is not None]
    return max(rows, key=lambda row: row.need * (1 - row.value))


def find_small_move(desk: Desk) -> Edit:
    """Find the move of the first week that the checker allows and that costs least coverage."""
    week = desk.week(mondays(desk.plan)[0])
    edits = [edit for session in week.sessions for edit in _moves(desk, week, session)]
    judged = ((desk.judge(edit), edit) for edit in edits)
    return max(
        ((verdict.covered_need, edit) for verdict, edit in judged if verdict.is_allowed),
        key=lambda pair: pair[0],
    )[1]


def call_itinerance(*arguments: str) -> None:
    """Run a command that must succeed, without what it prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        code = run(arguments)
    if code:
        raise RuntimeError(f"itinerance {' '.join(arguments)}: exit code {code}")


def _plan_as_the_page_does(folder: Path) -> None:
    jobs = JobKeeper(folder)
    reason = "Premier planning de l’année"
    jobs.start(
        TITLE, plan_arguments(folder, author=AUTHOR, reason=reason), author=AUTHOR, reason=reason
    )
    while jobs.current() is not None:
        time.sleep(1)


def _publish_a_wish(desk: Desk) -> None:
    """Make the next plan: the least served commune that has a venue gets a session."""
    least = find_least_served(desk.plan)
    assert least.smallest_change is not None  # noqa: S101 - that is how it was found
    _save(desk, RuleVenue(venue_id=least.smallest_change.venue_id, rule="required"))
    repaired = desk.repair(RepairOptions(), progress=lambda _step: None)
    _save(desk, repaired.edit)
    desk.publish(
        expected_revision=desk.draft.revision,
        author=AUTHOR,
        reason=f"Demande de la mairie de {least.commune_name}",
        progress=lambda _step: None,
    )


def _save(desk: Desk, edit: Edit) -> None:
    saved = desk.save(edit, expected_revision=desk.draft.revision, author=AUTHOR, keep_broken=True)
    if not isinstance(saved, Saved):
        raise TypeError(saved.reason)


def _moves(desk: Desk, week: WeekView, session: WeekSession) -> Iterator[Edit]:
    for day in week.days:
        for half in _HALVES:
            if week.in_cell(session.adviser_id, day, half):
                continue
            with contextlib.suppress(DeskError):  # a venue that several advisers visit together
                yield wish_visit(
                    desk,
                    session,
                    adviser_id=session.adviser_id,
                    weekday=day.weekday(),
                    half=half,
                )
