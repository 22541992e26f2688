"""A plan of the folder, read when something is first asked of it and kept for the open page."""

from dataclasses import dataclass, field
from pathlib import Path

from geodata.folder import fingerprint_inputs
from maps.sheets import Sheet, list_sheets
from planner.app.publishing import Published, open_press, open_published
from planner.app.web.feedback import blocking


@dataclass(slots=True, kw_only=True)
class Shelf:
    """One plan, for one browser tab; the territory beside it is read anew when it changed."""

    plan_folder: Path
    home: Path
    _published: Published | None = None
    _sheets: tuple[Sheet, ...] = ()
    _seen: dict[str, str] = field(default_factory=dict)

    async def open(self) -> Published:
        """Read the plan and the territory of today."""
        return await blocking(self._open)

    async def sheets(self) -> tuple[Sheet, ...]:
        """List what can be printed."""
        return await blocking(self._list_sheets)

    def _open(self) -> Published:
        seen = fingerprint_inputs(self.home)
        if self._published is None or seen != self._seen:
            self._published = open_published(self.plan_folder, home=self.home)
            self._seen, self._sheets = seen, ()
        return self._published

    def _list_sheets(self) -> tuple[Sheet, ...]:
        published = self._open()
        if not self._sheets:
            press = open_press(published, progress=_say_nothing)
            self._sheets = tuple(list_sheets(press))
        return self._sheets


def _say_nothing(_step: object) -> None:
    """Show no progress: what a sheet still lacks is found in a second."""
