"""One desk for all who look at a folder: opened when first asked for, and anew when it must be."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from geodata.errors import ItineranceError
from planner.app.desk.desk import Desk, open_desk
from planner.plan.store import latest_plan
from planner.progress import Progress


class DeskKeeper:
    """Keeps what is costly to work out of a folder; may be asked from any thread."""

    def __init__(self, folder: Path, *, today: Callable[[], date] = date.today) -> None:
        """Nothing is opened yet.

        Parameters
        ----------
        today
            The coordinator's day; nothing up to it changes.
        """
        self._folder = folder
        self.today = today
        self._mutex = threading.Lock()
        self._desk: Desk | None = None
        self._in_force: str | None = None
        """Name of the plan in force when the desk was opened."""
        self._tables: tuple[tuple[str, int, int], ...] = ()

    def open(self, progress: Progress = lambda _step: None) -> Desk:
        """Return the desk of the folder, with what was written there since.

        Raises
        ------
        DeskError, InputError
            As :func:`planner.app.desk.desk.open_desk`.
        """
        with self._mutex:
            tables = _list_tables(self._folder)
            desk = self._desk
            if desk is not None and tables == self._tables:
                desk.refresh()
                is_left_behind = desk.draft.changes_plan and self._in_force == _name_in_force(
                    self._folder
                )
                if is_left_behind or not desk.has_base_moved():
                    return desk
            # Of another plan in force the draft may be what it is made of, and then follows it.
            self._in_force = _name_in_force(self._folder)
            self._desk = open_desk(self._folder, today=self.today, progress=progress)
            self._tables = tables
            return self._desk

    def open_ahead(self) -> None:
        """Open the desk in a thread of its own before anybody asks; who asks is told why not."""

        def work() -> None:
            with suppress(ItineranceError, OSError):
                self.open()

        threading.Thread(target=work, name="desk", daemon=True).start()

    def stop_repair(self) -> None:
        """Let a repair under way end with what it has: its server does."""
        desk = self._desk
        if desk is not None:
            desk.stop_repair()


def _name_in_force(folder: Path) -> str | None:
    in_force = latest_plan(folder)
    return None if in_force is None else in_force.name


def _list_tables(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time of change and size of every table: the files of the folder itself."""
    found = []
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith("."):
            seen = path.stat()
            found.append((path.name, seen.st_mtime_ns, seen.st_size))
    return tuple(sorted(found))
