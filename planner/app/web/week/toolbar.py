"""Which week, what a move means, undo and redo, repair and publish."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from planner.app.desk.week import mondays
from planner.app.web.week.adding import AddDialog
from planner.app.web.week.guarding import guarded
from planner.app.web.week.moving import SCOPES
from planner.app.web.week.publication import publish
from planner.app.web.week.repairs import repair
from planner.app.web.week.screen import Scope, Screen


class Toolbar:
    """The row above the grid: drawn once, so that whoever works with the keyboard stays there."""

    def __init__(self, screen: Screen) -> None:
        """Draw it."""
        self._screen = screen
        with ui.element("div").classes("toolbar"):
            self._previous = self._turn("Semaine précédente", "chevron_left", -1)
            self._week = ui.select(
                self._weeks(), label="Semaine", value=self._shown, on_change=self._choose_week
            )
            self._week.props("dense options-dense").classes("week-choice")
            self._following = self._turn("Semaine suivante", "chevron_right", 1)
            self._scope = ui.radio(SCOPES, value=screen.scope, on_change=self._choose_scope)
            self._scope.props('inline dense aria-label="Ce que change un déplacement"')
            ui.space()
            self._undo = _button("Annuler", "undo", partial(undo, screen), key="Ctrl+Z")
            self._redo = _button("Rétablir", "redo", partial(redo, screen), key="Ctrl+Y")
            _button("Ajouter", "add", lambda: AddDialog(screen).ask())
            _button("Réparer", "build", partial(repair, screen))
            self._publish = ui.button(
                "Publier ce brouillon", on_click=guarded(partial(publish, screen))
            )
        self.update()

    def update(self) -> None:
        """Show the week, the draft and the scope of the screen."""
        screen, draft = self._screen, self._screen.desk.draft
        weeks = mondays(screen.desk.plan)
        self._previous.set_enabled(screen.view.monday > weeks[0])
        self._following.set_enabled(screen.view.monday < weeks[-1])
        self._week.set_options(self._weeks(), value=self._shown)
        self._scope.set_value(screen.scope)
        self._undo.set_enabled(draft.can_undo)
        self._redo.set_enabled(draft.can_redo)
        self._publish.set_enabled(draft.changes_plan and screen.desk.now.is_right)

    @property
    def _shown(self) -> str:
        return self._screen.view.monday.isoformat()

    def _weeks(self) -> dict[str, str]:
        return {
            monday.isoformat(): f"Semaine {number} : lundi {monday:%d/%m/%Y}"
            for number, monday in enumerate(mondays(self._screen.desk.plan), start=1)
        }

    def _turn(self, words: str, icon: str, weeks: int) -> ui.button:
        screen = self._screen
        button = ui.button(
            icon=icon, on_click=lambda: screen.look(screen.view.monday + timedelta(weeks=weeks))
        )
        return button.props(f'flat aria-label="{words}"')

    async def _choose_week(self, event: ValueChangeEventArguments[str]) -> None:
        if event.value != self._shown:
            await self._screen.look(date.fromisoformat(event.value))

    def _choose_scope(self, event: ValueChangeEventArguments[Scope]) -> None:
        if event.value != self._screen.scope:
            self._screen.scope = event.value
            self._screen.redraw()


async def undo(screen: Screen) -> None:
    """Undo the last edit of the draft."""
    await screen.step(screen.desk.undo, done="Annulé.")


async def redo(screen: Screen) -> None:
    """Redo the edit undone last."""
    await screen.step(screen.desk.redo, done="Rétabli.")


def _button(
    words: str, icon: str, work: Callable[[], Awaitable[object]], *, key: str = ""
) -> ui.button:
    button = ui.button(words, icon=icon, on_click=guarded(work)).props("outline")
    if key:
        button.props(f'title="{key}" aria-keyshortcuts="{key.replace("Ctrl", "Control")}"')
    return button
