"""The draft in words: what it changes, what it breaks, and giving it up.

Buttons and the line of the state are drawn once and then kept up to date: a press on a button that
is just being drawn anew would be lost.
"""

from functools import partial

from nicegui import ui

from planner.app.desk.desk import Desk
from planner.app.web.dialogs import confirm
from planner.app.web.feedback import blocking, busy, notify
from planner.app.web.week.guarding import guarded
from planner.app.web.week.screen import Screen
from planner.app.web.week.verdicts import draw_sentences
from planner.wording import count_words, one_line


class DraftPanel:
    """What the draft of the screen changes and breaks."""

    def __init__(self, screen: Screen) -> None:
        """Draw it."""
        self._screen = screen
        with ui.element("div").classes("moved-on").props('role="alert"') as self._moved_on:
            ui.label(
                "Un autre planning est entré en vigueur depuis que ce brouillon a commencé. "
                "Reprenez le brouillon sur ce planning, ou abandonnez-le."
            )
            ui.button("Reprendre le brouillon", on_click=guarded(partial(_rebase, screen)))
        with ui.element("div").classes("draft-head"):
            self._state = ui.label().props('role="status"')
            self._give_up = ui.button(
                "Tout abandonner", on_click=guarded(partial(_discard, screen))
            )
            self._give_up.props("flat dense color=negative")
        self._details = ui.element("div")
        self.update()

    def update(self) -> None:
        """Show the draft as it is now."""
        desk = self._screen.desk
        violations, steps = desk.now.violations, desk.describe_steps()
        self._moved_on.set_visibility(desk.has_base_moved())
        self._give_up.set_visibility(bool(steps))
        words = count_words(len(steps), "modification") if steps else "Aucune modification"
        state = (
            count_words(len(violations), "règle enfreinte", "règles enfreintes")
            if violations
            else "toutes les règles sont respectées"
        )
        self._state.set_text(f"{words}, {state}.")
        self._state.classes(replace="refused" if violations else "allowed")
        self._details.clear()
        with self._details:
            if violations:
                draw_sentences(violations)
            if steps:
                _draw_steps(desk, steps)


def _draw_steps(desk: Desk, steps: tuple[str, ...]) -> None:
    with ui.element("ol").classes("steps"):
        for step, told in zip(desk.draft.steps, steps, strict=False):
            with ui.element("li"):
                ui.label(f"{told} ({one_line(step.author)})" if step.author else told)


async def _discard(screen: Screen) -> None:
    question = "Abandonner toutes les modifications de ce brouillon ?"
    if await confirm(question, yes="Abandonner"):
        await screen.step(screen.desk.discard, done="Brouillon abandonné.")


async def _rebase(screen: Screen) -> None:
    async with busy("Reprise du brouillon…"):
        left = await blocking(partial(_carry, screen.desk, screen.visit.user))
        if left:
            lines = ("Ne s’applique plus, et n’est pas repris :", *left)
            notify("\n".join(lines), kind="warning")
        else:
            notify("Brouillon repris en entier sur le planning en vigueur.")
    await screen.look()


def _carry(desk: Desk, author: str) -> tuple[str, ...]:
    return desk.rebase(author=author, progress=lambda _step: None)
