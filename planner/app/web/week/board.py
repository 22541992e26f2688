"""The page of one tab put together: grid, map, card and draft; gestures and keys end here."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments, KeyEventArguments

from maps.style import adviser_colour
from planner.app.desk.week import WeekSession
from planner.app.web.feedback import FORESEEN, blocking, notify
from planner.app.web.headings import panel
from planner.app.web.watching import on_change
from planner.app.web.week import gestures
from planner.app.web.week.card import draw_card
from planner.app.web.week.draft_panel import DraftPanel
from planner.app.web.week.elsewhere import Elsewhere
from planner.app.web.week.grid import grid_html
from planner.app.web.week.guarding import guarded
from planner.app.web.week.moving import MoveDialog
from planner.app.web.week.publication import PublicationLine
from planner.app.web.week.screen import Screen
from planner.app.web.week.toolbar import Toolbar, redo, undo
from planner.app.web.week.week_map import WeekMap, outlines
from planner.plan import Half

_CSS: Final = (Path(__file__).parents[1] / "assets" / "week.css").read_text(encoding="utf-8")
_EVERY_S: Final = 1.0
_HALVES: Final[dict[str, Half]] = {"am": "am", "pm": "pm"}
_HELP: Final = (
    "Glissez une permanence vers une autre demi-journée, ou choisissez-la : « Déplacer vers… » et "
    "les flèches font de même au clavier."
)


class Board:
    """What one tab shows of a draft."""

    def __init__(self, screen: Screen) -> None:
        """Nothing is drawn yet."""
        self._screen = screen
        self._card = ui.refreshable(self._draw_card)
        self._elsewhere = Elsewhere(screen)
        screen.draw = self._draw
        screen.refocus = lambda: ui.run_javascript(gestures.REFOCUS)

    async def build(self) -> None:
        """Draw everything and listen."""
        screen = self._screen
        ui.add_css(_CSS + _adviser_css(len(screen.view.advisers)))
        background = await blocking(lambda: outlines(screen.desk.ground.territory))
        self._toolbar = Toolbar(screen)
        PublicationLine(screen)
        with ui.element("div").classes("week-page"):
            with ui.element("div").classes("week-left"):
                self._grid = ui.html(grid_html(screen), sanitize=False).classes("week-scroll")
                self._grid.props('role="region" aria-label="Grille de la semaine"')
                self._said = ui.label(_HELP).props('role="status"').classes("hint")
                with panel("Brouillon"):
                    self._draft = DraftPanel(screen)
            with ui.element("div").classes("week-right"):
                self._map = WeekMap(screen, background)
                ui.label(
                    "Tournées de la semaine par la route, une couleur par conseiller."
                ).classes("hint")
                with panel("Permanence choisie"):
                    await self._card()
        self._listen()
        self._map.draw()

    def _draw(self) -> None:
        """Show whatever depends on the draft, the week or the session selected."""
        self._grid.set_content(grid_html(self._screen))
        self._elsewhere.redraw()
        self._map.draw()
        self._toolbar.update()
        self._draft.update()
        self._card.refresh()

    def _listen(self) -> None:
        for name, handler in (
            ("click", gestures.CLICK),
            ("dragstart", gestures.DRAG_START),
            ("dragover", gestures.DRAG_OVER),
            ("drop", gestures.DROP),
            ("keydown", gestures.KEY),
        ):
            self._grid.on(name, self._on_gesture, js_handler=handler)
        ui.keyboard(on_key=self._on_key, ignore=["input", "select", "textarea"])
        ui.timer(0.0, self._map.fit, once=True)
        ui.timer(_EVERY_S, self._follow)
        on_change(self._screen.visit.watch, ("plans",), self._draft.update)

    async def _draw_card(self) -> None:
        await draw_card(self._screen, self._take, self._elsewhere)

    async def _follow(self) -> None:
        """Show what another tab or person saved."""
        try:
            await self._screen.look()
        except FORESEEN as error:
            # Said once and not each second: the next action explains it in full.
            self._said.set_text(f"Page non rafraîchie : {str(error).splitlines()[0]}")

    async def _on_key(self, event: KeyEventArguments) -> None:
        if not event.action.keydown or not (event.modifiers.ctrl or event.modifiers.meta):
            return
        name = event.key.name.lower()
        if name == "y" or (name == "z" and event.modifiers.shift):
            await guarded(lambda: redo(self._screen))()
        elif name == "z":
            await guarded(lambda: undo(self._screen))()

    async def _on_gesture(self, event: GenericEventArguments) -> None:
        await guarded(lambda: self._act(event.args))()

    async def _act(self, wish: dict[str, Any]) -> None:
        """Do what a gesture on the grid meant."""
        screen = self._screen
        number = int(next(iter(wish.values())))
        if wish.get("edition") != screen.edition or number >= len(screen.view.sessions):
            notify("La semaine a changé pendant votre geste : recommencez.", kind="info")
            return
        session = screen.view.sessions[number]
        if "move" in wish:
            await self._move(session, str(wish["to"]))
            return
        screen.selected, screen.taken = session.key, None
        if "take" in wish:
            await self._take()
            return
        self._said.set_text(_HELP)
        screen.redraw()
        ui.run_javascript(gestures.FOCUS_SESSION.format(number=number))

    async def _move(self, session: WeekSession, where: str) -> None:
        adviser_id, day, half = where.rsplit("|", 2)
        if self._screen.selected != session.key:
            self._screen.selected = session.key
            self._screen.redraw()
        target = adviser_id, date.fromisoformat(day), _HALVES[half]
        self._said.set_text(_HELP)
        await MoveDialog(self._screen, session, target).ask()

    async def _take(self) -> None:
        """Let the arrow keys carry the session selected, and say where it may go."""
        session = self._screen.session
        if session is None:
            return
        self._screen.taken = session.key
        self._screen.redraw()
        number = self._screen.view.sessions.index(session)
        ui.run_javascript(gestures.FOCUS_CELL.format(number=number))
        self._said.set_text(
            f"{session.venue_name} : choisissez une demi-journée avec les flèches, puis Entrée ; "
            "Échap renonce."
        )
        await self._elsewhere.find()


def _adviser_css(number: int) -> str:
    """Each adviser's colour, the same in the grid and on the map."""
    return "\n".join(
        f".week-grid .adviser-{at} {{ border-left: 5px solid {adviser_colour(at)}; }}"
        for at in range(number)
    )
