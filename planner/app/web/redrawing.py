"""Parts of a page that are read off the event loop, and drawn anew only where they changed.

What is drawn anew is another element to the server: a click that is on its way to the old one is
lost, what was typed is gone, and a screen reader begins again. So nothing is cleared while it is
being read, and what reads as before stays.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from nicegui import ui

from geodata.errors import ItineranceError
from planner.app.web.feedback import FORESEEN, blocking, draw_failure

T = TypeVar("T")
Look = Callable[[], Awaitable[None]]
"""Reads a part of a page, and draws it if it changed."""


def keep_drawn(
    read: Callable[[], T],
    draw: Callable[[T], object],
    *,
    by: Callable[[T], object] = lambda found: found,
) -> Look:
    """Keep a part of the page, here, as it reads; return what looks again.

    One look reads at a time. Those asked for meanwhile become one more that reads after it: the
    last that was asked for always sees what it was asked for, and nothing is drawn twice.

    Parameters
    ----------
    read
        Called in a thread. A foreseen failure is explained in the place of the part.
    draw
        Draws what was read.
    by
        What of it is compared with what stands there: equal, nothing is drawn.
    """
    turn = asyncio.Lock()
    is_due = False
    shown: tuple[object, ...] = ()

    @ui.refreshable
    def part(*found: T | ItineranceError | OSError) -> None:
        for one in found:
            draw_failure(one) if isinstance(one, FORESEEN) else draw(one)

    async def look() -> None:
        nonlocal is_due, shown
        is_due = True
        async with turn:
            if not is_due:
                return  # a look that began later than this was asked for has been here
            is_due = False
            found: T | ItineranceError | OSError
            try:
                found = await blocking(read)
                now: tuple[object, ...] = (by(found),)
            except FORESEEN as error:
                found, now = error, (type(error), str(error))
            if now != shown:
                shown = now
                await part.refresh(found)

    part()
    return look
