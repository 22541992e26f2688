"""Other tabs, people and night runs write in the folder, too: pages notice and draw anew.

The folder is asked once a second for all browsers together; each page compares what it was drawn
from.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.folder_state import FolderState, Part, read_state

_EVERY_S: Final = 1.0


class FolderWatch:
    """The latest look at a folder, refreshed by one task of the server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.state: FolderState = read_state(folder)

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_S)
            with suppress(OSError):
                await self.look()

    async def look(self) -> FolderState:
        """Look now, for whoever has just written."""
        self.state = await asyncio.to_thread(read_state, self._folder)
        return self.state


def on_change(
    watch: FolderWatch, parts: tuple[Part, ...], refresh: Callable[[], Awaitable[None] | None]
) -> None:
    """Call ``refresh`` in this page whenever some parts of the folder changed."""
    seen = watch.state.token(parts)

    async def compare() -> None:
        nonlocal seen
        now = watch.state.token(parts)
        if now != seen:
            seen = now
            result = refresh()
            if result is not None:
                await result

    ui.timer(_EVERY_S, compare)
