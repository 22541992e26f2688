"""« Où serait-ce autorisé ? »: the half-days of the week judged for the session selected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from nicegui import context, ui

from planner.app.desk.options import HALVES, Option, judge_row, list_rows, rank_options
from planner.app.web.feedback import blocking
from planner.app.web.week.grid import cell_words
from planner.app.web.week.guarding import guarded
from planner.app.web.week.marks import brief_words, show_marks
from planner.app.web.week.moving import MoveDialog
from planner.app.web.week.screen import Screen
from planner.wording import HALVES as HALF_WORDS
from planner.wording import WEEKDAYS, count_words

ASK = "Où serait-ce autorisé ?"
FORGET = "Effacer les repères"
_MOST_ALLOWED = 5
_MOST_REFUSED = 3
"""Listed where nothing is allowed: what is nearest to it."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Answer:
    """What is known so far of one question."""

    key: object
    """Draft, week, scope and session that it is true of."""
    total: int
    """Half-days that are looked at."""
    num_seen: int = 0
    options: list[Option] = field(default_factory=list)


class Elsewhere:
    """Judges row by row in a thread; the grid and the card show it while it is true."""

    def __init__(self, screen: Screen) -> None:
        """Nothing is asked yet."""
        self._screen = screen
        self._client = context.client
        self._answer: _Answer | None = None
        self._said: ui.label | None = None
        self._client.on_delete(self._forget)

    def draw_button(self) -> None:
        """Draw the button that asks, on the card."""
        self._button = ui.button(ASK, on_click=guarded(self._toggle))
        self._button.props("outline").classes("ask")

    def draw_answer(self) -> None:
        """Draw the place of the answer, on the card."""
        self._said = ui.label().props('role="status"').classes("found")
        self._best = ui.element("div")
        self._tell()

    async def find(self) -> None:
        """Judge every half-day of the week for the session selected; what is known stays."""
        screen, session, key = self._screen, self._screen.session, self._key()
        if session is None or self._answer is not None:
            return
        rows = list_rows(session, screen.view)
        per_row = len(screen.view.days) * len(HALVES)
        answer = self._answer = _Answer(key=key, total=len(rows) * per_row)
        desk, view, scope = screen.desk, screen.view, screen.scope
        try:
            for adviser_id in rows:
                self._show()
                work = partial(judge_row, desk, session, view, scope=scope, adviser_id=adviser_id)
                found = await blocking(work)
                if not self._is_true(answer):
                    return
                answer.options += found
                answer.num_seen += per_row
        finally:
            if self._answer is answer and answer.num_seen < answer.total:
                self._answer = None  # not true any more, or not to be found out
            self._show()

    def redraw(self) -> None:
        """Mark the grid that was drawn anew, unless it shows something else by now."""
        if self._answer is not None and not self._is_true(self._answer):
            self._answer = None
        self._mark()

    async def _toggle(self) -> None:
        if self._answer is None:
            await self.find()
        else:
            self._forget()
            self._show()

    def _forget(self) -> None:
        self._answer = None

    def _key(self) -> object:
        """Everything that an answer depends on."""
        screen = self._screen
        session = screen.session
        if session is None:
            return None
        return screen.desk, screen.revision, screen.view.monday, screen.scope, session.key

    def _is_true(self, answer: _Answer) -> bool:
        """Whether an answer is still asked for, and what it was worked out of still there."""
        screen = self._screen
        is_shown = self._answer is answer and answer.key == self._key()
        return is_shown and screen.desk.draft.revision == screen.revision

    def _show(self) -> None:
        self._mark()
        self._tell()

    def _mark(self) -> None:
        session, answer = self._screen.session, self._answer
        if session is None or answer is None:
            script = show_marks(None, ())
        else:
            script = show_marks(self._screen.view.sessions.index(session), answer.options)
        if not self._client.is_deleted:
            self._client.run_javascript(script)

    def _tell(self) -> None:
        """Say on the card how far it is, then what was found."""
        if self._said is None or self._said.is_deleted:
            return  # the card is being drawn, and tells it then
        answer = self._answer
        self._button.set_text(ASK if answer is None else FORGET)
        self._best.clear()
        if answer is None:
            self._said.set_text("")
        elif answer.num_seen < answer.total:
            seen = f"{answer.num_seen} demi-journées sur {answer.total}"
            self._said.set_text(f"Contrôle en cours : {seen}…")
        else:
            best = _pick_best(answer.options)
            self._said.set_text(_found_words(answer.options, best))
            if best:
                self._draw_best(best)

    def _draw_best(self, best: Sequence[Option]) -> None:
        with self._best, ui.element("ol").classes("options"):
            for option in best:
                with ui.element("li"):
                    self._draw_option(option)

    def _draw_option(self, option: Option) -> None:
        with ui.button(on_click=guarded(partial(self._move, option))) as button:
            ui.label(_where(option, self._screen)).classes("where")
            ui.label(brief_words(option)).classes("what")
        button.props("flat align=left").classes("option")

    async def _move(self, option: Option) -> None:
        session = self._screen.session
        if session is not None:
            target = option.adviser_id, option.day, option.half
            await MoveDialog(self._screen, session, target).ask()


def _pick_best(options: Sequence[Option]) -> tuple[Option, ...]:
    """What is worth reading: the best that are allowed; without any, those that break least."""
    judged = tuple(option for option in rank_options(options) if option.verdict is not None)
    allowed = tuple(option for option in judged if option.is_allowed)
    return allowed[:_MOST_ALLOWED] or judged[:_MOST_REFUSED]


def _found_words(options: Sequence[Option], best: Sequence[Option]) -> str:
    """Count the half-days that are allowed; what stands against all of them is said instead."""
    obstacles = {option.obstacle for option in options}
    if len(obstacles) == 1 and not best:
        return obstacles.pop()
    number = sum(option.is_allowed for option in options)
    if number == 0:
        nearest = " Les moins éloignées :" if best else ""
        return f"Aucune demi-journée autorisée sur {len(options)}.{nearest}"
    allowed = count_words(number, "demi-journée autorisée", "demi-journées autorisées")
    return f"{allowed} sur {len(options)} :"


def _where(option: Option, screen: Screen) -> str:
    """Name a half-day, without its date where each time is meant."""
    if screen.scope == "date":
        return cell_words(screen.view, option.adviser_id, option.day, option.half)
    name = dict(screen.view.advisers)[option.adviser_id]
    return f"{name}, {WEEKDAYS[option.day.weekday()]} {HALF_WORDS[option.half]}"
