"""What a tab shows of the draft is drawn when it changes, and then once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.app.desk.edits import LockVenue
from planner.app.desk.keeper import DeskKeeper
from planner.app.jobs.keeper import JobKeeper
from planner.app.web.office import Office, Visit
from planner.app.web.watching import FolderWatch
from planner.app.web.week import screen as screen_module
from planner.app.web.week.screen import Screen, open_screen
from tests.planner.app.web.apart import run_apart


@dataclass
class Shown:
    """A screen without a browser, and how often it was drawn."""

    screen: Screen
    num_draws: int = 0

    def draw(self) -> None:
        self.num_draws += 1

    def lock_a_venue(self) -> None:
        """Save an edit as another tab would."""
        desk = self.screen.desk
        edit = LockVenue(venue_id=desk.plan.visits[0].venue_id, is_locked=True)
        desk.save(edit, expected_revision=desk.draft.revision, author="autre")


@pytest.fixture
def shown(own_office: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    @asynccontextmanager
    async def without_a_browser(_doing: str = "") -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(screen_module, "patient", without_a_browser)
    office = Office(
        folder=own_office,
        watch=FolderWatch(own_office),
        jobs=JobKeeper(own_office),
        desk=DeskKeeper(own_office, today=lambda: date(2026, 12, 1)),
    )
    screen = run_apart(open_screen(Visit(office=office, user="Camille")))
    shown = Shown(screen)
    screen.draw = shown.draw
    return shown


async def _twice(screen: Screen) -> None:
    await asyncio.gather(screen.look(), screen.look())


def test_nothing_is_drawn_again_while_nothing_changes(shown: Shown) -> None:
    run_apart(shown.screen.look())
    assert shown.num_draws == 0


def test_a_change_is_drawn_once_though_two_look_at_the_same_moment(shown: Shown) -> None:
    shown.lock_a_venue()
    run_apart(_twice(shown.screen))
    assert shown.num_draws == 1


def test_another_week_is_drawn(shown: Shown) -> None:
    monday = shown.screen.view.monday + timedelta(weeks=1)
    run_apart(shown.screen.look(monday))
    assert (shown.screen.view.monday, shown.num_draws) == (monday, 1)
