"""What one browser tab looks at: a week, a session, a session that is being moved."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Literal

from planner.app.desk.desk import Desk, Refused, Saved
from planner.app.desk.edits import Edit
from planner.app.desk.state import SessionKey
from planner.app.desk.week import WeekSession, WeekView, mondays
from planner.app.web.feedback import blocking, notify, patient
from planner.app.web.office import Visit
from planner.app.web.week.roads import RoadLine, find_roads

Scope = Literal["cycle", "date"]


@dataclass(slots=True, kw_only=True, eq=False)
class Screen:
    """The state of one tab; the draft itself is on the disk."""

    visit: Visit
    desk: Desk
    view: WeekView
    roads: tuple[list[RoadLine], ...]
    """What each tour of the view drives along."""
    revision: int
    """Of the draft that is shown."""
    scope: Scope = "cycle"
    publication: str | None = None
    """Job that publishes the draft at the wish of this tab."""
    selected: SessionKey | None = None
    taken: SessionKey | None = None
    """Session that the arrow keys carry."""
    draw: Callable[[], None] = field(default=lambda: None)
    """Draws whatever depends on this state; :meth:`redraw` calls it."""
    refocus: Callable[[], object] = field(default=lambda: None)
    """Lets whoever works with the keyboard go on in the grid."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One look at a time: a save and what follows others would both draw the same draft."""
    _drawn: object = field(init=False)
    """What is shown."""

    def __post_init__(self) -> None:
        """Whoever makes the screen draws it as it is."""
        self._drawn = self._state()

    @property
    def session(self) -> WeekSession | None:
        """The session selected, if the week shows it."""
        return self.find(self.selected)

    @property
    def edition(self) -> str:
        """Names what is shown of the draft: of another one, the same places hold other sessions."""
        return f"{self.view.monday.isoformat()}/{self.revision}"

    def find(self, key: SessionKey | None) -> WeekSession | None:
        """The session of a key in the week shown."""
        return next((one for one in self.view.sessions if one.key == key), None)

    def redraw(self) -> None:
        """Draw whatever depends on this state."""
        self._drawn = self._state()
        self.draw()

    async def look(self, monday: date | None = None) -> None:
        """Show the draft as it is on the disk, in the week shown or another one.

        What is shown already is not drawn again: a press on a button that is just being replaced
        would be lost.
        """
        async with self._turn, patient():
            desk = await blocking(self.visit.desk.open)
            shown = self.view.monday if monday is None else monday
            weeks = mondays(desk.plan)
            shown = min(max(shown, weeks[0]), weeks[-1])
            revision = desk.draft.revision
            if (desk, revision, shown) != (self.desk, self.revision, self.view.monday):
                view, roads = await blocking(partial(_see_week, desk, shown))
                self.desk, self.revision, self.view, self.roads = desk, revision, view, roads
            if self._state() != self._drawn:
                self.redraw()

    async def save(self, edit: Edit, *, keep_broken: bool = False) -> Saved | Refused:
        """Save an edit and show the draft with it."""
        work = partial(
            self.desk.save,
            edit,
            expected_revision=self.revision,
            author=self.visit.user,
            keep_broken=keep_broken,
        )
        async with patient():
            result = await blocking(work)
        await self.tell(result, done="Enregistré dans le brouillon.")
        return result

    async def step(self, step: Callable[..., Saved | Refused], *, done: str) -> None:
        """Undo, redo or discard, and show the draft after it."""
        work = partial(step, expected_revision=self.revision, author=self.visit.user)
        async with patient():
            result = await blocking(work)
        await self.tell(result, done=done)

    async def tell(self, result: Saved | Refused, *, done: str) -> None:
        """Say how a save went, with what others did meanwhile, and show the draft."""
        if isinstance(result, Saved):
            if result.merged:
                notify(
                    "\n".join(("Réuni avec ce que d’autres ont fait :", *result.merged)),
                    kind="info",
                )
            else:
                notify(done)
        else:
            lines = (result.reason, *result.broken, *result.others)
            notify("\n".join(lines), kind="warning")
        self.taken = None
        await self.look()
        self.refocus()

    def _state(self) -> tuple[object, ...]:
        """Everything that a drawing depends on."""
        return (
            *(self.desk, self.revision, self.view.monday),
            *(self.scope, self.selected, self.taken),
        )


async def open_screen(visit: Visit) -> Screen:
    """Open the draft of the folder at the first week that may change."""
    desk = await blocking(visit.desk.open)
    weeks = mondays(desk.plan)
    first = next((monday for monday in weeks if monday >= desk.first_day), weeks[-1])
    view, roads = await blocking(partial(_see_week, desk, first))
    return Screen(visit=visit, desk=desk, view=view, roads=roads, revision=desk.draft.revision)


def _see_week(desk: Desk, monday: date) -> tuple[WeekView, tuple[list[RoadLine], ...]]:
    view = desk.week(monday)
    return view, find_roads(view, desk.ground)
