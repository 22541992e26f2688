"""A repair works in the server: one at a time, bounded in time, and ended with it."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from planner.app.desk.desk import Desk, Saved
from planner.app.desk.edits import RuleVenue
from planner.app.desk.errors import DeskError
from planner.app.desk.keeper import DeskKeeper
from planner.app.desk.repairing import RepairMode, RepairOptions
from planner.app.desk.store import read_draft
from planner.progress import SearchBegins, Step
from planner.solver.engine import Interrupter

pytestmark = pytest.mark.xdist_group("web")  # they share a planned folder
TODAY = date(2026, 12, 1)
"""Before the planning begins: all of it may change."""


@pytest.fixture
def keeper(small_office: Path, tmp_path: Path) -> DeskKeeper:
    folder = shutil.copytree(small_office, tmp_path / "territoire")
    return DeskKeeper(folder, today=lambda: TODAY)


@pytest.fixture
def desk(keeper: DeskKeeper) -> Desk:
    """A desk whose draft requires a venue that nobody visits yet."""
    desk = keeper.open()
    visited = {visit.venue_id for visit in desk.plan.visits}
    venues = desk.ground.territory.venues
    venue_id = next(one.id for one in venues if one.id not in visited)
    saved = desk.save(
        RuleVenue(venue_id=venue_id, rule="required"),
        expected_revision=0,
        author="Camille",
        keep_broken=True,
    )
    assert isinstance(saved, Saved)
    return desk


def at_first(act: Callable[[], None]) -> Callable[[Step], None]:
    """Do something when the search says its first word."""
    said: list[Step] = []

    def progress(step: Step) -> None:
        said.append(step)
        if len(said) == 1:
            act()

    return progress


def test_a_second_repair_is_refused_while_one_is_under_way(desk: Desk) -> None:
    refused: list[str] = []

    def ask_again() -> None:
        with pytest.raises(DeskError) as refusal:
            desk.repair(RepairOptions(), progress=lambda _step: None)
        refused.append(str(refusal.value))

    assert desk.repair(RepairOptions(), progress=at_first(ask_again)).verdict.is_allowed
    assert refused == ["Une réparation est déjà en cours : attendez sa fin, ou arrêtez-la."]
    assert desk.repair(RepairOptions(), progress=lambda _step: None).edit.changes


@pytest.mark.parametrize("mode", ["adjust", "rebuild"])
def test_a_server_that_ends_stops_its_repair(
    keeper: DeskKeeper, desk: Desk, mode: RepairMode
) -> None:
    interrupter, before = Interrupter(), read_draft(desk.folder)
    with suppress(DeskError):  # where it has found nothing by then
        desk.repair(
            RepairOptions(mode=mode),
            progress=at_first(keeper.stop_repair),
            interrupter=interrupter,
        )
    assert interrupter.interrupted
    assert read_draft(desk.folder) == before


def test_a_whole_search_takes_no_longer_than_any_other_repair(desk: Desk) -> None:
    said: list[Step] = []
    desk.repair(RepairOptions(mode="rebuild", time_limit_s=20), progress=said.append)
    assert [step.limit_s for step in said if isinstance(step, SearchBegins)] == [20]
