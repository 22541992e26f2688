"""Parts of a page: read in threads that the tests hold up and let go."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from nicegui import ui
from nicegui.testing.user_simulation import user_simulation

from geodata.errors import Fault, TerritoryError
from planner.app.web.redrawing import Look, keep_drawn
from tests.planner.app.web.apart import run_apart

PATIENCE_S = 10
BROKEN = TerritoryError((Fault(file="venues.csv", message="manque", remedy="À ajouter."),))


@dataclass
class Source:
    """What a part is read from; a reader waits, where it is told to, until it may go on."""

    value: object = "a"
    drawn: list[object] = field(default_factory=list)
    num_reads: int = 0
    reading: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_go_on.set()

    def hold(self) -> None:
        self.reading.clear()
        self.may_go_on.clear()

    async def begun(self) -> None:
        """Wait until a read has begun."""
        assert await asyncio.to_thread(self.reading.wait, PATIENCE_S)

    def read(self) -> object:
        self.num_reads += 1
        found = self.value
        self.reading.set()
        assert self.may_go_on.wait(PATIENCE_S)
        if isinstance(found, Exception):
            raise found
        return found

    def draw(self, found: object) -> None:
        self.drawn.append(found)
        ui.label(str(found))


@dataclass
class Part:
    """A part on a page, and the page's element around it."""

    source: Source
    place: ui.element
    look: Look

    def labels(self) -> list[ui.label]:
        return [one for one in self.place.descendants() if isinstance(one, ui.label)]

    def texts(self) -> list[str]:
        return [one.text for one in self.labels()]


def on_page(scenario: Callable[[Part], Awaitable[None]]) -> None:
    """Run a scenario on a page with one part."""

    async def run() -> None:
        source, found = Source(), list[Part]()

        def page() -> None:
            with ui.element("div") as place:
                found.append(Part(source, place, keep_drawn(source.read, source.draw)))

        async with user_simulation(page) as user:
            await user.open("/")
            [part] = found
            try:
                with part.place.client:
                    await scenario(part)
            finally:
                source.may_go_on.set()

    run_apart(run())


def test_what_was_read_is_drawn() -> None:
    async def scenario(part: Part) -> None:
        await part.look()
        assert part.texts() == ["a"]

    on_page(scenario)


def test_what_reads_as_before_is_not_drawn_again() -> None:
    async def scenario(part: Part) -> None:
        await part.look()
        [kept] = part.labels()
        await part.look()
        assert part.source.num_reads == 2
        assert part.source.drawn == ["a"]
        assert not kept.is_deleted

    on_page(scenario)


def test_changes_that_come_within_one_read_are_drawn_once_and_the_last_wins() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        source.hold()
        looks = [asyncio.create_task(part.look())]
        await source.begun()
        for value in "bcd":
            source.value = value
            looks.append(asyncio.create_task(part.look()))
        await asyncio.sleep(0)  # each has asked
        source.may_go_on.set()
        await asyncio.gather(*looks)
        assert source.drawn == ["a", "d"]
        assert source.num_reads == 2
        assert part.texts() == ["d"]

    on_page(scenario)


def test_nothing_is_taken_away_while_it_is_read_anew() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        await part.look()
        source.hold()
        source.value = "b"
        look = asyncio.create_task(part.look())
        await source.begun()
        assert part.texts() == ["a"]
        source.may_go_on.set()
        await look
        assert part.texts() == ["b"]

    on_page(scenario)


def test_what_was_asked_for_by_somebody_who_left_is_read_by_whoever_waits() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        source.hold()
        first = asyncio.create_task(part.look())
        await source.begun()
        source.value = "b"
        waiting, leaving = asyncio.create_task(part.look()), asyncio.create_task(part.look())
        await asyncio.sleep(0)
        leaving.cancel()
        source.may_go_on.set()
        await asyncio.gather(first, waiting)
        assert part.texts() == ["b"]

    on_page(scenario)


def test_a_failure_is_explained_in_its_place_until_it_is_mended() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        source.value = BROKEN
        await part.look()
        assert source.drawn == []
        assert part.texts() != []
        source.value = "a"
        await part.look()
        assert part.texts() == ["a"]

    on_page(scenario)


def test_an_unforeseen_failure_is_whoever_asked_for_s_and_the_next_look_draws() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        source.value = ZeroDivisionError()
        with pytest.raises(ZeroDivisionError):
            await part.look()
        source.value = "a"
        await part.look()
        assert part.texts() == ["a"]

    on_page(scenario)


def test_a_part_that_is_gone_when_it_was_read_is_not_drawn() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        source.hold()
        look = asyncio.create_task(part.look())
        await source.begun()
        part.place.clear()
        source.may_go_on.set()
        await look
        assert source.drawn == []

    on_page(scenario)


def test_only_what_is_compared_decides() -> None:
    async def scenario(part: Part) -> None:
        source = part.source
        with part.place:
            look = keep_drawn(source.read, source.draw, by=lambda found: str(found).lower())
        for value in ("x", "X", "y"):
            source.value = value
            await look()
        assert source.drawn == ["x", "y"]

    on_page(scenario)
